//! Tests of maps. A run has what was asked, and of each answer what there is to say of it.

use serde_json::{Value, json};

use super::csv::Csv;
use super::finding::{Finding, class_cells, value};
use super::{params, saliency};
use crate::app_model::{AppModel, InstrumentEnd, InstrumentRun, SanityRun, TestedMap};
use crate::catalogue;
use crate::image::sha256;
use crate::protocol::{Changed, Likeness, MethodChoice};
use crate::segment::overlap;

/// Measures of likeness by their names in requests and answers.
type Measure = (&'static str, fn(&Likeness) -> Option<f32>);

const MEASURES: [Measure; 5] = [
    ("size", |likeness| likeness.size),
    ("signed", |likeness| likeness.signed),
    ("coarse", |likeness| likeness.coarse),
    ("ssim", |likeness| likeness.ssim),
    ("hog", |likeness| likeness.hog),
];

/// In the order of the answers of a proof.
const CHANNELS: [&str; 3] = ["red", "green", "blue"];

/// What all runs say of themselves.
fn finding<Q, A>(
    run: &InstrumentRun<Q, A>,
    link: Option<String>,
    request: Value,
    mut result: Value,
) -> Finding {
    result["end"] = json!(run.end.as_ref().map(|end| match end {
        InstrumentEnd::Finished => "finished",
        InstrumentEnd::Cancelled => "cancelled",
        InstrumentEnd::Interrupted => "interrupted",
        InstrumentEnd::Failed(_) => "failed",
    }));
    result["elapsed_ms"] = value(&run.elapsed_ms);
    Finding {
        link,
        link_before: None,
        pixels: Some(run.pixels.clone()),
        variant: Some(run.variant.clone()).filter(|variant| !variant.is_empty()),
        request,
        changes: Vec::new(),
        result,
        numbers: &[],
    }
}

/// A method of a request with its parameters named.
fn choice(model: &AppModel, choice: &MethodChoice) -> Option<Value> {
    let method = catalogue::saliency_method(&choice.method)?;
    let named = params::named(method.params, &choice.params, model.network());
    Some(params::request(choice, named))
}

fn choices(model: &AppModel, all: &[MethodChoice]) -> Option<Vec<Value>> {
    all.iter().map(|one| choice(model, one)).collect()
}

pub(super) fn sanity(model: &AppModel) -> Option<Finding> {
    let run = model.sanity_run()?;
    let first = run.answers.first()?;
    let mut request = value(&run.request);
    request["map"] = saliency::request(model, &run.request.map)?;
    request["controls"] = json!(choices(model, &run.request.controls)?);
    let map = |tested: &TestedMap| {
        let mut facts = value(&tested.step);
        facts["map"] = saliency::figures(&tested.map);
        if let Changed::Method(id) = &tested.step.what {
            facts["method"] = json!(id);
        }
        facts
    };
    let result = json!({
        "class": value(&first.step.standing),
        "maps": run.answers.iter().map(map).collect::<Vec<_>>(),
        "drawn": saliency::drawn(&model.settings),
    });
    let link = model.link_to_sanity(&run.request, &run.pixels);
    Some(finding(run, link, request, result))
}

pub(super) fn faithful(model: &AppModel) -> Option<Finding> {
    let run = model.faithful_run()?;
    let first = run.answers.first()?;
    let mut request = value(&run.request);
    request["methods"] = json!(choices(model, &run.request.methods)?);
    let curves = run.answers.iter().map(|judged| {
        let mut facts = value(&judged.figures);
        let method = run.request.methods.get(judged.figures.method as usize);
        facts["method"] = json!(method.map(|choice| &choice.method));
        facts["order_sha256"] = json!(sha256(&judged.order));
        facts
    });
    let result = json!({
        "class": first.figures.class.0,
        "curves": curves.collect::<Vec<_>>(),
    });
    let link = model.link_to_faithful(&run.request, &run.pixels);
    Some(finding(run, link, request, result))
}

pub(super) fn object(model: &AppModel) -> Option<Finding> {
    let run = model.object_run()?;
    let found = run.answers.first()?;
    let mut request = value(&run.request);
    request["map"] = saliency::request(model, &run.request.map)?;
    let reader = model.reader_box();
    let share = f64::from(found.facts.object) / found.mask.len().max(1) as f64;
    let result = json!({
        "class": found.class.0,
        "object": value(&found.facts),
        "share": share,
        "reader_box": reader,
        "overlap": reader.zip(found.facts.bounds).and_then(|(a, b)| overlap(a, b)),
        "mask_sha256": sha256(&found.mask),
    });
    let link = model.link_to_object(&run.request, &run.pixels);
    Some(finding(run, link, request, result))
}

pub(super) fn proof(model: &AppModel) -> Option<Finding> {
    let run = model.proof_run()?;
    let (slopes, proven) = (run.answers.first()?, model.proven()?);
    let both = slopes.iter().zip(proven).zip(CHANNELS);
    let channels = both.map(|((slope, proven), channel)| {
        json!({
            "channel": channel,
            "levels": slope.levels,
            "scores": value(&slope.scores),
            "step_norm": proven.step,
            "gradient": proven.gradient,
            "difference_quotient": proven.quotient,
            "rounding": proven.rounding,
        })
    });
    let result = json!({
        "class": run.request.class.0,
        "channels": channels.collect::<Vec<_>>(),
    });
    let link = model.link_to_proof(&run.request, &run.pixels);
    Some(finding(run, link, value(&run.request), result))
}

/// Every measure of every map of the bench beside the first map of its method.
pub(super) fn sanity_table(model: &AppModel) -> Option<Csv> {
    let mut csv = Csv::new([
        "step",
        "layer",
        "method",
        "role",
        "class",
        "class_name",
        "score",
        "probability",
        "measure",
        "value",
    ]);
    let runs = model.sanity_runs();
    let newest = runs.last()?;
    for run in &runs {
        let steps = run.answers.iter().filter(|map| !is_control(map));
        for (step, map) in steps.enumerate() {
            rows_of(&mut csv, run, map, &step.to_string());
        }
    }
    for control in newest.answers.iter().filter(|map| is_control(map)) {
        rows_of(&mut csv, newest, control, "");
    }
    Some(csv)
}

fn is_control(map: &TestedMap) -> bool {
    matches!(map.step.what, Changed::Method(_))
}

fn rows_of(csv: &mut Csv, run: &SanityRun, map: &TestedMap, step: &str) {
    let standing = &map.step.standing;
    let [class, name] = class_cells(standing.class);
    let (layer, method, role) = match &map.step.what {
        Changed::Layer(layer) => (layer.as_str(), &run.request.map.method, "tested"),
        Changed::Method(control) => ("", control, "control"),
        Changed::Nothing | Changed::Class => ("", &run.request.map.method, "tested"),
    };
    let likeness = map.step.likeness.as_ref();
    let measures = MEASURES.iter().map(|(id, of)| (*id, likeness.and_then(of)));
    for (measure, value) in measures.chain([("entropy", map.step.entropy)]) {
        csv.row([
            step.to_owned(),
            layer.to_owned(),
            method.clone(),
            role.to_owned(),
            class.clone(),
            name.clone(),
            standing.score.to_string(),
            standing.probability.to_string(),
            measure.to_owned(),
            cell(value),
        ]);
    }
}

/// Empty where there is no such figure.
fn cell(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// Every point of every curve, with the area under it.
pub(super) fn faithful_table(model: &AppModel) -> Option<Csv> {
    let run = model.faithful_run().filter(|run| !run.answers.is_empty())?;
    let mut csv = Csv::new([
        "method",
        "curve",
        "point",
        "fraction",
        "probability",
        "area",
    ]);
    for judged in &run.answers {
        let figures = &judged.figures;
        let method = run.request.methods.get(figures.method as usize)?;
        let curves = [
            ("deletion", &figures.deletion),
            ("insertion", &figures.insertion),
        ];
        for ((name, curve), area) in curves.into_iter().zip(figures.areas) {
            let last = curve.len().saturating_sub(1).max(1);
            for (point, probability) in curve.iter().enumerate() {
                csv.row([
                    method.method.clone(),
                    name.to_owned(),
                    point.to_string(),
                    (point as f64 / last as f64).to_string(),
                    probability.to_string(),
                    area.to_string(),
                ]);
            }
        }
    }
    Some(csv)
}

/// What every way makes of the map, beside the reader's box.
pub(super) fn object_table(model: &AppModel) -> Option<Csv> {
    let edges = ["left_px", "top_px", "right_px", "bottom_px"];
    let of = |whose: &str| edges.map(|edge| format!("{whose}_{edge}"));
    let about = [
        "recipe",
        "method",
        "class",
        "class_name",
        "crops",
        "gamma",
        "found",
    ];
    let about = about.map(str::to_owned);
    let figures = [
        "overlap",
        "labelled_px",
        "object_px",
        "regions",
        "energy",
        "rounds",
    ];
    let header = about.into_iter().chain(of("object")).chain(of("reader"));
    let mut csv = Csv::new(header.chain(figures.map(str::to_owned)));
    let reader = model.reader_box();
    for run in model.object_runs() {
        let Some(found) = run.answers.first() else {
            continue;
        };
        let facts = &found.facts;
        let [class, name] = class_cells(found.class);
        let share = reader.zip(facts.bounds).and_then(|(a, b)| overlap(a, b));
        let about = [
            run.request.recipe.clone(),
            run.request.map.method.clone(),
            class,
            name,
            if run.request.ten_crops { "10" } else { "1" }.to_owned(),
            run.request.gamma.to_string(),
            value(&facts.found).as_str().unwrap_or_default().to_owned(),
        ];
        let row = about.into_iter().chain(edges_of(facts.bounds));
        csv.row(row.chain(edges_of(reader)).chain([
            cell(share),
            facts.labelled.to_string(),
            facts.object.to_string(),
            facts.regions.to_string(),
            facts.energy.to_string(),
            facts.rounds.to_string(),
        ]));
    }
    model.object_run()?.answers.first().map(|_| csv)
}

/// First column and row, last column and row: as the page names them.
fn edges_of(bounds: Option<[u32; 4]>) -> [String; 4] {
    bounds.map_or_else(Default::default, |[top, left, bottom, right]| {
        [left, top, right.saturating_sub(1), bottom.saturating_sub(1)].map(|at| at.to_string())
    })
}

/// Each colour of the pixel.
pub(super) fn proof_table(model: &AppModel) -> Option<Csv> {
    let run = model.proof_run()?;
    let (slopes, proven) = (run.answers.first()?, model.proven()?);
    let mut csv = Csv::new([
        "channel",
        "x_px",
        "y_px",
        "class",
        "class_name",
        "gradient",
        "finite_difference",
        "step_norm",
        "levels",
        "score_below",
        "score_above",
        "rounding",
    ]);
    let [class, name] = class_cells(run.request.class);
    let (x, y) = run.request.pixel;
    let both = slopes.iter().zip(proven).zip(CHANNELS);
    for ((slope, proven), channel) in both {
        csv.row([
            channel.to_owned(),
            x.to_string(),
            y.to_string(),
            class.clone(),
            name.clone(),
            cell(proven.gradient),
            proven.quotient.to_string(),
            proven.step.to_string(),
            slope.levels.to_string(),
            slope.scores[0].to_string(),
            slope.scores[1].to_string(),
            proven.rounding.to_string(),
        ]);
    }
    Some(csv)
}
