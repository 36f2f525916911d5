// jax-js on the device that the query names. Where an operation of it can be written in several ways, the way that it
// is fastest in and right.
import './task.js';

const { task } = self;
const device = new URLSearchParams(self.location.search).get('device');
// It has as many threads as there are cores wherever memory can be shared; all have one here.
self.SharedArrayBuffer = undefined;

/**
 * SqueezeNet 1.1 from [n, 3, side, side] in normalised units to scores [n, 1000].
 *
 * Its kernels for the CPU are quick where rows are a multiple of four long, ten times as quick as otherwise. So rows of
 * 111, 55, 27 and 13 lie in rows of 112, 56, 28 and 16; what is at their ends is left out where it would count.
 */
function squeezenet({ numpy: np, lax, nn }, weights) {
  const held = {};
  for (const [name, { shape, data }] of Object.entries(weights)) {
    held[name] = np.array(data).reshape(shape.length === 1 ? [1, shape[0], 1, 1] : shape);
  }
  // Of squares of four, blue first.
  const [gain, shift] = Object.values(task.adapter()).map(([r, g, b]) =>
    np.array(new Float32Array([b, g, r].flatMap((one) => Array(4).fill(one)))).reshape([1, 12, 1, 1]),
  );
  const within = (length, room) => np.array(new Float32Array(room).fill(1, 0, length)).reshape([1, 1, 1, room]);
  const inside = { 56: within(55, 56), 28: within(27, 28), 16: within(13, 16) };
  const only = (x) => x.mul(inside[x.shape[3]].ref);
  const widened = (x, axis, by) => (by === 0 ? x : np.pad(x, x.shape.map((_, i) => [0, i === axis ? by : 0])));
  const conv = (x, name, rows, columns) => {
    const y = lax.convGeneralDilated(x, held[`${name}.weight`].ref, [1, 1], [rows, columns]);
    return nn.relu(y.add(held[`${name}.bias`].ref));
  };
  const one = (x, name) => conv(x, name, [0, 0], [0, 0]);
  // A 3x3 window at every second place is a 2x2 window at every place of squares of four; its way back is quicker.
  const squares = (x) => {
    const [n, c, h, w] = x.shape;
    const apart = x.reshape([n, c, h / 2, 2, w / 2, 2]);
    return np.transpose(apart, [0, 1, 3, 5, 2, 4]).reshape([n, 4 * c, h / 2, w / 2]);
  };
  // Its product with one lies in memory as it is read; without, it would be put in order at every read.
  held['conv1.weight'] = squares(widened(widened(held['conv1.weight'], 2, 1), 3, 1)).mul(1);
  // The largest of three in a row, every two. The way back of `reduceWindow` takes twenty times as long.
  const thirds = (x, axis) => {
    const half = x.shape[axis] >> 1;
    const even = widened(x, axis, 2 * (half + 1) - x.shape[axis]);
    const pairs = even.reshape(even.shape.flatMap((length, i) => (i === axis ? [half + 1, 2] : [length])));
    const whole = pairs.shape.map((length) => [0, length]);
    const at = (from, second) => pairs.ref.slice(...whole.with(axis, [from, from + half]).with(axis + 1, second));
    const largest = np.maximum(np.maximum(at(0, 0), at(0, 1)), at(1, 0));
    pairs.dispose();
    return largest;
  };
  const pool = (x) => {
    const y = thirds(thirds(x, 3), 2);
    return widened(y, 3, -y.shape[3] & 3);
  };
  const fire = (x, i) => {
    const squeezed = only(one(x, `fire${i}.squeeze1x1`));
    const near = one(squeezed.ref, `fire${i}.expand1x1`);
    return np.concatenate([near, conv(squeezed, `fire${i}.expand3x3`, [1, 1], [1, 1])], 1);
  };
  return (image) => {
    let x = squares(np.flip(image, 1)).mul(gain.ref).add(shift.ref);
    x = pool(conv(x, 'conv1', [0, 0], [0, 1]));
    x = pool(fire(fire(x, 2), 3));
    x = pool(fire(fire(x, 4), 5));
    for (const i of [6, 7, 8, 9]) x = fire(x, i);
    return np.sum(only(one(x, 'conv10')), [2, 3]).mul(1 / (13 * 13));
  };
}

task.serve(async () => {
  const jax = await import('./node_modules/@jax-js/jax/dist/index.js');
  if (!(await jax.init(device)).includes(device)) throw new Error(`no device ${device}`);
  jax.defaultDevice(device);
  const { numpy: np, grad, jit } = jax;
  const network = squeezenet(jax, await task.weights());
  const rgb = await task.rgb();
  const shown = np.array(new Float32Array(1000).fill(1, task.SHOWN, task.SHOWN + 1));
  // A product with zeros and a one: of a slice, `jit` makes the gradient of all scores (0.1.25).
  const score = (x) => network(x).mul(shown.ref).sum();
  // Compiled as one, its kernels for the CPU are slower.
  const way = device === 'webgpu' ? jit : (make) => make;
  const forward = way(network);
  const gradient = way((x) => np.max(np.abs(grad(score)(x)), 1));
  const on = async (n, make, check) => {
    const x = np.array(task.normalised(rgb, n)).reshape([n, 3, task.SIDE, task.SIDE]);
    await jax.blockUntilReady(x);
    return task.timed(() => make(x).data(), check);
  };
  return {
    forward: (n) => on(n, forward, (scores) => scores[task.SHOWN]),
    gradient: (n) => on(n, gradient, (map) => task.sum(map) / n),
  };
});
