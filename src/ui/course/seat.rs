use leptos::prelude::*;

use crate::ui::context::Ui;
use crate::ui::panels::{Coming, later};
use crate::ui::strings;

/// Where the thread is, once it is wanted.
pub(in crate::ui) fn seat(ui: Ui, load: fn(Ui) -> Coming) -> AnyView {
    let seat = ui.app.course;
    view! {
        <aside
            class="course"
            id="course"
            aria-label=ui.t(strings::COURSE)
            hidden=move || !seat.is_open.get()
        >
            {later(ui, Box::new(move || load(ui)), seat.is_wanted.into())}
        </aside>
    }
    .into_any()
}

/// The way to it.
pub(in crate::ui) fn to_course(ui: Ui) -> AnyView {
    let seat = ui.app.course;
    let toggle = move |_| match seat.is_open.get_untracked() {
        true => seat.is_open.set(false),
        false => seat.open(),
    };
    view! {
        <button
            type="button"
            class="to-course"
            id="to-course"
            aria-controls="course"
            aria-expanded=move || seat.is_open.get().to_string()
            on:click=toggle
        >
            {ui.t(strings::COURSE)}
        </button>
    }
    .into_any()
}
