use std::sync::Arc;

use leptos::html::Button;
use leptos::prelude::*;

use super::cards::card;
use super::opened::{one, two};
use crate::app_model::{Entry, ShelfEvent, Shelved};
use crate::ui::context::Ui;
use crate::ui::strings;

/// What stands on the shelf, and what the reader looks at of it.
pub fn shelf(ui: Ui) -> AnyView {
    Effect::new(move |_| {
        // What had to wait for the code, which has come with this view.
        ui.app.fetch_state();
        ui.shelf(ShelfEvent::Open);
    });
    let entries = ui.part(|model| model.shelf.entries.clone());
    let picked = RwSignal::new(Vec::new());
    let is_empty = move || entries.with(Vec::is_empty);
    let newest_first = move || {
        let mut all = entries.get();
        all.reverse();
        all
    };
    // What comes to be known of an entry is in another file.
    let key = |entry: &Entry| (entry.key.clone(), entry.blob, entry.content.id());
    view! {
        <div class="shelf-body">
            <p class="hint">{ui.t(strings::SHELF_HINT)}</p>
            <p class="hint" id="shelf-empty" hidden=move || !is_empty()>
                {ui.t(strings::SHELF_EMPTY)}
            </p>
            <ul class="shelf-cards" id="shelf-cards" aria-label=ui.t(strings::SHELF_ENTRIES)>
                <For each=newest_first key=key let:entry>
                    {card(ui, picked, entry)}
                </For>
            </ul>
            {room(ui)}
            {looked_at(ui, entries, picked)}
        </div>
    }
    .into_any()
}

/// How much room there is, and the ways to make some.
fn room(ui: Ui) -> AnyView {
    let facts = ui.part(|model| {
        let shelf = &model.shelf;
        (shelf.entries.len(), shelf.bytes(), shelf.gone)
    });
    let words = move || {
        let (count, bytes, gone) = facts.get();
        strings::shelf_room(count, bytes, gone, ui.lang.get())
    };
    let is_empty = move || facts.get().0 == 0;
    let removed = ui.part(|model| model.shelf.removed());
    let is_whole = move || removed.get() == 0;
    let removed_words =
        move || (!is_whole()).then(|| strings::removed(removed.get(), ui.lang.get()));
    let (clear, put_back) = (NodeRef::<Button>::new(), NodeRef::<Button>::new());
    // The button that removed something may be gone: who used it goes on where it is put back.
    Effect::new(move |before: Option<usize>| {
        let count = facts.get().0;
        if before.is_some_and(|before| count < before) && !is_whole() {
            focus_soon(put_back);
        }
        count
    });
    let bring_back = move |_| {
        ui.shelf(ShelfEvent::PutBack);
        focus_soon(clear);
    };
    view! {
        <p class="hint" id="shelf-room">{words}</p>
        <div class="buttons">
            <button
                type="button"
                id="shelf-clear"
                node_ref=clear
                hidden=is_empty
                on:click=move |_| ui.shelf(ShelfEvent::Clear)
            >
                {ui.t(strings::CLEAR_SHELF)}
            </button>
            <span role="status" id="shelf-removed">{removed_words}</span>
            <button
                type="button"
                id="shelf-put-back"
                node_ref=put_back
                hidden=is_whole
                on:click=bring_back
            >
                {ui.t(strings::PUT_BACK)}
            </button>
        </div>
    }
    .into_any()
}

/// Gives a button the focus once it is drawn.
fn focus_soon(button: NodeRef<Button>) {
    request_animation_frame(move || {
        if let Some(button) = button.get_untracked() {
            let _ = button.focus();
        }
    });
}

fn looked_at(ui: Ui, entries: Memo<Vec<Entry>>, picked: RwSignal<Vec<String>>) -> AnyView {
    let opened = Memo::new(move |_| {
        let content = |key: &String| -> Option<Arc<Shelved>> {
            entries.with(|all| {
                let entry = all.iter().find(|entry| entry.key == *key)?;
                entry.content.done().cloned()
            })
        };
        picked.with(|keys| keys.iter().filter_map(content).collect::<Vec<_>>())
    });
    (move || match &opened.get()[..] {
        [] => None,
        [a] => Some(one(ui, a)),
        [a, b, ..] => Some(two(ui, [a, b])),
    })
    .into_any()
}
