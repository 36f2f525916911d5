use super::pick;
use crate::labels;
use crate::protocol::{AttackStep, Norms, Ray};
use crate::scores::Standing;
use crate::spec::{ClassId, Lang};
use crate::ui::numbers::{duration_ms, fixed, percent};

/// A class with its index, such as `tabby (281)`.
pub fn class_name(class: ClassId, lang: Lang) -> String {
    format!(
        "{} ({class})",
        labels::name(class, lang).unwrap_or_default()
    )
}

/// Where the curves go over from the attack to the search for a smaller change.
pub fn shrinks_from(iteration: u32, lang: Lang) -> String {
    pick(
        lang,
        format!(
            "From iteration {iteration} on: the search for a smaller change, with its failed tries."
        ),
        format!(
            "À partir de l’itération {iteration}\u{a0}: la recherche d’une modification plus petite, avec ses essais manqués."
        ),
    )
}

/// A class with its index and probability.
pub fn class_with_p(standing: Standing, lang: Lang) -> String {
    let p = percent(f64::from(standing.probability), lang);
    format!("{}, {p}", class_name(standing.class, lang))
}

/// How far a run has come.
pub fn attack_progress(step: &AttackStep, elapsed_ms: f32, lang: Lang) -> String {
    let (n, gradients) = (step.iteration, step.gradients);
    let time = duration_ms(f64::from(elapsed_ms), lang);
    pick(
        lang,
        format!("iteration {n} · {gradients} gradients · {time}"),
        format!("itération {n} · {gradients} gradients · {time}"),
    )
}

/// Which of the kept pictures is shown.
pub fn step_shown(iteration: u32, is_best: bool, lang: Lang) -> String {
    let (best_en, best_fr) = if is_best {
        (", the best", ", la meilleure")
    } else {
        ("", "")
    };
    pick(
        lang,
        format!("iteration {iteration}{best_en}"),
        format!("itération {iteration}{best_fr}"),
    )
}

/// What the difference picture shows.
pub fn difference_times(factor: u32, lang: Lang) -> String {
    pick(
        lang,
        format!("Difference × {factor} (mid-grey: no change)"),
        format!("Différence × {factor} (gris moyen : inchangé)"),
    )
}

/// How many pixels changed, and how many values are no colours.
pub fn changed(norms: &Norms, pixels: usize, is_bare: bool, lang: Lang) -> String {
    let count = fixed(f64::from(norms.changed_pixels), 0, lang);
    let all = fixed(pixels as f64, 0, lang);
    let share = percent(f64::from(norms.changed_pixels) / pixels.max(1) as f64, lang);
    let mut words = pick(
        lang,
        format!("{count} of {all} pixels changed ({share})."),
        format!("{count} pixels sur {all} ont changé ({share})."),
    );
    if is_bare {
        let outside = fixed(f64::from(norms.outside), 0, lang);
        words += &pick(
            lang,
            format!(" {outside} values lie outside the valid pixels."),
            format!(" {outside} valeurs sont hors des pixels valides."),
        );
    }
    words
}

/// How much of the change lies on the most salient tenth of the pixels.
pub fn energy_on_salient(before: Option<f64>, after: Option<f64>, lang: Lang) -> Option<String> {
    let (before, after) = (percent(before?, lang), percent(after?, lang));
    let even = percent(0.1, lang);
    Some(pick(
        lang,
        format!(
            "The 10% most salient pixels of the map before carry {before} of the change’s energy (its sum of squares), those of the map after {after}. A change spread evenly would give {even}."
        ),
        format!(
            "Les 10 % de pixels les plus saillants de la carte avant portent {before} de l’énergie de la modification (sa somme de carrés), ceux de la carte après {after}. Une modification répartie également donnerait {even}."
        ),
    ))
}

/// Predicted and real change of the scores at the adversarial image.
pub fn ray_in_words(ray: &Ray, lang: Lang) -> Option<String> {
    let at = ray.at.iter().position(|t| (t - 1.0).abs() < 1e-4)?;
    let signed = |value: f32| {
        let plus = if value > 0.0 { "+" } else { "" };
        format!("{plus}{}", fixed(f64::from(value), 2, lang))
    };
    let real = |scores: &[f32]| Some(signed(scores.get(at)? - scores.first()?));
    let (target, source) = (real(&ray.target_score)?, real(&ray.source_score)?);
    let (target_line, source_line) = (signed(ray.target_slope), signed(ray.source_slope));
    Some(pick(
        lang,
        format!(
            "At the adversarial image the straight line says {target_line} for the goal class and it is {target}; {source_line} for the original class and it is {source}."
        ),
        format!(
            "À l’image adversaire, la droite prédit {target_line} pour la classe visée et c’est {target} ; {source_line} pour la classe d’origine et c’est {source}."
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ray_is_read_at_the_adversarial_image() {
        let ray = Ray {
            source: ClassId(0),
            target: ClassId(1),
            at: vec![0.0, 0.5, 1.0, 1.5],
            source_score: vec![9.0, 8.0, 6.5, 6.0],
            target_score: vec![1.0, 3.0, 7.0, 9.0],
            source_slope: -2.0,
            target_slope: 4.25,
            predicted: vec![ClassId(0); 4],
        };
        let words = ray_in_words(&ray, Lang::En);
        let words = words.as_deref().unwrap_or_default();
        assert!(
            words.contains("says +4.25 for the goal class and it is +6.00"),
            "{words}"
        );
        assert!(
            words.contains("\u{2212}2.00 for the original class and it is \u{2212}2.50"),
            "{words}"
        );
    }

    #[test]
    fn values_outside_of_the_box_are_told_for_the_bare_rule_only() {
        let norms = Norms {
            changed_pixels: 25_088,
            outside: 12,
            ..Norms::default()
        };
        let words = changed(&norms, 50_176, false, Lang::En);
        assert_eq!(words, "25,088 of 50,176 pixels changed (50.0%).");
        assert!(changed(&norms, 50_176, true, Lang::En).contains("12 values"));
    }
}
