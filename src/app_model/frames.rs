use serde::{Deserialize, Serialize};

use crate::app_model::Bytes;
use crate::app_model::keeping::{At, Things};

/// Pictures that are kept of one run, and their bytes: so many where the side is 224.
pub(super) const MOST_FRAMES: usize = 160;
const MOST_BYTES: usize = MOST_FRAMES * 3 * 224 * 224;

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
    /// Of the kept ones.
    bytes: usize,
}

/// The same as it is kept through a reload.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptFrames {
    frames: Vec<(usize, At)>,
    stride: usize,
    seen: usize,
}

impl Frames {
    pub(super) fn keep(&self, things: &mut Things) -> KeptFrames {
        let frames = self.kept.iter();
        KeptFrames {
            frames: frames
                .map(|frame| (frame.step, things.put(&frame.pixels)))
                .collect(),
            stride: self.stride,
            seen: self.seen,
        }
    }

    /// None where a picture is missing or does not fit, or is of no step of `steps`.
    pub(super) fn restore(
        kept: &KeptFrames,
        things: &Things,
        steps: usize,
        fits: impl Fn(&Bytes) -> bool,
    ) -> Option<Self> {
        let frame = |(step, at): &(usize, At)| {
            let pixels = things.bytes(*at).filter(&fits)?;
            (*step < steps).then_some(Frame {
                step: *step,
                pixels,
            })
        };
        let frames: Vec<Frame> = kept.frames.iter().map(frame).collect::<Option<_>>()?;
        Some(Self {
            bytes: frames.iter().map(|frame| frame.pixels.len()).sum(),
            kept: frames,
            stride: kept.stride,
            seen: kept.seen,
        })
    }

    /// Adds the picture of the newest step. True when every other picture went for it: the picture
    /// at position `i` is now at `i / 2`, or next to it.
    pub(super) fn push(&mut self, step: usize, pixels: Bytes) -> bool {
        let newest_is_passing = !self
            .seen
            .saturating_sub(1)
            .is_multiple_of(self.stride.max(1));
        if newest_is_passing {
            let passed = self.kept.pop();
            self.bytes -= passed.map_or(0, |frame| frame.pixels.len());
        }
        self.bytes += pixels.len();
        self.kept.push(Frame { step, pixels });
        self.seen += 1;
        let full = self.kept.len() > MOST_FRAMES || self.bytes > MOST_BYTES;
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
        self.bytes = self.kept.iter().map(|frame| frame.pixels.len()).sum();
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

    /// The position of the one that is nearest, by the distance of its step; none where there are none.
    pub fn nearest(&self, distance: impl Fn(usize) -> f64) -> Option<usize> {
        let of = |position: usize| distance(self.kept[position].step);
        (0..self.kept.len()).min_by(|&a, &b| of(a).total_cmp(&of(b)))
    }

    /// First to last.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Frame> {
        self.kept.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frames(count: usize) -> Frames {
        let mut frames = Frames::default();
        for step in 0..count {
            frames.push(step, vec![0].into());
        }
        frames
    }

    fn steps(frames: &Frames) -> Vec<usize> {
        frames.iter().map(|frame| frame.step).collect()
    }

    #[test]
    fn everything_is_kept_while_there_is_room() {
        assert_eq!(
            steps(&frames(MOST_FRAMES)),
            (0..MOST_FRAMES).collect::<Vec<_>>()
        );
    }

    #[test]
    fn what_is_kept_of_a_long_run_is_evenly_spread_from_the_first_to_the_newest() {
        for count in MOST_FRAMES + 1..MOST_FRAMES * 9 {
            let steps = steps(&frames(count));
            assert!(
                steps.len() <= MOST_FRAMES && steps.len() >= MOST_FRAMES / 2,
                "{count}: {}",
                steps.len()
            );
            assert_eq!((steps[0], steps[steps.len() - 1]), (0, count - 1));
            let gaps: Vec<usize> = steps.windows(2).map(|pair| pair[1] - pair[0]).collect();
            let (last, others) = gaps.split_last().expect("several");
            assert!(
                others.iter().all(|gap| *gap == gaps[0]),
                "{count}: {gaps:?}"
            );
            assert!(*last <= gaps[0], "{count}: {gaps:?}");
        }
    }

    #[test]
    fn thinning_is_told_so_that_a_position_can_follow() {
        let mut frames = frames(MOST_FRAMES);
        let shown = frames.get(100).map(|frame| frame.step);
        assert!(frames.push(MOST_FRAMES, vec![0].into()));
        assert_eq!(frames.get(100 / 2).map(|frame| frame.step), shown);
        assert!(!frames.push(MOST_FRAMES + 1, vec![0].into()));
    }

    #[test]
    fn large_pictures_are_fewer() {
        let mut frames = Frames::default();
        for step in 0..1000 {
            frames.push(step, vec![0; 3 * 448 * 448].into());
        }
        let bytes: usize = frames.iter().map(|frame| frame.pixels.len()).sum();
        assert!(bytes <= MOST_BYTES && frames.len() >= MOST_FRAMES / 8);
        assert_eq!(frames.newest().map(|frame| frame.step), Some(999));
    }
}
