//! A drawing carried out by burn's own operations, on every device and in both precisions: what the
//! kernels and the shaders are checked against. No part of the page.

use burn::tensor::activation::{relu, relu6, sigmoid};
use burn::tensor::module::{adaptive_avg_pool2d, conv2d, max_pool2d};
use burn::tensor::ops::{ConvOptions, MaxPoolOptions};
use burn::tensor::{FloatDType, Tensor, TensorData};
use gradoscope_kernels::{Activation, Affine, Curve, Operation, Pool, Shaped, Step};

use super::drawing::Drawing;
use super::layers::{Conv, Dense, Tensors};

/// Every named activation, in forward order; differentiable where `image_norm` is tracked. Weights
/// never are: no gradient of a weight is ever computed.
pub(super) fn activations(
    drawing: &Drawing,
    image_norm: Tensor<4>,
) -> Vec<(&'static str, Tensor<4>)> {
    let values = values(drawing, image_norm.autodiff());
    let names = drawing.graph().names().iter();
    names
        .map(|(name, value)| (*name, values[value.index()].clone()))
        .collect()
}

/// `image_norm`, then what every step makes; tracked where `image_norm` is.
pub(super) fn values(drawing: &Drawing, image_norm: Tensor<4>) -> Vec<Tensor<4>> {
    let mut values = vec![image_norm];
    for step in drawing.graph().steps() {
        let read: Vec<_> = step.reads().map(|from| values[from].clone()).collect();
        values.push(apply(step, &read));
    }
    values
}

/// What a step makes of what it reads.
pub(super) fn apply(step: &Step<Tensors>, read: &[Tensor<4>]) -> Tensor<4> {
    let y = apply_linear_part(step, read);
    match step.operation.activation() {
        Activation::Linear => y,
        Activation::Relu => relu(y),
        Activation::Relu6 => relu6(y),
    }
}

/// The same without the rectifier that it ends in.
pub(super) fn apply_linear_part(step: &Step<Tensors>, read: &[Tensor<4>]) -> Tensor<4> {
    let x = read[0].clone();
    match &step.operation {
        Operation::Affine(map) => affine(x, map),
        Operation::Convolutions(all, _) => {
            let parts = all.iter().map(|conv| convolve(x.clone(), conv, 1));
            Tensor::cat(parts.collect(), 1)
        }
        Operation::Depthwise(conv, _) => convolve(x, conv, conv.shape().outputs),
        Operation::Dense(layer, _) => multiply(x, layer),
        Operation::Sum(_) => x + read[1].clone(),
        Operation::Join(_) => Tensor::cat(read.to_vec(), 1),
        Operation::MaxPool(pool) => max_pool2d(x, options(*pool)),
        Operation::Rectify => x,
        Operation::Curve(Curve::Sigmoid) => sigmoid(x),
        Operation::Curve(Curve::HardSigmoid) => (x / 6.0 + 0.5).clamp(0.0, 1.0),
        Operation::Times(_) => x * read[1].clone(),
        Operation::Mean(1) => x.mean_dim(3).mean_dim(2),
        Operation::Mean(side) => adaptive_avg_pool2d(x, [*side; 2]),
    }
}

fn affine(x: Tensor<4>, map: &Affine) -> Tensor<4> {
    let device = x.device();
    let precision = FloatDType::from(x.dtype());
    let per_channel = |values: &[f32]| {
        let data = TensorData::new(values.to_vec(), [1, values.len(), 1, 1]);
        Tensor::<4>::from_data(data, &device).cast(precision)
    };
    let channels = map.order.iter();
    let channels = channels.map(|channel| x.clone().narrow(1, *channel, 1));
    Tensor::cat(channels.collect(), 1) * per_channel(&map.gain) + per_channel(&map.shift)
}

/// `[n, in, h, w]` to `[n, out, h', w']`.
fn convolve(x: Tensor<4>, conv: &Conv, groups: usize) -> Tensor<4> {
    let [_, _, height, width] = x.dims();
    let window = conv.shape().window;
    let mut options = ConvOptions::new([window.stride; 2], [0; 2], [1; 2], groups);
    options.padding = window
        .around([height, width])
        .map(|[before, after]| (before, after));
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
    MaxPoolOptions {
        kernel_size: [pool.side; 2],
        stride: [pool.stride; 2],
        padding: [(pool.padding, pool.padding); 2],
        dilation: [1, 1],
        ceil_mode: pool.rounds_up,
    }
}
