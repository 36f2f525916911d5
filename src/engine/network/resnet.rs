//! ResNet 18, 34 and 50 (He et al. 2016), as torchvision names their tensors. Weights come from a reader's own
//! checkpoint only: standard ones, or those of a network that was trained against adversarial examples.
//!
//! Deviations from the paper, all torchvision's: of a bottleneck, the 3x3 convolution has the stride, not the first
//! 1x1 (its "V1.5"). A batch normalisation is folded into the convolution before it.

use burn::tensor::Device;
use gradoscope_kernels::{Pool, Value};

use crate::spec::{NetworkSpec, Paper, Text};

use super::normed::Normed;
use super::{Dense, Drawing, SCORES, TensorShape, Weights, WeightsError};

/// 18 layers.
pub const RESNET18: NetworkSpec = NetworkSpec {
    id: "resnet18",
    name: "ResNet-18",
    file: "",
    sha256: "",
    bytes: 0,
    classes: 1000,
    side: 224,
    accuracy: (69.8, 89.1, "torchvision, ResNet18_Weights.IMAGENET1K_V1"),
    paper: Paper {
        cite: "He et al. (2016)",
        title: "Deep Residual Learning for Image Recognition",
        url: "https://arxiv.org/abs/1512.03385",
    },
    licence: NetworkSpec::LICENCE_OF_CHECKPOINT,
    caveat: Text::new(
        "Three of its shortcuts read every second row and column only: through them the gradient reaches one position in four.",
        "Trois de ses raccourcis ne lisent qu’une ligne et une colonne sur deux\u{a0}: par eux le gradient n’atteint qu’une position sur quatre.",
    ),
    layers: &[
        "conv1", "layer1.0", "layer1.1", "layer2.0", "layer2.1", "layer3.0", "layer3.1",
        "layer4.0", "layer4.1", SCORES,
    ],
    channels: &[64, 64, 64, 128, 128, 256, 256, 512, 512],
    last_maps: "layer4.1",
};

/// The layers of 3, 4, 6 and 3 blocks.
const DEEP: &[&str] = &[
    "conv1", "layer1.0", "layer1.1", "layer1.2", "layer2.0", "layer2.1", "layer2.2", "layer2.3",
    "layer3.0", "layer3.1", "layer3.2", "layer3.3", "layer3.4", "layer3.5", "layer4.0", "layer4.1",
    "layer4.2", SCORES,
];

/// 34 layers.
pub const RESNET34: NetworkSpec = NetworkSpec {
    id: "resnet34",
    name: "ResNet-34",
    accuracy: (73.3, 91.4, "torchvision, ResNet34_Weights.IMAGENET1K_V1"),
    layers: DEEP,
    channels: &[
        64, 64, 64, 64, 128, 128, 128, 128, 256, 256, 256, 256, 256, 256, 512, 512, 512,
    ],
    last_maps: "layer4.2",
    ..RESNET18
};

/// 50 layers.
pub const RESNET50: NetworkSpec = NetworkSpec {
    id: "resnet50",
    name: "ResNet-50",
    accuracy: (76.1, 92.9, "torchvision, ResNet50_Weights.IMAGENET1K_V1"),
    channels: &[
        64, 256, 256, 256, 512, 512, 512, 512, 1024, 1024, 1024, 1024, 1024, 1024, 2048, 2048, 2048,
    ],
    ..RESNET34
};

/// One member of the family.
#[derive(Debug)]
pub(super) struct Table {
    pub spec: &'static NetworkSpec,
    blocks: [usize; 4],
    /// How many times as many channels a block makes as its 3x3 convolution has: four of a bottleneck, one of
    /// a pair of 3x3 convolutions.
    widening: usize,
}

pub(super) const TABLE_18: Table = Table {
    spec: &RESNET18,
    blocks: [2, 2, 2, 2],
    widening: 1,
};
pub(super) const TABLE_34: Table = Table {
    spec: &RESNET34,
    blocks: [3, 4, 6, 3],
    widening: 1,
};
pub(super) const TABLE_50: Table = Table {
    spec: &RESNET50,
    blocks: [3, 4, 6, 3],
    widening: 4,
};

