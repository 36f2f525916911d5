//! VGG 11, 13, 16 and 19 (Simonyan and Zisserman 2015), configurations A, B, D and E, with and without
//! batch normalisation, as torchvision names their tensors. Weights come from a reader's own checkpoint only.
//!
//! Deviations from the paper, all torchvision's: the last maps are averaged to 7x7, which does
//! nothing at 224x224 and lets other sizes in; images are normalised by mean and deviation. Dropout,
//! which does nothing at inference, is left out.

use burn::tensor::Device;

use crate::spec::{NetworkSpec, Paper, Text};

use super::head::Head;
use super::normed::Normed;
use super::{Conv, Drawing, SCORES, TensorShape, Weights, WeightsError};

/// Configuration A.
pub const VGG11: NetworkSpec = NetworkSpec {
    id: "vgg11",
    name: "VGG11",
    accuracy: (69.0, 88.6, "torchvision, VGG11_Weights.IMAGENET1K_V1"),
    layers: &[
        "conv1_1", "conv2_1", "conv3_1", "conv3_2", "conv4_1", "conv4_2", "conv5_1", "conv5_2",
        "fc6", "fc7", SCORES,
    ],
    channels: &[64, 128, 256, 256, 512, 512, 512, 512, 4096, 4096],
    last_maps: "conv5_2",
    ..VGG16
};

/// Configuration B.
pub const VGG13: NetworkSpec = NetworkSpec {
    id: "vgg13",
    name: "VGG13",
    accuracy: (69.9, 89.2, "torchvision, VGG13_Weights.IMAGENET1K_V1"),
    layers: &[
        "conv1_1", "conv1_2", "conv2_1", "conv2_2", "conv3_1", "conv3_2", "conv4_1", "conv4_2",
        "conv5_1", "conv5_2", "fc6", "fc7", SCORES,
    ],
    channels: &[64, 64, 128, 128, 256, 256, 512, 512, 512, 512, 4096, 4096],
    last_maps: "conv5_2",
    ..VGG16
};

/// Configuration D.
pub const VGG16: NetworkSpec = NetworkSpec {
    id: "vgg16",
    name: "VGG16",
    file: "",
    sha256: "",
    bytes: 0,
    classes: 1000,
    side: 224,
    accuracy: (71.6, 90.4, "torchvision, VGG16_Weights.IMAGENET1K_V1"),
    paper: Paper {
        cite: "Simonyan and Zisserman (2015)",
        title: "Very Deep Convolutional Networks for Large-Scale Image Recognition",
        url: "https://arxiv.org/abs/1409.1556",
    },
    licence: NetworkSpec::LICENCE_OF_CHECKPOINT,
    caveat: Text::new(
        "Five max-pools pass the gradient to one position in four each: its maps are grainy.",
        "Cinq max-pools ne transmettent le gradient qu’à une position sur quatre\u{a0}: ses cartes sont granuleuses.",
    ),
    layers: &[
        "conv1_1", "conv1_2", "conv2_1", "conv2_2", "conv3_1", "conv3_2", "conv3_3", "conv4_1",
        "conv4_2", "conv4_3", "conv5_1", "conv5_2", "conv5_3", "fc6", "fc7", SCORES,
    ],
    channels: &[
        64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512, 4096, 4096,
    ],
    last_maps: "conv5_3",
};

/// Configuration E.
pub const VGG19: NetworkSpec = NetworkSpec {
    id: "vgg19",
    name: "VGG19",
    accuracy: (72.4, 90.9, "torchvision, VGG19_Weights.IMAGENET1K_V1"),
    layers: &[
        "conv1_1", "conv1_2", "conv2_1", "conv2_2", "conv3_1", "conv3_2", "conv3_3", "conv3_4",
        "conv4_1", "conv4_2", "conv4_3", "conv4_4", "conv5_1", "conv5_2", "conv5_3", "conv5_4",
        "fc6", "fc7", SCORES,
    ],
    channels: &[
        64, 64, 128, 128, 256, 256, 256, 256, 512, 512, 512, 512, 512, 512, 512, 512, 4096, 4096,
    ],
    last_maps: "conv5_4",
    ..VGG16
};

/// [`VGG11`] with batch normalisation.
pub const VGG11_BN: NetworkSpec = NetworkSpec {
    id: "vgg11-bn",
    name: "VGG11-BN",
    accuracy: (70.4, 89.8, "torchvision, VGG11_BN_Weights.IMAGENET1K_V1"),
    ..VGG11
};

/// [`VGG13`] with batch normalisation.
pub const VGG13_BN: NetworkSpec = NetworkSpec {
    id: "vgg13-bn",
    name: "VGG13-BN",
    accuracy: (71.6, 90.4, "torchvision, VGG13_BN_Weights.IMAGENET1K_V1"),
    ..VGG13
};

/// [`VGG16`] with batch normalisation.
pub const VGG16_BN: NetworkSpec = NetworkSpec {
    id: "vgg16-bn",
    name: "VGG16-BN",
    accuracy: (73.4, 91.5, "torchvision, VGG16_BN_Weights.IMAGENET1K_V1"),
    ..VGG16
};

