//! The figures of a comparison.

use crate::app_model::{Comparison, Contender, Later};
use crate::catalogue;
use crate::protocol::{AttackEnd, Goal};
use crate::spec::{Lang, Text};
use crate::ui::markup::{self, Column, Row};
use crate::ui::numbers::{self, duration_ms, significant};
use crate::ui::strings;

/// What is told of each attack at the common probability, and whether it is a figure.
const AT_COMMON: [(Text, bool); 4] = [
    (strings::L2_UNIT, true),
    (strings::FINAL_P, true),
    (strings::GRADIENTS_USED, true),
    (strings::VERIFIED, false),
];

/// A row for each attack that leads to `goal`.
pub(super) fn results(comparison: &Comparison, goal: Goal, lang: Lang) -> String {
    let text = |text: Text| Column(text.get(lang), false);
    let figure = |text: Text| Column(text.get(lang), true);
    let mut columns = vec![
        text(strings::ATTACK),
        text(strings::REACHED),
        figure(strings::GRADIENTS_USED),
        figure(strings::FINAL_P),
        figure(strings::L2_UNIT),
        figure(strings::LINF_GREY),
        text(strings::VERIFIED),
        figure(strings::TIME),
    ];
    let p = comparison.probability;
    let at = AT_COMMON.map(|(name, is_figure)| (strings::at_common(name, p, lang), is_figure));
    if p > 0.0 {
        let at = at.iter();
        columns.extend(at.map(|(name, is_figure)| Column(name, *is_figure)));
    }
    let pairs = comparison.pairs(goal);
    let rows: Vec<Row> = pairs.iter().map(|pair| row(*pair, lang)).collect();
    markup::table(strings::compared(goal, lang), &columns, &rows)
}

fn row((own, at): (&Contender, Option<&Contender>), lang: Lang) -> Row {
    let (reached, verified) = (reached_id(own), verified_id(own));
    let mut row = Row {
        data: vec![
            ("attack", own.attack.to_owned()),
            ("reached", reached.to_owned()),
            ("verified", verified.to_owned()),
        ],
        cells: vec![
            strings::attack_name(own.attack, lang).to_owned(),
            reached_words(own, lang),
        ],
    };
    row.cells.extend(figures(own, lang));
    row.cells.push(answer(verified, lang));
    row.cells.push(time(own, lang));
    if let Some(at) = at {
        row.data.push(("reached-at", reached_id(at).to_owned()));
        row.data.push(("verified-at", verified_id(at).to_owned()));
        row.cells.extend(figures_at(at, lang));
        row.cells.push(answer(verified_id(at), lang));
    }
    row
}

fn truth(yes: bool) -> &'static str {
    if yes { "true" } else { "false" }
}

/// How tests know whether it has reached its goal.
fn reached_id(contender: &Contender) -> &'static str {
    match &contender.end {
        Later::NotAsked => "",
        Later::Running => "running",
        Later::Failed(_) => "failed",
        Later::Done(end) => truth(end.best.reached),
    }
}

/// How tests know whether its file was verified.
fn verified_id(contender: &Contender) -> &'static str {
    match &contender.verdict {
        Later::NotAsked => "",
        Later::Running => "running",
        Later::Failed(_) => "failed",
        Later::Done(verdict) => truth(verdict.holds && verdict.same_pixels),
    }
}

/// What such an id says.
fn answer(id: &str, lang: Lang) -> String {
    let text = match id {
        "running" => strings::RUNNING,
        "failed" => strings::FAILED,
        "true" => strings::YES,
        "false" => strings::NO,
        _ => NOTHING,
    };
    text.get(lang).to_owned()
}

/// Where there is no figure.
const NOTHING: Text = Text::new("–", "–");

fn nothing(lang: Lang) -> String {
    NOTHING.get(lang).to_owned()
}

fn reached_words(contender: &Contender, lang: Lang) -> String {
    let id = reached_id(contender);
    let first = contender.end.done().and_then(|end| end.first_reached);
    first.filter(|_| id == "true").map_or_else(
        || answer(id, lang),
        |first| strings::reached_at(first, lang),
    )
}

fn used(contender: &Contender, end: &AttackEnd, lang: Lang) -> String {
    strings::used_of(end.gradients, contender.request.max_gradients, lang)
}

fn probability(end: &AttackEnd, lang: Lang) -> String {
    numbers::probability(end.best.target.probability, lang)
}

fn figure(value: f32, lang: Lang) -> String {
    significant(f64::from(value), 3, lang)
}

/// Gradients, probability and norms at its own success.
fn figures(contender: &Contender, lang: Lang) -> [String; 4] {
    let Later::Done(end) = &contender.end else {
        return [(); 4].map(|()| nothing(lang));
    };
    let norms = end.best.norms;
    [
        used(contender, end, lang),
        probability(end, lang),
        figure(norms.l2_unit, lang),
        figure(norms.linf_unit * 255.0, lang),
    ]
}

/// Norm, probability and gradients at the common probability; where it was not reached, that.
fn figures_at(contender: &Contender, lang: Lang) -> [String; 3] {
    let Later::Done(end) = &contender.end else {
        return [
            answer(reached_id(contender), lang),
            nothing(lang),
            nothing(lang),
        ];
    };
    let size = match end.best.reached {
        true => figure(end.best.norms.l2_unit, lang),
        false => strings::not_there(end.best.target.probability, lang),
    };
    [size, probability(end, lang), used(contender, end, lang)]
}

fn time(contender: &Contender, lang: Lang) -> String {
    match contender.end {
        Later::Done(_) => duration_ms(f64::from(contender.elapsed_ms), lang),
        _ => nothing(lang),
    }
}

/// How each attack uses up its gradients, and the values that it found its best images with.
pub(super) fn budgets(comparison: &Comparison, lang: Lang) -> String {
    let p = comparison.probability;
    let at = strings::at_common(strings::VALUE_OWN, p, lang);
    let mut columns = vec![
        Column(strings::ATTACK.get(lang), false),
        Column(strings::HOW_SPENT.get(lang), false),
        Column(strings::VALUE_OWN.get(lang), false),
    ];
    columns.extend((p > 0.0).then_some(Column(&at, false)));
    // An attack that knows both is told of where it has a target.
    let goals = comparison.goals();
    let of_goal = goals.iter().flat_map(|goal| comparison.pairs(*goal));
    let mut rows: Vec<Row> = Vec::new();
    for pair in of_goal {
        let row = budget(pair, lang);
        if !rows.iter().any(|known| known.data == row.data) {
            rows.push(row);
        }
    }
    markup::table(strings::BUDGETS.get(lang), &columns, &rows)
}

fn budget((own, at): (&Contender, Option<&Contender>), lang: Lang) -> Row {
    let spec = catalogue::attack(own.attack);
    let how = spec.map(|spec| strings::how_it_spends(spec, lang));
    let value = |contender: &Contender| {
        let tried = contender.end.done().and_then(|end| end.tried);
        let words = tried.and_then(|value| strings::tried_value(spec?, value, lang));
        words.unwrap_or_else(|| nothing(lang))
    };
    let mut cells = vec![
        strings::attack_name(own.attack, lang).to_owned(),
        how.unwrap_or_default(),
        value(own),
    ];
    cells.extend(at.map(value));
    Row {
        data: vec![("attack", own.attack.to_owned())],
        cells,
    }
}
