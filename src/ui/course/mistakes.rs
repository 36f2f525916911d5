//! What is wrong with a teacher's file.

use leptos::prelude::*;

use super::desk::{Desk, Inspected};
use crate::course::{Problem, problem_words};
use crate::ui::strings;

/// The list, where there is something to be told.
pub(super) fn mistakes(desk: Desk) -> AnyView {
    let list = move || desk.inspected.get().map(|inspected| told(desk, &inspected));
    view! { <div role="status">{list}</div> }.into_any()
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
        <section class="mistakes" class:right=count == 0 id="course-mistakes" data-count=count.to_string()>
            <p><strong>{words}</strong></p>
            <ol>{items.collect_view()}</ol>
            <button type="button" on:click=move |_| desk.inspected.set(None)>
                {desk.ui.t(strings::CHECK_CLOSE)}
            </button>
        </section>
    }
    .into_any()
}
