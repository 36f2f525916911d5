use serde_json::{Value, json};

use super::along::{Number, along};
use super::csv::Csv;
use super::finding::{Finding, standing_cells, standing_columns, value};
use super::{Numbers, params};
use crate::app_model::{AppModel, Axis, Cell, Sweep, VisualRun};
use crate::catalogue;
use crate::image::sha256;
use crate::protocol::{VisualStep, VisualizeRequest};
use crate::spec::NetworkSpec;

pub(super) fn finding(model: &AppModel) -> Option<Finding> {
    let run = model.visual.run.as_ref()?;
    let request = run.begun_with();
    let network = model.network();
    let all = catalogue::VISUALIZE_PARAMS;
    let changes = run.changes().into_iter().map(|(iteration, params)| {
        json!({"from_iteration": iteration, "params": params::named(all, params, network)})
    });
    let mut result = result(run);
    result["along"] = along(&run.steps, ITERATION, ALONG);
    Some(Finding {
        link: model.link_to_visual(&request, &run.first),
        link_before: None,
        pixels: Some(run.first.clone()).filter(|first| !first.is_empty()),
        variant: Some(run.variant.clone()),
        request: named(&request, network),
        changes: changes.collect(),
        result,
        numbers: &[Numbers::Visualisation],
    })
}

pub(super) fn named(request: &VisualizeRequest, network: &NetworkSpec) -> Value {
    let all = catalogue::VISUALIZE_PARAMS;
    params::request(request, params::named(all, &request.params, network))
}

/// What is counted along a run, and what is told of every iteration.
const ITERATION: (&str, fn(&VisualStep) -> u32) = ("iteration", |step| step.iteration);
const ALONG: &[(&str, Number<VisualStep>)] = &[
    ("objective", |step| Some(step.objective)),
    ("score", |step| Some(step.class?.score)),
    ("probability", |step| Some(step.class?.probability)),
    ("penalty", |step| Some(step.penalty)),
    ("gradient_norm", |step| Some(step.gradient_norm)),
    ("image_norm", |step| Some(step.image_norm)),
];

fn result(run: &VisualRun) -> Value {
    let end = run.end.as_ref();
    json!({
        "phase": value(&run.phase),
        "iterations": run.iterations(),
        "side_px": end.map(|end| end.side),
        "class": end.and_then(|end| end.class).map(|class| value(&class)),
        "top": end.map(|end| value(&end.top)),
        "gradient_was_zero": end.map(|end| end.was_dead),
        "no_gradient": end.map(|end| end.no_gradient),
        "last_step": run.steps.last().map(value),
        "elapsed_ms": value(&run.elapsed_ms),
        "pixels_sha256": run.image.as_deref().map(sha256),
        "after_changes": run.check.done().map(|rows| {
            let row = |row: &crate::app_model::CheckRow| json!({
                "change": row.change,
                "best": value(&row.best),
                "class": row.class.map(|class| value(&class)),
            });
            rows.iter().map(row).collect::<Vec<_>>()
        }),
    })
}

pub(super) fn sheet_finding(model: &AppModel) -> Option<Finding> {
    let sweep = model.visual.sweep.as_ref()?;
    let first = &sweep.cells.first()?.run;
    let network = model.network();
    let axes = sweep.axes.iter().map(|(axis, values)| {
        let values = values.iter().map(|of| axis_value(*axis, *of, network));
        json!({"varies": axis.id(), "values": values.collect::<Vec<_>>()})
    });
    let cell = |cell: &Cell| {
        let values = sweep.axes.iter().zip(&cell.values);
        let values = values.map(|((axis, _), of)| axis_value(*axis, *of, network));
        let mut found = result(&cell.run);
        found["values"] = values.collect();
        found
    };
    Some(Finding {
        link: model.link_to_visual(&first.request, &first.first),
        link_before: None,
        pixels: Some(first.first.clone()).filter(|first| !first.is_empty()),
        variant: sweep
            .variants()
            .first()
            .map(|variant| (*variant).to_owned()),
        request: named(&first.request, network),
        changes: Vec::new(),
        result: json!({
            "axes": axes.collect::<Vec<_>>(),
            "cells": sweep.cells.iter().map(cell).collect::<Vec<_>>(),
        }),
        numbers: &[],
    })
}

fn axis_value(axis: Axis, number: f32, network: &NetworkSpec) -> Value {
    match axis {
        Axis::Param(_) => axis.param().map_or(Value::Null, |param| {
            params::named_value(param, number, network)
        }),
        Axis::Preset => json!(
            catalogue::PRESETS
                .get(number as usize)
                .map(|preset| preset.id)
        ),
        Axis::Class | Axis::Seed => json!(number as u32),
    }
}

fn shown(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// Every iteration.
pub(super) fn curves(model: &AppModel) -> Option<Csv> {
    let run = model.visual.run.as_ref()?;
    let first = ["iteration", "side_px", "objective", "penalty"];
    let more = ["gradient_l2_per_unit", "image_l2_norm"];
    let columns = first.into_iter().chain(more).map(str::to_owned);
    let mut csv = Csv::new(columns.chain(standing_columns("climbed")));
    for step in &run.steps {
        let counts = [step.iteration, step.side].map(|count| count.to_string());
        let figures = [
            step.objective,
            step.penalty,
            step.gradient_norm,
            step.image_norm,
        ];
        let figures = figures.map(|figure| figure.to_string());
        let class = standing_cells(step.class.as_ref());
        csv.row(counts.into_iter().chain(figures).chain(class));
    }
    Some(csv)
}

/// Every cell of the sheet with its labels.
pub(super) fn sheet(model: &AppModel) -> Option<Csv> {
    let sweep: &Sweep = model.visual.sweep.as_ref()?;
    let network = model.network();
    let axes = sweep.axes.iter().map(|(axis, _)| axis.id().to_owned());
    let more = ["state", "iterations", "elapsed_ms"].map(str::to_owned);
    let mut csv = Csv::new(axes.chain(more).chain(standing_columns("climbed")));
    for cell in &sweep.cells {
        let values = sweep.axes.iter().zip(&cell.values);
        let values = values.map(|((axis, _), of)| shown(&axis_value(*axis, *of, network)));
        let iterations = cell.run.iterations().map(|count| count.to_string());
        let facts = [
            shown(&value(&cell.state)),
            iterations.unwrap_or_default(),
            cell.run.elapsed_ms.to_string(),
        ];
        let class = cell.run.end.as_ref().and_then(|end| end.class);
        csv.row(values.chain(facts).chain(standing_cells(class.as_ref())));
    }
    Some(csv)
}
