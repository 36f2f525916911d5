//! What came of the test by pixels that go and come: two charts and a table.

use super::outcome::method_name;
use crate::app_model::{FaithfulRun, JudgedMap, PROTOCOLS, controls};
use crate::spec::{Lang, Text};
use crate::ui::chart::{Chart, Series};
use crate::ui::chart_math::Range;
use crate::ui::markup::{self, Column, Row};
use crate::ui::numbers::{fixed, percent};
use crate::ui::strings;

/// Name and words of every protocol, in the order of [`PROTOCOLS`].
pub const PROTOCOL_WORDS: [(Text, Text); PROTOCOLS.len()] = [
    (strings::PROTOCOL_QUICK, strings::PROTOCOL_QUICK_WORDS),
    (
        strings::PROTOCOL_PUBLISHED,
        strings::PROTOCOL_PUBLISHED_WORDS,
    ),
    (strings::PROTOCOL_ROAD, strings::PROTOCOL_ROAD_WORDS),
];

/// Whose map it is.
pub fn name(run: &FaithfulRun, judged: &JudgedMap, lang: Lang) -> String {
    let choice = run.request.methods.get(judged.figures.method as usize);
    let id = choice.map_or("", |choice| choice.method.as_str());
    let name = method_name(id, lang);
    match controls().any(|control| control == id) {
        true => strings::control(name, lang),
        false => name.to_owned(),
    }
}

/// The probability of the class as pixels go, or as they come.
pub fn chart(run: &FaithfulRun, is_insertion: bool, lang: Lang) -> Option<Chart> {
    let line = |judged: &JudgedMap| {
        let figures = &judged.figures;
        let curve = match is_insertion {
            true => &figures.insertion,
            false => &figures.deletion,
        };
        let last = curve.len().saturating_sub(1).max(1) as f64;
        let points = curve.iter().enumerate();
        Series {
            name: name(run, judged, lang),
            points: points
                .map(|(at, p)| (100.0 * at as f64 / last, f64::from(*p)))
                .collect(),
        }
    };
    let series: Vec<Series> = run.answers.iter().map(line).collect();
    let title = match is_insertion {
        true => strings::INSERTION,
        false => strings::DELETION,
    };
    (!series.is_empty()).then(|| Chart {
        title: title.get(lang),
        across: strings::PIXELS_PERCENT.get(lang),
        position: strings::PIXELS_PERCENT.get(lang),
        counts: false,
        series,
        range: Some(Range {
            low: 0.0,
            high: 1.0,
        }),
        across_to: Some(100.0),
    })
}

/// One row for each method.
pub fn table(run: &FaithfulRun, lang: Lang) -> String {
    let none = || strings::NO_FIGURE.get(lang).to_owned();
    let figure = |value: Option<f32>, digits: usize| {
        value.map_or_else(none, |value| fixed(f64::from(value), digits, lang))
    };
    let row = |judged: &JudgedMap| {
        let figures = &judged.figures;
        let inside = figures.inside;
        let points = inside.and_then(|inside| inside.points_inside);
        let points = points.map(|is| strings::yes_or_no(is).get(lang).to_owned());
        let share = inside.and_then(|inside| inside.share);
        let share = share.map(|share| percent(f64::from(share), lang));
        let choice = run.request.methods.get(figures.method as usize);
        let [deletion, insertion] = figures.areas;
        let mut first = name(run, judged, lang);
        if figures.is_zero {
            first += strings::ZERO_MAP.get(lang);
        }
        Row {
            data: vec![(
                "method",
                choice.map_or_else(String::new, |choice| choice.method.clone()),
            )],
            cells: vec![
                first,
                fixed(f64::from(deletion), 3, lang),
                fixed(f64::from(insertion), 3, lang),
                figure(figures.kept_and_removed, 3),
                figure(figures.sensitivity, 2),
                figure(figures.gini, 2),
                points.unwrap_or_else(none),
                share.unwrap_or_else(none),
            ],
        }
    };
    let columns = [
        (strings::METHOD, false),
        (strings::DELETION_AREA, true),
        (strings::INSERTION_AREA, true),
        (strings::KEPT_AND_REMOVED, true),
        (strings::SENSITIVITY, true),
        (strings::GINI, true),
        (strings::POINTS_INSIDE, true),
        (strings::SHARE_INSIDE, true),
    ];
    let columns = columns.map(|(name, is_figure)| Column(name.get(lang), is_figure));
    let rows: Vec<Row> = run.answers.iter().map(row).collect();
    markup::table(strings::FAITHFUL_FIGURES.get(lang), &columns, &rows)
}
