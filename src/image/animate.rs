//! From pictures to the bytes of an animated GIF file.

use image::codecs::gif::{GifEncoder, Repeat};
use image::{Delay, Frame, RgbaImage};

use super::crop::CropBox;
use super::decoded::check_size;
use super::error::ImageError;
use super::picture::{Picture, buffer_with_room};
use super::resample::resample_bilinear;

/// How long the last picture stays at least, in milliseconds.
pub const LAST_FRAME_MS: u32 = 1500;

/// The shortest delay written, in milliseconds: browsers show what asks for less at 100 ms.
const SHORTEST_MS: u32 = 20;

/// Every how manieth pixel the palette is learnt from.
const PALETTE_SAMPLING: i32 = 10;

/// Square pictures as an animated GIF file that loops forever.
///
/// Each frame shows for `delay_ms`, the last one for at least [`LAST_FRAME_MS`]. GIF counts in
/// hundredths of a second: delays are rounded to the nearest, and held between 20 ms and
/// 655.35 s. Frames smaller than the largest are enlarged to it, bilinear.
///
/// Every frame has 256 colours of its own, without dithering: a frame of more is shown in
/// colours near its own (NeuQuant; Dekker, 1994), one of 256 or fewer exactly.
///
/// # Errors
/// [`ImageError::BadSize`] for no frames (with a size of 0) or one that is not square,
/// [`ImageError::TooLarge`] for frames that [`decode`](super::decode) would not take,
/// [`ImageError::OutOfMemory`].
pub fn encode_gif(frames: &[Picture], delay_ms: u32) -> Result<Vec<u8>, ImageError> {
    let side = largest_side(frames)?;
    let mut file = Vec::new();
    let mut encoder = GifEncoder::new_with_speed(&mut file, PALETTE_SAMPLING);
    // Memory takes whatever is written to it and the sides fit: only a buffer can be refused.
    let bytes = 4 * u64::from(side) * u64::from(side);
    let refused = |_| ImageError::OutOfMemory { bytes };
    encoder.set_repeat(Repeat::Infinite).map_err(refused)?;
    for (i, frame) in frames.iter().enumerate() {
        let is_last = i + 1 == frames.len();
        let shown_ms = delay_ms.max(if is_last { LAST_FRAME_MS } else { SHORTEST_MS });
        let frame = Frame::from_parts(rgba(frame, side)?, 0, 0, delay(shown_ms));
        encoder.encode_frame(frame).map_err(refused)?;
    }
    drop(encoder);
    Ok(file)
}

/// The same from frames in one buffer, 8-bit RGB: frame `i` is `[sides[i], sides[i], 3]`.
///
/// # Errors
/// [`ImageError::BadSize`] for no frames, a side of zero or a buffer of another length, with
/// the size of all of them one below the other; and those of [`encode_gif`].
pub fn animate(rgb: &[u8], sides: &[u32], delay_ms: u32) -> Result<Vec<u8>, ImageError> {
    encode_gif(&pictures(rgb, sides)?, delay_ms)
}

fn pictures(rgb: &[u8], sides: &[u32]) -> Result<Vec<Picture>, ImageError> {
    let misfit = ImageError::BadSize {
        width: sides.iter().copied().max().unwrap_or(0),
        height: sides.iter().copied().fold(0, u32::saturating_add),
    };
    let mut rest = rgb;
    let mut pictures = Vec::new();
    for &side in sides {
        let bytes = 3 * u128::from(side) * u128::from(side);
        let length = usize::try_from(bytes).map_err(|_| misfit.clone())?;
        let (frame, after) = rest.split_at_checked(length).ok_or(misfit.clone())?;
        pictures.push(Picture::new(side, side, frame.to_vec()).map_err(|_| misfit.clone())?);
        rest = after;
    }
    if pictures.is_empty() || !rest.is_empty() {
        return Err(misfit);
    }
    Ok(pictures)
}

/// The side that all frames are enlarged to.
fn largest_side(frames: &[Picture]) -> Result<u32, ImageError> {
    if let Some(frame) = frames.iter().find(|f| f.width() != f.height()) {
        let (width, height) = (frame.width(), frame.height());
        return Err(ImageError::BadSize { width, height });
    }
    let side = frames.iter().map(Picture::width).max().unwrap_or(0);
    check_size(side, side)?;
    Ok(side)
}

fn delay(ms: u32) -> Delay {
    let hundredths = ms.saturating_add(5) / 10;
    Delay::from_numer_denom_ms(hundredths * 10, 1)
}

/// `frame` at `side`, opaque: `[side, side, 4]`.
fn rgba(frame: &Picture, side: u32) -> Result<RgbaImage, ImageError> {
    let whole = CropBox::whole(frame.width(), frame.height());
    let frame = resample_bilinear(frame, whole, side, side)?;
    let mut rgba = buffer_with_room(4 * u64::from(side) * u64::from(side))?;
    for pixel in frame.rgb().chunks_exact(3) {
        rgba.extend_from_slice(pixel);
        rgba.push(255);
    }
    let (width, height) = (side, side);
    RgbaImage::from_raw(width, height, rgba).ok_or(ImageError::BadSize { width, height })
}
