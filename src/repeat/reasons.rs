//! Why a result has no counterpart in PyTorch, and what there is instead; and what is not repeated exactly.

use serde_json::Value;

use crate::catalogue;
use crate::spec::{Lang, Text};

const NOTHING: Text = Text::new("", "");

/// Why a result has no lines in PyTorch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoCounterpart {
    /// Why.
    pub why: Text,
    /// What is computed; empty where that says nothing.
    pub formula: Text,
    /// Where else the method exists; empty where nowhere.
    pub elsewhere: Text,
}

impl NoCounterpart {
    /// Of what has no lines yet.
    pub(super) const UNKNOWN: Self = Self::because(Text::new(
        "There are no lines of PyTorch for this result yet.",
        "Il n’y a pas encore de lignes PyTorch pour ce résultat.",
    ));

    const fn because(why: Text) -> Self {
        Self {
            why,
            formula: NOTHING,
            elsewhere: NOTHING,
        }
    }

    /// With the formula of the method, where there is none yet and the page has it in words.
    pub(super) fn about(mut self, record: &Value) -> Self {
        let id = record["request"]["method"].as_str().unwrap_or_default();
        let method = catalogue::saliency_method(id);
        if let Some(method) = method.filter(|_| self.formula == NOTHING) {
            self.formula = method.formula.words;
        }
        self
    }

    /// All of it in a language, a line each.
    pub fn told(&self, lang: Lang) -> String {
        let headed = |head: Text, text: Text| match text.get(lang) {
            "" => String::new(),
            text => format!("{}{text}\n", head.get(lang)),
        };
        [
            headed(NOTHING, self.why),
            headed(Text::new("Formula: ", "Formule\u{a0}: "), self.formula),
            headed(Text::new("Elsewhere: ", "Ailleurs\u{a0}: "), self.elsewhere),
        ]
        .concat()
    }
}

const COMPARISON: NoCounterpart = NoCounterpart::because(Text::new(
    "A comparison is several attacks under one budget: run one of them by itself, its lines repeat it.",
    "Une comparaison est faite de plusieurs attaques à budget égal\u{a0}: lancez l’une d’elles seule, ses lignes la refont.",
));
const SHEET: NoCounterpart = NoCounterpart::because(Text::new(
    "A sheet is many visualisations: run the one that you want by itself, its lines repeat it.",
    "Une planche est faite de nombreuses visualisations\u{a0}: lancez seule celle que vous voulez, ses lignes la refont.",
));
const TWO_NETWORKS: NoCounterpart = NoCounterpart::because(Text::new(
    "It is about two networks, and torchvision has only one of those of the page. The attack or the visualisation itself has lines where it was made.",
    "Il s’agit de deux réseaux, et torchvision n’a que l’un de ceux de la page. L’attaque ou la visualisation elle-même a ses lignes là où elle a été faite.",
));
const SANITY: NoCounterpart = NoCounterpart {
    why: Text::new(
        "The page gives the layers other weights in a way and with a seed of its own, which no few lines repeat.",
        "La page donne d’autres poids aux couches à sa manière et avec sa propre graine, que quelques lignes ne suffisent pas à refaire.",
    ),
    formula: Text::new(
        "likeness of the map of the network and the map of the same network with other weights",
        "ressemblance entre la carte du réseau et celle du même réseau avec d’autres poids",
    ),
    elsewhere: Text::new(
        "Quantus: quantus.MPRT (Adebayo et al. 2018), quantus.RandomLogit for the class",
        "Quantus\u{a0}: quantus.MPRT (Adebayo et al. 2018), quantus.RandomLogit pour la classe",
    ),
};
const FAITHFUL: NoCounterpart = NoCounterpart {
    why: Text::new(
        "The curves take the image many times, pixels replaced in the order of a map; no few lines repeat all the ways to fill them.",
        "Les courbes demandent l’image de nombreuses fois, des pixels remplacés dans l’ordre d’une carte\u{202f}; quelques lignes ne refont pas toutes les façons de les remplir.",
    ),
    formula: Text::new(
        "probability of the class as a function of the share of pixels that are gone, and the area under it",
        "probabilité de la classe en fonction de la part de pixels partis, et l’aire sous la courbe",
    ),
    elsewhere: Text::new(
        "Quantus: quantus.PixelFlipping, quantus.ROAD",
        "Quantus\u{a0}: quantus.PixelFlipping, quantus.ROAD",
    ),
};
const OBJECT: NoCounterpart = NoCounterpart {
    why: Text::new(
        "From the map to the object, the page uses mixtures of colours and a minimum cut, which are no part of PyTorch.",
        "De la carte à l’objet, la page emploie des mélanges de couleurs et une coupe minimale, qui ne font pas partie de PyTorch.",
    ),
    formula: Text::new(
        "minimum cut on the grid of pixels: colours less likely under one mixture than under the other, plus a price for every border",
        "coupe minimale sur la grille des pixels\u{a0}: couleurs moins probables selon un mélange que selon l’autre, plus un prix pour chaque frontière",
    ),
    elsewhere: Text::new("OpenCV: cv2.grabCut", "OpenCV\u{a0}: cv2.grabCut"),
};

