//! Reading the fixtures that the scripts beside them made.

use std::collections::HashMap;

use safetensors::SafeTensors;

use super::relative_l2;
use super::sampled::Sampled;

/// A folder of `tests/fixtures`; native tests only.
pub struct Folder(pub &'static str);

impl Folder {
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
        let path = format!("{folder}/{}/{name}", self.0);
        std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The rows of a table, its cells between tabs.
    pub fn table(&self, name: &str) -> Vec<Vec<String>> {
        let text = String::from_utf8(self.bytes(name)).expect("a text");
        let cells = |line: &str| line.split('\t').map(str::to_owned).collect();
        text.lines().map(cells).collect()
    }
}

/// The reference's answer for one image.
pub struct Parity {
    pub name: String,
    /// Height and width.
    pub size: [usize; 2],
    /// 8-bit RGB, `[h, w, 3]`.
    pub pixels: Vec<u8>,
    /// The class whose score was differentiated.
    pub class: usize,
    /// Float64 scores, rounded to float32.
    pub scores: Vec<f32>,
    pub scores_before_relu: Vec<f32>,
    /// Of the input gradient, `[3, h, w]`, computed in float64.
    pub gradient: Sampled,
    /// All of it, of some images.
    pub whole_gradient: Option<Vec<f32>>,
    /// Relative L2 distance of the reference's two precisions.
    pub distance: f64,
    /// The largest such distance when every weight moves by a float32 epsilon.
    pub rounding: f64,
    /// Of the paper's map.
    pub saliency_sum: f64,
    pub saliency_max: f64,
}

impl Parity {
    pub fn parse(name: &str, bytes: &[u8]) -> Self {
        let file = SafeTensors::deserialize(bytes).expect("a safetensors fixture");
        let facts = metadata(bytes);
        let number = |key: &str| -> f64 { facts[key].parse().expect("a number") };
        Self {
            name: name.to_owned(),
            size: [number("height") as usize, number("width") as usize],
            pixels: file.tensor("pixels").expect("pixels").data().to_vec(),
            class: number("class") as usize,
            scores: floats(&file, "scores_f64"),
            scores_before_relu: floats(&file, "scores_pre_relu"),
            gradient: Sampled::read(bytes, "input_grad"),
            whole_gradient: file
                .tensor("input_grad")
                .is_ok()
                .then(|| floats(&file, "input_grad")),
            distance: number("distance"),
            rounding: number("rounding"),
            saliency_sum: number("saliency_sum"),
            saliency_max: number("saliency_max"),
        }
    }

    /// Relative L2 distance of a gradient from the reference's.
    pub fn distance(&self, gradient: &[f32]) -> f64 {
        match &self.whole_gradient {
            Some(whole) => relative_l2(gradient, whole),
            None => self.gradient.distance(gradient),
        }
    }
}

/// The float32 tensor `name`.
pub fn floats(file: &SafeTensors<'_>, name: &str) -> Vec<f32> {
    file.tensor(name)
        .unwrap_or_else(|error| panic!("{name}: {error}"))
        .data()
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        .collect()
}

/// The texts in a safetensors header.
pub fn metadata(bytes: &[u8]) -> HashMap<String, String> {
    let (_, header) = SafeTensors::read_metadata(bytes).expect("a safetensors header");
    header.metadata().clone().unwrap_or_default()
}
