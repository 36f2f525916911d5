use leptos::prelude::*;

use super::context::Ui;
use crate::spec::Text;

/// One of a few values.
pub(super) struct Choice<T> {
    pub value: T,
    /// Permanent, kebab-case; tests find the choice by it.
    pub id: &'static str,
    pub text: Text,
}

/// A row of radio buttons that look like one switch.
pub(super) fn segments<T: PartialEq + Copy + Send + Sync + 'static>(
    ui: Ui,
    name: &'static str,
    legend: Text,
    choices: Vec<Choice<T>>,
    chosen: Signal<T>,
    choose: impl Fn(T) + Copy + 'static,
) -> impl IntoView {
    segments_of(ui, name, legend, choices, chosen, |_| true, choose)
}

/// The same where only some of the values can be chosen now.
pub(super) fn segments_of<T: PartialEq + Copy + Send + Sync + 'static>(
    ui: Ui,
    name: &'static str,
    legend: Text,
    choices: Vec<Choice<T>>,
    chosen: Signal<T>,
    is_open: impl Fn(T) -> bool + Copy + Send + Sync + 'static,
    choose: impl Fn(T) + Copy + 'static,
) -> impl IntoView {
    let radios = choices
        .into_iter()
        .map(|Choice { value, id, text }| {
            let id = format!("{name}-{id}");
            view! {
                <label class="segment">
                    <input
                        type="radio"
                        name=name
                        id=id
                        disabled=move || !is_open(value)
                        prop:checked=move || chosen.get() == value
                        on:change=move |_| choose(value)
                    />
                    <span>{ui.t(text)}</span>
                </label>
            }
        })
        .collect_view();
    // No fieldset: in WebKit its legend stands above the row, wherever the style puts it.
    let legend_id = format!("{name}-legend");
    view! {
        <div class="field" role="radiogroup" aria-labelledby=legend_id>
            <span class="choice-name" id=legend_id.clone()>{ui.t(legend)}</span>
            <div class="segments">{radios}</div>
        </div>
    }
}
