//! What is set for a test, and the fields that all of them have.

use leptos::prelude::*;

use crate::app_model::{InstrumentEvent, InstrumentSettings};
use crate::record::{Kind, Table};
use crate::ui::context::Ui;
use crate::ui::controls::{self, Control};
use crate::ui::records::{csv_button, record_button};
use crate::ui::strings;
use crate::ui::typed::Wanted;

/// One of the settings.
pub(super) fn setting<T: PartialEq + Send + Sync + 'static>(
    ui: Ui,
    of: impl Fn(&InstrumentSettings) -> T + Send + Sync + 'static,
) -> Memo<T> {
    ui.part(move |model| of(model.instrument_settings()))
}

/// Changes some of them.
pub(super) fn set(ui: Ui, change: impl FnOnce(&mut InstrumentSettings)) {
    let model = ui.app.model;
    let mut settings = model.with_untracked(|model| model.instrument_settings().clone());
    change(&mut settings);
    ui.app.instrument(InstrumentEvent::Set(Box::new(settings)));
}

/// The field for a seed.
pub(super) fn seed(
    ui: Ui,
    id: &'static str,
    of: fn(&mut InstrumentSettings) -> &mut u32,
) -> AnyView {
    let seed = setting(ui, move |settings| *of(&mut settings.clone()));
    controls::number(
        ui,
        Control::new(id, strings::TEST_SEED),
        Signal::derive(move || f64::from(seed.get())),
        Signal::stored(Wanted::SEED),
        Box::new(move |seed| set(ui, |settings| *of(settings) = seed as u32)),
    )
}

/// What came of a test as files; `ids` are those of the buttons.
pub(super) fn files(ui: Ui, (kind, table): (Kind, Table), ids: [&'static str; 2]) -> AnyView {
    let [csv, record] = ids;
    view! {
        <div class="buttons">
            {csv_button(ui, csv, table, Signal::stored(true))}
            {record_button(ui, record, kind)}
        </div>
    }
    .into_any()
}
