//! A drawing carried out by burn's own operations, on every device and in both precisions: what the
//! kernels and the shaders are checked against. No part of the page.

use burn::tensor::activation::{relu, relu6};
use burn::tensor::module::{adaptive_avg_pool2d, conv2d, max_pool2d};
use burn::tensor::ops::{ConvOptions, MaxPoolOptions};
use burn::tensor::{FloatDType, Tensor, TensorData};
use gradoscope_kernels::Pool;

use super::drawing::{Activation, Drawing, Kind, Step};
use super::layers::{Conv, Dense};

/// Every named activation, in forward order; differentiable where `image_norm` is tracked. Weights
/// never are: no gradient of a weight is ever computed.
pub(super) fn activations(
    drawing: &Drawing,
    image_norm: Tensor<4>,
) -> Vec<(&'static str, Tensor<4>)> {
    let values = values(drawing, image_norm.autodiff());
    let names = drawing.names().iter();
    names
        .map(|(name, value)| (*name, values[value.index()].clone()))
        .collect()
}

/// `image_norm`, then what every step makes; tracked where `image_norm` is.
pub(super) fn values(drawing: &Drawing, image_norm: Tensor<4>) -> Vec<Tensor<4>> {
    let mut values = vec![image_norm];
    for step in drawing.steps() {
        let read: Vec<_> = step.reads().map(|from| values[from].clone()).collect();
        values.push(apply(step, &read));
    }
    values
}

/// What a step makes of what it reads.
pub(super) fn apply(step: &Step, read: &[Tensor<4>]) -> Tensor<4> {
    let y = apply_linear_part(step, read);
    match &step.kind {
        Kind::Convolutions(_, activation)
        | Kind::Depthwise(_, activation)
        | Kind::Dense(_, activation) => activate(y, *activation),
        Kind::Rectify => relu(y),
        _ => y,
    }
}

/// The same without the rectifier that it ends in.
pub(super) fn apply_linear_part(step: &Step, read: &[Tensor<4>]) -> Tensor<4> {
    let x = read[0].clone();
    match &step.kind {
        Kind::Affine { order, gain, shift } => affine(x, *order, *gain, *shift),
        Kind::Convolutions(all, _) => {
            let parts = all.iter().map(|conv| convolve(x.clone(), conv)).collect();
            Tensor::cat(parts, 1)
        }
        Kind::Depthwise(conv, _) => convolve(x, conv),
        Kind::Dense(layer, _) => multiply(x, layer),
        Kind::Sum(_) => x + read[1].clone(),
        Kind::MaxPool(pool) => max_pool2d(x, options(*pool)),
        Kind::Rectify => x,
        Kind::Mean(1) => x.mean_dim(3).mean_dim(2),
        Kind::Mean(side) => adaptive_avg_pool2d(x, [*side; 2]),
    }
}

fn affine(x: Tensor<4>, order: [usize; 3], gain: [f32; 3], shift: [f32; 3]) -> Tensor<4> {
    let device = x.device();
    let precision = FloatDType::from(x.dtype());
    let per_channel = |values: [f32; 3]| {
        let data = TensorData::new(values.to_vec(), [1, 3, 1, 1]);
        Tensor::<4>::from_data(data, &device).cast(precision)
    };
    let channels = order.map(|channel| x.clone().narrow(1, channel, 1));
    Tensor::cat(channels.into(), 1) * per_channel(gain) + per_channel(shift)
}

fn activate(x: Tensor<4>, activation: Activation) -> Tensor<4> {
    match activation {
        Activation::Linear => x,
        Activation::Rectify => relu(x),
        Activation::Rectify6 => relu6(x),
    }
}

/// `[n, in, h, w]` to `[n, out, h', w']`.
fn convolve(x: Tensor<4>, conv: &Conv) -> Tensor<4> {
    let [_, _, height, width] = x.dims();
    let [_, _, kernel, _] = conv.weight().dims();
    let step = conv.step();
    let mut options = ConvOptions::new([step.stride; 2], [0; 2], [1; 2], step.groups);
    options.padding =
        [height, width].map(|length| step.padding.around(length, kernel, step.stride));
    let weight = conv.weight().clone().autodiff();
    conv2d(x, weight, Some(conv.bias().clone().autodiff()), options)
}

/// `[n, c, h, w]`, flattened, to `[n, out, 1, 1]`.
fn multiply(x: Tensor<4>, layer: &Dense) -> Tensor<4> {
    let [n, channels, height, width] = x.dims();
    let x = x.reshape([n, channels * height * width]);
    let blocks = layer.blocks().iter();
    let parts = blocks
        .map(|block| x.clone().matmul(block.clone().autodiff().transpose()))
        .collect();
    let y = Tensor::cat(parts, 1) + layer.bias().clone().autodiff().unsqueeze();
    let [n, out] = y.dims();
    y.reshape([n, out, 1, 1])
}

fn options(pool: Pool) -> MaxPoolOptions<2> {
    let (side, ceil_mode) = match pool {
        Pool::Overlapping => (3, true),
        Pool::Halving => (2, false),
    };
    MaxPoolOptions {
        kernel_size: [side; 2],
        stride: [2, 2],
        padding: [(0, 0); 2],
        dilation: [1, 1],
        ceil_mode,
    }
}
