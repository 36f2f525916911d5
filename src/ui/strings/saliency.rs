use super::pick;
use crate::app_model::MapView;
use crate::render::{ColourMap, Limits, Reduction};
use crate::spec::{Lang, Text};
use crate::ui::numbers::{self, duration_ms, fixed, percent, significant};
use crate::ui::saliency::words::Strongest;

pub const SALIENCY: Text = Text::new("Saliency map", "Carte de saillance");
pub const MEANING: Text = Text::new("What this map shows", "Ce que montre cette carte");
pub const MORE: Text = Text::new(
    "More on this method, and what to beware of",
    "Plus sur cette méthode, et de quoi se méfier",
);
pub const PAPER: Text = Text::new("Paper:", "Article :");
pub const METHOD: Text = Text::new("Method", "Méthode");
pub const LAST_MAPS: Text = Text::new("the last maps", "les dernières cartes");

pub const CLASS_TO_EXPLAIN: Text = Text::new("Class to explain", "Classe à expliquer");
pub const CLASS_HINT: Text = Text::new("Name or index, 0 to 999", "Nom ou indice, de 0 à 999");
pub const NO_CLASS: Text = Text::new("No class answers to this", "Aucune classe ne correspond");
pub const NO_CLASS_OFFERED: Text = Text::new(
    "No class that this course offers answers to this",
    "Aucune classe que ce cours propose ne correspond",
);
pub const NO_CLASS_YET: Text = Text::new(
    "No class answers to this by its short name. The list of the other names has not arrived; if it does not come, check the connection and click the field again.",
    "Aucune classe ne correspond par son nom court. La liste des autres noms n’est pas arrivée\u{202f}; si elle ne vient pas, vérifiez la connexion et cliquez de nouveau dans le champ.",
);
pub const PREDICTED: Text = Text::new("Predicted class", "Classe prédite");
pub const PREDICTED_IN_USE: Text = Text::new(
    "The predicted class is shown",
    "La classe prédite est montrée",
);
pub const CLASSES: Text = Text::new("Classes", "Classes");

pub const VIEW: Text = Text::new("View", "Vue");
pub const OPACITY: Text = Text::new("Opacity of the map", "Opacité de la carte");
pub const COLOURS: Text = Text::new("Colours", "Couleurs");
pub const REDUCTION: Text = Text::new("Channels", "Canaux");
pub const SCALE: Text = Text::new("Scale", "Échelle");
pub const SCALE_LINEAR: Text = Text::new("Full range", "Étendue complète");
pub const SCALE_PERCENTILE: Text = Text::new("Percentile", "Centile");
pub const SCALE_ABSOLUTE: Text = Text::new("Fixed value", "Valeur fixe");
pub const PERCENTILE_VALUE: Text = Text::new(
    "Percentile shown as the last colour",
    "Centile de la dernière couleur",
);
pub const ABSOLUTE_VALUE: Text = Text::new(
    "Value shown as the last colour",
    "Valeur de la dernière couleur",
);
pub const CANCEL: Text = Text::new("Cancel", "Annuler");
pub const SAVE: Text = Text::new("Save as PNG", "Enregistrer en PNG");
pub const SAVE_SVG: Text = Text::new("Save as SVG", "Enregistrer en SVG");
pub const COMPUTING: Text = Text::new("Computing the map…", "Calcul de la carte…");
pub const WAITING: Text = Text::new("Waiting for the engine…", "En attente du moteur de calcul…");
pub const STOPPED_WAITING: Text = Text::new(
    "No map yet: the engine is stopped. Start it again, above.",
    "Pas encore de carte : le moteur de calcul est arrêté. Redémarrez-le, plus haut.",
);
pub const PIXEL_READER: Text = Text::new("pixel reader", "lecteur de pixels");
pub const PROBE_HELP: Text = Text::new(
    "Read the map pixel by pixel: arrow keys move the cross (with Shift: ten pixels), Home goes to the largest value, Escape removes the cross.",
    "Lire la carte pixel par pixel : les flèches déplacent la croix (avec Maj : dix pixels), Origine va à la plus grande valeur, Échap retire la croix.",
);
pub const PROBE_HINT: Text = Text::new(
    "Point at a pixel, or move with the arrow keys, to read its value.",
    "Pointez un pixel, ou déplacez-vous avec les flèches, pour lire sa valeur.",
);
pub const PIXEL: Text = Text::new("Pixel", "Pixel");
pub const VALUE: Text = Text::new("Map value", "Valeur de la carte");
pub const RED: Text = Text::new("red", "rouge");
pub const GREEN: Text = Text::new("green", "vert");
pub const BLUE: Text = Text::new("blue", "bleu");
pub const MAP_OF: Text = Text::new("Map of", "Carte pour la classe");
pub const NO_MAP: Text = Text::new("No map yet", "Pas encore de carte");
pub const ALL_ZERO: Text = Text::new(
    "This map is zero everywhere: no pixel changes the score of this class, not even a little. That is a result, not an error: most often the class’s score is cut off at zero by the last ReLU. Choose another class.",
    "Cette carte est nulle partout : aucun pixel ne change le score de cette classe, même un peu. C’est un résultat, pas une erreur : le plus souvent, le score de la classe est coupé à zéro par la dernière ReLU. Choisissez une autre classe.",
);
pub const IN_WORDS: Text = Text::new("In words:", "En mots :");

