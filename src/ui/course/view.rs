use std::sync::Arc;

use leptos::prelude::*;
use web_sys::{HtmlElement, wasm_bindgen::JsCast};

use super::contents::contents;
use super::desk::{Desk, Loaded, focus_step};
use super::mistakes::mistakes;
use super::name::name_field;
use super::networks::offer_own;
use super::prose::prose;
use super::question::{heading, question, set_up};
use super::report::report;
use super::reporter::Reporting;
use super::restore::restored;
use crate::client::{file_address, language_name};
use crate::course::{Course, Thread};
use crate::protocol::BUILD;
use crate::ui::context::Ui;
use crate::ui::strings;

/// Languages of texts that the page speaks, too.
const OF_PAGE: [&str; 2] = ["en", "fr"];

/// How the thread looks: fetched with it.
const STYLE: &str = "course/course.css";

/// The thread, as it stands beside the experiment.
pub fn course(ui: Ui, reporting: Reporting) -> AnyView {
    let desk = Desk::new(ui, reporting);
    desk.load();
    desk.mind_files();
    desk.mind_others();
    offer_own(desk);
    // Who opens it goes on in it; at the first time once it has come.
    Effect::new(move |_| {
        let is_here = desk.loaded.with(|loaded| matches!(loaded, Loaded::Here(_)));
        // What is wrong with its file comes first.
        let is_told = desk.inspected.with_untracked(Option::is_some);
        if is_here && ui.app.course.is_open.get() && !is_told {
            request_animation_frame(focus_step);
        }
    });
    let content = move || match desk.loaded.get() {
        Loaded::Coming => {
            view! { <p class="hint" role="status">{ui.t(strings::PART_IS_COMING)}</p> }.into_any()
        }
        Loaded::Here(all) => whole(desk, &all),
        Loaded::Failed(failure) => view! {
            <div class="unreachable" role="alert">
                <p>{ui.t(strings::THREAD_FAILED)}</p>
                <p>{move || strings::transfer_failure(&failure, ui.lang.get())}</p>
                <button type="button" on:click=move |_| desk.load()>
                    {ui.t(strings::FETCH_AGAIN)}
                </button>
            </div>
        }
        .into_any(),
    };
    let title = move || match desk.loaded.get() {
        Loaded::Here(all) if !all.0.title.is_empty() => desk.text(&all.0.title),
        _ => strings::COURSE.get(ui.lang.get()).to_owned(),
    };
    let style = file_address(&format!("{STYLE}?{BUILD}"));
    view! {
        <link rel="stylesheet" href=style />
        <div class="course-top">
            <h2>{title}</h2>
            <button type="button" class="quiet" id="course-away" on:click=move |_| put_away(desk)>
                {ui.t(strings::COURSE_AWAY)}
            </button>
        </div>
        {mistakes(desk)}
        {restored(desk)}
        {content}
    }
    .into_any()
}

/// The thread goes; who put it away goes on at the button that brings it back.
fn put_away(desk: Desk) {
    desk.settle();
    desk.ui.app.course.is_open.set(false);
    let button = document().get_element_by_id("to-course");
    if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        let _ = button.focus();
    }
}

fn whole(desk: Desk, all: &Arc<(Course, Thread)>) -> AnyView {
    let (course, thread) = &**all;
    let contact = (!course.contact.is_empty()).then(|| {
        let contact = course.contact.clone();
        view! {
            <section class="contact">
                <h4>{desk.ui.t(strings::CONTACT)}</h4>
                {move || prose(desk, &contact)}
            </section>
        }
    });
    let shown = {
        let all = all.clone();
        move || step(desk, &all.1)
    };
    view! {
        {language(desk, course)}
        {course.seed_from_name.then(|| name_field(desk))}
        {presets(desk, course)}
        {contents(desk, thread)}
        <div class="course-step">{shown}</div>
        <div class="course-ways">{way(desk, -1)} {way(desk, 1)}</div>
        {report(desk)}
        {contact}
    }
    .into_any()
}

/// The teacher's experiments.
fn presets(desk: Desk, course: &Course) -> Option<AnyView> {
    if course.presets.is_empty() {
        return None;
    }
    let links = course.presets.iter().map(|preset| set_up(desk, preset));
    let links = links.collect_view();
    Some(
        view! {
            <details class="course-contents" id="course-presets">
                <summary>
                    <span>{desk.ui.t(strings::PRESETS)}</span>
                </summary>
                <ul class="set-ups">{links}</ul>
            </details>
        }
        .into_any(),
    )
}

/// What stands at the present place.
fn step(desk: Desk, thread: &Thread) -> AnyView {
    let step = desk.step.get();
    let Some(section) = thread.sections.get(step.section) else {
        return ().into_any();
    };
    let title = section.title.clone();
    match thread.question(step) {
        Some(asked) => {
            view! {
                <p class="hint course-section">{move || desk.text(&title)}</p>
                <h3 id="course-step" tabindex="-1" data-question=asked.id.clone()>
                    {heading(desk, asked)}
                </h3>
                {question(desk, asked)}
            }
        }
        .into_any(),
        None => view! {
            <h3 id="course-step" tabindex="-1">{move || desk.text(&title)}</h3>
            {prose(desk, &section.text)}
        }
        .into_any(),
    }
}

/// One step back or on.
fn way(desk: Desk, by: isize) -> AnyView {
    let (id, text) = match by {
        -1 => ("course-previous", strings::PREVIOUS),
        _ => ("course-next", strings::NEXT),
    };
    let to = Memo::new(move |_| desk.neighbour(by));
    let go = move |_| {
        if let Some(step) = to.get_untracked() {
            desk.go(step);
        }
    };
    view! {
        <button type="button" id=id disabled=move || to.get().is_none() on:click=go>
            {desk.ui.t(text)}
        </button>
    }
    .into_any()
}

/// Only where there is one that the page itself does not speak.
fn language(desk: Desk, course: &Course) -> Option<AnyView> {
    let others = course.languages.iter();
    if others.clone().all(|lang| OF_PAGE.contains(&lang.as_str())) {
        return None;
    }
    let options = others.map(|lang| {
        let is_it = {
            let lang = lang.clone();
            move || desk.lang() == lang
        };
        let (value, name, tag) = (lang.clone(), language_name(lang), lang.clone());
        view! { <option value=value lang=tag prop:selected=is_it>{name}</option> }
    });
    let choose = move |event| desk.own_lang.set(Some(event_target_value(&event)));
    Some(
        view! {
            <label class="field course-lang">
                <span class="label">{desk.ui.t(strings::COURSE_LANGUAGE)}</span>
                <select id="course-lang" on:change=choose>{options.collect_view()}</select>
            </label>
        }
        .into_any(),
    )
}
