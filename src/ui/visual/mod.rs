//! The third part of the practical.

mod beside;
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
use super::workbench::{Bench, Leaf, Turned, bench, hints, leaves};
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
    let result = view! {
        {beside::beside(view)}
        {stage::picture_and_words(view)}
    };
    let setup = view! {
        {question::question(view)}
        <div class="explanation">
            {formula::ascent(ui)}
            <p>{ui.t(strings::VISUAL_INTRO)}</p>
        </div>
    };
    let following = vec![
        Leaf::of_run(
            "visual-leaf-good",
            strings::GOOD,
            view.phase,
            outcome::outcome(view),
        ),
        Leaf::of_run(
            "visual-leaf-curves",
            strings::CURVES,
            view.phase,
            curves::curves(view),
        ),
        Leaf::new("visual-leaf-sheet", strings::SHEET, sheet::sheet(ui)),
        Leaf::new(
            "visual-leaf-hints",
            strings::VISUAL_QUESTIONS,
            hints(ui, strings::VISUAL_QUESTION_HINTS),
        ),
    ];
    view! {
        {bench(Bench {
            result: result.into_any(),
            setup: setup.into_any(),
            run: stage::actions(view),
        })}
        {leaves(ui, Turned::by_reader(), following)}
    }
    .into_any()
}
