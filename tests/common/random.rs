//! Networks of random weights.

use std::collections::BTreeMap;

use burn::tensor::Device;
use gradoscope::engine::network::{Loaded, Network, Weights, vgg};
use gradoscope::random::Random;

pub fn noise(count: usize, seed: u32) -> Vec<f32> {
    let mut random = Random::new(seed);
    (0..count).map(|_| random.normal()).collect()
}

/// Weights whose activations neither die out nor explode, after He et al. (2015). There are a hundred
/// million of them, so they come from a generator that is no more than quick.
fn weights(shape: &[usize], seed: u32) -> Vec<f32> {
    let inputs: usize = shape[1..].iter().product();
    let deviation = match shape.len() {
        1 => 0.1,
        _ => (2.0 / inputs as f32).sqrt(),
    };
    // Uniform numbers between -1 and 1 deviate by the root of a third.
    let scale = deviation * 3.0_f32.sqrt() / (1_u32 << 31) as f32;
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state as i32 as f32 * scale
    };
    (0..shape.iter().product()).map(|_| next()).collect()
}

/// A VGG of ten classes.
pub fn vgg(table: &vgg::Table, device: &Device) -> Box<dyn Network> {
    let tensors: BTreeMap<String, Loaded> = (1..)
        .zip(table.tensors(10))
        .map(|(seed, (name, shape))| {
            let values = weights(&shape, seed);
            (name, Loaded::Values { shape, values })
        })
        .collect();
    table
        .load(&Weights::from_loaded(tensors), 10, device)
        .expect("a network")
}
