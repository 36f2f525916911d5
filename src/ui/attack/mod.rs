//! The second part of the practical.

mod compare;
mod curves;
mod maps;
mod question;
mod ray;
mod stage;
mod state;
mod survival;
mod tables;
mod verdict;

use leptos::prelude::*;

use super::context::Ui;
use super::panels::Heading;
use super::{formula, strings};
use crate::app_model::part;
use state::AttackView;

/// The part's name.
pub const ADVERSARIAL: Heading = Heading {
    id: part::ADVERSARIAL,
    title: strings::ADVERSARIAL,
};

/// All of the part.
pub fn adversarial(ui: Ui) -> AnyView {
    let view = AttackView::new(ui);
    let has_none = move || view.phase.get().is_none();
    view! {
        <div class="explanation">
            <p>{ui.t(strings::ATTACK_INTRO)}</p>
            {formula::rule(ui)}
        </div>
        {question::question(view)}
        {stage::actions(view)}
        {stage::pictures(view)}
        {verdict::verdict(view)}
        <p class="hint" id="no-attack" hidden=move || !has_none()>{ui.t(strings::NO_RUN)}</p>
        <div class="findings" hidden=has_none>
            {curves::curves(view)}
            {tables::tables(view)}
            {survival::survival(view)}
            {maps::maps(view)}
            {ray::ray(view)}
        </div>
        {compare::compare(view)}
        {hints(ui)}
    }
    .into_any()
}

/// What to look at for the questions of the practical.
fn hints(ui: Ui) -> AnyView {
    let hints = strings::QUESTION_HINTS
        .map(|hint| view! { <p>{ui.t(hint)}</p> })
        .collect_view();
    view! {
        <details class="more">
            <summary>{ui.t(strings::QUESTIONS)}</summary>
            {hints}
        </details>
    }
    .into_any()
}
