//! A device that looks at several images together finds in each what it finds in it alone.

use burn::tensor::Device;
use gradoscope::engine::network::{Drawing, Network, Plan, Reference};
use gradoscope::spec::NetworkSpec;

use crate::common::{squeezenet, together};

/// A network of a device on which it pays to look at eight images together.
struct Together<'a>(&'a dyn Network);

impl Network for Together<'_> {
    fn spec(&self) -> &NetworkSpec {
        self.0.spec()
    }

    fn reference(&self) -> Option<Reference> {
        self.0.reference()
    }

    fn plan(&self) -> Option<&Plan> {
        self.0.plan()
    }

    fn at_once(&self) -> usize {
        8
    }

    fn drawing(&self) -> &Drawing {
        self.0.drawing()
    }
}

#[test]
fn images_that_are_looked_at_together_give_what_each_gives_alone() {
    let device = Device::flex();
    let network = squeezenet(&device);
    for (by, batches, drawn) in [
        ("gradient", together::BATCHES, 8),
        ("guided-backpropagation", together::BATCHES, 8),
        // This one is asked of one image at a time.
        ("gradient-x-input", together::SINGLE, 1),
    ] {
        let looked = |network: &dyn Network| {
            pollster::block_on(together::looked(network, &device, (batches, [64, 56]), by))
        };
        let (first, alone) = looked(network.as_ref());
        assert_eq!(first, 1, "{by}");
        let (first, eight) = looked(&Together(network.as_ref()));
        assert_eq!(first, drawn, "{by}");
        assert!(eight == alone, "{by}");
    }
}
