use leptos::html::Dialog;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::context::Ui;
use super::strings;
use crate::app_model::{SaveEvent, SavedFile};
use crate::client::save::{self, Address};

/// A file on the page itself, where its download may not arrive.
pub(super) fn saved(ui: Ui) -> AnyView {
    let shown = ui.part(|model| model.saving.shown.clone());
    (move || {
        let (file, can_download) = shown.get()?;
        let address = Address::of(&file).ok()?;
        Some(dialog(ui, file, can_download, address))
    })
    .into_any()
}

fn dialog(ui: Ui, file: SavedFile, can_download: bool, address: Address) -> AnyView {
    let node = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = node.get() {
            let _ = dialog.show_modal();
        }
    });
    let href = address.href().to_owned();
    on_cleanup(move || drop(address));
    let name = file.name.clone();
    let is_picture = file.mime.starts_with("image/");
    // Of an array there is no text.
    let text = match is_picture {
        true => String::new(),
        false => String::from_utf8(file.bytes.to_vec()).unwrap_or_default(),
    };
    let download = can_download.then(|| {
        view! {
            <a href=href.clone() download=name.clone()>
                {ui.t(strings::DOWNLOAD_AGAIN)}
            </a>
        }
    });
    let copied = RwSignal::new(None);
    let can_copy = file.mime == "image/png" && save::can_copy();
    let copy = can_copy.then(|| {
        let copy = move |_| {
            let file = file.clone();
            spawn_local(async move { copied.set(Some(save::copy(&file).await.is_ok())) });
        };
        view! {
            <button type="button" id="saved-copy" on:click=copy>
                {ui.t(strings::COPY_PICTURE)}
            </button>
        }
    });
    let words = match is_picture {
        true => strings::take_it_here(can_download),
        false => strings::take_text_here(can_download),
    };
    let shown = match is_picture {
        true => view! { <img class="pixels" src=href alt=name.clone() /> }.into_any(),
        false => view! { <textarea readonly aria-label=name.clone()>{text}</textarea> }.into_any(),
    };
    let close = move |_| {
        if let Some(dialog) = node.get_untracked() {
            dialog.close();
        }
    };
    view! {
        <dialog
            class="saved"
            id="saved"
            node_ref=node
            aria-labelledby="saved-name"
            on:close=move |_| ui.save(SaveEvent::Close)
        >
            <h2 id="saved-name">{name.clone()}</h2>
            <p>{ui.t(words)}</p>
            {shown}
            <div class="buttons">
                {copy} {download}
                <button type="button" id="saved-close" on:click=close>
                    {ui.t(strings::CLOSE)}
                </button>
                <span role="status">
                    {move || copied.get().map(|is_copied| strings::copied(is_copied).get(ui.lang.get()))}
                </span>
            </div>
        </dialog>
    }
    .into_any()
}
