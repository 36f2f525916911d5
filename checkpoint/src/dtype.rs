/// How a number is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dtype {
    /// IEEE 754 binary32.
    Float32,
    /// IEEE 754 binary16.
    Float16,
    /// The upper half of a float32.
    Bfloat16,
    /// IEEE 754 binary64.
    Float64,
    /// A whole number or a truth value: never a weight, only passed over.
    Other {
        /// Of one number.
        bytes: usize,
    },
    /// Whole numbers that stand for others, by a scale that lies elsewhere.
    Quantised {
        /// Of one number.
        bytes: usize,
    },
    /// Only those that are not zero.
    Sparse,
    /// Not at all: of a tensor on PyTorch's device "meta" there is the shape alone.
    Nowhere,
    /// Of a size or with a sign that no weight here has.
    Strange,
    /// By another library, for a device of its own, or as several tensors in one.
    Foreign,
}

impl Dtype {
    /// Bytes of one number.
    pub fn bytes(self) -> usize {
        match self {
            Self::Float32 => 4,
            Self::Float16 | Self::Bfloat16 => 2,
            Self::Float64 => 8,
            Self::Other { bytes } | Self::Quantised { bytes } => bytes,
            Self::Sparse | Self::Nowhere | Self::Strange | Self::Foreign => 1,
        }
    }

    /// The name that PyTorch and this project use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Float32 => "float32",
            Self::Float16 => "float16",
            Self::Bfloat16 => "bfloat16",
            Self::Float64 => "float64",
            Self::Other { .. } => "whole numbers",
            Self::Quantised { .. } => "quantised",
            Self::Sparse => "sparse",
            Self::Nowhere => "no numbers",
            Self::Strange => "other numbers",
            Self::Foreign => "a tensor of another kind",
        }
    }

    /// Little-endian numbers as float32, float64 rounded to nearest; none for whole numbers.
    ///
    /// A rest shorter than one number is ignored.
    pub fn decode(self, bytes: &[u8]) -> Option<Vec<f32>> {
        let values = match self {
            Self::Float32 => numbers(bytes, f32::from_le_bytes),
            Self::Float16 => numbers(bytes, |b| f32_from_half(u16::from_le_bytes(b))),
            Self::Bfloat16 => numbers(bytes, |b| {
                f32::from_bits(u32::from(u16::from_le_bytes(b)) << 16)
            }),
            Self::Float64 => numbers(bytes, |b| f64::from_le_bytes(b) as f32),
            _ => return None,
        };
        Some(values)
    }
}

fn numbers<const N: usize>(bytes: &[u8], decode: impl Fn([u8; N]) -> f32) -> Vec<f32> {
    let (whole, _) = bytes.as_chunks::<N>();
    whole.iter().map(|chunk| decode(*chunk)).collect()
}

/// IEEE 754 binary16, exactly.
fn f32_from_half(half: u16) -> f32 {
    let sign = u32::from(half >> 15) << 31;
    let exponent = u32::from(half >> 10) & 0x1f;
    let fraction = u32::from(half) & 0x3ff;
    let magnitude = match exponent {
        // Subnormal: a multiple of 2^-24.
        0 => (fraction as f32 * 2.0_f32.powi(-24)).to_bits(),
        31 => 0x7f80_0000 | fraction << 13,
        // The exponents of the two formats are biased by 15 and 127.
        _ => (exponent + 112) << 23 | fraction << 13,
    };
    f32::from_bits(sign | magnitude)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_precision_is_read_exactly() {
        // IEEE 754-2019, table 3.5: the largest, the smallest normal and the smallest subnormal.
        let cases = [
            (0x3c00_u16, 1.0_f32),
            (0xc000, -2.0),
            (0x7bff, 65504.0),
            (0x0400, 2.0_f32.powi(-14)),
            (0x0001, 2.0_f32.powi(-24)),
            (0x8000, -0.0),
            (0x7c00, f32::INFINITY),
        ];
        for (bits, expected) in cases {
            assert_eq!(
                f32_from_half(bits).to_bits(),
                expected.to_bits(),
                "{bits:x}"
            );
        }
        assert!(f32_from_half(0x7e00).is_nan());
    }

    #[test]
    fn the_other_kinds_are_read_too() {
        let decoded = |dtype: Dtype, bytes: &[u8]| dtype.decode(bytes);
        assert_eq!(
            decoded(Dtype::Float32, &1.5_f32.to_le_bytes()),
            Some(vec![1.5])
        );
        assert_eq!(
            decoded(Dtype::Float64, &(-0.25_f64).to_le_bytes()),
            Some(vec![-0.25])
        );
        assert_eq!(decoded(Dtype::Bfloat16, &[0xc0, 0x3f]), Some(vec![1.5]));
        assert_eq!(decoded(Dtype::Other { bytes: 8 }, &[0; 8]), None);
    }
}
