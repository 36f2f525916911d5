//! Which network a checkpoint belongs to, by the names and shapes of its tensors, and how it is made
//! from it without ever holding the whole file.

use std::collections::BTreeMap;

use burn::tensor::{Device, Tensor, TensorData};

use crate::spec::NetworkSpec;

use super::checkpoint::{Checkpoint, CheckpointError, ReadAt, Stored};
use super::{
    Loaded, Network, TensorShape, Weights, WeightsError, efficientnet_lite, rows_per_block,
    squeezenet, vgg,
};

/// A network that a checkpoint can be of.
#[derive(Debug)]
pub struct Architecture {
    pub spec: &'static NetworkSpec,
    /// Every tensor for so many classes; the bias of the scores last.
    pub tensors: fn(usize) -> Vec<TensorShape>,
    /// Another library's name of a tensor to the name in `tensors`.
    rename: fn(&str) -> Option<String>,
    /// Makes it with so many classes.
    pub load: LoadClasses,
}

type LoadClasses = fn(&Weights<'_>, usize, &Device) -> Result<Box<dyn Network>, WeightsError>;

macro_rules! architecture {
    ($table:path, $rename:expr) => {
        Architecture {
            spec: $table.spec,
            tensors: |classes| $table.tensors(classes),
            rename: $rename,
            load: |weights, classes, device| $table.load(weights, classes, device),
        }
    };
}

/// Every network that a reader's own checkpoint can be of.
pub const ARCHITECTURES: &[Architecture] = &[
    architecture!(squeezenet::TABLE_1_0, |_| None),
    architecture!(squeezenet::TABLE_1_1, |_| None),
    architecture!(vgg::TABLE_11, vgg::from_timm),
    architecture!(vgg::TABLE_13, vgg::from_timm),
    architecture!(vgg::TABLE_16, vgg::from_timm),
    architecture!(vgg::TABLE_19, vgg::from_timm),
    architecture!(efficientnet_lite::TABLE_0, |name| {
        efficientnet_lite::TABLE_0.from_timm(name)
    }),
    architecture!(efficientnet_lite::TABLE_1, |name| {
        efficientnet_lite::TABLE_1.from_timm(name)
    }),
    architecture!(efficientnet_lite::TABLE_2, |name| {
        efficientnet_lite::TABLE_2.from_timm(name)
    }),
];

/// A checkpoint whose every tensor has its place in a network.
#[derive(Debug)]
pub struct Recognised<'c> {
    pub architecture: &'static Architecture,
    /// Number of scores.
    pub classes: usize,
    /// The network's name and shape of each tensor, and what is stored.
    tensors: Vec<(TensorShape, &'c Stored)>,
}

/// What keeps a checkpoint from being one of the nearest network; the first few of each kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "no known network has these tensors; the nearest is {nearest}: missing {missing:?}, surplus {surplus:?}, misshapen {misshapen:?}"
)]
pub struct NotRecognised {
    /// Its id.
    pub nearest: &'static str,
    pub missing: Vec<String>,
    pub surplus: Vec<String>,
    /// Name, expected and found shape.
    pub misshapen: Vec<(String, Vec<usize>, Vec<usize>)>,
}

/// Why a recognised checkpoint could not be made into a network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    #[error(transparent)]
    Weights(#[from] WeightsError),
}

const NAMED: usize = 3;
const DEFAULT_CLASSES: usize = 1000;
/// Of the batches that a normalisation saw: only training needs it.
const COUNTER: &str = "num_batches_tracked";
/// What PyTorch's wrappers for several devices put before every name.
const PARALLEL: &str = "module.";

/// Finds the network that `checkpoint` is of.
///
/// # Errors
/// [`NotRecognised`], with the network that it resembles most.
pub fn recognise(checkpoint: &Checkpoint) -> Result<Recognised<'_>, NotRecognised> {
    let tensors = named(checkpoint);
    let mut nearest: Option<(usize, NotRecognised)> = None;
    for architecture in ARCHITECTURES {
        match compare(architecture, &tensors) {
            Ok(recognised) => return Ok(recognised),
            Err((count, refusal)) => {
                if nearest.as_ref().is_none_or(|(least, _)| count < *least) {
                    nearest = Some((count, refusal));
                }
            }
        }
    }
    Err(nearest.map_or_else(nothing_known, |(_, refusal)| refusal))
}

fn nothing_known() -> NotRecognised {
    NotRecognised {
        nearest: "",
        missing: Vec::new(),
        surplus: Vec::new(),
        misshapen: Vec::new(),
    }
}

/// What counts of a checkpoint, by its bare names.
fn named(checkpoint: &Checkpoint) -> Vec<(&str, &Stored)> {
    let all = &checkpoint.tensors;
    let prefixed = all.iter().all(|stored| stored.name.starts_with(PARALLEL));
    let prefix = if prefixed { PARALLEL } else { "" };
    all.iter()
        .filter(|stored| !stored.name.ends_with(COUNTER))
        .map(|stored| {
            let name = stored.name.strip_prefix(prefix);
            (name.unwrap_or(&stored.name), stored)
        })
        .collect()
}

