use burn::backend::Wgpu;
use burn::backend::wgpu::CubeTensor;
use burn::cubecl::server::Handle;
use burn::tensor::{DType, Device, Shape, Tensor};

/// The primitive behind a tensor of WebGPU, its numbers in row-major order; none of another device
/// or another precision.
pub fn primitive<const D: usize>(tensor: Tensor<D>) -> Option<CubeTensor> {
    if tensor.dtype() != DType::F32 {
        return None;
    }
    let numbers = tensor.shape().num_elements();
    // As one axis it has no other order than its own.
    let flat: Tensor<1> = tensor.without_autodiff().reshape([numbers]);
    flat.try_into_primitive::<Wgpu>().ok()
}

/// A tensor over `handle`, in the place of `like`.
pub fn tensor<const D: usize>(like: &CubeTensor, shape: [usize; D], handle: Handle) -> Tensor<D> {
    Tensor::from_primitive::<Wgpu>(CubeTensor::new_contiguous(
        like.client.clone(),
        like.device.clone(),
        Shape::from(shape),
        handle,
        DType::F32,
    ))
}

/// A buffer of zeros.
pub fn zeros(numbers: usize, device: &Device) -> Option<Handle> {
    let zeros = Tensor::<1>::zeros([numbers], device);
    primitive(zeros).map(|found| found.handle)
}
