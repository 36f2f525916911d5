use super::{
    BACKWARD, EIGHT_BIT, ITERATIONS, LOOKS, VERIFYING, class_with_p, counted, image_name, pick,
};
use crate::app_model::{AttackRun, Later, Verdict};
use crate::catalogue;
use crate::protocol::{AttackEnd, AttackStep, Ending, Goal};
use crate::spec::{Lang, Text};
use crate::ui::numbers::{percent, significant};

/// How a verdict is named in the page, for tests.
pub fn verdict_id(run: &AttackRun) -> &'static str {
    match &run.verdict {
        Later::NotAsked | Later::Running => match run.png {
            Later::Failed(_) => "failed",
            _ => "pending",
        },
        Later::Failed(_) => "failed",
        Later::Done(verdict) if verdict.holds && verdict.same_pixels => "verified",
        Later::Done(_) if run.end.as_ref().is_some_and(|end| end.best.reached) => "refuted",
        Later::Done(_) => "not-reached",
    }
}

const PNG_NOT_MADE: Text = Text::new(
    "The PNG could not be made, so nothing is claimed of it. Save the image to have it made and checked again.",
    "Le PNG n’a pas pu être fabriqué\u{a0}: rien n’est affirmé à son sujet. Enregistrez l’image pour qu’il soit fabriqué et vérifié de nouveau.",
);

/// What the file that is offered is worth.
pub fn verdict(run: &AttackRun, lang: Lang) -> String {
    let found = match &run.verdict {
        Later::Done(verdict) => verdict,
        _ if verdict_id(run) == "pending" => return VERIFYING.get(lang).to_owned(),
        _ if matches!(run.png, Later::Failed(_)) => return PNG_NOT_MADE.get(lang).to_owned(),
        _ => {
            return pick(
                lang,
                "The PNG could not be checked, so nothing is claimed of it.".to_owned(),
                "Le PNG n’a pas pu être vérifié : rien n’est affirmé à son sujet.".to_owned(),
            );
        }
    };
    let (class, goal) = (
        class_with_p(found.best, lang),
        goal_on_file(run, found, lang),
    );
    let is_rounded = |end: &AttackEnd| end.best.is_rounded(&run.request);
    let when = if run.end.as_ref().is_some_and(is_rounded) {
        Text::new("during the attack", "pendant l’attaque")
    } else {
        Text::new("before rounding", "avant l’arrondi")
    };
    let when = when.get(lang);
    let best = run.end.as_ref().map(|end| image_name(&end.best, lang));
    let best = best.unwrap_or_default();
    match verdict_id(run) {
        "verified" => pick(
            lang,
            format!(
                "✓ Verified on the saved PNG of the best image ({best}): the network sees {class}."
            ),
            format!(
                "✓ Vérifié sur le PNG enregistré de la meilleure image ({best})\u{a0}: le réseau voit {class}."
            ),
        ),
        "refuted" if !found.same_pixels => pick(
            lang,
            format!(
                "✗ The PNG of the best image ({best}) does not decode to the pixels that were saved, so nothing is claimed of it."
            ),
            format!(
                "✗ Le PNG de la meilleure image ({best}) ne redonne pas les pixels enregistrés\u{a0}: rien n’est affirmé à son sujet."
            ),
        ),
        "refuted" => pick(
            lang,
            format!(
                "✗ The best image ({best}) succeeded {when}, but not as its saved PNG, which the network sees as {class}{goal}."
            ),
            format!(
                "✗ La meilleure image ({best}) a réussi {when}, mais pas son PNG enregistré, où le réseau voit {class}{goal}."
            ),
        ),
        _ => pick(
            lang,
            format!(
                "✗ No success: on the saved PNG of the best image ({best}) the network sees {class}{goal}."
            ),
            format!(
                "✗ Échec\u{a0}: sur le PNG enregistré de la meilleure image ({best}), le réseau voit {class}{goal}."
            ),
        ),
    }
}

/// Where the target stands, where it is not first, and the probability that was asked for.
fn goal_on_file(run: &AttackRun, verdict: &Verdict, lang: Lang) -> String {
    let mut words = String::new();
    if run.request.goal != Goal::Away && verdict.best.class != verdict.target.class {
        let target = class_with_p(verdict.target, lang);
        words += &pick(
            lang,
            format!("; the target class is {target}"),
            format!("\u{202f}; la classe cible est {target}"),
        );
    }
    if run.request.until_probability > 0.0 {
        let p = percent(f64::from(run.request.until_probability), lang);
        words += &pick(
            lang,
            format!("; a probability of at least {p} was asked for"),
            format!("\u{202f}; une probabilité d’au moins {p} était demandée"),
        );
    }
    words
}

