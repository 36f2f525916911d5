//! The bench of a part: what comes out beside what is set, and under both what follows from it.

use leptos::prelude::*;

use super::context::Ui;
use super::strings;
use crate::app_model::RunPhase;
use crate::spec::Text;

/// What stands on a bench.
pub(super) struct Bench {
    /// Pictures, and the sentence that says what came out.
    pub result: AnyView,
    /// The formula and its parameters.
    pub setup: AnyView,
    /// Start, pause, cancel; always in sight.
    pub run: AnyView,
}

/// Result and settings in one sight.
pub(super) fn bench(bench: Bench) -> AnyView {
    view! {
        <div class="workbench">
            <div class="result">{bench.result}</div>
            <div class="setup">{bench.setup}</div>
            <div class="run-bar">{bench.run}</div>
        </div>
    }
    .into_any()
}

/// One of the things that follow from a result.
pub(super) struct Leaf {
    /// Of the element that holds it.
    pub id: &'static str,
    pub name: Text,
    pub body: AnyView,
}

impl Leaf {
    pub fn new(id: &'static str, name: Text, body: AnyView) -> Self {
        Self { id, name, body }
    }

    /// One that has nothing to say before there was a run.
    pub fn of_run(
        id: &'static str,
        name: Text,
        run: Memo<Option<RunPhase>>,
        body: AnyView,
    ) -> Self {
        let has_none = move || run.get().is_none();
        let body = view! { <div class="findings" hidden=has_none>{body}</div> };
        Self::new(id, name, body.into_any())
    }
}

/// What to look at for the questions of the practical.
pub(super) fn hints(ui: Ui, hints: [Text; 3]) -> AnyView {
    let hints = hints.map(|hint| view! { <p>{ui.t(hint)}</p> });
    view! { <div class="more">{hints.collect_view()}</div> }.into_any()
}

/// Which leaf is shown, by its position, and how to show another one.
#[derive(Clone, Copy)]
pub(super) struct Turned {
    pub shown: Signal<usize>,
    pub show: Callback<usize>,
}

impl Turned {
    /// The first one, until the reader turns to another.
    pub fn by_reader() -> Self {
        let shown = RwSignal::new(0);
        Self {
            shown: shown.into(),
            show: Callback::new(move |at| shown.set(at)),
        }
    }

    pub fn is_at(self, at: usize) -> Signal<bool> {
        Signal::derive(move || self.shown.get() == at)
    }
}

/// What follows from a result, one at a time; which one stays as the reader left it.
pub(super) fn leaves(ui: Ui, turned: Turned, leaves: Vec<Leaf>) -> AnyView {
    let Turned { shown, show } = turned;
    let (names, bodies): (Vec<_>, Vec<_>) = leaves
        .into_iter()
        .enumerate()
        .map(|(i, Leaf { id, name, body })| {
            let is_shown = move || shown.get() == i;
            let button = view! {
                <li>
                    <button
                        type="button"
                        aria-controls=id
                        aria-pressed=move || is_shown().to_string()
                        on:click=move |_| show.run(i)
                    >
                        {ui.t(name)}
                    </button>
                </li>
            };
            let body = view! { <div class="leaf" id=id hidden=move || !is_shown()>{body}</div> };
            (button, body)
        })
        .unzip();
    view! {
        <div class="leaves">
            <ul class="leaf-names" aria-label=ui.t(strings::WHAT_FOLLOWS)>{names.collect_view()}</ul>
            {bodies.collect_view()}
        </div>
    }
    .into_any()
}
