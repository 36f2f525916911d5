//! The report as a notebook of format 4.5.

use serde_json::{Map, Value, json};

use super::base64;
use super::markdown::{self, Of};
use super::words;
use super::work::without_pictures;
use super::{Report, Told};
use crate::course::{Figure, FilledQuestion, FilledSection};

pub(super) fn write(report: &Report) -> String {
    let work: Value = serde_json::from_str(&without_pictures(&report.handed)).unwrap_or_default();
    let notebook = json!({
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "kernelspec": {"name": "python3", "display_name": "Python 3"},
            "language_info": {"name": "python"},
            "title": report.filled.title,
            "gradoscope": work,
        },
        "cells": cells(report),
    });
    serde_json::to_string_pretty(&notebook).unwrap_or_default()
}

fn cells(report: &Report) -> Vec<Value> {
    let about = words::ABOUT_NOTEBOOK.get(report.lang);
    let back = words::GIVES_BACK.get(report.lang);
    let head = format!("{}\n\n{about}\n\n{back}", markdown::head(report));
    let mut cells = vec![text("head", &head, Map::new())];
    if let Some(prelude) = report.prelude() {
        cells.push(code("weights", &words::weights_cell(report)));
        cells.push(code("prelude", prelude));
    }
    for section in &report.filled.sections {
        of_section(section, report, &mut cells);
    }
    cells
}

fn of_section(section: &FilledSection, report: &Report, cells: &mut Vec<Value>) {
    if section.questions.is_empty() {
        return;
    }
    let title = format!("# {}", markdown::plain(&section.title));
    cells.push(text(
        &format!("{}-title", id(&section.id)),
        &title,
        Map::new(),
    ));
    for question in &section.questions {
        of_question(question, report, cells);
    }
}

fn of_question(asked: &FilledQuestion, report: &Report, cells: &mut Vec<Value>) {
    let name = format!("q{:02}", asked.number);
    let question = markdown::question(asked);
    let answer = markdown::answer(asked, report);
    cells.push(text(&format!("{name}-question"), &question, Map::new()));
    cells.push(text(&format!("{name}-answer"), &answer, Map::new()));
    for (at, chosen) in asked.answer.figures.iter().enumerate() {
        let title = words::figure(asked.number, at);
        let cell = format!("{name}-figure-{}", at + 1);
        match report.told.get(&chosen.key) {
            Some(told) => cells.extend(of_figure(&cell, &title, chosen, told, report)),
            None => {
                let lost = words::LOST.get(report.lang);
                cells.push(text(&cell, &format!("**{title}** {lost}"), Map::new()));
            }
        }
    }
}

fn of_figure(cell: &str, title: &str, chosen: &Figure, told: &Told, report: &Report) -> Vec<Value> {
    let caption = told.caption(chosen);
    // Those of the work have the names that it is given back by.
    let name = |of: Of| match of {
        Of::Chart(at) => format!("{cell}-chart-{at}.svg"),
        Of::Picture(at) => match told.pictures[at].file.as_str() {
            "" => format!("{cell}-{at}.png"),
            file => file.to_owned(),
        },
    };
    let source = markdown::figure(title, caption, told, report, |of| {
        format!("attachment:{}", name(of))
    });
    let file = |of, mime: &str, bytes: &[u8]| (name(of), json!({mime: base64::encode(bytes)}));
    let pictures = told.pictures.iter().enumerate();
    let pictures = pictures.map(|(at, one)| file(Of::Picture(at), "image/png", &one.png));
    let charts = told.charts.iter().enumerate();
    let charts = charts.map(|(at, one)| file(Of::Chart(at), "image/svg+xml", one.svg.as_bytes()));
    let attached = pictures.chain(charts);
    let mut cells = vec![text(cell, &source, attached.collect())];
    if !told.code.lines.is_empty() {
        let first = told.pictures.first().filter(|_| told.code.reads_pixels);
        cells.extend(first.map(|picture| pixels(&format!("{cell}-pixels"), &picture.png)));
        cells.push(code(&format!("{cell}-code"), &told.code.lines));
    }
    cells
}

fn text(id: &str, source: &str, attachments: Map<String, Value>) -> Value {
    let mut cell = json!({"id": id, "cell_type": "markdown", "metadata": {}, "source": source});
    if !attachments.is_empty() {
        cell["attachments"] = Value::Object(attachments);
    }
    cell
}

fn code(id: &str, source: &str) -> Value {
    json!({
        "id": id,
        "cell_type": "code",
        "metadata": {},
        "execution_count": null,
        "outputs": [],
        "source": source,
    })
}

/// The image that a figure is about, in the notebook itself: it needs no file beside it.
fn pixels(id: &str, png: &[u8]) -> Value {
    let text = base64::encode(png);
    let source = format!(
        "import base64, io\npixels = numpy.asarray(Image.open(io.BytesIO(base64.b64decode(\"{text}\"))).convert(\"RGB\"))"
    );
    let mut cell = code(id, &source);
    cell["metadata"] = json!({"jupyter": {"source_hidden": true}});
    cell
}

/// As notebooks allow: at most 64 letters, digits, hyphens and underscores.
fn id(name: &str) -> String {
    let allowed = |c: &char| c.is_ascii_alphanumeric() || *c == '-' || *c == '_';
    let id: String = name.chars().filter(allowed).take(50).collect();
    format!("s-{id}")
}
