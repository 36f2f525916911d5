//! The frame: components, their sizes in blocks, and what has been read of them.

use crate::error::{Error, Variant, with_room};
use crate::headers::FrameHeader;

/// Coefficients of a block.
pub(crate) const BLOCK: usize = 64;

/// No scan has brought this coefficient yet.
const UNSEEN: i8 = -1;

pub(crate) struct Frame {
    pub width: usize,
    pub height: usize,
    pub progressive: bool,
    /// Blocks that cover the picture when all components are interleaved (T.81, A.2.3).
    pub mcus_wide: usize,
    pub mcus_high: usize,
    pub components: Vec<Component>,
}

pub(crate) struct Component {
    pub id: u8,
    /// Blocks of it in an interleaved unit, 1 to 4 each way.
    pub wide: usize,
    pub high: usize,
    /// Times that it has to be enlarged.
    pub times_x: usize,
    pub times_y: usize,
    /// Samples that belong to the picture.
    pub width: usize,
    pub height: usize,
    /// Blocks that hold them, and blocks of a row with those that fill up the last unit.
    pub blocks_wide: usize,
    pub blocks_high: usize,
    pub row_blocks: usize,
    rows: usize,
    pub quantisation: usize,
    /// The table that held when its first scan began.
    pub factors: Option<[u16; BLOCK]>,
    /// `[8 * rows, 8 * row_blocks]`.
    pub samples: Vec<u8>,
    /// Of a progressive file: `[rows, row_blocks, 64]`, blocks row by row.
    pub coefficients: Vec<i16>,
    /// How many of the lowest bits of each coefficient, in zigzag order, are still to come.
    pub pending: [i8; BLOCK],
}

impl Component {
    /// Samples from one row to the next.
    pub fn stride(&self) -> usize {
        8 * self.row_blocks
    }

    fn is_begun(&self) -> bool {
        self.pending[0] != UNSEEN
    }
}

impl Frame {
    /// `late_height` is asked where the header leaves the height open.
    pub fn new(
        header: FrameHeader,
        late_height: impl FnOnce() -> Option<usize>,
    ) -> Result<Self, Error> {
        let width = header.width;
        let height = match header.height {
            0 => late_height().unwrap_or(0),
            height => height,
        };
        if width == 0 || height == 0 {
            return Err(Error::Corrupt("no width or no height"));
        }
        let most = |of: fn(&(u8, u8, u8, u8)) -> u8| {
            let sizes = header.components.iter().map(of);
            usize::from(sizes.max().unwrap_or(1))
        };
        let (most_wide, most_high) = (most(|c| c.1), most(|c| c.2));
        let mut frame = Self {
            width,
            height,
            progressive: header.progressive,
            mcus_wide: width.div_ceil(8 * most_wide),
            mcus_high: height.div_ceil(8 * most_high),
            components: Vec::new(),
        };
        for &(id, wide, high, quantisation) in &header.components {
            let (wide, high) = (usize::from(wide), usize::from(high));
            if most_wide % wide != 0 || most_high % high != 0 {
                return Err(Error::Unsupported(Variant::Sampling));
            }
            let samples_wide = (width * wide).div_ceil(most_wide);
            let samples_high = (height * high).div_ceil(most_high);
            frame.components.push(Component {
                id,
                wide,
                high,
                times_x: most_wide / wide,
                times_y: most_high / high,
                width: samples_wide,
                height: samples_high,
                blocks_wide: samples_wide.div_ceil(8),
                blocks_high: samples_high.div_ceil(8),
                row_blocks: frame.mcus_wide * wide,
                rows: frame.mcus_high * high,
                quantisation: usize::from(quantisation),
                factors: None,
                samples: Vec::new(),
                coefficients: Vec::new(),
                pending: [UNSEEN; BLOCK],
            });
        }
        Ok(frame)
    }

    /// Makes room for what the scans bring.
    pub fn allocate(&mut self) -> Result<(), Error> {
        for component in &mut self.components {
            let count = component.rows * component.row_blocks * BLOCK;
            if self.progressive {
                component.coefficients = with_room(count)?;
                component.coefficients.resize(count, 0);
            } else {
                component.samples = with_room(count)?;
                component.samples.resize(count, 0);
            }
        }
        Ok(())
    }

    /// Whether nothing is to come: every bit of every coefficient has been read.
    pub fn is_complete(&self) -> bool {
        let mut all = self.components.iter();
        all.all(|component| component.pending.iter().all(|&bits| bits == 0))
    }

    /// Whether every component has been begun at least. A progressive file may leave it at that.
    pub fn is_begun(&self) -> bool {
        self.components.iter().all(Component::is_begun)
    }
}
