//! Filters per channel, TensorFlow's padding, ReLU6 and sums on the kernels of the CPU: against plain
//! loops in float64; and EfficientNet-Lite0 against burn.

use crate::common;
use crate::kernels::{noise, plan_of};

use burn::tensor::{Device, Tensor};
use common::relative_l2;
use gradoscope::engine::network::{Network, SCORES, Seed};
use gradoscope_kernels::{
    Activation, Conv, ConvShape, Depthwise, Graph, Operation, Padding, Plan, Value, Window,
};

/// How a filter steps, along one axis.
#[derive(Debug, Clone, Copy)]
struct Axis {
    kernel: usize,
    stride: usize,
    padding: Padding,
}

impl Axis {
    /// Zeros before, and length of the output.
    fn of(self, length: usize) -> (usize, usize) {
        match self.padding {
            Padding::Each(zeros) => {
                let out = (length + 2 * zeros - self.kernel) / self.stride + 1;
                (zeros, out)
            }
            // As TensorFlow's guide to convolutions has it.
            Padding::Same => {
                let total = if length.is_multiple_of(self.stride) {
                    self.kernel.saturating_sub(self.stride)
                } else {
                    self.kernel.saturating_sub(length % self.stride)
                };
                (total / 2, length.div_ceil(self.stride))
            }
        }
    }

    /// The places of the input that place `at` of the output is made from, and the taps.
    fn reads(self, at: usize, length: usize) -> Vec<(usize, usize)> {
        let (before, _) = self.of(length);
        (0..self.kernel)
            .filter_map(|tap| Some(((at * self.stride + tap).checked_sub(before)?, tap)))
            .filter(|(from, _)| *from < length)
            .collect()
    }
}

/// A layer in plain loops: every output channel reads one channel, or all.
struct Reference {
    axis: Axis,
    channels: [usize; 2],
    depthwise: bool,
    size: [usize; 2],
    weight: Vec<f32>,
    bias: Vec<f32>,
}

impl Reference {
    fn out(&self) -> [usize; 2] {
        self.size.map(|length| self.axis.of(length).1)
    }

    /// Calls with the index of an output, of an input that it is made from, and of the weight.
    fn visit(&self, mut visit: impl FnMut(usize, usize, usize)) {
        let [outputs, inputs] = self.channels;
        let ([height, width], [out_height, out_width]) = (self.size, self.out());
        let kernel = self.axis.kernel;
        for at in 0..outputs * out_height * out_width {
            let (output, y, x) = (
                at / (out_height * out_width),
                at / out_width % out_height,
                at % out_width,
            );
            let read = if self.depthwise {
                output..output + 1
            } else {
                0..inputs
            };
            for (index, input) in read.enumerate() {
                let of_group = if self.depthwise { 1 } else { inputs };
                for (from_y, tap_y) in self.axis.reads(y, height) {
                    for (from_x, tap_x) in self.axis.reads(x, width) {
                        let weight =
                            ((output * of_group + index) * kernel + tap_y) * kernel + tap_x;
                        visit(at, (input * height + from_y) * width + from_x, weight);
                    }
                }
            }
        }
    }

    fn forward(&self, image: &[f32], activation: Activation) -> Vec<f32> {
        let [outputs, _] = self.channels;
        let [height, width] = self.out();
        let pixels = height * width;
        let mut sums: Vec<f64> = (0..outputs * pixels)
            .map(|at| f64::from(self.bias[at / pixels]))
            .collect();
        self.visit(|to, from, weight| {
            sums[to] += f64::from(image[from]) * f64::from(self.weight[weight]);
        });
        let bounded = |sum: f64| match activation {
            Activation::Linear => sum,
            Activation::Relu => sum.max(0.0),
            Activation::Relu6 => sum.clamp(0.0, 6.0),
        };
        sums.into_iter().map(|sum| bounded(sum) as f32).collect()
    }

