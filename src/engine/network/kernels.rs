use burn::tensor::{DType, Device, Tensor};
use gradoscope_kernels::{self as cpu, Plan, Shaped};

use super::drawing::Drawing;
use super::layers::{Conv, Dense};

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
pub(super) fn floats<const D: usize>(tensor: Tensor<D>) -> Option<Vec<f32>> {
    let data = tensor.without_autodiff().try_into_data().ok()?;
    data.try_into_vec::<f32>().ok()
}

/// The plan of `drawing` for the CPU; none when the weights are not float32. Takes the weights apart as
/// it goes, so that large ones never lie there twice.
pub(super) fn plan(drawing: Drawing) -> Option<Plan> {
    let graph = drawing.into_graph().try_map(convolution, filters, dense);
    graph.map(Plan::new)
}

fn convolution(conv: Conv) -> Option<cpu::Conv> {
    let shape = conv.shape();
    let (weight, bias) = conv.into_parts();
    Some(cpu::Conv::new(shape, &floats(weight)?, floats(bias)?))
}

fn filters(conv: Conv) -> Option<cpu::Depthwise> {
    let window = conv.shape().window;
    let (weight, bias) = conv.into_parts();
    Some(cpu::Depthwise::new(window, floats(weight)?, floats(bias)?))
}

fn dense(layer: Dense) -> Option<cpu::Dense> {
    let inputs = layer.shape().inputs;
    let (blocks, bias) = layer.into_parts();
    let blocks = blocks.into_iter().map(floats).collect::<Option<_>>()?;
    Some(cpu::Dense::new(inputs, blocks, floats(bias)?))
}
