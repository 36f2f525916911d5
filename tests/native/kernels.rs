//! The kernels of the CPU: against plain loops in float64, and against burn.

use crate::common;

use burn::tensor::{Device, Tensor};
use common::relative_l2;
use common::toy::toy;
use gradoscope::engine::network::{
    self, Network, NetworkError, SCORES, SCORES_BEFORE_RELU, Seed, Trace,
};
use gradoscope::random::Random;
use gradoscope_kernels::{
    Activation, Conv, ConvShape, Graph, Operation, Packed, Padding, Plan, Pool, Rule, Value, Window,
};

/// Largest relative L2 distance of the two ways.
const TOLERANCE: f64 = 1e-5;

pub fn noise(count: usize, seed: u32) -> Vec<f32> {
    let mut random = Random::new(seed);
    (0..count).map(|_| random.normal()).collect()
}

/// A network of one operation on `channels`, which makes "y".
pub fn plan_of(channels: usize, operation: Operation<Packed>) -> Plan {
    let mut graph = Graph::new(channels);
    let y = graph.push(Value::INPUT, operation);
    graph.name("y", y);
    Plan::new(graph)
}

/// On each side.
fn zeros(window: Window) -> usize {
    match window.padding {
        Padding::Each(zeros) => zeros,
        Padding::Same => panic!("tested in kernels_filters.rs"),
    }
}

/// A convolution in plain loops and float64, and what its gradient is made of.
struct Reference {
    shape: ConvShape,
    weight: Vec<f32>,
    bias: Vec<f32>,
    size: [usize; 2],
    out: [usize; 2],
}

impl Reference {
    fn new(shape: ConvShape, size: [usize; 2], seed: u32) -> Self {
        let Window { kernel, stride, .. } = shape.window;
        let along = |length: usize| (length + 2 * zeros(shape.window) - kernel) / stride + 1;
        let count = shape.outputs * shape.inputs * kernel * kernel;
        Self {
            shape,
            weight: noise(count, seed),
            bias: noise(shape.outputs, seed + 1),
            size,
            out: size.map(along),
        }
    }

    /// Calls with the index of an output, of an input that it is made from, and of the weight.
    fn visit(&self, mut visit: impl FnMut(usize, usize, usize)) {
        let ConvShape {
            outputs,
            inputs,
            window,
        } = self.shape;
        let (kernel, stride, padding) = (window.kernel, window.stride, zeros(window));
        let ([height, width], [out_height, out_width]) = (self.size, self.out);
        for index in 0..outputs * out_height * out_width {
            let (output, y, x) = (
                index / (out_height * out_width),
                index / out_width % out_height,
                index % out_width,
            );
            for tap in 0..inputs * kernel * kernel {
                let (input, ky, kx) =
                    (tap / (kernel * kernel), tap / kernel % kernel, tap % kernel);
                let (from_y, from_x) = (y * stride + ky, x * stride + kx);
                if (padding..padding + height).contains(&from_y)
                    && (padding..padding + width).contains(&from_x)
                {
                    let from = (input * height + from_y - padding) * width + from_x - padding;
                    visit(index, from, output * inputs * kernel * kernel + tap);
                }
            }
        }
    }

    fn forward(&self, image: &[f32], activation: Activation) -> Vec<f32> {
        let pixels = self.out[0] * self.out[1];
        let mut sums: Vec<f64> = (0..self.shape.outputs * pixels)
            .map(|index| f64::from(self.bias[index / pixels]))
            .collect();
        self.visit(|to, from, weight| {
            sums[to] += f64::from(image[from]) * f64::from(self.weight[weight]);
        });
        let rectified = |sum: f64| match activation {
            Activation::Linear => sum,
            Activation::Relu => sum.max(0.0),
            Activation::Relu6 => sum.clamp(0.0, 6.0),
        };
        sums.into_iter().map(|sum| rectified(sum) as f32).collect()
    }

    fn backward(
        &self,
        upstream: &[f32],
        output: &[f32],
        activation: Activation,
        rule: Rule,
    ) -> Vec<f32> {
        let mut sums = vec![0.0_f64; self.shape.inputs * self.size[0] * self.size[1]];
        self.visit(|to, from, weight| {
            let is_active = match activation {
                Activation::Linear => true,
                Activation::Relu => output[to] > 0.0,
                Activation::Relu6 => output[to] > 0.0 && output[to] < 6.0,
            };
            let is_positive = activation == Activation::Linear || upstream[to] > 0.0;
            let passes = match rule {
                Rule::Gradient => is_active,
                Rule::Guided => is_active && is_positive,
                Rule::Deconvnet => is_positive,
            };
            if passes {
                sums[from] += f64::from(upstream[to]) * f64::from(self.weight[weight]);
            }
        });
        sums.into_iter().map(|sum| sum as f32).collect()
    }

