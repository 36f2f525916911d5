use leptos::ev;
use leptos::html::Div;
use leptos::prelude::*;

use super::picture::{self, WHOLE};
use super::reader::Reader;
use super::state::MapState;
use crate::ui::numbers::significant;
use crate::ui::strings;

/// Pixels that Shift and an arrow key move the cross by.
const LONG_STEP: i32 = 10;

/// A cross over a picture of the network's input, moved by pointer and, where it has ids, by keyboard:
/// its own, and that of what is read.
///
/// Give it the frame that the input fills in the picture below it.
pub(super) fn cross(
    reader: Reader,
    frame: Signal<[f64; 4]>,
    ids: Option<[String; 2]>,
) -> impl IntoView {
    let Reader {
        ui, probe, side, ..
    } = reader;
    let readable = ids.is_some();
    let [id, described_by] = ids.map_or([None, None], |ids| ids.map(Some));
    let layer = NodeRef::<Div>::new();
    let point = move |event: ev::PointerEvent| {
        if let Some(layer) = layer.get_untracked() {
            let shown = layer.get_bounding_client_rect();
            let at = (
                (f64::from(event.client_x()) - shown.left()) / shown.width().max(1.0),
                (f64::from(event.client_y()) - shown.top()) / shown.height().max(1.0),
            );
            let side = side.get_untracked();
            probe.set(picture::pixel_at(frame.get_untracked(), at, side));
        }
    };
    // A finger leaves with every touch: what it pointed at has to stay to be read.
    let leave = move |event: ev::PointerEvent| {
        if event.pointer_type() == "mouse" {
            probe.set(None);
        }
    };
    let place = move || {
        let pixel = probe.get()?;
        Some(picture::place_of(frame.get(), pixel, side.get()))
    };
    let per_cent = |share: Option<f64>| share.map(|share| format!("{}%", share * 100.0));
    let is_on = Memo::new(move |_| place().is_some());
    let marker = move || {
        is_on.get().then(|| {
            view! {
                <span
                    class="cross"
                    style:left=move || per_cent(place().map(|p| p.0)).unwrap_or_default()
                    style:top=move || per_cent(place().map(|p| p.1)).unwrap_or_default()
                ></span>
            }
        })
    };
    view! {
        <div
            class="probe"
            node_ref=layer
            id=id
            tabindex=readable.then_some("0")
            role=readable.then_some("application")
            aria-roledescription=move || readable.then(|| strings::PIXEL_READER.get(ui.lang.get()))
            aria-label=move || readable.then(|| strings::PROBE_HELP.get(ui.lang.get()))
            aria-describedby=described_by
            on:pointermove=point
            on:pointerdown=point
            on:pointerleave=leave
            on:keydown=move |event| on_key(reader, &event)
        >
            {marker}
        </div>
    }
}

/// The same over the image beside the map, for the pointer only.
pub(super) fn cross_on_input(state: MapState) -> impl IntoView {
    cross(state.reader(), Signal::stored(WHOLE), None)
}

fn on_key(reader: Reader, event: &ev::KeyboardEvent) {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let step = if event.shift_key() { LONG_STEP } else { 1 };
    match event.key().as_str() {
        "ArrowLeft" => step_by(reader, -step, 0),
        "ArrowRight" => step_by(reader, step, 0),
        "ArrowUp" => step_by(reader, 0, -step),
        "ArrowDown" => step_by(reader, 0, step),
        "Home" => reader.probe.set(reader.peak.get_untracked()),
        "Escape" => reader.probe.set(None),
        _ => return,
    }
    event.prevent_default();
}

fn step_by(reader: Reader, dx: i32, dy: i32) {
    let side = reader.side.get_untracked();
    let last = i32::try_from(side).unwrap_or(i32::MAX) - 1;
    let (x, y) = reader.probe.get_untracked().unwrap_or((side / 2, side / 2));
    let moved = |at: u32, by: i32| {
        i32::try_from(at)
            .unwrap_or(0)
            .saturating_add(by)
            .clamp(0, last) as u32
    };
    reader.probe.set(Some((moved(x, dx), moved(y, dy))));
}

/// Pixel, value and the three components under the cross, where the map has them.
pub(super) fn readout(state: MapState) -> impl IntoView {
    let ui = state.ui;
    let words = move || {
        let lang = ui.lang.get();
        let pixel = state.probe.get();
        let found = pixel.and_then(|pixel| Some((pixel, read(state, pixel)?)));
        let Some(((x, y), (value, parts))) = found else {
            return view! { <span class="hint">{strings::PROBE_HINT.get(lang)}</span> }.into_any();
        };
        let figure = move |value: f32| significant(f64::from(value), 3, lang);
        let component = move |name: &'static str, value: f32| {
            view! { <span class="component">{name}" "<b>{figure(value)}</b></span> }
        };
        view! {
            <span class="component">
                {strings::PIXEL.get(lang)}" "<b>{format!("({x}, {y})")}</b>
            </span>
            <span class="component">
                {strings::VALUE.get(lang)}" "
                <b id="probe-value" data-value=value.to_string()>{figure(value)}</b>
            </span>
            {parts.map(|[red, green, blue]| view! {
                <span class="gradient">
                    {component(strings::RED.get(lang), red)}
                    {component(strings::GREEN.get(lang), green)}
                    {component(strings::BLUE.get(lang), blue)}
                </span>
            })}
            <span class="unit">{state.unit()}</span>
        }
        .into_any()
    };
    view! { <p class="readout" id="readout" aria-live="polite">{words}</p> }
}

fn read(state: MapState, (x, y): (u32, u32)) -> Option<(f32, Option<[f32; 3]>)> {
    let side = state.side.get();
    let parts = state.result.with(|result| {
        let values = &result.as_ref()?.0.map.values;
        picture::components(values, (x, y), side)
    });
    let value = state.reduced.with(|map| {
        let at = (y * side + x) as usize;
        map.as_ref().and_then(|map| map.0.get(at).copied())
    })?;
    Some((value, parts))
}
