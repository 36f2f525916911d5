use super::{named_value, pick};
use crate::app_model::AttackRun;
use crate::catalogue;
use crate::labels;
use crate::protocol::{AttackRequest, AttackStep, Norms, Ray, Stage};
use crate::scores::Standing;
use crate::spec::{ClassId, Lang, Text};
use crate::ui::numbers::{duration_ms, fixed, is_singular, percent, probability};

/// A class with its index, such as `tabby (281)`.
pub fn class_name(class: ClassId, lang: Lang) -> String {
    format!(
        "{} ({class})",
        labels::name(class, lang).unwrap_or_default()
    )
}

/// Where the curves go over from the attack to the search for a smaller change.
pub fn shrinks_from(look: u32, lang: Lang) -> String {
    pick(
        lang,
        format!("From image {look} on: the reduction of the change, with its failed tries."),
        format!(
            "À partir de l’image {look}\u{a0}: la réduction de la modification, avec ses essais manqués."
        ),
    )
}

/// So many of something; `names` in the singular and the plural.
pub fn counted(count: u32, names: [Text; 2], lang: Lang) -> String {
    let is_one = is_singular(f64::from(count), lang);
    let [one, many] = names.map(|name| name.get(lang));
    format!("{count} {}", if is_one { one } else { many })
}

pub const ITERATIONS: [Text; 2] = [
    Text::new("iteration", "itération"),
    Text::new("iterations", "itérations"),
];
pub const BACKWARD: [Text; 2] = [
    Text::new("gradient", "gradient"),
    Text::new("gradients", "gradients"),
];
pub const LOOKS: [Text; 2] = [
    Text::new("image looked at", "image examinée"),
    Text::new("images looked at", "images examinées"),
];

/// What an image of a run is called; no two of a run have one name.
pub fn image_name(step: &AttackStep, lang: Lang) -> String {
    let (n, search) = (step.iteration, step.search_look);
    match (step.stage, step.is_start && step.look > 0) {
        (Stage::Shrink, _) => pick(
            lang,
            format!("image {search} of the reduction"),
            format!("image {search} de la réduction"),
        ),
        (Stage::Attack, true) => pick(
            lang,
            format!("new start after iteration {n}"),
            format!("nouveau départ après l’itération {n}"),
        ),
        (Stage::Attack, false) => pick(lang, format!("iteration {n}"), format!("itération {n}")),
    }
}

/// The same in the name of a file.
fn image_in_file(step: &AttackStep) -> String {
    match (step.stage, step.is_start && step.look > 0) {
        (Stage::Shrink, _) => format!("reduced{}", step.search_look),
        (Stage::Attack, true) => format!("start-after-iteration{}", step.iteration),
        (Stage::Attack, false) => format!("iteration{}", step.iteration),
    }
}

/// Such as `gradoscope-chelsea-pgd-linf-best-iteration12-adversarial.png`.
pub fn attack_file(
    (picture, attack): (&str, &str),
    step: &AttackStep,
    is_best: bool,
    what: &str,
) -> String {
    let best = if is_best { "best-" } else { "" };
    let image = image_in_file(step);
    format!("gradoscope-{picture}-{attack}-{best}{image}-{what}.png")
}

/// A class with its index and probability.
pub fn class_with_p(standing: Standing, lang: Lang) -> String {
    let p = probability(standing.probability, lang);
    format!("{}, {p}", class_name(standing.class, lang))
}

/// How far a run has come.
pub fn attack_progress(step: &AttackStep, elapsed_ms: f32, lang: Lang) -> String {
    let iterations = counted(step.iteration, ITERATIONS, lang);
    let gradients = counted(step.gradients, BACKWARD, lang);
    let time = duration_ms(f64::from(elapsed_ms), lang);
    let search = (step.stage == Stage::Shrink).then(|| {
        let looks = counted(step.search_look, LOOKS, lang);
        let gradients = counted(step.search_gradients, BACKWARD, lang);
        pick(
            lang,
            format!(" · reduction: {looks}, {gradients}"),
            format!(" · réduction\u{a0}: {looks}, {gradients}"),
        )
    });
    let search = search.unwrap_or_default();
    format!("{iterations} · {gradients}{search} · {time}")
}

/// Which of the pictures is shown.
pub fn step_shown(step: &AttackStep, is_best: bool, lang: Lang) -> String {
    let name = image_name(step, lang);
    if !is_best {
        return name;
    }
    pick(
        lang,
        format!("best found ({name})"),
        format!("la meilleure trouvée ({name})"),
    )
}

