// Writes SqueezeNet 1.1 as an ONNX model: the few fields of protocol buffers that it needs.

const text = new TextEncoder();

function varint(number) {
  const bytes = [];
  let rest = BigInt.asUintN(64, BigInt(number));
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return [...bytes, Number(rest)];
}

function join(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const whole = (field, number) => Uint8Array.from([...varint(field << 3), ...varint(number)]);
const bytes = (field, content) => join([Uint8Array.from([...varint((field << 3) | 2), ...varint(content.length)]), content]);
const string = (field, content) => bytes(field, text.encode(content));
const message = (field, parts) => bytes(field, join(parts));

const FLOAT = 1;
const INTS = 7;
const INT = 2;

const ints = (name, all) => message(5, [string(1, name), ...all.map((n) => whole(8, n)), whole(20, INTS)]);
const int = (name, n) => message(5, [string(1, name), whole(3, n), whole(20, INT)]);
const node = (operator, inputs, output, attributes = []) =>
  message(1, [...inputs.map((name) => string(1, name)), string(2, output), string(4, operator), ...attributes]);

function value(field, name, shape) {
  const dimensions = shape.map((n) => message(1, typeof n === 'string' ? [string(2, n)] : [whole(1, n)]));
  return message(field, [string(1, name), message(2, [message(1, [whole(1, FLOAT), message(2, dimensions)])])]);
}

/** The model, from `x` [n, 3, side, side] in the network's own units to `y` [n, 1000]. */
export function squeezenet(weights, side) {
  const nodes = [];
  const conv = (x, name, stride, padding) => {
    const attributes = [ints('strides', [stride, stride]), ints('pads', Array(4).fill(padding))];
    nodes.push(node('Conv', [x, `${name}.weight`, `${name}.bias`], name, attributes));
    nodes.push(node('Relu', [name], `${name}.relu`));
    return `${name}.relu`;
  };
  const pool = (x, name) => {
    nodes.push(node('MaxPool', [x], name, [ints('kernel_shape', [3, 3]), ints('strides', [2, 2]), int('ceil_mode', 1)]));
    return name;
  };
  const fire = (x, i) => {
    const squeezed = conv(x, `fire${i}.squeeze1x1`, 1, 0);
    const both = [conv(squeezed, `fire${i}.expand1x1`, 1, 0), conv(squeezed, `fire${i}.expand3x3`, 1, 1)];
    nodes.push(node('Concat', both, `fire${i}`, [int('axis', 1)]));
    return `fire${i}`;
  };
  let x = pool(conv('x', 'conv1', 2, 0), 'pool1');
  x = pool(fire(fire(x, 2), 3), 'pool3');
  x = pool(fire(fire(x, 4), 5), 'pool5');
  for (const i of [6, 7, 8, 9]) x = fire(x, i);
  nodes.push(node('GlobalAveragePool', [conv(x, 'conv10', 1, 0)], 'mean'));
  nodes.push(node('Flatten', ['mean'], 'y'));
  const tensors = Object.entries(weights).map(([name, { shape, data }]) =>
    message(5, [...shape.map((n) => whole(1, n)), whole(2, FLOAT), string(8, name), bytes(9, new Uint8Array(data.buffer))]),
  );
  const graph = [
    ...nodes,
    string(2, 'squeezenet'),
    ...tensors,
    value(11, 'x', ['n', 3, side, side]),
    value(12, 'y', ['n', 1000]),
  ];
  return join([whole(1, 8), message(7, graph), message(8, [string(1, ''), whole(2, 13)])]);
}
