use super::pick;
use crate::app_model::{Kind, MOST_BYTES, MOST_ENTRIES};
use crate::spec::{Lang, Text};
use crate::ui::numbers::{bytes, percent};

pub const SHELF: Text = Text::new("Shelf", "Étagère");
pub const SHELF_HINT: Text = Text::new(
    "Every finished result stays here with its pictures, settings and figures, whatever you change afterwards. A run that you leave half-way, for another picture, crop or network, stays as far as it came; a saliency map stays when you keep it. Choose one to see it as it was, two to compare them.",
    "Chaque résultat terminé reste ici avec ses images, ses réglages et ses chiffres, quoi que vous changiez ensuite. Une exécution laissée en chemin, pour une autre image, un autre cadrage ou un autre réseau, y reste telle qu’elle en était\u{202f}; une carte de saillance, si vous la gardez. Choisissez-en un pour le revoir tel qu’il était, deux pour les comparer.",
);
pub const SHELF_EMPTY: Text = Text::new(
    "Nothing yet. The first attack, visualisation or test of a map that ends will stand here.",
    "Encore rien. La première attaque, la première visualisation ou le premier test d’une carte qui se termine prendra place ici.",
);
pub const SHELF_ENTRIES: Text = Text::new(
    "Results on the shelf, the newest first",
    "Résultats de l’étagère, les plus récents d’abord",
);
pub const KEEP_ON_SHELF: Text = Text::new("Keep on the shelf", "Garder sur l’étagère");
pub const CLEAR_SHELF: Text = Text::new("Remove all", "Tout retirer");
pub const PUT_BACK: Text = Text::new("Put back", "Remettre");
pub const ENTRY_IS_COMING: Text = Text::new("On its way…", "En route…");
pub const ENTRY_UNREADABLE: Text = Text::new(
    "This result cannot be read any more.",
    "Ce résultat n’est plus lisible.",
);
pub const SHOWN_AS: Text = Text::new("Shown", "Présentation");
pub const SIDE_BY_SIDE: Text = Text::new("Side by side", "Côte à côte");
pub const UNDER_DIVIDER: Text = Text::new("Under a slider", "Sous un curseur");
pub const DIVIDER: Text = Text::new(
    "Where picture A ends and picture B begins",
    "Où finit l’image A et où commence l’image B",
);
pub const PICTURE_COMPARED: Text = Text::new("Picture compared", "Image comparée");
pub const WHAT_DIFFERS: Text = Text::new("What differs", "Ce qui diffère");
pub const NOTHING_DIFFERS: Text = Text::new(
    "Both were made from the same picture with the same network and settings.",
    "Les deux viennent de la même image, avec le même réseau et les mêmes réglages.",
);
pub const FIGURES: Text = Text::new("Figures", "Chiffres");
pub const FIGURE: Text = Text::new("Figure", "Chiffre");
pub const VALUE_OF_IT: Text = Text::new("Value", "Valeur");
pub const ENTRY_A: Text = Text::new("A", "A");
pub const ENTRY_B: Text = Text::new("B", "B");
pub const PNG_SEEN: Text = Text::new("Seen in the saved PNG", "Vu dans le PNG enregistré");
pub const PNG_TARGET: Text = Text::new(
    "Target class in the saved PNG",
    "Classe cible dans le PNG enregistré",
);
pub const LAST_TARGET: Text = Text::new(
    "Target class at the last iteration",
    "Classe cible à la dernière itération",
);
pub const IMAGE_SEEN: Text = Text::new("Seen in the image", "Vu dans l’image");
pub const CHANGED_PX: Text = Text::new("Pixels changed", "Pixels modifiés");
pub const SIDE_PX: Text = Text::new("Side in pixels", "Côté en pixels");
pub const RANK: Text = Text::new("Rank", "Rang");
pub const MAP_VALUES: Text = Text::new("Values of the map", "Valeurs de la carte");
pub const AFTER_LAST_CHANGE: Text = Text::new(
    "The map after the last change",
    "La carte après le dernier changement",
);
pub const MASK: Text = Text::new("Mask of the object", "Masque de l’objet");
pub const TARGETS_EACH: Text =
    Text::new("Target classes for each image", "Classes cibles par image");
