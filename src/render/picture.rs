/// A picture, RGBA, row-major.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rgba {
    /// `[height, width, 4]`.
    pub bytes: Vec<u8>,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

impl Rgba {
    /// A square of `side` from its bytes.
    pub fn square(bytes: Vec<u8>, side: u32) -> Self {
        Self {
            bytes,
            width: side,
            height: side,
        }
    }
}

/// RGBA of 8-bit RGB.
pub fn rgba_from_rgb(rgb: &[u8]) -> Vec<u8> {
    rgb.chunks_exact(3)
        .flat_map(|p| [p[0], p[1], p[2], 255])
        .collect()
}
