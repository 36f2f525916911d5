//! What starts and ends a test of maps, and how far it has come.

use leptos::prelude::*;

use crate::app_model::{Instrument, InstrumentEnd, InstrumentEvent, InstrumentRun, leaf, part};
use crate::client::now_ms;
use crate::spec::Text;
use crate::ui::context::Ui;
use crate::ui::copy_link::{InSight, button_after_link};
use crate::ui::strings;

/// What tells one state of a run from another.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pulse {
    pub number: u32,
    pub answers: usize,
    pub progress: Option<[u32; 2]>,
    pub end: Option<InstrumentEnd>,
    pub elapsed_ms: f32,
}

impl Pulse {
    pub fn of<Q, A>(run: &InstrumentRun<Q, A>) -> Self {
        Self {
            number: run.number,
            answers: run.answers.len(),
            progress: run.progress,
            end: run.end.clone(),
            elapsed_ms: run.elapsed_ms,
        }
    }

    fn id(&self) -> &'static str {
        match self.end {
            None => "running",
            Some(InstrumentEnd::Finished) => "done",
            Some(InstrumentEnd::Cancelled) => "cancelled",
            Some(InstrumentEnd::Interrupted) => "interrupted",
            Some(InstrumentEnd::Failed(_)) => "failed",
        }
    }
}

fn leaf_of(instrument: Instrument) -> &'static str {
    match instrument {
        Instrument::Sanity => leaf::SANITY,
        Instrument::Faithful => leaf::FAITHFUL,
        Instrument::Object => leaf::OBJECT,
        Instrument::Proof => leaf::DOCTOR,
    }
}

/// The buttons of a test; `prefix` is what the ids of its elements begin with.
pub(super) fn running(
    ui: Ui,
    (instrument, prefix): (Instrument, &'static str),
    name: Text,
    pulse: Memo<Option<Pulse>>,
    start: impl Fn() -> InstrumentEvent + 'static,
) -> AnyView {
    let can_start = ui.part(move |model| model.can_test(instrument));
    let is_next = ui.part(move |model| {
        model.settings.leaf == leaf_of(instrument) && model.can_test(instrument)
    });
    let button = button_after_link(ui, part::SALIENCY, is_next, InSight::Fetched);
    let is_under_way =
        move || pulse.with(|pulse| pulse.as_ref().is_some_and(|pulse| pulse.end.is_none()));
    let words = move || {
        let lang = ui.lang.get();
        pulse.with(|pulse| {
            let pulse = pulse.as_ref()?;
            Some(strings::test_state(
                pulse.end.as_ref(),
                pulse.progress,
                pulse.elapsed_ms,
                lang,
            ))
        })
    };
    let needs = move || {
        let is_needed = !can_start.get() && !is_under_way();
        is_needed.then(|| strings::NEEDS_CLASS.get(ui.lang.get()))
    };
    let share = move || {
        let progress = pulse.with(|pulse| pulse.as_ref()?.progress);
        progress.map_or(0.0, |[done, total]| {
            f64::from(done) / f64::from(total.max(1))
        })
    };
    let begin = move |_| {
        ui.app.instrument(start());
    };
    let cancel = move |_| {
        ui.app.instrument(InstrumentEvent::Cancel {
            instrument,
            now_ms: now_ms(),
        });
    };
    view! {
        <div class="buttons">
            <button
                type="button"
                class="primary"
                id=format!("{prefix}-start")
                node_ref=button
                disabled=move || !can_start.get()
                on:click=begin
            >
                {ui.t(name)}
            </button>
            <button
                type="button"
                id=format!("{prefix}-cancel")
                disabled=move || !is_under_way()
                on:click=cancel
            >
                {ui.t(strings::CANCEL)}
            </button>
            <progress
                max="1"
                prop:value=share
                hidden=move || !is_under_way()
                aria-label=ui.t(name)
            ></progress>
            <span
                id=format!("{prefix}-state")
                role="status"
                data-state=move || pulse.with(|pulse| pulse.as_ref().map_or("empty", Pulse::id))
            >
                {words}
            </span>
            <span class="hint" id=format!("{prefix}-needs")>{needs}</span>
        </div>
    }
    .into_any()
}
