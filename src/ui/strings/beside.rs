//! Maps side by side: of several methods, or of several pictures.

use super::{class_name, pick};
use crate::app_model::{Found, Item, MOST_METHODS, MOST_PICTURES, Standstill, Trouble};
use crate::catalogue;
use crate::spec::{ClassId, Lang, Text, Unit};
use crate::ui::numbers::{probability, significant};

pub const METHODS_BESIDE: Text = Text::new("Methods side by side", "Méthodes côte à côte");
pub const METHODS_WHY: Text = Text::new(
    "Each method that you tick draws its map of this picture, for the same class and with its parameters as you set them above. Point at a pixel to read it in all maps at once.",
    "Chaque méthode cochée trace sa carte de cette image, pour la même classe et avec ses paramètres tels que vous les avez réglés plus haut. Pointez un pixel pour le lire dans toutes les cartes à la fois.",
);
pub const METHODS: Text = Text::new("Methods", "Méthodes");
pub const DRAW_MAPS: Text = Text::new("Draw the maps", "Tracer les cartes");
pub const NEEDS_METHODS: Text =
    Text::new("Tick at least one method.", "Cochez au moins une méthode.");
pub const NEEDS_CLASS: Text = Text::new(
    "First open a picture and wait for its class.",
    "Ouvrez d’abord une image et attendez sa classe.",
);
pub const ONE_SCALE_FOR_ALL: Text = Text::new("One for all", "Commune");
pub const MAP: Text = Text::new("Map", "Carte");
pub const UNIT: Text = Text::new("Unit", "Unité");
pub const READ_ALL: Text = Text::new("One pixel in every map", "Un pixel dans chaque carte");
pub const SERIES_CANCELLED: Text = Text::new(
    "Cancelled; the maps that were made stay.",
    "Annulé\u{202f}; les cartes déjà tracées restent.",
);
pub const SERIES_INTERRUPTED: Text = Text::new(
    "The engine was lost; the maps that were made stay. Draw them again to have the others.",
    "Le moteur de calcul a été perdu\u{202f}; les cartes déjà tracées restent. Relancez le tracé pour avoir les autres.",
);

pub const PICTURES_BESIDE: Text = Text::new("Several pictures", "Plusieurs images");
pub const PICTURES_WHY: Text = Text::new(
    "The chosen method on several pictures: for each, the class that the network finds in its middle square, its true class where that is known, and the map of the class that is found.",
    "La méthode choisie, sur plusieurs images\u{a0}: pour chacune, la classe que le réseau trouve dans son carré central, sa vraie classe là où elle est connue, et la carte de la classe trouvée.",
);
pub const ALL_SAMPLES: Text = Text::new(
    "All photographs of this page",
    "Toutes les photographies de la page",
);
pub const OWN_PICTURES: Text = Text::new("Files of your own…", "Vos propres fichiers…");
pub const OR_DROP: Text = Text::new(
    "or drop several of them here",
    "ou déposez-en plusieurs ici",
);
pub const TRUTH_UNKNOWN: Text = Text::new("True class: not known", "Vraie classe\u{a0}: inconnue");
const TURN_COMES: Text = Text::new("Its turn comes", "Son tour viendra");
const OPENING_IT: Text = Text::new("Opening the picture…", "Ouverture de l’image…");
const DRAWING: Text = Text::new("Drawing the map…", "Tracé de la carte…");
const NOT_DRAWN: Text = Text::new("Not drawn", "Non tracée");

/// How many methods are ticked.
pub fn methods_ticked(count: usize, lang: Lang) -> String {
    pick(
        lang,
        format!("{count} ticked, {MOST_METHODS} at most"),
        format!("{count} sur {MOST_METHODS} au plus"),
    )
}

