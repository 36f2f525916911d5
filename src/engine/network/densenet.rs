//! DenseNet-121 (Huang et al. 2017), as torchvision names its tensors. Weights come from a reader's own checkpoint
//! only.
//!
//! Deviations: of the normalisations, those that stand behind a convolution are folded into it; an average over
//! windows is a filter per channel.

use burn::tensor::Device;
use gradoscope_kernels::{Activation, Padding, Pool, Value, Window};

use crate::spec::{NetworkSpec, Paper, Text};

use super::normed::{Norm, Normed};
use super::{Conv, Dense, Drawing, SCORES, TensorShape, Weights, WeightsError};

/// What the page shows of it.
pub const DENSENET121: NetworkSpec = NetworkSpec {
    id: "densenet121",
    name: "DenseNet-121",
    file: "",
    sha256: "",
    bytes: 0,
    classes: 1000,
    side: 224,
    accuracy: (74.4, 92.0, "torchvision, DenseNet121_Weights.IMAGENET1K_V1"),
    paper: Paper {
        cite: "Huang et al. (2017)",
        title: "Densely Connected Convolutional Networks",
        url: "https://arxiv.org/abs/1608.06993",
    },
    licence: NetworkSpec::LICENCE_OF_CHECKPOINT,
    caveat: Text::new(
        "Every layer reads all the ones before it in its block: it takes much more memory than its 32 MB of weights say.",
        "Chaque couche lit toutes celles qui la précèdent dans son bloc\u{a0}: il faut bien plus de mémoire que ses 32\u{a0}Mo de poids ne le disent.",
    ),
    layers: &[
        "stem",
        "block1",
        "transition1",
        "block2",
        "transition2",
        "block3",
        "transition3",
        "block4",
        "top",
        SCORES,
    ],
    channels: &[64, 256, 128, 512, 256, 1024, 512, 1024, 1024],
    last_maps: "top",
};

/// Layers of each block.
const BLOCKS: [usize; 4] = [6, 12, 24, 16];
/// Channels that a layer adds.
const GROWTH: usize = 32;
/// Channels between its two convolutions.
const BETWEEN: usize = 4 * GROWTH;
const STEM: [usize; 3] = [64, 3, 7];
const STEM_POOL: Pool = Pool {
    side: 3,
    stride: 2,
    padding: 1,
    rounds_up: false,
};

/// The one member of the family.
#[derive(Debug)]
pub(super) struct Table {
    pub spec: &'static NetworkSpec,
}

pub(super) const TABLE: Table = Table { spec: &DENSENET121 };

/// What a layer adds to the channels that it reads.
struct Layer {
    before: Norm,
    across: Normed,
    /// Of a 3x3 convolution.
    add: String,
}

/// Half of the channels, and a quarter of the positions.
struct Transition {
    before: Norm,
    /// Of a 1x1 convolution.
    across: String,
    channels: usize,
}

/// A name of torchvision's first checkpoints, which are still those that it publishes: "norm.1" for "norm1".
pub(super) fn from_published(name: &str) -> Option<String> {
    let layer = name.find(".denselayer")?;
    let (before, inside) = name.split_at(layer + 1);
    let (layer, part) = inside.split_once('.')?;
    let (kind, rest) = part.split_once('.')?;
    let (number, rest) = rest.split_once('.')?;
    let is_known = ["norm", "conv"].contains(&kind) && ["1", "2"].contains(&number);
    is_known.then(|| format!("{before}{layer}.{kind}{number}.{rest}"))
}

fn stem() -> Normed {
    let names = ["conv0", "norm0"].map(|name| format!("features.{name}"));
    Normed::new(names, STEM, 2)
}

fn blocks() -> Vec<(Vec<Layer>, Option<Transition>)> {
    let [mut channels, ..] = STEM;
    let mut all = Vec::new();
    for (count, block) in BLOCKS.into_iter().zip(1..) {
        let mut layers = Vec::new();
        for number in 1..=count {
            let path = format!("features.denseblock{block}.denselayer{number}");
            let inside = |name: &str| format!("{path}.{name}");
            layers.push(Layer {
                before: Norm::new(inside("norm1"), channels),
                across: Normed::new(
                    [inside("conv1"), inside("norm2")],
                    [BETWEEN, channels, 1],
                    1,
                ),
                add: inside("conv2"),
            });
            channels += GROWTH;
        }
        let path = format!("features.transition{block}");
        let transition = (block < BLOCKS.len()).then(|| Transition {
            before: Norm::new(format!("{path}.norm"), channels),
            across: format!("{path}.conv"),
            channels,
        });
        if transition.is_some() {
            channels /= 2;
        }
        all.push((layers, transition));
    }
    all
}

