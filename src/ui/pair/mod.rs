//! Two networks side by side.

mod map;
mod map_file;
mod maps;
mod matrix;
mod matrix_tables;
mod recognition;
mod second;
mod transfer;

use leptos::prelude::*;

use super::context::Ui;
use super::panels::Heading;
use super::strings;
use super::workbench::{Leaf, Turned, leaves};
use crate::app_model::{AppModel, PAIR_LEAVES, PairEvent, part};
use crate::spec::Text;

/// The part's name.
pub const TWO_NETWORKS: Heading = Heading {
    id: part::TWO_NETWORKS,
    title: strings::TWO_NETWORKS,
};

/// All of the part.
pub fn two_networks(ui: Ui) -> AnyView {
    let shown = ui.part(|model| PAIR_LEAVES.iter().position(|id| *id == model.pair.leaf));
    let turned = Turned {
        shown: Signal::derive(move || shown.get().unwrap_or(0)),
        show: Callback::new(move |at: usize| ui.pair(PairEvent::Leaf(PAIR_LEAVES[at]))),
    };
    view! {
        <div class="explanation">
            <p>{ui.t(strings::PAIR_INTRO)}</p>
        </div>
        {second::second(ui)}
        <details class="more">
            <summary>{ui.t(strings::ROBUST)}</summary>
            <p>{ui.t(strings::ROBUST_WHY)}</p>
            <p>{ui.t(strings::ROBUST_WHERE)}</p>
        </details>
        // In the order of PAIR_LEAVES.
        {leaves(ui, turned, vec![
            Leaf::new("pair-leaf-maps", strings::PAIR_MAPS, map::map(ui)),
            Leaf::new("pair-leaf-transfer", strings::TRANSFER, transfer::transfer(ui)),
            Leaf::new("pair-leaf-recognition", strings::RECOGNITION, recognition::recognition(ui)),
            Leaf::new("pair-leaf-matrix", strings::MATRIX, matrix::matrix(ui)),
        ])}
    }
    .into_any()
}

/// Names of both networks.
fn names(model: &AppModel) -> [&'static str; 2] {
    let other = model.other_network();
    [model.network().name, other.map_or("–", |other| other.name)]
}

/// What has to be done before something can be asked; nothing once it can.
fn needs(ui: Ui, id: &'static str, can_ask: Memo<bool>, missing: fn(&AppModel) -> Text) -> AnyView {
    let missing = ui.part(move |model| match model.is_pair_ready() {
        true => missing(model),
        false => strings::LOAD_IT_FIRST,
    });
    let words = move || (!can_ask.get()).then(|| missing.get().get(ui.lang.get()));
    view! { <p class="hint" id=id>{words}</p> }.into_any()
}
