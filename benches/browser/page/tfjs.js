// TensorFlow.js on the backend that the query names. A classic worker: its packages are scripts.
importScripts(
  'task.js',
  'tfonnx.js',
  'node_modules/@tensorflow/tfjs/dist/tf.min.js',
  'node_modules/@tensorflow/tfjs-backend-webgpu/dist/tf-backend-webgpu.min.js',
  'node_modules/@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.min.js',
);

const { task } = self;
const query = new URLSearchParams(self.location.search);
const backend = query.get('backend');

/** SqueezeNet 1.1 from [n, side, side, 3] in normalised units to scores [n, 1000]. */
function squeezenet(weights) {
  const held = {};
  for (const [name, { shape, data }] of Object.entries(weights)) {
    held[name] = tf.tidy(() => {
      const tensor = tf.tensor(data, shape);
      return shape.length === 4 ? tensor.transpose([2, 3, 1, 0]) : tensor;
    });
  }
  const { gain, shift } = task.adapter();
  const [gains, shifts] = [tf.tensor1d(gain), tf.tensor1d(shift)];
  const conv = (x, name, stride, padding) =>
    tf.relu(tf.add(tf.conv2d(x, held[`${name}.weight`], stride, padding), held[`${name}.bias`]));
  const pool = (x) => tf.maxPool(x, 3, 2, 'valid');
  const fire = (x, i) => {
    const squeezed = conv(x, `fire${i}.squeeze1x1`, 1, 'valid');
    const near = conv(squeezed, `fire${i}.expand1x1`, 1, 'valid');
    return tf.concat([near, conv(squeezed, `fire${i}.expand3x3`, 1, 'same')], 3);
  };
  return (image) => {
    let x = tf.reverse(tf.add(tf.mul(image, gains), shifts), 3);
    x = pool(conv(x, 'conv1', 2, 'valid'));
    x = pool(fire(fire(x, 2), 3));
    x = pool(fire(fire(x, 4), 5));
    for (const i of [6, 7, 8, 9]) x = fire(x, i);
    return tf.mean(conv(x, 'conv10', 1, 'valid'), [1, 2]);
  };
}

/** The image moved by whole pixels, what leaves on one side entering on the other. */
function roll(x, rows, columns) {
  const turn = (y, by, axis) => {
    const length = y.shape[axis];
    const at = (((length - by) % length) + length) % length;
    const [first, second] = tf.split(y, [at, length - at], axis);
    return at === 0 ? y : tf.concat([second, first], axis);
  };
  return turn(turn(x, rows, 1), columns, 2);
}

task.serve(async () => {
  if (backend === 'wasm') {
    tf.wasm.setWasmPaths(new URL('node_modules/@tensorflow/tfjs-backend-wasm/dist/', self.location.href).href);
    tf.wasm.setThreadsCount(Number(query.get('workers') ?? 1));
  }
  if (!(await tf.setBackend(backend))) throw new Error(`no backend ${backend}`);
  await tf.ready();
  // A model of somebody's own reads what torchvision's networks do.
  const own = query.has('model') && new Uint8Array(await (await fetch('model')).arrayBuffer());
  const network = own ? self.onnxNetwork(own) : squeezenet(await task.weights());
  const rgb = await task.rgb();
  const images = (n) => tf.tidy(() => tf.tensor(task.normalised(rgb, n), [n, 3, task.SIDE, task.SIDE]).transpose([0, 2, 3, 1]));
  const score = (x, n, c) => network(x).slice([0, c], [n, 1]).sum();
  const on = async (n, make, check) => {
    const x = images(n);
    await x.data();
    const result = await task.timed(async () => {
      const y = tf.tidy(() => make(x));
      const numbers = await y.data();
      y.dispose();
      return numbers;
    }, check);
    x.dispose();
    return result;
  };
  return {
    forward: (n) => on(n, network, (scores) => scores[task.SHOWN]),
    gradient: (n) =>
      on(n, (x) => tf.max(tf.abs(tf.grad((y) => score(y, n, task.SHOWN))(x)), 3), (map) => task.sum(map) / n),
    attack10: () =>
      on(
        1,
        (origin) => {
          const gradient = tf.grad((y) => score(y, 1, task.TARGET));
          let x = origin;
          for (let i = 0; i < 10; i++) {
            const from = x;
            x = tf.tidy(() => {
              const g = gradient(from);
              return from.add(g.div(g.norm()).mul(task.ATTACK_ETA));
            });
            if (from !== origin) from.dispose();
          }
          return tf.sum(tf.abs(x.sub(origin)));
        },
        ([change]) => change,
      ),
    // One iteration of the practical: jitter, objective, normalised step, back, clamp.
    visualise1: () => {
      const [rows, columns] = [0, 0].map(() => Math.floor(Math.random() * (2 * task.JITTER + 1)) - task.JITTER);
      return on(
        1,
        (x) => {
          const shifted = roll(x, rows, columns);
          const objective = (y) => score(y, 1, task.VISUALISED).sub(y.norm().mul(task.LAMBDA));
          const g = tf.grad(objective)(shifted);
          const moved = shifted.add(g.div(g.norm()).mul(task.ETA));
          return tf.sum(roll(moved, -rows, -columns).clipByValue(-2.2, 2.7));
        },
        () => null,
      );
    },
  };
});
