//! What the comparison of attacks says.

use super::pick;
use crate::app_model::{Comparison, Contender};
use crate::catalogue;
use crate::protocol::Goal;
use crate::spec::{AttackSpec, Lang, Spending, Text};
use crate::ui::numbers::{duration_ms, fixed, percent, probability, significant};

pub const COMPARE: Text = Text::new("Compare under one budget", "Comparer à budget égal");
pub const COMPARE_WHY: Text = Text::new(
    "Every attack runs on the same image with the same number of gradients, and uses them up as it can: those that stop at the first success begin again with another η or ε, the others take as many iterations as the gradients allow. Each is measured twice: at its own success, and at the probability that stands here, which is the same for all. So that they can be compared, all of them, the practical’s rule too, keep their pixels in 0 to 255 and are judged as 8-bit files, unless you set the switches yourself.",
    "Chaque attaque est lancée sur la même image avec le même nombre de gradients, et les utilise comme elle peut\u{a0}: celles qui s’arrêtent à la première réussite recommencent avec un autre η ou un autre ε, les autres font autant d’itérations que les gradients le permettent. Chacune est mesurée deux fois\u{a0}: à sa propre réussite, et à la probabilité indiquée ici, la même pour toutes. Pour être comparables, toutes, la règle du TP aussi, gardent leurs pixels entre 0 et 255 et sont jugées comme fichiers à 8 bits, sauf si vous avez réglé les interrupteurs vous-même.",
);
pub const BUDGET: Text = Text::new("Gradients for each attack", "Gradients par attaque");
pub const BUDGET_HINT: Text = Text::new(
    "For each of its two measurements.",
    "Pour chacune de ses deux mesures.",
);
pub const COMPARE_AT: Text = Text::new("Probability common to all", "Probabilité commune à toutes");
pub const COMPARE_AT_HINT: Text = Text::new(
    "All attacks are compared at it, beside their own successes. 0: at those alone.",
    "Toutes les attaques y sont comparées, en plus de leur propre réussite. 0\u{a0}: à celle-ci seulement.",
);
pub const COMPARE_AWAY: Text = Text::new(
    "Untargeted attacks too, DeepFool among them",
    "Aussi les attaques non ciblées, dont DeepFool",
);
pub const COMPARE_AWAY_HINT: Text = Text::new(
    "The same attacks merely leave the predicted class: a table of their own, since that takes a smaller change.",
    "Les mêmes attaques quittent seulement la classe prédite\u{a0}: un tableau à part, car il y faut une plus petite modification.",
);
pub const REACHED: Text = Text::new("Success", "Réussite");
pub const GRADIENTS_USED: Text = Text::new("Gradients used", "Gradients utilisés");
pub const FINAL_P: Text = Text::new("Final probability", "Probabilité finale");
pub const VERIFIED: Text = Text::new("Verified on PNG", "Vérifié sur PNG");
pub const BUDGETS: Text = Text::new(
    "What each attack does with its gradients",
    "Ce que chaque attaque fait de ses gradients",
);
pub const HOW_SPENT: Text = Text::new("How it uses them", "Comment elle les utilise");
pub const VALUE_OWN: Text = Text::new("Best value", "Meilleure valeur");
pub const DIFFERENCES: Text = Text::new("Magnified differences", "Différences agrandies");
pub const IMAGES_ALIKE: Text = Text::new(
    "The images themselves, which look alike by design",
    "Les images elles-mêmes, qui se ressemblent par construction",
);
pub const PICTURES: Text = Text::new("Images", "Images");

/// What the attacks of one table lead to.
pub fn compared(goal: Goal, lang: Lang) -> &'static str {
    let text = match goal {
        Goal::Class(_) => Text::new(
            "To the target class: the smallest change of each attack",
            "Vers la classe cible\u{a0}: la plus petite modification de chaque attaque",
        ),
        Goal::RunnerUp => Text::new(
            "To the runner-up: the smallest change of each attack",
            "Vers la deuxième classe\u{a0}: la plus petite modification de chaque attaque",
        ),
        Goal::LeastLikely => Text::new(
            "To the least likely class: the smallest change of each attack",
            "Vers la classe la moins probable\u{a0}: la plus petite modification de chaque attaque",
        ),
        Goal::Away => Text::new(
            "Untargeted, to any other class: the smallest change of each attack",
            "Sans cible, vers n’importe quelle autre classe\u{a0}: la plus petite modification de chaque attaque",
        ),
    };
    text.get(lang)
}

