//! Where everything is in the thread, and how far the reader is.

use leptos::prelude::*;

use super::desk::Desk;
use crate::course::{Answer, Question, Step, Thread};
use crate::ui::strings;

/// How far the reader is; opened, the way to every section and question.
pub(super) fn contents(desk: Desk, thread: &Thread) -> AnyView {
    let ids: Vec<String> = thread.questions().map(|q| q.id.clone()).collect();
    let all = ids.len();
    let answered = Memo::new(move |_| {
        desk.answers.with(|answers| {
            let is_answered = |id: &&String| answers.get(*id).is_some_and(Answer::is_given);
            ids.iter().filter(is_answered).count()
        })
    });
    let words = move || strings::answered_of(answered.get(), all, desk.ui.lang.get());
    let sections = thread.sections.iter().enumerate().map(|(at, section)| {
        let title = section.title.clone();
        let questions = section.questions.iter().enumerate();
        let questions = questions.map(|(place, question)| chip(desk, at, place, question));
        let step = Step {
            section: at,
            question: None,
        };
        view! {
            <li>
                <button
                    type="button"
                    class="quiet"
                    aria-current=move || (desk.step.get() == step).then_some("step")
                    on:click=move |_| desk.go(step)
                >
                    {move || desk.text(&title)}
                </button>
                <ol class="chips">{questions.collect_view()}</ol>
            </li>
        }
    });
    let sections = sections.collect_view();
    view! {
        <details class="course-contents">
            <summary id="course-progress">
                <span>{words}</span>
                <progress
                    max=all.max(1).to_string()
                    value=move || answered.get().to_string()
                    aria-hidden="true"
                ></progress>
            </summary>
            <nav aria-label=desk.ui.t(strings::COURSE_CONTENTS)>
                <ol class="sections">{sections}</ol>
            </nav>
        </details>
    }
    .into_any()
}

fn chip(desk: Desk, section: usize, place: usize, question: &Question) -> AnyView {
    let step = Step {
        section,
        question: Some(place),
    };
    let (number, id, star) = (question.number, question.id.clone(), question.star);
    let is_answered = Memo::new(move |_| desk.answer(&id).is_given());
    view! {
        <li>
            <button
                type="button"
                class="chip"
                class:answered=is_answered
                id=format!("course-to-{number}")
                aria-current=move || (desk.step.get() == step).then_some("step")
                aria-label=move || {
                    strings::question_state(number, is_answered.get(), desk.ui.lang.get())
                }
                on:click=move |_| desk.go(step)
            >
                {number}
                {star.then_some("★")}
            </button>
        </li>
    }
    .into_any()
}
