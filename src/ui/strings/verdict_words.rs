use super::{VERIFYING, class_with_p, pick};
use crate::app_model::{AttackRun, Later, Verdict};
use crate::protocol::{AttackStep, Ending, Goal};
use crate::spec::{Lang, Text};
use crate::ui::numbers::significant;

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
    let when = if run.request.eight_bit {
        Text::new("during the attack", "pendant l’attaque")
    } else {
        Text::new("before rounding", "avant l’arrondi")
    };
    let when = when.get(lang);
    match verdict_id(run) {
        "verified" => pick(
            lang,
            format!("✓ Verified on the saved PNG: the network sees {class}."),
            format!("✓ Vérifié sur le PNG enregistré : le réseau voit {class}."),
        ),
        "refuted" if !found.same_pixels => pick(
            lang,
            "✗ The PNG does not decode to the pixels that were saved, so nothing is claimed of it."
                .to_owned(),
            "✗ Le PNG ne redonne pas les pixels enregistrés : rien n’est affirmé à son sujet."
                .to_owned(),
        ),
        "refuted" => pick(
            lang,
            format!(
                "✗ Reached {when}, but not on the saved PNG, which the network sees as {class}{goal}."
            ),
            format!(
                "✗ Atteint {when}, mais pas sur le PNG enregistré, où le réseau voit {class}{goal}."
            ),
        ),
        _ => pick(
            lang,
            format!("✗ Not reached: on the saved PNG the network sees {class}{goal}."),
            format!("✗ Non atteint : sur le PNG enregistré, le réseau voit {class}{goal}."),
        ),
    }
}

fn goal_on_file(run: &AttackRun, verdict: &Verdict, lang: Lang) -> String {
    if run.request.goal == Goal::Away || verdict.best.class == verdict.target.class {
        return String::new();
    }
    let target = class_with_p(verdict.target, lang);
    pick(
        lang,
        format!("; the target is {target}"),
        format!("\u{202f}; la cible est {target}"),
    )
}

/// Why the run ended and, where it failed, how near it came and what to try.
pub fn ending(run: &AttackRun, lang: Lang) -> Option<String> {
    let end = run.end.as_ref()?;
    let (n, gradients) = (end.iterations, end.gradients);
    let reason = match end.ending {
        Ending::Reached => pick(
            lang,
            format!("The goal was reached after {n} steps and {gradients} gradients."),
            format!("Le but a été atteint après {n} étapes et {gradients} gradients."),
        ),
        Ending::Steps => pick(
            lang,
            format!("It ended at its limit of steps, after {n} steps and {gradients} gradients."),
            format!("Arrêt à la limite d’étapes, après {n} étapes et {gradients} gradients."),
        ),
        Ending::Gradients => pick(
            lang,
            format!("It ended at the limit of gradients, after {n} steps."),
            format!("Arrêt à la limite de gradients, après {n} étapes."),
        ),
        Ending::ZeroGradient => pick(
            lang,
            format!("After {n} steps the gradient was exactly zero and there was no way out."),
            format!("Après {n} étapes, le gradient était exactement nul et sans issue."),
        ),
    };
    let looks = (end.shrink_looks > 0).then(|| shrunk(end.shrink_looks, lang));
    let failed = (!end.best.reached).then(|| near_miss(run, &end.best, lang));
    Some(
        [Some(reason), looks, failed]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" "),
    )
}

fn shrunk(looks: u32, lang: Lang) -> String {
    pick(
        lang,
        format!("The search for a smaller change looked at {looks} more images."),
        format!("La recherche d’une modification plus petite a examiné {looks} images de plus."),
    )
}

fn near_miss(run: &AttackRun, best: &AttackStep, lang: Lang) -> String {
    let figure = |margin: f32| significant(f64::from(margin), 3, lang);
    let from = figure(run.steps.first().map_or(best.margin, |step| step.margin));
    let (to, at) = (figure(best.margin), best.iteration);
    pick(
        lang,
        format!(
            "The margin moved from {from} at the start to {to} at best (iteration {at}); above 0 the goal is reached. Try larger steps, more of them, or another target. Where a related class has risen along with the target, the cross-entropy as the objective pushes it down."
        ),
        format!(
            "La marge est passée de {from} au départ à {to} au mieux (itération {at}) ; au-dessus de 0, le but est atteint. Essayez des pas plus grands, plus d’itérations ou une autre cible. Si une classe voisine est montée avec la cible, l’entropie croisée comme objectif la fait redescendre."
        ),
    )
}

pub const DEAD_TARGET: Text = Text::new(
    "On the way the gradient was exactly zero: the last ReLU cuts the score of this class off at 0, so that the rule alone would divide zero by zero. The attack went on along the score before that ReLU.",
    "En chemin, le gradient était exactement nul : la dernière ReLU coupe le score de cette classe à 0, et la règle seule diviserait zéro par zéro. L’attaque a continué le long du score avant cette ReLU.",
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app_model::{Frames, RunPhase};
    use crate::protocol::{AttackEnd, AttackRequest, Norms, Stage};
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
            iteration,
            gradients: iteration,
            stage: Stage::Attack,
            source: standing(285),
            target: standing(6),
            margin,
            top: Vec::new(),
            norms: Norms::default(),
            reached: margin > 0.0,
            escaped: false,
        }
    }

    fn run(ending: Ending, best_margin: f32, verdict: Later<Verdict>) -> AttackRun {
        AttackRun {
            request: AttackRequest::new("rule", Goal::Class(ClassId(6))),
            original: [0; 3].into(),
            phase: RunPhase::Ended,
            steps: vec![step(0, -9.25)],
            frames: Frames::default(),
            end: Some(AttackEnd {
                ending,
                iterations: 7,
                gradients: 8,
                shrink_looks: 0,
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
        let run = run(Ending::Reached, 1.0, found(285, false, true));
        let words = verdict(&run, Lang::En);
        let expected = "the network sees as Egyptian cat (285), 50.0%; the target is stingray (6)";
        assert!(words.contains(expected), "{words}");
    }

    #[test]
    fn a_failure_tells_its_limit_and_how_the_margin_moved() {
        let run = run(Ending::Steps, -0.5, found(285, false, true));
        let words = ending(&run, Lang::En).unwrap_or_default();
        assert!(
            words.contains("limit of steps, after 7 steps and 8 gradients"),
            "{words}"
        );
        let moved = "from \u{2212}9.25 at the start to \u{2212}0.500 at best (iteration 5)";
        assert!(words.contains(moved), "{words}");
    }

    #[test]
    fn a_success_gives_no_advice() {
        let run = run(Ending::Reached, 2.0, found(6, true, true));
        let words = ending(&run, Lang::Fr);
        assert_eq!(
            words.as_deref(),
            Some("Le but a été atteint après 7 étapes et 8 gradients.")
        );
    }
}