    fn plan(&self, activation: Activation) -> Plan {
        let conv = Conv::new(self.shape, &self.weight, self.bias.clone());
        let operation = Operation::Convolutions(vec![conv], activation);
        plan_of(self.shape.inputs, operation)
    }
}

/// Outputs, inputs, kernel, stride, padding; height and width.
const CONVS: [([usize; 5], [usize; 2]); 21] = [
    ([6, 3, 7, 2, 0], [31, 28]),
    ([3, 2, 7, 1, 3], [9, 12]),
    ([64, 3, 3, 2, 0], [23, 37]),
    ([5, 2, 3, 2, 1], [12, 9]),
    ([3, 3, 5, 3, 2], [14, 17]),
    ([7, 4, 1, 2, 0], [9, 8]),
    ([16, 9, 1, 1, 0], [5, 7]),
    ([10, 33, 1, 1, 0], [13, 13]),
    ([1, 1, 1, 1, 0], [1, 1]),
    ([8, 6, 3, 1, 1], [13, 13]),
    ([9, 5, 3, 1, 1], [27, 55]),
    ([4, 2, 3, 1, 1], [4, 1]),
    ([6, 3, 3, 1, 0], [6, 20]),
    ([2, 3, 5, 1, 2], [7, 6]),
    // Whose way back goes by pieces of two by two pixels.
    ([8, 8, 3, 1, 1], [1, 1]),
    ([9, 20, 3, 1, 1], [13, 13]),
    ([10, 8, 3, 1, 0], [6, 21]),
    ([33, 16, 3, 1, 2], [5, 4]),
    ([8, 40, 3, 1, 1], [2, 35]),
    ([16, 35, 3, 1, 1], [27, 55]),
    ([11, 9, 3, 1, 0], [3, 3]),
];

#[test]
fn convolutions_equal_plain_loops_in_both_directions() {
    for (index, ([outputs, inputs, kernel, stride, padding], size)) in CONVS.into_iter().enumerate()
    {
        let shape = ConvShape {
            outputs,
            inputs,
            window: Window {
                kernel,
                stride,
                padding: Padding::Each(padding),
            },
        };
        let reference = Reference::new(shape, size, 10 * index as u32);
        let image = noise(2 * inputs * size[0] * size[1], 1000 + index as u32);
        let images = image.chunks(image.len() / 2);
        for activation in [Activation::Linear, Activation::Relu, Activation::Relu6] {
            let plan = reference.plan(activation);
            let mut run = plan.forward(&image, 2, size).expect("the image fits");
            let found = run.activation("y").expect("the output");
            let expected: Vec<Vec<f32>> = images
                .clone()
                .map(|image| reference.forward(image, activation))
                .collect();
            let distance = relative_l2(&found, &expected.concat());
            assert!(distance < 1e-6, "{shape:?} forward: {distance:e}");
            let upstream = noise(found.len(), 2000 + index as u32);
            for rule in [Rule::Gradient, Rule::Guided, Rule::Deconvnet] {
                let gradient = run.pull_back(&[("y", &upstream)], None, rule);
                let pairs = expected.iter().zip(upstream.chunks(upstream.len() / 2));
                let expected: Vec<Vec<f32>> = pairs
                    .map(|(output, upstream)| {
                        reference.backward(upstream, output, activation, rule)
                    })
                    .collect();
                let distance = relative_l2(&gradient.expect("a gradient"), &expected.concat());
                assert!(
                    distance < 1e-6,
                    "{shape:?} backward, {rule:?}: {distance:e}"
                );
            }
        }
    }
}

