//! Files of what was found, beside what is shown of it.

use leptos::prelude::*;

use super::context::Ui;
use super::strings;
use crate::client;
use crate::record::{Kind, LinesOf, Numbers, Table, Wanted};
use crate::spec::Text;

/// A button that has a file made, once there is what it holds.
pub(super) fn file_button(
    ui: Ui,
    id: &'static str,
    name: Text,
    is_there: Signal<bool>,
    wanted: impl Fn() -> Option<Wanted> + Send + 'static,
) -> AnyView {
    let save = move |_| {
        if let Some(wanted) = wanted() {
            ui.app.write_file(wanted);
        }
    };
    view! {
        <button type="button" id=id disabled=move || !is_there.get() on:click=save>
            {ui.t(name)}
        </button>
    }
    .into_any()
}

/// The way to save a table, or the points of curves; the file is called as the button's id without its end.
pub(super) fn csv_button(
    ui: Ui,
    id: &'static str,
    table: Table,
    is_there: Signal<bool>,
) -> AnyView {
    let wanted = move || {
        Some(Wanted::Table(
            table,
            format!("gradoscope-{}.csv", id.trim_end_matches("-csv")),
        ))
    };
    file_button(ui, id, strings::CSV, is_there, wanted)
}

/// The ways to save the record of a result, and what repeats it.
pub(super) fn record_button(ui: Ui, id: &'static str, of: Kind) -> AnyView {
    let wanted = move || Some(Wanted::Record(of, format!("gradoscope-{}.json", of.id())));
    let is_there = Signal::stored(true);
    view! {
        {file_button(ui, id, strings::SAVE_RECORD, is_there, wanted)}
        {lines_button(ui, of, is_there)}
    }
    .into_any()
}

/// The way to save the lines of PyTorch that repeat a result.
pub(super) fn lines_button(ui: Ui, of: Kind, is_there: Signal<bool>) -> AnyView {
    let save = move |_| {
        let name = format!("gradoscope-{}.py", of.id());
        let wanted = Wanted::Lines(LinesOf::Bench(of), ui.lang.get_untracked(), name);
        ui.app.write_file(wanted);
    };
    let id = format!("{}-pytorch", of.id());
    view! {
        <button type="button" id=id disabled=move || !is_there.get() on:click=save>
            {ui.t(strings::PYTORCH)}
        </button>
    }
    .into_any()
}

/// The way to save numbers as they are.
pub(super) fn numbers_button(ui: Ui, id: &'static str, name: Text, which: Numbers) -> AnyView {
    let wanted = move || {
        let file = format!("gradoscope-{}.npy", which.id());
        Some(Wanted::Numbers(which, file))
    };
    file_button(ui, id, name, Signal::stored(true), wanted)
}

/// Whether the PNG files that the page saves carry their record: one choice for all of them.
pub(super) fn carry(ui: Ui, id: &'static str) -> AnyView {
    let change = move |event| {
        let is_wanted = event_target_checked(&event);
        ui.carries_records.set(is_wanted);
        client::keep_records(is_wanted);
    };
    view! {
        <label class="switch carry" title=ui.t(strings::CARRY_RECORD_HINT)>
            <input type="checkbox" id=id prop:checked=ui.carries_records on:change=change/>
            {ui.t(strings::CARRY_RECORD)}
        </label>
    }
    .into_any()
}

/// The name of another file of the same result.
pub(super) fn named(png: &str, ending: &str) -> String {
    let stem = png.strip_suffix(".png").unwrap_or(png);
    format!("{stem}.{ending}")
}