/// Results of these kinds are never repeated.
const KINDS: &[(&str, NoCounterpart)] = &[
    ("comparison", COMPARISON),
    ("sheet", SHEET),
    ("transfer", TWO_NETWORKS),
    ("recognition", TWO_NETWORKS),
    ("matrix", TWO_NETWORKS),
    ("sanity", SANITY),
    ("faithful", FAITHFUL),
    ("object", OBJECT),
];

/// Why results of this kind are not repeated.
pub(super) fn of_kind(record: &Value) -> Option<NoCounterpart> {
    let kind = record["kind"].as_str().unwrap_or_default();
    let known = KINDS.iter().find(|(known, _)| *known == kind);
    known.map(|(_, reason)| *reason)
}

const NO_TWIN: NoCounterpart = NoCounterpart {
    why: Text::new(
        "torchvision has no EfficientNet-Lite0. With SqueezeNet 1.1 the same result has lines.",
        "torchvision n’a pas d’EfficientNet-Lite0. Avec SqueezeNet 1.1, le même résultat a ses lignes.",
    ),
    formula: NOTHING,
    elsewhere: Text::new(
        "timm: timm.create_model(\"tf_efficientnet_lite0\"), which has names of its own for the weights",
        "timm\u{a0}: timm.create_model(\"tf_efficientnet_lite0\"), qui a ses propres noms pour les poids",
    ),
};
const OWN_CHECKPOINT: NoCounterpart = NoCounterpart {
    why: Text::new(
        "It was made with a checkpoint of your own, which only you have. With the SqueezeNet 1.1 of the page the same result has lines.",
        "Il a été fait avec votre propre fichier de poids, que vous seul avez. Avec le SqueezeNet 1.1 de la page, le même résultat a ses lignes.",
    ),
    formula: NOTHING,
    elsewhere: Text::new(
        "torchvision, where the checkpoint is one of its networks: model.load_state_dict(torch.load(\"checkpoint.pth\")) in place of the page’s weights, then the same lines",
        "torchvision, si le fichier est celui d’un de ses réseaux\u{a0}: model.load_state_dict(torch.load(\"checkpoint.pth\")) au lieu des poids de la page, puis les mêmes lignes",
    ),
};

/// Why results of this network are not repeated.
pub(super) fn of_network(network: &Value) -> Option<NoCounterpart> {
    let id = network["id"].as_str().unwrap_or_default();
    let known = catalogue::network(id);
    let is_published = known.is_some_and(|known| network["sha256"].as_str() == Some(known.sha256));
    match (is_published, id == super::NETWORK) {
        (true, true) => None,
        (true, false) => Some(NO_TWIN),
        (false, _) => Some(OWN_CHECKPOINT),
    }
}

