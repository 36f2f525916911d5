//! Guided backpropagation (Springenberg et al. 2015): the gradient, of which every rectifier lets
//! through what is positive alone.

use crate::engine::network::Rule;
use crate::spec::{Cost, Formula, MethodKind, MethodSpec, Paper, Text, Unit};

use super::ByRule;

/// What the page shows of it.
pub const ENTRY: MethodSpec = MethodSpec {
    id: "guided-backpropagation",
    name: Text::new("Guided backpropagation", "Rétropropagation guidée"),
    explanation: Text::new(
        "The backward pass of the gradient, changed at every rectifier: what comes back passes only where the unit was active and the value is positive. What argues against the class is dropped on the way, layer after layer, so the edges of what speaks for it stand out sharply.",
        "La passe arrière du gradient, modifiée à chaque rectifieur\u{a0}: ce qui revient ne passe que là où l’unité était active et où la valeur est positive. Ce qui plaide contre la classe est écarté en chemin, couche après couche, et les contours de ce qui plaide pour elle ressortent nettement.",
    ),
    formula: Formula {
        words: Text::new(
            "At every rectifier, what goes on towards the image is the positive part of what comes from the score, where the output u of the unit was positive.",
            "À chaque rectifieur, ce qui continue vers l’image est la partie positive de ce qui vient du score, là où la sortie u de l’unité était positive.",
        ),
        mathml: "<mrow><msub><mi>R</mi><mi>in</mi></msub><mo>=</mo><msub><mn>1</mn><mrow><mi>u</mi><mo>&gt;</mo><mn>0</mn></mrow></msub><mo>·</mo><mi>max</mi><mo>(</mo><msub><mi>R</mi><mi>out</mi></msub><mo>,</mo><mn>0</mn><mo>)</mo></mrow>",
    },
    background: &[],
    beware: Text::new(
        "It is no gradient, nor a smoothed one: its correlation with the gradient is near zero. It draws edges whatever the class, and hardly changes when the last layers are given random weights: a sharp picture is no proof that the network looks there.",
        "Ce n’est pas un gradient, pas même lissé\u{a0}: sa corrélation avec le gradient est presque nulle. Elle dessine des contours quelle que soit la classe, et ne change guère quand on donne des poids aléatoires aux dernières couches\u{a0}: une image nette ne prouve pas que le réseau regarde là.",
    ),
    paper: Paper {
        cite: "Springenberg, Dosovitskiy, Brox & Riedmiller (2015)",
        title: "Striving for Simplicity: The All Convolutional Net",
        url: "https://arxiv.org/abs/1412.6806",
    },
    deviations: Text::new(
        "The rule holds at every rectifier, the last one before the scores too. A ReLU6 is active between 0 and 6.",
        "La règle vaut à chaque rectifieur, y compris le dernier avant les scores. Une ReLU6 est active entre 0 et 6.",
    ),
    params: &[],
    kind: MethodKind::Gradients,
    cost: |_, _| Cost::GRADIENT,
};

/// The gradient by the guided rule.
pub const GUIDED: ByRule = ByRule(Rule::Guided, Unit::Arbitrary);
