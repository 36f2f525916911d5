//! The tests of maps, each drawn once its leaf is opened: their code is fetched then.

use leptos::prelude::*;

use super::{doctor, faithful, object, sanity};
use crate::app_model::{AppModel, Instrument};
use crate::ui::panels::Coming;
use crate::ui::saliency::state::MapState;

/// A test that is to be drawn.
#[derive(Clone, Copy)]
pub struct Test {
    pub(in crate::ui::saliency) state: MapState,
    pub(in crate::ui::saliency) which: Instrument,
}

/// Fetches the code that draws one.
pub type LoadTest = fn(Test) -> Coming;

/// All of a test.
pub fn test(Test { state, which }: Test) -> AnyView {
    let ui = state.ui;
    ui.app.model.update_untracked(AppModel::seat_instruments);
    match which {
        Instrument::Sanity => sanity::sanity(ui),
        Instrument::Faithful => faithful::faithful(ui),
        Instrument::Object => object::object(ui),
        Instrument::Proof => doctor::doctor(state),
    }
}
