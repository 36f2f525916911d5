use leptos::prelude::*;

use super::state::{AttackView, run};
use crate::app_model::AttackRun;
use crate::protocol::{AttackStep, Goal, Stage};
use crate::record::Table;
use crate::spec::{ClassId, Lang, Text};
use crate::ui::chart::{Chart, Series};
use crate::ui::chart_math::Range;
use crate::ui::parts::part;
use crate::ui::plot::{Plot, plot};
use crate::ui::records::csv_button;
use crate::ui::strings;

type Reading = fn(&AttackStep) -> f32;

/// Whose numbers a line shows.
#[derive(Clone, Copy)]
enum Line {
    Target,
    Source,
    Change,
}

/// A chart of the steps.
struct Curve {
    id: &'static str,
    title: Text,
    lines: &'static [(Line, Reading)],
    range: Option<Range>,
}

const CURVES: &[Curve] = &[
    Curve {
        id: "curve-score",
        title: strings::CURVE_SCORE,
        lines: &[
            (Line::Target, |step| step.target.score),
            (Line::Source, |step| step.source.score),
        ],
        range: None,
    },
    Curve {
        id: "curve-probability",
        title: strings::CURVE_PROBABILITY,
        lines: &[
            (Line::Target, |step| step.target.probability),
            (Line::Source, |step| step.source.probability),
        ],
        range: Some(Range {
            low: 0.0,
            high: 1.0,
        }),
    },
    Curve {
        id: "curve-margin",
        title: strings::CURVE_MARGIN,
        lines: &[(Line::Target, |step| step.margin)],
        range: None,
    },
    Curve {
        id: "curve-l2",
        title: strings::CURVE_L2,
        lines: &[(Line::Change, |step| step.norms.l2_unit)],
        range: None,
    },
    Curve {
        id: "curve-linf",
        title: strings::CURVE_LINF,
        lines: &[(Line::Change, |step| step.norms.linf_unit * 255.0)],
        range: None,
    },
];

/// How scores, probabilities, margin and norms went.
pub(super) fn curves(view: AttackView) -> AnyView {
    let ui = view.ui;
    let drawn = |curve: &'static Curve| Plot {
        id: curve.id,
        chart: Memo::new(move |_| draw(view, curve)),
        at: view.read_at.into(),
        go: Callback::new(move |look| view.read(look)),
    };
    let charts = CURVES.iter().map(|curve| plot(ui, drawn(curve)));
    let charts = charts.collect_view();
    let turned = move || {
        view.pulse.with(|_| ());
        let lang = ui.lang.get();
        let first = view.of_run(|run| {
            let shrinks = |step: &&AttackStep| step.stage == Stage::Shrink;
            run.steps.iter().find(shrinks).map(|step| step.look)
        });
        first.map(|look| strings::shrinks_from(look, lang))
    };
    let has_steps = ui.part(|model| run(model).is_some_and(|run| !run.steps.is_empty()));
    let body = view! {
        <p class="hint">{ui.t(strings::COUNTS)} " " <span id="shrinks-from">{turned}</span></p>
        <div class="charts">{charts}</div>
        <div class="buttons">{csv_button(ui, "attack-curves-csv", Table::AttackCurves, has_steps.into())}</div>
    }
    .into_any();
    part(view.ui, "curves", strings::IMAGES_LOOKED_AT, body)
}

fn draw(view: AttackView, curve: &'static Curve) -> Option<Chart> {
    view.pulse.with(|_| ());
    let lang = view.ui.lang.get();
    view.of_run(|run| {
        let line = |&(line, value): &(Line, Reading)| Series {
            name: name(line, run, lang),
            points: run
                .steps
                .iter()
                .map(|step| (f64::from(step.look), f64::from(value(step))))
                .collect(),
        };
        Some(Chart {
            title: curve.title.get(lang),
            across: strings::LOOKED_AT.get(lang),
            position: strings::LOOK.get(lang),
            counts: true,
            series: curve.lines.iter().map(line).collect(),
            range: curve.range,
            across_to: None,
        })
    })
}

fn name(line: Line, run: &AttackRun, lang: Lang) -> String {
    let named = |what: Text, class: fn(&AttackStep) -> ClassId| {
        let class = run.steps.first().map(class);
        let class = class.map(|class| strings::class_name(class, lang));
        format!("{} · {}", what.get(lang), class.unwrap_or_default())
    };
    match line {
        Line::Change => strings::CURVE_CHANGE.get(lang).to_owned(),
        Line::Source => named(strings::SOURCE_CLASS, |step| step.source.class),
        // Another one from step to step, perhaps.
        Line::Target if run.request.goal == Goal::Away => strings::BEST_OTHER.get(lang).to_owned(),
        Line::Target => named(strings::TARGET_CLASS, |step| step.target.class),
    }
}
