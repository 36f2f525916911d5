//! Small helpers between vectors and tensors.

#[cfg(only_the_cpu)]
use burn::backend::{Flex, flex::FlexTensor};
use burn::tensor::{Device, Tensor, TensorData};

use crate::image::{Picture, image_norm_from_rgb};

/// These numbers, row-major, as a tensor on `device`.
///
/// burn's own way converts between any two types of numbers first. In the engine for the CPU alone, where
/// there is one type, that would be a tenth of all its code.
pub fn tensor<const D: usize>(values: Vec<f32>, shape: [usize; D], device: &Device) -> Tensor<D> {
    let data = TensorData::new(values, shape);
    #[cfg(not(only_the_cpu))]
    return Tensor::from_data(data, device);
    #[cfg(only_the_cpu)]
    {
        let _ = device;
        Tensor::from_primitive::<Flex>(FlexTensor::from_data(data))
    }
}

/// The same numbers in another shape. burn's own way knows quantised tensors, too, and brings most of its
/// operations for them; so does the way of [`transposed`].
pub fn reshaped<const A: usize, const B: usize>(x: Tensor<A>, shape: [usize; B]) -> Tensor<B> {
    #[cfg(not(only_the_cpu))]
    return x.reshape(shape);
    #[cfg(only_the_cpu)]
    rearranged(x, |x| x.reshape(shape.into()))
}

/// Rows for columns: `[n, c, w, h]` of `[n, c, h, w]`.
pub fn transposed(x: Tensor<4>) -> Tensor<4> {
    #[cfg(not(only_the_cpu))]
    return x.swap_dims(2, 3);
    #[cfg(only_the_cpu)]
    rearranged(x, |x| x.transpose(2, 3))
}

#[cfg(only_the_cpu)]
#[expect(clippy::expect_used, reason = "there is no other tensor")]
fn rearranged<const A: usize, const B: usize>(
    x: Tensor<A>,
    how: impl FnOnce(FlexTensor) -> FlexTensor,
) -> Tensor<B> {
    let x = x.try_into_primitive::<Flex>();
    Tensor::from_primitive::<Flex>(how(x.expect("a tensor of the CPU")))
}

/// `[1, 3, h, w]` in normalised units from 8-bit RGB.
pub fn tensor_from_picture(picture: &Picture, device: &Device) -> Tensor<4> {
    let (height, width) = (picture.height() as usize, picture.width() as usize);
    let values = image_norm_from_rgb(picture);
    tensor(values, [1, 3, height, width], device)
}

/// Ones at `index` of every row of a score tensor `[n, classes, 1, 1]`, zeros elsewhere.
pub fn one_hot(n: usize, classes: usize, index: usize, device: &Device) -> Tensor<4> {
    let mut values = vec![0.0_f32; n * classes];
    for row in values.chunks_mut(classes.max(1)) {
        if let Some(value) = row.get_mut(index) {
            *value = 1.0;
        }
    }
    tensor(values, [n, classes, 1, 1], device)
}
