//! A network as shaders see it: buffers of weights, and the operations on them in order.

mod tuning;
mod weights;

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use burn::cubecl::client::Client;
use burn::cubecl::server::Handle;
use burn::tensor::{Device, Tensor};
use gradoscope_kernels::Graph;

pub use tuning::{TUNINGS, Tuning};
pub use weights::{Buffers, Convolution, Dense, Depthwise, in_eights};

use super::super::drawing::Drawing;
use super::buffer::primitive;

/// A frozen network, ready to run.
pub struct Plan {
    pub client: Client,
    pub graph: Graph<Buffers>,
    /// Parameters of shaders, by what they are.
    parameters: Mutex<HashMap<Vec<u32>, Handle>>,
    tuning: Mutex<Tuning>,
    at_once: AtomicUsize,
}

impl Plan {
    /// None on other devices, or where a weight is not float32.
    pub fn new(drawing: Drawing, device: &Device) -> Option<Self> {
        let graph = drawing.into_graph();
        Some(Self {
            client: primitive(Tensor::<1>::zeros([1], device))?.client,
            graph: graph.try_map(
                |conv| Convolution::new(conv, device),
                Depthwise::new,
                Dense::new,
            )?,
            parameters: Mutex::new(HashMap::new()),
            tuning: Mutex::new(TUNINGS[0]),
            at_once: AtomicUsize::new(1),
        })
    }

    pub fn tuning(&self) -> Tuning {
        *self.tuning.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn tune(&self, tuning: Tuning) {
        *self.tuning.lock().unwrap_or_else(PoisonError::into_inner) = tuning;
    }

    /// Numbers of all activations of an image of `size`, height and width; none where an operation does not fit.
    pub fn numbers(&self, size: [usize; 2]) -> Option<usize> {
        let sizes = self.graph.sizes(size)?;
        let both = self.graph.channels().iter().zip(sizes);
        Some(both.map(|(channels, [h, w])| channels * h * w).sum())
    }

    /// How many images are best looked at together, where they do not depend on each other: one, unless
    /// [`Plan::look_at`] was told another number.
    pub fn at_once(&self) -> usize {
        self.at_once.load(Ordering::Relaxed)
    }

    pub fn look_at(&self, at_once: usize) {
        self.at_once.store(at_once, Ordering::Relaxed);
    }

    /// The buffer that holds `numbers`, made once.
    pub fn parameters(&self, numbers: Vec<u32>) -> Handle {
        let mut known = self
            .parameters
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let make = |numbers: &Vec<u32>| {
            let bytes: Vec<u8> = numbers.iter().flat_map(|n| n.to_le_bytes()).collect();
            self.client.create_from_slice(&bytes)
        };
        if let Some(found) = known.get(&numbers) {
            return found.clone();
        }
        let made = make(&numbers);
        known.insert(numbers, made.clone());
        made
    }
}
