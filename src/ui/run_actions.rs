use leptos::ev::MouseEvent;
use leptos::prelude::*;
use web_sys::Element;

use super::calm::calm;
use super::context::Ui;
use super::copy_link::{InSight, button_after_link, copy_link};
use super::in_sight::bring_in_sight;
use super::strings;
use crate::app_model::RunPhase;
use crate::spec::Text;

/// What the buttons of a run do, and what stands beside them.
#[derive(Clone, Copy)]
pub(super) struct RunActions {
    /// Of the practical, by its id.
    pub part: &'static str,
    /// Ids of the elements begin with it.
    pub prefix: &'static str,
    /// The button that starts, and the end of its id.
    pub start: (&'static str, Text),
    pub phase: Memo<Option<RunPhase>>,
    pub phase_name: fn(RunPhase) -> Text,
    pub can_start: Memo<bool>,
    /// Of the last step.
    pub iteration: Memo<Option<String>>,
    pub act: fn(Ui, Act),
}

/// What the reader wants of a run.
#[derive(Clone, Copy)]
pub(super) enum Act {
    Start,
    Pause,
    Resume,
    Cancel,
}

/// Start, pause, cancel, and how far it has come.
pub(super) fn run_actions(
    ui: Ui,
    actions: RunActions,
    progress: impl Fn() -> Option<String> + Send + Sync + 'static,
) -> AnyView {
    let RunActions {
        part,
        prefix,
        start: (start, start_name),
        phase,
        phase_name,
        can_start,
        iteration,
        act,
    } = actions;
    let id = move |part: &str| format!("{prefix}-{part}");
    let words = move || {
        phase
            .get()
            .map(|phase| phase_name(phase).get(ui.lang.get()))
    };
    let is_under_way = move || phase.get().is_some_and(RunPhase::is_under_way);
    let progress = Signal::derive(progress);
    let is_pausable = move || matches!(phase.get(), Some(RunPhase::Running | RunPhase::Paused));
    let pause = move |_| {
        let is_paused = phase.get_untracked() == Some(RunPhase::Paused);
        act(ui, if is_paused { Act::Resume } else { Act::Pause });
    };
    let begin = move |event: MouseEvent| {
        act(ui, Act::Start);
        let bench = event_target::<Element>(&event).closest(".workbench").ok();
        bring_in_sight(|| bench.flatten()?.query_selector(".result").ok()?);
    };
    let start_button = button_after_link(ui, part, can_start, InSight::Always);
    let pause_name = move || {
        let is_paused = phase.get() == Some(RunPhase::Paused);
        let text = if is_paused {
            strings::RESUME
        } else {
            strings::PAUSE
        };
        text.get(ui.lang.get())
    };
    view! {
        <div
            class="actions"
            id=id("run")
            data-phase=move || phase.get().map(strings::phase_id)
            data-iteration=iteration
        >
            <p class="progress-place took">
                // One piece: apart they would stand in two columns on a phone.
                <span>
                    <span role="status">{words}</span>
                    <span id=id("progress")>{progress}</span>
                </span>
                {calm(move || progress.get())}
            </p>
            <div class="buttons">
                <button
                    type="button"
                    class="primary"
                    id=id(start)
                    node_ref=start_button
                    disabled=move || !can_start.get() || is_under_way()
                    on:click=begin
                >
                    {ui.t(start_name)}
                </button>
                <button type="button" id=id("pause") disabled=move || !is_pausable() on:click=pause>
                    {pause_name}
                </button>
                <button
                    type="button"
                    id=id("cancel")
                    disabled=move || !is_under_way()
                    on:click=move |_| act(ui, Act::Cancel)
                >
                    {ui.t(strings::CANCEL)}
                </button>
                {copy_link(ui, prefix)}
            </div>
        </div>
    }
    .into_any()
}
