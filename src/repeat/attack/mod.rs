//! Attacks. To add one: `NAME.py`, which makes of `x0`, the normalised original, the image `seen` that was judged
//! last, and a line below; where it is not repeated, a line in `WITHOUT`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::parts::Part;
use super::template::{Values, fill, literal};
use super::{Body, Leaves, NoCounterpart, class_name, reasons};
use crate::spec::{Lang, Text};

/// How one attack is repeated.
struct Attack {
    id: &'static str,
    lines: &'static str,
    /// A public implementation of the same.
    also: &'static str,
}

const fn attack(id: &'static str, lines: &'static str, also: &'static str) -> Attack {
    Attack { id, lines, also }
}

const ATTACKS: &[Attack] = &[
    attack("rule", include_str!("rule.py"), ""),
    attack("fgsm", include_str!("fgsm.py"), "foolbox.attacks.FGSM"),
    attack(
        "pgd-linf",
        include_str!("pgd-linf.py"),
        "foolbox.attacks.LinfPGD",
    ),
    attack("pgd-l2", include_str!("pgd-l2.py"), "foolbox.attacks.L2PGD"),
    attack(
        "mi-fgsm",
        include_str!("mi-fgsm.py"),
        "foolbox.attacks.MIFGSM",
    ),
    attack(
        "deepfool",
        include_str!("deepfool.py"),
        "foolbox.attacks.L2DeepFoolAttack",
    ),
    attack("ddn", include_str!("ddn.py"), "foolbox.attacks.DDNAttack"),
];

/// Attacks that are not repeated.
const WITHOUT: &[(&str, NoCounterpart)] = &[(
    "carlini-wagner",
    NoCounterpart {
        why: Text::new(
            "The page’s Carlini-Wagner attack searches for its weight c over several runs and keeps the best image of all of them: no few lines repeat it.",
            "L’attaque de Carlini et Wagner de la page cherche son poids c en plusieurs passages et garde la meilleure image de tous\u{a0}: quelques lignes ne suffisent pas à la refaire.",
        ),
        formula: Text::new(
            "minimise ‖x − x₀‖² + c · max(max of the other scores − score of the target + κ, 0), pixels as x = (tanh w + 1) / 2",
            "minimiser ‖x − x₀‖² + c · max(maximum des autres scores − score de la cible + κ, 0), pixels écrits x = (tanh w + 1) / 2",
        ),
        elsewhere: Text::new(
            "Foolbox: foolbox.attacks.L2CarliniWagnerAttack",
            "Foolbox\u{a0}: foolbox.attacks.L2CarliniWagnerAttack",
        ),
    },
)];

/// What is climbed towards a class, and away from one, by the id of its choice.
const OBJECTIVES: &[(&str, [&str; 2])] = &[
    ("score", ["s[target]", "-s[source]"]),
    (
        "cross-entropy",
        ["s.log_softmax(0)[target]", "-s.log_softmax(0)[source]"],
    ),
    (
        "margin",
        [
            "s[target] - best_other(s, target)",
            "best_other(s, source) - s[source]",
        ],
    ),
    ("score-then-cross-entropy", ["s[target]", "-s[source]"]),
];

fn without(id: &str) -> NoCounterpart {
    let known = WITHOUT.iter().find(|(known, _)| *known == id);
    known.map_or(NoCounterpart::UNKNOWN, |(_, reason)| *reason)
}

/// Whether there are lines for an attack, or words that say why not.
#[cfg(test)]
pub(super) fn is_known(id: &str) -> [bool; 2] {
    [
        ATTACKS.iter().any(|attack| attack.id == id),
        WITHOUT.iter().any(|(known, _)| *known == id),
    ]
}

/// Whether there are lines for what an attack climbs.
#[cfg(test)]
pub(super) fn climbs(objective: &str) -> bool {
    OBJECTIVES.iter().any(|(known, _)| *known == objective)
}

