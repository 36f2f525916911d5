use super::{class_name, class_with_p, pick};
use crate::app_model::{Look, Place, Recognition, Seat, Transfer};
use crate::scores::Standing;
use crate::spec::{ClassId, Lang, Unit};
use crate::ui::numbers::{fixed, probability, significant};

/// Where a class stands: probability, score, rank.
pub fn place(place: &Place, lang: Lang) -> String {
    let p = probability(place.standing.probability, lang);
    let score = fixed(f64::from(place.standing.score), 2, lang);
    let rank = place.rank;
    pick(
        lang,
        format!("{p} · score {score} · rank {rank}"),
        format!("{p} · score {score} · rang {rank}"),
    )
}

/// Both maxima and whether the maps share a scale, then where the class stands on each network.
pub fn shared_scale(
    names: [&str; 2],
    largest: [f32; 2],
    (class, places): (ClassId, [Place; 2]),
    is_shared: bool,
    lang: Lang,
) -> String {
    let figure = |value: f32| significant(f64::from(value), 3, lang);
    let [a, b] = largest.map(figure);
    let high = figure(largest[0].max(largest[1]));
    let [first, second] = names;
    let [pa, pb] = [place(&places[0], lang), place(&places[1], lang)];
    let class = class_name(class, lang);
    let scale = if is_shared {
        pick(
            lang,
            format!("One scale for both, from 0 to {high}"),
            format!("Une échelle pour les deux, de 0 à {high}"),
        )
    } else {
        let text = super::OWN_SCALES_WORDS;
        text.get(lang).to_owned()
    };
    let colon = super::COLON.get(lang);
    pick(
        lang,
        format!(
            "{scale}{colon}the largest value is {a} on {first} and {b} on {second}. The class {class} has {pa} on {first}; {pb} on {second}."
        ),
        format!(
            "{scale}{colon}la plus grande valeur est {a} sur {first} et {b} sur {second}. La classe {class} a {pa} sur {first}\u{202f}; {pb} sur {second}."
        ),
    )
}

/// A network, the largest value of its map, and the variant of the engine that computed it.
pub fn map_by(name: &str, largest: f32, variant: &str, lang: Lang) -> String {
    let largest = significant(f64::from(largest), 3, lang);
    pick(
        lang,
        format!("{name}, largest value {largest} ({variant})"),
        format!("{name}, plus grande valeur {largest} ({variant})"),
    )
}

/// Over both maps in a file: picture, class, what the last colour stands for and in which unit.
pub fn pair_maps_title(
    picture: &str,
    class: ClassId,
    (high, unit): (&str, Unit),
    lang: Lang,
) -> String {
    let (class, unit) = (class_name(class, lang), unit.name().get(lang));
    let colon = super::COLON.get(lang);
    pick(
        lang,
        format!("{picture}, map of {class}; colours from 0 to {high}{colon}{unit}"),
        format!("{picture}, carte de {class}\u{202f}; couleurs de 0 à {high}{colon}{unit}"),
    )
}

