//! The kernels of VGG: halving pools, means over cells and fully connected layers, against plain loops
//! in float64, and the whole network against burn.

use crate::common;
use crate::kernels::plan_of;

use burn::tensor::{Device, Tensor};
use common::random::noise;
use common::relative_l2;
use gradoscope::engine::network::{Network, NetworkError, SCORES, Seed};
use gradoscope::random::Random;
use gradoscope_kernels::{Activation, Dense, Operation, Pool};

#[test]
fn the_first_of_equals_wins_a_halving_pool_and_odd_edges_are_left_out() {
    for [height, width] in [[2, 2], [5, 4], [6, 9], [13, 40]] {
        let plan = plan_of(2, Operation::MaxPool(Pool::HALVING));
        // Few different numbers: nearly every window has a tie.
        let mut random = Random::new(width as u32);
        let image: Vec<f32> = (0..2 * height * width)
            .map(|_| random.below(3) as f32 - 1.0)
            .collect();
        let mut winners = Vec::new();
        for plane in 0..2 {
            for y in (0..height / 2).map(|y| 2 * y) {
                for x in (0..width / 2).map(|x| 2 * x) {
                    let at = (plane * height + y) * width + x;
                    let places = [at, at + 1, at + width, at + width + 1];
                    let best =
                        places
                            .into_iter()
                            .reduce(|best, at| match image[at] > image[best] {
                                true => at,
                                false => best,
                            });
                    winners.push(best.expect("four places"));
                }
            }
        }
        let mut run = plan.forward(&image, 1, [height, width]).expect("it fits");
        let maxima: Vec<f32> = winners.iter().map(|at| image[*at]).collect();
        assert_eq!(run.activation("y"), Some(maxima), "{height}x{width}");
        let upstream = noise(winners.len(), 1);
        let mut gradient = vec![0.0_f32; image.len()];
        for (at, value) in winners.iter().zip(&upstream) {
            gradient[*at] += value;
        }
        assert_eq!(run.gradient(&[("y", &upstream)]), Some(gradient));
    }
    let plan = plan_of(1, Operation::MaxPool(Pool::HALVING));
    assert!(!plan.fits([1, 2]), "no window fits");
}

#[test]
fn a_halving_pool_hides_nothing_that_is_not_a_number() {
    let plan = plan_of(1, Operation::MaxPool(Pool::HALVING));
    for at in 0..16 {
        let mut image = noise(16, 2);
        image[at] = f32::NAN;
        let run = plan.forward(&image, 1, [4, 4]).expect("it fits");
        let maxima = run.activation("y").expect("the output");
        assert_eq!(maxima.iter().filter(|v| v.is_nan()).count(), 1, "{at}");
    }
}

/// What a cell along an axis spans, as PyTorch's documentation of adaptive pooling says.
fn span(cell: usize, cells: usize, length: usize) -> (usize, usize) {
    let end = ((cell + 1) * length) as f64 / cells as f64;
    ((cell * length) / cells, end.ceil() as usize)
}

#[test]
fn means_over_cells_equal_plain_loops_in_both_directions() {
    const SIDE: usize = 7;
    for [height, width] in [[7, 7], [2, 2], [14, 14], [9, 20], [1, 8]] {
        let plan = plan_of(2, Operation::Mean(SIDE));
        let image = noise(2 * height * width, 4);
        let upstream = noise(2 * SIDE * SIDE, 5);
        let mut expected = Vec::new();
        let mut gradient = vec![0.0_f64; image.len()];
        for (index, value) in upstream.iter().enumerate() {
            let (top, bottom) = span(index / SIDE % SIDE, SIDE, height);
            let (left, right) = span(index % SIDE, SIDE, width);
            let count = ((bottom - top) * (right - left)) as f64;
            let mut sum = 0.0;
            for y in top..bottom {
                for x in left..right {
                    let at = (index / (SIDE * SIDE) * height + y) * width + x;
                    sum += f64::from(image[at]);
                    gradient[at] += f64::from(*value) / count;
                }
            }
            expected.push((sum / count) as f32);
        }
        let mut run = plan.forward(&image, 1, [height, width]).expect("it fits");
        let found = run.activation("y").expect("the output");
        assert!(relative_l2(&found, &expected) < 1e-6, "{height}x{width}");
        let found = run.gradient(&[("y", &upstream)]).expect("a gradient");
        let expected: Vec<f32> = gradient.into_iter().map(|value| value as f32).collect();
        assert!(relative_l2(&found, &expected) < 1e-6, "{height}x{width}");
    }
}

