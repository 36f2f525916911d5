use crate::app_model::Bytes;

/// Pictures that are kept of one run; 24 MB of them where the side is 224.
pub(super) const MOST_FRAMES: usize = 160;

/// The picture of one step.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// Position among the steps of the run.
    pub step: usize,
    /// 8-bit RGB, `[side, side, 3]`.
    pub pixels: Bytes,
}

/// Pictures along a run, first to last, spread evenly; never more than the cap.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Frames {
    kept: Vec<Frame>,
    /// Every so many pictures is kept; doubled whenever the cap is met. 0 stands for 1.
    stride: usize,
    /// Pictures that came, whether kept or not.
    seen: usize,
}

impl Frames {
    /// Adds the picture of the newest step. True when every other picture went for it: the picture
    /// at position `i` is now at `i / 2`, or next to it.
    pub(super) fn push(&mut self, step: usize, pixels: Bytes) -> bool {
        let newest_is_passing = !self
            .seen
            .saturating_sub(1)
            .is_multiple_of(self.stride.max(1));
        if newest_is_passing {
            self.kept.pop();
        }
        self.kept.push(Frame { step, pixels });
        self.seen += 1;
        let full = self.kept.len() > MOST_FRAMES;
        if full {
            self.thin();
        }
        full
    }

    fn thin(&mut self) {
        self.stride = self.stride.max(1) * 2;
        let last = self.kept.len() - 1;
        let mut position = 0;
        self.kept.retain(|_| {
            let stays = position % 2 == 0 || position == last;
            position += 1;
            stays
        });
    }

    pub fn len(&self) -> usize {
        self.kept.len()
    }

    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// By its position among the kept pictures.
    pub fn get(&self, position: usize) -> Option<&Frame> {
        self.kept.get(position)
    }

    pub fn newest(&self) -> Option<&Frame> {
        self.kept.last()
    }

    /// First to last.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Frame> {
        self.kept.iter()
    }
}
