//! HiResCAM (Draelos & Carin 2020): the maps of a layer times their gradient, place by place.

use crate::spec::{Cost, Formula, MethodKind, MethodSpec, Paper, Text};

use super::maps::{LAYER, Layer, OfLayer};

/// What the page shows of it.
pub const ENTRY: MethodSpec = MethodSpec {
    id: "hires-cam",
    name: Text::new("HiResCAM", "HiResCAM"),
    explanation: Text::new(
        "Grad-CAM gives each channel one weight for the whole map; here each place has its own: the gradient there times the activation there, summed over the channels. What comes out is how much each place of the layer adds to the score, as far as the network is linear behind it.",
        "Grad-CAM donne à chaque canal un seul poids pour toute la carte\u{202f}; ici chaque endroit a le sien\u{a0}: le gradient à cet endroit multiplié par l’activation à cet endroit, sommés sur les canaux. On obtient ce que chaque endroit de la couche ajoute au score, tant que le réseau est linéaire après elle.",
    ),
    formula: Formula {
        words: Text::new(
            "The map M is the sum over channels k of the derivative G of the score S of class i with respect to the activation A, times A.",
            "La carte M est la somme, sur les canaux k, de la dérivée G du score S de la classe i par rapport à l’activation A, multipliée par A.",
        ),
        mathml: "<mrow><mi>M</mi><mo>=</mo><munder><mo>∑</mo><mi>k</mi></munder><mfrac><mrow><mo>∂</mo><msub><mi>S</mi><mi>i</mi></msub></mrow><mrow><mo>∂</mo><msub><mi>A</mi><mi>k</mi></msub></mrow></mfrac><msub><mi>A</mi><mi>k</mi></msub></mrow>",
    },
    background: &[],
    beware: Text::new(
        "What is negative speaks against the class and is drawn as zero; its numbers are in the file. The sum of the map is the score but for the biases behind the layer.",
        "Ce qui est négatif plaide contre la classe et se dessine comme zéro\u{202f}; les nombres sont dans le fichier. La somme de la carte est le score, aux biais qui suivent la couche près.",
    ),
    paper: Paper {
        cite: "Draelos & Carin (2020)",
        title: "Use HiResCAM instead of Grad-CAM for faithful explanations of convolutional neural networks",
        url: "https://arxiv.org/abs/2011.08891",
    },
    deviations: Text::new(
        "The sign is kept until the map is drawn. The map is not stretched over the image, and not divided by its maximum.",
        "Le signe est gardé jusqu’au dessin. La carte n’est pas étirée sur l’image, ni divisée par son maximum.",
    ),
    params: &[&LAYER],
    kind: MethodKind::Layers,
    cost: |_, _| Cost::GRADIENT,
};

/// Gradient times value, summed over the channels.
pub(super) const HIRES_CAM: OfLayer = OfLayer {
    of: Layer::products,
    layer: &LAYER,
    signed: true,
    adds_up: true,
    is_cam: true,
};
