//! A network from an ONNX model: the operations that image classifiers of convolutions are made of, as ONNX's own
//! operators of opsets 7 to 21 state them. What is not here is refused by its name.
//!
//! Of a model becomes the same drawing as of a network of our own: a normalisation by batches and what else is done per
//! channel is folded into the weights before it, in float64; a convolution in groups, with a kernel that is not square or
//! with borders that differ becomes a plain one with zeros among its weights; averages over windows are filters per
//! channel. A softmax at the end is left out: the page works on scores.

#[cfg(test)]
mod contradictions;
mod layer;
mod shapes;
mod sketch;
mod small;
mod unfit;
mod weights;
mod windows;

use burn::tensor::Device;
use gradoscope_checkpoint::ReadAt;
use gradoscope_checkpoint::onnx::{Model, Numbers};

use crate::protocol::GraphSheet;
use crate::spec::{NetworkSpec, Paper, Preparation, Text};

use super::recognise::LoadError;
use super::{Drawn, Network, SCORES};
use layer::Layer;
use sketch::Sketch;
pub use unfit::{Unfit, Way};
use weights::Pen;

/// Any model; layers and sizes are those of the file.
pub const ENTRY: NetworkSpec = NetworkSpec {
    id: "onnx",
    name: "ONNX",
    file: "",
    sha256: "",
    bytes: 0,
    classes: 1000,
    side: 224,
    accuracy: (0.0, 0.0, ""),
    // Of whatever is in the file.
    paper: Paper {
        cite: "",
        title: "",
        url: "",
    },
    licence: NetworkSpec::LICENCE_OF_CHECKPOINT,
    caveat: Text::new(
        "How pictures are made ready for it is a choice of yours (under About): with a wrong one, scores and maps mean little.",
        "La façon de préparer les images pour lui est votre choix (sous À propos)\u{a0}: avec une mauvaise, scores et cartes ne veulent pas dire grand-chose.",
    ),
    layers: &[SCORES],
    channels: &[],
    last_maps: SCORES,
};

/// More names than this help nobody to choose.
const MOST_NAMES: usize = 40;

/// A model that is run here: its layers, not its weights.
pub struct Opened {
    sketch: Sketch,
    /// Names of values in forward order, the scores last.
    names: Vec<(String, usize)>,
    last_maps: usize,
    writer: String,
}

/// Why a model is not used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum OnnxError {
    /// It is not run here.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// Its weights, which could not be read, or are none.
    #[error(transparent)]
    Load(#[from] LoadError),
}

impl From<gradoscope_checkpoint::CheckpointError> for OnnxError {
    fn from(error: gradoscope_checkpoint::CheckpointError) -> Self {
        Self::Load(error.into())
    }
}

impl Opened {
    /// Reads all but the weights.
    ///
    /// # Errors
    /// What is damaged, or not here.
    pub async fn read<S: ReadAt>(source: &S) -> Result<Self, OnnxError> {
        let model = Model::open(source).await?;
        let sketch = sketch::sketch(&model)?;
        for constant in sketch.layers.iter().flat_map(Layer::constants) {
            if let Numbers::Elsewhere(file) = &constant.numbers {
                let file = file.clone();
                return Err(gradoscope_checkpoint::CheckpointError::Elsewhere(file).into());
            }
        }
        let last_maps = last_maps(&sketch);
        let writer = match (model.producer.as_str(), model.opset) {
            ("", opset) => format!("opset {opset}"),
            (producer, opset) => format!("{producer}, opset {opset}"),
        };
        Ok(Self {
            names: names(&sketch, last_maps),
            sketch,
            last_maps,
            writer,
        })
    }

    /// Number of scores.
    pub fn classes(&self) -> usize {
        self.sketch.sizes[self.sketch.scores][0]
    }

    /// How many numbers it has.
    pub fn parameters(&self) -> usize {
        let all = self.sketch.layers.iter().flat_map(Layer::constants);
        all.map(|constant| constant.elements()).sum()
    }

    /// How pictures are made ready for it, as far as that can be told: where it normalises them itself, it wants pixels.
    pub fn preparation(&self) -> Preparation {
        match self.sketch.scaled_inside {
            None => Preparation::TORCH,
            Some(false) => Preparation::UNIT,
            Some(true) => Preparation::BYTES,
        }
    }

    /// What the page has to know of it.
    pub fn sheet(&self) -> GraphSheet {
        let channels = |value: usize| self.sketch.sizes[value][0] as u16;
        let before = self.names.iter().filter(|(name, _)| name != SCORES);
        let last = self
            .names
            .iter()
            .find(|(_, value)| *value == self.last_maps);
        GraphSheet {
            layers: self.names.iter().map(|(name, _)| name.clone()).collect(),
            channels: before.map(|(_, value)| channels(*value)).collect(),
            last_maps: last.map_or_else(|| SCORES.to_owned(), |(name, _)| name.clone()),
            side: self.sketch.side as u16,
            ends_in_softmax: self.sketch.is_softmaxed,
            scales_itself: self.sketch.scaled_inside.is_some(),
            writer: self.writer.clone(),
            suggested: self.preparation().id.to_owned(),
        }
    }

