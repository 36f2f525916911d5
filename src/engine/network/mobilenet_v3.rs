//! MobileNetV3, small and large (Howard et al. 2019), as torchvision names its tensors. Weights come from a reader's
//! own checkpoint only.
//!
//! Deviations: a batch normalisation is folded into the convolution before it; dropout, which does nothing at
//! inference, is left out.

use burn::tensor::Device;
use gradoscope_kernels::{Activation, Curve, Value};

use crate::spec::{NetworkSpec, Paper, Text};

use super::normed::Normed;
use super::{Conv, Dense, Drawing, SCORES, TensorShape, Weights, WeightsError};

/// The large one.
pub const LARGE: NetworkSpec = NetworkSpec {
    id: "mobilenet-v3-large",
    name: "MobileNetV3-Large",
    file: "",
    sha256: "",
    bytes: 0,
    classes: 1000,
    side: 224,
    accuracy: (
        74.0,
        91.3,
        "torchvision, MobileNet_V3_Large_Weights.IMAGENET1K_V1",
    ),
    paper: Paper {
        cite: "Howard et al. (2019)",
        title: "Searching for MobileNetV3",
        url: "https://arxiv.org/abs/1905.02244",
    },
    licence: NetworkSpec::LICENCE_OF_CHECKPOINT,
    caveat: Text::new(
        "Behind most of its layers there is no ReLU but a curve (hard swish): guided backpropagation and the deconvnet change nothing there.",
        "Derrière la plupart de ses couches il n’y a pas de ReLU mais une courbe (hard swish)\u{a0}: la rétropropagation guidée et le deconvnet n’y changent rien.",
    ),
    layers: &[
        "stem", "block1", "block2", "block3", "block4", "block5", "block6", "block7", "block8",
        "block9", "block10", "block11", "block12", "block13", "block14", "block15", "top", SCORES,
    ],
    channels: &[
        16, 16, 24, 24, 40, 40, 40, 80, 80, 80, 80, 112, 112, 160, 160, 160, 960,
    ],
    last_maps: "top",
};

/// The small one.
pub const SMALL: NetworkSpec = NetworkSpec {
    id: "mobilenet-v3-small",
    name: "MobileNetV3-Small",
    accuracy: (
        67.7,
        87.4,
        "torchvision, MobileNet_V3_Small_Weights.IMAGENET1K_V1",
    ),
    layers: &[
        "stem", "block1", "block2", "block3", "block4", "block5", "block6", "block7", "block8",
        "block9", "block10", "block11", "top", SCORES,
    ],
    channels: &[16, 16, 24, 24, 40, 40, 40, 48, 48, 96, 96, 96, 576],
    ..LARGE
};

/// What torchvision's normalisations of this network add to a variance.
const EPSILON: f64 = 1e-3;

/// Side of the filters, channels between, channels out, whether channels are weighed, whether hard swish
/// stands in the place of ReLU, stride.
type Stage = (usize, usize, usize, bool, bool, usize);

const LARGE_STAGES: &[Stage] = &[
    (3, 16, 16, false, false, 1),
    (3, 64, 24, false, false, 2),
    (3, 72, 24, false, false, 1),
    (5, 72, 40, true, false, 2),
    (5, 120, 40, true, false, 1),
    (5, 120, 40, true, false, 1),
    (3, 240, 80, false, true, 2),
    (3, 200, 80, false, true, 1),
    (3, 184, 80, false, true, 1),
    (3, 184, 80, false, true, 1),
    (3, 480, 112, true, true, 1),
    (3, 672, 112, true, true, 1),
    (5, 672, 160, true, true, 2),
    (5, 960, 160, true, true, 1),
    (5, 960, 160, true, true, 1),
];
const SMALL_STAGES: &[Stage] = &[
    (3, 16, 16, true, false, 2),
    (3, 72, 24, false, false, 2),
    (3, 88, 24, false, false, 1),
    (5, 96, 40, true, true, 2),
    (5, 240, 40, true, true, 1),
    (5, 240, 40, true, true, 1),
    (5, 120, 48, true, true, 1),
    (5, 144, 48, true, true, 1),
    (5, 288, 96, true, true, 2),
    (5, 576, 96, true, true, 1),
    (5, 576, 96, true, true, 1),
];
const STEM: [usize; 3] = [16, 3, 3];

/// One member of the family.
#[derive(Debug)]
pub(super) struct Table {
    pub spec: &'static NetworkSpec,
    stages: &'static [Stage],
    /// Channels of the last convolution, and numbers between the two matrices.
    top: [usize; 2],
}

pub(super) const TABLE_LARGE: Table = Table {
    spec: &LARGE,
    stages: LARGE_STAGES,
    top: [960, 1280],
};
pub(super) const TABLE_SMALL: Table = Table {
    spec: &SMALL,
    stages: SMALL_STAGES,
    top: [576, 1024],
};

/// An expansion to many channels by 1x1 kernels, a filter for each on its own, a weight for each by what all of
/// them are on average, a projection to few; added to the input where the sizes allow it.
struct Block {
    expand: Option<Normed>,
    filter: Normed,
    weigh: Option<Weigh>,
    project: Normed,
    is_swish: bool,
    is_added: bool,
}

/// Two 1x1 convolutions of the means of channels: squeeze and excitation (Hu et al. 2018).
struct Weigh {
    path: String,
    channels: usize,
    squeezed: usize,
}

fn piece(path: String, shape: [usize; 3], stride: usize) -> Normed {
    let names = [0, 1].map(|number| format!("{path}.{number}"));
    Normed::new(names, shape, stride).with_epsilon(EPSILON)
}

