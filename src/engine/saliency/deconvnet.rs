//! The deconvolutional network (Zeiler & Fergus 2014) as a rule for rectifiers (Simonyan et al. 2014,
//! section 4): what is positive passes, whatever the unit did.

use crate::engine::network::Rule;
use crate::spec::{Cost, Formula, MethodKind, MethodSpec, Paper, Text, Unit};

use super::ByRule;

/// What the page shows of it.
pub const ENTRY: MethodSpec = MethodSpec {
    id: "deconvnet",
    name: Text::new("Deconvolutional network", "Réseau déconvolutif"),
    explanation: Text::new(
        "The backward pass of the gradient, but every rectifier rectifies what comes back, not what went forward: a positive value passes even where the unit was silent. Only the places of the maxima remember the image.",
        "La passe arrière du gradient, mais chaque rectifieur rectifie ce qui revient, non ce qui est passé à l’aller\u{a0}: une valeur positive passe même là où l’unité était muette. Seules les positions des maximums se souviennent de l’image.",
    ),
    formula: Formula {
        words: Text::new(
            "At every rectifier, what goes on towards the image is the positive part of what comes from the score.",
            "À chaque rectifieur, ce qui continue vers l’image est la partie positive de ce qui vient du score.",
        ),
        mathml: "<mrow><msub><mi>R</mi><mi>in</mi></msub><mo>=</mo><mi>max</mi><mo>(</mo><msub><mi>R</mi><mi>out</mi></msub><mo>,</mo><mn>0</mn><mo>)</mo></mrow>",
    },
    background: &[],
    beware: Text::new(
        "It is no gradient. Where a network has few max-pooling layers, it depends little on the image, and hardly on the class.",
        "Ce n’est pas un gradient. Dans un réseau qui a peu de couches de maximum, elle dépend peu de l’image, et à peine de la classe.",
    ),
    paper: Paper {
        cite: "Zeiler & Fergus (2014)",
        title: "Visualizing and Understanding Convolutional Networks",
        url: "https://arxiv.org/abs/1311.2901",
    },
    deviations: Text::new(
        "The paper starts from one feature map of a layer; here it starts from the score of the class.",
        "L’article part d’une carte d’une couche\u{202f}; ici on part du score de la classe.",
    ),
    params: &[],
    kind: MethodKind::Gradients,
    cost: |_, _| Cost::GRADIENT,
};

/// The gradient by the rule of the deconvolutional network.
pub const DECONVNET: ByRule = ByRule(Rule::Deconvnet, Unit::Arbitrary);
