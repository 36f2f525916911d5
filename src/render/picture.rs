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

/// White where the object is (2), grey where pixels are labelled elsewhere (1), black where the background is:
/// RGB.
pub fn rgb_from_labels(labels: &[u8]) -> Vec<u8> {
    let grey = |label: &u8| [0, 128, 255][usize::from((*label).min(2))];
    labels.iter().flat_map(|label| [grey(label); 3]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_black_grey_and_white() {
        assert_eq!(
            rgb_from_labels(&[0, 1, 2]),
            [0, 0, 0, 128, 128, 128, 255, 255, 255]
        );
    }
}
