//! What came of a sanity test: its steps, its controls, and one figure of each.

use crate::app_model::{SanityRun, TestedMap};
use crate::catalogue;
use crate::labels;
use crate::protocol::{Change, Changed, Likeness};
use crate::spec::{Lang, Text};
use crate::ui::chart::{Chart, Series};
use crate::ui::chart_math::Range;
use crate::ui::markup::{self, Column, Row};
use crate::ui::numbers::{fixed, probability};
use crate::ui::strings;

/// One way to say how alike two maps are.
#[derive(Debug, Clone, Copy)]
pub struct Measure {
    /// Permanent, kebab-case.
    pub id: &'static str,
    pub name: Text,
    /// What it does not see.
    pub hides: Text,
    pub of: fn(&Likeness) -> Option<f32>,
}

/// Every measure, the default first.
pub const MEASURES: &[Measure] = &[
    Measure {
        id: "size",
        name: strings::MEASURE_SIZE,
        hides: strings::HIDES_SIZE,
        of: |likeness| likeness.size,
    },
    Measure {
        id: "signed",
        name: strings::MEASURE_SIGNED,
        hides: strings::HIDES_SIGNED,
        of: |likeness| likeness.signed,
    },
    Measure {
        id: "coarse",
        name: strings::MEASURE_COARSE,
        hides: strings::HIDES_COARSE,
        of: |likeness| likeness.coarse,
    },
    Measure {
        id: "ssim",
        name: strings::MEASURE_SSIM,
        hides: strings::HIDES_SSIM,
        of: |likeness| likeness.ssim,
    },
    Measure {
        id: "hog",
        name: strings::MEASURE_HOG,
        hides: strings::HIDES_HOG,
        of: |likeness| likeness.hog,
    },
];

/// The maps from the first to the last change, the controls left out.
pub fn steps(run: &SanityRun) -> Vec<&TestedMap> {
    let all = run.answers.iter();
    all.filter(|map| !matches!(map.step.what, Changed::Method(_)))
        .collect()
}

fn controls(run: &SanityRun) -> impl Iterator<Item = (&str, &TestedMap)> {
    run.answers.iter().filter_map(|map| match &map.step.what {
        Changed::Method(id) => Some((id.as_str(), map)),
        _ => None,
    })
}

/// A method's name by its id.
pub fn method_name(id: &str, lang: Lang) -> &str {
    catalogue::saliency_method(id).map_or(id, |spec| spec.name.get(lang))
}

/// Every map on the bench in one chart, with the controls of the newest run as level lines.
pub fn chart(runs: &[&SanityRun], measure: &Measure, lang: Lang) -> Option<Chart> {
    let newest = runs.last()?;
    let last = runs.iter().map(|run| steps(run).len()).max()?;
    let value = |map: &TestedMap| {
        map.step
            .likeness
            .as_ref()
            .and_then(measure.of)
            .map(f64::from)
    };
    let of_run = |run: &&SanityRun| {
        let all = steps(run);
        let points = all.iter().enumerate();
        Series {
            name: method_name(&run.request.map.method, lang).to_owned(),
            points: points
                .filter_map(|(at, map)| Some((at as f64, value(map)?)))
                .collect(),
        }
    };
    let of_control = |(id, map): (&str, &TestedMap)| {
        let value = value(map)?;
        let points = (0..last.max(2)).map(|at| (at as f64, value));
        Some(Series {
            name: strings::control(method_name(id, lang), lang),
            points: points.collect(),
        })
    };
    let lines = runs.iter().map(of_run);
    let series: Vec<Series> = lines
        .chain(controls(newest).filter_map(of_control))
        .filter(|series| !series.points.is_empty())
        .collect();
    (!series.is_empty()).then(|| Chart {
        title: measure.name.get(lang),
        across: strings::CHANGES_SO_FAR.get(lang),
        position: strings::CHANGE_NUMBER.get(lang),
        counts: true,
        series,
        range: Some(Range {
            low: -1.0,
            high: 1.0,
        }),
        across_to: None,
    })
}

/// Which map this is, and what there is to say of it.
pub fn step_words(run: &SanityRun, at: usize, lang: Lang) -> Option<String> {
    let steps = steps(run);
    let map = steps.get(at)?;
    let step = &map.step;
    let class = step.standing.class;
    let class = format!(
        "{} ({class})",
        labels::name(class, lang).unwrap_or_default()
    );
    let adds_up = matches!(run.request.change, Change::Cascade(_));
    let what = strings::changed_what(&step.what, adds_up, &class, lang);
    let p = probability(step.standing.probability, lang);
    Some(strings::step_words(
        &what,
        &p,
        step.escaped,
        step.is_zero,
        lang,
    ))
}

/// Every map at the step `at`, with every measure.
pub fn table(runs: &[&SanityRun], at: usize, lang: Lang) -> String {
    let figure = |value: Option<f32>| match value {
        Some(value) => fixed(f64::from(value), 2, lang),
        None => strings::NO_FIGURE.get(lang).to_owned(),
    };
    let cells = |name: String, map: &TestedMap| {
        let likeness = map.step.likeness.as_ref();
        let figures = MEASURES.iter().map(|m| figure(likeness.and_then(m.of)));
        let entropy = figure(map.step.entropy);
        std::iter::once(name)
            .chain(figures)
            .chain([entropy])
            .collect()
    };
    let of_run = |run: &&SanityRun| {
        let all = steps(run);
        // One that was cancelled before has no such change.
        let map = all.get(at)?;
        let id = run.request.map.method.clone();
        let name = method_name(&id, lang).to_owned();
        Some(Row {
            data: vec![("method", id)],
            cells: cells(name, map),
        })
    };
    let of_control = |(id, map): (&str, &TestedMap)| Row {
        data: vec![("control", id.to_owned())],
        cells: cells(strings::control(method_name(id, lang), lang), map),
    };
    let mut rows: Vec<Row> = runs.iter().filter_map(of_run).collect();
    rows.extend(
        runs.last()
            .into_iter()
            .flat_map(|run| controls(run))
            .map(of_control),
    );
    let mut columns = vec![Column(strings::MAP.get(lang), false)];
    columns.extend(MEASURES.iter().map(|m| Column(m.name.get(lang), true)));
    columns.push(Column(strings::ENTROPY.get(lang), true));
    markup::table(strings::AT_THIS_CHANGE.get(lang), &columns, &rows)
}
