use leptos::prelude::*;

use super::state::{AttackView, run};
use crate::app_model::{AttackEvent, Event, Later};
use crate::protocol::Ray;
use crate::spec::{Lang, Text};
use crate::ui::asking::{Asked, asking};
use crate::ui::chart::{Chart, Series};
use crate::ui::parts::{part, table};
use crate::ui::plot::{Plot, plot};
use crate::ui::strings;

/// Where the adversarial image lies, as a share of the change.
const ADVERSARIAL: f64 = 1.0;
/// The tables behind the charts, the original class first.
const TABLES: [&str; 2] = ["ray-source-values", "ray-target-values"];

/// Scores on the way to the adversarial image, beside the straight line.
pub(super) fn ray(view: AttackView) -> AnyView {
    let ui = view.ui;
    let state = ui.part(|model| run(model).map_or(Asked::Not, |run| (&run.ray).into()));
    let is_open = Signal::derive(move || view.best.with(Option::is_some));
    // One line for both charts: at first at the adversarial image.
    let read_at = RwSignal::new(ADVERSARIAL);
    let drawn = move |id: &'static str, title: Text, of_target: bool| {
        let chart = Memo::new(move |_| {
            state.track();
            let lang = ui.lang.get();
            of_ray(view, |ray| Some(scores(ray, title, of_target, lang)))
        });
        let at = Signal::derive(move || Some(read_at.get()));
        let go = Callback::new(move |share| read_at.set(share));
        let values = Signal::derive(move || {
            let lang = ui.lang.get();
            chart.with(|chart| chart.as_ref().map(|c| c.table(lang)).unwrap_or_default())
        });
        let drawing = plot(ui, Plot { id, chart, at, go });
        view! {
            <div>
                {drawing}
                <details>
                    <summary>{ui.t(strings::POINTS)}</summary>
                    {table(ui, TABLES[usize::from(of_target)], title, values)}
                </details>
            </div>
        }
    };
    let words = move || {
        state.track();
        let lang = ui.lang.get();
        of_ray(view, |ray| strings::ray_in_words(ray, lang))
    };
    let answer = view! {
        <div class="charts">
            {drawn("ray-target", strings::RAY_TARGET, true)}
            {drawn("ray-source", strings::RAY_SOURCE, false)}
        </div>
        <p id="ray-words">{words}</p>
    }
    .into_any();
    let body = view! {
        <p class="hint">{ui.t(strings::WHY_LINEAR)}</p>
        {asking(ui, "ray", (strings::ASK_RAY, Event::Attack(AttackEvent::AskRay)), state, is_open, answer)}
    }
    .into_any();
    part(ui, "why", strings::WHY_IT_WORKS, body)
}

fn of_ray<T>(view: AttackView, part: impl FnOnce(&Ray) -> Option<T>) -> Option<T> {
    view.of_run(|run| match &run.ray {
        Later::Done(ray) => part(ray),
        _ => None,
    })
}

fn scores(ray: &Ray, title: Text, of_target: bool, lang: Lang) -> Chart {
    let (real, slope) = if of_target {
        (&ray.target_score, ray.target_slope)
    } else {
        (&ray.source_score, ray.source_slope)
    };
    let first = real.first().copied().unwrap_or(0.0);
    let at = ray.at.iter().copied().map(f64::from);
    let line = |t: f64| (t, f64::from(first) + t * f64::from(slope));
    let series = |name: Text, points| Series {
        name: name.get(lang).to_owned(),
        points,
    };
    Chart {
        title: title.get(lang),
        across: strings::RAY_ACROSS.get(lang),
        position: strings::RAY_ACROSS.get(lang),
        counts: false,
        series: vec![
            series(
                strings::RAY_ACTUAL,
                at.clone()
                    .zip(real.iter().copied().map(f64::from))
                    .collect(),
            ),
            series(strings::RAY_LINE, at.map(line).collect()),
        ],
        range: None,
        across_to: None,
    }
}
