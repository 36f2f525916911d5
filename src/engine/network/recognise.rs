//! Which network a checkpoint belongs to, by the names and shapes of its tensors, and how it is made
//! from it without ever holding the whole file.

use std::borrow::Cow;
use std::collections::BTreeMap;

use burn::tensor::Device;
use gradoscope_checkpoint::{Checkpoint, CheckpointError, Dtype, Part, ReadAt, Stored};

use crate::engine::tensor::tensor;
use crate::spec::NetworkSpec;

use super::normalisation::{self, Normalisation, Stated};
use super::{
    Drawn, Loaded, Network, TensorShape, Weights, WeightsError, alexnet, densenet,
    efficientnet_lite, mobilenet, mobilenet_v3, resnet, rows_per_block, squeezenet, vgg,
};

/// A network that a checkpoint can be of.
#[derive(Debug)]
pub struct Architecture {
    /// What it is, with the classes of ImageNet.
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
            load: |weights, classes, device| {
                let drawing = $table.draw(weights, classes, device)?;
                Ok(Drawn::of_checkpoint($table.spec, classes, drawing, device))
            },
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
    architecture!(vgg::TABLE_11_BN, vgg::from_timm),
    architecture!(vgg::TABLE_13_BN, vgg::from_timm),
    architecture!(vgg::TABLE_16_BN, vgg::from_timm),
    architecture!(vgg::TABLE_19_BN, vgg::from_timm),
    architecture!(alexnet::TABLE, |_| None),
    architecture!(mobilenet::TABLE, |_| None),
    architecture!(mobilenet_v3::TABLE_LARGE, |_| None),
    architecture!(mobilenet_v3::TABLE_SMALL, |_| None),
    architecture!(densenet::TABLE, densenet::from_published),
    architecture!(resnet::TABLE_18, |_| None),
    architecture!(resnet::TABLE_34, |_| None),
    architecture!(resnet::TABLE_50, |_| None),
    architecture!(efficientnet_lite::TABLE_0, |name| {
        efficientnet_lite::TABLE_0.name_from_timm(name)
    }),
    architecture!(efficientnet_lite::TABLE_1, |name| {
        efficientnet_lite::TABLE_1.name_from_timm(name)
    }),
    architecture!(efficientnet_lite::TABLE_2, |name| {
        efficientnet_lite::TABLE_2.name_from_timm(name)
    }),
];

/// A checkpoint whose every tensor has its place in a network.
#[derive(Debug)]
pub struct Recognised<'c> {
    /// The network.
    pub architecture: &'static Architecture,
    /// Number of scores.
    pub classes: usize,
    /// The entries that lead to its tensors, and what stands before all of their names.
    pub path: String,
    /// The network's name and shape of each tensor, and what is stored.
    tensors: Vec<(TensorShape, &'c Stored)>,
    /// How pictures were made ready, where the checkpoint says so.
    normalisation: Vec<&'c Stored>,
}

/// What keeps a checkpoint from being one of the nearest network; the first few of each kind.
#[derive(Debug, Clone, PartialEq, Eq, Default, thiserror::Error)]
#[error(
    "no known network has these {count} tensors, such as {found:?}{}; empty {empty:?}, several {several:?}",
    self.differences()
)]
pub struct NotRecognised {
    /// Its id; empty where hardly any tensor fits.
    pub nearest: &'static str,
    /// Names that the network has and the checkpoint has not.
    pub missing: Vec<String>,
    /// Names that the checkpoint has and the network has not.
    pub surplus: Vec<String>,
    /// Name, expected and found shape.
    pub misshapen: Vec<(String, Vec<usize>, Vec<usize>)>,
    /// The first names in the file, and how many there are.
    pub found: Vec<String>,
    /// Number of the tensors in the file.
    pub count: usize,
    /// The first tensor that is no plain numbers.
    pub odd: Option<(String, Dtype)>,
    /// The first tensor that is there without a single number, where the network has some.
    pub empty: Option<String>,
    /// Entries with networks between which nothing decides.
    pub several: Vec<String>,
}

impl NotRecognised {
    fn differences(&self) -> String {
        let Self {
            nearest,
            missing,
            surplus,
            misshapen,
            ..
        } = self;
        match *nearest {
            "" => String::new(),
            nearest => format!(
                "; the nearest is {nearest}: missing {missing:?}, surplus {surplus:?}, misshapen {misshapen:?}"
            ),
        }
    }
}

