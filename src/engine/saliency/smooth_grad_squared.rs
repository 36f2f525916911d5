//! SmoothGrad squared (Hooker et al. 2019): the mean of the squares of the maps of noisy copies.

use crate::spec::{Formula, MethodKind, MethodSpec, Paper, Text};

use super::copies::{self, BASE, COPIES, NOISE, OverCopies, SEED};

/// What the page shows of it.
pub const ENTRY: MethodSpec = MethodSpec {
    id: "smooth-grad-squared",
    name: Text::new("SmoothGrad squared", "SmoothGrad au carré"),
    explanation: Text::new(
        "The map of many noisy copies of the image, each value squared before the mean is taken: signs no longer cancel out, so the map shows where the score is steep in whichever direction. It hangs much less on the seed than the plain mean.",
        "La carte de nombreuses copies bruitées de l’image, chaque valeur étant élevée au carré avant la moyenne\u{a0}: les signes ne s’annulent plus, et la carte montre où le score est raide, dans quelque sens que ce soit. Elle dépend bien moins de la graine que la simple moyenne.",
    ),
    formula: Formula {
        words: Text::new(
            "The map is the mean over n copies of the square of the map g of the image I with normal noise ε added.",
            "La carte est la moyenne, sur n copies, du carré de la carte g de l’image I à laquelle un bruit normal ε est ajouté.",
        ),
        mathml: "<mrow><mfrac><mn>1</mn><mi>n</mi></mfrac><munderover><mo>∑</mo><mrow><mi>k</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><mi>g</mi><msup><mrow><mo>(</mo><mi>I</mi><mo>+</mo><msub><mi>ε</mi><mi>k</mi></msub><mo>)</mo></mrow><mn>2</mn></msup></mrow>",
    },
    background: &[],
    beware: Text::new(
        "Squares spread the values over many orders of magnitude: on the full range a few pixels take all the colours; choose a percentile. A well-known program draws this map under the name SmoothGrad.",
        "Les carrés étalent les valeurs sur plusieurs ordres de grandeur\u{a0}: sur l’étendue complète, quelques pixels prennent toutes les couleurs\u{202f}; choisissez un centile. Un programme connu dessine cette carte sous le nom de SmoothGrad.",
    ),
    paper: Paper {
        cite: "Hooker, Erhan, Kindermans & Kim (2019)",
        title: "A Benchmark for Interpretability Methods in Deep Neural Networks",
        url: "https://arxiv.org/abs/1806.10758",
    },
    deviations: Text::new(
        "The noise is a share of all grey levels, not of the levels in this image; the default is 4%.",
        "Le bruit est une part de tous les niveaux de gris, non de ceux de cette image\u{202f}; 4\u{202f}% par défaut.",
    ),
    params: &[&BASE, &COPIES, &NOISE, &SEED],
    kind: MethodKind::Noise,
    cost: copies::cost,
};

/// Of the maps.
pub(super) const SMOOTH_GRAD_SQUARED: OverCopies = OverCopies {
    of: |[_, squares]| squares,
    is_squared: true,
};