pub(super) const NOT_YET: Text = Text::new(
    "The last result is not on the shelf yet, and the next one takes its place: save it, or open the shelf to try again.",
    "Le dernier résultat n’est pas encore sur l’étagère, et le prochain prendra sa place\u{a0}: enregistrez-le, ou ouvrez l’étagère pour réessayer.",
);
/// What could not be fetched.
pub(super) const SHELF_CODE: Text = Text::new(
    "The program that puts results on the shelf",
    "Le programme qui range les résultats sur l’étagère",
);

/// What a result is called.
pub fn kind_name(kind: Kind) -> Text {
    match kind {
        Kind::Map => super::SALIENCY,
        Kind::Methods => super::METHODS_BESIDE,
        Kind::Pictures => super::PICTURES_BESIDE,
        Kind::Sanity => super::SANITY,
        Kind::Faithful => super::FAITHFUL,
        Kind::Object => super::OBJECT,
        Kind::Proof => Text::new("Proof of the gradient", "Preuve du gradient"),
        Kind::Attack => super::ATTACK,
        Kind::Comparison => Text::new("Comparison of attacks", "Comparaison d’attaques"),
        Kind::Visualisation => super::VISUALISATION,
        Kind::Sheet => super::SHEET,
        Kind::SecondMap => Text::new("Maps by two networks", "Cartes de deux réseaux"),
        Kind::Transfer => Text::new(
            "Adversarial image, two networks",
            "Image adversaire, deux réseaux",
        ),
        Kind::Recognition => {
            Text::new("Visualisation, two networks", "Visualisation, deux réseaux")
        }
        Kind::Matrix => Text::new("Transfer matrix", "Matrice de transfert"),
    }
}

/// The shelf's name, with how much stands there.
pub fn shelf_with(count: usize, lang: Lang) -> String {
    format!("{} ({count})", SHELF.get(lang))
}

/// How much room there is, and what becomes of the oldest.
pub fn shelf_room(count: usize, size: usize, gone: usize, lang: Lang) -> String {
    let all = bytes(MOST_BYTES as f64, lang);
    let size = bytes(size as f64, lang);
    let mut words = pick(
        lang,
        format!(
            "{count} of at most {MOST_ENTRIES} results, {size} of {all}. When there is no more room the oldest go: save those that you need."
        ),
        format!(
            "{count} résultat{} sur {MOST_ENTRIES} au plus, {size} sur {all}. Quand la place manque, les plus anciens partent\u{a0}: enregistrez ceux dont vous avez besoin.",
            if count > 1 { "s" } else { "" }
        ),
    );
    if gone > 0 {
        words += &pick(
            lang,
            format!(" {gone} had to go so far."),
            format!(" Déjà partis\u{a0}: {gone}."),
        );
    }
    words
}

/// What was removed and can be put back.
pub fn removed(count: usize, lang: Lang) -> String {
    match count {
        1 => Text::new("One result was removed.", "Un résultat a été retiré.")
            .get(lang)
            .to_owned(),
        _ => pick(
            lang,
            format!("{count} results were removed."),
            format!("{count} résultats ont été retirés."),
        ),
    }
}

/// What the button of an entry removes.
pub fn remove_entry(title: &str, lang: Lang) -> String {
    pick(
        lang,
        format!("Remove from the shelf: {title}"),
        format!("Retirer de l’étagère\u{a0}: {title}"),
    )
}

/// Where the divider of two pictures stands; `share` of the width is picture A's, in 0..1.
pub fn divided(share: f64, lang: Lang) -> String {
    let share = crate::ui::numbers::whole_percent(share, lang);
    pick(
        lang,
        format!("{share} picture A, the rest picture B"),
        format!("{share} d’image A, le reste d’image B"),
    )
}

/// A class that leads to another.
pub fn from_to(from: &str, to: &str) -> String {
    format!("{from} → {to}")
}

/// Which square of the picture the network saw, in pixels of the picture.
pub fn crop_of([x, y, side]: [u64; 3], lang: Lang) -> String {
    pick(
        lang,
        format!("{side} × {side} px from ({x}, {y}) on"),
        format!("{side} × {side} px à partir de ({x}, {y})"),
    )
}

