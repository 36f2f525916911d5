use serde_json::{Value, json};

use super::along::{Number, along};
use super::csv::Csv;
use super::finding::{Finding, standing_cells, standing_columns, value};
use super::{Numbers, params};
use crate::app_model::{AppModel, AttackRun, Contender, Later};
use crate::catalogue;
use crate::image::sha256;
use crate::protocol::{AttackRequest, AttackStep, Goal, Norms};

pub(super) fn finding(model: &AppModel) -> Option<Finding> {
    let run = model.attack.run.as_ref()?;
    Some(Finding {
        link: model.link_to_attack(&run.request, Some(&run.original)),
        link_before: None,
        pixels: Some(run.original.clone()),
        variant: Some(run.variant.clone()),
        request: request(model, &run.request)?,
        changes: Vec::new(),
        result: result(run),
        numbers: &[
            Numbers::Original,
            Numbers::Adversarial,
            Numbers::MapBefore,
            Numbers::MapAfter,
        ],
    })
}

/// Its link sets up the first attack of it.
pub(super) fn comparison_finding(model: &AppModel) -> Option<Finding> {
    let comparison = model.attack.comparison.as_ref()?;
    let first = &comparison.contenders.first()?.request;
    let contenders = comparison.contenders.iter();
    let contenders = contenders.map(|contender| compared(model, contender));
    Some(Finding {
        link: model.link_to_attack(first, Some(&comparison.original)),
        link_before: None,
        pixels: Some(comparison.original.clone()),
        variant: comparison.variants().first().map(|one| (*one).to_owned()),
        request: json!({
            "goal": value(&comparison.goal),
            "max_gradients": comparison.max_gradients,
            "until_probability": value(&comparison.probability),
        }),
        changes: Vec::new(),
        result: json!({"contenders": contenders.collect::<Vec<_>>()}),
        numbers: &[],
    })
}

fn compared(model: &AppModel, contender: &Contender) -> Value {
    let end = contender.end.done();
    let verdict = contender.verdict.done();
    json!({
        "request": request(model, &contender.request),
        "state": contender.end.id(),
        "reached": end.map(|end| end.best.reached),
        "first_reached_iteration": end.and_then(|end| end.first_reached),
        "iterations": end.map(|end| end.iterations),
        "gradients": end.map(|end| end.gradients),
        "tried_value": end.map(|end| value(&end.tried)),
        "target": end.map(|end| value(&end.best.target)),
        "change": end.map(|end| value(&end.best.norms)),
        "elapsed_ms": value(&contender.elapsed_ms),
        "pixels_sha256": contender.image.as_deref().map(sha256),
        "holds_as_file": verdict.map(|verdict| verdict.holds && verdict.same_pixels),
    })
}

pub(super) fn request(model: &AppModel, request: &AttackRequest) -> Option<Value> {
    let attack = catalogue::attack(&request.attack)?;
    let named = params::named(attack.params, &request.params, model.network());
    Some(params::request(request, named))
}

/// What is counted along a run, and what is told of every image that was looked at.
const LOOK: (&str, fn(&AttackStep) -> u32) = ("look", |step| step.look);
const ALONG: &[(&str, Number<AttackStep>)] = &[
    ("target_score", |step| Some(step.target.score)),
    ("target_probability", |step| Some(step.target.probability)),
    ("source_score", |step| Some(step.source.score)),
    ("source_probability", |step| Some(step.source.probability)),
    ("margin_score", |step| Some(step.margin)),
    ("change_l2_unit", |step| Some(step.norms.l2_unit)),
];

fn result(run: &AttackRun) -> Value {
    let Some(end) = &run.end else {
        return json!({
            "phase": value(&run.phase),
            "last_step": run.steps.last().map(value),
            "along": along(&run.steps, LOOK, ALONG),
            "elapsed_ms": value(&run.elapsed_ms),
        });
    };
    let best = &end.best;
    json!({
        "phase": value(&run.phase),
        "ending": value(&end.ending),
        "iterations": end.iterations,
        "gradients": end.gradients,
        "images_looked_at": end.looks,
        "first_reached_iteration": end.first_reached,
        "search_images_looked_at": end.search_looks,
        "search_gradients": end.search_gradients,
        "gradient_was_zero": end.was_dead,
        "best_iteration": best.iteration,
        "reached": best.reached,
        "source": value(&best.source),
        "target": value(&best.target),
        "margin_score": value(&best.margin),
        "change": value(&best.norms),
        "along": along(&run.steps, LOOK, ALONG),
        "figures_are_of_8_bit": best.is_rounded(&run.request),
        "elapsed_ms": value(&run.elapsed_ms),
        "pixels_sha256": run.image.as_deref().map(sha256),
        "file": run.verdict.done().map(|verdict| json!({
            "holds": verdict.holds,
            "same_pixels": verdict.same_pixels,
            "best": value(&verdict.best),
            "source": value(&verdict.source),
            "target": value(&verdict.target),
        })),
        "survival": run.survival.done().map(|rows| {
            let row = |row: &crate::app_model::SurvivalRow| json!({
                "change": row.change,
                "survives": row.survives,
                "original": value(&row.original),
                "adversarial": value(&row.adversarial),
                "target_probability": value(&row.target_probability),
                "source_probability": value(&row.source_probability),
            });
            rows.iter().map(row).collect::<Vec<_>>()
        }),
        "ray": run.ray.done().map(value),
    })
}