/// The normalisation behind the last block, and its channels.
fn top() -> (Norm, usize) {
    let channels = blocks().pop().and_then(|(layers, _)| {
        let last = layers.last()?.before.channels();
        Some(last + GROWTH)
    });
    let channels = channels.unwrap_or(0);
    (Norm::new("features.norm5".to_owned(), channels), channels)
}

fn kernels(name: &str, [out, input, side]: [usize; 3]) -> TensorShape {
    (format!("{name}.weight"), vec![out, input, side, side])
}

impl Table {
    /// Every tensor of a checkpoint with `classes` scores, in the order of its layers.
    pub fn tensors(&self, classes: usize) -> Vec<TensorShape> {
        let mut all = stem().tensors();
        for (layers, transition) in blocks() {
            for layer in layers {
                all.extend(layer.before.tensors());
                all.extend(layer.across.tensors());
                all.push(kernels(&layer.add, [GROWTH, BETWEEN, 3]));
            }
            if let Some(transition) = transition {
                let channels = transition.channels;
                all.extend(transition.before.tensors());
                all.push(kernels(&transition.across, [channels / 2, channels, 1]));
            }
        }
        let (top, channels) = top();
        all.extend(top.tensors());
        all.push(("classifier.weight".to_owned(), vec![classes, channels]));
        all.push(("classifier.bias".to_owned(), vec![classes]));
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
        let stem = drawing.conv_relu(image, &stem().load(weights, device)?);
        drawing.keep(stem);
        let mut x = drawing.max_pool(stem, STEM_POOL);
        for (layers, transition) in blocks() {
            for layer in layers {
                let added = layer.draw(&mut drawing, x, weights, device)?;
                x = drawing.join(x, vec![added]);
            }
            drawing.keep(x);
            if let Some(transition) = transition {
                x = transition.draw(&mut drawing, x, weights, device)?;
                drawing.keep(x);
            }
        }
        let (norm, channels) = top();
        x = drawing.depthwise(x, &norm.load(weights, device)?, Activation::Relu);
        drawing.keep(x);
        let mean = drawing.mean_over_positions(x);
        let scores = Dense::load(weights, "classifier", [classes, channels], device)?;
        let scores = drawing.dense(mean, &scores);
        drawing.keep(scores);
        weights.finish()?;
        Ok(drawing)
    }
}

impl Layer {
    fn draw(
        &self,
        drawing: &mut Drawing,
        x: Value,
        weights: &Weights<'_>,
        device: &Device,
    ) -> Result<Value, WeightsError> {
        let before = self.before.load(weights, device)?;
        let before = drawing.depthwise(x, &before, Activation::Relu);
        let between = drawing.conv_relu(before, &self.across.load(weights, device)?);
        let window = Window {
            kernel: 3,
            padding: Padding::Each(1),
            ..Window::POINT
        };
        let add = Conv::load_without_bias(weights, &self.add, [GROWTH, BETWEEN], window, device)?;
        Ok(drawing.conv(between, &add))
    }
}

impl Transition {
    fn draw(
        &self,
        drawing: &mut Drawing,
        x: Value,
        weights: &Weights<'_>,
        device: &Device,
    ) -> Result<Value, WeightsError> {
        let half = self.channels / 2;
        let before = self.before.load(weights, device)?;
        let before = drawing.depthwise(x, &before, Activation::Relu);
        let shape = [half, self.channels];
        let across = Conv::load_without_bias(weights, &self.across, shape, Window::POINT, device)?;
        let across = drawing.conv(before, &across);
        let mean = Conv::mean(weights, half, 2, device);
        Ok(drawing.depthwise(across, &mean, Activation::Linear))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_names_are_those_of_now() {
        let renamed = |name| from_published(name).unwrap_or_default();
        assert_eq!(
            renamed("features.denseblock3.denselayer24.norm.2.running_var"),
            "features.denseblock3.denselayer24.norm2.running_var"
        );
        assert_eq!(
            renamed("features.denseblock1.denselayer1.conv.1.weight"),
            "features.denseblock1.denselayer1.conv1.weight"
        );
        assert_eq!(renamed("features.denseblock1.denselayer1.conv1.weight"), "");
        assert_eq!(renamed("features.transition1.norm.weight"), "");
    }
}
