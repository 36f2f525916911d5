//! What there is to say of a saliency map beside its picture.

use super::{class_name, pick};
use crate::protocol::Fact;
use crate::spec::{Lang, Text};
use crate::ui::numbers::{duration_ms, percent, probability, significant};

pub const BEST_OF_OTHERS: Text = Text::new("The best of the others", "La meilleure des autres");
pub const NOTHING_FOR: Text = Text::new(
    "No number of this map is above zero: whatever it looks at, nothing speaks for this class. Choose another class.",
    "Aucun nombre de cette carte n’est au-dessus de zéro\u{a0}: où que l’on regarde, rien ne plaide pour cette classe. Choisissez une autre classe.",
);

/// Shorter maps need no warning.
const SOON_MS: f64 = 2000.0;

/// How long a map will take, where that is long.
pub fn takes_about(ms: f64, lang: Lang) -> Option<String> {
    (ms >= SOON_MS).then(|| {
        let time = duration_ms(ms, lang);
        let words = [
            format!("Takes about {time}."),
            format!("Prend environ {time}."),
        ];
        let [en, fr] = words;
        pick(lang, en, fr)
    })
}

/// A method's name, with its time where that is long.
pub fn with_time(name: &str, ms: Option<f64>, lang: Lang) -> String {
    match ms.filter(|ms| *ms >= SOON_MS) {
        Some(ms) => format!("{name} (≈\u{a0}{})", duration_ms(ms, lang)),
        None => name.to_owned(),
    }
}

/// A sentence; none where the words on the map say it already.
pub fn map_fact(fact: &Fact, lang: Lang) -> Option<String> {
    let figure = |value: f32| significant(f64::from(value), 3, lang);
    let (en, fr) = match fact {
        Fact::AllZero { dead: false } | Fact::NothingFor => return None,
        Fact::AllZero { dead: true } => (
            "The score of this class is cut off at zero by the last rectifier, so its gradient is zero.".to_owned(),
            "Le score de cette classe est coupé à zéro par le dernier rectifieur\u{a0}: son gradient est donc nul.".to_owned(),
        ),
        Fact::Completeness { sum, score, baseline_score, steps } => {
            let gap = gap(*sum, score - baseline_score, lang);
            let gradients = super::counted(*steps, super::BACKWARD, lang);
            let [sum, score, from] = [sum, score, baseline_score].map(|value| figure(*value));
            (
                format!("The map sums up to {sum}; the score goes from {from} to {score}{}, with {gradients}.", gap.en),
                format!("La somme de la carte est {sum}\u{202f}; le score passe de {from} à {score}{}, avec {gradients}.", gap.fr),
            )
        }
        Fact::SumAndScore { sum, score } => {
            let [rest, sum, score] = [score - sum, *sum, *score].map(figure);
            (
                format!("The map sums up to {sum} of a score of {score}; the rest, {rest}, comes from the biases behind the layer."),
                format!("La somme de la carte est {sum}, pour un score de {score}\u{202f}; le reste, {rest}, vient des biais qui suivent la couche."),
            )
        }
        Fact::Drawn { count, seed } => (
            format!("n = {count}, seed {seed}."),
            format!("n = {count}, graine {seed}."),
        ),
        Fact::UnderNoise { probability: p, without, recognised, copies } => {
            let [p, without] = [p, without].map(|p| probability(*p, lang));
            (
                format!("Under this noise the probability of the class is {p} on average, {without} without noise; it is the best class for {recognised} of {copies} copies."),
                format!("Sous ce bruit, la probabilité de la classe est de {p} en moyenne, {without} sans bruit\u{202f}; c’est la meilleure classe pour {recognised} des {copies} copies."),
            )
        }
        Fact::Against { class, difference } => {
            let (name, difference) = (class_name(*class, lang), figure(*difference));
            (
                format!("Held against {name}; difference of the scores: {difference}."),
                format!("Comparée à {name}\u{202f}; différence des scores\u{a0}: {difference}."),
            )
        }
        Fact::AgainstItself => (
            "A class held against itself: nothing is left. Choose two classes.".to_owned(),
            "Une classe comparée à elle-même\u{a0}: il ne reste rien. Choisissez deux classes.".to_owned(),
        ),
        Fact::Positive { positions, of } => (
            format!("The score depends on {positions} of the {of} positions of this layer."),
            format!("Le score dépend de {positions} des {of} positions de cette couche."),
        ),
        Fact::CamsCoincide => (
            "On this network and at this layer, CAM, Grad-CAM and HiResCAM are the same picture where the class map is positive, but for a factor and a bias.".to_owned(),
            "Sur ce réseau et à cette couche, CAM, Grad-CAM et HiResCAM sont la même image là où la carte de la classe est positive, à un facteur et à un biais près.".to_owned(),
        ),
        Fact::NoClassMap => (
            "This network mixes positions behind its last maps, so it has no class map: HiResCAM of these maps is shown.".to_owned(),
            "Ce réseau mélange les positions après ses dernières cartes\u{a0}: il n’a pas de carte de classe, et c’est HiResCAM de ces cartes qui est montré.".to_owned(),
        ),
        Fact::LastMapsInstead { layer } => (
            format!("This network does not have the layer that was chosen: its last maps are shown, {layer}."),
            format!("Ce réseau n’a pas la couche choisie\u{a0}: ses dernières cartes sont montrées, {layer}."),
        ),
        Fact::UnderMasks { probability: p } => {
            let p = probability(*p, lang);
            (
                format!("Through the masks, the probability of the class is {p} on average."),
                format!("À travers les masques, la probabilité de la classe est de {p} en moyenne."),
            )
        }
    };
    Some(pick(lang, en, fr))
}

/// The same in both languages.
struct Both {
    en: String,
    fr: String,
}

/// How far a sum is from the difference that it should be, in shares of it.
fn gap(sum: f32, difference: f32, lang: Lang) -> Both {
    let share = f64::from(sum - difference) / f64::from(difference);
    if !share.is_finite() {
        return Both {
            en: String::new(),
            fr: String::new(),
        };
    }
    let share = percent(share.abs(), lang);
    Both {
        en: format!(", a gap of {share}"),
        fr: format!(", un écart de {share}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_a_share_of_the_difference_and_none_of_no_difference() {
        let words = |sum, score, lang| {
            let fact = Fact::Completeness {
                sum,
                score,
                baseline_score: 1.0,
                steps: 50,
            };
            map_fact(&fact, lang).unwrap_or_default()
        };
        let found = words(9.9, 11.0, Lang::En);
        assert!(found.contains("a gap of 1.0%"), "{found}");
        let found = words(9.9, 11.0, Lang::Fr);
        assert!(found.contains("un écart de 1,0\u{202f}%"), "{found}");
        assert!(!words(0.5, 1.0, Lang::En).contains("gap"));
    }

    #[test]
    fn only_long_times_are_told() {
        assert_eq!(takes_about(900.0, Lang::En), None);
        let told = takes_about(12_000.0, Lang::En).unwrap_or_default();
        assert!(told.starts_with("Takes about 12"), "{told}");
    }
}