/// Since when a run had other parameters.
pub fn changed_from(iteration: u64, lang: Lang) -> String {
    pick(
        lang,
        format!("From iteration {iteration} on"),
        format!("À partir de l’itération {iteration}"),
    )
}

/// So many of so many.
pub fn of_all(count: u64, all: u64, lang: Lang) -> String {
    pick(
        lang,
        format!("{count} of {all}"),
        format!("{count} sur {all}"),
    )
}

/// What a network sees.
pub fn seen_by(network: &str, lang: Lang) -> String {
    pick(
        lang,
        format!("Seen by {network}"),
        format!("Vu par {network}"),
    )
}

/// Images made on one network and shown to another.
pub fn made_and_shown(from: &str, to: &str, lang: Lang) -> String {
    pick(
        lang,
        format!("Made on {from}, shown to {to}"),
        format!("Faites sur {from}, montrées à {to}"),
    )
}

/// What came of them.
pub fn matrix_counts(fooled: u64, at_target: u64, successes: u64, lang: Lang) -> String {
    pick(
        lang,
        format!("{fooled} of {successes} fool it, {at_target} reach the target class"),
        format!("{fooled} sur {successes} le trompent, {at_target} atteignent la classe cible"),
    )
}

/// A figure of an attack's image as that was judged: rounded to what a file holds, or not.
pub fn of_image(name: Text, is_rounded: bool, lang: Lang) -> String {
    format!("{}, {}", name.get(lang), judged(is_rounded).get(lang))
}

fn judged(is_rounded: bool) -> Text {
    match is_rounded {
        true => Text::new("image rounded to 8 bits", "image arrondie à 8 bits"),
        false => Text::new("image before rounding", "image avant l’arrondi"),
    }
}

/// What one attack of a comparison came to; `is_rounded` tells of which image, where that is known.
pub fn contender_words(
    reached: bool,
    gradients: u32,
    probability: f64,
    is_rounded: Option<bool>,
    lang: Lang,
) -> String {
    let verdict = [super::NO, super::YES][usize::from(reached)].get(lang);
    let p = percent(probability, lang);
    let gradients = super::counted(gradients, super::BACKWARD, lang);
    let of = is_rounded.map(|is_rounded| format!(" ({})", judged(is_rounded).get(lang)));
    let of = of.unwrap_or_default();
    pick(
        lang,
        format!("{verdict}, {gradients}, target class {p}{of}"),
        format!("{verdict}, {gradients}, classe cible {p}{of}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_room_and_what_had_to_go_are_said() {
        let words = shelf_room(40, 12_300_000, 3, Lang::En);
        assert!(words.starts_with("40 of at most 40 results, 12.3\u{a0}MB of 32.0\u{a0}MB."));
        assert!(words.ends_with("3 had to go so far."), "{words}");
        let words = shelf_room(2, 0, 0, Lang::Fr);
        assert!(words.starts_with("2 résultats sur 40"), "{words}");
        let words = shelf_room(1, 0, 0, Lang::Fr);
        assert!(words.starts_with("1 résultat sur 40"), "{words}");
        assert!(!words.contains("partis"), "{words}");
    }

    #[test]
    fn the_hint_says_what_becomes_of_a_run_that_is_left() {
        for word in ["half-way", "picture", "crop", "network"] {
            assert!(SHELF_HINT.en.contains(word), "{word}");
        }
        for word in ["laissée en chemin", "image", "cadrage", "réseau"] {
            assert!(SHELF_HINT.fr.contains(word), "{word}");
        }
    }

    #[test]
    fn every_kind_has_a_name_of_its_own() {
        let ids = [
            "map",
            "attack",
            "comparison",
            "visualisation",
            "sheet",
            "second-map",
            "transfer",
            "recognition",
            "matrix",
        ];
        let mut known = std::collections::HashSet::new();
        for id in ids {
            let name = kind_name(Kind::named(id).expect("a kind"));
            assert!(known.insert(name.en) && known.insert(name.fr), "{id}");
        }
    }
}
