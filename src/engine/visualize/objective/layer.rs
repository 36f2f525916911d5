//! A whole layer, half its mean square (DeepDream: Mordvintsev, Olah & Tyka 2015).

use super::super::contract::{About, Objective, Seeded};
use crate::engine::formula::Formula;
use crate::engine::network::{NetworkError, Seed, Trace};
use crate::engine::space::total;
use crate::spec::{Need, ObjectiveSpec, Text};

/// What the page shows of it.
pub const ENTRY: ObjectiveSpec = ObjectiveSpec {
    id: "layer",
    name: Text::new(
        "a whole layer (DeepDream)",
        "une couche entière (DeepDream)",
    ),
    words: Text::new(
        "Half the mean square of all activations of the layer: whatever it sees already, more of it.",
        "La moitié de la moyenne des carrés de toutes les activations de la couche\u{a0}: ce qu’elle voit déjà, davantage.",
    ),
    caption: Text::new("layer {layer}", "couche {layer}"),
    needs: &[Need::Layer],
};

pub(super) struct Layer;

impl Objective for Layer {
    fn seeds(&self, about: About, trace: &Trace<'_>) -> Result<Seeded, NetworkError> {
        let layer = about.layer;
        let activation = trace.activation(layer)?;
        let count = activation.dims().iter().product::<usize>() as f32;
        let weights = (Formula::from(&activation) / count).image();
        let value = total(Formula::from(&activation) * &weights * 0.5);
        Ok((vec![Seed { layer, weights }], value))
    }
}
