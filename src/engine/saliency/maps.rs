//! The maps of a layer and their gradient: what the family of class activation maps has in common.

use crate::engine::job::{Job, JobFailure, LocalFuture};
use crate::engine::network::{NetworkError, Rule, SCORES, Seed};
use crate::engine::readback;
use crate::engine::tensor::one_hot;
use crate::protocol::{Fact, MapSheet};
use crate::spec::{ParamKind, ParamSpec, Text, Unit};

use super::{Attribution, SaliencyMethod, Subject};

/// Whose maps.
pub const LAYER: ParamSpec = ParamSpec {
    id: "layer",
    name: Text::new("Layer", "Couche"),
    hint: Text::new(
        "The maps of which layer. Earlier ones are finer, but the mean of the gradient says little there.",
        "Les cartes de quelle couche. Les premières sont plus fines, mais la moyenne du gradient y dit peu.",
    ),
    unit: Text::new("", ""),
    kind: ParamKind::Layer,
};

/// How far two numbers may be from each other, of the larger one, that are the same but for rounding.
const ROUNDING: f32 = 1e-3;

/// The maps of a layer and the gradient of a score with respect to them, `[channels, positions]` each.
pub(super) struct Layer {
    pub maps: Vec<f32>,
    pub gradient: Vec<f32>,
    pub positions: usize,
    /// Of one number for each position.
    pub sheet: MapSheet,
    /// Whether it is the network's last one that tells where.
    is_last: bool,
}

impl Layer {
    /// The layer that was chosen, and the gradient of the class among the scores `of`.
    pub async fn of(
        job: &Job,
        subject: &mut Subject<'_>,
        name: &str,
        of: &'static str,
    ) -> Result<Self, JobFailure> {
        job.checkpoint().await?;
        let cells = subject.network.cells(name, subject.size());
        let no_such_layer = || NetworkError::NoSuchLayer(name.to_owned());
        let cells = cells.ok_or_else(no_such_layer)?;
        let maps = subject.trace.activation(name)?;
        let [_, _, height, width] = maps.dims();
        let maps = readback::floats(maps).await?;
        let classes = subject.network.spec().classes;
        let device = subject.image_norm.device();
        let seed = Seed {
            layer: of,
            weights: one_hot(1, classes, subject.class.index(), &device),
        };
        let gradient = subject
            .trace
            .pull_back_to(Some(name), Rule::Gradient, &[seed])?;
        Ok(Self {
            maps,
            gradient: readback::floats(gradient).await?,
            positions: height * width,
            sheet: MapSheet {
                channels: 1,
                height: height as u32,
                width: width as u32,
                signed: true,
                unit: Unit::Score,
                cells,
            },
            is_last: name == subject.network.spec().last_maps,
        })
    }

    /// Gradient and map of each channel.
    pub fn channels(&self) -> impl Iterator<Item = (&[f32], &[f32])> {
        let gradients = self.gradient.chunks_exact(self.positions.max(1));
        gradients.zip(self.maps.chunks_exact(self.positions.max(1)))
    }

    /// At every position the sum over channels of what `at` makes of the channel's weight, the gradient and
    /// the value there; `weight` is made of the channel's gradient and its map.
    pub fn sums(
        &self,
        weight: impl Fn(&[f32], &[f32]) -> f64,
        at: impl Fn(f64, f64, f64) -> f64,
    ) -> Vec<f64> {
        let mut sums = vec![0.0_f64; self.positions];
        for (gradient, map) in self.channels() {
            let weight = weight(gradient, map);
            for ((sum, slope), value) in sums.iter_mut().zip(gradient).zip(map) {
                *sum += at(weight, f64::from(*slope), f64::from(*value));
            }
        }
        sums
    }

    /// The same without what is negative.
    pub fn rectified(
        &self,
        weight: impl Fn(&[f32], &[f32]) -> f64,
        at: impl Fn(f64, f64, f64) -> f64,
    ) -> Vec<f64> {
        let sums = self.sums(weight, at);
        sums.into_iter().map(|sum| sum.max(0.0)).collect()
    }