/// Why the run ended and, where it failed, how near it came and what to try.
pub fn ending(run: &AttackRun, lang: Lang) -> Option<String> {
    let end = run.end.as_ref()?;
    let n = counted(end.iterations, ITERATIONS, lang);
    let gradients = counted(end.gradients, BACKWARD, lang);
    let reason = match end.ending {
        Ending::Reached => reached(end, lang),
        Ending::Steps => pick(
            lang,
            format!("It ended at its maximum number of iterations, after {n} and {gradients}."),
            format!("Arrêt au nombre maximal d’itérations, après {n} et {gradients}."),
        ),
        Ending::Gradients => pick(
            lang,
            format!("It ended at the limit of gradients, after {n} and {gradients}."),
            format!("Arrêt à la limite de gradients, après {n} et {gradients}."),
        ),
        Ending::ZeroGradient => pick(
            lang,
            format!("After {n} the gradient was exactly zero and there was no way out."),
            format!("Après {n}, le gradient était exactement nul et sans issue."),
        ),
    };
    let looks = (end.search_looks > 0).then(|| searched(end, lang));
    let failed = (!end.best.reached).then(|| near_miss(run, &end.best, lang));
    Some(
        [Some(reason), looks, undone(run, lang), failed]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" "),
    )
}

/// What to do where a success was lost when it was saved.
fn undone(run: &AttackRun, lang: Lang) -> Option<String> {
    let best = &run.end.as_ref()?.best;
    let is_same = run.verdict.done().is_some_and(|found| found.same_pixels);
    let is_undone = verdict_id(run) == "refuted" && is_same && !best.is_rounded(&run.request);
    let switch = EIGHT_BIT.get(lang);
    is_undone.then(|| {
        pick(
            lang,
            format!(
                "Rounding to 8 bits undid this success: with “{switch}” switched on, the attack goes on until the rounded image succeeds."
            ),
            format!(
                "L’arrondi à 8 bits a annulé cette réussite\u{a0}: avec l’option «\u{a0}{switch}\u{a0}», l’attaque continue jusqu’à ce que l’image arrondie réussisse."
            ),
        )
    })
}

/// When the goal was reached, and where the attack stopped if that is another place.
fn reached(end: &AttackEnd, lang: Lang) -> String {
    let n = counted(end.iterations, ITERATIONS, lang);
    let gradients = counted(end.gradients, BACKWARD, lang);
    if end.best.look == 0 {
        return pick(
            lang,
            format!(
                "The network saw the original as the target already, so that the original is the best image. The attack took {n} and {gradients}."
            ),
            format!(
                "Le réseau voyait déjà la classe cible dans l’image d’origine, qui est donc la meilleure. L’attaque a fait {n} et {gradients}."
            ),
        );
    }
    match end.first_reached.filter(|first| *first < end.iterations) {
        Some(first) => pick(
            lang,
            format!(
                "The first success was iteration {first}; the attack went on for a smaller change and stopped after {n} and {gradients}."
            ),
            format!(
                "La première réussite a été l’itération {first}\u{202f}; l’attaque a cherché une modification plus petite et s’est arrêtée après {n} et {gradients}."
            ),
        ),
        None => pick(
            lang,
            format!("The attack succeeded after {n} and {gradients}."),
            format!("L’attaque a réussi après {n} et {gradients}."),
        ),
    }
}

fn searched(end: &AttackEnd, lang: Lang) -> String {
    let looks = counted(end.search_looks, LOOKS, lang);
    let gradients = counted(end.search_gradients, BACKWARD, lang);
    pick(
        lang,
        format!("Making the change smaller came on top: {looks} and {gradients}."),
        format!("La réduction de la modification s’y est ajoutée\u{a0}: {looks} et {gradients}."),
    )
}

fn near_miss(run: &AttackRun, best: &AttackStep, lang: Lang) -> String {
    let figure = |margin: f32| significant(f64::from(margin), 3, lang);
    let from = figure(run.steps.first().map_or(best.margin, |step| step.margin));
    let (to, at) = (figure(best.margin), image_name(best, lang));
    let p = run.request.until_probability;
    let goal = if p > 0.0 {
        let p = percent(f64::from(p), lang);
        pick(
            lang,
            format!(
                "above 0 the target class comes first, but a probability of {p} was asked for too"
            ),
            format!(
                "au-dessus de 0, la classe cible arrive en tête, mais une probabilité de {p} était demandée aussi"
            ),
        )
    } else {
        let text = Text::new(
            "above 0 it is a success",
            "au-dessus de 0, c’est une réussite",
        );
        text.get(lang).to_owned()
    };
    let third = third_class(run, best, lang);
    pick(
        lang,
        format!(
            "The margin moved from {from} at the start to {to} at best ({at}); {goal}. Try larger steps, more iterations, or another target.{third}"
        ),
        format!(
            "La marge est passée de {from} au départ à {to} au mieux ({at})\u{202f}; {goal}. Essayez des pas plus grands, plus d’itérations ou une autre classe cible.{third}"
        ),
    )
}

