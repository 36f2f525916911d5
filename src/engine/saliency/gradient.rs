//! The gradient of a class score with respect to the image (Simonyan et al. 2014, section 3).
//!
//! The score is the unnormalised one, as in the paper. The paper's map, the largest absolute value
//! over the three channels, is a reduction made where the map is drawn, so that others can be
//! chosen without computing again.

use crate::engine::network::Rule;
use crate::spec::{Cost, Formula, MethodKind, MethodSpec, Paper, Text, Unit};

use super::ByRule;
use super::looks::ById;

/// What the page shows of it.
pub const ENTRY: MethodSpec = MethodSpec {
    id: "gradient",
    name: Text::new("Gradient", "Gradient"),
    explanation: Text::new(
        "How much would the score of a class change if one pixel changed a little? One forward and one backward pass answer for every pixel at once: the gradient of the score with respect to the image. Bright pixels are those on which the answer depends most.",
        "De combien changerait le score d’une classe si un pixel changeait un peu ? Une passe avant et une passe arrière répondent pour tous les pixels à la fois : c’est le gradient du score par rapport à l’image. Les pixels clairs sont ceux dont la réponse dépend le plus.",
    ),
    formula: Formula {
        words: Text::new(
            "The map M at pixel (x, y) is the largest, over the colour channels c, of the absolute derivative of the score S of class i with respect to the image I.",
            "La carte M au pixel (x, y) est le maximum, sur les canaux de couleur c, de la valeur absolue de la dérivée du score S de la classe i par rapport à l’image I.",
        ),
        mathml: "<mrow><msub><mi>M</mi><mrow><mi>x</mi><mo>,</mo><mi>y</mi></mrow></msub><mo>=</mo><munder><mi>max</mi><mi>c</mi></munder><mrow><mo>|</mo><mfrac><mrow><mo>∂</mo><msub><mi>S</mi><mi>i</mi></msub></mrow><mrow><mo>∂</mo><msub><mi>I</mi><mrow><mi>c</mi><mo>,</mo><mi>x</mi><mo>,</mo><mi>y</mi></mrow></msub></mrow></mfrac><mo>|</mo></mrow></mrow>",
    },
    background: &[Formula {
        words: Text::new(
            "Close to the image I₀ the score behaves like a linear function, whose weights are its gradient there: a large weight marks a pixel that matters.",
            "Près de l’image I₀, le score se comporte comme une fonction linéaire dont les poids sont son gradient en ce point : un grand poids signale un pixel qui compte.",
        ),
        mathml: "<mtable><mtr><mtd><msub><mi>S</mi><mi>i</mi></msub><mo>(</mo><mi>I</mi><mo>)</mo><mo>≈</mo><msub><mi>S</mi><mi>i</mi></msub><mo>(</mo><msub><mi>I</mi><mn>0</mn></msub><mo>)</mo><mo>+</mo><msup><mi>w</mi><mi>⊤</mi></msup><mo>(</mo><mi>I</mi><mo>−</mo><msub><mi>I</mi><mn>0</mn></msub><mo>)</mo></mtd></mtr><mtr><mtd><mi>w</mi><mo>=</mo><mfrac><mrow><mo>∂</mo><msub><mi>S</mi><mi>i</mi></msub></mrow><mrow><mo>∂</mo><mi>I</mi></mrow></mfrac><mo>(</mo><msub><mi>I</mi><mn>0</mn></msub><mo>)</mo></mtd></mtr></mtable>",
    }],
    beware: Text::new(
        "Sᵢ is the score before the softmax, as in the paper: with the softmax, the map would also show what argues against the other classes. The gradient is taken with respect to the normalised image, (value/255 − mean)/standard deviation, channel by channel. A map says which pixels the score is sensitive to, not why; a single gradient is noisy.",
        "Sᵢ est le score avant le softmax, comme dans l’article : avec le softmax, la carte montrerait aussi ce qui plaide contre les autres classes. Le gradient est pris par rapport à l’image normalisée, (valeur/255 − moyenne)/écart type, canal par canal. Une carte dit à quels pixels le score est sensible, pas pourquoi ; un seul gradient est bruité.",
    ),
    paper: Paper {
        cite: "Simonyan, Vedaldi & Zisserman (2014)",
        title: "Deep Inside Convolutional Networks: Visualising Image Classification Models and Saliency Maps",
        url: "https://arxiv.org/abs/1312.6034",
    },
    deviations: Text::new(
        "The paper averages ten crops of the image; here there is one.",
        "L’article fait la moyenne sur dix cadrages de l’image\u{202f}; ici il n’y en a qu’un.",
    ),
    params: &[],
    kind: MethodKind::Gradients,
    cost: |_, _| Cost::GRADIENT,
};

/// `d score / d image_norm`.
pub const GRADIENT: ByRule = ByRule(Rule::Gradient, Unit::Slope);

/// This method, for who asks for its numbers.
pub(super) const BY_ID: ById = (ENTRY.id, &GRADIENT);
