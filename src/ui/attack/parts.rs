use leptos::html::Canvas;
use leptos::prelude::*;

use crate::app_model::{AttackEvent, Later};
use crate::spec::Text;
use crate::ui::canvas::{Shown, draw_on};
use crate::ui::context::Ui;
use crate::ui::strings;

/// A part of the panel with its heading.
pub(super) fn part(ui: Ui, id: &'static str, title: Text, body: AnyView) -> AnyView {
    let title_id = format!("{id}-title");
    view! {
        <section class="meaning" aria-labelledby=title_id.clone()>
            <h3 id=title_id.clone()>{ui.t(title)}</h3>
            {body}
        </section>
    }
    .into_any()
}

/// A picture with its caption. It is named by what it shows.
pub(super) fn picture(id: String, caption: Signal<String>, shown: Memo<Shown>) -> AnyView {
    let canvas = NodeRef::<Canvas>::new();
    draw_on(canvas, shown);
    let is_empty = move || shown.with(|shown| shown.0.is_none());
    view! {
        <figure>
            <div class="frame" class:blank=is_empty>
                <div class="stage">
                    <canvas
                        class="pixels"
                        id=id
                        node_ref=canvas
                        width="224"
                        height="224"
                        role="img"
                        aria-label=caption
                        data-state=move || if is_empty() { "empty" } else { "ready" }
                    ></canvas>
                </div>
            </div>
            <figcaption>{caption}</figcaption>
        </figure>
    }
    .into_any()
}

/// A table that scrolls within itself where it is wider than the page; `html` is what stands in it.
pub(super) fn table(ui: Ui, id: &'static str, name: Text, html: Signal<String>) -> AnyView {
    view! {
        <div class="wide" tabindex="0" role="group" aria-label=ui.t(name)>
            <table id=id inner_html=html></table>
        </div>
    }
    .into_any()
}

/// The place of a chart.
pub(super) fn chart(id: &'static str, html: Signal<String>) -> AnyView {
    view! { <div class="chart" id=id inner_html=html></div> }.into_any()
}

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
    (label, event): (Text, AttackEvent),
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
                    on:click=move |_| ui.attack(event.clone())
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
