use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::context::Ui;
use super::numbers::bytes;
use super::strings;
use crate::app_model::{CheckpointEvent, Engine, Event, Phase};
use crate::client::storage::{self, Kept};

/// What is kept in this browser, and the way to remove it.
pub(super) fn storage(ui: Ui) -> impl IntoView {
    // None until the storage has answered.
    let kept = RwSignal::new(None::<Vec<Kept>>);
    let failed = RwSignal::new(false);
    let lists = StoredValue::new(0_u32);
    let refresh = move || {
        lists.update_value(|count| *count += 1);
        let mine = lists.get_value();
        spawn_local(async move {
            let found = Some(storage::list().await);
            // Drawn anew only where it differs: a button may hold the focus.
            let is_newest = lists.try_get_value() == Some(mine);
            if is_newest && kept.with_untracked(|kept| *kept != found) {
                kept.set(found);
            }
        });
    };
    // The weights of either engine are stored once they are there.
    let stored = ui.part(|model| {
        let own = model.checkpoints.all.iter();
        let own = own.filter(|own| own.kept).count();
        let kept = |engine: &Engine| match &engine.phase {
            Phase::Ready { weights, .. } => Some((engine.id, *weights)),
            _ => None,
        };
        let first = model.engines.first().and_then(kept);
        (first, model.engines.second().and_then(kept), own)
    });
    Effect::new(move |_| {
        // Tracking alone would not do: a memo that was never read listens to nothing.
        let _ = stored.get();
        refresh();
    });
    let remove = move |item: Kept| {
        spawn_local(async move {
            let is_gone = storage::remove(&item).await;
            failed.set(!is_gone);
            if let Some(sha256) = item.checkpoint().filter(|_| is_gone).map(str::to_owned) {
                ui.send(Event::Checkpoint(CheckpointEvent::Removed { sha256 }));
            }
            refresh();
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
    let is_empty = move || kept.with(|kept| kept.as_ref().is_some_and(Vec::is_empty));
    view! {
        // Other tabs store and remove, too: whoever comes here sees what is kept now.
        <div on:pointerenter=move |_| refresh() on:focusin=move |_| refresh()>
            <h4 id="kept-title">{ui.t(strings::KEPT)}</h4>
            <ul class="kept" id="kept" aria-labelledby="kept-title">
                {move || kept.get().unwrap_or_default().into_iter().map(item).collect_view()}
            </ul>
            {through_a_reload(ui)}
            <p role="status">
                {move || is_empty().then(|| strings::NOTHING_KEPT.get(ui.lang.get()))}
                {move || failed.get().then(|| strings::NOT_REMOVED.get(ui.lang.get()))}
            </p>
        </div>
    }
}

/// Whether what is on the page is written down for a reload.
fn through_a_reload(ui: Ui) -> impl IntoView {
    let is_on = RwSignal::new(storage::keeps_for_reloads());
    let change = move |event: web_sys::Event| {
        is_on.set(event_target_checked(&event));
        ui.app.keep_for_reloads(is_on.get_untracked());
    };
    view! {
        <label>
            <input
                type="checkbox"
                id="keep-for-reloads"
                aria-describedby="kept-for-a-reload"
                prop:checked=move || is_on.get()
                on:change=change
            />
            {ui.t(strings::KEEP_THROUGH_A_RELOAD)}
        </label>
        <p class="hint" id="kept-for-a-reload">{ui.t(strings::KEPT_FOR_A_RELOAD)}</p>
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
