//! Small helpers between vectors and tensors.

use burn::tensor::{Device, Tensor, TensorData};

use crate::image::{Picture, image_norm_from_rgb};

/// `[1, 3, h, w]` in normalised units from 8-bit RGB.
pub fn tensor_from_picture(picture: &Picture, device: &Device) -> Tensor<4> {
    let (height, width) = (picture.height() as usize, picture.width() as usize);
    let values = image_norm_from_rgb(picture);
    Tensor::from_data(TensorData::new(values, [1, 3, height, width]), device)
}

/// Ones at `index` of every row of a score tensor `[n, classes, 1, 1]`, zeros elsewhere.
pub fn one_hot(n: usize, classes: usize, index: usize, device: &Device) -> Tensor<4> {
    let mut values = vec![0.0_f32; n * classes];
    for row in values.chunks_mut(classes.max(1)) {
        if let Some(value) = row.get_mut(index) {
            *value = 1.0;
        }
    }
    Tensor::from_data(TensorData::new(values, [n, classes, 1, 1]), device)
}
