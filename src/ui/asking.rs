use leptos::prelude::*;

use super::context::Ui;
use super::strings;
use crate::app_model::{Event, Later};
use crate::spec::Text;

/// How far something that is computed when asked for has come.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Asked {
    Not,
    Running,
    Done,
    Failed,
}

impl<T> From<&Later<T>> for Asked {
    fn from(later: &Later<T>) -> Self {
        match later {
            Later::NotAsked => Self::Not,
            Later::Running => Self::Running,
            Later::Done(_) => Self::Done,
            Later::Failed(_) => Self::Failed,
        }
    }
}

impl Asked {
    pub fn id(self) -> &'static str {
        match self {
            Self::Not => "not-asked",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

/// The button that asks for something, what becomes of it, and the answer once it is there.
pub(super) fn asking(
    ui: Ui,
    id: &'static str,
    (label, event): (Text, Event),
    state: Memo<Asked>,
    is_open: Signal<bool>,
    answer: AnyView,
) -> AnyView {
    let news = move || {
        let text = match state.get() {
            Asked::Running => strings::COMPUTING_NOW,
            Asked::Failed => strings::NOT_COMPUTED,
            Asked::Not | Asked::Done => return None,
        };
        Some(text.get(ui.lang.get()))
    };
    view! {
        <div class="asking" id=id data-state=move || state.get().id()>
            <p class="asked">
                <button
                    type="button"
                    id=format!("ask-{id}")
                    disabled=move || !is_open.get() || state.get() == Asked::Running
                    on:click=move |_| ui.send(event.clone())
                >
                    {ui.t(label)}
                </button>
                <span role="status">{news}</span>
            </p>
            <div class="answer" hidden=move || state.get() != Asked::Done>{answer}</div>
        </div>
    }
    .into_any()
}
