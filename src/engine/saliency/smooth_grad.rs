//! SmoothGrad (Smilkov et al. 2017): the mean of another method's maps of noisy copies of the image.

use crate::spec::{Formula, MethodKind, MethodSpec, Paper, Text};

use super::copies::{self, OverCopies};

pub use super::copies::{BASE, COPIES, NOISE, SEED};

/// What the page shows of it.
pub const ENTRY: MethodSpec = MethodSpec {
    id: "smooth-grad",
    name: Text::new("SmoothGrad", "SmoothGrad"),
    explanation: Text::new(
        "A single gradient is noisy: it changes much when the image changes hardly. SmoothGrad adds noise to the image, takes the map, does so many times and shows the mean: what stays is what the copies agree on.",
        "Un seul gradient est bruité\u{a0}: il change beaucoup quand l’image change à peine. SmoothGrad ajoute du bruit à l’image, prend la carte, recommence plusieurs fois et montre la moyenne\u{a0}: ce qui reste est ce sur quoi les copies s’accordent.",
    ),
    formula: Formula {
        words: Text::new(
            "The map is the mean over n copies of the map g of the image I with normal noise ε added.",
            "La carte est la moyenne, sur n copies, de la carte g de l’image I à laquelle un bruit normal ε est ajouté.",
        ),
        mathml: "<mrow><mfrac><mn>1</mn><mi>n</mi></mfrac><munderover><mo>∑</mo><mrow><mi>k</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><mi>g</mi><mo>(</mo><mi>I</mi><mo>+</mo><msub><mi>ε</mi><mi>k</mi></msub><mo>)</mo></mrow>",
    },
    background: &[],
    beware: Text::new(
        "The mean is taken of signed values, as in the paper’s formula. With much noise, the map explains images that the network no longer recognises; with few copies, another seed gives another map.",
        "La moyenne porte sur des valeurs signées, comme dans la formule de l’article. Avec beaucoup de bruit, la carte explique des images que le réseau ne reconnaît plus\u{202f}; avec peu de copies, une autre graine donne une autre carte.",
    ),
    paper: Paper {
        cite: "Smilkov, Thorat, Kim, Viégas & Wattenberg (2017)",
        title: "SmoothGrad: removing noise by adding noise",
        url: "https://arxiv.org/abs/1706.03825",
    },
    deviations: Text::new(
        "The noise is a share of all grey levels, not of the levels in this image; the default is 4%.",
        "Le bruit est une part de tous les niveaux de gris, non de ceux de cette image\u{202f}; 4\u{202f}% par défaut.",
    ),
    params: &[&BASE, &COPIES, &NOISE, &SEED],
    kind: MethodKind::Noise,
    cost: copies::cost,
};

/// The mean of the maps.
pub(super) const SMOOTH_GRAD: OverCopies = OverCopies {
    of: |[mean, _]| mean,
    is_squared: false,
};
