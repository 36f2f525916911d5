//! Between 8-bit RGB and the normalised space every network here is fed from.

use super::error::ImageError;
use super::picture::Picture;

/// Mean of red, green and blue over ImageNet, for values in 0..1.
pub const MU: [f32; 3] = [0.485, 0.456, 0.406];

/// Standard deviation of red, green and blue over ImageNet, for values in 0..1.
pub const SIGMA: [f32; 3] = [0.229, 0.224, 0.225];

/// `image_norm`, shape `[3, height, width]`, normalised: `(rgb / 255 - MU) / SIGMA`.
///
/// Computed in float32, one operation after the other, so that NumPy gives the same bits.
pub fn image_norm_from_rgb(picture: &Picture) -> Vec<f32> {
    let mut planes = Vec::with_capacity(picture.rgb().len());
    for (channel, (mu, sigma)) in MU.into_iter().zip(SIGMA).enumerate() {
        let values = picture.rgb().iter().skip(channel).step_by(3);
        planes.extend(values.map(|&value| (f32::from(value) / 255.0 - mu) / sigma));
    }
    planes
}

/// The nearest 8-bit picture to `image_norm`, shape `[3, height, width]`, normalised.
///
/// Values outside the valid box are clamped, halves round away from zero, and a value
/// that is not a number becomes 0. Exact inverse of [`image_norm_from_rgb`].
///
/// # Errors
/// [`ImageError::BadSize`] for a zero side or a slice of another length.
pub fn rgb_from_image_norm(
    image_norm: &[f32],
    width: u32,
    height: u32,
) -> Result<Picture, ImageError> {
    let pixels = u128::from(width) * u128::from(height);
    if pixels == 0 || image_norm.len() as u128 != 3 * pixels {
        return Err(ImageError::BadSize { width, height });
    }
    let mut rgb = vec![0; image_norm.len()];
    let planes = image_norm.chunks_exact(image_norm.len() / 3);
    for (channel, plane) in planes.enumerate() {
        let (mu, sigma) = (MU[channel], SIGMA[channel]);
        let targets = rgb.iter_mut().skip(channel).step_by(3);
        for (target, value) in targets.zip(plane) {
            // The cast clamps to 0..=255 and maps NaN to 0.
            *target = ((value * sigma + mu) * 255.0).round() as u8;
        }
    }
    Picture::new(width, height, rgb)
}
