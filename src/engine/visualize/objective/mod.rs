//! What an image may be asked to excite; objectives add and scale.
//!
//! To add one: a file with an `ENTRY` and an [`Objective`], and the two lines below (and its line
//! in the catalogue).

pub mod layer;
pub mod probability;
pub mod score;
pub mod unit;

use super::contract::{About, Objective, Share};
use crate::engine::formula::Formula;
use crate::engine::job::{JobFailure, check_class};
use crate::engine::network::{NetworkError, Seed, Trace};
use crate::protocol::Term;
use crate::spec::{ClassId, Need, NetworkSpec};

/// An objective by its id: what it has to be told, and how it is pulled back. What the page says of it
/// is no part of the engines.
type Known = (&'static str, &'static [Need], &'static dyn Objective);

/// Every objective.
pub const OBJECTIVES: &[Known] = &[
    (score::ENTRY.id, score::ENTRY.needs, &score::Score),
    (
        probability::ENTRY.id,
        probability::ENTRY.needs,
        &probability::Probability,
    ),
    (
        unit::CHANNEL.id,
        unit::CHANNEL.needs,
        &unit::Unit::Everywhere,
    ),
    (unit::UNIT.id, unit::UNIT.needs, &unit::Unit::Middle),
    (layer::ENTRY.id, layer::ENTRY.needs, &layer::Layer),
];

/// What `term` is about, on a network.
fn about(needs: &[Need], term: &Term, network: &NetworkSpec) -> Result<About, JobFailure> {
    let id = &term.objective;
    let untold = |what| no_such(format!("the objective {id} needs a {what}"));
    let mut about = About {
        class: ClassId(0),
        layer: "",
        channel: 0,
    };
    for need in needs {
        match need {
            Need::Class => {
                about.class = term.class.ok_or_else(|| untold("class"))?;
                check_class(about.class, network.classes)?;
            }
            Need::Layer => {
                let name = term.layer.as_ref().ok_or_else(|| untold("layer"))?;
                let known = network.layers.iter().find(|layer| *layer == name);
                about.layer = known.ok_or_else(|| no_such(format!("there is no layer {name}")))?;
            }
            Need::Channel => {
                let channel = term.channel.ok_or_else(|| untold("channel"))?;
                about.channel = channel as usize;
                let channels = network.channels_of(about.layer).unwrap_or(0);
                if about.channel >= channels {
                    let layer = about.layer.to_owned();
                    return Err(NetworkError::NoSuchChannel {
                        layer,
                        channel,
                        channels,
                    }
                    .into());
                }
            }
        }
    }
    Ok(about)
}

fn no_such(message: String) -> JobFailure {
    JobFailure::NoSuchObjective(message)
}

/// A weighted sum of objectives.
pub struct Sum(Vec<(f32, &'static dyn Objective, About)>);

impl Sum {
    /// Of terms that `network` has all that they need for.
    ///
    /// # Errors
    /// [`JobFailure::NoSuchClass`] and [`NetworkError::NoSuchChannel`];
    /// [`JobFailure::NoSuchObjective`] where a term is of none, its layer does not exist, or it
    /// lacks what it needs, and for a sum of nothing.
    pub fn new(terms: &[Term], network: &NetworkSpec) -> Result<Self, JobFailure> {
        if terms.is_empty() {
            return Err(no_such("there is nothing to excite".to_owned()));
        }
        let one = |term: &Term| {
            let id = &term.objective;
            let known = OBJECTIVES.iter().find(|(known, ..)| known == id);
            let unknown = || no_such(format!("there is no objective named {id}"));
            let (_, needs, objective) = known.ok_or_else(unknown)?;
            Ok((term.weight, *objective, about(needs, term, network)?))
        };
        terms.iter().map(one).collect::<Result<_, _>>().map(Self)
    }

    /// As [`Objective::seeds`], of the sum.
    ///
    /// # Errors
    /// What the trace reports.
    pub fn seeds(&self, trace: &Trace<'_>) -> Result<(Vec<Seed>, Vec<Share>), NetworkError> {
        let (mut all, mut values) = (Vec::new(), Vec::new());
        for (weight, objective, about) in &self.0 {
            let (seeds, value) = objective.seeds(*about, trace)?;
            // Most sums have one term, and that whole.
            all.extend(match *weight {
                1.0 => seeds,
                weight => scaled(seeds, weight),
            });
            values.push((*weight, value));
        }
        Ok((all, values))
    }
}

fn scaled(seeds: Vec<Seed>, by: f32) -> Vec<Seed> {
    let one = |seed: Seed| Seed {
        layer: seed.layer,
        weights: (Formula::from(&seed.weights) * by).image(),
    };
    seeds.into_iter().map(one).collect()
}