/// A view of the map.
pub fn view(view: MapView) -> Text {
    match view {
        MapView::Alone => Text::new("Map alone", "Carte seule"),
        MapView::OverImage => Text::new("Over the image", "Sur l’image"),
        MapView::InPlace => Text::new("In the whole picture", "Dans l’image entière"),
    }
}

/// A colour map by its name.
pub fn colours(colours: ColourMap) -> (&'static str, Text) {
    match colours {
        ColourMap::Hot => ("hot", Text::new("hot", "chaud")),
        ColourMap::Grey => ("grey", Text::new("grey", "gris")),
        ColourMap::Viridis => ("viridis", Text::new("viridis", "viridis")),
        ColourMap::Inferno => ("inferno", Text::new("inferno", "inferno")),
    }
}

/// A reduction by its name.
pub fn reduction(reduction: Reduction) -> (&'static str, Text) {
    match reduction {
        Reduction::MaxAbs => ("max", Text::new("Maximum (paper)", "Maximum (article)")),
        Reduction::SumAbs => ("sum", Text::new("Sum", "Somme")),
        Reduction::L2 => ("l2", Text::new("L2 norm", "Norme L2")),
    }
}

/// How many pixels lie beyond the last colour.
pub fn clipped(limits: Limits, lang: Lang) -> String {
    if limits.clipped <= 0.0 {
        return pick(
            lang,
            "No pixel lies above the scale.".to_owned(),
            "Aucun pixel ne dépasse l’échelle.".to_owned(),
        );
    }
    let share = percent(f64::from(limits.clipped), lang);
    let largest = significant(f64::from(limits.largest), 3, lang);
    pick(
        lang,
        format!(
            "{share} of the pixels lie above the scale and are clipped; the largest value is {largest}."
        ),
        format!(
            "{share} des pixels dépassent l’échelle et sont écrêtés ; la plus grande valeur est {largest}."
        ),
    )
}

/// How long a map took, and with which kernels.
pub fn took(elapsed_ms: f64, variant: &str, lang: Lang) -> String {
    let time = duration_ms(elapsed_ms, lang);
    pick(
        lang,
        format!("Computed in {time} ({variant})"),
        format!("Calculée en {time} ({variant})"),
    )
}

/// How the line on the class's rank begins.
pub const CLASS_RANK: Text = Text::new("Rank", "Rang");
/// The same where images made of the photograph stand beside it.
pub const RANK_ON_PHOTOGRAPH: Text =
    Text::new("On the photograph: rank", "Sur la photographie\u{a0}: rang");

/// Rank, score and probability of the class that is chosen.
pub fn standing(
    begin: &str,
    classes: usize,
    rank: usize,
    score: f32,
    probability: f32,
    lang: Lang,
) -> String {
    let score = fixed(f64::from(score), 2, lang);
    let probability = numbers::probability(probability, lang);
    pick(
        lang,
        format!("{begin} {rank} of {classes} · score {score} · probability {probability}"),
        format!("{begin} {rank} sur {classes} · score {score} · probabilité {probability}"),
    )
}

