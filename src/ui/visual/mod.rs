//! The third part of the practical.

mod curves;
mod objective;
mod outcome;
mod question;
mod sheet;
mod stage;
mod state;

use leptos::prelude::*;

use super::context::Ui;
use super::panels::Heading;
use super::{formula, strings};
use crate::app_model::part;
use state::VisualView;

/// The part's name.
pub const VISUALISATION: Heading = Heading {
    id: part::VISUALISATION,
    title: strings::VISUALISATION,
};

/// All of the part.
pub fn visualisation(ui: Ui) -> AnyView {
    let view = VisualView::new(ui);
    let has_none = move || view.phase.get().is_none();
    view! {
        <div class="explanation">
            <p>{ui.t(strings::VISUAL_INTRO)}</p>
            {formula::ascent(ui)}
        </div>
        {question::question(ui)}
        {stage::actions(view)}
        <p class="hint" id="no-visual" hidden=move || !has_none()>{ui.t(strings::NO_VISUAL)}</p>
        <div class="findings" hidden=has_none>
            {stage::picture_and_words(view)}
            {outcome::outcome(view)}
            {curves::curves(view)}
        </div>
        {sheet::sheet(ui)}
        {hints(ui)}
    }
    .into_any()
}

/// What to look at for the questions of the practical.
fn hints(ui: Ui) -> AnyView {
    let hints = strings::VISUAL_QUESTION_HINTS
        .map(|hint| view! { <p>{ui.t(hint)}</p> })
        .collect_view();
    view! {
        <details class="more">
            <summary>{ui.t(strings::VISUAL_QUESTIONS)}</summary>
            {hints}
        </details>
    }
    .into_any()
}
