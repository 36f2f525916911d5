use leptos::prelude::*;

use super::state::VisualView;
use crate::protocol::VisualStep;
use crate::spec::{Lang, Text};
use crate::ui::chart::{Chart, Series};
use crate::ui::chart_math::Range;
use crate::ui::parts::{chart, part};
use crate::ui::strings;

type Value = fn(&VisualStep) -> Option<f32>;

/// A chart of the steps.
struct Curve {
    id: &'static str,
    title: Text,
    lines: &'static [(Text, Value)],
    range: Option<Range>,
}

const CURVES: &[Curve] = &[
    Curve {
        id: "visual-curve-score",
        title: strings::CURVE_OBJECTIVE,
        lines: &[
            (strings::LINE_OBJECTIVE, |step| Some(step.objective)),
            (strings::LINE_SCORE, |step| Some(step.class?.score)),
        ],
        range: None,
    },
    Curve {
        id: "visual-curve-probability",
        title: strings::CURVE_PROBABILITY,
        lines: &[(strings::CURVE_PROBABILITY, |step| {
            Some(step.class?.probability)
        })],
        range: Some(Range {
            low: 0.0,
            high: 1.0,
        }),
    },
    Curve {
        id: "visual-curve-penalty",
        title: strings::CURVE_PENALTY,
        lines: &[(strings::LINE_PENALTY, |step| Some(step.penalty))],
        range: None,
    },
    Curve {
        id: "visual-curve-gradient",
        title: strings::CURVE_GRADIENT,
        lines: &[(strings::LINE_GRADIENT, |step| Some(step.gradient_norm))],
        range: None,
    },
    Curve {
        id: "visual-curve-norm",
        title: strings::CURVE_IMAGE_NORM,
        lines: &[(strings::LINE_IMAGE_NORM, |step| Some(step.image_norm))],
        range: None,
    },
];

/// What happens along the iterations.
pub(super) fn curves(view: VisualView) -> AnyView {
    let charts = CURVES
        .iter()
        .map(|curve| chart(curve.id, Signal::derive(move || draw(view, curve))))
        .collect_view();
    let body = view! {
        <p class="hint">{view.ui.t(strings::VISUAL_CURVES_HINT)}</p>
        <div class="charts">{charts}</div>
    }
    .into_any();
    part(view.ui, "visual-curves", strings::CURVES, body)
}

fn draw(view: VisualView, curve: &'static Curve) -> String {
    view.pulse.track();
    let lang = view.ui.lang.get();
    let marker = view.marker.get();
    let html = view.of_run(|run| Some(chart_of(curve, &run.steps, marker, lang).html(lang)));
    html.unwrap_or_default()
}

fn chart_of(curve: &Curve, steps: &[VisualStep], marker: Option<f64>, lang: Lang) -> Chart {
    let line = |&(name, value): &(Text, Value)| Series {
        name: name.get(lang).to_owned(),
        points: steps
            .iter()
            .filter_map(|step| Some((f64::from(step.iteration), f64::from(value(step)?))))
            .collect(),
    };
    let lines = curve.lines.iter().map(line);
    Chart {
        title: curve.title.get(lang),
        across: strings::ITERATION.get(lang),
        // Of a layer there is no class to draw.
        series: lines.filter(|line| !line.points.is_empty()).collect(),
        range: curve.range,
        marker,
    }
}
