//! AlexNet, as torchvision names its tensors: the network of Krizhevsky (2014), "One weird trick", not the one of
//! Krizhevsky et al. (2012). Weights come from a reader's own checkpoint only.
//!
//! Deviations from the paper, all torchvision's: one column, and the last maps are averaged to 6x6, which does
//! nothing at 224x224 and lets other sizes in. Dropout, which does nothing at inference, is left out.

use burn::tensor::Device;
use gradoscope_kernels::Pool;

use crate::spec::{NetworkSpec, Paper, Text};

use super::head::Head;
use super::{Conv, Drawing, SCORES, TensorShape, Weights, WeightsError};

/// What the page shows of it.
pub const ALEXNET: NetworkSpec = NetworkSpec {
    id: "alexnet",
    name: "AlexNet",
    file: "",
    sha256: "",
    bytes: 0,
    classes: 1000,
    side: 224,
    accuracy: (56.5, 79.1, "torchvision, AlexNet_Weights.IMAGENET1K_V1"),
    paper: Paper {
        cite: "Krizhevsky (2014)",
        title: "One weird trick for parallelizing convolutional neural networks",
        url: "https://arxiv.org/abs/1404.5997",
    },
    licence: NetworkSpec::LICENCE_OF_CHECKPOINT,
    caveat: Text::new(
        "Its first kernels are 11 pixels wide and step by 4: along each axis some pixels lie in two of them, others in three.",
        "Ses premiers noyaux font 11 pixels de large et avancent de 4\u{a0}: sur chaque axe, certains pixels sont dans deux d’entre eux, d’autres dans trois.",
    ),
    layers: &[
        "conv1", "conv2", "conv3", "conv4", "conv5", "fc6", "fc7", SCORES,
    ],
    channels: &[64, 192, 384, 256, 256, 4096, 4096],
    last_maps: "conv5",
};

/// Number in torchvision's sequence, channels out and in and side of the kernels, stride and padding, and whether a
/// pool follows.
type Convolution = (usize, [usize; 3], [usize; 2], bool);

const CONVOLUTIONS: [Convolution; 5] = [
    (0, [64, 3, 11], [4, 2], true),
    (3, [192, 64, 5], [1, 2], true),
    (6, [384, 192, 3], [1, 1], false),
    (8, [256, 384, 3], [1, 1], false),
    (10, [256, 256, 3], [1, 1], true),
];
const POOL: Pool = Pool {
    side: 3,
    stride: 2,
    padding: 0,
    rounds_up: false,
};
const HEAD: Head = Head {
    channels: 256,
    side: 6,
    numbers: [1, 4, 6],
};

/// The one member of the family.
#[derive(Debug)]
pub(super) struct Table {
    pub spec: &'static NetworkSpec,
}

pub(super) const TABLE: Table = Table { spec: &ALEXNET };

impl Table {
    /// Every tensor of a checkpoint with `classes` scores, in the order of its layers.
    pub fn tensors(&self, classes: usize) -> Vec<TensorShape> {
        let mut all = Vec::new();
        for (index, [out, input, kernel], ..) in CONVOLUTIONS {
            all.push((
                format!("features.{index}.weight"),
                vec![out, input, kernel, kernel],
            ));
            all.push((format!("features.{index}.bias"), vec![out]));
        }
        all.extend(HEAD.tensors(classes));
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
        let mut x = drawing.image_norm();
        for (index, shape, walk, is_pooled) in CONVOLUTIONS {
            let conv = Conv::load(weights, &format!("features.{index}"), shape, walk, device)?;
            x = drawing.conv_relu(x, &conv);
            drawing.keep(x);
            if is_pooled {
                x = drawing.max_pool(x, POOL);
            }
        }
        HEAD.draw(&mut drawing, x, weights, classes, device)?;
        weights.finish()?;
        Ok(drawing)
    }
}
