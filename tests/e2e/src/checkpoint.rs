//! Checkpoints of a reader's own, small enough to be made on the fly.

use gradoscope::engine::network::recognise::ARCHITECTURES;
use gradoscope::random::Random;
use safetensors::tensor::{Dtype, TensorView};

/// A checkpoint of the architecture `id` with so many classes, as a safetensors file: weights drawn as
/// He et al. (2015) do, small biases.
pub fn drawn(id: &str, classes: usize) -> Vec<u8> {
    let known = ARCHITECTURES.iter().find(|a| a.spec.id == id);
    let mut random = Random::new(8);
    let tensors = (known.expect("a known architecture").tensors)(classes);
    let tensors: Vec<(String, Vec<usize>, Vec<u8>)> = tensors
        .into_iter()
        .map(|(name, shape)| {
            let fan_in: usize = shape.iter().skip(1).product();
            let scale = match shape.len() {
                1 => 0.05,
                _ => (2.0 / fan_in as f32).sqrt(),
            };
            let count: usize = shape.iter().product();
            let numbers = (0..count).flat_map(|_| (scale * random.normal()).to_le_bytes());
            (name, shape, numbers.collect())
        })
        .collect();
    let views = tensors.iter().map(|(name, shape, bytes)| {
        let view = TensorView::new(Dtype::F32, shape.clone(), bytes).expect("a tensor");
        (name.clone(), view)
    });
    safetensors::serialize(views, None).expect("a checkpoint")
}
