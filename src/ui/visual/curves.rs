use leptos::prelude::*;

use super::state::{VisualView, run};
use crate::app_model::VisualRun;
use crate::protocol::{VisualEnd, VisualStep};
use crate::record::Table;
use crate::spec::{Lang, Text};
use crate::ui::chart::{Chart, Series};
use crate::ui::chart_math::Range;
use crate::ui::parts::part;
use crate::ui::plot::{Plot, plot};
use crate::ui::records::csv_button;
use crate::ui::strings;

type Reading = fn(&VisualStep) -> Option<f32>;

/// A line through the steps.
struct Line {
    name: Text,
    value: Reading,
    /// Of the finished image, as far as it is known.
    last: fn(&VisualEnd) -> Option<f32>,
}

impl Line {
    /// Of the steps alone.
    const fn of_steps(name: Text, value: Reading) -> Self {
        let last = |_: &VisualEnd| None;
        Self { name, value, last }
    }
}

/// A chart of the steps.
struct Curve {
    id: &'static str,
    title: Text,
    lines: &'static [Line],
    range: Option<Range>,
}

const CURVES: &[Curve] = &[
    Curve {
        id: "visual-curve-score",
        title: strings::CURVE_OBJECTIVE,
        lines: &[
            Line::of_steps(strings::LINE_OBJECTIVE, |step| Some(step.objective)),
            Line {
                name: strings::LINE_SCORE,
                value: |step| Some(step.class?.score),
                last: |end| Some(end.class?.score),
            },
        ],
        range: None,
    },
    Curve {
        id: "visual-curve-probability",
        title: strings::CURVE_PROBABILITY,
        lines: &[Line {
            name: strings::CURVE_PROBABILITY,
            value: |step| Some(step.class?.probability),
            last: |end| Some(end.class?.probability),
        }],
        range: Some(Range {
            low: 0.0,
            high: 1.0,
        }),
    },
    Curve {
        id: "visual-curve-penalty",
        title: strings::CURVE_PENALTY,
        lines: &[Line::of_steps(strings::LINE_PENALTY, |step| {
            Some(step.penalty)
        })],
        range: None,
    },
    Curve {
        id: "visual-curve-gradient",
        title: strings::CURVE_GRADIENT,
        lines: &[Line::of_steps(strings::LINE_GRADIENT, |step| {
            Some(step.gradient_norm)
        })],
        range: None,
    },
    Curve {
        id: "visual-curve-norm",
        title: strings::CURVE_IMAGE_NORM,
        lines: &[Line::of_steps(strings::LINE_IMAGE_NORM, |step| {
            Some(step.image_norm)
        })],
        range: None,
    },
];

/// What happens along the iterations.
pub(super) fn curves(view: VisualView) -> AnyView {
    let drawn = |curve: &'static Curve| Plot {
        id: curve.id,
        chart: Memo::new(move |_| draw(view, curve)),
        at: view.read_at.into(),
        go: Callback::new(move |iteration| view.read(iteration)),
    };
    let charts = CURVES.iter().map(|curve| plot(view.ui, drawn(curve)));
    let charts = charts.collect_view();
    let has_steps = view
        .ui
        .part(|model| run(model).is_some_and(|run| !run.steps.is_empty()));
    let body = view! {
        <p class="hint">{view.ui.t(strings::VISUAL_CURVES_HINT)}</p>
        <div class="charts">{charts}</div>
        <div class="buttons">{csv_button(view.ui, "visual-curves-csv", Table::VisualCurves, has_steps.into())}</div>
    }
    .into_any();
    part(view.ui, "visual-curves", strings::CURVES, body)
}

fn draw(view: VisualView, curve: &'static Curve) -> Option<Chart> {
    view.pulse.with(|_| ());
    let lang = view.ui.lang.get();
    let chart = view.of_run(|run| Some(chart_of(curve, run, lang)))?;
    // Of a layer there is no class to draw.
    (!chart.series.is_empty()).then_some(chart)
}

fn chart_of(curve: &Curve, run: &VisualRun, lang: Lang) -> Chart {
    let line = |&Line { name, value, last }: &Line| {
        let steps = run.steps.iter();
        let steps = steps.filter_map(|step| Some((step.iteration, value(step)?)));
        let end = run.end.as_ref();
        let finished = end.and_then(|end| Some((end.iterations, last(end)?)));
        let points = steps.chain(finished);
        Series {
            name: name.get(lang).to_owned(),
            points: points.map(|(x, y)| (f64::from(x), f64::from(y))).collect(),
        }
    };
    let lines = curve.lines.iter().map(line);
    Chart {
        title: curve.title.get(lang),
        across: strings::ITERATION.get(lang),
        position: strings::ITERATION.get(lang),
        counts: true,
        series: lines.filter(|line| !line.points.is_empty()).collect(),
        range: curve.range,
        across_to: run.end.as_ref().map(|end| f64::from(end.iterations)),
    }
}
