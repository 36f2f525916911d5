//! What the network says of pixels, computed here: the page's word is not taken for it.

use std::fs;

use burn::tensor::Device;
use gradoscope::catalogue;
use gradoscope::engine::answer::classify;
use gradoscope::engine::job::Job;
use gradoscope::engine::network::{self, Network};
use gradoscope::image::Picture;

use crate::setup::Setup;

/// A network with the weights that the site serves, on this machine.
pub struct Judge {
    network: Box<dyn Network>,
    device: Device,
}

impl Judge {
    /// The default network.
    pub fn new(setup: &Setup) -> Self {
        Self::of(setup, catalogue::NETWORKS[0].id)
    }

    /// The network named `id`.
    pub fn of(setup: &Setup, id: &str) -> Self {
        let path = setup.dist.join(format!("weights/{id}.safetensors"));
        let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let device = Device::flex();
        let network = network::load(id, &bytes, &device).expect("the weights load");
        Self { network, device }
    }

    /// Unnormalised scores of 8-bit RGB pixels, `[224, 224, 3]`.
    pub fn scores(&self, rgb: &[u8]) -> Vec<f32> {
        let side = self.network.spec().side as u32;
        let picture = Picture::new(side, side, rgb.to_vec()).expect("pixels of the network's size");
        let job = Job::unattended();
        let pictures = std::slice::from_ref(&picture);
        pollster::block_on(classify(&job, &*self.network, &self.device, pictures)).expect("scores")
    }

    /// The class of the highest score, the first of equals.
    pub fn class(&self, rgb: &[u8]) -> usize {
        let scores = self.scores(rgb);
        let best = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let found = scores.iter().position(|score| *score == best);
        found.expect("scores that are numbers")
    }
}