    /// Reads every number once and keeps none. `progress` hears how many have been read, of how many.
    ///
    /// # Errors
    /// What the source says, or the tensor that is not made of finite numbers.
    pub async fn check<S: ReadAt>(
        &self,
        source: &S,
        mut progress: impl FnMut(usize, usize),
    ) -> Result<(), LoadError> {
        let all = self.parameters();
        weights::check(&self.sketch, source, |done| progress(done, all)).await
    }

    /// Makes the network, in float64 if `is_double`. `progress` as for [`Opened::check`].
    ///
    /// # Errors
    /// As [`Opened::check`].
    pub async fn load<S: ReadAt>(
        &self,
        source: &S,
        preparation: Preparation,
        device: &Device,
        is_double: bool,
        mut progress: impl FnMut(usize, usize),
    ) -> Result<Box<dyn Network>, LoadError> {
        let spec = self.sheet().network(&ENTRY, self.classes());
        let names: Vec<(&'static str, usize)> = (spec.layers.iter().copied())
            .zip(self.names.iter().map(|(_, value)| *value))
            .collect();
        let pen = Pen {
            source,
            device,
            is_double,
        };
        let all = self.parameters();
        let progress = |done| progress(done, all);
        let drawing = pen.drawing(&self.sketch, &names, preparation, progress);
        let drawing = drawing.await?;
        Ok(Drawn::of_checkpoint(&spec, self.classes(), drawing, device))
    }
}

/// The last value that tells where, before the positions are averaged or mixed.
fn last_maps(sketch: &Sketch) -> usize {
    let tells_where = |value: usize| sketch.sizes[value][1..] != [1, 1];
    let ends = sketch.layers.iter().filter_map(|layer| match layer {
        Layer::Mean { from } | Layer::Dense { from, .. } => Some(*from),
        _ => None,
    });
    let last = ends.rev().find(|from| *from > 0 && tells_where(*from));
    let any = || {
        (1..sketch.sizes.len())
            .rev()
            .find(|value| tells_where(*value))
    };
    last.or_else(any).unwrap_or(sketch.scores)
}

/// Of the values that a reader may want: behind rectifiers, sums and where branches join; evenly fewer of very many.
fn names(sketch: &Sketch, last_maps: usize) -> Vec<(String, usize)> {
    let is_rectified_next = |value: usize| {
        let mut rectifiers = sketch.layers.iter().filter_map(|layer| match layer {
            Layer::Rectify { from } => Some(*from),
            _ => None,
        });
        rectifiers.any(|from| from == value)
    };
    let is_of_interest = |(layer, value): (&Layer, usize)| {
        let is_kind = match layer {
            Layer::Sum { .. } | Layer::Join { .. } => !is_rectified_next(value),
            Layer::Times { .. } => true,
            layer => layer.is_rectified(),
        };
        // Before the last maps, what is of one position weighs channels: no place is in it.
        let is_between = value < last_maps && sketch.sizes[value][1..] == [1, 1];
        (is_kind && !is_between || value == last_maps) && value != sketch.scores
    };
    let all: Vec<usize> = (sketch.layers.iter().zip(1..))
        .filter(|both| is_of_interest(*both))
        .map(|(_, value)| value)
        .collect();
    let step = all.len().div_ceil(MOST_NAMES).max(1);
    let kept = (all.iter().rev().enumerate())
        .filter(|(at, value)| at % step == 0 || **value == last_maps)
        .map(|(_, value)| *value);
    let mut kept: Vec<usize> = kept.collect();
    kept.reverse();
    let mut names: Vec<(String, usize)> = Vec::new();
    for value in kept {
        let plain = plain(&sketch.labels[value]);
        let is_taken = |name: &str| name == SCORES || names.iter().any(|(known, _)| known == name);
        let mut name = match plain.as_str() {
            "" => format!("value {value}"),
            _ => plain,
        };
        if is_taken(&name) {
            name = format!("{name} {value}");
        }
        names.push((name, value));
    }
    names.push((SCORES.to_owned(), sketch.scores));
    names
}

/// A node's path as PyTorch writes it, without what every one has: "/layer1/layer1.0/relu/Relu" is "layer1.0.relu".
fn plain(label: &str) -> String {
    let label = label.trim_end_matches("_output_0").trim_matches('/');
    let label = label.strip_prefix("node_").unwrap_or(label);
    let label = label.replace("_native_batch_norm_legit_no_training", "batch_norm");
    let mut parts: Vec<&str> = Vec::new();
    let all: Vec<&str> = label.split('/').collect();
    let kept = match all.len() {
        1 => &all[..],
        count => &all[..count - 1],
    };
    for part in kept {
        // A child repeats the name of its parent.
        if parts
            .last()
            .is_some_and(|last| part.starts_with(&format!("{last}.")))
        {
            parts.pop();
        }
        parts.push(part);
    }
    let name = parts.join(".").replace('~', "-");
    name.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_are_called_as_in_pytorch() {
        assert_eq!(plain("/layer1/layer1.0/relu/Relu"), "layer1.0.relu");
        assert_eq!(
            plain("/features/features.3/squeeze/Conv"),
            "features.3.squeeze"
        );
        assert_eq!(plain("Relu_12"), "Relu_12");
        assert_eq!(plain("/Relu_output_0"), "Relu");
        assert_eq!(plain("node_relu_2"), "relu_2");
        assert_eq!(plain("node~relu"), "node-relu");
    }
}
