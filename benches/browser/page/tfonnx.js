// A network in an ONNX file as TensorFlow.js computes it, with its gradient: the operations that exporters of
// PyTorch write for ResNet and EfficientNet-Lite. Loaded by a classic worker that has `tf`.

/** The fields of a message of protocol buffers: its number and what it holds, a number or bytes. */
function* fields(bytes) {
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return Number(BigInt.asIntN(64, value));
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const length = { 0: 0, 1: 8, 2: null, 5: 4 }[key & 7];
    if (length === 0) yield [key >> 3, varint()];
    else {
      const end = (length ?? varint()) + at;
      yield [key >> 3, bytes.subarray(at, end)];
      at = end;
    }
  }
}

const string = (bytes) => new TextDecoder().decode(bytes);

/** Whole numbers, packed or one by one. */
const wholes = (held) => (typeof held === 'number' ? [held] : [...packed(held)]);

function* packed(bytes) {
  let begin = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] >= 128) continue;
    // As a field of its own, whose key is 8.
    const [[, value]] = fields(Uint8Array.of(8, ...bytes.subarray(begin, at + 1)));
    yield value;
    begin = at + 1;
  }
}

function tensor(bytes) {
  const found = { name: '', shape: [], type: 0, raw: new Uint8Array() };
  for (const [field, held] of fields(bytes)) {
    if (field === 1) found.shape.push(...wholes(held));
    if (field === 2) found.type = held;
    if (field === 8) found.name = string(held);
    if (field === 9) found.raw = held;
    if (field === 4 || field === 7) throw new Error('numbers that are not raw bytes');
  }
  const copy = found.raw.slice().buffer;
  found.data = found.type === 1 ? new Float32Array(copy) : [...new BigInt64Array(copy)].map(Number);
  return found;
}

function node(bytes) {
  const found = { inputs: [], outputs: [], operator: '', of: {} };
  for (const [field, held] of fields(bytes)) {
    if (field === 1) found.inputs.push(string(held));
    if (field === 2) found.outputs.push(string(held));
    if (field === 4) found.operator = string(held);
    if (field === 5) {
      let name = '';
      const values = [];
      for (const [part, value] of fields(held)) {
        if (part === 1) name = string(value);
        if (part === 3 || part === 8) values.push(...wholes(value));
      }
      found.of[name] = values;
    }
  }
  return found;
}

/** Rows and columns of zeros, or of another number, above, left, below and right. */
function surrounded(x, [above, left, below, right] = [0, 0, 0, 0], number = 0) {
  if (above + left + below + right === 0) return x;
  return tf.pad(x, [[0, 0], [above, below], [left, right], [0, 0]], number);
}

/**
 * A filter per channel. Its gradient is written out, since the backend for WebAssembly has none: again filters, turned
 * by half a turn, over what comes back with zeros between its numbers.
 */
function depthwise(x, { filter, turned }, stride) {
  const [side] = filter.shape;
  return tf.customGrad((x) => {
    const [n, height, width, channels] = x.shape;
    const gradFunc = (dy) => {
      const [, h, w] = dy.shape;
      let spread = dy;
      if (stride > 1) {
        const between = tf.zeros([n, h, w, (stride - 1) * channels]);
        spread = tf.concat([dy, between], 3).reshape([n, h, stride * w * channels]);
        const rows = tf.zeros([n, h, (stride - 1) * stride * w * channels]);
        spread = tf.concat([spread, rows], 2).reshape([n, stride * h, stride * w, channels]);
      }
      const after = [height - stride * h, width - stride * w];
      return tf.depthwiseConv2d(surrounded(spread, [side - 1, side - 1, ...after]), turned, 1, 'valid');
    };
    return { value: tf.depthwiseConv2d(x, filter, stride, 'valid'), gradFunc };
  })(x);
}

const operators = {
  Relu: (x) => tf.relu(x),
  Clip: (x, least, most) => tf.clipByValue(x, least, most),
  Add: (x, y) => tf.add(x, y),
  GlobalAveragePool: (x) => tf.mean(x, [1, 2], true),
  ReduceMean: (x) => tf.mean(x, [1, 2], true),
  // Only behind a mean over all positions, where the order of the axes does not matter.
  Flatten: (x) => x.reshape([x.shape[0], -1]),
  Reshape: (x) => x.reshape([x.shape[0], -1]),
  Gemm: (x, weight, bias) => tf.add(tf.matMul(x, weight, false, true), bias),
  MaxPool: (x, { kernel_shape: [side], strides: [stride], pads }) =>
    tf.maxPool(surrounded(x, pads, -1e30), side, stride, 'valid'),
  Conv: (x, weight, bias, { strides: [stride], pads, group: [groups] }) => {
    const padded = surrounded(x, pads);
    if (groups === 1) return tf.add(tf.conv2d(padded, weight, stride, 'valid'), bias);
    if (groups !== x.shape[3] || !weight.turned) throw new Error(`Conv of ${groups} groups`);
    return tf.add(depthwise(padded, weight, stride), bias);
  },
};

/** From [n, side, side, 3] to the scores of the file's network. */
self.onnxNetwork = (file) => {
  const graph = [...fields(file)].find(([field]) => field === 7)[1];
  const held = {};
  const nodes = [];
  let input = '';
  for (const [field, bytes] of fields(graph)) {
    if (field === 1) nodes.push(node(bytes));
    if (field === 11) input ||= string([...fields(bytes)].find(([part]) => part === 1)[1]);
    if (field !== 5) continue;
    const { name, shape, type, data } = tensor(bytes);
    if (type !== 1) continue;
    // [outputs, inputs, side, side] to [side, side, inputs, outputs], of one channel each to [side, side, channels, 1].
    const order = shape[1] === 1 ? [2, 3, 0, 1] : [2, 3, 1, 0];
    const made = () => (shape.length === 4 ? tf.tensor(data, shape).transpose(order) : tf.tensor(data, shape));
    held[name] = shape.length === 0 ? data[0] : tf.tidy(made);
    if (shape.length === 4 && shape[1] === 1) held[name] = { filter: held[name], turned: tf.reverse(held[name], [0, 1]) };
  }
  const unknown = nodes.find(({ operator }) => !operators[operator]);
  if (unknown) throw new Error(`no ${unknown.operator} here`);
  return (image) => {
    const values = { [input]: image };
    for (const { inputs, outputs, operator, of } of nodes) {
      const read = inputs.map((name) => values[name] ?? held[name]).filter((value) => value !== undefined);
      values[outputs[0]] = operators[operator](...read, of);
    }
    return values[nodes.at(-1).outputs[0]];
  };
};