#[test]
fn a_fully_connected_layer_in_blocks_equals_plain_loops_in_both_directions() {
    const INPUTS: usize = 3 * 25 * 21;
    const OUTPUTS: usize = 11;
    for activation in [Activation::Linear, Activation::Relu, Activation::Relu6] {
        // Small, so that some sums fall between 0 and 6.
        let weight: Vec<f32> = noise(OUTPUTS * INPUTS, 6)
            .iter()
            .map(|v| v / 20.0)
            .collect();
        let bias = noise(OUTPUTS, 7);
        let blocks = weight.chunks(4 * INPUTS).map(<[f32]>::to_vec).collect();
        let layer = Dense::new(INPUTS, blocks, bias.clone());
        let plan = plan_of(3, Operation::Dense(layer, activation));
        assert!(!plan.fits([25, 20]), "the layer reads 25x21");
        let image = noise(2 * INPUTS, 8);
        let upstream = noise(2 * OUTPUTS, 9);
        let (mut outputs, mut gradient) = (Vec::new(), vec![0.0_f64; image.len()]);
        for n in 0..2 {
            for o in 0..OUTPUTS {
                let row = &weight[o * INPUTS..(o + 1) * INPUTS];
                let products = row.iter().zip(&image[n * INPUTS..]);
                let sum: f64 = products.map(|(w, x)| f64::from(*w) * f64::from(*x)).sum();
                let sum = sum + f64::from(bias[o]);
                let (output, passes) = match activation {
                    Activation::Linear => (sum, true),
                    Activation::Relu => (sum.max(0.0), sum > 0.0),
                    Activation::Relu6 => (sum.clamp(0.0, 6.0), sum > 0.0 && sum < 6.0),
                };
                outputs.push(output as f32);
                if passes {
                    let value = f64::from(upstream[n * OUTPUTS + o]);
                    let to = gradient[n * INPUTS..].iter_mut();
                    to.zip(row).for_each(|(to, w)| *to += value * f64::from(*w));
                }
            }
        }
        let mut run = plan.forward(&image, 2, [25, 21]).expect("it fits");
        let found = run.activation("y").expect("the output");
        assert!(relative_l2(&found, &outputs) < 1e-6, "{activation:?}");
        let found = run.gradient(&[("y", &upstream)]).expect("a gradient");
        let expected: Vec<f32> = gradient.into_iter().map(|value| value as f32).collect();
        assert!(relative_l2(&found, &expected) < 1e-6, "{activation:?}");
    }
}

/// The largest relative L2 distance of a gradient between the kernels and burn, where every activation
/// agrees.
fn gradients_apart(network: &dyn Network, image: &Tensor<4>, device: &Device) -> f64 {
    let numbers =
        |tensor: Tensor<4>| -> Vec<f32> { tensor.into_data().try_into_vec().expect("float32") };
    let mut kernels = network.forward(image.clone());
    let burn = network.forward_by_autodiff(image.clone());
    let mut apart = 0.0_f64;
    for layer in network.spec().layers {
        let found = kernels.activation(layer).expect("a layer");
        let shape = found.dims();
        let expected = numbers(burn.activation(layer).expect("a layer"));
        let distance = relative_l2(&numbers(found), &expected);
        assert!(distance <= 1e-5, "{layer}: {distance:e}");
        if !["conv1_1", "conv4_2", "fc6", SCORES].contains(layer) {
            continue;
        }
        let weights = noise(shape.iter().product(), 77);
        let weights = common::tensor(&weights, shape, device);
        let seeds = [Seed { layer, weights }];
        let found = numbers(kernels.pull_back(&seeds).expect("a gradient"));
        let mut burn = network.forward_by_autodiff(image.clone());
        let expected = numbers(burn.pull_back(&seeds).expect("a gradient"));
        let distance = relative_l2(&found, &expected);
        println!("{layer}: gradient {distance:.1e} from burn");
        apart = apart.max(distance);
    }
    if apart <= 1e-5 {
        let mut burn = network.forward_by_autodiff(image.clone());
        common::ways::compare([&mut kernels, &mut burn], network.spec().layers, 1e-5);
    }
    apart
}

/// At sizes where the last maps are not 7x7. A unit or a maximum within a rounding of its rival may fall
/// on either side, and the gradient with it: no error of either way, and rare.
#[test]
fn vgg11_agrees_with_burn_on_every_layer() {
    let device = Device::flex();
    let network = common::random::network("vgg11", &device);
    assert!(network.plan().is_some());
    let images = [
        ([2, 3, 64, 100], 1),
        ([1, 3, 64, 64], 2),
        ([1, 3, 50, 70], 3),
        ([1, 3, 33, 40], 4),
    ];
    let close = images
        .into_iter()
        .filter(|(shape, number)| {
            let image = noise(shape.iter().product(), *number);
            let image = common::tensor(&image, *shape, &device);
            let apart = gradients_apart(network.as_ref(), &image, &device);
            assert!(apart < 2e-2, "{shape:?}: {apart:e}");
            apart <= 1e-5
        })
        .count();
    assert!(close >= 3, "only {close} images without a unit at zero");
    let small = common::tensor(&noise(3 * 64 * 64, 5), [1, 3, 64, 64], &device);
    let unknown = network.forward(small).activation("fc9").err();
    assert_eq!(unknown, Some(NetworkError::NoSuchLayer("fc9".to_owned())));
}
