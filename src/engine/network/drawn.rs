use burn::tensor::Device;

use crate::spec::NetworkSpec;

use super::{Drawing, Network, Plan, Reference};

/// A network of more weights does not keep its drawing: 48 MB, in memory beside those it runs with.
const MOST_KEPT: usize = 12_000_000;

/// A network that is all in its drawing.
pub struct Drawn {
    spec: NetworkSpec,
    reference: Option<Reference>,
    kept: Option<Drawing>,
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
            kept: (drawing.weights() <= MOST_KEPT).then(|| drawing.clone()),
            #[cfg(feature = "autodiff")]
            drawing: drawing.clone(),
            plan: drawing.finish(device),
        }
    }
}

impl Drawn {
    /// A reader's own, of an architecture but with so many classes, and nothing to compare it with.
    pub fn of_checkpoint(
        spec: &NetworkSpec,
        classes: usize,
        drawing: Drawing,
        device: &Device,
    ) -> Box<dyn Network> {
        let spec = NetworkSpec { classes, ..*spec };
        Box::new(Self::new(spec, None, drawing, device))
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

    fn kept(&self) -> Option<&Drawing> {
        self.kept.as_ref()
    }

    #[cfg(feature = "autodiff")]
    fn drawing(&self) -> &Drawing {
        &self.drawing
    }
}
