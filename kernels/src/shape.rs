//! How the operations of a network walk over what they read, along both axes alike.

/// Zeros around what a window walks over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Padding {
    /// So many on each side.
    Each(usize),
    /// TensorFlow's "same": as many as make the output `ceil(input / stride)` long; where their
    /// number is odd, the last side has one more.
    Same,
}

/// How square kernels step over their input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Side of the kernels.
    pub kernel: usize,
    /// Distance between neighbouring positions of the kernel.
    pub stride: usize,
    /// Zeros around the input.
    pub padding: Padding,
}

impl Window {
    /// Sees one position after the other.
    pub const POINT: Self = Self {
        kernel: 1,
        stride: 1,
        padding: Padding::Each(0),
    };

    /// # Panics
    /// When the padding is as large as the kernel, or the stride zero.
    pub(crate) fn check(self) {
        let widest = match self.padding {
            Padding::Each(padding) => padding,
            Padding::Same => 0,
        };
        let is_whole = widest < self.kernel && self.stride > 0;
        assert!(is_whole, "padding below the kernel");
    }

    /// Zeros before and after, along each axis of an input of `size`.
    pub fn around(self, size: [usize; 2]) -> [[usize; 2]; 2] {
        size.map(|length| match self.padding {
            Padding::Each(padding) => [padding; 2],
            Padding::Same => {
                let last = length.div_ceil(self.stride).saturating_sub(1) * self.stride;
                let total = (last + self.kernel).saturating_sub(length);
                [total / 2, total - total / 2]
            }
        })
    }

    /// Zeros before the first row, and before the first column.
    pub fn before(self, size: [usize; 2]) -> [usize; 2] {
        self.around(size).map(|[before, _]| before)
    }

    /// Size of the output of an input of `size`; none when the kernel does not fit.
    pub fn size(self, size: [usize; 2]) -> Option<[usize; 2]> {
        let [height, width] = self.around(size);
        let along = |length: usize, [before, after]: [usize; 2]| {
            let slack = (before + length + after).checked_sub(self.kernel)?;
            Some(slack / self.stride + 1)
        };
        Some([along(size[0], height)?, along(size[1], width)?])
    }
}

/// What weights are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConvShape {
    /// Channels that it makes.
    pub outputs: usize,
    /// Channels that each of them is made of.
    pub inputs: usize,
    /// How it walks.
    pub window: Window,
}

/// How max-pooling walks; ties go to the first position in row-major order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pool {
    /// 3x3, stride 2, sizes rounded up.
    Overlapping,
    /// 2x2, stride 2, sizes rounded down.
    Halving,
}

impl Pool {
    /// Distance between neighbouring windows.
    pub const STRIDE: usize = 2;

    /// Side of the windows.
    pub const fn side(self) -> usize {
        match self {
            Self::Overlapping => 3,
            Self::Halving => 2,
        }
    }

    /// Whether a last window may reach beyond the border.
    pub fn rounds_up(self) -> bool {
        self == Self::Overlapping
    }

    /// Size of the output; none where no window fits.
    pub fn size(self, [height, width]: [usize; 2]) -> Option<[usize; 2]> {
        let along = |length: usize| {
            let slack = length.checked_sub(self.side())?;
            Some(match self.rounds_up() {
                true => slack.div_ceil(Self::STRIDE) + 1,
                false => slack / Self::STRIDE + 1,
            })
        };
        Some([along(height)?, along(width)?])
    }
}
