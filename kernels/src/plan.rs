//! A network, ready to run.

use std::sync::{Mutex, PoisonError};

use crate::graph::Graph;
use crate::packed::Packed;
use crate::tape::Tape;

/// Runs whose buffers are kept for the next: a method rarely holds more at once.
const SHELF: usize = 2;

/// A frozen network, ready to run.
pub struct Plan {
    graph: Graph<Packed>,
    shelf: Mutex<Vec<Tape>>,
}

impl Plan {
    /// Of these operations.
    pub fn new(graph: Graph<Packed>) -> Self {
        Self {
            graph,
            shelf: Mutex::new(Vec::new()),
        }
    }

    /// What it runs.
    pub fn graph(&self) -> &Graph<Packed> {
        &self.graph
    }

    /// Whether every operation has an output for images of `size`, height and width.
    pub fn fits(&self, size: [usize; 2]) -> bool {
        self.graph.sizes(size).is_some()
    }

    /// Keeps the buffers of a run that has ended.
    pub(crate) fn put_back(&self, tape: Tape) {
        let mut shelf = self.shelf();
        if shelf.len() < SHELF {
            shelf.push(tape);
        }
    }

    pub(crate) fn shelf(&self) -> std::sync::MutexGuard<'_, Vec<Tape>> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
