use burn::cubecl::server::Handle;
use gradoscope_kernels::Activation;

use super::super::source::{End, Gate};

/// Where a shader writes, and what it does to what it writes.
#[derive(Clone, Copy)]
pub struct Target<'a> {
    pub buffer: &'a Handle,
    pub end: End,
    /// What a masked end reads.
    pub gate: Option<&'a Handle>,
}

impl<'a> Target<'a> {
    pub fn store(buffer: &'a Handle) -> Self {
        Self {
            buffer,
            end: End::STORE,
            gate: None,
        }
    }

    /// Through the activation that follows.
    pub fn through(self, activation: Activation) -> Self {
        let gate = Gate::forward(activation);
        let end = End { gate, ..self.end };
        Self { end, ..self }
    }

    pub fn adding(self, add: bool) -> Self {
        let end = End { add, ..self.end };
        Self { end, ..self }
    }

    /// Back through the rectifier that made `value`.
    pub fn gated(self, gate: Gate, value: &'a Handle) -> Self {
        let end = End { gate, ..self.end };
        Self {
            end,
            gate: gate.is_masked().then_some(value),
            ..self
        }
    }

    pub fn open(self) -> Self {
        let end = End {
            gate: Gate::Open,
            ..self.end
        };
        Self {
            end,
            gate: None,
            ..self
        }
    }
}
