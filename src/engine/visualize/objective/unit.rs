//! One channel of a layer: its mean over all positions, or its value at the middle one.

use super::super::contract::{About, Objective, Seeded};
use crate::engine::formula::Formula;
use crate::engine::network::{NetworkError, Seed, Trace};
use crate::engine::space::total;
use crate::engine::tensor::tensor;
use crate::spec::{Need, ObjectiveSpec, Text};

const NEEDS: &[Need] = &[Need::Layer, Need::Channel];

/// What the page shows of it, over all positions.
pub const CHANNEL: ObjectiveSpec = ObjectiveSpec {
    id: "channel",
    name: Text::new("mean of a channel", "moyenne d’un canal"),
    words: Text::new(
        "The mean of one channel of the layer: what it looks for, everywhere in the image.",
        "La moyenne d’un canal de la couche\u{a0}: ce qu’il cherche, partout dans l’image.",
    ),
    caption: Text::new("channel {channel} of {layer}", "canal {channel} de {layer}"),
    needs: NEEDS,
};

/// What the page shows of it, at the middle position.
pub const UNIT: ObjectiveSpec = ObjectiveSpec {
    id: "unit",
    name: Text::new(
        "a channel at the middle (unit)",
        "un canal en son milieu (unité)",
    ),
    words: Text::new(
        "One channel of the layer at its middle position: what it looks for, once, in the middle.",
        "Un canal de la couche en sa position centrale\u{a0}: ce qu’il cherche, une fois, au milieu.",
    ),
    caption: Text::new(
        "unit of channel {channel} of {layer}",
        "unité du canal {channel} de {layer}",
    ),
    needs: NEEDS,
};

/// Where the channel is looked at.
pub(super) enum Unit {
    Everywhere,
    Middle,
}

impl Objective for Unit {
    fn seeds(&self, about: About, trace: &Trace<'_>) -> Result<Seeded, NetworkError> {
        let (layer, channel) = (about.layer, about.channel);
        let activation = trace.activation(layer)?;
        let [n, channels, height, width] = activation.dims();
        let plane = height * width;
        let mut weights = vec![0.0_f32; n * channels * plane];
        for image in weights.chunks_mut(channels * plane) {
            let of_channel = &mut image[channel * plane..(channel + 1) * plane];
            match self {
                Self::Everywhere => of_channel.fill(1.0 / plane as f32),
                Self::Middle => of_channel[(height / 2) * width + width / 2] = 1.0,
            }
        }
        let shape = [n, channels, height, width];
        let weights = tensor(weights, shape, &activation.device());
        let value = total(Formula::from(&activation) * &weights);
        Ok((vec![Seed { layer, weights }], value))
    }
}