pub(super) const NOT_AT_ITS_END: NoCounterpart = NoCounterpart::because(Text::new(
    "The run has no end to compare with: let it come to one.",
    "L’exécution n’a pas de fin à laquelle comparer\u{a0}: laissez-la aller jusqu’au bout.",
));
pub(super) const SPENDS: NoCounterpart = NoCounterpart::because(Text::new(
    "The attack used up all gradients of a comparison, by trying several of its values: run it by itself, its lines repeat it.",
    "L’attaque a épuisé les gradients d’une comparaison en essayant plusieurs valeurs\u{a0}: lancez-la seule, ses lignes la refont.",
));
pub(super) const CHANGED_ON_ITS_WAY: NoCounterpart = NoCounterpart::because(Text::new(
    "Its parameters were changed while it ran: run it once more with the last ones, and its lines repeat it.",
    "Ses paramètres ont été changés pendant l’exécution\u{a0}: relancez-la avec les derniers, et ses lignes la refont.",
));
pub(super) const WAVES_OF_AN_IMAGE: NoCounterpart = NoCounterpart {
    why: Text::new(
        "Waves that begin with an image, or grow over several octaves, have no lines; those that begin with noise in one octave have.",
        "Les ondes qui partent d’une image, ou grandissent sur plusieurs octaves, n’ont pas de lignes\u{202f}; celles qui partent du bruit sur une octave en ont.",
    ),
    formula: Text::new(
        "pixel = sigmoid(colours · waves · (number / (4 · frequency)))",
        "pixel = sigmoïde(couleurs · ondes · (nombre / (4 · fréquence)))",
    ),
    elsewhere: Text::new(
        "Lucid: lucid.optvis.param.image(fft=True, decorrelate=True)",
        "Lucid\u{a0}: lucid.optvis.param.image(fft=True, decorrelate=True)",
    ),
};

pub(super) const OTHER_ORDER: Text = Text::new(
    "PyTorch adds numbers up in another order than the page: expect the same figures but for the last digits.",
    "PyTorch additionne les nombres dans un autre ordre que la page\u{a0}: attendez les mêmes chiffres, aux derniers près.",
);
pub(super) const LONG_ASCENT: Text = Text::new(
    "A long ascent makes small differences large: expect a picture of the same kind and a similar probability, not the same pixels.",
    "Une longue montée rend grandes de petites différences\u{a0}: attendez une image du même genre et une probabilité voisine, non les mêmes pixels.",
);
/// Seen in PyTorch itself: eight steps in float32 ended at a score of 24.6, the same in float64 at 18.4.
pub(super) const ASCENT_BY_ADAM: Text = Text::new(
    "Adam moves a number by about the same step however small its gradient is: where that is next to zero, rounding decides which way. Expect the same first score, then another way to a picture of the same kind; its score and its probability may be quite different.",
    "Adam déplace un nombre d’à peu près le même pas, si petit que soit son gradient\u{a0}: là où celui-ci est presque nul, l’arrondi décide du sens. Attendez le même premier score, puis un autre chemin vers une image du même genre\u{202f}; son score et sa probabilité peuvent être bien différents.",
);
pub(super) const NO_GRADIENT: Text = Text::new(
    "The page stopped where the gradient was zero.",
    "La page s’est arrêtée là où le gradient était nul.",
);
pub(super) const AT_THE_BORDER: Text = Text::new(
    "The attack crosses the border of the class again and again, where a rounding decides which way the next iteration goes: expect a change of about the same length, not the same image.",
    "L’attaque passe et repasse la frontière de la classe, où un arrondi décide de l’itération suivante\u{a0}: attendez une modification à peu près aussi longue, non la même image.",
);
pub(super) const NOT_REACHED: Text = Text::new(
    "The goal was not reached: the page then keeps the image that came nearest, these lines the last one.",
    "Le but n’a pas été atteint\u{a0}: la page garde alors l’image qui s’en est le plus approchée, ces lignes la dernière.",
);
pub(super) const SEARCHED: Text = Text::new(
    "After the attack the page searched for a smaller change, and its figures are of what that found; these lines repeat the attack alone.",
    "Après l’attaque, la page a cherché une modification plus petite, et ses chiffres sont ceux de cette recherche\u{202f}; ces lignes refont l’attaque seule.",
);
pub(super) const ZERO_GRADIENT: Text = Text::new(
    "A score had no gradient on the way. These lines then take the score before the last rectifier, as the page does, but of the target alone.",
    "Un score n’avait pas de gradient en chemin. Ces lignes prennent alors le score avant le dernier rectifieur, comme la page, mais pour la cible seule.",
);
pub(super) const NO_MAP: Text = Text::new(
    "A method had no map on the page and is left out.",
    "Une méthode n’avait pas de carte sur la page et est omise.",
);
pub(super) const ONE_PICTURE: Text = Text::new(
    "The lines are for one picture: run them for each.",
    "Les lignes valent pour une image\u{a0}: lancez-les pour chacune.",
);