/// What the button does that saves the picture shown.
pub fn save_shown(step: &AttackStep, lang: Lang) -> String {
    let name = image_name(step, lang);
    pick(
        lang,
        format!("Save the picture shown: {name} (PNG)"),
        format!("Enregistrer l’image montrée\u{a0}: {name} (PNG)"),
    )
}

/// What is known of a picture on the way, which is another one than the verdict is about.
pub fn shown_words(step: &AttackStep, request: &AttackRequest, lang: Lang) -> Option<String> {
    let seen = class_with_p(*step.top.first()?, lang);
    let name = image_name(step, lang);
    let when = if step.is_rounded(request) {
        Text::new("", "")
    } else {
        Text::new(" before rounding", " avant l’arrondi")
    };
    let when = when.get(lang);
    let (en, fr) = if step.reached {
        ("that is a success", "c’est une réussite")
    } else {
        ("that is no success", "ce n’est pas une réussite")
    };
    Some(pick(
        lang,
        format!(
            "The picture shown above is another one, {name}: during the attack the network saw {seen} in it{when}; {en}. Its difference, its figures and what is saved are of this picture."
        ),
        format!(
            "L’image montrée ci-dessus en est une autre, {name}\u{a0}: pendant l’attaque, le réseau y voyait {seen}{when}\u{202f}; {fr}. La différence, les chiffres et ce qui est enregistré sont de cette image."
        ),
    ))
}

/// That a line cannot be seen because it lies on another one.
pub fn same_line(other: &str, lang: Lang) -> String {
    pick(
        lang,
        format!(" (same as {other})"),
        format!(" (comme {other})"),
    )
}

/// Which variants of the engine made a result, and why it may come out otherwise elsewhere; `now` is
/// the one that would compute it again. Nothing while none is known.
pub fn computed_by(variants: &[&str], now: Option<&str>, lang: Lang) -> Option<String> {
    let (first, rest) = variants
        .split_first()
        .filter(|(first, _)| !first.is_empty())?;
    let names = rest
        .iter()
        .fold((*first).to_owned(), |all, one| format!("{all}; {one}"));
    let differs = now.filter(|now| variants.iter().any(|variant| variant != now));
    let elsewhere = match differs {
        Some(now) => pick(
            lang,
            format!(
                "This page computes with “{now}” now, which rounds differently: repeated, even the same seed may pass by other images."
            ),
            format!(
                "Cette page calcule maintenant avec «\u{a0}{now}\u{a0}», qui arrondit autrement\u{a0}: répétée, même la même graine peut passer par d’autres images."
            ),
        ),
        None => pick(
            lang,
            "On another device or with another variant, which rounds differently, even the same seed may pass by other images.".to_owned(),
            "Sur un autre appareil ou avec une autre variante, qui arrondit autrement, même la même graine peut passer par d’autres images.".to_owned(),
        ),
    };
    Some(pick(
        lang,
        format!("Computed by the engine’s variant “{names}”. {elsewhere}"),
        format!("Calculé par la variante du moteur «\u{a0}{names}\u{a0}». {elsewhere}"),
    ))
}

/// What a file of a run says of itself.
pub fn attack_record(run: &AttackRun, lang: Lang) -> String {
    let request = &run.request;
    let attack = catalogue::attack(&request.attack);
    let attack = attack.map_or(request.attack.as_str(), |spec| spec.name.get(lang));
    let seed = named_value(super::SEED.get(lang), &request.seed.to_string(), lang);
    let by = computed_by(&[&run.variant], None, lang).unwrap_or_default();
    format!("Gradoscope · {attack} · {seed} · {by}")
}

/// What the difference picture shows; `of` names the picture that is compared with the original.
pub fn difference_times(factor: u32, of: Option<&str>, lang: Lang) -> String {
    let of = of.map_or_else(String::new, |of| format!(", {of}"));
    pick(
        lang,
        format!("Difference × {factor}{of} (mid-grey: no change)"),
        format!("Différence × {factor}{of} (gris moyen\u{a0}: inchangé)"),
    )
}

