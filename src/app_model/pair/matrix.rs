use crate::app_model::{Bytes, Later, Seat, Standstill};
use crate::protocol::AttackRequest;
use crate::scores;
use crate::spec::ClassId;

use super::answers::{Halves, whole};

/// Targets of an image at the most.
pub const MOST_TARGETS: usize = 10;

/// Adversarial images made on each of two networks and shown to both.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    /// Which of all matrices it is.
    pub number: u32,
    /// What every trial is asked to do, but for its goal.
    pub request: AttackRequest,
    /// Targets of each image.
    pub targets: usize,
    pub images: Vec<MatrixImage>,
    /// Of the images that are open, in the order of their turns.
    pub trials: Vec<Trial>,
    /// How many engines are at the trials of each network at the same time.
    pub engines: [usize; 2],
    pub standstill: Option<Standstill>,
}

/// An image that attacks begin from.
#[derive(Debug, Clone, PartialEq)]
pub struct MatrixImage {
    pub name: String,
    /// The class that each network sees in it, by [`Seat::index`].
    pub seen: Later<[ClassId; 2]>,
    /// What came, until it is opened.
    pub(super) file: Option<Bytes>,
    /// `[side, side, 3]`, once it is open.
    pub(super) pixels: Option<Bytes>,
    pub(super) scores: Halves,
}

/// One attack of a matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// Position of its image.
    pub image: usize,
    /// The network that it is made on.
    pub from: Seat,
    pub target: ClassId,
    /// The class that each network sees in what it made, by [`Seat::index`].
    pub seen: Later<[ClassId; 2]>,
    /// Of the attack alone.
    pub elapsed_ms: f32,
    pub(super) scores: Halves,
}

/// What there is to say of the images made on one network and shown to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MatrixCell {
    pub attacks: usize,
    /// Those whose image the network it was made on sees as the target; the rest of the counts is
    /// of them alone.
    pub successes: usize,
    /// Those in which the other network sees another class than in the original.
    pub fooled: usize,
    /// Those in which it sees the target.
    pub at_target: usize,
}

impl MatrixImage {
    pub(super) fn new(name: String) -> Self {
        Self {
            name,
            seen: Later::NotAsked,
            file: None,
            pixels: None,
            scores: Halves::default(),
        }
    }
}

impl Matrix {
    /// Whether something will still happen by itself.
    pub fn is_under_way(&self) -> bool {
        let image = |image: &MatrixImage| is_open(&image.seen);
        let trial = |trial: &Trial| is_open(&trial.seen);
        let is_open = self.images.iter().any(image) || self.trials.iter().any(trial);
        self.standstill.is_none() && is_open
    }

    /// How many attacks have ended, with an answer or without, and how many there will be.
    pub fn progress(&self) -> (usize, usize) {
        let done = self.trials.iter().filter(|trial| !is_open(&trial.seen));
        let unusable = |image: &&MatrixImage| matches!(image.seen, Later::Failed(_));
        let usable = self.images.len() - self.images.iter().filter(unusable).count();
        (done.count(), usable * self.targets * Seat::BOTH.len())
    }

    /// Milliseconds until the end, if the attacks to come take as long as those before; none before
    /// the first has ended. Both networks are at it at the same time.
    pub fn remaining_ms(&self) -> Option<f64> {
        let (_, planned) = self.progress();
        let each = planned / Seat::BOTH.len();
        let pace = |seat: Seat| {
            let of = |t: &&Trial| t.from == seat && t.elapsed_ms > 0.0;
            let times: Vec<f32> = self
                .trials
                .iter()
                .filter(of)
                .map(|t| t.elapsed_ms)
                .collect();
            let count = times.len();
            (count > 0).then(|| f64::from(times.iter().sum::<f32>()) / count as f64)
        };
        let left = |seat: Seat| {
            let is_done = |t: &&Trial| t.from == seat && !is_open(&t.seen);
            each.saturating_sub(self.trials.iter().filter(is_done).count())
        };
        let known = Seat::BOTH.map(pace);
        let slowest = known.iter().flatten().copied().reduce(f64::max)?;
        let of_seat = |seat: Seat| {
            let rounds = left(seat).div_ceil(self.engines[seat.index()].max(1));
            rounds as f64 * known[seat.index()].unwrap_or(slowest)
        };
        Some(Seat::BOTH.map(of_seat).into_iter().fold(0.0, f64::max))
    }

    /// What is known of the images made on `from` and shown to `to`.
    pub fn cell(&self, from: Seat, to: Seat) -> MatrixCell {
        let mut cell = MatrixCell::default();
        for trial in self.trials.iter().filter(|trial| trial.from == from) {
            let original = self.images.get(trial.image).and_then(|i| i.seen.done());
            let (Some(seen), Some(original)) = (trial.seen.done(), original) else {
                continue;
            };
            cell.attacks += 1;
            if seen[from.index()] == trial.target {
                cell.successes += 1;
                cell.fooled += usize::from(seen[to.index()] != original[to.index()]);
                cell.at_target += usize::from(seen[to.index()] == trial.target);
            }
        }
        cell
    }

    /// Attacks that gave no answer.
    pub fn failures(&self) -> usize {
        let failed = |trial: &&Trial| matches!(trial.seen, Later::Failed(_));
        self.trials.iter().filter(failed).count()
    }

    /// Makes the trials of an image that both networks have seen.
    pub(super) fn plan(&mut self, image: usize, classes: usize) {
        let seen = self.images.get(image).and_then(|image| image.seen.done());
        let Some(seen) = seen.copied() else { return };
        for target in targets(self.targets, classes, seen) {
            self.trials.extend(Seat::BOTH.map(|from| Trial {
                image,
                from,
                target,
                seen: Later::NotAsked,
                elapsed_ms: 0.0,
                scores: Halves::default(),
            }));
        }
    }
}

pub(super) fn is_open<T>(later: &Later<T>) -> bool {
    matches!(later, Later::NotAsked | Later::Running)
}

/// The class that each network sees, from both scores.
pub(super) fn seen(scores: &Halves, classes: usize) -> Option<[ClassId; 2]> {
    let both = whole(scores)?;
    let [first, second] = both.map(|values| {
        let values = Some(values).filter(|values| values.len() == classes)?;
        scores::predicted(values)
    });
    Some([first?, second?])
}

/// The practical's example, stingray, and on from there in even steps through all classes; a class
/// that is seen in the image already gives its place to the next.
fn targets(count: usize, classes: usize, seen: [ClassId; 2]) -> Vec<ClassId> {
    const FIRST: usize = 6;
    let mut found: Vec<ClassId> = Vec::new();
    for i in 0..count.min(classes.saturating_sub(seen.len())) {
        let start = FIRST + i * classes / count;
        let candidates = (start..start + classes).map(|at| ClassId((at % classes) as u16));
        let is_free = |class: &ClassId| !seen.contains(class) && !found.contains(class);
        let free = candidates.into_iter().find(is_free);
        found.extend(free);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_lie_evenly_and_are_none_that_is_seen_already() {
        let found = targets(4, 1000, [ClassId(6), ClassId(256)]);
        assert_eq!(found, [7, 257, 506, 756].map(ClassId));
        let found = targets(MOST_TARGETS, 1000, [ClassId(285), ClassId(285)]);
        assert_eq!(found.len(), MOST_TARGETS);
        assert_eq!(found[9], ClassId(906));
    }
}
