//! MobileNetV2 (Sandler et al. 2018), as torchvision names its tensors. Weights come from a reader's own checkpoint
//! only.
//!
//! Deviations: a batch normalisation is folded into the convolution before it; dropout, which does nothing at
//! inference, is left out.

use burn::tensor::Device;
use gradoscope_kernels::Value;

use crate::spec::{NetworkSpec, Paper, Text};

use super::normed::Normed;
use super::{Dense, Drawing, SCORES, TensorShape, Weights, WeightsError};

/// What the page shows of it.
pub const MOBILENET_V2: NetworkSpec = NetworkSpec {
    id: "mobilenet-v2",
    name: "MobileNetV2",
    file: "",
    sha256: "",
    bytes: 0,
    classes: 1000,
    side: 224,
    accuracy: (
        71.9,
        90.3,
        "torchvision, MobileNet_V2_Weights.IMAGENET1K_V1",
    ),
    paper: Paper {
        cite: "Sandler et al. (2018)",
        title: "MobileNetV2: Inverted Residuals and Linear Bottlenecks",
        url: "https://arxiv.org/abs/1801.04381",
    },
    licence: NetworkSpec::LICENCE_OF_CHECKPOINT,
    caveat: Text::new(
        "Its ReLU6 also stops above 6: no gradient passes there.",
        "Sa ReLU6 s’arrête aussi au-dessus de 6\u{a0}: aucun gradient n’y passe.",
    ),
    layers: &[
        "stem", "block1", "block2", "block3", "block4", "block5", "block6", "block7", "block8",
        "block9", "block10", "block11", "block12", "block13", "block14", "block15", "block16",
        "block17", "top", SCORES,
    ],
    channels: &[
        32, 16, 24, 24, 32, 32, 32, 64, 64, 64, 64, 96, 96, 96, 160, 160, 160, 320, 1280,
    ],
    last_maps: "top",
};

/// Expansion, channels out, how many, stride of the first.
type Stage = (usize, usize, usize, usize);

const STAGES: [Stage; 7] = [
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
];
const STEM: [usize; 3] = [32, 3, 3];
const TOP: usize = 1280;

/// The one member of the family.
#[derive(Debug)]
pub(super) struct Table {
    pub spec: &'static NetworkSpec,
}

pub(super) const TABLE: Table = Table {
    spec: &MOBILENET_V2,
};

/// An expansion to many channels by 1x1 kernels, a filter for each on its own, a projection to few; added to the
/// input where the sizes allow it.
struct Block {
    expand: Option<Normed>,
    filter: Normed,
    project: Normed,
    is_added: bool,
}

fn stem() -> Normed {
    piece("features.0", [0, 1], STEM, 2)
}

fn top() -> Normed {
    let (_, input, ..) = STAGES[STAGES.len() - 1];
    piece("features.18", [0, 1], [TOP, input, 1], 1)
}

fn piece(path: &str, numbers: [usize; 2], shape: [usize; 3], stride: usize) -> Normed {
    Normed::new(
        numbers.map(|number| format!("{path}.{number}")),
        shape,
        stride,
    )
}

fn blocks() -> Vec<Block> {
    let mut all = Vec::new();
    let [mut input, ..] = STEM;
    for (expansion, out, count, first_stride) in STAGES {
        for index in 0..count {
            let stride = if index == 0 { first_stride } else { 1 };
            let path = format!("features.{}.conv", all.len() + 1);
            let inner = input * expansion;
            // Without an expansion the other layers move up by one.
            let before = usize::from(expansion > 1);
            let inside = |number: usize| format!("{path}.{number}");
            all.push(Block {
                expand: (expansion > 1).then(|| piece(&inside(0), [0, 1], [inner, input, 1], 1)),
                filter: piece(&inside(before), [0, 1], [inner, 1, 3], stride),
                project: piece(&path, [before + 1, before + 2], [out, inner, 1], 1),
                is_added: stride == 1 && input == out,
            });
            input = out;
        }
    }
    all
}

impl Table {
    /// Every tensor of a checkpoint with `classes` scores, in the order of its layers.
    pub fn tensors(&self, classes: usize) -> Vec<TensorShape> {
        let blocks = blocks().into_iter().flat_map(|block| {
            let rest = [block.filter, block.project];
            block.expand.into_iter().chain(rest)
        });
        let pieces = std::iter::once(stem()).chain(blocks).chain([top()]);
        let mut all: Vec<_> = pieces.flat_map(|piece| piece.tensors()).collect();
        all.push(("classifier.1.weight".to_owned(), vec![classes, TOP]));
        all.push(("classifier.1.bias".to_owned(), vec![classes]));
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
        let mut x = drawing.conv_relu6(image, &stem().load(weights, device)?);
        drawing.keep(x);
        for block in blocks() {
            x = block.draw(&mut drawing, x, weights, device)?;
            drawing.keep(x);
        }
        x = drawing.conv_relu6(x, &top().load(weights, device)?);
        drawing.keep(x);
        let mean = drawing.mean_over_positions(x);
        let scores = Dense::load(weights, "classifier.1", [classes, TOP], device)?;
        let scores = drawing.dense(mean, &scores);
        drawing.keep(scores);
        weights.finish()?;
        Ok(drawing)
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
        let wide = match self.expand {
            Some(expand) => drawing.conv_relu6(x, &expand.load(weights, device)?),
            None => x,
        };
        let filtered = drawing.depthwise_relu6(wide, &self.filter.load(weights, device)?);
        let y = drawing.conv(filtered, &self.project.load(weights, device)?);
        Ok(match self.is_added {
            true => drawing.sum(x, y),
            false => y,
        })
    }
}