/// Which image the figures beside are of: as the attack computed it, or as a file holds it.
pub fn figures_of(step: &AttackStep, request: &AttackRequest, lang: Lang) -> String {
    let name = image_name(step, lang);
    if step.is_rounded(request) {
        return pick(
            lang,
            format!("Image described below: {name}, rounded to 8 bits as its PNG holds it."),
            format!(
                "Image décrite ci-dessous\u{a0}: {name}, arrondie à 8 bits telle que son PNG la contient."
            ),
        );
    }
    pick(
        lang,
        format!(
            "Image described below: {name}, as it was computed, before rounding. Its PNG holds 8-bit values, in which the network may see something else."
        ),
        format!(
            "Image décrite ci-dessous\u{a0}: {name}, telle qu’elle a été calculée, avant l’arrondi. Son PNG contient des valeurs à 8 bits, où le réseau peut voir autre chose."
        ),
    )
}

/// How many pixels changed and, where nothing bounds them, how many values are no pixels.
pub fn changed(norms: &Norms, pixels: usize, is_free: bool, lang: Lang) -> String {
    let count = fixed(f64::from(norms.changed_pixels), 0, lang);
    let all = fixed(pixels as f64, 0, lang);
    let share = percent(f64::from(norms.changed_pixels) / pixels.max(1) as f64, lang);
    let mut words = pick(
        lang,
        format!("{count} of {all} pixels changed ({share})."),
        format!("Pixels modifiés\u{a0}: {count} sur {all} ({share})."),
    );
    if is_free {
        words += &outside(norms.outside, 3 * pixels, lang);
    }
    words
}

