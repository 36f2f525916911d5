use super::Text;

/// How the pixels of a picture become the numbers that a network was trained on, where its file does not say:
/// `(v - offset) * scale` for each channel `v` in 0..255, in the order R, G, B, and then perhaps in the order B, G, R.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Preparation {
    /// Permanent, kebab-case.
    pub id: &'static str,
    /// In a list.
    pub name: Text,
    /// In the order R, G, B.
    pub offset: [f32; 3],
    /// Likewise.
    pub scale: [f32; 3],
    /// Whether blue comes first.
    pub is_reversed: bool,
}

/// Means of ImageNet's training pictures, R, G, B, as torchvision and Caffe state them.
const TORCH_MEAN: [f32; 3] = [0.485 * 255.0, 0.456 * 255.0, 0.406 * 255.0];
const TORCH_SCALE: [f32; 3] = [
    1.0 / (0.229 * 255.0),
    1.0 / (0.224 * 255.0),
    1.0 / (0.225 * 255.0),
];
const CAFFE_MEAN: [f32; 3] = [123.68, 116.779, 103.939];

const fn simple(id: &'static str, name: Text, offset: f32, scale: f32) -> Preparation {
    Preparation {
        id,
        name,
        offset: [offset; 3],
        scale: [scale; 3],
        is_reversed: false,
    }
}

impl Preparation {
    /// torchvision's: mean and deviation of ImageNet, for pixels in 0..1.
    pub const TORCH: Self = Self {
        id: "imagenet",
        name: Text::new(
            "0..1, ImageNet’s mean (PyTorch)",
            "0..1, moyenne d’ImageNet (PyTorch)",
        ),
        offset: TORCH_MEAN,
        scale: TORCH_SCALE,
        is_reversed: false,
    };

    /// Pixels in 0..1.
    pub const UNIT: Self = simple("unit", Text::new("0..1", "0..1"), 0.0, 1.0 / 255.0);

    /// Pixels in 0..255.
    pub const BYTES: Self = simple("bytes", Text::new("0..255", "0..255"), 0.0, 1.0);

    /// All that people use, the most usual first.
    pub const ALL: &'static [Self] = &[
        Self::TORCH,
        Self::UNIT,
        simple(
            "symmetric",
            Text::new("−1..1 (TensorFlow)", "−1..1 (TensorFlow)"),
            127.5,
            1.0 / 127.5,
        ),
        simple(
            "lite",
            Text::new(
                "(pixel − 127) / 128 (EfficientNet-Lite)",
                "(pixel − 127) / 128 (EfficientNet-Lite)",
            ),
            127.0,
            1.0 / 128.0,
        ),
        Self::BYTES,
        Self {
            id: "bytes-mean",
            name: Text::new("0..255, centred", "0..255, centré"),
            offset: CAFFE_MEAN,
            ..Self::BYTES
        },
        Self {
            id: "bytes-bgr",
            name: Text::new("0..255, blue first", "0..255, bleu d’abord"),
            is_reversed: true,
            ..Self::BYTES
        },
        Self {
            id: "bytes-bgr-mean",
            name: Text::new(
                "0..255, blue first, centred (Caffe)",
                "0..255, bleu d’abord, centré (Caffe)",
            ),
            offset: CAFFE_MEAN,
            is_reversed: true,
            ..Self::BYTES
        },
        Self {
            id: "imagenet-bgr",
            name: Text::new(
                "0..1, blue first, ImageNet’s mean",
                "0..1, bleu d’abord, moyenne d’ImageNet",
            ),
            is_reversed: true,
            ..Self::TORCH
        },
    ];

    /// What a network that makes pixels ready as `now` has to be shown, to read what it would read of the pixel `rgb`
    /// made ready in this way; all in 0..255 and beyond.
    pub fn shown_to(&self, now: &Self, rgb: [f32; 3]) -> [f32; 3] {
        let read = [0, 1, 2].map(|c| (rgb[c] - self.offset[c]) * self.scale[c]);
        let mut order = [0, 1, 2];
        if self.is_reversed != now.is_reversed {
            order.reverse();
        }
        [0, 1, 2].map(|c| read[order[c]] / now.scale[c] + now.offset[c])
    }

    /// The one named `id`; torchvision's where there is none.
    pub fn of(id: &str) -> Self {
        let found = Self::ALL.iter().find(|known| known.id == id);
        found.copied().unwrap_or(Self::TORCH)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the networks read a pixel.
    fn read(way: &Preparation, rgb: [f32; 3]) -> [f32; 3] {
        let mut read = [0, 1, 2].map(|c| (rgb[c] - way.offset[c]) * way.scale[c]);
        if way.is_reversed {
            read.reverse();
        }
        read
    }

    #[test]
    fn what_is_shown_is_read_as_another_preparation_would_have_it() {
        let rgb = [10.0, 200.0, 77.0];
        for way in Preparation::ALL {
            for now in Preparation::ALL {
                let (expected, found) = (read(way, rgb), read(now, way.shown_to(now, rgb)));
                for (expected, found) in expected.into_iter().zip(found) {
                    let is_near = (expected - found).abs() <= 1e-4 * expected.abs().max(1.0);
                    assert!(is_near, "{} by {}: {found}, not {expected}", way.id, now.id);
                }
            }
        }
    }
}
