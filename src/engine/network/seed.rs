use burn::tensor::Tensor;

/// Weights on one named activation: what a pull-back starts from.
#[derive(Debug, Clone)]
pub struct Seed {
    /// Name of the activation.
    pub layer: &'static str,
    /// Same shape as the activation.
    pub weights: Tensor<4>,
}