#[test]
fn an_output_whose_gradient_is_zero_costs_nothing_and_changes_nothing() {
    for [outputs, inputs] in [[6, 3], [12, 9]] {
        let reference = Reference::new(three_by_three(outputs, inputs), [5, 6], 3);
        let plan = reference.plan(Activation::Linear);
        let image = noise(inputs * 30, 4);
        let mut run = plan.forward(&image, 1, [5, 6]).expect("the image fits");
        let mut upstream = vec![0.0; outputs * 30];
        let nothing = run.gradient(&[("y", &upstream)]).expect("a gradient");
        assert!(nothing.iter().all(|value| *value == 0.0));
        upstream[4 * 30..5 * 30].copy_from_slice(&noise(30, 5));
        let found = run.gradient(&[("y", &upstream)]).expect("a gradient");
        let expected = reference.backward(&upstream, &[], Activation::Linear, Rule::Gradient);
        assert!(relative_l2(&found, &expected) < 1e-6);
    }
}

/// In steps of one, with a row and a column of zeros on each side.
fn three_by_three(outputs: usize, inputs: usize) -> ConvShape {
    ConvShape {
        outputs,
        inputs,
        window: Window {
            kernel: 3,
            stride: 1,
            padding: Padding::Each(1),
        },
    }
}

/// What comes back of `upstream`, of 9 channels, through two convolutions whose way back goes by pieces of two by two
/// pixels: the second adds to what the first has made.
fn back_by_pieces(upstream: &[f32], size: [usize; 2]) -> Vec<f32> {
    let pixels = size[0] * size[1];
    let references = [31, 32].map(|seed| Reference::new(three_by_three(9, 8), size, seed));
    let convs = references
        .each_ref()
        .map(|reference| Conv::new(reference.shape, &reference.weight, reference.bias.clone()));
    let plan = plan_of(8, Operation::Convolutions(convs.into(), Activation::Linear));
    let image = noise(8 * pixels, 7);
    let mut run = plan.forward(&image, 1, size).expect("the image fits");
    let both = [upstream, upstream].concat();
    let found = run.gradient(&[("y", &both)]).expect("a gradient");
    let made = references
        .map(|reference| reference.backward(upstream, &[], Activation::Linear, Rule::Gradient));
    let expected: Vec<f32> = made[0].iter().zip(&made[1]).map(|(a, b)| a + b).collect();
    if upstream.iter().all(|value| value.is_finite()) {
        let distance = relative_l2(&found, &expected);
        assert!(distance < 1e-6, "{size:?}: {distance:e}");
    }
    found
}

#[test]
fn what_comes_back_by_pieces_of_nine_zeros_is_zero() {
    let size @ [height, width] = [14, 17];
    let mut upstream = noise(9 * height * width, 6);
    // Of a rectangle that begins and ends at even and at odd pixels.
    let is_empty = |at: usize| (3..9).contains(&(at / width % height)) && at % width >= 6;
    for (at, value) in upstream.iter_mut().enumerate() {
        *value = if is_empty(at) { 0.0 } else { *value };
    }
    let gradient = back_by_pieces(&upstream, size);
    for (at, value) in gradient.iter().enumerate() {
        let (y, x) = (at / width % height, at % width);
        let is_unseen = (4..8).contains(&y) && x >= 7;
        assert_eq!(*value == 0.0, is_unseen, "{y}, {x}");
    }
}

#[test]
fn what_is_not_a_number_comes_back_by_pieces_where_it_is_part_of_a_sum_and_nowhere_else() {
    let size @ [height, width] = [6, 9];
    for at in 0..height * width {
        let mut upstream = noise(9 * height * width, 10);
        upstream[2 * height * width + at] = f32::NAN;
        let gradient = back_by_pieces(&upstream, size);
        let (from_y, from_x) = (at / width, at % width);
        for (to, value) in gradient.iter().enumerate() {
            let (y, x) = (to / width % height, to % width);
            let is_made_of_it = y.abs_diff(from_y) <= 1 && x.abs_diff(from_x) <= 1;
            assert_eq!(value.is_nan(), is_made_of_it, "{at}: {y}, {x}");
        }
    }
}

/// The pools of the networks known here, and others.
const POOLS: [Pool; 9] = [
    Pool::OVERLAPPING,
    Pool::HALVING,
    windows([3, 2, 1], false),
    windows([3, 2, 0], false),
    windows([3, 1, 1], true),
    windows([2, 2, 1], true),
    windows([3, 2, 1], true),
    windows([5, 3, 2], false),
    windows([2, 3, 0], true),
];

const fn windows([side, stride, padding]: [usize; 3], rounds_up: bool) -> Pool {
    Pool {
        side,
        stride,
        padding,
        rounds_up,
    }
}

