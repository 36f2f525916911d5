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
pub struct Pool {
    /// Of the windows.
    pub side: usize,
    /// Distance between neighbouring windows.
    pub stride: usize,
    /// How far the first windows reach over the border; nothing there wins.
    pub padding: usize,
    /// Whether the last window may reach beyond the border and the padding, if it begins before them.
    pub rounds_up: bool,
}

impl Pool {
    /// 3x3, stride 2, sizes rounded up.
    pub const OVERLAPPING: Self = Self {
        side: 3,
        stride: 2,
        padding: 0,
        rounds_up: true,
    };
    /// 2x2, stride 2, sizes rounded down.
    pub const HALVING: Self = Self {
        side: 2,
        stride: 2,
        padding: 0,
        rounds_up: false,
    };

    /// # Panics
    /// When a window may lie in the padding alone, or has more places than a byte can name.
    pub(crate) fn check(self) {
        let is_whole = self.stride > 0 && 2 * self.padding <= self.side && self.side < 16;
        assert!(is_whole, "windows with something in them");
    }

    /// Size of the output; none where no window fits.
    pub fn size(self, [height, width]: [usize; 2]) -> Option<[usize; 2]> {
        let along = |length: usize| {
            let slack = (length + 2 * self.padding).checked_sub(self.side)?;
            if !self.rounds_up {
                return Some(slack / self.stride + 1);
            }
            let last = slack.div_ceil(self.stride);
            // One that begins behind the image sees none of it.
            let is_outside = last * self.stride >= length + self.padding;
            Some(last + 1 - usize::from(is_outside))
        };
        Some([along(height)?, along(width)?])
    }
}
