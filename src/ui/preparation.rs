//! How the pixels of a picture are made ready for a network whose file does not say it.

use leptos::prelude::*;
use web_sys::Event;

use super::context::Ui;
use super::strings;
use crate::app_model::{self as model, AppModel, CheckpointEvent};
use crate::spec::Preparation;

/// Whether the reader has that choice.
pub(super) fn is_open(model: &AppModel) -> bool {
    chosen(model).is_some()
}

/// The network, and what is chosen for it.
fn chosen(model: &AppModel) -> Option<(&'static str, &'static str)> {
    let own = model.checkpoint()?;
    Some((own.spec.id, own.preparation()?.id))
}

/// The choice; nothing where there is none.
pub(super) fn choice(ui: Ui, id: &'static str) -> impl IntoView {
    let chosen = ui.part(chosen);
    move || {
        let (network, now) = chosen.get()?;
        let choose = move |event: Event| {
            let value = event_target_value(&event);
            let preparation = Preparation::of(&value).id;
            ui.app
                .send(model::Event::Checkpoint(CheckpointEvent::Prepare {
                    id: network,
                    preparation,
                }));
        };
        let options = Preparation::ALL.iter().map(|one| {
            view! {
                <option value=one.id selected=one.id == now>{ui.t(one.name)}</option>
            }
        });
        Some(view! {
            <p>
                <label class="field">
                    <span>{ui.t(strings::PREPARATION)}</span>
                    <select id=id on:change=choose>{options.collect_view()}</select>
                </label>
            </p>
        })
    }
}