/// Why a recognised checkpoint could not be made into a network.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LoadError {
    /// Its tensors could not be read.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// Its numbers are not finite, or do not make the network.
    #[error(transparent)]
    Weights(#[from] WeightsError),
    /// What it says of its pictures is of no use, or contradicts itself.
    #[error("no normalisation of pictures: {0:?}")]
    Normalisation(Stated),
}

const NAMED: usize = 3;
const DEFAULT_CLASSES: usize = 1000;
/// Of the batches that a normalisation saw: only training needs it.
const COUNTER: &str = "num_batches_tracked";
/// What compiling and sharding put somewhere into the names.
const WRAPPINGS: [&str; 3] = [
    "_orig_mod.",
    "_fsdp_wrapped_module.",
    "_checkpoint_wrapped_module.",
];
/// No known network has so few tensors.
const FEWEST: usize = 20;
const MAX_PREFIXES: usize = 24;
/// Of the tensors, for a network to be called the nearest.
const NEAR: f32 = 0.5;

/// Finds the network that one of the state dicts of `checkpoint` is of: all of it, or what stands
/// under a common prefix.
///
/// # Errors
/// [`NotRecognised`], with the network that it resembles most.
pub fn recognise(checkpoint: &Checkpoint) -> Result<Recognised<'_>, Box<NotRecognised>> {
    let (found, before) = the_likeliest(&checkpoint.parts)?;
    let of_same_claim = checkpoint.parts.iter().filter(|part| part.before == before);
    let others: Vec<&Part> = of_same_claim.collect();
    if others.len() > 1 {
        let is_network = |part: &&&Part| the_likeliest(std::slice::from_ref(**part)).is_ok();
        let several: Vec<String> = others
            .iter()
            .filter(is_network)
            .map(|part| part.path.clone())
            .collect();
        if several.len() > 1 {
            return Err(Box::new(NotRecognised {
                several,
                ..NotRecognised::default()
            }));
        }
    }
    Ok(found)
}

/// The first of these state dicts that is of a network, and how many likelier ones there are.
fn the_likeliest(parts: &[Part]) -> Result<(Recognised<'_>, usize), Box<NotRecognised>> {
    let mut nearest: Option<(f32, Box<NotRecognised>)> = None;
    for part in parts {
        let tensors = named(part);
        for prefix in prefixes(&tensors) {
            for architecture in ARCHITECTURES {
                match compare(architecture, &tensors, prefix) {
                    Ok(mut recognised) => {
                        recognised.path = path_of(part, prefix);
                        return Ok((recognised, part.before));
                    }
                    Err((share, refusal)) => {
                        if nearest.as_ref().is_none_or(|(most, _)| share > *most) {
                            nearest = Some((share, describe(refusal, part, &tensors)));
                        }
                    }
                }
            }
        }
    }
    let (share, mut refusal) = nearest.unwrap_or_default();
    if share < NEAR {
        refusal.nearest = "";
    }
    Err(refusal)
}

fn path_of(part: &Part, prefix: &str) -> String {
    let both = [part.path.as_str(), prefix.trim_end_matches('.')];
    let there: Vec<&str> = both.into_iter().filter(|part| !part.is_empty()).collect();
    there.join(".")
}

