//! The reader's name: on the report, and where the seeds of a course begin.

use leptos::prelude::*;

use super::desk::Desk;
use crate::course::seed_of;
use crate::ui::strings;

/// The field for it, with what follows from it.
pub(super) fn name_field(desk: Desk) -> AnyView {
    let ui = desk.ui;
    let hint = desk.seeds_by_name().then(|| {
        let words = move || {
            let seed = desk.name.with(|name| seed_of(name));
            let has_name = desk.name.with(|name| !name.trim().is_empty());
            strings::seed_from_name(has_name.then_some(seed), ui.lang.get())
        };
        view! { <p class="hint" id="report-name-seed" role="status">{words}</p> }
    });
    let label = match &hint {
        Some(_) => strings::REPORT_NAME_FIRST,
        None => strings::REPORT_NAME,
    };
    let described = hint.is_some().then_some("report-name-seed");
    view! {
        <div class="field">
            <label class="label" for="report-name">
                {ui.t(label)}
            </label>
            <input
                type="text"
                id="report-name"
                autocomplete="name"
                aria-describedby=described
                prop:value=desk.name.get_untracked()
                on:change=move |event| desk.call_reader(event_target_value(&event))
            />
            {hint}
        </div>
    }
    .into_any()
}
