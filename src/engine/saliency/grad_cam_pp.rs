//! Grad-CAM++ (Chattopadhay et al. 2018): the maps of a layer, weighted by its positive gradient.

use crate::spec::{Cost, Formula, MethodKind, MethodSpec, Paper, Text};

use super::maps::{LAYER, Layer, OfLayer};

/// What the page shows of it.
pub const ENTRY: MethodSpec = MethodSpec {
    id: "grad-cam-plus-plus",
    name: Text::new("Grad-CAM++", "Grad-CAM++"),
    explanation: Text::new(
        "Grad-CAM with other weights: only positions where the score rises with the channel count, and a channel that answers in one small place counts as much as one that answers all over. Meant for images with several objects of one class.",
        "Grad-CAM avec d’autres poids\u{a0}: seules comptent les positions où le score monte avec le canal, et un canal qui répond en un petit endroit compte autant qu’un canal qui répond partout. Conçu pour les images où il y a plusieurs objets d’une même classe.",
    ),
    formula: Formula {
        words: Text::new(
            "The map M is the positive part of the sum over channels k of the activation A times its weight; the weight is the sum, over the positions where the gradient G is positive, of G divided by 2 plus G times the sum of A.",
            "La carte M est la partie positive de la somme, sur les canaux k, de l’activation A multipliée par son poids\u{202f}; le poids est la somme, sur les positions où le gradient G est positif, de G divisé par 2 plus G fois la somme de A.",
        ),
        mathml: "<mtable><mtr><mtd><mi>M</mi><mo>=</mo><mi>max</mi><mo>(</mo><munder><mo>∑</mo><mi>k</mi></munder><msub><mi>a</mi><mi>k</mi></msub><msub><mi>A</mi><mi>k</mi></msub><mo>,</mo><mn>0</mn><mo>)</mo></mtd></mtr><mtr><mtd><msub><mi>a</mi><mi>k</mi></msub><mo>=</mo><munder><mo>∑</mo><mrow><msub><mi>G</mi><mi>k</mi></msub><mo>&gt;</mo><mn>0</mn></mrow></munder><mfrac><msub><mi>G</mi><mi>k</mi></msub><mrow><mn>2</mn><mo>+</mo><msub><mi>G</mi><mi>k</mi></msub><mo>∑</mo><msub><mi>A</mi><mi>k</mi></msub></mrow></mfrac></mtd></mtr></mtable>",
    },
    background: &[],
    beware: Text::new(
        "Where nothing but a mean lies behind the layer, the gradients are so small that the weights are nearly half the sum of the positive gradients; programs that add a small constant to the denominator draw another map there.",
        "Là où seule une moyenne suit la couche, les gradients sont si petits que les poids valent à peu près la moitié de la somme des gradients positifs\u{202f}; les programmes qui ajoutent une petite constante au dénominateur y dessinent une autre carte.",
    ),
    paper: Paper {
        cite: "Chattopadhay, Sarkar, Howlader & Balasubramanian (2018)",
        title: "Grad-CAM++: Improved Visual Explanations for Deep Convolutional Networks",
        url: "https://arxiv.org/abs/1710.11063",
    },
    deviations: Text::new(
        "No constant is added to the denominator; where it is not positive, in layers that end without a rectifier, the position does not count. The factor exp(S), alike in all weights, is left out.",
        "Rien n’est ajouté au dénominateur\u{202f}; là où il n’est pas positif, dans les couches qui finissent sans rectifieur, la position ne compte pas. Le facteur exp(S), le même dans tous les poids, est omis.",
    ),
    params: &[&LAYER],
    kind: MethodKind::Layers,
    cost: |_, _| Cost::GRADIENT,
};

/// The maps of the layer, weighted and rectified.
pub(super) const GRAD_CAM_PP: OfLayer = OfLayer {
    of: weighted,
    layer: &LAYER,
    signed: false,
    adds_up: false,
    is_cam: false,
};

fn weighted(layer: &Layer) -> Vec<f64> {
    layer.rectified(weight, |weight, _, value| weight * value)
}

/// Of a channel, from its gradient and its map.
fn weight(gradient: &[f32], map: &[f32]) -> f64 {
    let total: f64 = map.iter().copied().map(f64::from).sum();
    let rising = gradient.iter().filter(|slope| **slope > 0.0);
    rising
        .map(|slope| {
            let slope = f64::from(*slope);
            // G^2 / (2 G^2 + G^3 sum A) times G.
            let below = 2.0 + slope * total;
            if below > 0.0 { slope / below } else { 0.0 }
        })
        .sum()
}
