use crate::catalogue;
use crate::protocol::{Aim, Start, Term, VisualizeRequest};
use crate::spec::{ClassId, NetworkSpec, ParamSpec, ParamValues};

use super::terms::{FIRST_CLASS, first_class, set_class, terms_of};
use super::{Axis, VisualEvent};

/// More terms than this are no objective that anybody can follow.
pub(super) const MOST_TERMS: usize = 8;

/// What one direction of a sheet varies, and over which values.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AxisChoice {
    pub axis: Option<Axis>,
    pub values: Vec<f32>,
}

/// What the reader chose for visualisations; nothing here is lost when a worker goes.
#[derive(Debug, Clone, PartialEq)]
pub struct VisualSettings {
    /// The last one chosen; its parameters may have been changed since.
    pub preset: &'static str,
    /// Never empty.
    pub terms: Vec<Term>,
    pub params: ParamValues,
    pub start: Start,
    pub seed: u32,
    /// Columns and rows of a sheet.
    pub axes: [AxisChoice; 2],
}

impl Default for VisualSettings {
    fn default() -> Self {
        let preset = &catalogue::PRESETS[0];
        let axis = Axis::LAMBDA;
        Self {
            preset: preset.id,
            terms: vec![Term {
                weight: 1.0,
                aim: Aim::Score(FIRST_CLASS),
            }],
            params: preset.params(),
            start: preset.start,
            seed: 0,
            axes: [
                AxisChoice {
                    axis: Some(axis),
                    values: axis.offered(0),
                },
                AxisChoice::default(),
            ],
        }
    }
}

impl VisualSettings {
    /// The class of the first term that names one.
    pub fn class(&self) -> Option<ClassId> {
        self.terms.iter().find_map(|term| class_of(&term.aim))
    }

    /// A run as everything is set, with pictures on the way.
    pub fn request(&self) -> VisualizeRequest {
        VisualizeRequest {
            terms: self.terms.clone(),
            params: self.params.clone(),
            start: self.start,
            seed: self.seed,
            frames: true,
        }
    }

    /// Whether nothing was changed since the preset was chosen.
    pub fn is_preset(&self) -> bool {
        let preset = catalogue::PRESETS.iter().find(|p| p.id == self.preset);
        preset.is_some_and(|preset| {
            let values = preset.params();
            let same = |param: &&ParamSpec| values.get(param) == self.params.get(param);
            let climbs = |layer: &str| matches!(&self.terms[..], [Term { aim: Aim::Layer { layer: l }, .. }] if l == layer);
            let has_aim = preset.layer.is_none_or(climbs);
            self.start == preset.start && has_aim && catalogue::VISUALIZE_PARAMS.iter().all(same)
        })
    }

    /// Takes in a choice; what the network or the page does not know is ignored.
    pub(super) fn change(&mut self, event: VisualEvent, network: &NetworkSpec) {
        let classes = network.classes;
        match event {
            VisualEvent::Preset(id) => self.take_preset(id, network),
            VisualEvent::Set(param, value) => self.params.set(param, value),
            VisualEvent::Class(class) if class.index() < classes => {
                set_class(&mut self.terms, class)
            }
            VisualEvent::Term(at, term) if is_known(&term, network) => {
                if let Some(place) = self.terms.get_mut(at) {
                    *place = term;
                } else if self.terms.len() < MOST_TERMS {
                    self.terms.push(term);
                }
            }
            VisualEvent::RemoveTerm(at) if self.terms.len() > 1 && at < self.terms.len() => {
                self.terms.remove(at);
            }
            VisualEvent::Start(start) => self.start = start,
            VisualEvent::Seed(seed) => self.seed = seed,
            VisualEvent::Axis(at, axis) => {
                if let Some(choice) = self.axes.get_mut(at) {
                    choice.axis = axis;
                    choice.values = axis.map(|axis| axis.offered(classes)).unwrap_or_default();
                }
            }
            VisualEvent::AxisValues(at, values) => {
                if let Some(choice) = self.axes.get_mut(at)
                    && let Some(axis) = choice.axis
                {
                    choice.values = axis.accept(&values, classes);
                }
            }
            _ => {}
        }
    }

    /// Leaves out what another network does not have.
    pub(in crate::app_model) fn adapt(&mut self, network: &NetworkSpec) {
        self.terms.retain(|term| is_known(term, network));
        if self.terms.is_empty() {
            self.terms = vec![Term {
                weight: 1.0,
                aim: Aim::Score(first_class(network)),
            }];
        }
        for choice in &mut self.axes {
            if choice.axis == Some(Axis::Class) {
                choice.adapt_classes(network.classes);
            }
        }
    }

    fn take_preset(&mut self, id: &str, network: &NetworkSpec) {
        let Some(preset) = catalogue::PRESETS.iter().find(|p| p.id == id) else {
            return;
        };
        self.preset = preset.id;
        self.params = preset.params();
        self.start = preset.start;
        self.terms = terms_of(preset, std::mem::take(&mut self.terms), network);
    }
}

impl AxisChoice {
    /// Classes that another network does not have go; where none stays, those on offer come.
    fn adapt_classes(&mut self, classes: usize) {
        let before = self.values.len();
        self.values.retain(|class| (*class as usize) < classes);
        if self.values.is_empty() && before > 0 {
            self.values = Axis::Class.offered(classes);
        }
    }
}

fn class_of(aim: &Aim) -> Option<ClassId> {
    match aim {
        Aim::Score(class) | Aim::Probability(class) => Some(*class),
        _ => None,
    }
}

fn is_known(term: &Term, network: &NetworkSpec) -> bool {
    let (classes, layers) = (network.classes, network.layers);
    let exists = match &term.aim {
        Aim::Score(class) | Aim::Probability(class) => class.index() < classes,
        Aim::Channel { layer, .. } | Aim::Unit { layer, .. } | Aim::Layer { layer } => {
            layers.contains(&layer.as_str())
        }
    };
    exists && term.weight.is_finite()
}
