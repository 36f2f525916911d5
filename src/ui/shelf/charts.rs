//! The charts of an entry, out of its record.

use serde_json::Value;

use super::reading::Reading;
use crate::app_model::{Kind, controls};
use crate::spec::{ClassId, Lang, Text};
use crate::ui::chart::{Chart, Series};
use crate::ui::chart_math::{Point, Range};
use crate::ui::strings;

/// Where a kind of result has its numbers: those that lines have in common, and what they stand over.
const ALONG: &str = "/result/along";

const WHOLE: Range = Range {
    low: 0.0,
    high: 1.0,
};
const BOTH_WAYS: Range = Range {
    low: -1.0,
    high: 1.0,
};

/// Everything that can be drawn of it; empty where a result has no curve.
pub fn charts(reading: &Reading, lang: Lang) -> Vec<Chart> {
    let all = match reading.kind {
        Some(Kind::Attack) => attack(reading, lang),
        Some(Kind::Visualisation) => visualisation(reading, lang),
        Some(Kind::Faithful) => faithful(reading, lang),
        Some(Kind::Sanity) => vec![sanity(reading, lang)],
        _ => Vec::new(),
    };
    let all = all.into_iter();
    let with_lines = all.map(|chart| Chart {
        series: (chart.series.into_iter())
            .filter(|line| line.points.len() > 1)
            .collect(),
        ..chart
    });
    with_lines
        .filter(|chart| !chart.series.is_empty())
        .collect()
}

/// The points of a line: what stands under both names, pair by pair.
fn points(reading: &Reading, across: &str, name: &str) -> Vec<Point> {
    let list = |name: &str| reading.list(&format!("{ALONG}/{name}"));
    let pairs = list(across).iter().zip(list(name));
    pairs
        .filter_map(|(x, y)| Some((x.as_f64()?, y.as_f64()?)))
        .collect()
}

fn attack(reading: &Reading, lang: Lang) -> Vec<Chart> {
    let named = |what: Text, class: Option<u64>| {
        let class = class.and_then(|class| u16::try_from(class).ok());
        let class = class.map(|class| reading.class_name(ClassId(class), lang));
        let words = what.get(lang);
        class.map_or(words.to_owned(), |class| format!("{words} · {class}"))
    };
    let source = reading.at("/result/source/class").and_then(Value::as_u64);
    // Away from a class, it is another one from step to step.
    let is_away = reading.at("/request/goal").and_then(Value::as_str) == Some("away");
    let target = match is_away {
        false => named(
            strings::TARGET_CLASS,
            reading.at("/result/target/class").and_then(Value::as_u64),
        ),
        true => strings::BEST_OTHER.get(lang).to_owned(),
    };
    let source = named(strings::SOURCE_CLASS, source);
    let line = |name: &str, what: &str| Series {
        name: name.to_owned(),
        points: points(reading, "look", what),
    };
    let chart = |title: Text, series, range| Chart {
        title: title.get(lang),
        across: strings::LOOKED_AT.get(lang),
        position: strings::LOOK.get(lang),
        counts: true,
        series,
        range,
        across_to: None,
    };
    let both = |of: &str| {
        let of = |whose: &str| format!("{whose}_{of}");
        vec![line(&target, &of("target")), line(&source, &of("source"))]
    };
    let change = line(strings::CURVE_CHANGE.get(lang), "change_l2_unit");
    vec![
        chart(strings::CURVE_SCORE, both("score"), None),
        chart(strings::CURVE_PROBABILITY, both("probability"), Some(WHOLE)),
        chart(strings::CURVE_L2, vec![change], None),
    ]
}

fn visualisation(reading: &Reading, lang: Lang) -> Vec<Chart> {
    let line = |name: Text, what: &str| Series {
        name: name.get(lang).to_owned(),
        points: points(reading, "iteration", what),
    };
    let chart = |title: Text, series, range| Chart {
        title: title.get(lang),
        across: strings::ITERATION.get(lang),
        position: strings::ITERATION.get(lang),
        counts: true,
        series,
        range,
        across_to: None,
    };
    let heights = vec![
        line(strings::LINE_OBJECTIVE, "objective"),
        line(strings::LINE_SCORE, "score"),
    ];
    let probability = vec![line(strings::CURVE_PROBABILITY, "probability")];
    vec![
        chart(strings::CURVE_OBJECTIVE, heights, None),
        chart(strings::CURVE_PROBABILITY, probability, Some(WHOLE)),
    ]
}

/// Whose map it is; of a control it is said.
fn method(reading: &Reading, of: &Value, lang: Lang) -> String {
    let name = reading.method_of(of, lang).unwrap_or_default();
    let id = of["method"].as_str();
    match controls().any(|control| Some(control) == id) {
        true => strings::control(&name, lang),
        false => name,
    }
}

fn faithful(reading: &Reading, lang: Lang) -> Vec<Chart> {
    let line = |curve: &Value, of: &str| {
        let values = curve[of].as_array().map_or(&[][..], Vec::as_slice);
        let last = values.len().saturating_sub(1).max(1) as f64;
        let points = values.iter().enumerate();
        Series {
            name: method(reading, curve, lang),
            points: points
                .filter_map(|(at, p)| Some((100.0 * at as f64 / last, p.as_f64()?)))
                .collect(),
        }
    };
    let chart = |(title, of): (Text, &str)| Chart {
        title: title.get(lang),
        across: strings::PIXELS_PERCENT.get(lang),
        position: strings::PIXELS_PERCENT.get(lang),
        counts: false,
        series: (reading.list("/result/curves").iter())
            .map(|curve| line(curve, of))
            .collect(),
        range: Some(WHOLE),
        across_to: Some(100.0),
    };
    let both = [
        (strings::DELETION, "deletion"),
        (strings::INSERTION, "insertion"),
    ];
    both.map(chart).into()
}

/// Every measure from change to change, of the one method that the record is of.
fn sanity(reading: &Reading, lang: Lang) -> Chart {
    let maps = reading.list("/result/maps").iter();
    let steps: Vec<&Value> = maps.filter(|map| map["method"].is_null()).collect();
    let measures = [
        (strings::MEASURE_SIZE, "size"),
        (strings::MEASURE_SIGNED, "signed"),
        (strings::MEASURE_COARSE, "coarse"),
        (strings::MEASURE_SSIM, "ssim"),
        (strings::MEASURE_HOG, "hog"),
    ];
    let line = |(name, of): (Text, &str)| Series {
        name: name.get(lang).to_owned(),
        points: (steps.iter().enumerate())
            .filter_map(|(at, map)| Some((at as f64, map["likeness"][of].as_f64()?)))
            .collect(),
    };
    Chart {
        title: strings::LIKENESS_TO_FIRST.get(lang),
        across: strings::CHANGES_SO_FAR.get(lang),
        position: strings::CHANGE_NUMBER.get(lang),
        counts: true,
        series: measures.map(line).into(),
        range: Some(BOTH_WAYS),
        across_to: None,
    }
}
