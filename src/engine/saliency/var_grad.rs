//! VarGrad (Adebayo et al. 2018): the variance of the maps of noisy copies.

use crate::spec::{Formula, MethodKind, MethodSpec, Paper, Text};

use super::copies::{self, BASE, COPIES, NOISE, OverCopies, SEED};

/// What the page shows of it.
pub const ENTRY: MethodSpec = MethodSpec {
    id: "var-grad",
    name: Text::new("VarGrad", "VarGrad"),
    explanation: Text::new(
        "How much does the map change when the image is shaken a little? The same noisy copies as for SmoothGrad, but what is shown is the variance of their maps, value by value: large where the copies disagree.",
        "De combien la carte change-t-elle quand on secoue un peu l’image\u{202f}? Les mêmes copies bruitées que pour SmoothGrad, mais ce qui est montré est la variance de leurs cartes, valeur par valeur\u{a0}: grande là où les copies ne sont pas d’accord.",
    ),
    formula: Formula {
        words: Text::new(
            "The map is the mean over n copies of the square of the map g, less the square of the mean.",
            "La carte est la moyenne, sur n copies, du carré de la carte g, moins le carré de la moyenne.",
        ),
        mathml: "<mrow><mfrac><mn>1</mn><mi>n</mi></mfrac><munderover><mo>∑</mo><mi>k</mi><mi>n</mi></munderover><msubsup><mi>g</mi><mi>k</mi><mn>2</mn></msubsup><mo>−</mo><msup><mrow><mo>(</mo><mfrac><mn>1</mn><mi>n</mi></mfrac><munderover><mo>∑</mo><mi>k</mi><mi>n</mi></munderover><msub><mi>g</mi><mi>k</mi></msub><mo>)</mo></mrow><mn>2</mn></msup></mrow>",
    },
    background: &[],
    beware: Text::new(
        "A variance says where the gradient is unsteady, not what speaks for the class. One copy has no variance: the map is then zero everywhere.",
        "Une variance dit où le gradient est instable, non ce qui plaide pour la classe. Une seule copie n’a pas de variance\u{a0}: la carte est alors nulle partout.",
    ),
    paper: Paper {
        cite: "Adebayo, Gilmer, Goodfellow & Kim (2018)",
        title: "Local Explanation Methods for Deep Neural Networks Lack Sensitivity to Parameter Values",
        url: "https://arxiv.org/abs/1810.03307",
    },
    deviations: Text::new(
        "It is the variance of these n maps, divided by n and not by n − 1. The noise is a share of all grey levels; the default is 4%.",
        "C’est la variance de ces n cartes, divisée par n et non par n − 1. Le bruit est une part de tous les niveaux de gris\u{202f}; 4\u{202f}% par défaut.",
    ),
    params: &[&BASE, &COPIES, &NOISE, &SEED],
    kind: MethodKind::Noise,
    cost: copies::cost,
};

/// Of the maps.
pub(super) const VAR_GRAD: OverCopies = OverCopies {
    of: |[mean, squares]| (squares - mean * mean).max(0.0),
    is_squared: true,
};
