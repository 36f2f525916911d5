//! Grad-CAM (Selvaraju et al. 2017): the maps of a layer, each weighted by the mean of its gradient.

use crate::spec::{Cost, Formula, MethodKind, MethodSpec, Paper, Text};

use super::maps::{Layer, OfLayer};

pub use super::maps::LAYER;

/// What the page shows of it.
pub const ENTRY: MethodSpec = MethodSpec {
    id: "grad-cam",
    name: Text::new("Grad-CAM", "Grad-CAM"),
    explanation: Text::new(
        "Each map of a late layer answers to some pattern and says where it is. Grad-CAM adds these maps up, each weighted by how much the score of the class gains when the whole map grows, and keeps what is positive: a coarse map of where the evidence for the class lies.",
        "Chaque carte d’une couche tardive répond à un motif et dit où il est. Grad-CAM additionne ces cartes, chacune pondérée par ce que le score de la classe gagne quand toute la carte grandit, et garde ce qui est positif\u{a0}: une carte grossière de l’endroit où sont les indices de la classe.",
    ),
    formula: Formula {
        words: Text::new(
            "The map M is the positive part of the sum over channels k of the activation A of the channel times a; a is the mean over all N positions of the derivative of the score S of class i with respect to the channel.",
            "La carte M est la partie positive de la somme, sur les canaux k, de l’activation A du canal multipliée par a\u{202f}; a est la moyenne, sur les N positions, de la dérivée du score S de la classe i par rapport au canal.",
        ),
        mathml: "<mtable><mtr><mtd><mi>M</mi><mo>=</mo><mi>max</mi><mo>(</mo><munder><mo>∑</mo><mi>k</mi></munder><msub><mi>a</mi><mi>k</mi></msub><msub><mi>A</mi><mi>k</mi></msub><mo>,</mo><mn>0</mn><mo>)</mo></mtd></mtr><mtr><mtd><msub><mi>a</mi><mi>k</mi></msub><mo>=</mo><mfrac><mn>1</mn><mi>N</mi></mfrac><munder><mo>∑</mo><mrow><mi>x</mi><mo>,</mo><mi>y</mi></mrow></munder><mfrac><mrow><mo>∂</mo><msub><mi>S</mi><mi>i</mi></msub></mrow><mrow><mo>∂</mo><msub><mi>A</mi><mrow><mi>k</mi><mo>,</mo><mi>x</mi><mo>,</mo><mi>y</mi></mrow></msub></mrow></mfrac></mtd></mtr></mtable>",
    },
    background: &[],
    beware: Text::new(
        "The map has few numbers: 13 by 13 or 7 by 7. They are drawn at the middles of what they see, with straight lines in between and constants outside; each sees far more of the image than its share. A class whose score is cut off at zero has a map of zeros.",
        "La carte a peu de valeurs\u{a0}: 13 sur 13 ou 7 sur 7. Elles sont dessinées au milieu de ce qu’elles voient, avec interpolation linéaire entre elles et constantes au-delà\u{202f}; chacune voit bien plus de l’image que sa part. Une classe dont le score est coupé à zéro a une carte nulle.",
    ),
    paper: Paper {
        cite: "Selvaraju et al. (2017)",
        title: "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization",
        url: "https://arxiv.org/abs/1610.02391",
    },
    deviations: Text::new(
        "The map is not stretched over the image, and not divided by its maximum.",
        "La carte n’est pas étirée sur l’image, ni divisée par son maximum.",
    ),
    params: &[&LAYER],
    kind: MethodKind::Layers,
    cost: |_, _| Cost::GRADIENT,
};

/// The maps of the layer, weighted and rectified.
pub(super) const GRAD_CAM: OfLayer = OfLayer {
    of: weighted,
    layer: &LAYER,
    signed: false,
    adds_up: false,
    is_cam: true,
};

fn weighted(layer: &Layer) -> Vec<f64> {
    let mean = |gradient: &[f32]| {
        let sum: f64 = gradient.iter().copied().map(f64::from).sum();
        sum / layer.positions as f64
    };
    layer.rectified(
        |gradient, _| mean(gradient),
        |weight, _, value| weight * value,
    )
}
