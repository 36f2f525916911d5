// Gradoscope's engine, in the folder that the query names.
import './task.js';

const { task } = self;
const query = new URLSearchParams(self.location.search);
const folder = query.get('folder');

task.serve(async () => {
  if (query.has('workers')) {
    // As a worker of the page has it.
    (0, eval)(await (await fetch('threads.js')).text());
    const module = await WebAssembly.compileStreaming(fetch('threads.wasm'));
    self.shareThreads({ module, threads: Number(query.get('workers')) });
  }
  const module = await import(`./${folder}/bench_engine.js`);
  await module.default({ module_or_path: fetch(`${folder}/bench_engine_bg.wasm`) });
  const bytes = async (name) => new Uint8Array(await (await fetch(name)).arrayBuffer());
  const adapter = await navigator.gpu?.requestAdapter();
  const software = !adapter || adapter.info.isFallbackAdapter || /swiftshader/i.test(adapter.info.architecture);
  const engine = query.has('model')
    ? await module.Engine.open_own(await bytes('model'), software)
    : await module.Engine.open('squeezenet-1.1', await bytes('weights.safetensors'), software);
  const rgb = await task.rgb();
  const images = (n) => task.normalised(rgb, n);
  const products = async (gradient) => {
    const begun = performance.now();
    const operations = await engine.products(gradient);
    // Each is made four times.
    return { ms: (performance.now() - begun) / 4, operations: operations / 4, checksum: null };
  };
  return {
    forward(n) {
      const x = images(n);
      return task.timed(() => engine.forward(x, n), (scores) => scores[task.SHOWN]);
    },
    gradient(n) {
      const x = images(n);
      return task.timed(() => engine.gradient(x, n, task.SHOWN), (map) => task.sum(map) / n);
    },
    // Many gradients, of which only the last is read: until they are asked for, and until they are made.
    async 'gradient-asked'() {
      const [ms] = await engine.gradients(images(1), task.SHOWN, 20);
      return { ms, checksum: null };
    },
    async 'gradient-made'() {
      const [, ms] = await engine.gradients(images(1), task.SHOWN, 20);
      return { ms, checksum: null };
    },
    attack10() {
      const x = images(1);
      return task.timed(() => engine.attack10(x, task.TARGET, task.ATTACK_ETA), (change) => change);
    },
    // The product's own loops draw their jitter and judge their images, so nothing of theirs can be
    // compared with a peer's: the time of a step, by their own clock.
    async visualise1() {
      return { ms: await engine.visualise(rgb, task.VISUALISED, 7), checksum: null };
    },
    // Plain products of the same sizes: how many operations a second the device makes of them.
    products: () => products(false),
    'products-back': () => products(true),
    async 'attack-step'() {
      return { ms: await engine.attack_step(rgb, task.TARGET, 7), checksum: null };
    },
  };
});