    fn backward(&self, upstream: &[f32], output: &[f32], activation: Activation) -> Vec<f32> {
        let [_, inputs] = self.channels;
        let mut sums = vec![0.0_f64; inputs * self.size[0] * self.size[1]];
        self.visit(|to, from, weight| {
            let passes = match activation {
                Activation::Linear => true,
                Activation::Relu => output[to] > 0.0,
                Activation::Relu6 => output[to] > 0.0 && output[to] < 6.0,
            };
            if passes {
                sums[from] += f64::from(upstream[to]) * f64::from(self.weight[weight]);
            }
        });
        sums.into_iter().map(|sum| sum as f32).collect()
    }

    fn plan(&self, activation: Activation) -> Plan {
        let [outputs, inputs] = self.channels;
        let Axis {
            kernel,
            stride,
            padding,
        } = self.axis;
        let window = Window {
            kernel,
            stride,
            padding,
        };
        let operation = if self.depthwise {
            let filters = Depthwise::new(window, self.weight.clone(), self.bias.clone());
            Operation::Depthwise(filters, activation)
        } else {
            let shape = ConvShape {
                outputs,
                inputs,
                window,
            };
            let conv = Conv::new(shape, &self.weight, self.bias.clone());
            Operation::Convolutions(vec![conv], activation)
        };
        plan_of(inputs, operation)
    }

    fn holds(&self, activation: Activation) {
        let what = (self.axis, self.channels, self.size, activation);
        let count = self.channels[1] * self.size[0] * self.size[1];
        // Large enough that some sums are beyond six.
        let image: Vec<f32> = noise(2 * count, 3).into_iter().map(|v| 2.0 * v).collect();
        let plan = self.plan(activation);
        let mut run = plan.forward(&image, 2, self.size).expect("the image fits");
        let found = run.activation("y").expect("the output");
        let expected: Vec<Vec<f32>> = image
            .chunks(count)
            .map(|image| self.forward(image, activation))
            .collect();
        let distance = relative_l2(&found, &expected.concat());
        assert!(distance < 1e-6, "{what:?} forward: {distance:e}");
        let upstream = noise(found.len(), 4);
        // Twice: what a way back leaves behind must not reach the next.
        for _ in 0..2 {
            let gradient = run.gradient(&[("y", &upstream)]).expect("a gradient");
            let pairs = expected.iter().zip(upstream.chunks(found.len() / 2));
            let expected: Vec<Vec<f32>> = pairs
                .map(|(output, upstream)| self.backward(upstream, output, activation))
                .collect();
            let distance = relative_l2(&gradient, &expected.concat());
            assert!(distance < 1e-6, "{what:?} backward: {distance:e}");
        }
    }
}

const SIZES: [[usize; 2]; 7] = [
    [7, 7],
    [14, 14],
    [8, 5],
    [1, 2],
    [9, 33],
    [16, 17],
    [23, 12],
];

#[test]
fn filters_per_channel_equal_plain_loops_in_both_directions() {
    let channels = 3;
    for padding in [Padding::Same, Padding::Each(1), Padding::Each(0)] {
        for (kernel, stride) in [(3, 1), (3, 2), (5, 1), (5, 2), (4, 3), (2, 3)] {
            for size in SIZES {
                let fits = match padding {
                    Padding::Same => true,
                    Padding::Each(zeros) => size.iter().all(|side| side + 2 * zeros >= kernel),
                };
                if !fits {
                    continue;
                }
                let reference = Reference {
                    axis: Axis {
                        kernel,
                        stride,
                        padding,
                    },
                    channels: [channels; 2],
                    depthwise: true,
                    size,
                    weight: noise(channels * kernel * kernel, kernel as u32),
                    bias: noise(channels, 2),
                };
                for activation in [Activation::Linear, Activation::Relu, Activation::Relu6] {
                    reference.holds(activation);
                }
            }
        }
    }
}

