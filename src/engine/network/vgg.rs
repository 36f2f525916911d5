//! VGG 11, 13, 16 and 19 (Simonyan and Zisserman 2015), configurations A, B, D and E, as torchvision
//! names their tensors. Weights come from a reader's own checkpoint only.
//!
//! Deviations from the paper, all torchvision's: the last maps are averaged to 7x7, which does
//! nothing at 224x224 and lets other sizes in; images are normalised by mean and deviation. Dropout,
//! which does nothing at inference, is left out.

use burn::tensor::activation::relu;
use burn::tensor::module::{adaptive_avg_pool2d, max_pool2d};
use burn::tensor::ops::MaxPoolOptions;
use burn::tensor::{Device, Tensor};

use crate::spec::{NetworkSpec, Paper, Text};

use super::{Conv, Dense, Network, Reference, SCORES, TensorShape, Weights, WeightsError};

/// Configuration A.
pub const VGG11: NetworkSpec = NetworkSpec {
    id: "vgg11",
    name: "VGG11",
    accuracy: (69.0, 88.6, "torchvision, VGG11_Weights.IMAGENET1K_V1"),
    layers: &[
        "conv1_1", "conv2_1", "conv3_1", "conv3_2", "conv4_1", "conv4_2", "conv5_1", "conv5_2",
        "fc6", "fc7", SCORES,
    ],
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
    ..VGG16
};

/// One member of the family: how many convolutions stand before each of the five pools.
#[derive(Debug)]
pub struct Table {
    pub spec: &'static NetworkSpec,
    convolutions: [usize; 5],
}

pub const TABLE_11: Table = Table {
    spec: &VGG11,
    convolutions: [1, 1, 2, 2, 2],
};
pub const TABLE_13: Table = Table {
    spec: &VGG13,
    convolutions: [2, 2, 2, 2, 2],
};
pub const TABLE_16: Table = Table {
    spec: &VGG16,
    convolutions: [2, 2, 3, 3, 3],
};
pub const TABLE_19: Table = Table {
    spec: &VGG19,
    convolutions: [2, 2, 4, 4, 4],
};

/// Channels of the convolutions before each pool.
const CHANNELS: [usize; 5] = [64, 128, 256, 512, 512];
/// Side of the maps that the first fully connected layer reads.
const SIDE: usize = 7;
const HIDDEN: usize = 4096;
const FLAT: usize = CHANNELS[4] * SIDE * SIDE;

struct Vgg {
    spec: NetworkSpec,
    /// Those before each pool.
    convolutions: Vec<Vec<Conv>>,
    hidden: [Dense; 2],
    classifier: Dense,
}

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
                // A ReLU follows.
                index += 2;
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
            all.push((format!("features.{index}.weight"), vec![out, input, 3, 3]));
            all.push((format!("features.{index}.bias"), vec![out]));
        }
        for (index, [out, input]) in dense(classes) {
            all.push((format!("classifier.{index}.weight"), vec![out, input]));
            all.push((format!("classifier.{index}.bias"), vec![out]));
        }
        all
    }

    /// Makes the network with `classes` scores.
    ///
    /// # Errors
    /// The [`WeightsError`] that names the first tensor that is missing, misshapen or surplus.
    pub fn load(
        &self,
        weights: &Weights<'_>,
        classes: usize,
        device: &Device,
    ) -> Result<Box<dyn Network>, WeightsError> {
        let conv = |(index, [out, input]): (usize, [usize; 2])| {
            let name = format!("features.{index}");
            Conv::load(weights, &name, [out, input, 3], [1, 1], device)
        };
        let convolutions = self
            .convolutions()
            .into_iter()
            .map(|group| group.into_iter().map(conv).collect())
            .collect::<Result<_, _>>()?;
        let [fc6, fc7, fc8] = dense(classes).map(|(index, shape)| {
            Dense::load(weights, &format!("classifier.{index}"), shape, device)
        });
        let network = Vgg {
            spec: NetworkSpec {
                classes,
                ..*self.spec
            },
            convolutions,
            hidden: [fc6?, fc7?],
            classifier: fc8?,
        };
        weights.finish()?;
        Ok(Box::new(network))
    }
}

/// Number in torchvision's sequence, outputs and inputs, of the fully connected layers.
fn dense(classes: usize) -> [(usize, [usize; 2]); 3] {
    [
        (0, [HIDDEN, FLAT]),
        (3, [HIDDEN, HIDDEN]),
        (6, [classes, HIDDEN]),
    ]
}

/// timm's name of a tensor to torchvision's; timm keeps the fully connected layers as convolutions,
/// whose numbers lie in the same order.
pub fn from_timm(name: &str) -> Option<String> {
    let (layer, part) = name.rsplit_once('.')?;
    let index = match layer {
        "pre_logits.fc1" => 0,
        "pre_logits.fc2" => 3,
        "head.fc" => 6,
        _ => return None,
    };
    Some(format!("classifier.{index}.{part}"))
}

impl Network for Vgg {
    fn spec(&self) -> &NetworkSpec {
        &self.spec
    }

    fn reference(&self) -> Option<Reference> {
        None
    }

    fn activations(&self, image_norm: Tensor<4>) -> Vec<(&'static str, Tensor<4>)> {
        let mut names = self.spec.layers.iter().copied();
        let mut kept = Vec::with_capacity(self.spec.layers.len());
        let mut keep = |value: &Tensor<4>| kept.extend(names.next().map(|n| (n, value.clone())));
        let mut x = image_norm;
        for group in &self.convolutions {
            for conv in group {
                x = relu(conv.forward(x));
                keep(&x);
            }
            x = pool(x);
        }
        let [_, _, height, width] = x.dims();
        if [height, width] != [SIDE; 2] {
            x = adaptive_avg_pool2d(x, [SIDE; 2]);
        }
        for hidden in &self.hidden {
            x = relu(hidden.forward(x));
            keep(&x);
        }
        keep(&self.classifier.forward(x));
        kept
    }
}

/// Max-pooling 2x2, stride 2, sizes rounded down.
fn pool(x: Tensor<4>) -> Tensor<4> {
    let options = MaxPoolOptions {
        kernel_size: [2, 2],
        stride: [2, 2],
        padding: [(0, 0); 2],
        dilation: [1, 1],
        ceil_mode: false,
    };
    max_pool2d(x, options)
}