/// A quarter, by eights, and not much less.
fn squeezed(channels: usize) -> usize {
    let quarter = channels / 4;
    let eights = ((quarter + 4) / 8 * 8).max(8);
    match 10 * eights < 9 * quarter {
        true => eights + 8,
        false => eights,
    }
}

impl Table {
    fn stem(&self) -> Normed {
        piece("features.0".to_owned(), STEM, 2)
    }

    fn last(&self) -> Normed {
        let input = self.stages.last().map_or(0, |stage| stage.2);
        let path = format!("features.{}", self.stages.len() + 1);
        piece(path, [self.top[0], input, 1], 1)
    }

    fn blocks(&self) -> Vec<Block> {
        let [mut input, ..] = STEM;
        let stages = self.stages.iter().zip(1..);
        let block =
            |(&(kernel, inner, out, is_weighed, is_swish, stride), number): (&Stage, usize)| {
                let mut count = 0;
                let mut path = || {
                    count += 1;
                    format!("features.{number}.block.{}", count - 1)
                };
                let block = Block {
                    expand: (inner != input).then(|| piece(path(), [inner, input, 1], 1)),
                    filter: piece(path(), [inner, 1, kernel], stride),
                    weigh: is_weighed.then(|| Weigh {
                        path: path(),
                        channels: inner,
                        squeezed: squeezed(inner),
                    }),
                    project: piece(path(), [out, inner, 1], 1),
                    is_swish,
                    is_added: stride == 1 && input == out,
                };
                input = out;
                block
            };
        stages.map(block).collect()
    }

    /// Every tensor of a checkpoint with `classes` scores, in the order of its layers.
    pub fn tensors(&self, classes: usize) -> Vec<TensorShape> {
        let mut all = self.stem().tensors();
        for block in self.blocks() {
            let before = block.expand.iter().chain([&block.filter]);
            all.extend(before.flat_map(Normed::tensors));
            all.extend(block.weigh.iter().flat_map(Weigh::tensors));
            all.extend(block.project.tensors());
        }
        all.extend(self.last().tensors());
        let [maps, between] = self.top;
        for (name, [out, input]) in [("0", [between, maps]), ("3", [classes, between])] {
            all.push((format!("classifier.{name}.weight"), vec![out, input]));
            all.push((format!("classifier.{name}.bias"), vec![out]));
        }
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
        let image = drawing.image_norm();
        let stem = drawing.conv(image, &self.stem().load(weights, device)?);
        let mut x = hard_swish(&mut drawing, stem);
        drawing.keep(x);
        for block in self.blocks() {
            x = block.draw(&mut drawing, x, weights, device)?;
            drawing.keep(x);
        }
        let top = drawing.conv(x, &self.last().load(weights, device)?);
        let top = hard_swish(&mut drawing, top);
        drawing.keep(top);
        let mean = drawing.mean_over_positions(top);
        let [maps, between] = self.top;
        let first = Dense::load(weights, "classifier.0", [between, maps], device)?;
        let first = drawing.dense(mean, &first);
        let first = hard_swish(&mut drawing, first);
        let scores = Dense::load(weights, "classifier.3", [classes, between], device)?;
        let scores = drawing.dense(first, &scores);
        drawing.keep(scores);
        weights.finish()?;
        Ok(drawing)
    }
}

/// Each number times its hard sigmoid.
fn hard_swish(drawing: &mut Drawing, x: Value) -> Value {
    let share = drawing.curve(x, Curve::HardSigmoid);
    drawing.times(x, share)
}

impl Weigh {
    fn tensors(&self) -> Vec<TensorShape> {
        let both = [
            ("fc1", [self.squeezed, self.channels]),
            ("fc2", [self.channels, self.squeezed]),
        ];
        let tensors = both.map(|(name, [out, input])| {
            let name = format!("{}.{name}", self.path);
            let weight = (format!("{name}.weight"), vec![out, input, 1, 1]);
            [weight, (format!("{name}.bias"), vec![out])]
        });
        tensors.concat()
    }

    fn draw(
        &self,
        drawing: &mut Drawing,
        x: Value,
        weights: &Weights<'_>,
        device: &Device,
    ) -> Result<Value, WeightsError> {
        let conv = |name: &str, [out, input]: [usize; 2]| {
            let name = format!("{}.{name}", self.path);
            Conv::load(weights, &name, [out, input, 1], [1, 0], device)
        };
        let mean = drawing.mean_over_positions(x);
        let few = drawing.conv_relu(mean, &conv("fc1", [self.squeezed, self.channels])?);
        let all = drawing.conv(few, &conv("fc2", [self.channels, self.squeezed])?);
        let share = drawing.curve(all, Curve::HardSigmoid);
        Ok(drawing.times(x, share))
    }
}

impl Block {
    fn draw(
        self,
        drawing: &mut Drawing,
        x: Value,
        weights: &Weights<'_>,
        device: &Device,
    ) -> Result<Value, WeightsError> {
        let (activation, is_swish) = match self.is_swish {
            true => (Activation::Linear, true),
            false => (Activation::Relu, false),
        };
        let ended = |drawing: &mut Drawing, y| match is_swish {
            true => hard_swish(drawing, y),
            false => y,
        };
        let mut y = x;
        if let Some(expand) = self.expand {
            y = drawing.convolution(y, &expand.load(weights, device)?, activation);
            y = ended(drawing, y);
        }
        y = drawing.depthwise(y, &self.filter.load(weights, device)?, activation);
        y = ended(drawing, y);
        if let Some(weigh) = self.weigh {
            y = weigh.draw(drawing, y, weights, device)?;
        }
        y = drawing.conv(y, &self.project.load(weights, device)?);
        Ok(match self.is_added {
            true => drawing.sum(x, y),
            false => y,
        })
    }
}