const NORMS: [&str; 5] = [
    "change_l2_unit",
    "change_linf_grey_levels",
    "change_mean_unit",
    "change_l2_norm",
    "changed_px",
];

fn norm_cells(norms: &Norms) -> [String; 5] {
    [
        norms.l2_unit.to_string(),
        (norms.linf_unit * 255.0).to_string(),
        norms.mean_unit.to_string(),
        norms.l2_norm.to_string(),
        norms.changed_pixels.to_string(),
    ]
}

/// Every image that the attack looked at.
pub(super) fn curves(model: &AppModel) -> Option<Csv> {
    let run = model.attack.run.as_ref()?;
    let first = [
        "image_looked_at",
        "iteration",
        "gradients",
        "stage",
        "reached",
    ];
    let mut columns: Vec<String> = first.map(str::to_owned).to_vec();
    columns.extend(standing_columns("source"));
    columns.extend(standing_columns("target"));
    columns.push("margin_score".to_owned());
    columns.extend(NORMS.map(str::to_owned));
    let mut csv = Csv::new(columns);
    for step in &run.steps {
        csv.row(step_cells(step));
    }
    Some(csv)
}

fn step_cells(step: &AttackStep) -> Vec<String> {
    let stage = value(&step.stage);
    let mut cells = vec![
        step.look.to_string(),
        step.iteration.to_string(),
        (step.gradients + step.search_gradients).to_string(),
        stage.as_str().unwrap_or_default().to_owned(),
        step.reached.to_string(),
    ];
    cells.extend(standing_cells(Some(&step.source)));
    cells.extend(standing_cells(Some(&step.target)));
    cells.push(step.margin.to_string());
    cells.extend(norm_cells(&step.norms));
    cells
}

/// Every attack of the comparison.
pub(super) fn comparison(model: &AppModel) -> Option<Csv> {
    let comparison = model.attack.comparison.as_ref()?;
    let columns = CONTENDER.into_iter().chain(OUTCOME).chain(NORMS);
    let mut csv = Csv::new(columns.chain(["holds_as_file"]));
    for contender in &comparison.contenders {
        csv.row(contender_cells(contender));
    }
    Some(csv)
}

const CONTENDER: [&str; 5] = [
    "attack",
    "goal",
    "until_probability",
    "max_gradients",
    "state",
];
const OUTCOME: [&str; 7] = [
    "reached",
    "first_reached_iteration",
    "iterations",
    "gradients",
    "tried_value",
    "target_probability",
    "elapsed_ms",
];

fn contender_cells(contender: &Contender) -> Vec<String> {
    let request = &contender.request;
    let mut cells = vec![
        contender.attack.to_owned(),
        goal_cell(request.goal),
        request.until_probability.to_string(),
        request.max_gradients.to_string(),
        contender.end.id().to_owned(),
    ];
    if let Later::Done(end) = &contender.end {
        let first = end.first_reached.map(|first| first.to_string());
        let tried = end.tried.map(|value| value.to_string());
        cells.extend([end.best.reached.to_string(), first.unwrap_or_default()]);
        cells.extend([end.iterations.to_string(), end.gradients.to_string()]);
        cells.push(tried.unwrap_or_default());
        let probability = end.best.target.probability;
        cells.extend([probability, contender.elapsed_ms].map(|figure| figure.to_string()));
        cells.extend(norm_cells(&end.best.norms));
    }
    cells.resize(CONTENDER.len() + OUTCOME.len() + NORMS.len(), String::new());
    let verdict = contender.verdict.done();
    let holds = verdict.map(|verdict| (verdict.holds && verdict.same_pixels).to_string());
    cells.push(holds.unwrap_or_default());
    cells
}

/// A class by its index, another goal by its name.
fn goal_cell(goal: Goal) -> String {
    match (goal, value(&goal)) {
        (Goal::Class(class), _) => class.to_string(),
        (_, named) => named.as_str().unwrap_or_default().to_owned(),
    }
}

/// What the changes of the world leave of the attack.
pub(super) fn survival(model: &AppModel) -> Option<Csv> {
    let rows = model.attack.run.as_ref()?.survival.done()?;
    let mut columns = vec!["change".to_owned(), "survives".to_owned()];
    columns.extend(standing_columns("original"));
    columns.extend(standing_columns("adversarial"));
    columns.extend(["target_probability", "source_probability"].map(str::to_owned));
    let mut csv = Csv::new(columns);
    for row in rows {
        let mut cells = vec![row.change.to_owned(), row.survives.to_string()];
        cells.extend(standing_cells(Some(&row.original)));
        cells.extend(standing_cells(Some(&row.adversarial)));
        let probabilities = [row.target_probability, row.source_probability];
        cells.extend(probabilities.map(|figure| figure.to_string()));
        csv.row(cells);
    }
    Some(csv)
}