fn describe(
    mut refusal: Box<NotRecognised>,
    part: &Part,
    tensors: &[(Cow<'_, str>, &Stored)],
) -> Box<NotRecognised> {
    let names = tensors.iter().take(NAMED);
    let is_odd = |stored: &Stored| {
        use Dtype::{Foreign, Nowhere, Quantised, Sparse, Strange};
        matches!(
            stored.dtype,
            Quantised { .. } | Sparse | Nowhere | Strange | Foreign
        )
    };
    let is_missed = |stored: &&Stored| {
        let is_it = |name: &String| stored.name.ends_with(name.as_str());
        stored.shape.contains(&0) && (tensors.is_empty() || refusal.missing.iter().any(is_it))
    };
    let empty = part.tensors.iter().find(is_missed);
    refusal.empty = empty.map(|stored| stored.name.clone());
    let odd = tensors.iter().find(|(_, stored)| is_odd(stored));
    refusal.found = names.map(|(name, _)| name.to_string()).collect();
    refusal.count = tensors.len();
    refusal.odd = odd.map(|(name, stored)| (name.to_string(), stored.dtype));
    refusal
}

/// What counts of a state dict, by its bare names.
fn named(part: &Part) -> Vec<(Cow<'_, str>, &Stored)> {
    let all = part.tensors.iter();
    all.filter(|stored| !stored.name.ends_with(COUNTER))
        // Without numbers there is nothing to place.
        .filter(|stored| !stored.shape.contains(&0))
        .map(|stored| (bare(&stored.name), stored))
        .collect()
}

fn bare(name: &str) -> Cow<'_, str> {
    match WRAPPINGS.iter().any(|wrapping| name.contains(wrapping)) {
        false => Cow::Borrowed(name),
        true => {
            let without = |name: String, wrapping: &&str| name.replace(wrapping, "");
            Cow::Owned(WRAPPINGS.iter().fold(name.to_owned(), without))
        }
    }
}

/// None, and everything up to a point that many names begin with: the shortest first.
fn prefixes<'t>(tensors: &'t [(Cow<'_, str>, &Stored)]) -> Vec<&'t str> {
    let mut counts: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    for (name, _) in tensors {
        for (at, _) in name.match_indices('.').take(MAX_PREFIXES) {
            *counts.entry((at, &name[..=at])).or_default() += 1;
        }
    }
    let many = counts.into_iter().filter(|(_, count)| *count >= FEWEST);
    let prefixes = many.map(|((_, prefix), _)| prefix).take(MAX_PREFIXES);
    std::iter::once("").chain(prefixes).collect()
}

/// The share of the tensors that have their place comes with a refusal.
fn compare<'c>(
    architecture: &'static Architecture,
    tensors: &[(Cow<'_, str>, &'c Stored)],
    prefix: &str,
) -> Result<Recognised<'c>, (f32, Box<NotRecognised>)> {
    let mut left: BTreeMap<String, &Stored> = BTreeMap::new();
    let mut normalisation = Vec::new();
    let mut surplus = Vec::new();
    for (name, stored) in tensors {
        if normalisation::is_named_by(name, &stored.shape) {
            normalisation.push(*stored);
            continue;
        }
        let Some(name) = name.strip_prefix(prefix) else {
            continue;
        };
        let renamed = (architecture.rename)(name).unwrap_or_else(|| name.to_owned());
        // Two names of one tensor: only one of them has a place.
        if left.insert(renamed, stored).is_some() {
            surplus.push(name.to_owned());
        }
    }
    let classes = classes(architecture, &left);
    let mut refusal = Box::new(NotRecognised {
        nearest: architecture.spec.id,
        ..NotRecognised::default()
    });
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
            path: String::new(),
            tensors: placed,
            normalisation,
        });
    }
    let share = placed.len() as f32 / (placed.len() + count) as f32;
    refusal.missing.truncate(NAMED);
    refusal.surplus.truncate(NAMED);
    refusal.misshapen.truncate(NAMED);
    Err((share, refusal))
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

    /// How its pictures were made ready, where it says so and that is not how it is usual.
    ///
    /// # Errors
    /// What the source says, or what the checkpoint says that is of no use.
    pub async fn own_normalisation<S: ReadAt>(
        &self,
        source: &S,
    ) -> Result<Option<Normalisation>, LoadError> {
        let mut stated = Vec::new();
        for stored in &self.normalisation {
            stated.push(Stated {
                name: stored.name.clone(),
                values: stored.read(source).await?,
            });
        }
        let found = Normalisation::of(&stated, self.architecture.spec.id);
        found.map_err(LoadError::Normalisation)
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
                expect_variance(stored, &values)?;
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
        let normalisation = self.own_normalisation(source).await?;
        let weights = Weights::from_loaded(loaded).with_normalisation(normalisation);
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
        blocks.push(tensor(values, [count, columns], device));
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

/// What normalises by batches divides by its root.
fn expect_variance(stored: &Stored, values: &[f32]) -> Result<(), WeightsError> {
    let is_one = stored.name.ends_with("running_var");
    match is_one && values.iter().any(|value| *value < 0.0) {
        true => Err(WeightsError::Variance(stored.name.clone())),
        false => Ok(()),
    }
}
