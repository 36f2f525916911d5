use std::future::Future;
use std::pin::Pin;

use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::wasm_split::SplitLoaderError;
use wasm_bindgen_futures::spawn_local;

use super::context::Ui;
use super::in_sight::bring_in_sight;
use super::strings;
use crate::app_model::{Event, NoticeKind};
use crate::client;
use crate::protocol::TransferFailure;
use crate::spec::Text;

/// What a part of the practical is called.
#[derive(Clone, Copy)]
pub struct Heading {
    /// Permanent, kebab-case; the element's id.
    pub id: &'static str,
    pub title: Text,
}

impl Heading {
    /// The part of this name, drawn by code that `load` fetches.
    pub const fn with(self, load: fn(Ui) -> Coming) -> Panel {
        Panel {
            heading: self,
            load,
        }
    }
}

/// A view whose code is on its way.
pub type Coming = Pin<Box<dyn Future<Output = Result<AnyView, SplitLoaderError>>>>;

/// One part of the practical.
pub struct Panel {
    heading: Heading,
    load: fn(Ui) -> Coming,
}

/// Which part is open, by its position.
fn open_part(ui: Ui, panels: &'static [Panel]) -> Memo<usize> {
    ui.part(move |model| {
        let is_open = |panel: &Panel| panel.heading.id == model.settings.part;
        panels.iter().position(is_open).unwrap_or(0)
    })
}

/// The parts, one at a time.
pub(super) fn panels(ui: Ui, panels: &'static [Panel]) -> impl IntoView {
    let shown = open_part(ui, panels);
    let parts = panels.iter().enumerate();
    parts
        .map(|(i, panel)| section(ui, i, panel, shown))
        .collect_view()
}

fn section(ui: Ui, i: usize, panel: &'static Panel, shown: Memo<usize>) -> impl IntoView {
    let Heading { id, title } = panel.heading;
    let load = Box::new(move || (panel.load)(ui));
    let content = later(ui, load, Signal::derive(move || shown.get() == i));
    view! {
        <section
            class="panel"
            id=id
            aria-labelledby=format!("{id}-title")
            hidden=move || shown.get() != i
        >
            <h2 id=format!("{id}-title")>
                <span class="number">{i + 1}</span>
                {ui.t(title)}
            </h2>
            {content}
        </section>
    }
}

/// Where the code of a part is.
#[derive(Clone, PartialEq, Eq)]
enum Code {
    NotWanted,
    Coming,
    Here,
    Unreachable(TransferFailure),
}

/// Draws what is wanted once its code has come.
pub(super) fn later(ui: Ui, load: Box<dyn Fn() -> Coming>, is_wanted: Signal<bool>) -> AnyView {
    let code = RwSignal::new(Code::NotWanted);
    let built = StoredValue::new_local(None::<AnyView>);
    // What the part creates lives as long as its section, not as long as what asked for it.
    let owner = Owner::current().unwrap_or_default();
    let fetch = move || {
        code.set(Code::Coming);
        let coming = load();
        let drawing = ScopedFuture::new_untracked(async move {
            let outcome = coming.await;
            code.set(match outcome {
                Ok(view) => {
                    built.set_value(Some(view));
                    Code::Here
                }
                Err(_) => {
                    let failure = client::part_failure();
                    if failure.is_new_version() {
                        ui.send(Event::Notify(NoticeKind::NewVersion));
                    }
                    Code::Unreachable(failure)
                }
            });
        });
        spawn_local(drawing);
    };
    let fetch = StoredValue::new_local(move || owner.with(&fetch));
    Effect::new(move |_| {
        if is_wanted.get() && code.get_untracked() == Code::NotWanted {
            fetch.with_value(|fetch| fetch());
        }
    });
    Effect::new(move |before: Option<u32>| {
        let times = ui.asked_again.get();
        let is_missing = || matches!(*code.read_untracked(), Code::Unreachable(_));
        if before.is_some_and(|before| before != times) && is_missing() {
            fetch.with_value(|fetch| fetch());
        }
        times
    });
    let content = move || match code.get() {
        Code::NotWanted => None,
        Code::Coming => Some(
            view! { <p class="hint" role="status">{ui.t(strings::PART_IS_COMING)}</p> }.into_any(),
        ),
        Code::Here => built.try_update_value(Option::take).flatten(),
        Code::Unreachable(failure) => Some(
            view! {
                <div class="unreachable" role="alert">
                    <p>{move || strings::transfer_failure(&failure, ui.lang.get())}</p>
                    <button type="button" on:click=move |_| fetch.with_value(|fetch| fetch())>
                        {ui.t(strings::FETCH_AGAIN)}
                    </button>
                </div>
            }
            .into_any(),
        ),
    };
    content.into_any()
}

/// The way from part to part. Buttons rather than ARIA tabs: every section stays in the page, with its
/// heading.
pub(super) fn nav(ui: Ui, panels: &'static [Panel], is_at_work: Memo<bool>) -> AnyView {
    let shown = open_part(ui, panels);
    let buttons = panels
        .iter()
        .enumerate()
        .map(|(i, panel)| {
            view! {
                <li>
                    <button
                        type="button"
                        aria-controls=panel.heading.id
                        aria-current=move || (is_at_work.get() && shown.get() == i).then_some("page")
                        on:click=move |_| {
                            ui.send(Event::OpenPart(panel.heading.id));
                            bring_in_sight(|| document().get_element_by_id(panel.heading.id));
                        }
                    >
                        <span class="number">{i + 1}</span>
                        {ui.t(panel.heading.title)}
                    </button>
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="parts" aria-label=ui.t(strings::PARTS)>
            <ol>{buttons}</ol>
        </nav>
    }
    .into_any()
}