#[test]
fn padding_that_depends_on_the_input_equals_plain_loops_in_both_directions() {
    for (kernel, stride) in [(3, 1), (3, 2), (1, 1), (5, 2), (4, 1)] {
        for size in SIZES {
            let channels = [6, 3];
            let reference = Reference {
                axis: Axis {
                    kernel,
                    stride,
                    padding: Padding::Same,
                },
                channels,
                depthwise: false,
                size,
                weight: noise(18 * kernel * kernel, 7),
                bias: noise(6, 8),
            };
            for activation in [Activation::Linear, Activation::Relu6] {
                reference.holds(activation);
            }
        }
    }
}

#[test]
fn both_sides_of_a_sum_get_its_gradient() {
    let mut graph = Graph::new(2);
    let shape = ConvShape {
        outputs: 2,
        inputs: 2,
        window: Window::POINT,
    };
    let conv = Conv::new(shape, &[2.0, 0.0, 0.0, 3.0], vec![0.0; 2]);
    let conv = Operation::Convolutions(vec![conv], Activation::Linear);
    let y = graph.push(Value::INPUT, conv);
    let sum = graph.push(Value::INPUT, Operation::Sum(y));
    let twice = graph.push(sum, Operation::Sum(sum));
    graph.name("sum", sum);
    graph.name("twice", twice);
    let plan = Plan::new(graph);
    let mut run = plan.forward(&[1.0, 10.0], 1, [1, 1]).expect("one pixel");
    assert_eq!(run.activation("sum"), Some(vec![3.0, 40.0]));
    assert_eq!(run.activation("twice"), Some(vec![6.0, 80.0]));
    let gradient = run.gradient(&[("sum", &[1.0, 1.0])]);
    assert_eq!(gradient, Some(vec![3.0, 4.0]));
    let gradient = run.gradient(&[("twice", &[1.0, 0.5]), ("sum", &[1.0, 0.0])]);
    assert_eq!(gradient, Some(vec![9.0, 4.0]));
}

#[test]
fn joined_values_stand_one_after_the_other_and_get_their_own_gradients_back() {
    let mut graph = Graph::new(2);
    let shape = ConvShape {
        outputs: 1,
        inputs: 2,
        window: Window::POINT,
    };
    let conv = Conv::new(shape, &[2.0, 3.0], vec![1.0]);
    let conv = Operation::Convolutions(vec![conv], Activation::Linear);
    let y = graph.push(Value::INPUT, conv);
    // One of them twice, and one that is read elsewhere, too.
    let joined = graph.push(y, Operation::Join(vec![Value::INPUT, y]));
    graph.name("joined", joined);
    graph.name("y", y);
    let plan = Plan::new(graph);
    let images = [1.0, 2.0, 10.0, 20.0, 3.0, 4.0, 30.0, 40.0];
    let mut run = plan.forward(&images, 2, [1, 2]).expect("two pixels");
    assert_eq!(run.shape("joined"), Some([2, 4, 1, 2]));
    let first = [33.0, 65.0, 1.0, 2.0, 10.0, 20.0, 33.0, 65.0];
    let second = [97.0, 129.0, 3.0, 4.0, 30.0, 40.0, 97.0, 129.0];
    assert_eq!(run.activation("joined"), Some([first, second].concat()));
    let weights = [1.0, 0.0, 5.0, 6.0, 7.0, 8.0, 10.0, 0.0];
    let seed = [weights, weights].concat();
    // 11 comes back to the first position of `y`, and 1 of its own: 2 and 3 times that, with 5 and 7.
    let expected = [29.0, 6.0, 43.0, 8.0];
    assert_eq!(
        run.gradient(&[("joined", &seed), ("y", &[1.0, 0.0, 1.0, 0.0])]),
        Some([expected, expected].concat())
    );
}

#[test]
fn values_of_two_sizes_have_no_sum() {
    let mut graph = Graph::new(1);
    let mean = graph.push(Value::INPUT, Operation::Mean(1));
    graph.push(Value::INPUT, Operation::Sum(mean));
    let plan = Plan::new(graph);
    assert!(plan.fits([1, 1]));
    assert!(!plan.fits([2, 1]));
}

