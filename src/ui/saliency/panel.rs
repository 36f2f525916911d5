use leptos::ev;
use leptos::prelude::*;

use super::state::MapState;
use super::{controls, view};
use crate::app_model::Event;
use crate::ui::class_picker::Picking;
use crate::ui::context::Ui;
use crate::ui::panels::Heading;
use crate::ui::{class_picker, formula, strings};
use crate::{catalogue, scores};

/// The part's name.
pub const SALIENCY: Heading = Heading {
    id: "saliency",
    title: strings::SALIENCY,
};

/// All of the part.
pub fn saliency(ui: Ui) -> AnyView {
    let state = MapState::new(ui);
    view! {
        <div class="question">
            {class_picker::class_picker(ui, explained(ui), Some(reset(ui).into_any()))}
            {methods(ui)}
        </div>
        {view::pair(state)}
        {view::actions(state)}
        {view::words(state)}
        {controls::controls(state)}
        <section class="meaning" aria-labelledby="meaning-title">
            <h3 id="meaning-title">{ui.t(strings::MEANING)}</h3>
            <div class="explanation">
                <p>{ui.t(strings::EXPLANATION)}</p>
                {formula::map(ui)}
            </div>
            {more(ui)}
        </section>
    }
    .into_any()
}

/// The class that is explained: the chosen one, else the predicted one.
fn explained(ui: Ui) -> Picking {
    Picking {
        prefix: "class",
        label: strings::CLASS_TO_EXPLAIN,
        class: ui.part(|model| {
            let predicted = || scores::predicted(&model.saliency.scores.as_ref()?.values);
            model.settings.class.or_else(predicted)
        }),
        choose: |ui, class| ui.send(Event::ChooseClass(Some(class))),
    }
}

/// Back to whatever the network predicts.
fn reset(ui: Ui) -> impl IntoView {
    let follows = ui.part(|model| model.settings.class.is_none());
    let text = move || {
        let text = if follows.get() {
            strings::PREDICTED_IN_USE
        } else {
            strings::PREDICTED
        };
        text.get(ui.lang.get())
    };
    view! {
        <button
            type="button"
            id="class-predicted"
            disabled=follows
            on:click=move |_| ui.send(Event::ChooseClass(None))
        >
            {text}
        </button>
    }
}

/// The choice of a method, once there are several.
fn methods(ui: Ui) -> Option<impl IntoView> {
    let chosen = ui.part(|model| model.settings.method);
    let options = catalogue::SALIENCY_METHODS
        .iter()
        .map(|method| {
            view! {
                <option value=method.id prop:selected=move || chosen.get() == method.id>
                    {ui.t(method.name)}
                </option>
            }
        })
        .collect_view();
    let choose = move |event: ev::Event| {
        if let Some(method) = catalogue::saliency_method(&event_target_value(&event)) {
            ui.send(Event::ChooseMethod(method.id));
        }
    };
    (catalogue::SALIENCY_METHODS.len() > 1).then(|| {
        view! {
            <label class="field">
                <span class="label">{ui.t(strings::METHOD)}</span>
                <select id="method" on:change=choose>{options}</select>
            </label>
        }
    })
}

/// Why the gradient, its paper, and what a reader of maps has to know.
fn more(ui: Ui) -> impl IntoView {
    let method = ui.part(|model| model.settings.method);
    let paper = move || {
        let paper = catalogue::saliency_method(method.get())?.paper;
        Some(view! {
            <p>
                {strings::PAPER.get(ui.lang.get())} " " {paper.cite} ", "
                <a href=paper.url rel="external noopener"><cite lang="en">{paper.title}</cite></a> "."
            </p>
        })
    };
    let caveat = move || {
        let lang = ui.lang.get();
        ui.app.model.with(|model| model.network().caveat.get(lang))
    };
    view! {
        <p class="caveat" id="caveat">{caveat}</p>
        <details class="more">
            <summary>{ui.t(strings::MORE)}</summary>
            <p>{ui.t(strings::LINEAR)}</p>
            {formula::linear(ui)}
            <p>{ui.t(strings::BEWARE)}</p>
            {paper}
        </details>
    }
}