/// Why a list of classes is short.
pub fn classes_offered(count: usize, all: usize, lang: Lang) -> String {
    pick(
        lang,
        format!(
            "This course offers {count} of the {all} classes here; scores and probabilities are over all of them."
        ),
        format!(
            "Ce cours propose ici {count} des {all} classes\u{202f}; les scores et les probabilités portent sur toutes."
        ),
    )
}

/// Name of the map for screen readers.
pub fn map_of(class: &str, lang: Lang) -> String {
    pick(
        lang,
        format!("Saliency map of the class “{class}”"),
        format!("Carte de saillance de la classe « {class} »"),
    )
}

const NINTHS: [[Text; 3]; 3] = [
    [
        Text::new("at the top left", "en haut à gauche"),
        Text::new("at the top", "en haut"),
        Text::new("at the top right", "en haut à droite"),
    ],
    [
        Text::new("on the left", "à gauche"),
        Text::new("in the middle", "au milieu"),
        Text::new("on the right", "à droite"),
    ],
    [
        Text::new("at the bottom left", "en bas à gauche"),
        Text::new("at the bottom", "en bas"),
        Text::new("at the bottom right", "en bas à droite"),
    ],
];

/// Where the strongest pixels lie, as a sentence or two.
pub fn map_in_words(found: &Strongest, unit: &str, lang: Lang) -> String {
    let (column, row) = (usize::from(found.ninth.0), usize::from(found.ninth.1));
    let place = NINTHS[row.min(2)][column.min(2)].get(lang);
    let at = |(x, y): (f64, f64)| format!("({x:.0}, {y:.0})");
    let centre = at(found.centre);
    let spread = fixed(found.spread, 0, lang);
    let spread = numbers::with_unit(&spread, found.spread.round(), "pixels", lang);
    let (px, py) = found.peak;
    let largest = significant(f64::from(found.largest), 3, lang);
    let whereabouts = if found.scattered {
        pick(
            lang,
            format!(
                "the strongest 1% of the pixels are scattered over the image (their mean is {centre}, they lie about {spread} from it)"
            ),
            format!(
                "les pixels les plus forts (1\u{202f}% d’entre eux) sont dispersés dans l’image\u{202f}; leur centre est en {centre}, dont ils s’écartent d’environ {spread}"
            ),
        )
    } else {
        pick(
            lang,
            format!(
                "the strongest 1% of the pixels lie {place}, within about {spread} of {centre}"
            ),
            format!(
                "les pixels les plus forts (1\u{202f}% d’entre eux) se trouvent {place}, à environ {spread} de {centre}"
            ),
        )
    };
    pick(
        lang,
        format!("{whereabouts}; the largest value, {largest} {unit}, is at ({px}, {py})."),
        format!("{whereabouts} ; la plus grande valeur, {largest} {unit}, est en ({px}, {py})."),
    )
}

/// The name of a file without its ending, fit for another file's name.
pub fn file_stem(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let plain = |c: char| if c.is_alphanumeric() { c } else { '-' };
    let stem: String = stem.chars().take(60).map(plain).collect();
    let stem = stem.trim_matches('-').to_lowercase();
    if stem.is_empty() {
        "image".to_owned()
    } else {
        stem
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_keep_letters_and_lose_what_file_systems_refuse() {
        assert_eq!(file_stem("Été 2024: la mer.JPG"), "été-2024--la-mer");
        assert_eq!(file_stem("??.png"), "image");
    }

    #[test]
    fn words_name_the_place_of_the_strongest_pixels() {
        let found = Strongest {
            largest: 0.5,
            peak: (3, 200),
            centre: (10.0, 190.0),
            spread: 12.0,
            ninth: (0, 2),
            scattered: false,
        };
        let words = map_in_words(&found, "units", Lang::En);
        assert!(words.contains("at the bottom left"), "{words}");
        assert!(words.contains("0.500 units, is at (3, 200)"), "{words}");
    }
}