/// [`VGG19`] with batch normalisation.
pub const VGG19_BN: NetworkSpec = NetworkSpec {
    id: "vgg19-bn",
    name: "VGG19-BN",
    accuracy: (74.2, 91.8, "torchvision, VGG19_BN_Weights.IMAGENET1K_V1"),
    ..VGG19
};

/// One member of the family: how many convolutions stand before each of the five pools, and whether a batch
/// normalisation follows each, which is folded into it.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) spec: &'static NetworkSpec,
    convolutions: [usize; 5],
    is_normed: bool,
}

/// Of [`VGG11`].
pub(super) const TABLE_11: Table = Table {
    spec: &VGG11,
    convolutions: [1, 1, 2, 2, 2],
    is_normed: false,
};
/// Of [`VGG11_BN`].
pub(super) const TABLE_11_BN: Table = Table {
    spec: &VGG11_BN,
    is_normed: true,
    ..TABLE_11
};
/// Of [`VGG13`].
pub(super) const TABLE_13: Table = Table {
    spec: &VGG13,
    convolutions: [2, 2, 2, 2, 2],
    is_normed: false,
};
/// Of [`VGG13_BN`].
pub(super) const TABLE_13_BN: Table = Table {
    spec: &VGG13_BN,
    is_normed: true,
    ..TABLE_13
};
/// Of [`VGG16`].
pub(super) const TABLE_16: Table = Table {
    spec: &VGG16,
    convolutions: [2, 2, 3, 3, 3],
    is_normed: false,
};
/// Of [`VGG16_BN`].
pub(super) const TABLE_16_BN: Table = Table {
    spec: &VGG16_BN,
    is_normed: true,
    ..TABLE_16
};
/// Of [`VGG19`].
pub(super) const TABLE_19: Table = Table {
    spec: &VGG19,
    convolutions: [2, 2, 4, 4, 4],
    is_normed: false,
};
/// Of [`VGG19_BN`].
pub(super) const TABLE_19_BN: Table = Table {
    spec: &VGG19_BN,
    is_normed: true,
    ..TABLE_19
};

/// Channels of the convolutions before each pool.
const CHANNELS: [usize; 5] = [64, 128, 256, 512, 512];
const HEAD: Head = Head {
    channels: CHANNELS[4],
    side: 7,
    numbers: [0, 3, 6],
};

impl Table {
    /// Number in torchvision's sequence, channels out and in, of the convolutions before each pool.
    fn convolutions(&self) -> Vec<Vec<(usize, [usize; 2])>> {
        let (mut index, mut input) = (0, 3);
        let mut all = Vec::new();
        for (count, channels) in self.convolutions.into_iter().zip(CHANNELS) {
            let mut group = Vec::new();
            for _ in 0..count {
                group.push((index, [channels, input]));
                input = channels;
                // A normalisation may follow, and a ReLU does.
                index += if self.is_normed { 3 } else { 2 };
            }
            all.push(group);
            // The pool.
            index += 1;
        }
        all
    }

    /// Every tensor of a checkpoint with `classes` scores, in the order of its layers.
    pub fn tensors(&self, classes: usize) -> Vec<TensorShape> {
        let mut all = Vec::new();
        for (index, [out, input]) in self.convolutions().into_iter().flatten() {
            let name = format!("features.{index}");
            if self.is_normed {
                all.extend(normed(index, [out, input]).tensors());
            } else {
                all.push((format!("{name}.weight"), vec![out, input, 3, 3]));
                all.push((format!("{name}.bias"), vec![out]));
            }
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
        for group in self.convolutions() {
            for (index, [out, input]) in group {
                let name = format!("features.{index}");
                let conv = match self.is_normed {
                    true => normed(index, [out, input]).load(weights, device)?,
                    false => Conv::load(weights, &name, [out, input, 3], [1, 1], device)?,
                };
                x = drawing.conv_relu(x, &conv);
                drawing.keep(x);
            }
            x = drawing.max_pool_2x2_stride_2(x);
        }
        HEAD.draw(&mut drawing, x, weights, classes, device)?;
        weights.finish()?;
        Ok(drawing)
    }
}

fn normed(index: usize, [out, input]: [usize; 2]) -> Normed {
    let names = [index, index + 1].map(|index| format!("features.{index}"));
    Normed::new(names, [out, input, 3], 1).with_bias()
}

/// timm's name of a tensor to torchvision's; timm keeps the fully connected layers as convolutions,
/// whose numbers lie in the same order.
pub(super) fn from_timm(name: &str) -> Option<String> {
    let (layer, part) = name.rsplit_once('.')?;
    let index = match layer {
        "pre_logits.fc1" => 0,
        "pre_logits.fc2" => 3,
        "head.fc" => 6,
        _ => return None,
    };
    Some(format!("classifier.{index}.{part}"))
}
