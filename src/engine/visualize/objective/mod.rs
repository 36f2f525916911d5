//! What an image may be asked to excite. Each is one file; they add and scale.

mod layer;
mod probability;
mod score;
mod unit;

use burn::tensor::Tensor;

use super::contract::{Objective, no_such};
use crate::engine::job::JobFailure;
use crate::engine::network::{Network, NetworkError, Seed, Trace};
use crate::protocol::{Aim, Term};
use crate::spec::ClassId;

/// What `aim` is on `network`.
///
/// # Errors
/// [`JobFailure::NoSuchClass`] and [`JobFailure::NoSuchObjective`].
pub fn objective(aim: &Aim, network: &dyn Network) -> Result<Box<dyn Objective>, JobFailure> {
    let spec = network.spec();
    let class = |class: ClassId| {
        let known = class.index() < spec.classes;
        known.then_some(class).ok_or(JobFailure::NoSuchClass {
            class: class.0,
            classes: spec.classes,
        })
    };
    let layer = |name: &str| {
        let known = spec.layers.iter().copied().find(|layer| *layer == name);
        known.ok_or_else(|| no_such(&format!("there is no layer {name}")))
    };
    Ok(match aim {
        Aim::Score(of) => Box::new(score::Score::new(class(*of)?, network)),
        Aim::Probability(of) => Box::new(probability::Probability(class(*of)?)),
        Aim::Channel { layer: at, channel } => Box::new(unit::Unit::whole(layer(at)?, *channel)),
        Aim::Unit { layer: at, channel } => Box::new(unit::Unit::middle(layer(at)?, *channel)),
        Aim::Layer { layer: at } => Box::new(layer::Layer(layer(at)?)),
    })
}

/// A weighted sum of objectives.
pub struct Sum(Vec<(f32, Box<dyn Objective>)>);

impl Sum {
    /// # Errors
    /// As [`objective`]; a sum of nothing.
    pub fn new(terms: &[Term], network: &dyn Network) -> Result<Self, JobFailure> {
        if terms.is_empty() {
            return Err(no_such("there is nothing to excite"));
        }
        let made = terms
            .iter()
            .map(|term| Ok((term.weight, objective(&term.aim, network)?)));
        made.collect::<Result<_, JobFailure>>().map(Self)
    }
}

impl Objective for Sum {
    fn seeds(&self, trace: &Trace<'_>) -> Result<(Vec<Seed>, Tensor<1>), NetworkError> {
        let mut all = Vec::new();
        let mut total: Option<Tensor<1>> = None;
        for (weight, objective) in &self.0 {
            let (seeds, value) = objective.seeds(trace)?;
            // Most sums have one term, and that whole.
            let (seeds, value) = match *weight {
                1.0 => (seeds, value),
                weight => (scaled(seeds, weight), value * weight),
            };
            all.extend(seeds);
            total = Some(match total {
                Some(total) => total + value,
                None => value,
            });
        }
        let total = total.ok_or(NetworkError::NoSeed)?;
        Ok((all, total))
    }
}

fn scaled(seeds: Vec<Seed>, by: f32) -> Vec<Seed> {
    let one = |seed: Seed| Seed {
        layer: seed.layer,
        weights: seed.weights * by,
    };
    seeds.into_iter().map(one).collect()
}
