use burn::tensor::Device;

use crate::protocol::Cells;
use crate::spec::NetworkSpec;

use super::cells::Walks;
use super::{Drawing, Network, Plan, Reference};

/// A network that is all in its drawing.
pub struct Drawn {
    spec: NetworkSpec,
    reference: Option<Reference>,
    plan: Option<Plan>,
    walks: Walks,
    #[cfg(feature = "autodiff")]
    drawing: Drawing,
}

impl Drawn {
    /// Makes it ready for `device`.
    pub fn new(
        spec: NetworkSpec,
        reference: Option<Reference>,
        drawing: Drawing,
        device: &Device,
    ) -> Self {
        Self {
            spec,
            reference,
            walks: Walks::of(&drawing),
            #[cfg(feature = "autodiff")]
            drawing: drawing.clone(),
            plan: drawing.finish(device),
        }
    }
}

impl Network for Drawn {
    fn spec(&self) -> &NetworkSpec {
        &self.spec
    }

    fn reference(&self) -> Option<Reference> {
        self.reference
    }

    fn plan(&self) -> Option<&Plan> {
        self.plan.as_ref()
    }

    fn cells(&self, layer: &str, size: [usize; 2]) -> Option<Cells> {
        self.walks.cells(layer, size)
    }

    #[cfg(feature = "autodiff")]
    fn drawing(&self) -> &Drawing {
        &self.drawing
    }
}
