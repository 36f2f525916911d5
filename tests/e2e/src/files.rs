//! Files to open: broken ones, large ones.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// An empty folder; dropping it removes it.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder for temporary files"))
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Names and bytes of the whole files in it; what is still being written does not count.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let entries = fs::read_dir(self.path()).expect("the folder");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        let whole = paths.filter(|path| {
            let part = path
                .extension()
                .is_some_and(|ending| ending == "crdownload" || ending == "part");
            // Browsers reserve the name with an empty file.
            let has_bytes = path.metadata().is_ok_and(|about| about.len() > 0);
            path.is_file() && has_bytes && !part
        });
        whole
            .map(|path| {
                let name = path.file_name().expect("a name").to_string_lossy();
                (name.into_owned(), fs::read(&path).expect("a file"))
            })
            .collect()
    }

    /// Writes a file.
    pub fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path().join(name);
        fs::write(&path, bytes).expect("room for temporary files");
        path
    }
}

impl Default for Folder {
    fn default() -> Self {
        Self::new()
    }
}

/// A PNG file, 8-bit RGB, that weighs about a byte for every two pixels, as a camera's pictures do.
pub fn png_of_size(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    encoder.set_filter(png::Filter::NoFilter);
    let mut pixels = Vec::with_capacity(width as usize * height as usize * 3);
    let mut state = 1_u32;
    for _ in 0..height {
        let row = pixels.len();
        pixels.resize(row + width as usize * 3, 0_u8);
        // The left sixth is noise, which does not compress.
        for value in &mut pixels[row..row + width as usize / 2] {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *value = (state >> 24) as u8;
        }
    }
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(&pixels).expect("an image");
    writer.finish().expect("an end");
    bytes
}

/// A PNG file, 8-bit RGB, of one colour.
pub fn png_of_colour((width, height): (u32, u32), colour: [u8; 3]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().expect("a header");
    let pixels = colour.repeat(width as usize * height as usize);
    writer.write_image_data(&pixels).expect("an image");
    writer.finish().expect("an end");
    bytes
}

/// Width, height and RGB of a PNG file, which has to be 8-bit RGB, or opaque 8-bit RGBA as a canvas
/// gives it.
pub fn read_png(file: &[u8]) -> (u32, u32, Vec<u8>) {
    let decoder = png::Decoder::new(std::io::Cursor::new(file));
    let mut reader = decoder.read_info().expect("a PNG file");
    let size = reader.output_buffer_size().expect("a size that fits");
    let mut pixels = vec![0; size];
    let frame = reader.next_frame(&mut pixels).expect("an image");
    assert_eq!(frame.bit_depth, png::BitDepth::Eight);
    pixels.truncate(frame.buffer_size());
    if frame.color_type == png::ColorType::Rgba {
        assert!(pixels.iter().skip(3).step_by(4).all(|alpha| *alpha == 255));
        let rgb = pixels.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]);
        return (frame.width, frame.height, rgb.collect());
    }
    assert_eq!(frame.color_type, png::ColorType::Rgb);
    (frame.width, frame.height, pixels)
}

/// Header and numbers of a NumPy file of float32.
///
/// # Panics
/// When it is none.
pub fn read_npy(file: &[u8]) -> (String, Vec<f32>) {
    assert!(file.starts_with(b"\x93NUMPY\x01\x00"));
    let end = 10 + usize::from(u16::from_le_bytes([file[8], file[9]]));
    assert_eq!(end % 64, 0);
    let header = String::from_utf8(file[10..end].to_vec()).expect("a header");
    let four = file[end..].chunks_exact(4);
    let values = four.map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]]));
    (header, values.collect())
}

/// A PNG file whose header, with its right checksum, claims a size that nothing follows.
pub fn png_that_claims(width: u32, height: u32) -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.extend(13_u32.to_be_bytes());
    bytes.extend(&header);
    bytes.extend(crc32(&header).to_be_bytes());
    bytes
}

/// The checksum of PNG chunks.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| {
        if crc & 1 == 1 {
            crc >> 1 ^ 0xedb8_8320
        } else {
            crc >> 1
        }
    };
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), step)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_every_empty_last_chunk() {
        assert_eq!(crc32(b"IEND"), 0xae42_6082);
    }
}
