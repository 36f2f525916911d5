use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::context::Ui;
use super::numbers::bytes;
use super::strings;
use crate::app_model::Phase;
use crate::client::storage::{self, Kept};

/// What is kept in this browser, and the way to remove it.
pub(super) fn storage(ui: Ui) -> impl IntoView {
    let kept = RwSignal::new(Vec::<Kept>::new());
    let failed = RwSignal::new(false);
    let is_ready = ui.part(|model| matches!(model.engine.phase, Phase::Ready { .. }));
    Effect::new(move |_| {
        // What is kept changes when weights have arrived. Tracking alone would not do: a memo that
        // was never read listens to nothing.
        let _ = is_ready.get();
        spawn_local(async move { kept.set(storage::list().await) });
    });
    let remove = move |item: Kept| {
        spawn_local(async move {
            failed.set(!storage::remove(&item).await);
            kept.set(storage::list().await);
        });
    };
    let item = move |item: Kept| {
        let lang = ui.lang.get();
        let (name, size) = (item.name.clone(), bytes(f64::from(item.bytes), lang));
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
        <p role="status">
            {move || kept.with(Vec::is_empty).then(|| strings::NOTHING_KEPT.get(ui.lang.get()))}
            {move || failed.get().then(|| strings::NOT_REMOVED.get(ui.lang.get()))}
        </p>
    }
}