/// Whether the second network is fooled, by how much, and what the control says.
pub fn transfer_verdict(found: &Transfer, names: [&str; 2], lang: Lang) -> String {
    let [first, second] = names;
    let at = Seat::Second.index();
    let (before, after) = (&found.original[at], &found.adversarial[at]);
    let (was, is) = (
        class_with_p(before.best, lang),
        class_with_p(after.best, lang),
    );
    let head = match (found.fools(Seat::Second), found.reaches(Seat::Second)) {
        (true, true) => pick(
            lang,
            format!("{second} is fooled too, and sees the target class: {was} became {is}."),
            format!(
                "{second} est trompé lui aussi, et voit la classe cible : {was} est devenu {is}."
            ),
        ),
        (true, false) => pick(
            lang,
            format!("{second} is fooled, but not led to the target class: {was} became {is}."),
            format!(
                "{second} est trompé, mais pas mené à la classe cible : {was} est devenu {is}."
            ),
        ),
        (false, _) => pick(
            lang,
            format!(
                "{second} is not fooled: it sees {was} in the original and {is} in the adversarial image."
            ),
            format!(
                "{second} n’est pas trompé : il voit {was} dans l’image d’origine et {is} dans l’image adversaire."
            ),
        ),
    };
    let own = (!found.fools(Seat::First)).then(|| {
        pick(
            lang,
            format!("Mind that {first}, on which the image was made, is not fooled by it either."),
            format!(
                "Attention : {first}, sur lequel l’image a été faite, n’est pas trompé non plus."
            ),
        )
    });
    let apart = (before.best.class != before.source.standing.class).then(|| {
        pick(
            lang,
            format!("The control differs already: in the original, {second} does not see what {first} sees."),
            format!("Le témoin diffère déjà : dans l’image d’origine, {second} ne voit pas ce que voit {first}."),
        )
    });
    let moved = moved(before, after, lang);
    let all = [Some(head), Some(moved), own, apart];
    all.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn moved(before: &Look, after: &Look, lang: Lang) -> String {
    let share = |standing: Standing| probability(standing.probability, lang);
    let signed = |before: Place, after: Place| {
        let change = f64::from(after.standing.score - before.standing.score);
        let plus = if change > 0.0 { "+" } else { "" };
        format!("{plus}{}", fixed(change, 2, lang))
    };
    let ends = |of: fn(&Look) -> Place| {
        let (a, b) = (of(before), of(after));
        (share(a.standing), share(b.standing), signed(a, b))
    };
    let (source_a, source_b, source) = ends(|look| look.source);
    let (target_a, target_b, target) = ends(|look| look.target);
    pick(
        lang,
        format!(
            "There the original class goes from {source_a} to {source_b} (score {source}), the target class from {target_a} to {target_b} (score {target})."
        ),
        format!(
            "La classe d’origine y passe de {source_a} à {source_b} (score {source}), la classe cible de {target_a} à {target_b} (score {target})."
        ),
    )
}

/// Whether the second network names the class that was climbed.
pub fn recognition_verdict(found: &Recognition, names: [&str; 2], lang: Lang) -> String {
    let second = names[1];
    let best = class_with_p(found.best[1], lang);
    let Some(climbed) = &found.climbed else {
        return pick(
            lang,
            format!("No class was climbed; {second} sees {best}."),
            format!("Aucune classe n’a été cherchée ; {second} voit {best}."),
        );
    };
    let (class, rank) = (class_name(climbed[1].standing.class, lang), climbed[1].rank);
    let p = probability(climbed[1].standing.probability, lang);
    if climbed[1].standing.class == found.best[1].class {
        return pick(
            lang,
            format!("{second} recognises it: it puts {class} first, at {p}."),
            format!("{second} la reconnaît : il met {class} en tête, à {p}."),
        );
    }
    pick(
        lang,
        format!(
            "{second} does not recognise it: it sees {best}; {class} comes at rank {rank}, at {p}."
        ),
        format!(
            "{second} ne la reconnaît pas : il voit {best} ; {class} vient au rang {rank}, à {p}."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 2] = ["A", "B"];

    fn standing(class: u16) -> Standing {
        Standing {
            class: ClassId(class),
            score: 1.0,
            probability: 0.5,
        }
    }

    /// A look at an image of the Egyptian cat, led to the stingray.
    fn look(best: u16) -> Look {
        let place = |class| Place {
            standing: standing(class),
            rank: if class == best { 1 } else { 2 },
        };
        Look {
            best: standing(best),
            source: place(285),
            target: place(6),
        }
    }

    fn verdict(of_first: u16, [original, adversarial]: [u16; 2]) -> String {
        let found = Transfer {
            original: [look(285), look(original)],
            adversarial: [look(of_first), look(adversarial)],
        };
        transfer_verdict(&found, NAMES, Lang::En)
    }

    #[test]
    fn a_transfer_is_told_with_its_control() {
        assert!(verdict(6, [285, 6]).starts_with("B is fooled too, and sees the target class"));
        assert!(verdict(6, [285, 10]).starts_with("B is fooled, but not led to the target class"));
        let words = verdict(6, [285, 285]);
        assert!(words.starts_with("B is not fooled"), "{words}");
        assert!(
            !words.contains("control") && !words.contains("Mind"),
            "{words}"
        );
        assert!(verdict(6, [281, 281]).contains("The control differs already"));
        assert!(verdict(285, [285, 285]).contains("Mind that A"));
    }

    #[test]
    fn a_visualisation_that_is_not_recognised_has_its_rank() {
        let place = |rank| Place {
            standing: standing(6),
            rank,
        };
        let mut found = Recognition {
            best: [standing(6), standing(285)],
            climbed: Some([place(1), place(17)]),
        };
        let words = recognition_verdict(&found, NAMES, Lang::En);
        assert!(words.contains("stingray (6) comes at rank 17"), "{words}");
        found.best[1] = standing(6);
        let words = recognition_verdict(&found, NAMES, Lang::En);
        assert!(words.starts_with("B recognises it"), "{words}");
    }
}