/// How many windows fit along an axis, as PyTorch's documentation of max-pooling says: those that would begin in the
/// right padded region are ignored.
fn count(pool: Pool, length: usize) -> usize {
    let room = (length + 2 * pool.padding - pool.side) as f64 / pool.stride as f64;
    let last = if pool.rounds_up {
        room.ceil()
    } else {
        room.floor()
    } as usize;
    let begins = (0..=last).map(|index| index * pool.stride);
    begins
        .filter(|begin| *begin < length + pool.padding)
        .count()
}

/// The first largest of every window, in row-major order, by looking at each.
fn winners(image: &[f32], [height, width]: [usize; 2], pool: Pool) -> Vec<usize> {
    let seen = |index: usize, length: usize| {
        let places = (0..pool.side).map(move |place| index * pool.stride + place);
        let inside = places.filter_map(move |place| place.checked_sub(pool.padding));
        inside.filter(move |place| *place < length)
    };
    let mut found = Vec::new();
    for y in 0..count(pool, height) {
        for x in 0..count(pool, width) {
            let rows = seen(y, height);
            let places =
                rows.flat_map(|row| seen(x, width).map(move |column| row * width + column));
            let best = places.reduce(|best, at| if image[at] > image[best] { at } else { best });
            found.push(best.expect("no window is empty"));
        }
    }
    found
}

#[test]
fn the_first_of_equals_wins_a_pool() {
    let sizes = [[3, 3], [4, 5], [7, 8], [13, 14], [28, 55], [5, 40]];
    for (pool, size) in POOLS
        .iter()
        .flat_map(|pool| sizes.map(|size| (*pool, size)))
    {
        if size[0] + 2 * pool.padding < pool.side {
            continue;
        }
        // Few different numbers: nearly every window has a tie.
        let mut random = Random::new(size[1] as u32);
        let image: Vec<f32> = (0..size[0] * size[1])
            .map(|_| random.below(3) as f32 - 1.0)
            .collect();
        let plan = plan_of(1, Operation::MaxPool(pool));
        let mut run = plan.forward(&image, 1, size).expect("the image fits");
        let expected = winners(&image, size, pool);
        let maxima: Vec<f32> = expected.iter().map(|at| image[*at]).collect();
        assert_eq!(run.activation("y"), Some(maxima), "{pool:?}, {size:?}");
        let upstream = noise(expected.len(), 1);
        let mut gradient = vec![0.0_f32; image.len()];
        for (at, value) in expected.iter().zip(&upstream) {
            gradient[*at] += value;
        }
        assert_eq!(
            run.gradient(&[("y", &upstream)]),
            Some(gradient),
            "{pool:?}, {size:?}"
        );
    }
}

#[test]
fn what_is_not_a_number_is_never_hidden() {
    for (pool, at) in POOLS[..4]
        .iter()
        .flat_map(|pool| (0..81).map(move |at| (*pool, at)))
    {
        // What a halving pool leaves out of an odd size is in no window; nor do other strides reach the last.
        if pool == Pool::HALVING && (at / 9 == 8 || at % 9 == 8) {
            continue;
        }
        let mut image = noise(81, 2);
        image[at] = f32::NAN;
        let plan = plan_of(1, Operation::MaxPool(pool));
        let run = plan.forward(&image, 1, [9, 9]).expect("the image fits");
        let maxima = run.activation("y").expect("the output");
        assert!(maxima.iter().any(|value| value.is_nan()), "{pool:?}, {at}");
    }
    let device = Device::flex();
    let network = common::squeezenet(&device);
    for spoilt in [f32::NAN, f32::INFINITY] {
        let mut image = noise(3 * 64 * 64, 3);
        image[1000] = spoilt;
        let trace = network.forward(common::tensor(&image, [1, 3, 64, 64], &device));
        let scores = trace.scores().expect("scores").into_data();
        let scores = scores.try_into_vec::<f32>().expect("float32");
        assert!(scores.iter().any(|value| !value.is_finite()), "{spoilt}");
    }
}

