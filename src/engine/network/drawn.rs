use burn::tensor::Device;

use crate::spec::NetworkSpec;

use super::{Drawing, Network, Plan, Reference};

/// A network that is all in its drawing.
pub struct Drawn {
    spec: NetworkSpec,
    reference: Option<Reference>,
    plan: Option<Plan>,
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

    #[cfg(feature = "autodiff")]
    fn drawing(&self) -> &Drawing {
        &self.drawing
    }
}
