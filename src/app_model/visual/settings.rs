use crate::catalogue;
use crate::protocol::{Start, Term, VisualizeRequest};
use crate::spec::{ClassId, NetworkSpec, ParamSpec, ParamValues};

use super::terms::{FIRST_CLASS, class_of, first_class, fitted, set_class, terms_of};
use super::{Axis, VisualEvent};

/// More terms than this are no objective that anybody can follow.
pub(in crate::app_model) const MOST_TERMS: usize = 8;

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
            terms: vec![Term::score(FIRST_CLASS)],
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
        class_of(&self.terms)
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
            let climbs = |term| self.terms == [term];
            let has_term = preset.term().is_none_or(climbs);
            self.start == preset.start && has_term && self.has_params_of_preset()
        })
    }

    /// Whether no parameter was changed since then.
    pub fn has_params_of_preset(&self) -> bool {
        let preset = catalogue::PRESETS.iter().find(|p| p.id == self.preset);
        preset.is_some_and(|preset| {
            let values = preset.params();
            let same = |param: &&ParamSpec| values.get(param) == self.params.get(param);
            catalogue::VISUALIZE_PARAMS.iter().all(same)
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
            VisualEvent::Term(at, term) => {
                let class = self.class().unwrap_or(first_class(network));
                if let Some(term) = fitted(term, class, network) {
                    if let Some(place) = self.terms.get_mut(at) {
                        *place = term;
                    } else if self.terms.len() < MOST_TERMS {
                        self.terms.push(term);
                    }
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
        let class = first_class(network);
        let terms = std::mem::take(&mut self.terms).into_iter();
        let known = terms.filter_map(|term| fitted(term, class, network));
        self.terms = known.collect();
        if self.terms.is_empty() {
            self.terms = vec![Term::score(class)];
        }
        for choice in &mut self.axes {
            if choice.axis == Some(Axis::Class) {
                choice.adapt_classes(network.classes);
            }
        }
    }

    pub(in crate::app_model) fn take_preset(&mut self, id: &str, network: &NetworkSpec) {
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