fn compare<'c>(
    architecture: &'static Architecture,
    tensors: &[(&str, &'c Stored)],
) -> Result<Recognised<'c>, (usize, NotRecognised)> {
    let mut left: BTreeMap<String, &Stored> = BTreeMap::new();
    let mut surplus = Vec::new();
    for (name, stored) in tensors {
        let renamed = (architecture.rename)(name).unwrap_or_else(|| (*name).to_owned());
        // Two names of one tensor: only one of them has a place.
        if left.insert(renamed, stored).is_some() {
            surplus.push((*name).to_owned());
        }
    }
    let classes = classes(architecture, &left);
    let mut refusal = NotRecognised {
        nearest: architecture.spec.id,
        ..nothing_known()
    };
    let mut placed = Vec::new();
    for (name, shape) in (architecture.tensors)(classes) {
        match left.remove(&name) {
            None => refusal.missing.push(name),
            Some(stored) if fits(&stored.shape, &shape) => placed.push(((name, shape), stored)),
            Some(stored) => refusal.misshapen.push((name, shape, stored.shape.clone())),
        }
    }
    refusal.surplus = surplus;
    refusal.surplus.extend(left.into_keys());
    let count = refusal.missing.len() + refusal.surplus.len() + refusal.misshapen.len();
    if count == 0 {
        return Ok(Recognised {
            architecture,
            classes,
            tensors: placed,
        });
    }
    refusal.missing.truncate(NAMED);
    refusal.surplus.truncate(NAMED);
    refusal.misshapen.truncate(NAMED);
    Err((count, refusal))
}

/// As many as the bias of the scores has numbers.
fn classes(architecture: &Architecture, tensors: &BTreeMap<String, &Stored>) -> usize {
    let expected = (architecture.tensors)(DEFAULT_CLASSES);
    let bias = expected.last().and_then(|(name, _)| tensors.get(name));
    match bias.map(|stored| stored.shape.as_slice()) {
        Some([classes]) if (1..=usize::from(u16::MAX)).contains(classes) => *classes,
        _ => DEFAULT_CLASSES,
    }
}

/// A matrix may be stored as the kernels of a convolution that covers its input.
fn fits(found: &[usize], expected: &[usize]) -> bool {
    match (found, expected) {
        ([out, rest @ ..], [rows, columns]) if found.len() == 4 => {
            out == rows && rest.iter().product::<usize>() == *columns
        }
        _ => found == expected,
    }
}

impl Recognised<'_> {
    /// How many numbers the network has.
    pub fn parameters(&self) -> usize {
        self.tensors
            .iter()
            .map(|(_, stored)| stored.elements())
            .sum()
    }

    /// Reads every number once and keeps none. `progress` hears how many have been read, of how many.
    ///
    /// # Errors
    /// As [`Recognised::load`].
    pub async fn check<S: ReadAt>(
        &self,
        source: &S,
        mut progress: impl FnMut(usize, usize),
    ) -> Result<(), LoadError> {
        let total = self.parameters();
        let mut done = 0;
        for (_, stored) in &self.tensors {
            let rows = stored.shape.first().copied().unwrap_or(0);
            let step = rows_per_block(stored.elements() / rows.max(1));
            for first in (0..rows).step_by(step) {
                let count = step.min(rows - first);
                let values = stored.read_rows(source, first, count).await?;
                expect_finite(stored, &values)?;
                done += values.len();
                progress(done, total);
            }
        }
        Ok(())
    }

    /// Reads the tensors from `source` one by one, large matrices a block of rows at a time, and makes
    /// the network. `progress` hears how many numbers have been read, of how many.
    ///
    /// # Errors
    /// What the source says, or the tensor that is not made of finite floating-point numbers.
    pub async fn load<S: ReadAt>(
        &self,
        source: &S,
        device: &Device,
        mut progress: impl FnMut(usize, usize),
    ) -> Result<Box<dyn Network>, LoadError> {
        let total = self.parameters();
        let mut done = 0;
        let mut loaded = BTreeMap::new();
        for ((name, shape), stored) in &self.tensors {
            let tensor = match shape[..] {
                [rows, columns] if rows > rows_per_block(columns) => {
                    read_blocks(source, stored, [rows, columns], device).await?
                }
                _ => Loaded::Values {
                    shape: shape.clone(),
                    values: stored.read(source).await?,
                },
            };
            loaded.insert(name.clone(), tensor);
            done += stored.elements();
            progress(done, total);
        }
        let weights = Weights::from_loaded(loaded);
        Ok((self.architecture.load)(&weights, self.classes, device)?)
    }
}

async fn read_blocks<S: ReadAt>(
    source: &S,
    stored: &Stored,
    [rows, columns]: [usize; 2],
    device: &Device,
) -> Result<Loaded, LoadError> {
    let step = rows_per_block(columns);
    let mut blocks = Vec::new();
    for first in (0..rows).step_by(step) {
        let count = step.min(rows - first);
        let values = stored.read_rows(source, first, count).await?;
        expect_finite(stored, &values)?;
        blocks.push(Tensor::from_data(
            TensorData::new(values, [count, columns]),
            device,
        ));
    }
    Ok(Loaded::Blocks {
        shape: [rows, columns],
        blocks,
    })
}

fn expect_finite(stored: &Stored, values: &[f32]) -> Result<(), WeightsError> {
    match values.iter().all(|value| value.is_finite()) {
        true => Ok(()),
        false => Err(WeightsError::NotFinite(stored.name.clone())),
    }
}
