//! A chart that can be read: the values under the pointer, or at a line that keys move.

use leptos::ev;
use leptos::prelude::*;
use web_sys::HtmlElement;

use super::chart::Chart;
use super::context::Ui;
use super::strings;

/// Points that Page Up and Page Down go.
const LONG_STEP: usize = 10;

/// A chart and where it is read.
#[derive(Clone, Copy)]
pub(super) struct Plot {
    /// The element's id; what is read stands in `ID-reading`.
    pub id: &'static str,
    pub chart: Memo<Option<Chart>>,
    /// Where the line stands; none: at the end.
    pub at: Signal<Option<f64>>,
    /// The reader goes there.
    pub go: Callback<f64>,
}

/// Heading, legend, drawing, and what is read off it as text.
pub(super) fn plot(ui: Ui, plot: Plot) -> AnyView {
    let Plot { id, chart, at, go } = plot;
    let pointed = RwSignal::new(None::<f64>);
    let of = move |part: fn(&Chart) -> String| {
        move || chart.with(|chart| chart.as_ref().map(part).unwrap_or_default())
    };
    let drawn = move |part: fn(&Chart, crate::spec::Lang) -> String| {
        move || {
            let lang = ui.lang.get();
            chart.with(|chart| chart.as_ref().map(|c| part(c, lang)).unwrap_or_default())
        }
    };
    // What the pointer is at for as long as it is there, else where the line was put.
    let position = Memo::new(move |_| {
        let wanted = pointed.get().or_else(|| at.get());
        chart.with(|chart| place(chart.as_ref()?, wanted))
    });
    let reading = Memo::new(move |_| {
        let (position, lang) = (position.get()?, ui.lang.get());
        chart.with(|chart| Some(chart.as_ref()?.reading(position, lang)))
    });
    let left = move || {
        let share = chart.with(|chart| Some(chart.as_ref()?.share_of_width(position.get()?)));
        share.map(|share| format!("{:.3}%", 100.0 * share))
    };
    let under = move |event: &ev::MouseEvent| {
        chart.with_untracked(|chart| chart.as_ref()?.position_at(share_of(event)?))
    };
    let keyed = move |event: ev::KeyboardEvent| {
        let from = position.get_untracked();
        let next = chart.with_untracked(|chart| moved(&chart.as_ref()?.positions(), from?, &event));
        if let Some(next) = next {
            event.prevent_default();
            pointed.set(None);
            go.run(next);
        }
    };
    let ends = move |at: fn(&[f64]) -> Option<&f64>| {
        move || chart.with(|chart| at(&chart.as_ref()?.positions()).map(f64::to_string))
    };
    view! {
        <div class="chart" id=id hidden=move || chart.with(Option::is_none)>
            <h4>{of(|chart| chart.title.to_owned())}</h4>
            <p class="legend" inner_html=drawn(Chart::legend)></p>
            <div class="plot">
                <div inner_html=drawn(Chart::drawing)></div>
                <div
                    class="reader"
                    role="slider"
                    tabindex="0"
                    aria-label=of(|chart| chart.title.to_owned())
                    aria-describedby=format!("{id}-keys")
                    aria-valuemin=ends(|all| all.first())
                    aria-valuemax=ends(|all| all.last())
                    aria-valuenow=move || position.get().map(|at| at.to_string())
                    aria-valuetext=reading
                    on:pointermove=move |event| pointed.set(under(&event))
                    on:pointerleave=move |_| pointed.set(None)
                    on:click=move |event| {
                        if let Some(position) = under(&event) {
                            go.run(position);
                        }
                    }
                    on:keydown=keyed
                >
                    <span class="reading-line" style:left=left></span>
                </div>
            </div>
            <p class="reading" id=format!("{id}-reading")>{reading}</p>
            <p class="unseen" id=format!("{id}-keys")>{ui.t(strings::READER_KEYS)}</p>
        </div>
    }
    .into_any()
}

/// The position with points that is meant.
fn place(chart: &Chart, wanted: Option<f64>) -> Option<f64> {
    match wanted {
        Some(wanted) => super::chart_math::nearest(&chart.positions(), wanted),
        None => chart.positions().last().copied(),
    }
}

/// How far to the right of the element the pointer is, as a share of its width.
fn share_of(event: &ev::MouseEvent) -> Option<f64> {
    let element: HtmlElement = event_target(event);
    let place = element.get_bounding_client_rect();
    (place.width() > 0.0).then(|| (f64::from(event.client_x()) - place.left()) / place.width())
}

/// Where a key leads from a position, if it is one that leads anywhere.
fn moved(positions: &[f64], from: f64, event: &ev::KeyboardEvent) -> Option<f64> {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key() {
        return None;
    }
    let last = positions.len().checked_sub(1)?;
    let at = positions.iter().position(|position| *position == from)?;
    let next = match event.key().as_str() {
        "ArrowLeft" | "ArrowDown" => at.saturating_sub(1),
        "ArrowRight" | "ArrowUp" => at + 1,
        "PageDown" => at.saturating_sub(LONG_STEP),
        "PageUp" => at + LONG_STEP,
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    positions.get(next.min(last)).copied()
}
