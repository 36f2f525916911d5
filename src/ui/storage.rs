use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::context::Ui;
use super::numbers::bytes;
use super::strings;
use crate::app_model::{CheckpointEvent, Event};
use crate::client::storage::{self, Kept};

/// What is kept in this browser, and the way to remove it.
pub(super) fn storage(ui: Ui) -> impl IntoView {
    let kept = RwSignal::new(Vec::<Kept>::new());
    let failed = RwSignal::new(false);
    let is_ready = ui.part(|model| {
        let own = model.checkpoints.all.iter();
        let stored = own.filter(|own| own.kept).count();
        (model.engine.is_ready(), stored)
    });
    Effect::new(move |_| {
        // What is kept changes when weights have arrived. Tracking alone would not do: a memo that
        // was never read listens to nothing.
        let _ = is_ready.get();
        spawn_local(async move { kept.set(storage::list().await) });
    });
    let remove = move |item: Kept| {
        spawn_local(async move {
            let is_gone = storage::remove(&item).await;
            failed.set(!is_gone);
            if let Some(sha256) = item.checkpoint().filter(|_| is_gone).map(str::to_owned) {
                ui.send(Event::Checkpoint(CheckpointEvent::Removed { sha256 }));
            }
            kept.set(storage::list().await);
        });
    };
    let item = move |item: Kept| {
        let lang = ui.lang.get();
        let (name, size) = (name_of(ui, &item), bytes(item.bytes, lang));
        view! {
            <li>
                <span>{name.clone()}</span>
                <span class="figure">{size}</span>
                <button
                    type="button"
                    aria-label=strings::remove_named(&name, lang)
                    on:click=move |_| remove(item.clone())
                >
                    {strings::REMOVE.get(lang)}
                </button>
            </li>
        }
    };
    view! {
        <h4 id="kept-title">{ui.t(strings::KEPT)}</h4>
        <ul class="kept" id="kept" aria-labelledby="kept-title">
            {move || kept.get().into_iter().map(item).collect_view()}
        </ul>
        <p class="hint" id="kept-for-a-reload">{ui.t(strings::KEPT_FOR_A_RELOAD)}</p>
        <p role="status">
            {move || kept.with(Vec::is_empty).then(|| strings::NOTHING_KEPT.get(ui.lang.get()))}
            {move || failed.get().then(|| strings::NOT_REMOVED.get(ui.lang.get()))}
        </p>
    }
}

/// A checkpoint with the number of its classes.
fn name_of(ui: Ui, item: &Kept) -> String {
    let own = item.checkpoint().and_then(|sha256| {
        ui.app.model.with(|model| {
            let mut all = model.checkpoints.all.iter();
            let own = all.find(|own| own.sheet.sha256 == sha256)?;
            Some((own.spec.name, own.sheet.classes))
        })
    });
    match own {
        Some((name, classes)) => strings::with_classes(name, classes, ui.lang.get()),
        None => item.name.clone(),
    }
}
