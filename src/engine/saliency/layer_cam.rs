//! LayerCAM (Jiang et al. 2021): the maps of a layer, each place weighted by its positive gradient.

use crate::spec::{Cost, Formula, MethodKind, MethodSpec, Paper, ParamKind, ParamSpec, Text};

use super::maps::{Layer, OfLayer};

/// Whose maps.
pub const LAYER: ParamSpec = ParamSpec {
    id: "layer",
    name: Text::new("Layer", "Couche"),
    hint: Text::new(
        "The maps of which layer. Earlier ones are finer and show parts and edges, later ones the whole object.",
        "Les cartes de quelle couche. Les premières sont plus fines et montrent des parties et des contours, les dernières l’objet entier.",
    ),
    unit: Text::new("", ""),
    kind: ParamKind::Layer,
};

/// What the page shows of it.
pub const ENTRY: MethodSpec = MethodSpec {
    id: "layer-cam",
    name: Text::new("LayerCAM", "LayerCAM"),
    explanation: Text::new(
        "Made for any layer, not only the last: at each place, each channel counts by its own gradient where that is positive. Early layers have finer maps, so edges and parts show up where Grad-CAM, which averages the gradient over the whole map, has lost the place.",
        "Conçu pour n’importe quelle couche, et non la seule dernière\u{a0}: en chaque endroit, chaque canal compte selon son propre gradient là où il est positif. Les premières couches ont des cartes plus fines\u{a0}: contours et parties apparaissent là où Grad-CAM, qui moyenne le gradient sur toute la carte, a perdu l’endroit.",
    ),
    formula: Formula {
        words: Text::new(
            "The map M is the positive part of the sum over channels k of the positive part of the derivative G of the score S of class i, times the activation A.",
            "La carte M est la partie positive de la somme, sur les canaux k, de la partie positive de la dérivée G du score S de la classe i, multipliée par l’activation A.",
        ),
        mathml: "<mrow><mi>M</mi><mo>=</mo><mi>max</mi><mo>(</mo><munder><mo>∑</mo><mi>k</mi></munder><mi>max</mi><mo>(</mo><msub><mi>G</mi><mi>k</mi></msub><mo>,</mo><mn>0</mn><mo>)</mo><msub><mi>A</mi><mi>k</mi></msub><mo>,</mo><mn>0</mn><mo>)</mo></mrow>",
    },
    background: &[],
    beware: Text::new(
        "Only what speaks for the class is kept; what speaks against it, channel by channel, is not set off against it, so the map is wider than HiResCAM’s and its sum is no score.",
        "Seul ce qui plaide pour la classe est gardé\u{202f}; ce qui plaide contre elle, canal par canal, n’en est pas déduit\u{a0}: la carte est plus large que celle de HiResCAM, et sa somme n’est pas un score.",
    ),
    paper: Paper {
        cite: "Jiang, Zhang, Hou, Cheng & Wei (2021)",
        title: "LayerCAM: Exploring Hierarchical Class Activation Maps for Localization",
        url: "https://doi.org/10.1109/TIP.2021.3089943",
    },
    deviations: Text::new(
        "One layer at a time is shown; the paper also joins several. The map is not stretched over the image, and not divided by its maximum.",
        "Une couche à la fois est montrée\u{202f}; l’article en réunit aussi plusieurs. La carte n’est pas étirée sur l’image, ni divisée par son maximum.",
    ),
    params: &[&LAYER],
    kind: MethodKind::Layers,
    cost: |_, _| Cost::GRADIENT,
};

/// Positive gradient times value, summed over the channels and rectified.
pub(super) const LAYER_CAM: OfLayer = OfLayer {
    of: rising,
    layer: &LAYER,
    signed: false,
    adds_up: false,
    is_cam: false,
};

fn rising(layer: &Layer) -> Vec<f64> {
    layer.rectified(|_, _| 1.0, |_, slope, value| slope.max(0.0) * value)
}
