use leptos::html::Details;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::ui::calm::calm;
use crate::ui::context::Ui;
use crate::ui::panels::{Coming, later};
use crate::ui::strings;

/// The shelf under the bench of every part: folded, and its code fetched once it is opened.
pub(in crate::ui) fn fold(ui: Ui, is_open: RwSignal<bool>, load: fn(Ui) -> Coming) -> AnyView {
    let count = ui.part(|model| model.shelf.entries.len());
    let name = move || strings::shelf_with(count.get(), ui.lang.get());
    let node = NodeRef::<Details>::new();
    let toggled = move |_| {
        if let Some(details) = node.get_untracked() {
            is_open.set(details.has_attribute("open"));
        }
    };
    view! {
        <details
            class="shelf-fold"
            id="shelf"
            node_ref=node
            data-count=move || count.get().to_string()
            prop:open=is_open
            on:toggle=toggled
        >
            <summary id="shelf-name">{name}</summary>
            {later(ui, Box::new(move || load(ui)), is_open.into())}
        </details>
        // Outside: what is folded is not read aloud.
        {calm(move || (count.get() > 0).then(name))}
    }
    .into_any()
}

/// The way to it where the page is long: on a phone.
pub(in crate::ui) fn to_shelf(ui: Ui, is_open: RwSignal<bool>) -> AnyView {
    let count = ui.part(|model| model.shelf.entries.len());
    let name = move || strings::shelf_with(count.get(), ui.lang.get());
    let go = move |_| {
        is_open.set(true);
        request_animation_frame(|| {
            let summary = document().get_element_by_id("shelf-name");
            if let Some(summary) = summary.and_then(|s| s.dyn_into::<HtmlElement>().ok()) {
                summary.scroll_into_view();
                let _ = summary.focus();
            }
        });
    };
    view! {
        <button
            type="button"
            class="quiet to-shelf"
            id="to-shelf"
            aria-controls="shelf"
            hidden=move || count.get() == 0
            on:click=go
        >
            {name}
        </button>
    }
    .into_any()
}
