//! What there is to choose from, as data: all that the page takes from the engine's rooms.

use crate::engine::visualize::objective;
pub use crate::engine::visualize::presets::Preset;
use crate::engine::{attack, network, saliency, visualize};
use crate::image::change;
use crate::spec::{
    AttackSpec, ChangeSpec, MethodSpec, NetworkSpec, ObjectiveSpec, ParamSpec, ParamValues,
};

/// Every network, the default first.
pub const NETWORKS: &[&NetworkSpec] = &[
    &network::squeezenet::ENTRY,
    &network::efficientnet_lite::ENTRY,
];

/// What a reader's own checkpoint can be of.
pub const ARCHITECTURES: &[&NetworkSpec] = &[
    &network::squeezenet::OWN_1_0,
    &network::squeezenet::OWN_1_1,
    &network::vgg::VGG11,
    &network::vgg::VGG13,
    &network::vgg::VGG16,
    &network::vgg::VGG19,
    &network::vgg::VGG11_BN,
    &network::vgg::VGG13_BN,
    &network::vgg::VGG16_BN,
    &network::vgg::VGG19_BN,
    &network::alexnet::ALEXNET,
    &network::mobilenet::MOBILENET_V2,
    &network::mobilenet_v3::LARGE,
    &network::mobilenet_v3::SMALL,
    &network::densenet::DENSENET121,
    &network::resnet::RESNET18,
    &network::resnet::RESNET34,
    &network::resnet::RESNET50,
    &network::efficientnet_lite::ENTRY,
    &network::efficientnet_lite::LITE1,
    &network::efficientnet_lite::LITE2,
];

/// What holds for a model that brings its own operations.
pub const MODEL: &NetworkSpec = &network::onnx::ENTRY;

/// Every saliency method, the default first.
pub const SALIENCY_METHODS: &[&MethodSpec] = &[
    &saliency::gradient::ENTRY,
    &saliency::gradient_input::ENTRY,
    &saliency::contrastive::ENTRY,
    &saliency::guided::ENTRY,
    &saliency::deconvnet::ENTRY,
    &saliency::smooth_grad::ENTRY,
    &saliency::smooth_grad_squared::ENTRY,
    &saliency::var_grad::ENTRY,
    &saliency::integrated_gradients::ENTRY,
    &saliency::blur_ig::ENTRY,
    &saliency::cam::ENTRY,
    &saliency::grad_cam::ENTRY,
    &saliency::grad_cam_pp::ENTRY,
    &saliency::hires_cam::ENTRY,
    &saliency::layer_cam::ENTRY,
    &saliency::guided_grad_cam::ENTRY,
    &saliency::occlusion::ENTRY,
    &saliency::rise::ENTRY,
    &saliency::edges::ENTRY,
    &saliency::random_map::ENTRY,
    &saliency::centre::ENTRY,
];

/// Every change that an image may go through in the world, in the order of its table.
pub const CHANGES: &[&ChangeSpec] = &[
    &change::jpeg::QUALITY_95,
    &change::jpeg::QUALITY_75,
    &change::jpeg::QUALITY_50,
    &change::jpeg::QUALITY_25,
    &change::shift::RIGHT,
    &change::shift::DOWN,
    &change::crop::ENTRY,
    &change::blur::SIGMA_0_5,
    &change::blur::SIGMA_1,
    &change::noise::ENTRY,
    &change::bits::FIVE,
    &change::bits::FOUR,
];

/// Every attack, the default first.
pub const ATTACKS: &[&AttackSpec] = &[
    &attack::rule::ENTRY,
    &attack::fgsm::ENTRY,
    &attack::pgd::LINF,
    &attack::pgd::L2,
    &attack::momentum::ENTRY,
    &attack::deepfool::ENTRY,
    &attack::ddn::ENTRY,
    &attack::carlini_wagner::ENTRY,
];

/// Every objective of a class visualisation, in the order of their choice, the default first.
pub const OBJECTIVES: &[&ObjectiveSpec] = &[
    &objective::score::ENTRY,
    &objective::probability::ENTRY,
    &objective::unit::CHANNEL,
    &objective::unit::UNIT,
    &objective::layer::ENTRY,
];

/// Every parameter of a class visualisation, in the order of their controls.
pub const VISUALIZE_PARAMS: &[&ParamSpec] = visualize::params::PARAMS;

/// What a class visualisation with these parameters takes, in iterations at the network's side.
pub fn visualize_cost(values: &ParamValues, network: &NetworkSpec) -> f64 {
    visualize::params::cost(values, network.side)
}

/// Settings of a class visualisation by name, the default first.
pub const PRESETS: &[Preset] = visualize::presets::PRESETS;

/// The network named `id`.
pub fn network(id: &str) -> Option<&'static NetworkSpec> {
    NETWORKS.iter().copied().find(|spec| spec.id == id)
}

/// The saliency method named `id`.
pub fn saliency_method(id: &str) -> Option<&'static MethodSpec> {
    SALIENCY_METHODS.iter().copied().find(|spec| spec.id == id)
}

/// The attack named `id`.
pub fn attack(id: &str) -> Option<&'static AttackSpec> {
    ATTACKS.iter().copied().find(|spec| spec.id == id)
}

/// The objective named `id`.
pub fn objective(id: &str) -> Option<&'static ObjectiveSpec> {
    OBJECTIVES.iter().copied().find(|spec| spec.id == id)
}
