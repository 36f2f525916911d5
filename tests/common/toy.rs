//! A network small enough to differentiate by hand.

use burn::tensor::Device;
use gradoscope::engine::network::{Conv, Drawing, Drawn, SCORES, SCORES_BEFORE_RELU, Weights};
use gradoscope::spec::{NetworkSpec, Paper, Text};
use safetensors::{Dtype, tensor::TensorView};

pub static SPEC: NetworkSpec = NetworkSpec {
    id: "toy",
    name: "Toy",
    file: "",
    sha256: "",
    bytes: 0,
    classes: 2,
    side: 2,
    accuracy: (0.0, 0.0, ""),
    paper: Paper {
        cite: "",
        title: "",
        url: "",
    },
    licence: Text::new("", ""),
    caveat: Text::new("", ""),
    layers: &[SCORES_BEFORE_RELU, SCORES],
    channels: &[],
    last_maps: "",
};

/// Weights of class 0 and class 1 for red, green and blue.
pub const WEIGHT: [[f32; 3]; 2] = [[1.0, -2.0, 0.5], [-1.0, 3.0, 0.25]];
pub const BIAS: [f32; 2] = [0.1, -0.2];

/// Score `k`: the mean over positions of `relu(WEIGHT[k] . rgb + BIAS[k])`.
pub fn toy(device: &Device) -> Drawn {
    let bytes = file(&[
        ("c.weight", &[2, 3, 1, 1], WEIGHT.concat()),
        ("c.bias", &[2], BIAS.to_vec()),
    ]);
    let weights = Weights::parse(&bytes).expect("a safetensors file");
    let conv = Conv::load(&weights, "c", [2, 3, 1], [1, 0], device).expect("two tensors");
    Drawn::new(SPEC, None, draw(&conv), device)
}

/// The same without its second class.
pub fn of_one_class(device: &Device) -> Drawn {
    let bytes = file(&[
        ("c.weight", &[1, 3, 1, 1], WEIGHT[0].to_vec()),
        ("c.bias", &[1], BIAS[..1].to_vec()),
    ]);
    let weights = Weights::parse(&bytes).expect("a safetensors file");
    let conv = Conv::load(&weights, "c", [1, 3, 1], [1, 0], device).expect("two tensors");
    let spec = NetworkSpec { classes: 1, ..SPEC };
    Drawn::new(spec, None, draw(&conv), device)
}

fn draw(conv: &Conv) -> Drawing {
    let mut drawing = Drawing::new();
    let image_norm = drawing.image_norm();
    let map = drawing.conv(image_norm, conv);
    let before = drawing.mean_over_positions(map);
    drawing.name(SCORES_BEFORE_RELU, before);
    let rectified = drawing.relu(map);
    let scores = drawing.mean_over_positions(rectified);
    drawing.name(SCORES, scores);
    drawing
}

/// A safetensors file of float32 tensors.
pub fn file(tensors: &[(&str, &[usize], Vec<f32>)]) -> Vec<u8> {
    let bytes: Vec<Vec<u8>> = tensors
        .iter()
        .map(|(_, _, values)| values.iter().flat_map(|v| v.to_le_bytes()).collect())
        .collect();
    let views = tensors.iter().zip(&bytes).map(|((name, shape, _), bytes)| {
        let view = TensorView::new(Dtype::F32, shape.to_vec(), bytes).expect("a tensor");
        (*name, view)
    });
    safetensors::serialize(views, None).expect("a file")
}