/// The attack of a record.
pub(super) fn body(record: &Value, lang: Lang) -> Result<Body, NoCounterpart> {
    let (request, result) = (&record["request"], &record["result"]);
    let id = request["attack"].as_str().unwrap_or_default();
    let attack = ATTACKS.iter().find(|attack| attack.id == id);
    let attack = attack.ok_or_else(|| without(id))?;
    if result["target"].is_null() {
        return Err(reasons::NOT_AT_ITS_END);
    }
    if request["spends"].as_bool() == Some(true) {
        return Err(reasons::SPENDS);
    }
    let values = values(request, result, lang);
    let also = match attack.also {
        "" => String::new(),
        also => format!("# ⟦Also:|Aussi\u{a0}:⟧ {also}\n"),
    };
    let pieces = [
        include_str!("head.py"),
        "\n",
        &also,
        attack.lines,
        include_str!("tail.py"),
    ];
    let is_random = values.is_on("random-start");
    Ok(Body {
        parts: BTreeSet::from_iter(is_random.then_some(Part::Random)),
        lines: fill(&pieces.concat(), &values, lang),
        leaves: Leaves::Image,
        reads_pixels: true,
        notes: notes(attack, result),
    })
}

fn values(request: &Value, result: &Value, lang: Lang) -> Values {
    let mut values = Values::of(&request["params"]);
    let own_steps = request["params"]["steps"].as_u64();
    let most = request["max_gradients"].as_u64().filter(|most| *most > 0);
    let steps = own_steps.map(|own| most.map_or(own, |most| own.min(most)));
    values.set("steps", steps.unwrap_or(1));
    values.set("own-steps", own_steps.unwrap_or(1));
    values.set("draw-seed", literal(&request["seed"]));
    let is_away = request["goal"].as_str() == Some("away");
    values.set("away", is_away);
    let objective = request["params"]["objective"].as_str().unwrap_or("score");
    let known = OBJECTIVES.iter().find(|(id, _)| *id == objective);
    let climbed = known.map_or("", |(_, both)| both[usize::from(is_away)]);
    values.set("objective", climbed);
    values.set("third", objective == "score-then-cross-entropy" && !is_away);
    let was_dead = result["gradient_was_zero"].as_bool() == Some(true);
    values.set("through", was_dead && !is_away);
    let is_boxed = request["boxed"].as_bool() == Some(true);
    let is_rounded = request["eight_bit"].as_bool() == Some(true);
    values.set("valid", is_boxed);
    values.set(
        "judged",
        match (is_rounded, is_boxed) {
            (true, _) => "eight_bit(x)",
            (false, true) => "box(x)",
            (false, false) => "x",
        },
    );
    values.set("until", literal(&request["until_probability"]));
    for who in ["source", "target"] {
        values.set(who, literal(&result[who]["class"]));
        values.set(
            &format!("{who}-name"),
            class_name(&result[who]["class"], lang),
        );
        values.set(&format!("{who}-score"), literal(&result[who]["score"]));
        values.set(
            &format!("{who}-probability"),
            literal(&result[who]["probability"]),
        );
    }
    values.set("iterations", literal(&result["iterations"]));
    values.set("l2", literal(&result["change"]["l2_unit"]));
    let linf = result["change"]["linf_unit"].as_f64().unwrap_or_default();
    values.set("linf", (255.0 * linf) as f32);
    values
}

fn notes(attack: &Attack, result: &Value) -> Vec<Text> {
    let is_so = |name: &str| result[name].as_bool() == Some(true);
    let has_searched = result["search_images_looked_at"].as_u64() > Some(0);
    [
        (attack.id == "ddn", reasons::AT_THE_BORDER),
        (!is_so("reached"), reasons::NOT_REACHED),
        (has_searched, reasons::SEARCHED),
        (is_so("gradient_was_zero"), reasons::ZERO_GRADIENT),
    ]
    .into_iter()
    .filter_map(|(holds, note)| holds.then_some(note))
    .collect()
}
