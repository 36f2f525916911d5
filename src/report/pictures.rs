//! The pictures of results as PNG files, and back.

use std::io::Cursor;

use image::ImageDecoder;
use image::codecs::png::PngDecoder;

use crate::app_model::{Shelved, ShelvedPicture};
use crate::image::{Picture, encode_png};

/// Wider and higher pictures are none of ours.
const MOST_SIDE: u32 = 4096;

/// The files of a result's pictures, each with its name.
pub fn named(shelved: &Shelved) -> Vec<(String, Vec<u8>)> {
    let pictures = shelved.pictures.iter().enumerate();
    pictures
        .map(|(at, picture)| (file_name(&shelved.key, at), png(picture)))
        .collect()
}

/// Of a result's picture, by its position.
pub(super) fn file_name(key: &str, at: usize) -> String {
    format!("{key}-{at}.png")
}

/// Empty for a picture that is none.
fn png(picture: &ShelvedPicture) -> Vec<u8> {
    of_rgb(&picture.pixels, picture.width, picture.height)
}

/// Pixels as a PNG file; empty where they are no picture.
pub fn of_rgb(rgb: &[u8], width: u32, height: u32) -> Vec<u8> {
    let picture = Picture::new(width, height, rgb.to_vec()).ok();
    let file = picture.and_then(|picture| encode_png(&picture).ok());
    file.unwrap_or_default()
}

/// RGB, `[height, width, 3]`; none where it is no PNG file of this size.
pub(super) fn pixels(file: &[u8], width: u32, height: u32) -> Option<Vec<u8>> {
    let decoder = PngDecoder::new(Cursor::new(file)).ok()?;
    let is_it = decoder.dimensions() == (width, height);
    let is_rgb = decoder.color_type() == image::ColorType::Rgb8;
    if !is_it || !is_rgb || width > MOST_SIDE || height > MOST_SIDE {
        return None;
    }
    let mut rgb = vec![0; width as usize * height as usize * 3];
    decoder.read_image(&mut rgb).ok()?;
    Some(rgb)
}