pub const WAYS: Text = Text::new(
    "How its pixels are made ready",
    "La façon de préparer ses pixels",
);
pub const WAYS_WHY: Text = Text::new(
    "The file of this network does not say it. Every usual way can be tried on the pictures above: with the right one, the network should recognise most of those whose class is known.",
    "Le fichier de ce réseau ne la dit pas. Chaque façon habituelle peut être essayée sur les images ci-dessus\u{a0}: avec la bonne, le réseau devrait reconnaître la plupart de celles dont la classe est connue.",
);
pub const TRY_WAYS: Text = Text::new("Try every way", "Essayer chaque façon");
pub const WAYS_CAPTION: Text = Text::new(
    "The class that is found in each picture",
    "La classe trouvée dans chaque image",
);
pub const WAYS_READ: Text = Text::new(
    "Under each picture, the class that is found and its probability; a tick where it is the known one. Before them, over the pictures whose class is known: how many are recognised, and the mean probability of that class, counted as 0 where another one is found.",
    "Sous chaque image, la classe trouvée et sa probabilité\u{202f}; une coche là où c’est la classe connue. Avant elles, sur les images dont la classe est connue\u{a0}: combien sont reconnues, et la probabilité moyenne de cette classe, comptée 0 là où une autre est trouvée.",
);
pub const PIXELS_AS: Text = Text::new("Pixels", "Pixels");
pub const RIGHT: Text = Text::new("Recognised", "Reconnues");
pub const MEAN_OF_KNOWN: Text = Text::new("Probability", "Probabilité");

/// A way in the table.
pub fn way_name(name: &str, is_now: bool, lang: Lang) -> String {
    match (is_now, lang) {
        (false, _) => name.to_owned(),
        (true, Lang::En) => format!("{name} · in use"),
        (true, Lang::Fr) => format!("{name} · en usage"),
    }
}

/// So many pictures of those whose class is known.
pub fn recognised(count: usize, known: usize, lang: Lang) -> String {
    match (known, lang) {
        (0, _) => "–".to_owned(),
        (_, Lang::En) => format!("{count} of {known}"),
        (_, Lang::Fr) => format!("{count} sur {known}"),
    }
}

/// What is found in a picture.
pub fn found_in(class: ClassId, probability_of: f32, is_right: bool, lang: Lang) -> String {
    let tick = if is_right { "✓ " } else { "" };
    let name = class_name(class, lang);
    format!("{tick}{name}, {}", probability(probability_of, lang))
}

/// Which ways do best on the pictures whose class is known: how many of how many are recognised, and the mean probability
/// of the known class.
pub fn best_ways(best: &[&str], (most, known): (usize, usize), mean: f32, lang: Lang) -> String {
    if known == 0 {
        return pick(
            lang,
            "Of none of these pictures is the class known for this network: look for the row whose classes fit.".to_owned(),
            "D’aucune de ces images la classe n’est connue pour ce réseau\u{a0}: cherchez la ligne dont les classes conviennent.".to_owned(),
        );
    }
    let mean = probability(mean, lang);
    match (best, lang) {
        ([], Lang::En) => format!(
            "In no way is any of the {known} pictures recognised whose class is known: this network may have been trained otherwise, or for other classes."
        ),
        ([], Lang::Fr) => format!(
            "D’aucune façon le réseau ne reconnaît une des {known} images dont la classe est connue\u{a0}: il a peut-être été entraîné autrement, ou pour d’autres classes."
        ),
        ([one], Lang::En) => format!(
            "Best with: {one} ({most} of {known} recognised, the known class with {mean} on average)."
        ),
        ([one], Lang::Fr) => format!(
            "Le mieux\u{a0}: {one} (images reconnues\u{a0}: {most} sur {known}, la classe connue avec {mean} en moyenne)."
        ),
        (all, Lang::En) => format!(
            "Best, and hardly different, with: {} ({most} of {known} recognised, the known class with {mean} on average). Other pictures may tell them apart.",
            all.join("; ")
        ),
        (all, Lang::Fr) => format!(
            "Le mieux, et presque de même\u{a0}: {} (images reconnues\u{a0}: {most} sur {known}, la classe connue avec {mean} en moyenne). D’autres images peuvent les départager.",
            all.join("\u{202f}; ")
        ),
    }
}

/// Why there is no table.
pub fn ways_failed(message: &str, lang: Lang) -> String {
    pick(
        lang,
        format!("The ways could not be tried: {message}. Try again."),
        format!("Les façons n’ont pas pu être essayées\u{a0}: {message}. Essayez à nouveau."),
    )
}

/// The method of several pictures.
pub fn drawn_by(method: &str, lang: Lang) -> String {
    pick(
        lang,
        format!("Method: {method}, as it is set above."),
        format!("Méthode\u{a0}: {method}, telle qu’elle est réglée plus haut."),
    )
}

