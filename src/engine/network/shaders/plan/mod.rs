//! A network as shaders see it: buffers of weights, and the operations on them in order.

mod operation;
mod tuning;
mod weights;

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use burn::cubecl::client::Client;
use burn::cubecl::server::Handle;
use burn::tensor::{Device, Tensor};

pub use operation::Operation;
pub use tuning::{TUNINGS, Tuning};
pub use weights::{Channelwise, Convolution, Dense, Depthwise, in_eights, zeros_before};

use super::super::drawing::Drawing;
use super::buffer::primitive;
use super::source::Gate;

pub struct Step {
    pub from: usize,
    pub operation: Operation,
}

/// A frozen network, ready to run.
pub struct Plan {
    pub client: Client,
    pub channels: Vec<usize>,
    pub steps: Vec<Step>,
    /// Of every value: the rectifier that made it as its way back sees it, and the first step that
    /// reads it, which is the last that adds to its gradient.
    pub gates: Vec<Gate>,
    pub first_readers: Vec<Option<usize>>,
    names: Vec<(&'static str, usize)>,
    /// Parameters of shaders, by what they are.
    parameters: Mutex<HashMap<Vec<u32>, Handle>>,
    tuning: Mutex<Tuning>,
}

impl Plan {
    /// None on other devices, or where a shader is missing.
    pub fn new(drawing: &Drawing, device: &Device) -> Option<Self> {
        let client = primitive(Tensor::<1>::zeros([1], device))?.client;
        let mut channels = vec![drawing.channels()];
        let mut steps = Vec::new();
        for step in drawing.steps() {
            let from = step.from.index();
            let (operation, outputs) = Operation::new(&step.kind, channels[from], device)?;
            channels.push(outputs);
            steps.push(Step { from, operation });
        }
        let names = drawing.names();
        let gates =
            std::iter::once(Gate::Open).chain(steps.iter().map(|step| step.operation.gate()));
        let reader = |value: usize| steps.iter().position(|step: &Step| step.reads(value));
        Some(Self {
            client,
            gates: gates.collect(),
            first_readers: (0..channels.len()).map(reader).collect(),
            channels,
            steps,
            names: names.iter().map(|(name, x)| (*name, x.index())).collect(),
            parameters: Mutex::new(HashMap::new()),
            tuning: Mutex::new(TUNINGS[0]),
        })
    }

    pub fn find(&self, name: &str) -> Option<usize> {
        let found = self.names.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| *value)
    }

    pub fn tuning(&self) -> Tuning {
        *self.tuning.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn tune(&self, tuning: Tuning) {
        *self.tuning.lock().unwrap_or_else(PoisonError::into_inner) = tuning;
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

    /// Height and width of every value.
    pub fn sizes(&self, size: [usize; 2]) -> Option<Vec<[usize; 2]>> {
        let mut sizes = vec![size];
        for step in &self.steps {
            let size = step
                .operation
                .size(self.channels[step.from], sizes[step.from])?;
            sizes.push(size);
        }
        Some(sizes)
    }
}

impl Step {
    fn reads(&self, value: usize) -> bool {
        let other = matches!(self.operation, Operation::Sum(other) if other == value);
        other || self.from == value
    }
}
