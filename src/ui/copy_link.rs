use leptos::html::{Button, Input};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlButtonElement;

use super::context::Ui;
use super::strings;
use crate::client;

/// The way to hand on what is set in a part; the ids of its elements begin with `prefix`.
pub(super) fn copy_link(ui: Ui, prefix: &'static str) -> AnyView {
    let link = Memo::new(move |_| {
        let code = ui.app.state.get()?;
        ui.app.model.with(code.link)
    });
    // What was copied, and whether the browser did it; of no interest once another thing is set.
    let copied = RwSignal::new(None::<(Option<String>, String, bool)>);
    let outcome = move || copied.get().filter(|(of, ..)| *of == link.get());
    let copy = move |_| {
        let (of, address) = (link.get_untracked(), ui.app.link());
        let Some(address) = address else { return };
        spawn_local(async move {
            let is_copied = client::copy_text(&address).await.is_ok();
            copied.set(Some((of, address, is_copied)));
        });
    };
    let words = move || outcome().map(|(.., done)| strings::link_copied(done).get(ui.lang.get()));
    let field = move || {
        let (_, address, is_copied) = outcome()?;
        (!is_copied).then(|| field(ui, prefix, address))
    };
    view! {
        <div class="copy-link">
            <button
                type="button"
                id=format!("{prefix}-copy-link")
                disabled=move || link.get().is_none()
                on:click=copy
            >
                {ui.t(strings::COPY_LINK)}
            </button>
            <span role="status" id=format!("{prefix}-link-copied")>{words}</span>
            {field}
        </div>
    }
    .into_any()
}

/// Whether the reader sees a button that gets the focus.
#[derive(Clone, Copy)]
pub(super) enum InSight {
    /// It stands in a bar that is in sight wherever the page stands: the page need not move for it.
    Always,
    /// The page goes there.
    Fetched,
}

/// The button that is left to be pressed once a link has set everything up: then it has the focus.
pub(super) fn button_after_link(
    ui: Ui,
    part: &'static str,
    can_press: Memo<bool>,
    in_sight: InSight,
) -> NodeRef<Button> {
    let node = NodeRef::<Button>::new();
    let is_open = ui.part(move |model| model.settings.part == part);
    Effect::new(move |_| {
        let is_wanted = ui.app.to_focus.get() && is_open.get() && can_press.get();
        if let Some(button) = node.get().filter(|_| is_wanted) {
            focus_soon(ui, button, in_sight, FRAMES);
        }
    });
    node
}

/// A button that has just been drawn, or may just be pressed, does not take the focus at once.
const FRAMES: u32 = 30;

fn focus_soon(ui: Ui, button: HtmlButtonElement, in_sight: InSight, frames: u32) {
    request_animation_frame(move || {
        if !ui.app.to_focus.get_untracked() {
            return;
        }
        let place = (window().scroll_x(), window().scroll_y());
        let _ = button.focus();
        if let (Ok(x), Ok(y), InSight::Always) = (place.0, place.1, in_sight) {
            window().scroll_to_with_x_and_y(x, y);
        }
        let has_it = document().active_element().as_ref() == Some(button.as_ref());
        if has_it {
            ui.app.to_focus.set(false);
        } else if frames > 0 {
            focus_soon(ui, button, in_sight, frames - 1);
        }
    });
}

/// The link as a text that is selected.
fn field(ui: Ui, prefix: &'static str, address: String) -> AnyView {
    let input = NodeRef::<Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            // Its text is there when it is drawn.
            request_animation_frame(move || {
                let _ = input.focus();
                input.select();
            });
        }
    });
    view! {
        <input
            type="text"
            readonly
            id=format!("{prefix}-link")
            node_ref=input
            aria-label=ui.t(strings::LINK)
            prop:value=address
        />
    }
    .into_any()
}
