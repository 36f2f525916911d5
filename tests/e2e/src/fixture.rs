//! What the independent reference says; see `tests/fixtures/parity/README.md`.

use std::fs;
use std::path::Path;

use safetensors::SafeTensors;

use crate::setup::{fixtures, here};

/// The reference's answer for one picture whose whole gradient is kept.
pub struct Reference {
    /// 8-bit RGB, `[224, 224, 3]`.
    pub pixels: Vec<u8>,
    /// Absolute gradient, the largest of the three channels, `[224, 224]`.
    pub map: Vec<f32>,
}

impl Reference {
    pub fn of(name: &str) -> Self {
        let bytes = read(&format!("parity/{name}.safetensors"));
        let file = SafeTensors::deserialize(&bytes).expect("a safetensors file");
        let tensor = |name: &str| file.tensor(name).expect("its tensors").data().to_vec();
        let gradient: Vec<f32> = tensor("input_grad")
            .chunks_exact(4)
            .map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]]).abs())
            .collect();
        let plane = gradient.len() / 3;
        let largest = |at: usize| {
            gradient[at]
                .max(gradient[plane + at])
                .max(gradient[2 * plane + at])
        };
        Self {
            pixels: tensor("pixels"),
            map: (0..plane).map(largest).collect(),
        }
    }
}

/// A table of 256 RGB colours.
pub fn colour_table(name: &str) -> Vec<[u8; 3]> {
    let bytes = read("render/colour_maps.safetensors");
    let file = SafeTensors::deserialize(&bytes).expect("a safetensors file");
    let table = file.tensor(name).expect("a colour map").data().to_vec();
    table
        .chunks_exact(3)
        .map(|rgb| [rgb[0], rgb[1], rgb[2]])
        .collect()
}

/// A file of the decoder's fixtures.
pub fn picture(name: &str) -> Vec<u8> {
    read(&format!("image/{name}"))
}

/// Width, height and RGB of a fixture's expected pixels (a binary PPM file).
pub fn expected_pixels(name: &str) -> (u32, u32, Vec<u8>) {
    let bytes = picture(&format!("{name}.ppm"));
    let mut parts = bytes.splitn(4, |byte| byte.is_ascii_whitespace());
    let mut word = || parts.next().expect("a PPM header");
    assert_eq!(word(), b"P6");
    let mut number = || std::str::from_utf8(word()).ok()?.parse::<u32>().ok();
    let (width, height) = (number().expect("a width"), number().expect("a height"));
    let count = (width * height * 3) as usize;
    (width, height, bytes[bytes.len() - count..].to_vec())
}

/// The bytes of the fixture at `path`.
pub fn read(path: &str) -> Vec<u8> {
    bytes_of(&fixtures().join(path))
}

/// The bytes of a checkpoint that the reader of checkpoints is tested with.
pub fn checkpoint(name: &str) -> Vec<u8> {
    let folder = here().join("../../checkpoint/tests/fixtures");
    bytes_of(&folder.join(name))
}

fn bytes_of(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What the independent reference says of a picture on another network.
pub struct OnNetwork {
    pub class: String,
    /// Unnormalised, of `class`.
    pub score: f64,
    /// The largest absolute value of its gradient.
    pub largest_gradient: f64,
}

impl OnNetwork {
    pub fn of(name: &str) -> Self {
        let bytes = read(&format!("networks/{name}.safetensors"));
        let (_, facts) = SafeTensors::read_metadata(&bytes).expect("a safetensors file");
        let facts = facts.metadata().as_ref().expect("facts");
        let number = |key: &str| facts[key].parse().expect("a number");
        Self {
            class: facts["class"].clone(),
            score: number("score_f64"),
            largest_gradient: number("gradient_max"),
        }
    }
}