/// More pictures than are taken at once.
pub fn too_many_pictures(count: usize, lang: Lang) -> String {
    pick(
        lang,
        format!(
            "You chose {count} files: the first {MOST_PICTURES} are taken, the others are left out."
        ),
        format!(
            "Vous avez choisi {count} fichiers\u{a0}: les {MOST_PICTURES} premiers sont pris, les autres laissés de côté."
        ),
    )
}

/// How far a series has come.
pub fn series_progress(
    (ended, all): (usize, usize),
    parts: Option<[u32; 2]>,
    standstill: Option<Standstill>,
    lang: Lang,
) -> String {
    let of_map = parts.map(|[done, total]| match lang {
        Lang::En => format!(" · computing the next: {done}/{total}"),
        Lang::Fr => format!(" · calcul de la suivante\u{a0}: {done}/{total}"),
    });
    let count = pick(
        lang,
        format!("Maps: {ended} of {all}"),
        format!("Cartes\u{a0}: {ended} sur {all}"),
    ) + &of_map.unwrap_or_default();
    let why = match standstill {
        Some(Standstill::Cancelled) => SERIES_CANCELLED,
        Some(Standstill::Interrupted) => SERIES_INTERRUPTED,
        None => return count,
    };
    format!("{count} · {}", why.get(lang))
}

/// What the colours stand for; `units`: each with the value of its last colour.
pub fn series_scale(units: &[(Unit, f32)], is_one: bool, lang: Lang) -> String {
    if !is_one {
        return pick(
            lang,
            "Each map has its own scale, from 0 to the value under it: their colours cannot be compared.".to_owned(),
            "Chaque carte a sa propre échelle, de 0 à la valeur écrite dessous\u{a0}: leurs couleurs ne se comparent pas.".to_owned(),
        );
    }
    let reach = |(unit, high): &(Unit, f32)| up_to(*high, *unit, lang);
    let all: Vec<String> = units.iter().map(reach).collect();
    let all = all.join("\u{202f}; ");
    match units.len() {
        0 | 1 => pick(
            lang,
            format!("One scale for all maps, {all}."),
            format!("Une échelle commune à toutes les cartes, {all}."),
        ),
        _ => pick(
            lang,
            format!(
                "One scale for all maps of a unit, {}. Values of different units cannot be compared.",
                all.replace("\u{202f};", ";")
            ),
            format!(
                "Une échelle commune aux cartes de même unité, {all}. Des valeurs d’unités différentes ne se comparent pas."
            ),
        ),
    }
}

/// From the first to the last colour.
fn up_to(high: f32, unit: Unit, lang: Lang) -> String {
    let (high, unit) = (significant(f64::from(high), 3, lang), unit.name().get(lang));
    pick(
        lang,
        format!("from 0 to {high} ({unit})"),
        format!("de 0 à {high} ({unit})"),
    )
}

/// The method of a map, as people call it.
pub fn method_of(item: &Item, lang: Lang) -> &'static str {
    let spec = catalogue::saliency_method(&item.request.method);
    spec.map_or("", |spec| spec.name.get(lang))
}

/// The method, or the picture.
pub fn name_of(item: &Item, lang: Lang) -> String {
    let picture = item.picture.as_ref();
    picture.map_or_else(
        || method_of(item, lang).to_owned(),
        |picture| picture.name.clone(),
    )
}

/// A map's method and colours, or how far it has come.
pub fn map_words(item: &Item, high: f32, lang: Lang) -> String {
    let name = method_of(item, lang);
    match item.found.map() {
        Some(map) if high > 0.0 => {
            let reach = up_to(high, map.map.sheet.unit, lang);
            format!("{name}{}{reach}", super::COLON.get(lang))
        }
        Some(_) => pick(
            lang,
            format!("{name}: zero everywhere"),
            format!("{name}\u{a0}: nulle partout"),
        ),
        None => format!("{name}{}{}", super::COLON.get(lang), state_of(item, lang)),
    }
}

/// Why there is no map yet, or none at all.
pub fn state_of(item: &Item, lang: Lang) -> String {
    match &item.found {
        Found::Waiting => TURN_COMES.get(lang).to_owned(),
        Found::Opening => OPENING_IT.get(lang).to_owned(),
        Found::Computing => DRAWING.get(lang).to_owned(),
        Found::Done(_) => String::new(),
        Found::Failed(Trouble::NoPicture(kind)) => super::wording(kind, lang).sentence,
        Found::Failed(Trouble::NoMap(message)) => format!("{} ({message})", NOT_DRAWN.get(lang)),
    }
}

