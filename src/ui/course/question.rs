//! One question: what is asked, what sets it up, what to look at, and the answer.

use std::time::Duration;

use leptos::prelude::*;
use web_sys::Element;

use super::desk::{Desk, Keeping};
use super::figures::figures;
use super::prose::prose;
use crate::app_model::part;
use crate::course::{Question, SetUp};
use crate::ui::context::Ui;
use crate::ui::in_sight::bring_in_sight;
use crate::ui::strings;

/// Narrower windows have no room for the thread beside the experiment: as in the style sheet.
const BESIDE_PX: f64 = 1200.0;
/// After that a link that was clicked has been followed, and its part is there unless its code is still to come.
const FOLLOWED: Duration = Duration::from_millis(150);
/// So many times it is waited so long for the code of a part.
const TRIES: u8 = 40;

pub(super) fn question(desk: Desk, question: &Question) -> AnyView {
    let look = (!question.look.is_empty()).then(|| {
        view! {
            <section aria-labelledby="course-look-title">
                <h4 id="course-look-title">{desk.ui.t(strings::LOOK_AT)}</h4>
                {prose(desk, &question.look)}
            </section>
        }
    });
    let links = (!question.setup.is_empty()).then(|| {
        let links = question.setup.iter().map(|setup| set_up(desk, setup));
        view! {
            <section aria-labelledby="course-setup-title">
                <h4 id="course-setup-title">{desk.ui.t(strings::SET_UP)}</h4>
                <ul class="set-ups">{links.collect_view()}</ul>
            </section>
        }
    });
    view! {
        <div class="course-asked">{prose(desk, &question.text)}</div>
        {links}
        {look}
        {answer(desk, question.id.clone())}
        {figures(desk, question)}
    }
    .into_any()
}

/// What a question is called, with its marks.
pub(super) fn heading(desk: Desk, question: &Question) -> AnyView {
    let number = question.number;
    let star = question.star.then(|| {
        view! { <span class="mark-first">"★ " {desk.ui.t(strings::STAR)}</span> }
    });
    let bonus = question
        .bonus
        .then(|| view! { <span class="mark-bonus">{desk.ui.t(strings::BONUS)}</span> });
    let name = move || strings::question_number(number, desk.ui.lang.get());
    view! { {name} " " {star} {bonus} }.into_any()
}

/// What sets an experiment up.
pub(super) fn set_up(desk: Desk, setup: &SetUp) -> AnyView {
    let opens = setup.part;
    let label = setup.label.clone();
    let has_leaf = setup.link.contains("~leaf_");
    let show = move |_| {
        let width = window().inner_width().ok().and_then(|width| width.as_f64());
        // Where the thread covers the experiment, it makes way.
        if width.is_some_and(|width| width < BESIDE_PX) {
            desk.ui.app.course.is_open.set(false);
        }
        let show = Showing {
            ui: desk.ui,
            part: opens,
            has_leaf,
        };
        show.soon(TRIES);
    };
    view! {
        <li>
            <a href=format!("#{}", setup.link) on:click=show>{move || desk.text(&label)}</a>
        </li>
    }
    .into_any()
}

/// What a link has set up is to be seen.
#[derive(Clone, Copy)]
struct Showing {
    ui: Ui,
    part: &'static str,
    /// Whether it is about what follows from a result.
    has_leaf: bool,
}

impl Showing {
    /// Once the part's code is here, unless that takes too long.
    fn soon(self, tries: u8) {
        let show = move || match self.place() {
            None if tries > 0 => self.soon(tries - 1),
            _ => {
                self.open_group();
                bring_in_sight(move || self.place());
            }
        };
        set_timeout(show, FOLLOWED);
    }

    fn place(self) -> Option<Element> {
        let part = document().get_element_by_id(self.part)?;
        // The names of the leaves stand above the one that is open.
        let leaves = part.query_selector(".leaves").ok()??;
        Some(if self.has_leaf { leaves } else { part })
    }

    /// Nothing that the link has set stays out of sight.
    fn open_group(self) {
        let group = self.ui.app.model.with_untracked(|model| match self.part {
            part::ADVERSARIAL if model.attack.settings.goes_beyond_formula() => Some("attack-more"),
            part::VISUALISATION if !model.visual.settings.has_params_of_preset() => {
                Some("visual-params")
            }
            _ => None,
        });
        if let Some(group) = group.and_then(|id| document().get_element_by_id(id)) {
            let _ = group.set_attribute("open", "");
        }
    }
}

fn answer(desk: Desk, id: String) -> AnyView {
    let text = {
        let id = id.clone();
        Memo::new(move |_| desk.answer(&id).text)
    };
    let words = move || {
        let lang = desk.ui.lang.get();
        match desk.keeping.get() {
            Keeping::Untouched => "",
            Keeping::Typed => strings::ANSWER_TYPED.get(lang),
            Keeping::Kept => strings::ANSWER_KEPT.get(lang),
            Keeping::NotKept(why) => strings::answer_not_kept(why, lang),
        }
    };
    let is_lost = move || matches!(desk.keeping.get(), Keeping::NotKept(_));
    let state = move || match desk.keeping.get() {
        Keeping::Untouched => "untouched",
        Keeping::Typed => "typed",
        Keeping::Kept => "kept",
        Keeping::NotKept(_) => "not-kept",
    };
    view! {
        <section class="answering">
            <h4>
                <label for="course-answer">{desk.ui.t(strings::YOUR_ANSWER)}</label>
            </h4>
            <textarea
                id="course-answer"
                rows="7"
                aria-describedby="course-kept course-kept-hint"
                prop:value=move || text.get()
                on:input=move |event| desk.type_in(&id, event_target_value(&event))
                on:change=move |_| desk.settle()
            ></textarea>
            <p
                id="course-kept"
                role="status"
                class="hint"
                class:not-kept=is_lost
                data-state=state
            >
                {words}
            </p>
            <p class="hint" id="course-kept-hint">{desk.ui.t(strings::ANSWERS_HINT)}</p>
        </section>
    }
    .into_any()
}