/// Channels of the 3x3 convolutions of each layer.
const CHANNELS: [usize; 4] = [64, 128, 256, 512];
const STEM: [usize; 3] = [64, 3, 7];
const STEM_POOL: Pool = Pool {
    side: 3,
    stride: 2,
    padding: 1,
    rounds_up: false,
};

/// What is added to what it reads, which a convolution adapts where the shape changes.
struct Block {
    way: Vec<Normed>,
    shortcut: Option<Normed>,
}

impl Table {
    fn blocks(&self) -> Vec<Block> {
        let mut all = Vec::new();
        let mut input = STEM[0];
        for (layer, (count, inner)) in self.blocks.into_iter().zip(CHANNELS).enumerate() {
            for index in 0..count {
                let stride = if layer > 0 && index == 0 { 2 } else { 1 };
                let out = inner * self.widening;
                let path = format!("layer{}.{index}", layer + 1);
                let piece = |number: usize, shape, stride| {
                    let names = ["conv", "bn"].map(|kind| format!("{path}.{kind}{number}"));
                    Normed::new(names, shape, stride)
                };
                let way = match self.widening {
                    1 => vec![
                        piece(1, [inner, input, 3], stride),
                        piece(2, [inner, inner, 3], 1),
                    ],
                    _ => vec![
                        piece(1, [inner, input, 1], 1),
                        piece(2, [inner, inner, 3], stride),
                        piece(3, [out, inner, 1], 1),
                    ],
                };
                let shortcut = (stride > 1 || input != out).then(|| {
                    let names = [0, 1].map(|number| format!("{path}.downsample.{number}"));
                    Normed::new(names, [out, input, 1], stride)
                });
                all.push(Block { way, shortcut });
                input = out;
            }
        }
        all
    }

    /// Every tensor of a checkpoint with `classes` scores, in the order of its layers.
    pub fn tensors(&self, classes: usize) -> Vec<TensorShape> {
        let blocks = self.blocks().into_iter();
        let pieces = blocks.flat_map(|block| block.way.into_iter().chain(block.shortcut));
        let pieces = std::iter::once(stem()).chain(pieces);
        let mut all: Vec<_> = pieces.flat_map(|piece| piece.tensors()).collect();
        all.push(("fc.weight".to_owned(), vec![classes, self.features()]));
        all.push(("fc.bias".to_owned(), vec![classes]));
        all
    }

    /// Channels that the scores are made of.
    fn features(&self) -> usize {
        let [.., last] = CHANNELS;
        last * self.widening
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
        let stem = drawing.conv_relu(image, &stem().load(weights, device)?);
        drawing.keep(stem);
        let mut x = drawing.max_pool(stem, STEM_POOL);
        for block in self.blocks() {
            x = block.draw(&mut drawing, x, weights, device)?;
            drawing.keep(x);
        }
        let mean = drawing.mean_over_positions(x);
        let scores = Dense::load(weights, "fc", [classes, self.features()], device)?;
        let scores = drawing.dense(mean, &scores);
        drawing.keep(scores);
        weights.finish()?;
        Ok(drawing)
    }
}

fn stem() -> Normed {
    Normed::new(["conv1".to_owned(), "bn1".to_owned()], STEM, 2)
}

impl Block {
    fn draw(
        self,
        drawing: &mut Drawing,
        x: Value,
        weights: &Weights<'_>,
        device: &Device,
    ) -> Result<Value, WeightsError> {
        let mut y = x;
        let last = self.way.len() - 1;
        for (at, piece) in self.way.iter().enumerate() {
            let conv = piece.load(weights, device)?;
            y = match at == last {
                true => drawing.conv(y, &conv),
                false => drawing.conv_relu(y, &conv),
            };
        }
        let shortcut = match self.shortcut {
            Some(piece) => drawing.conv(x, &piece.load(weights, device)?),
            None => x,
        };
        let sum = drawing.sum(shortcut, y);
        Ok(drawing.relu(sum))
    }
}
