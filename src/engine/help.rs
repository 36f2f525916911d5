//! Who looks at images at the same time, and what is found in one.

use std::pin::Pin;

use crate::protocol::{Look, MapSheet};

/// A future of one thread.
type LocalFuture = Pin<Box<dyn Future<Output = ()>>>;

/// What was found in an image.
#[derive(Debug, Clone, PartialEq)]
pub struct Looked {
    /// Unnormalised scores, `[n, classes]`; none where they were not asked for.
    pub scores: Vec<f32>,
    /// The map, where one was asked for, and the shape and meaning of its numbers.
    pub map: Option<(MapSheet, Vec<f32>)>,
}

impl Looked {
    /// What was found in each of several parts, of so many images.
    pub fn parts(self, counts: &[usize]) -> Vec<Self> {
        if counts.len() == 1 {
            return vec![self];
        }
        let total = counts.iter().sum::<usize>().max(1);
        let mut begin = 0;
        let part = |count: &usize| {
            let end = begin + count;
            let of = |numbers: &[f32]| {
                let each = numbers.len() / total;
                numbers[begin * each..end * each].to_vec()
            };
            let part = Self {
                scores: of(&self.scores),
                map: self.map.as_ref().map(|(sheet, map)| (*sheet, of(map))),
            };
            begin = end;
            part
        };
        counts.iter().map(part).collect()
    }
}

/// How a question to a helper stands.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// It has not been answered.
    Pending,
    /// Its answer.
    Done(Looked),
    /// It will not be answered.
    Lost,
}

/// Other engines with the same network, which look at images at the same time.
pub trait Helpers {
    /// Images are about to be looked at: whoever could help should come.
    fn call(&self);

    /// How many they are, at the most.
    fn most(&self) -> usize;

    /// Gives one of them images to look at, `[n, 3, h, w]`; the number of the question, or none where all have
    /// enough to do.
    fn give(&self, look: &Look, images: &[f32]) -> Option<u32>;

    /// How a question stands; after its answer it is forgotten.
    fn collect(&self, number: u32) -> Given;

    /// How many of them are there and work.
    fn present(&self) -> usize;

    /// Comes back after a moment, in which answers come in.
    fn moment(&self) -> LocalFuture;

    /// Nobody waits for the answer.
    fn forget(&self, number: u32);
}
