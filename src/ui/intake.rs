use leptos::ev;
use leptos::prelude::*;
use web_sys::{File, FileList};

use super::context::Ui;
use super::strings;
use crate::app_model::FileKind;
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
        open_all(ui, event.data_transfer().and_then(|data| data.files()));
    });
    window_event_listener(ev::paste, move |event| {
        if open_all(ui, event.clipboard_data().and_then(|data| data.files())) {
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
    view! {
        <label class="file">
            {file_input(ui, "file", "image/*,.avif,.heic,.heif", false)}
            <span class="button">{ui.t(strings::OPEN_FILE)}</span>
        </label>
    }
}

/// The way to choose a checkpoint, and the names of its classes with it.
pub(super) fn weights_button(ui: Ui) -> impl IntoView {
    view! {
        <label class="file second" title=ui.t(strings::OPEN_WEIGHTS_HINT)>
            {file_input(ui, "weights-file", ".safetensors,.pth,.pt,.bin,.txt", true)}
            <span class="button">{ui.t(strings::OPEN_WEIGHTS)}</span>
        </label>
    }
}

fn file_input(ui: Ui, id: &'static str, accept: &'static str, multiple: bool) -> impl IntoView {
    let input = NodeRef::<leptos::html::Input>::new();
    let change = move |_| {
        if let Some(input) = input.get_untracked() {
            open_all(ui, input.files());
            // So that the same file can be chosen again.
            input.set_value("");
        }
    };
    view! {
        <input type="file" id=id accept=accept multiple=multiple node_ref=input on:change=change/>
    }
}

/// Opens the first picture, the first checkpoint and the first list of class names among `files`;
/// whether there was any file.
fn open_all(ui: Ui, files: Option<FileList>) -> bool {
    let Some(files) = files else { return false };
    let all: Vec<File> = (0..files.length()).filter_map(|at| files.get(at)).collect();
    let first = |kind| {
        all.iter()
            .find(|file| FileKind::of(&file.name()) == kind)
            .cloned()
    };
    if let Some(file) = first(FileKind::Picture) {
        ui.app.open_file(file);
    }
    if let Some(file) = first(FileKind::Checkpoint) {
        ui.app.open_checkpoint(file);
    }
    if let Some(file) = first(FileKind::ClassNames) {
        ui.app.open_class_names(file);
    }
    !all.is_empty()
}
