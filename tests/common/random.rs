//! Networks of random weights.

use std::collections::BTreeMap;

use burn::tensor::Device;
use gradoscope::engine::network::recognise::ARCHITECTURES;
use gradoscope::engine::network::{Loaded, Network, Weights};
use gradoscope::random::Random;

pub fn noise(count: usize, seed: u32) -> Vec<f32> {
    let mut random = Random::new(seed);
    (0..count).map(|_| random.normal()).collect()
}

/// Weights whose activations neither die out nor explode, after He et al. (2015). There are a hundred
/// million of them, so they come from a generator that is no more than quick.
fn weights(name: &str, shape: &[usize], seed: u32) -> Vec<f32> {
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
    // What normalises multiplies by something near one.
    let about = match shape.len() == 1 && (name.ends_with("weight") || name.ends_with("var")) {
        true => 1.0,
        false => 0.0,
    };
    let count = shape.iter().product();
    (0..count).map(|_| about + next()).collect()
}

/// A network of this architecture and of ten classes.
pub fn network(id: &str, device: &Device) -> Box<dyn Network> {
    let mut known = ARCHITECTURES.iter();
    let known = known.find(|known| known.spec.id == id);
    let architecture = known.expect("a known architecture");
    let tensors: BTreeMap<String, Loaded> = (1..)
        .zip((architecture.tensors)(10))
        .map(|(seed, (name, shape))| {
            let values = weights(&name, &shape, seed);
            (name, Loaded::Values { shape, values })
        })
        .collect();
    (architecture.load)(&Weights::from_loaded(tensors), 10, device).expect("a network")
}