/// Of so many values, three to a pixel.
fn outside(count: u32, values: usize, lang: Lang) -> String {
    let all = fixed(values as f64, 0, lang);
    let figure = fixed(f64::from(count), 0, lang);
    let text = match count {
        0 => Text::new(
            " No value lies outside 0 to 255.",
            " Aucune valeur ne sort de l’intervalle de 0 à 255.",
        ),
        1 => Text::new(
            " One value of {all}, three to a pixel, lies outside 0 to 255; the PNG clips it.",
            " Une valeur sur {all}, à trois par pixel, sort de l’intervalle de 0 à 255\u{202f}; le PNG l’y ramène.",
        ),
        _ => Text::new(
            " {count} values of {all}, three to a pixel, lie outside 0 to 255; the PNG clips them.",
            " {count} valeurs sur {all}, à trois par pixel, sortent de l’intervalle de 0 à 255\u{202f}; le PNG les y ramène.",
        ),
    };
    let words = text.get(lang).replace("{all}", &all);
    words.replace("{count}", &figure)
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
            "From the original to the adversarial image the straight line predicts a change of {target_line} in the score of the target class; in truth it is {target}. For the original class it predicts {source_line}; in truth it is {source}."
        ),
        format!(
            "De l’image d’origine à l’image adversaire, la droite prévoit une variation de {target_line} du score de la classe cible\u{202f}; elle est en réalité de {target}. Pour la classe d’origine, elle prévoit {source_line}\u{202f}; en réalité, c’est {source}."
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
            words.contains("+4.25 in the score of the target class; in truth it is +6.00"),
            "{words}"
        );
        assert!(
            words.contains("it predicts \u{2212}2.00; in truth it is \u{2212}2.50"),
            "{words}"
        );
    }

    fn step(stage: Stage, look: u32, iteration: u32, is_start: bool) -> AttackStep {
        let standing = |class| Standing {
            class: ClassId(class),
            score: 1.0,
            probability: 0.25,
        };
        AttackStep {
            look,
            iteration,
            is_start,
            gradients: iteration,
            stage,
            search_look: if stage == Stage::Shrink { look - 4 } else { 0 },
            search_gradients: 1,
            source: standing(285),
            target: standing(6),
            margin: -1.0,
            top: vec![standing(285)],
            norms: Norms::default(),
            reached: false,
            escaped: false,
        }
    }

    /// Two values of c of two steps each, then the search.
    fn run() -> Vec<AttackStep> {
        let attack = [(0, true), (1, false), (1, true), (2, false), (3, false)];
        let attack = (0..).zip(attack);
        let attack = attack.map(|(look, (i, start))| step(Stage::Attack, look, i, start));
        let search = (5..8).map(|look| step(Stage::Shrink, look, 3, false));
        attack.chain(search).collect()
    }

    #[test]
    fn no_two_images_of_a_run_have_one_name_or_one_file() {
        for lang in [Lang::En, Lang::Fr] {
            let mut names: Vec<String> = run().iter().map(|s| image_name(s, lang)).collect();
            assert_eq!(names.iter().filter(|n| n.ends_with(" 0")).count(), 1);
            names.sort();
            names.dedup();
            assert_eq!(names.len(), run().len(), "{names:?}");
        }
        let file = |s: &AttackStep, best| attack_file(("cat", "pgd-l2"), s, best, "adversarial");
        let steps = run();
        let all = steps.iter().flat_map(|s| [file(s, true), file(s, false)]);
        let mut files: Vec<String> = all.collect();
        files.sort();
        files.dedup();
        assert_eq!(files.len(), 2 * steps.len());
        let best = file(&steps[1], true);
        assert_eq!(
            best,
            "gradoscope-cat-pgd-l2-best-iteration1-adversarial.png"
        );
    }

    #[test]
    fn the_best_image_is_called_so_at_the_end_of_the_slider() {
        let best = step_shown(&run()[4], true, Lang::En);
        assert_eq!(best, "best found (iteration 3)");
        let best = step_shown(&run()[6], true, Lang::Fr);
        assert_eq!(best, "la meilleure trouvée (image 2 de la réduction)");
    }

    #[test]
    fn what_the_search_costs_is_told_apart() {
        let words = attack_progress(&run()[4], 40.0, Lang::En);
        assert_eq!(words, "3 iterations · 3 gradients · 40\u{a0}ms");
        let words = attack_progress(&run()[6], 40.0, Lang::En);
        let expected =
            "3 iterations · 3 gradients · reduction: 2 images looked at, 1 gradient · 40\u{a0}ms";
        assert_eq!(words, expected);
        assert_eq!(counted(0, BACKWARD, Lang::En), "0 gradients");
        assert_eq!(counted(0, BACKWARD, Lang::Fr), "0 gradient");
    }

    #[test]
    fn a_picture_on_the_way_is_not_taken_for_the_best_one() {
        let request = AttackRequest::new(catalogue::ATTACKS[1], crate::protocol::Goal::Away);
        let words = shown_words(&run()[1], &request, Lang::En).unwrap_or_default();
        for part in [
            "another one, iteration 1",
            "Egyptian cat (285), 25.0%",
            "no success",
        ] {
            assert!(words.contains(part), "{words}");
        }
        assert!(!words.contains("rounding"), "{words}");
        assert!(figures_of(&run()[1], &request, Lang::En).contains("rounded to 8 bits"));
        let unrounded = AttackRequest {
            eight_bit: false,
            ..request
        };
        let words = shown_words(&run()[1], &unrounded, Lang::En).unwrap_or_default();
        assert!(words.contains("before rounding"), "{words}");
        let words = figures_of(&run()[1], &unrounded, Lang::En);
        assert!(
            words.contains("iteration 1, as it was computed, before rounding"),
            "{words}"
        );
        let words = figures_of(&run()[6], &unrounded, Lang::En);
        assert!(
            words.contains("rounded to 8 bits"),
            "the search is among files: {words}"
        );
    }

    #[test]
    fn a_result_says_what_computed_it_and_why_another_may_differ() {
        let words = |now| computed_by(&["simd"], now, Lang::En).unwrap_or_default();
        assert!(words(Some("simd")).contains("“simd”. On another device"));
        assert!(words(None).contains("“simd”. On another device"));
        assert!(words(Some("relaxed")).contains("computes with “relaxed” now"));
        let both = computed_by(&["simd", "relaxed"], Some("simd"), Lang::Fr);
        assert!(both.is_some_and(|words| words.contains("simd; relaxed")));
        assert_eq!(computed_by(&[], None, Lang::En), None);
        assert_eq!(computed_by(&[""], Some("simd"), Lang::En), None);
    }

    #[test]
    fn values_outside_of_the_box_are_told_where_nothing_bounds_them() {
        let norms = Norms {
            changed_pixels: 25_088,
            outside: 12,
            ..Norms::default()
        };
        let words = changed(&norms, 50_176, false, Lang::En);
        assert_eq!(words, "25,088 of 50,176 pixels changed (50.0%).");
        let words = changed(&norms, 50_176, true, Lang::En);
        assert!(
            words.contains("12 values of 150,528, three to a pixel"),
            "{words}"
        );
        let none = changed(&Norms::default(), 50_176, true, Lang::Fr);
        assert!(none.contains("Aucune valeur ne sort"), "{none}");
    }
}
