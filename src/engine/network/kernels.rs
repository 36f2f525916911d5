use burn::tensor::{DType, Device, Tensor};
use gradoscope_kernels::{self as cpu, Builder, ConvShape, Plan};

use super::drawing::{Activation, Drawing, Kind};
use super::layers::{Conv, Dense, Padding};

/// Whether the kernels of the CPU can stand in for burn on `device`.
pub(super) fn run_on(device: &Device) -> bool {
    #[cfg(feature = "cpu")]
    return device.clone().without_autodiff() == Device::flex();
    #[cfg(not(feature = "cpu"))]
    {
        let _ = device;
        false
    }
}

/// Whether `image_norm` is made of what a plan reads.
pub(super) fn can_read(image_norm: &Tensor<4>) -> bool {
    image_norm.dtype() == DType::F32 && run_on(&image_norm.device())
}

/// The numbers of a tensor of the CPU in row-major order; none when they are not float32.
///
/// There the readback waits for nothing, in a browser too.
fn floats<const D: usize>(tensor: Tensor<D>) -> Option<Vec<f32>> {
    let data = tensor.without_autodiff().try_into_data().ok()?;
    data.try_into_vec::<f32>().ok()
}

/// The plan of `drawing` for the CPU; none when the weights are not float32. Takes the weights apart as
/// it goes, so that large ones never lie there twice.
pub(super) fn plan(drawing: Drawing) -> Option<Plan> {
    let (mut builder, image_norm) = Builder::new(drawing.channels());
    let mut values = vec![image_norm];
    let (steps, names) = drawing.into_parts();
    for step in steps {
        let x = *values.get(step.from.index())?;
        let y = match step.kind {
            Kind::Affine { order, gain, shift } => builder.affine(x, &order, &gain, &shift),
            Kind::Convolutions(all, activation) => convs(&mut builder, x, all, activation)?,
            Kind::Depthwise(conv, activation) => depthwise(&mut builder, x, *conv, activation)?,
            Kind::Dense(layer, activation) => dense(&mut builder, x, *layer, activation)?,
            Kind::Sum(other) => builder.add(x, *values.get(other.index())?),
            Kind::MaxPool(pool) => builder.max_pool(x, pool),
            Kind::Rectify => builder.relu(x),
            Kind::Mean(side) => builder.mean(x, side),
        };
        values.push(y);
    }
    for (name, value) in names {
        builder.name(name, *values.get(value.index())?);
    }
    Some(builder.build())
}

fn convs(
    builder: &mut Builder,
    x: cpu::Value,
    convs: Vec<Conv>,
    activation: Activation,
) -> Option<cpu::Value> {
    let activation = of_kernels(activation);
    let numbers = convs
        .into_iter()
        .map(|conv| {
            let shape = shape_of(&conv)?;
            let (weight, bias) = conv.into_parts();
            Some((shape, floats(weight)?, floats(bias)?))
        })
        .collect::<Option<Vec<_>>>()?;
    let convs: Vec<_> = numbers
        .iter()
        .map(|(shape, weight, bias)| (*shape, activation, &weight[..], &bias[..]))
        .collect();
    Some(builder.convs(x, &convs))
}

fn depthwise(
    builder: &mut Builder,
    x: cpu::Value,
    conv: Conv,
    activation: Activation,
) -> Option<cpu::Value> {
    let [outputs, of_group, kernel, _] = conv.weight().dims();
    let step = conv.step();
    if [of_group, step.groups] != [1, outputs] {
        return None;
    }
    let shape = (kernel, step.stride, padding(step.padding));
    let (weight, bias) = conv.into_parts();
    let (weight, bias) = (floats(weight)?, floats(bias)?);
    Some(builder.depthwise(x, shape, of_kernels(activation), [&weight, &bias]))
}

fn dense(
    builder: &mut Builder,
    x: cpu::Value,
    layer: Dense,
    activation: Activation,
) -> Option<cpu::Value> {
    let inputs = layer.inputs();
    let (blocks, bias) = layer.into_parts();
    let blocks = blocks.into_iter().map(floats).collect::<Option<_>>()?;
    let weights = (blocks, floats(bias)?);
    Some(builder.dense(x, inputs, of_kernels(activation), weights))
}

fn of_kernels(activation: Activation) -> cpu::Activation {
    match activation {
        Activation::Linear => cpu::Activation::Linear,
        Activation::Rectify => cpu::Activation::Relu,
        Activation::Rectify6 => cpu::Activation::Relu6,
    }
}

fn padding(padding: Padding) -> cpu::Padding {
    match padding {
        Padding::Each(zeros) => cpu::Padding::Each(zeros),
        Padding::Same => cpu::Padding::Same,
    }
}

fn shape_of(conv: &Conv) -> Option<ConvShape> {
    let [outputs, inputs, kernel, _] = conv.weight().dims();
    let step = conv.step();
    (step.groups == 1).then_some(ConvShape {
        outputs,
        inputs,
        kernel,
        stride: step.stride,
        padding: padding(step.padding),
    })
}
