use serde::{Deserialize, Serialize};

use crate::app_model::keeping::Piece;
use crate::catalogue;
use crate::protocol::{Start, Term};
use crate::spec::{NetworkSpec, ParamValues};

use super::settings::MOST_TERMS;
use super::{Axis, AxisChoice, VisualSettings};

/// [`VisualSettings`] as they are kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptVisualSettings {
    preset: String,
    terms: Vec<Term>,
    params: ParamValues,
    start: Start,
    seed: u32,
    axes: [(Option<KeptAxis>, Vec<f32>); 2],
}

/// [`Axis`] as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum KeptAxis {
    Param(String),
    Class,
    /// Ids of the presets that there were: a value is a position among them.
    Presets(Vec<String>),
    Seed,
}

fn presets() -> Vec<String> {
    let presets = catalogue::PRESETS.iter();
    presets.map(|preset| preset.id.to_owned()).collect()
}

impl Axis {
    pub(super) fn keep(self) -> KeptAxis {
        match self {
            Self::Param(id) => KeptAxis::Param(id.to_owned()),
            Self::Class => KeptAxis::Class,
            Self::Preset => KeptAxis::Presets(presets()),
            Self::Seed => KeptAxis::Seed,
        }
    }
}

impl KeptAxis {
    /// None where the page does not know it any more.
    pub(super) fn axis(&self) -> Option<Axis> {
        Some(match self {
            Self::Param(id) => {
                let mut params = catalogue::VISUALIZE_PARAMS.iter();
                Axis::Param(params.find(|param| param.id == id)?.id)
            }
            Self::Class => Axis::Class,
            Self::Presets(known) if *known == presets() => Axis::Preset,
            Self::Presets(_) => return None,
            Self::Seed => Axis::Seed,
        })
    }
}

impl VisualSettings {
    pub(in crate::app_model) fn keep(&self) -> KeptVisualSettings {
        let Self {
            preset,
            terms,
            params,
            start,
            seed,
            axes,
        } = self;
        let axis =
            |AxisChoice { axis, values }: &AxisChoice| (axis.map(Axis::keep), values.clone());
        KeptVisualSettings {
            preset: (*preset).to_owned(),
            terms: terms.clone(),
            params: params.clone(),
            start: *start,
            seed: *seed,
            axes: [axis(&axes[0]), axis(&axes[1])],
        }
    }

    /// For a network; what the page does not know any more has its default.
    pub(in crate::app_model) fn restore(
        kept: KeptVisualSettings,
        network: &NetworkSpec,
        lost: &mut Vec<Piece>,
    ) -> Self {
        let default = Self::default();
        let preset = catalogue::PRESETS.iter().find(|p| p.id == kept.preset);
        let mut is_whole = preset.is_some();
        let axes = kept.axes.map(|(axis, values)| {
            let known = axis.as_ref().map(KeptAxis::axis);
            is_whole &= known != Some(None);
            let axis = known.flatten();
            AxisChoice {
                values: axis.map_or_else(Vec::new, |axis| axis.accept(&values, network.classes)),
                axis,
            }
        });
        let mut settings = Self {
            preset: preset.map_or(default.preset, |preset| preset.id),
            terms: kept.terms.iter().take(MOST_TERMS).cloned().collect(),
            params: kept.params,
            start: kept.start,
            seed: kept.seed,
            axes,
        };
        settings.adapt(network);
        if !is_whole || settings.terms != kept.terms {
            lost.push(Piece::Settings);
        }
        settings
    }
}
