use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DataTransfer, Element, EventTarget, File, FileList};

use super::context::Ui;
use super::strings;
use crate::app_model::{Event, no_file};
use crate::client;

/// What the field for weights offers: checkpoints, and lists of class names.
const WEIGHTS_ENDINGS: &str = ".safetensors,.pth,.pt,.bin,.ckpt,.tar,.pkl,.model,.txt,.csv,.tsv,.json,.names,.labels,.yaml,.onnx,.data";

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
        client::show_dragging(false);
        let Some(data) = event.data_transfer() else {
            return;
        };
        if data.files().is_none_or(|files| files.length() == 0) && takes_text(event.target()) {
            return;
        }
        event.prevent_default();
        if !open_all(ui, data.files()) {
            say_no_file(ui, &data);
        }
    });
    window_event_listener(ev::paste, move |event| {
        let Some(data) = event.clipboard_data() else {
            return;
        };
        if open_all(ui, data.files()) {
            event.prevent_default();
        } else if !takes_text(event.target()) {
            say_no_file(ui, &data);
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
            {file_input("file", "image/*,.avif,.heic,.heif,.json", false, opens(ui))}
            <span class="button">{ui.t(strings::OPEN_FILE)}</span>
        </label>
    }
}

/// The way to choose a checkpoint, and the names of its classes with it.
pub(super) fn weights_button(ui: Ui) -> impl IntoView {
    view! {
        <label class="file plain" title=ui.t(strings::OPEN_WEIGHTS_HINT)>
            {file_input("weights-file", WEIGHTS_ENDINGS, true, opens(ui))}
            <span class="button">{ui.t(strings::OPEN_WEIGHTS)}</span>
        </label>
    }
}

/// What becomes of the files that are chosen.
pub(super) type Take = Box<dyn Fn(Option<FileList>)>;

pub(super) fn opens(ui: Ui) -> Take {
    Box::new(move |files| _ = open_all(ui, files))
}

/// A field for files.
pub(super) fn file_input(
    id: &'static str,
    accept: &'static str,
    multiple: bool,
    take: Take,
) -> impl IntoView {
    field(id, accept, multiple, None, take)
}

/// A field for a picture that a phone's camera takes.
pub(super) fn camera_input(id: &'static str, take: Take) -> impl IntoView {
    field(id, "image/*", false, Some("environment"), take)
}

fn field(
    id: &'static str,
    accept: &'static str,
    multiple: bool,
    capture: Option<&'static str>,
    take: Take,
) -> AnyView {
    let input = NodeRef::<leptos::html::Input>::new();
    let change = move |_| {
        if let Some(input) = input.get_untracked() {
            take(input.files());
            // So that the same file can be chosen again; the field may be gone by now.
            input.set_value("");
        }
    };
    view! {
        <input
            type="file"
            id=id
            accept=accept
            multiple=multiple
            capture=capture
            node_ref=input
            on:change=change
        />
    }
    .into_any()
}

/// Opens what is to be opened of `files`; whether there was any file.
fn open_all(ui: Ui, files: Option<FileList>) -> bool {
    let Some(files) = files else { return false };
    let all: Vec<File> = (0..files.length()).filter_map(|at| files.get(at)).collect();
    let any = !all.is_empty();
    if any {
        ui.app.open_files(all);
    }
    any
}

/// Says what came instead of a file, if anything did.
fn say_no_file(ui: Ui, data: &DataTransfer) {
    let of = |kind| data.get_data(kind).unwrap_or_default();
    let (list, text) = (of("text/uri-list"), of("text/plain"));
    if let Some(notice) = no_file(&list, &text, &of("text/html")) {
        ui.send(Event::Intake(vec![notice]));
    }
}

/// Whether it is a field that text is pasted into.
fn takes_text(target: Option<EventTarget>) -> bool {
    let element = target.and_then(|target| target.dyn_into::<Element>().ok());
    let field = element.and_then(|e| {
        e.closest("input:not([type=file]), textarea, select, [contenteditable]")
            .ok()
    });
    field.flatten().is_some()
}