    /// The gradient times the value, summed over channels.
    pub fn products(&self) -> Vec<f64> {
        self.sums(|_, _| 1.0, |_, slope, value| slope * value)
    }

    /// At how many positions the score depends on the layer, where it does so in the same way at each of
    /// them: as where nothing but a rectifier and a mean over positions lies behind. Else none.
    pub fn pooled_positions(&self) -> Option<u32> {
        let mut counts = vec![false; self.positions];
        let largest = |gradient: &[f32]| gradient.iter().fold(0.0, |a: f32, b| a.max(b.abs()));
        let floor = ROUNDING * self.gradient.iter().fold(0.0, |a: f32, b| a.max(b.abs()));
        for (gradient, _) in self.channels() {
            let size = largest(gradient);
            let first = gradient.iter().copied().find(|slope| *slope != 0.0);
            let Some(first) = first.filter(|_| size > floor) else {
                continue;
            };
            for (counts, slope) in counts.iter_mut().zip(gradient) {
                if *slope == 0.0 {
                    continue;
                }
                if (slope - first).abs() > ROUNDING * size {
                    return None;
                }
                *counts = true;
            }
        }
        let positions = counts.into_iter().filter(|counts| *counts).count();
        (positions > 0).then_some(positions as u32)
    }
}

/// One number for each position of a layer.
pub(super) struct OfLayer {
    pub of: fn(&Layer) -> Vec<f64>,
    /// The parameter that tells the layer.
    pub layer: &'static ParamSpec,
    /// Whether its sign says something.
    pub signed: bool,
    /// Whether the numbers add up to a part of the score.
    pub adds_up: bool,
    /// Whether it is the class map where nothing but a mean lies behind the layer.
    pub is_cam: bool,
}

impl SaliencyMethod for OfLayer {
    fn attribute<'a>(
        &'a self,
        job: &'a Job,
        mut subject: Subject<'a>,
    ) -> LocalFuture<'a, Result<Attribution, JobFailure>> {
        Box::pin(async move {
            let (name, instead) = chosen(&subject, self.layer);
            let layer = Layer::of(job, &mut subject, name, SCORES).await?;
            let values = (self.of)(&layer);
            let mut facts = Vec::from_iter(instead);
            if self.is_cam && layer.is_last {
                facts.extend(layer.coinciding());
            }
            if self.adds_up {
                let (sum, score) = (values.iter().sum::<f64>() as f32, subject.score().await?);
                facts.push(Fact::SumAndScore { sum, score });
            }
            Ok(layer.map(values, self.signed).with(facts))
        })
    }
}

impl Layer {
    /// What is to be said where nothing but a rectifier and a mean lies behind the network's last maps.
    fn coinciding(&self) -> Vec<Fact> {
        let positions = self.pooled_positions();
        let of = self.positions as u32;
        let facts =
            positions.map(|positions| [Fact::CamsCoincide, Fact::Positive { positions, of }]);
        facts.into_iter().flatten().collect()
    }

    /// The map of one number for each position.
    pub fn map(&self, values: Vec<f64>, signed: bool) -> Attribution {
        Attribution {
            values: values.into_iter().map(|value| value as f32).collect(),
            sheet: MapSheet {
                signed,
                ..self.sheet
            },
            facts: Vec::new(),
        }
    }
}

/// The layer that was chosen by `param`, and what is to be said where the network lacks it.
fn chosen(subject: &Subject<'_>, param: &ParamSpec) -> (&'static str, Option<Fact>) {
    let (params, network) = (subject.params, subject.network.spec());
    let layer = params.layer(param, network);
    let instead = Fact::LastMapsInstead {
        layer: layer.to_owned(),
    };
    let lacks = params.lacks_layer(param, network);
    (layer, lacks.then_some(instead))
}
