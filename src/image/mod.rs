//! Pictures: decode, orient, crop, resample, save as PNG or as an animated GIF, alter as the
//! world does, and change between 8-bit RGB and the numbers the networks work on. Pure Rust: no browser,
//! no tensor library.
//!
//! The usual way from a file to a network's input:
//! [`decode`] -> [`crop_box`] -> [`resample_bilinear`] -> [`image_norm_from_rgb`].
//!
//! What is promised here:
//! - **Resampling** gives the same bits as Pillow's `BILINEAR` on 8-bit RGB.
//! - **Lossless files** (PNG, GIF, BMP, lossless WebP) give the stored values exactly.
//! - **Lossy WebP** gave the same bits as libwebp 1.6 in every case tried.
//! - **JPEG** gives the same bits as libjpeg-turbo 3.2 (as Pillow 13.0 uses it), whatever the
//!   sampling and the order of the scans; see the crate `jpeg` for the one exception. Browsers
//!   differ from it, and from each other, by a few grey levels.
//! - **Every device alike**: all fixtures give the same bits natively and in wasm.
//! - **Colour profiles** are ignored: the stored numbers are taken as they are, and
//!   [`Decoded::had_icc_profile`] says that there was one.
//! - **Transparency** is composed on white, see [`picture_from_rgba`] for the formula.
//! - **16 bits** per channel become 8 by rounding `v / 257` to the nearest integer
//!   (Pillow and some browsers drop the low byte instead: at most one level apart),
//!   before transparency is composed.

mod animate;
mod bmp;
pub mod change;
mod crop;
mod decode;
mod decoded;
mod encode;
mod error;
mod fields;
mod flatten;
mod format;
mod hash;
mod jpeg;
mod letters;
mod norm;
mod orientation;
mod picture;
mod png_text;
mod resample;
mod sniff;
mod structure;

pub use animate::{LAST_FRAME_MS, animate, encode_gif};
pub use change::{CHANGES, ChangeError, changes};
pub use crop::{CropBox, Framing, crop_box};
pub use decode::decode;
pub use decoded::{Decoded, Ending, MAX_MEGAPIXELS, check_size};
pub use encode::{Sealed, encode, encode_png, encode_with, picture_of, seal};
pub use error::ImageError;
pub use format::{Format, Handling};
pub use hash::sha256;
pub use letters::{ADVANCE, LINE, Label, lacks_letters};
pub use norm::{MU, SIGMA, image_norm_from_rgb, rgb_from_image_norm};
pub use picture::{Picture, buffer_with_room, picture_from_rgba};
pub use png_text::{crc32, put_text, text_of};
pub use resample::{preview, resample_bilinear};