/// The class that is found in a picture, and its true class; or why there is none.
pub fn classes_of(item: &Item, lang: Lang) -> [String; 2] {
    let Some(map) = item.found.map() else {
        return [state_of(item, lang), String::new()];
    };
    let p = probability(map.class.probability, lang);
    let class = class_name(map.class.class, lang);
    let found = pick(
        lang,
        format!("Found: {class}, {p}"),
        format!("Trouvée\u{a0}: {class}, {p}"),
    );
    let truth = map.truth.map(|(truth, rank)| {
        let p = probability(truth.probability, lang);
        let class = class_name(truth.class, lang);
        match rank {
            1 => pick(
                lang,
                format!("True class: {class}. The network is right."),
                format!("Vraie classe\u{a0}: {class}. Le réseau a raison."),
            ),
            _ => pick(
                lang,
                format!("True class: {class}, rank {rank}, {p}"),
                format!("Vraie classe\u{a0}: {class}, rang {rank}, {p}"),
            ),
        }
    });
    [
        found,
        truth.unwrap_or_else(|| TRUTH_UNKNOWN.get(lang).to_owned()),
    ]
}

/// A picture's name and classes, in one text.
pub fn picture_words(item: &Item, lang: Lang) -> String {
    let [found, truth] = classes_of(item, lang);
    let name = name_of(item, lang);
    let texts = [name, found, truth];
    let texts: Vec<String> = texts.into_iter().filter(|text| !text.is_empty()).collect();
    texts.join(" · ")
}

/// Over what is read at a pixel.
pub fn pixel_at((x, y): (u32, u32), lang: Lang) -> String {
    format!("{} ({x}, {y})", super::PIXEL.get(lang))
}

/// Over the maps of several methods in a file.
pub fn methods_title(picture: &str, class: &str, scale: &str, lang: Lang) -> String {
    pick(
        lang,
        format!("{picture}, maps of {class}. {scale}"),
        format!("{picture}, cartes de {class}. {scale}"),
    )
}

/// Over the maps of several pictures in a file.
pub fn pictures_title(method: &str, scale: &str, lang: Lang) -> String {
    pick(
        lang,
        format!("{method}, each map of the class found in its picture. {scale}"),
        format!("{method}, chaque carte pour la classe trouvée dans son image. {scale}"),
    )
}

/// A picture among several that has no name to be shown.
pub fn picture_number(number: usize, lang: Lang) -> String {
    pick(lang, format!("Picture {number}"), format!("Image {number}"))
}

/// A map of a picture among several.
pub fn map_of_picture(picture: &str, lang: Lang) -> String {
    pick(
        lang,
        format!("Map: {picture}"),
        format!("Carte\u{a0}: {picture}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_colours_stand_for_is_said_for_each_unit() {
        let units = [(Unit::Slope, 0.125), (Unit::Score, 4.0)];
        let one = series_scale(&units[..1], true, Lang::En);
        assert_eq!(
            one,
            "One scale for all maps, from 0 to 0.125 (score per normalised unit)."
        );
        let two = series_scale(&units, true, Lang::Fr);
        let reaches = "de 0 à 0,125 (score par unité normalisée)\u{202f}; de 0 à 4,00 (score)";
        assert!(two.contains(reaches), "{two}");
        assert!(two.contains("ne se comparent pas"), "{two}");
        for lang in [Lang::En, Lang::Fr] {
            let own = series_scale(&units, false, lang);
            assert!(!own.contains("125"), "{own}");
        }
    }

    #[test]
    fn how_far_it_has_come_says_why_it_stands_still() {
        let said = |standstill| series_progress((2, 3), None, standstill, Lang::En);
        assert_eq!(said(None), "Maps: 2 of 3");
        assert!(said(Some(Standstill::Cancelled)).contains("Cancelled"));
        assert!(said(Some(Standstill::Interrupted)).contains("lost"));
        let parts = series_progress((2, 3), Some([4, 25]), None, Lang::Fr);
        assert_eq!(
            parts,
            "Cartes\u{a0}: 2 sur 3 · calcul de la suivante\u{a0}: 4/25"
        );
    }
}
