//! What there is to choose from, as data: all that the page takes from the engine's rooms.

use crate::engine::{network, saliency};
use crate::spec::{MethodSpec, NetworkSpec};

/// Every network, the default first.
pub const NETWORKS: &[&NetworkSpec] = &[
    &network::squeezenet::ENTRY, //
];

/// Every saliency method, the default first.
pub const SALIENCY_METHODS: &[&MethodSpec] = &[
    &saliency::gradient::ENTRY, //
];

/// The network named `id`.
pub fn network(id: &str) -> Option<&'static NetworkSpec> {
    NETWORKS.iter().copied().find(|spec| spec.id == id)
}

/// The saliency method named `id`.
pub fn saliency_method(id: &str) -> Option<&'static MethodSpec> {
    SALIENCY_METHODS.iter().copied().find(|spec| spec.id == id)
}
