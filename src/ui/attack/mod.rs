//! The second part of the practical.

mod compare;
mod compare_pictures;
mod compare_tables;
mod curves;
mod maps;
mod question;
mod ray;
mod smaller;
mod stage;
mod state;
mod survival;
mod tables;
mod verdict;

use leptos::prelude::*;

use super::context::Ui;
use super::panels::Heading;
use super::workbench::{Bench, Leaf, Turned, bench, hints, leaves};
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
    let result = view! {
        {stage::pictures(view)}
        {verdict::verdict(view)}
        {smaller::smaller(view)}
        <p class="hint" id="no-attack" hidden=move || !has_none()>{ui.t(strings::NO_RUN)}</p>
    };
    let setup = view! {
        {question::question(view)}
        <div class="explanation">
            {formula::rule(ui)}
            <p>{ui.t(strings::ATTACK_INTRO)}</p>
        </div>
    };
    let following = vec![
        Leaf::of_run(
            "attack-leaf-curves",
            strings::IMAGES_LOOKED_AT,
            view.phase,
            curves::curves(view),
        ),
        Leaf::of_run(
            "attack-leaf-tables",
            strings::BEFORE_AFTER,
            view.phase,
            tables::tables(view),
        ),
        Leaf::of_run(
            "attack-leaf-survival",
            strings::SURVIVAL,
            view.phase,
            survival::survival(view),
        ),
        Leaf::of_run(
            "attack-leaf-maps",
            strings::MEETS,
            view.phase,
            maps::maps(view),
        ),
        Leaf::of_run(
            "attack-leaf-ray",
            strings::WHY_IT_WORKS,
            view.phase,
            ray::ray(view),
        ),
        Leaf::new(
            "attack-leaf-compare",
            strings::COMPARE,
            compare::compare(view),
        ),
        Leaf::new(
            "attack-leaf-hints",
            strings::QUESTIONS,
            hints(ui, strings::QUESTION_HINTS),
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