/// Of a flat image every patch is the same, so every position of the first layer is, bit by bit;
/// and of the next layers those that see no border.
#[test]
fn equal_patches_give_equal_bits() {
    let device = Device::flex();
    let network = common::squeezenet(&device);
    for side in [64, 97, 224] {
        let colour = noise(3, side as u32);
        let image: Vec<f32> = colour
            .iter()
            .flat_map(|value| std::iter::repeat_n(*value, side * side))
            .collect();
        let trace = network.forward(common::tensor(&image, [1, 3, side, side], &device));
        for (layer, border) in [("conv1", 0), ("fire2", 1), ("fire3", 2)] {
            let value = trace.activation(layer).expect("a layer");
            let [_, _, height, width] = value.dims();
            let values = value.into_data().try_into_vec::<f32>().expect("float32");
            for (channel, map) in values.chunks(height * width).enumerate() {
                // The last window of a pool that rounds up sees fewer pixels, but equal ones.
                let inside = |at: usize| {
                    let (y, x) = (at / width, at % width);
                    (border..height - border).contains(&y) && (border..width - border).contains(&x)
                };
                let mut bits = (0..map.len())
                    .filter(|at| inside(*at))
                    .map(|at| map[at].to_bits());
                let first = bits.next();
                assert!(
                    bits.all(|value| Some(value) == first),
                    "{layer}, channel {channel}, side {side}"
                );
            }
        }
    }
}

fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec().expect("float32")
}

fn seed(trace: &Trace<'_>, layer: &'static str, values: Vec<f32>, device: &Device) -> Seed {
    let shape = trace.activation(layer).expect("a layer").dims();
    Seed {
        layer,
        weights: common::tensor(&values, shape, device),
    }
}

fn noisy_seed(trace: &Trace<'_>, layer: &'static str, device: &Device) -> Seed {
    let count = trace
        .activation(layer)
        .expect("a layer")
        .dims()
        .iter()
        .product();
    seed(trace, layer, noise(count, 77), device)
}

/// Every activation and the gradients of many seeds, once through burn, once through the kernels;
/// whether the gradients could be compared.
fn compare(network: &dyn Network, image: &Tensor<4>, device: &Device) -> bool {
    let what = image.dims();
    let mut kernels = network.forward(image.clone());
    let burn = network.forward_by_autodiff(image.clone());
    let layers = network.spec().layers;
    for layer in layers {
        let found = kernels.activation(layer).expect("a layer");
        let expected = burn.activation(layer).expect("a layer");
        assert_eq!(found.dims(), expected.dims(), "{layer}");
        let (found, expected) = (numbers(found), numbers(expected));
        let distance = relative_l2(&found, &expected);
        assert!(distance <= TOLERANCE, "{layer} of {what:?}: {distance:e}");
        // A sum within a rounding of zero may fall on either side, and its gradient with it: no
        // error of either way.
        let pairs = found.iter().zip(&expected);
        if pairs.into_iter().any(|(a, b)| (*a > 0.0) != (*b > 0.0)) {
            println!("{layer} of {what:?}: a unit at zero, no gradients are compared");
            return false;
        }
    }
    let mut groups: Vec<Vec<Seed>> = layers
        .iter()
        .map(|layer| vec![noisy_seed(&burn, layer, device)])
        .collect();
    groups.push(groups.concat());
    groups.push(vec![groups[0][0].clone(), groups[0][0].clone()]);
    for seeds in groups {
        let names: Vec<&str> = seeds.iter().map(|seed| seed.layer).collect();
        let found = numbers(kernels.pull_back(&seeds).expect("a gradient"));
        let mut burn = network.forward_by_autodiff(image.clone());
        let expected = numbers(burn.pull_back(&seeds).expect("a gradient"));
        let distance = relative_l2(&found, &expected);
        assert!(distance <= TOLERANCE, "{names:?} of {what:?}: {distance:e}");
    }
    if what[3] < 100 {
        let mut burn = network.forward_by_autodiff(image.clone());
        common::ways::compare([&mut kernels, &mut burn], layers, TOLERANCE);
    }
    true
}

#[test]
fn kernels_and_burn_agree_on_every_layer_size_and_batch() {
    let device = Device::flex();
    let network = common::squeezenet(&device);
    let mut compared = 0;
    for (shape, seed) in [
        ([1, 3, 58, 58], 1),
        ([3, 3, 64, 71], 2),
        ([1, 3, 97, 60], 3),
        ([2, 3, 224, 224], 4),
        ([1, 3, 448, 448], 1514),
    ] {
        let image = noise(shape.iter().product(), seed);
        let image = common::tensor(&image, shape, &device);
        compared += usize::from(compare(network.as_ref(), &image, &device));
    }
    assert!(
        compared >= 4,
        "only {compared} images without a unit at zero"
    );
}

