// What the engines' workers share: the image, the weights, and how a work is answered. Loaded by
// classic workers and by modules alike, so it leaves everything on `self`.

const SIDE = 224;
const MU = [0.485, 0.456, 0.406];
const SIGMA = [0.229, 0.224, 0.225];
const CAFFE_MEAN = [123.68, 116.779, 103.939];

self.task = {
  SIDE,
  /** What the photograph shows, and what the attack aims at. */
  SHOWN: 285,
  TARGET: 6,
  VISUALISED: 130,
  LAMBDA: 0.001,
  ETA: 5,
  JITTER: 16,

  async rgb() {
    return new Uint8Array(await (await fetch('image.rgb')).arrayBuffer());
  },

  /** `n` times the image, [n, 3, side, side] in normalised units. */
  normalised(rgb, n) {
    const positions = SIDE * SIDE;
    const all = new Float32Array(n * 3 * positions);
    for (let image = 0; image < n; image++) {
      for (let c = 0; c < 3; c++) {
        for (let i = 0; i < positions; i++) {
          all[(image * 3 + c) * positions + i] = (rgb[3 * i + c] / 255 - MU[c]) / SIGMA[c];
        }
      }
    }
    return all;
  },

  /** Per channel in RGB order: gain and shift from normalised units to the network's own. */
  adapter() {
    const gain = SIGMA.map((sigma) => sigma * 255);
    const shift = MU.map((mu, c) => mu * 255 - CAFFE_MEAN[c]);
    return { gain, shift };
  },

  /** Tensors by name: { shape, data }. */
  async weights() {
    const bytes = await (await fetch('weights.safetensors')).arrayBuffer();
    const length = Number(new DataView(bytes).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, 8, length)));
    const tensors = {};
    for (const [name, entry] of Object.entries(header)) {
      if (name === '__metadata__') continue;
      const [begin, end] = entry.data_offsets.map((offset) => 8 + length + offset);
      tensors[name] = { shape: entry.shape, data: new Float32Array(bytes.slice(begin, end)) };
    }
    return tensors;
  },

  sum(all) {
    let sum = 0;
    for (const value of all) sum += Math.abs(value);
    return sum;
  },

  /** Answers messages: `open` once, then works, each { ms, checksum }. */
  serve(open) {
    let works;
    self.onmessage = async ({ data }) => {
      try {
        if (data.open) {
          works = await open();
          self.postMessage({ ready: true });
          return;
        }
        self.postMessage(await works[data.work](data.batch));
      } catch (error) {
        self.postMessage({ error: String(error?.stack ?? error) });
      }
    };
  },

  /** Times `make`, which ends with its numbers on this side; `check` makes the check sum of them. */
  async timed(make, check) {
    const begun = performance.now();
    const made = await make();
    const ms = performance.now() - begun;
    return { ms, checksum: check(made) };
  },
};
