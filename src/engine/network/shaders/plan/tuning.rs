use super::super::source::{Block, Tile, Window};

/// How the shaders of convolutions are cut; devices differ in what suits them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tuning {
    /// Unique: the browser's storage remembers by it which was the fastest.
    pub name: &'static str,
    /// Positions and output channels of a product that a thread makes, and whether the positions lie
    /// apart.
    positions: u32,
    channels: u32,
    apart: bool,
    /// Input channels that a product takes at once, so that its sums are written less often.
    unrolled: u32,
    /// Rows and columns of a convolution that a thread may make.
    windows: &'static [[u32; 2]],
    /// Invocations of a workgroup.
    workgroup: u32,
    /// What workgroups make that fetch together what they need, largest first; none where every thread
    /// fetches for itself.
    blocks: &'static [Block],
    /// As many workgroups as keep the device busy: of the blocks that make so many the largest is taken.
    busy: usize,
}

/// Blocks, largest first: one that fetches least for every product, and one whose sums are cut up so far
/// that even a small map keeps many invocations busy.
const BLOCKS: &[Block] = &[
    Block::new(64, 64, 16, 1),
    Block::new(32, 32, 32, 4),
    Block::new(32, 16, 64, 8),
];

/// The first is what a device gets that was not measured, the last what suits software adapters:
/// few numbers to read for every product, and enough workgroups for the processor's cores to share.
pub const TUNINGS: &[Tuning] = &[
    IN_BLOCKS,
    Tuning {
        name: "blocks, 128 groups",
        busy: 128,
        ..IN_BLOCKS
    },
    Tuning {
        name: "strides of 4, 2x2",
        blocks: &[],
        ..IN_BLOCKS
    },
    Tuning {
        name: "runs of 8 by 16 channels, 4x4 or 2x7",
        positions: 8,
        channels: 16,
        apart: false,
        unrolled: 2,
        windows: &[[4, 4], [2, 7]],
        workgroup: 16,
        blocks: &[],
        busy: 0,
    },
];

/// With as many workgroups as a small graphics card has cores.
const IN_BLOCKS: Tuning = Tuning {
    name: "blocks, 32 groups",
    positions: 4,
    channels: 8,
    apart: true,
    unrolled: 1,
    windows: &[[2, 2]],
    workgroup: 64,
    blocks: BLOCKS,
    busy: 32,
};

impl Tuning {
    /// The same with one block, whatever there is to make.
    pub const fn with_block(self, name: &'static str, block: &'static [Block; 1]) -> Self {
        Self {
            name,
            blocks: block,
            ..self
        }
    }

    /// Of a convolution of `n` images to so many positions and channels; none where every thread fetches
    /// for itself.
    pub fn block(self, n: usize, positions: usize, channels: usize) -> Option<Block> {
        let is_enough = |block: &&Block| {
            let [across, down] = block.groups(positions, channels);
            n * across * down >= self.busy
        };
        let found = self.blocks.iter().find(is_enough);
        found.or(self.blocks.last()).copied()
    }

    /// Of a product over so many input channels.
    pub fn tile(self, inputs: usize) -> Tile {
        let divides = inputs.is_multiple_of(self.unrolled as usize);
        Tile {
            positions: self.positions,
            channels: self.channels,
            apart: self.apart,
            unrolled: if divides { self.unrolled } else { 1 },
            workgroup: self.workgroup,
        }
    }

    /// Of a convolution that walks like this to an output of `size`: what reaches least beyond it.
    pub fn window(
        self,
        kernel: usize,
        stride: usize,
        padding: [usize; 2],
        size: [usize; 2],
    ) -> Window {
        let made = |[rows, columns]: &[u32; 2]| {
            let whole = |length: usize, part: u32| length.next_multiple_of(part as usize);
            whole(size[0], *rows) * whole(size[1], *columns)
        };
        let fitting = self.windows.iter().copied().min_by_key(made);
        let [rows, columns] = fitting.unwrap_or([1, 1]);
        Window {
            kernel: kernel as u32,
            stride: stride as u32,
            padding: padding.map(|zeros| zeros as u32),
            rows,
            columns,
            workgroup: self.workgroup,
        }
    }

    /// What to write down of it and of how many images are best looked at together, once it was measured by `build`.
    pub fn note(self, at_once: usize, build: &str) -> String {
        format!("{build}\n{}\n{at_once}", self.name)
    }

    /// What was written down; none where another build did, whose shaders may be others.
    pub fn of_note(note: &str, build: &str) -> Option<(Self, usize)> {
        let (rest, at_once) = note.rsplit_once('\n')?;
        let (noted, name) = rest.split_once('\n')?;
        let known = TUNINGS.iter().find(|tuning| tuning.name == name);
        let known = known.filter(|_| noted == build)?;
        Some((*known, at_once.parse().ok().filter(|at_once| *at_once > 0)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_good_for_the_build_that_wrote_it() {
        for tuning in TUNINGS {
            let note = tuning.note(8, "one");
            assert_eq!(Tuning::of_note(&note, "one"), Some((*tuning, 8)));
            assert_eq!(Tuning::of_note(&note, "two"), None);
        }
    }

    #[test]
    fn a_thread_makes_what_reaches_least_beyond_the_output() {
        let last = TUNINGS[TUNINGS.len() - 1];
        let of = |size| {
            let window = last.window(3, 1, [1, 1], size);
            [window.rows, window.columns]
        };
        assert_eq!(of([13, 13]), [2, 7]);
        // Of equals the first.
        assert_eq!(of([27, 27]), [4, 4]);
    }

    #[test]
    fn a_product_leaves_no_input_channel_over() {
        let last = TUNINGS[TUNINGS.len() - 1];
        assert_eq!(last.tile(64).unrolled, 2);
        assert_eq!(last.tile(1001).unrolled, 1);
    }

    #[test]
    fn a_note_of_an_unknown_cut_is_none() {
        assert_eq!(Tuning::of_note("one\nruns of 3\n1", "one"), None);
        assert_eq!(Tuning::of_note("one", "one"), None);
        let name = TUNINGS[0].name;
        for bad in [
            format!("one\n{name}"),
            format!("one\n{name}\n0"),
            format!("one\n{name}\nmany"),
        ] {
            assert_eq!(Tuning::of_note(&bad, "one"), None, "{bad}");
        }
    }
}