/// That a goal was reached, and when first: an attack that searches the smallest change goes on.
pub fn reached_at(first: u32, lang: Lang) -> String {
    pick(
        lang,
        format!("✓ yes, first at iteration {first}"),
        format!("✓ oui, d’abord à l’itération {first}"),
    )
}

/// So many gradients of those that there were.
pub fn used_of(used: u32, budget: u32, lang: Lang) -> String {
    pick(
        lang,
        format!("{used} of {budget}"),
        format!("{used} sur {budget}"),
    )
}

/// That the common probability was not reached, and how near the attack came.
pub fn not_there(p: f32, lang: Lang) -> String {
    let p = probability(p, lang);
    pick(
        lang,
        format!("✗ not reached ({p})"),
        format!("✗ pas atteinte ({p})"),
    )
}

/// How the figures of a comparison are to be read.
pub fn judged_at(probability: f32, budget: u32, lang: Lang) -> String {
    let own = pick(
        lang,
        format!(
            "Smallest means the smallest L2 norm found with at most {budget} gradients. Own success: the target comes first, or any other class where there is no target."
        ),
        format!(
            "La plus petite modification est celle de plus petite norme L2 trouvée avec {budget} gradients au plus. Réussite propre\u{a0}: la cible arrive en tête, ou n’importe quelle autre classe s’il n’y a pas de cible."
        ),
    );
    if probability == 0.0 {
        return pick(
            lang,
            format!("{own} No common probability was asked for."),
            format!("{own} Aucune probabilité commune n’a été demandée."),
        );
    }
    let p = percent(f64::from(probability), lang);
    pick(
        lang,
        format!("{own} Common probability: that class has at least {p} too."),
        format!("{own} Probabilité commune\u{a0}: cette classe a en outre au moins {p}."),
    )
}

/// How much work a comparison is.
pub fn comparison_estimate(count: usize, budget: u32, ms: Option<f64>, lang: Lang) -> String {
    let gradients = super::counted(budget, super::BACKWARD, lang);
    let time = ms.map(|ms| duration_ms(ms, lang));
    let (en, fr) = match time {
        Some(time) => (
            format!(": about {time} at the most, at the pace last seen"),
            format!("\u{a0}: environ {time} au plus, au dernier rythme observé"),
        ),
        None => (String::new(), String::new()),
    };
    pick(
        lang,
        format!("{count} measurements, of at most {gradients} each{en}."),
        format!("{count} mesures, de {gradients} au plus chacune{fr}."),
    )
}

/// How far a comparison has come.
pub fn compared_so_far(done: usize, all: usize, lang: Lang) -> String {
    pick(
        lang,
        format!("Computing… {done} of {all} measurements"),
        format!("Calcul en cours… mesures\u{a0}: {done} sur {all}"),
    )
}

