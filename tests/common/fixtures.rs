//! Reading the fixtures that the scripts beside them made.

use std::collections::HashMap;

use safetensors::SafeTensors;

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
    /// `[3, h, w]`, computed in float64.
    pub input_grad: Vec<f32>,
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
            input_grad: floats(&file, "input_grad"),
            distance: number("distance"),
            rounding: number("rounding"),
            saliency_sum: number("saliency_sum"),
            saliency_max: number("saliency_max"),
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
