// Gradoscope's engine, on the device that the query names.
import './task.js';

const { task } = self;
const device = new URLSearchParams(self.location.search).get('device');

task.serve(async () => {
  const module = await import(`./engine_${device}/bench_engine.js`);
  await module.default();
  const weights = new Uint8Array(await (await fetch('weights.safetensors')).arrayBuffer());
  const engine = await module.Engine.open('squeezenet-1.1', weights);
  const rgb = await task.rgb();
  const images = (n) => task.normalised(rgb, n);
  return {
    forward(n) {
      const x = images(n);
      return task.timed(() => engine.forward(x, n), (scores) => scores[task.SHOWN]);
    },
    gradient(n) {
      const x = images(n);
      return task.timed(() => engine.gradient(x, n, task.SHOWN), (map) => task.sum(map) / n);
    },
    attack10() {
      const x = images(1);
      return task.timed(() => engine.attack10(x, task.TARGET), (change) => change);
    },
    // The product's own loops draw their jitter and judge their images, so nothing of theirs can be
    // compared with a peer's: the time of a step, by their own clock.
    async visualise1() {
      return { ms: await engine.visualise(rgb, task.VISUALISED, 7), checksum: null };
    },
    async 'attack-step'() {
      return { ms: await engine.attack_step(rgb, task.TARGET, 7), checksum: null };
    },
  };
});
