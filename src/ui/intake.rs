use leptos::ev;
use leptos::prelude::*;
use web_sys::{DataTransfer, File, HtmlInputElement};

use super::context::Ui;
use super::strings;
use crate::client;

/// Takes pictures that are dropped on the page or pasted into it.
pub(super) fn listen(ui: Ui) {
    window_event_listener(ev::dragover, move |event| {
        // Without this the browser leaves the page for the file.
        event.prevent_default();
        client::show_dragging(true);
    });
    window_event_listener(ev::dragleave, move |event| {
        // Only when the pointer leaves the window: then there is no element under it.
        if event.related_target().is_none() {
            client::show_dragging(false);
        }
    });
    window_event_listener(ev::drop, move |event| {
        event.prevent_default();
        client::show_dragging(false);
        open_first(ui, event.data_transfer());
    });
    window_event_listener(ev::paste, move |event| {
        if open_first(ui, event.clipboard_data()) {
            event.prevent_default();
        }
    });
}

/// Says, while a file is dragged over the page, that it may be dropped.
pub(super) fn drop_hint(ui: Ui) -> impl IntoView {
    view! { <div class="drop-hint" aria-hidden="true"><p>{ui.t(strings::DROP_HERE)}</p></div> }
}

/// The way to choose a file.
pub(super) fn file_button(ui: Ui) -> impl IntoView {
    let input = NodeRef::<leptos::html::Input>::new();
    let change = move |_| {
        if let Some(input) = input.get_untracked() {
            if let Some(file) = first(input.files()) {
                ui.app.open_file(file);
            }
            forget(&input);
        }
    };
    view! {
        <label class="file">
            <input
                type="file"
                id="file"
                accept="image/*,.avif,.heic,.heif"
                node_ref=input
                on:change=change
            />
            <span class="button">{ui.t(strings::OPEN_FILE)}</span>
        </label>
    }
}

/// So that the same file can be chosen again.
fn forget(input: &HtmlInputElement) {
    input.set_value("");
}

fn open_first(ui: Ui, data: Option<DataTransfer>) -> bool {
    let file = first(data.and_then(|data| data.files()));
    let found = file.is_some();
    if let Some(file) = file {
        ui.app.open_file(file);
    }
    found
}

fn first(files: Option<web_sys::FileList>) -> Option<File> {
    files?.get(0)
}