#[test]
fn kernels_and_burn_agree_on_the_toy() {
    let device = Device::flex();
    let network = toy(&device);
    assert!(network.plan().is_some());
    for shape in [[1, 3, 1, 1], [2, 3, 2, 2], [1, 3, 5, 9]] {
        let image = noise(shape.iter().product(), 6);
        let image = common::tensor(&image, shape, &device);
        assert!(compare(&network, &image, &device), "{shape:?}");
    }
}

/// Flat areas and few colours: ties in every pool.
#[test]
fn kernels_and_burn_break_ties_alike() {
    let device = Device::flex();
    let network = common::squeezenet(&device);
    let side = 96;
    let mut random = Random::new(9);
    let tiles: Vec<f32> = (0..3 * 6 * 6)
        .map(|_| random.below(2) as f32 * 4.0 - 2.0)
        .collect();
    let image: Vec<f32> = (0..3 * side * side)
        .map(|at| {
            let (channel, y, x) = (at / (side * side), at / side % side, at % side);
            tiles[(channel * 6 + y / 16) * 6 + x / 16]
        })
        .collect();
    let image = common::tensor(&image, [1, 3, side, side], &device);
    assert!(compare(network.as_ref(), &image, &device));
}

#[test]
fn runs_of_other_sizes_in_between_change_no_bit() {
    let device = Device::flex();
    let network = common::squeezenet(&device);
    let image = |n: usize, side: usize| {
        let values = noise(n * 3 * side * side, side as u32);
        common::tensor(&values, [n, 3, side, side], &device)
    };
    let gradient = |n: usize, side: usize| {
        let mut trace = network.forward(image(n, side));
        let seeds = [
            noisy_seed(&trace, SCORES_BEFORE_RELU, &device),
            noisy_seed(&trace, "fire5", &device),
        ];
        numbers(trace.pull_back(&seeds).expect("a gradient"))
    };
    let first = gradient(1, 80);
    gradient(2, 130);
    gradient(1, 58);
    assert_eq!(gradient(1, 80), first);
    // Two that live at once do not share their buffers.
    let mut trace = network.forward(image(1, 80));
    let seeds = [
        noisy_seed(&trace, SCORES_BEFORE_RELU, &device),
        noisy_seed(&trace, "fire5", &device),
    ];
    gradient(1, 80);
    gradient(1, 96);
    assert_eq!(numbers(trace.pull_back(&seeds).expect("a gradient")), first);
}

#[test]
fn two_networks_run_on_two_threads() {
    let work = || {
        let device = Device::flex();
        let network = common::squeezenet(&device);
        let image = common::tensor(&noise(3 * 64 * 64, 8), [1, 3, 64, 64], &device);
        let mut trace = network.forward(image);
        let seed = noisy_seed(&trace, SCORES_BEFORE_RELU, &device);
        numbers(trace.pull_back(&[seed]).expect("a gradient"))
    };
    let threads = [std::thread::spawn(work), std::thread::spawn(work)];
    let [first, second] = threads.map(|thread| thread.join().expect("a gradient"));
    assert_eq!(first, second);
}

#[test]
fn a_size_that_no_window_fits_is_left_to_burn() {
    let device = Device::flex();
    let network = common::squeezenet(&device);
    let plan = network.plan().expect("a plan on the CPU");
    // There is another kind of plan where WebGPU is built.
    #[cfg_attr(not(feature = "gpu"), allow(irrefutable_let_patterns))]
    let network::Plan::Kernels(plan) = plan else {
        panic!("the kernels of the CPU");
    };
    assert!(plan.fits([58, 58]));
    assert!(!plan.fits([2, 58]));
    let image = common::tensor(&noise(3 * 58 * 58, 8), [1, 3, 58, 58], &device);
    let mut trace = network.forward(image);
    let unknown = Seed {
        layer: "fire1",
        weights: common::tensor(&[0.0], [1, 1, 1, 1], &device),
    };
    let error = trace.pull_back(&[unknown]).err();
    assert_eq!(error, Some(NetworkError::NoSuchLayer("fire1".to_owned())));
    assert_eq!(trace.pull_back(&[]).err(), Some(NetworkError::NoSeed));
    let error = trace.activation("fire1").err();
    assert_eq!(error, Some(NetworkError::NoSuchLayer("fire1".to_owned())));
    let scores = trace.activation(SCORES).expect("scores");
    assert_eq!(scores.dims(), [1, 1000, 1, 1]);
}
