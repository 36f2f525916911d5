//! What a report's file gives back.

use leptos::prelude::*;

use super::desk::{Desk, Restored};
use super::mistakes::show_once_told;
use crate::report::{Handed, refusal_words};
use crate::ui::strings;

/// The id of what is said of it.
const ID: &str = "course-restored";

/// What became of it, and what the reader has to decide.
pub(super) fn restored(desk: Desk) -> AnyView {
    let ui = desk.ui;
    let shown = move || {
        let found = desk.restored.get()?;
        let lang = ui.lang.get();
        let words = match &found {
            Restored::Refused { file, why } => refusal_words(*why, file, lang),
            Restored::NoCode(failure) => strings::transfer_failure(failure, lang),
            Restored::OtherCourse { file, course } => strings::other_course(file, course, lang),
            Restored::Differs { file, count, .. } => strings::answers_differ(file, *count, lang),
            Restored::Done {
                file,
                answers,
                figures,
            } => strings::work_is_back(file, *answers, *figures, lang),
        };
        let state = match found {
            Restored::Refused { .. } | Restored::NoCode(_) | Restored::OtherCourse { .. } => {
                "refused"
            }
            Restored::Differs { .. } => "differs",
            Restored::Done { .. } => "done",
        };
        let choice = match found {
            Restored::Differs { file, handed, .. } => choice(desk, file, handed),
            _ => view! {
                <button type="button" on:click=move |_| desk.restored.set(None)>
                    {ui.t(strings::CLOSE)}
                </button>
            }
            .into_any(),
        };
        Some(view! {
            <section class="mistakes" class:right=state == "done" id=ID tabindex="-1" data-state=state>
                <p><strong>{words}</strong></p>
                {choice}
            </section>
        })
    };
    show_once_told(ID, move || desk.restored.with(Option::is_some));
    view! { <div role="status">{shown}</div> }.into_any()
}

fn choice(desk: Desk, file: String, handed: Handed) -> AnyView {
    let ui = desk.ui;
    let take = {
        let (file, handed) = (file.clone(), handed.clone());
        move |_| desk.give_back(&file, handed.clone(), true)
    };
    view! {
        <div class="buttons">
            <button type="button" id="restore-theirs" on:click=take>
                {ui.t(strings::TAKE_THEIRS)}
            </button>
            <button
                type="button"
                id="restore-mine"
                on:click=move |_| desk.give_back(&file, handed.clone(), false)
            >
                {ui.t(strings::KEEP_MINE)}
            </button>
            <button type="button" on:click=move |_| desk.restored.set(None)>
                {ui.t(strings::CANCEL)}
            </button>
        </div>
    }
    .into_any()
}
