//! What is wrong with a teacher's file.

use leptos::prelude::*;

use super::desk::{Desk, Inspected, focus_on};
use crate::course::{Problem, problem_words};
use crate::ui::strings;

/// The list, where there is something to be told.
pub(super) fn mistakes(desk: Desk) -> AnyView {
    let list = move || desk.inspected.get().map(|inspected| told(desk, &inspected));
    show_once_told(ID, move || desk.inspected.with(Option::is_some));
    view! { <div role="status">{list}</div> }.into_any()
}

/// The id of the list.
pub(super) const ID: &str = "course-mistakes";

/// Goes to what is told above the thread, wherever that was scrolled to.
pub(super) fn show_once_told(id: &'static str, is_told: impl Fn() -> bool + 'static) {
    Effect::new(move |_| {
        if is_told() {
            request_animation_frame(move || {
                // A long list would be shown from its middle.
                if let Some(list) = focus_on(id) {
                    list.scroll_into_view();
                }
            });
        }
    });
}

fn told(desk: Desk, inspected: &Inspected) -> AnyView {
    let lang = desk.ui.lang.get();
    let (file, count) = (&inspected.file, inspected.problems.len());
    let words = match (inspected.is_missing, inspected.is_dropped) {
        (true, _) => format!(
            "{file}{} {}",
            strings::COLON.get(lang).trim_end(),
            strings::CHECK_NO_FILE.get(lang)
        ),
        (_, true) => strings::checked_only(file, count, lang),
        (_, false) => strings::checked(file, count, lang),
    };
    let items = inspected.problems.iter().map(|problem| {
        let Problem {
            line, line_text, ..
        } = problem;
        let text = format!("{line}  {line_text}");
        view! {
            <li>
                {problem_words(problem, lang)} <pre tabindex="0"><code>{text}</code></pre>
            </li>
        }
    });
    view! {
        <section class="mistakes" class:right=count == 0 id=ID tabindex="-1" data-count=count.to_string()>
            <p><strong>{words}</strong></p>
            <ol>{items.collect_view()}</ol>
            <button type="button" on:click=move |_| desk.inspected.set(None)>
                {desk.ui.t(strings::CHECK_CLOSE)}
            </button>
        </section>
    }
    .into_any()
}