/// Which attacks did not reach what, once all have had their turn; nothing where all did.
pub fn not_reached(comparison: &Comparison, lang: Lang) -> Option<String> {
    let failed = |is_own: bool| {
        let failed = comparison.contenders.iter();
        let failed = failed.filter(move |c| c.is_at_its_own() == is_own);
        let failed = failed.filter(|c| c.end.done().is_some_and(|end| !end.best.reached));
        failed.map(|c| name_and_goal(c, lang)).collect::<Vec<_>>()
    };
    let p = percent(f64::from(comparison.probability), lang);
    let (own, at) = (failed(true).join(", "), failed(false).join(", "));
    let own = (!own.is_empty()).then(|| {
        pick(
            lang,
            format!("Without success within the budget: {own}."),
            format!("Sans réussite dans le budget\u{a0}: {own}."),
        )
    });
    let at = (!at.is_empty()).then(|| {
        pick(
            lang,
            format!("Without reaching {p} within the budget: {at}."),
            format!("Sans atteindre {p} dans le budget\u{a0}: {at}."),
        )
    });
    let words: Vec<String> = own.into_iter().chain(at).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn name_and_goal(contender: &Contender, lang: Lang) -> String {
    let name = attack_name(contender.attack, lang);
    if contender.request.goal == Goal::Away {
        return pick(
            lang,
            format!("{name} (untargeted)"),
            format!("{name} (sans cible)"),
        );
    }
    name.to_owned()
}

/// What an attack is called.
pub fn attack_name(id: &str, lang: Lang) -> &str {
    catalogue::attack(id).map_or(id, |spec| spec.name.get(lang))
}

/// The heading of a column of figures at the common probability.
pub fn at_common(name: Text, probability: f32, lang: Lang) -> String {
    let p = percent(f64::from(probability), lang);
    format!("{} · ≥ {p}", name.get(lang))
}

/// What an attack does with the gradients that it is given to use up.
pub fn how_it_spends(spec: &AttackSpec, lang: Lang) -> String {
    match spec.spending {
        Spending::Again(param) => {
            let name = param.name.get(lang);
            pick(
                lang,
                format!(
                    "Begins again with another value of “{name}”: a smaller one after a success, a larger one after a failure."
                ),
                format!(
                    "Recommence avec une autre valeur de «\u{a0}{name}\u{a0}»\u{a0}: plus petite après une réussite, plus grande après un échec."
                ),
            )
        }
        Spending::Iterations(_) => pick(
            lang,
            "Takes one iteration for each gradient.".to_owned(),
            "Fait une itération par gradient.".to_owned(),
        ),
        Spending::Values { .. } => pick(
            lang,
            "Searches over c: one value after the other, each as long as it gains.".to_owned(),
            "Cherche c\u{a0}: une valeur après l’autre, chacune tant qu’elle y gagne.".to_owned(),
        ),
        Spending::Own => pick(
            lang,
            "Ends by its own rule, just across the boundary, whatever is left.".to_owned(),
            "S’arrête d’elle-même juste au-delà de la frontière, quoi qu’il reste.".to_owned(),
        ),
    }
}

/// That a search over c was cut short by the budget, where one was.
pub fn search_cut_short(comparison: &Comparison, lang: Lang) -> Option<String> {
    let is_cut = |contender: &&Contender| {
        let spec = catalogue::attack(contender.attack);
        let searches = spec.is_some_and(|spec| matches!(spec.spending, Spending::Values { .. }));
        let end = contender.end.done();
        searches && end.is_some_and(|end| end.gradients >= contender.request.max_gradients)
    };
    let contender = comparison.contenders.iter().find(is_cut)?;
    let name = attack_name(contender.attack, lang);
    let budget = comparison.max_gradients;
    Some(pick(
        lang,
        format!(
            "{name} needs more than this budget: its {budget} gradients were used up before its search over c had ended. Its place in the table is that of a search cut short."
        ),
        format!(
            "{name} demande plus que ce budget\u{a0}: ses {budget} gradients ont été épuisés avant la fin de sa recherche de c. Sa place dans le tableau est celle d’une recherche écourtée."
        ),
    ))
}

/// The value that an attack found its best image with, and its unit.
pub fn tried_value(spec: &AttackSpec, value: f32, lang: Lang) -> Option<String> {
    let Spending::Again(param) = spec.spending else {
        return None;
    };
    let value = f64::from(value);
    let figure = match value.fract() == 0.0 {
        true => fixed(value, 0, lang),
        false => significant(value, 3, lang),
    };
    Some(format!("{figure} ({})", param.unit.get(lang)))
}

/// What the difference picture of an attack shows.
pub fn difference_of(contender: &Contender, factor: u32, lang: Lang) -> String {
    let (name, p) = (
        attack_name(contender.attack, lang),
        at_probability(contender, lang),
    );
    format!("{name}{p} · × {factor}")
}

/// What the picture of an attack shows.
pub fn picture_of(contender: &Contender, lang: Lang) -> String {
    let (name, p) = (
        attack_name(contender.attack, lang),
        at_probability(contender, lang),
    );
    format!("{name}{p}")
}

fn at_probability(contender: &Contender, lang: Lang) -> String {
    from_probability(contender.request.until_probability, lang)
}

/// What follows the name of an attack that had to reach a probability; nothing where it is 0.
pub fn from_probability(probability: f32, lang: Lang) -> String {
    if probability == 0.0 {
        return String::new();
    }
    let p = percent(f64::from(probability), lang);
    format!(" · ≥ {p}")
}

#[cfg(test)]
mod tests;