/// Which class rose instead, where the score alone was climbed, and what holds it down.
fn third_class(run: &AttackRun, best: &AttackStep, lang: Lang) -> String {
    let is_third = |class| class != best.source.class && class != best.target.class;
    let third = best.top.first().filter(|first| is_third(first.class));
    let request = &run.request;
    let params = catalogue::attack(&request.attack).map_or(&[][..], |spec| spec.params);
    let objective = params.iter().find(|param| param.id == "objective");
    let is_score = objective.is_some_and(|param| request.params.whole(param) == 0);
    let Some(third) = third.filter(|_| is_score && request.goal != Goal::Away) else {
        return String::new();
    };
    let third = class_with_p(*third, lang);
    pick(
        lang,
        format!(
            " There a third class leads, neither the original one nor the target: {third}. The score of the target alone does not hold it down; the cross-entropy as the objective does."
        ),
        format!(
            " Une troisième classe y mène, ni celle d’origine ni la classe cible\u{a0}: {third}. Le score de la classe cible seul ne la retient pas\u{202f}; l’entropie croisée comme objectif la fait redescendre."
        ),
    )
}

pub const ATTACK_OF_OTHERS: Text = Text::new(
    "This result was found with other settings than those that are set now. Start the attack to see what these give.",
    "Ce résultat a été obtenu avec d’autres réglages que ceux d’à présent. Lancez l’attaque pour voir ce que donnent ceux-ci.",
);
pub const DEAD_TARGET: Text = Text::new(
    "On the way the gradient was exactly zero: the last ReLU cuts the score of this class off at 0, so that the rule alone would divide zero by zero. The attack went on along the score before that ReLU.",
    "En chemin, le gradient était exactement nul : la dernière ReLU coupe le score de cette classe à 0, et la règle seule diviserait zéro par zéro. L’attaque a continué le long du score avant cette ReLU.",
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app_model::{Frames, RunPhase};
    use crate::protocol::AttackRequest;
    use crate::scores::Standing;
    use crate::spec::ClassId;

    fn standing(class: u16) -> Standing {
        Standing {
            class: ClassId(class),
            score: 1.0,
            probability: 0.5,
        }
    }

    fn step(iteration: u32, margin: f32) -> AttackStep {
        AttackStep {
            margin,
            reached: margin > 0.0,
            ..AttackStep::for_tests(iteration, standing(285), standing(6))
        }
    }

    fn run(ending: Ending, best_margin: f32, verdict: Later<Verdict>) -> AttackRun {
        AttackRun {
            request: AttackRequest::new(catalogue::ATTACKS[0], Goal::Class(ClassId(6))),
            original: [0; 3].into(),
            phase: RunPhase::Ended,
            steps: vec![step(0, -9.25)],
            frames: Frames::default(),
            end: Some(AttackEnd {
                ending,
                iterations: 7,
                gradients: 8,
                looks: 8,
                first_reached: (best_margin > 0.0).then_some(7),
                tried: None,
                search_looks: 0,
                search_gradients: 0,
                best: step(5, best_margin),
                was_dead: false,
            }),
            image: Some([0; 3].into()),
            elapsed_ms: 10.0,
            variant: String::new(),
            png: Later::NotAsked,
            verdict,
            survival: Later::NotAsked,
            ray: Later::NotAsked,
            maps: Later::NotAsked,
            before: None,
        }
    }

    fn found(class: u16, holds: bool, same_pixels: bool) -> Later<Verdict> {
        Later::Done(Verdict {
            best: standing(class),
            source: standing(285),
            target: standing(6),
            holds,
            same_pixels,
        })
    }

    #[test]
    fn success_is_claimed_only_of_a_file_that_was_seen_to_succeed() {
        let id = |margin, verdict| verdict_id(&run(Ending::Reached, margin, verdict));
        assert_eq!(id(1.0, found(6, true, true)), "verified");
        assert_eq!(id(1.0, found(285, false, true)), "refuted");
        assert_eq!(id(1.0, found(6, true, false)), "refuted");
        assert_eq!(id(-1.0, found(285, false, true)), "not-reached");
        assert_eq!(id(1.0, Later::Running), "pending");
        assert_eq!(id(1.0, Later::Failed(String::new())), "failed");
    }

    #[test]
    fn a_file_that_fails_names_what_it_is_seen_as_and_where_the_target_stands() {
        let mut run = run(Ending::Reached, 1.0, found(285, false, true));
        let words = verdict(&run, Lang::En);
        let expected =
            "the network sees as Egyptian cat (285), 50.0%; the target class is stingray (6)";
        assert!(words.contains(expected), "{words}");
        let is_undone = |run: &AttackRun| {
            let words = ending(run, Lang::En).unwrap_or_default();
            words.contains("Rounding to 8 bits undid this")
        };
        assert!(is_undone(&run));
        run.request.eight_bit = true;
        assert!(!is_undone(&run), "it was judged rounded");
    }

    #[test]
    fn a_failure_tells_its_limit_and_how_the_margin_moved() {
        let run = run(Ending::Steps, -0.5, found(285, false, true));
        let words = ending(&run, Lang::En).unwrap_or_default();
        assert!(
            words.contains("maximum number of iterations, after 7 iterations and 8 gradients"),
            "{words}"
        );
        let moved = "from \u{2212}9.25 at the start to \u{2212}0.500 at best (iteration 5)";
        assert!(words.contains(moved), "{words}");
    }

    /// A success whose attack first reached the goal at `first` and stopped at iteration 7.
    fn success(first: u32) -> AttackRun {
        let mut run = run(Ending::Reached, 2.0, found(6, true, true));
        if let Some(end) = &mut run.end {
            end.first_reached = Some(first);
        }
        run
    }

    #[test]
    fn where_the_goal_was_reached_and_where_the_attack_stopped_are_two_things() {
        let words = ending(&success(3), Lang::En).unwrap_or_default();
        let expected = "first success was iteration 3; the attack went on for a smaller change and stopped after 7 iterations and 8 gradients";
        assert!(words.contains(expected), "{words}");
        let words = ending(&success(7), Lang::En).unwrap_or_default();
        assert!(!words.contains("first"), "{words}");
    }

    #[test]
    fn gradients_of_the_search_are_not_the_attacks() {
        let mut run = success(7);
        if let Some(end) = &mut run.end {
            (end.search_looks, end.search_gradients) = (30, 4);
        }
        let words = ending(&run, Lang::En).unwrap_or_default();
        assert!(words.contains("7 iterations and 8 gradients."), "{words}");
        assert!(
            words.contains("30 images looked at and 4 gradients."),
            "{words}"
        );
    }

    #[test]
    fn an_original_that_is_seen_as_the_goal_is_no_feat() {
        let mut run = success(0);
        if let Some(end) = &mut run.end {
            end.best = step(0, 2.0);
        }
        let words = ending(&run, Lang::En).unwrap_or_default();
        assert!(
            words.contains("saw the original as the target already"),
            "{words}"
        );
    }

    #[test]
    fn a_verdict_names_the_image_it_is_about_and_the_probability_asked_for() {
        let mut run = run(Ending::Steps, -0.5, found(6, false, true));
        run.request.until_probability = 0.99;
        for lang in [Lang::En, Lang::Fr] {
            let words = verdict(&run, lang);
            assert!(words.contains("ration 5)"), "{words}");
            assert!(words.contains("99"), "{words}");
            let words = ending(&run, lang).unwrap_or_default();
            assert!(words.contains("99"), "{words}");
        }
    }

    #[test]
    fn a_third_class_that_leads_is_named_where_the_score_alone_is_climbed() {
        let mut run = run(Ending::Steps, -0.5, found(285, false, true));
        let named = |run: &AttackRun| {
            let words = ending(run, Lang::En).unwrap_or_default();
            words.contains("a third class leads, neither the original one nor the target: tabby")
        };
        let lead = |run: &mut AttackRun, class| {
            if let Some(end) = &mut run.end {
                end.best.top = vec![standing(class)];
            }
        };
        lead(&mut run, 285);
        assert!(!named(&run));
        lead(&mut run, 281);
        assert!(named(&run));
        run.request = AttackRequest::new(catalogue::ATTACKS[1], Goal::Class(ClassId(6)));
        assert!(!named(&run), "it climbs no score");
    }

    #[test]
    fn a_success_gives_no_advice() {
        let run = run(Ending::Reached, 2.0, found(6, true, true));
        let words = ending(&run, Lang::Fr);
        assert_eq!(
            words.as_deref(),
            Some("L’attaque a réussi après 7 itérations et 8 gradients.")
        );
    }
}
