// ONNX Runtime Web on the provider that the query names; it has no gradients.
import './task.js';
import { squeezenet } from './onnx.mjs';

const { task } = self;
const query = new URLSearchParams(self.location.search);
const provider = query.get('provider');
const folder = new URL('./node_modules/onnxruntime-web/dist/', self.location.href).href;

task.serve(async () => {
  const ort = await import(`${folder}${provider === 'webgpu' ? 'ort.webgpu.min.mjs' : 'ort.wasm.min.mjs'}`);
  ort.env.wasm.wasmPaths = folder;
  ort.env.wasm.numThreads = Number(query.get('workers') ?? 1);
  // A model of somebody's own reads what torchvision's networks do.
  const own = query.has('model') && new Uint8Array(await (await fetch('model')).arrayBuffer());
  const model = own || squeezenet(await task.weights(), task.SIDE);
  const session = await ort.InferenceSession.create(model, { executionProviders: [provider] });
  const rgb = await task.rgb();
  // Its own units are made here, outside of the time: in its favour.
  const input = (n) => {
    const x = task.normalised(rgb, n);
    if (own) return new ort.Tensor('float32', x, [n, 3, task.SIDE, task.SIDE]);
    const { gain, shift } = task.adapter();
    const positions = task.SIDE * task.SIDE;
    const turned = new Float32Array(x.length);
    for (let i = 0; i < x.length; i++) {
      const plane = Math.floor(i / positions);
      const c = plane % 3;
      turned[(plane - c + 2 - c) * positions + (i % positions)] = x[i] * gain[c] + shift[c];
    }
    return new ort.Tensor('float32', turned, [n, 3, task.SIDE, task.SIDE]);
  };
  return {
    forward(n) {
      const x = input(n);
      const [from, to] = [session.inputNames[0], session.outputNames[0]];
      return task.timed(async () => (await session.run({ [from]: x }))[to].data, (scores) => scores[task.SHOWN]);
    },
  };
});