#[test]
fn a_filter_hides_nothing_that_is_not_a_number() {
    let weight = noise(9, 6);
    for activation in [Activation::Relu, Activation::Relu6] {
        let mut graph = Graph::new(1);
        let mut y = Value::INPUT;
        for stride in [1, 2] {
            let window = Window {
                kernel: 3,
                stride,
                padding: Padding::Same,
            };
            let filter = Depthwise::new(window, weight.clone(), vec![0.0]);
            y = graph.push(y, Operation::Depthwise(filter, activation));
        }
        graph.name("y", y);
        let plan = Plan::new(graph);
        for at in 0..30 {
            let mut pixels = noise(30, 5);
            pixels[at] = f32::NAN;
            let run = plan.forward(&pixels, 1, [5, 6]).expect("it fits");
            let found = run.activation("y").expect("the output");
            assert!(found.iter().any(|value| value.is_nan()), "{at}");
        }
    }
}

/// Of a flat image every patch that sees no border is the same, and so are the bits.
#[test]
fn equal_patches_give_equal_bits_under_a_filter() {
    for (kernel, stride) in [(3, 1), (3, 2), (5, 1), (5, 2)] {
        for [height, width] in [[40, 40], [33, 47]] {
            let window = Window {
                kernel,
                stride,
                padding: Padding::Each(0),
            };
            let filter = Depthwise::new(window, noise(kernel * kernel, 9), vec![0.3]);
            let plan = plan_of(1, Operation::Depthwise(filter, Activation::Relu6));
            let flat = vec![0.7; height * width];
            let run = plan.forward(&flat, 1, [height, width]).expect("it fits");
            let found = run.activation("y").expect("the output");
            assert!(found.iter().all(|v| v.to_bits() == found[0].to_bits()));
        }
    }
}

fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec().expect("float32")
}

/// The largest relative L2 distance of any activation, and of any layer's gradient, between the
/// kernels and burn.
fn distances(network: &dyn Network, image: &Tensor<4>, device: &Device) -> [f64; 2] {
    let mut kernels = network.forward(image.clone());
    let burn = network.forward_by_autodiff(image.clone());
    let mut largest = [0.0_f64; 2];
    for layer in network.spec().layers {
        let found = kernels.activation(layer).expect("a layer");
        let expected = burn.activation(layer).expect("a layer");
        assert_eq!(found.dims(), expected.dims(), "{layer}");
        let shape = found.dims();
        let distance = relative_l2(&numbers(found), &numbers(expected));
        largest[0] = largest[0].max(distance);
        let weights = common::tensor(&noise(shape.iter().product(), 77), shape, device);
        let seeds = [Seed { layer, weights }];
        let found = numbers(kernels.pull_back(&seeds).expect("a gradient"));
        let mut burn = network.forward_by_autodiff(image.clone());
        let expected = numbers(burn.pull_back(&seeds).expect("a gradient"));
        largest[1] = largest[1].max(relative_l2(&found, &expected));
    }
    let mut burn = network.forward_by_autodiff(image.clone());
    common::ways::compare([&mut kernels, &mut burn], network.spec().layers, 1e-5);
    largest
}

#[test]
fn efficientnet_lite0_agrees_with_burn_on_every_layer() {
    let device = Device::flex();
    let network = common::published("efficientnet-lite0", &device);
    assert!(network.plan().is_some());
    for (shape, seed) in [
        ([1, 3, 32, 32], 1),
        ([2, 3, 33, 47], 2),
        ([1, 3, 64, 50], 3),
    ] {
        let image = noise(shape.iter().product(), seed);
        let image = common::tensor(&image, shape, &device);
        let [activations, gradients] = distances(network.as_ref(), &image, &device);
        println!("{shape:?}: activations {activations:.1e}, gradients {gradients:.1e}");
        assert!(activations <= 1e-5, "{shape:?}: {activations:e}");
        assert!(gradients <= 1e-5, "{shape:?}: {gradients:e}");
    }
    let scores = network.forward(common::tensor(&[0.1; 3 * 32 * 32], [1, 3, 32, 32], &device));
    assert_eq!(
        scores.activation(SCORES).expect("scores").dims(),
        [1, 1000, 1, 1]
    );
}
