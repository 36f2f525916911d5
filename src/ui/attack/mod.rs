//! The second part of the practical.

mod compare;
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
use super::workbench::{Bench, Leaf, bench, leaves};
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
    let finding =
        |body: AnyView| view! { <div class="findings" hidden=has_none>{body}</div> }.into_any();
    let leaf = |id, name, body| Leaf { id, name, body };
    let following = vec![
        leaf(
            "attack-leaf-curves",
            strings::IMAGES_LOOKED_AT,
            finding(curves::curves(view)),
        ),
        leaf(
            "attack-leaf-tables",
            strings::BEFORE_AFTER,
            finding(tables::tables(view)),
        ),
        leaf(
            "attack-leaf-survival",
            strings::SURVIVAL,
            finding(survival::survival(view)),
        ),
        leaf(
            "attack-leaf-maps",
            strings::MEETS,
            finding(maps::maps(view)),
        ),
        leaf(
            "attack-leaf-ray",
            strings::WHY_IT_WORKS,
            finding(ray::ray(view)),
        ),
        leaf(
            "attack-leaf-compare",
            strings::COMPARE,
            compare::compare(view),
        ),
        leaf("attack-leaf-hints", strings::QUESTIONS, hints(ui)),
    ];
    view! {
        {bench(Bench {
            result: result.into_any(),
            setup: setup.into_any(),
            run: stage::actions(view),
        })}
        {leaves(ui, following)}
    }
    .into_any()
}

/// What to look at for the questions of the practical.
fn hints(ui: Ui) -> AnyView {
    let hints = strings::QUESTION_HINTS
        .map(|hint| view! { <p>{ui.t(hint)}</p> })
        .collect_view();
    view! { <div class="more">{hints}</div> }.into_any()
}
