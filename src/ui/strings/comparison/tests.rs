use super::*;
use crate::app_model::Later;
use crate::protocol::{AttackEnd, AttackRequest, AttackStep, Ending, Norms, Stage};
use crate::scores::Standing;
use crate::spec::ClassId;

fn end(reached: bool) -> AttackEnd {
    let standing = Standing {
        class: ClassId(6),
        score: 1.0,
        probability: 0.585,
    };
    AttackEnd {
        ending: Ending::Steps,
        iterations: 9,
        gradients: 9,
        looks: 10,
        first_reached: None,
        tried: Some(0.25),
        search_looks: 0,
        search_gradients: 0,
        best: AttackStep {
            look: 9,
            iteration: 9,
            is_start: false,
            gradients: 9,
            stage: Stage::Attack,
            search_look: 0,
            search_gradients: 0,
            source: standing,
            target: standing,
            margin: 1.0,
            top: vec![standing],
            norms: Norms::default(),
            reached,
            escaped: false,
        },
        was_dead: false,
    }
}

fn contender(attack: &str, goal: Goal, until_probability: f32, reached: bool) -> Contender {
    let spec = catalogue::attack(attack).expect("an attack");
    Contender {
        attack: spec.id,
        request: AttackRequest {
            until_probability,
            max_gradients: 100,
            ..AttackRequest::new(spec, goal)
        },
        end: Later::Done(end(reached)),
        image: None,
        elapsed_ms: 0.0,
        variant: String::new(),
        verdict: Later::NotAsked,
    }
}

fn comparison(contenders: Vec<Contender>) -> Comparison {
    Comparison {
        goal: Goal::Class(ClassId(6)),
        max_gradients: 100,
        probability: 0.9,
        original: Vec::new().into(),
        contenders,
        standstill: None,
    }
}

#[test]
fn a_comparison_says_what_its_figures_mean() {
    let none = judged_at(0.0, 100, Lang::En);
    assert!(
        none.contains("at most 100 gradients") && none.contains("No common"),
        "{none}"
    );
    assert!(judged_at(0.99, 100, Lang::En).contains("at least 99.0%"));
}

#[test]
fn what_was_not_reached_is_named() {
    let target = Goal::Class(ClassId(6));
    let all = comparison(vec![
        contender("rule", target, 0.0, true),
        contender("fgsm", target, 0.0, false),
        contender("deepfool", Goal::Away, 0.9, false),
    ]);
    let words = not_reached(&all, Lang::En).expect("words");
    assert_eq!(
        words,
        "Without success within the budget: Fast gradient sign (FGSM). Without reaching 90.0% within the budget: DeepFool (untargeted)."
    );
    let none = comparison(vec![contender("rule", target, 0.9, true)]);
    assert_eq!(not_reached(&none, Lang::Fr), None);
    assert_eq!(not_there(0.585, Lang::En), "✗ not reached (58.5%)");
}

#[test]
fn a_search_over_c_that_the_budget_cut_short_says_so() {
    let of = |attack: &str, budget: u32| {
        let mut one = contender(attack, Goal::Away, 0.0, true);
        one.request.max_gradients = budget;
        search_cut_short(&comparison(vec![one]), Lang::En)
    };
    let words = of("carlini-wagner", 9).expect("words");
    assert!(
        words.contains("used up before its search over c had ended"),
        "{words}"
    );
    assert_eq!(of("carlini-wagner", 10), None);
    // By its own rule it takes as many iterations as it has gradients.
    assert_eq!(of("ddn", 9), None);
}

#[test]
fn every_attack_says_what_it_does_with_its_gradients() {
    for spec in catalogue::ATTACKS {
        for lang in [Lang::En, Lang::Fr] {
            assert!(how_it_spends(spec, lang).ends_with('.'));
        }
        let is_again = matches!(spec.spending, Spending::Again(_));
        assert_eq!(tried_value(spec, 0.25, Lang::Fr).is_some(), is_again);
    }
    let rule = catalogue::attack("rule").expect("the rule");
    let value = tried_value(rule, 0.25, Lang::En);
    assert_eq!(value.as_deref(), Some("0.250 (L2, normalised)"));
}

#[test]
fn a_comparison_says_how_long_it_takes_at_the_most() {
    let told = |ms| comparison_estimate(30, 100, ms, Lang::Fr);
    assert_eq!(told(None), "30 mesures, de 100 gradients au plus chacune.");
    let told = told(Some(180_000.0));
    assert!(
        told.contains("\u{a0}: environ 3\u{a0}min 0\u{a0}s au plus"),
        "{told}"
    );
    let told = comparison_estimate(30, 1, Some(2000.0), Lang::En);
    assert!(
        told.contains("1 gradient each: about 2.0\u{a0}s at the most"),
        "{told}"
    );
}
