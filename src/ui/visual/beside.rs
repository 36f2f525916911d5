//! The practical's picture and the best one: the same class from the same seed, side by side where a
//! run would stand.

use leptos::prelude::*;

use super::sheet::{cell, done_of, state_of};
use super::state::VisualView;
use crate::app_model::{AppModel, Axis, Cell, Sweep, VisualEvent};
use crate::client::now_ms;
use crate::ui::calm::calm;
use crate::ui::parts::table;
use crate::ui::sheet_math::{differences, value_name};
use crate::ui::strings;

fn sheet(model: &AppModel) -> Option<&Sweep> {
    model.visual.beside()
}

/// What makes both with one click.
pub(super) fn button(view: VisualView) -> AnyView {
    let ui = view.ui;
    let is_running = ui.part(|model| sheet(model).is_some_and(Sweep::is_under_way));
    view! {
        <button
            type="button"
            id="beside-begin"
            disabled=is_running
            on:click=move |_| ui.visual(VisualEvent::Beside)
        >
            {ui.t(strings::BESIDE)}
        </button>
    }
    .into_any()
}

/// Both as they grow, and what differs between them.
pub(super) fn beside(view: VisualView) -> AnyView {
    let is_shown = view.is_beside;
    let content = move || is_shown.get().then(|| content(view));
    view! { <div class="beside" id="beside" hidden=move || !is_shown.get()>{content}</div> }
        .into_any()
}

fn content(view: VisualView) -> AnyView {
    let ui = view.ui;
    let state = ui.part(|model| state_of(sheet(model)));
    let done = ui.part(|model| done_of(sheet(model)));
    let values = ui.part(|model| {
        let cells = sheet(model)
            .map(|sheet| &sheet.cells[..])
            .unwrap_or_default();
        let value = |cell: &Cell| cell.values.first().copied();
        cells.iter().filter_map(value).collect::<Vec<f32>>()
    });
    let climbed = ui.part(|model| Some(sheet(model)?.cells.first()?.run.request.clone()));
    let caption = move || {
        let lang = ui.lang.get();
        climbed.with(|request| Some(strings::beside_caption(request.as_ref()?, lang)))
    };
    let one = move |(at, value): (usize, &f32)| {
        let value = *value;
        let name = move || value_name(Axis::Preset, value, ui.lang.get());
        view! { <li><strong>{name}</strong> {cell(ui, "beside", at)}</li> }
    };
    let cells = move || values.with(|all| all.iter().enumerate().map(one).collect_view());
    let news = move || {
        let (done, all) = done.get();
        strings::sheet_news(state.get(), done, all, ui.lang.get())
    };
    let html = Signal::derive(move || differences(ui.lang.get()));
    view! {
        <p class="figures" id="beside-caption">{caption}</p>
        <ul class="cells" id="beside-cells" data-state=state>{cells}</ul>
        <div class="buttons">
            <button
                type="button"
                id="beside-cancel"
                disabled=move || state.get() != "running"
                on:click=move |_| ui.visual(VisualEvent::CancelSweep { now_ms: now_ms() })
            >
                {ui.t(strings::CANCEL)}
            </button>
            <span>{news}</span>
            {calm(move || Some(news()))}
        </div>
        <p class="hint">{ui.t(strings::BESIDE_HINT)}</p>
        {table(ui, "beside-table", strings::BESIDE_DIFFERS, html)}
    }
    .into_any()
}
