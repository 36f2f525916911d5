use std::sync::Arc;

use leptos::html::Canvas;
use leptos::prelude::*;

use super::picked::pick;
use super::pictures;
use super::reading::{Reading, Titles};
use super::titles::{in_short, subtitle, title};
use crate::app_model::{Entry, Later, ShelfEvent, Shelved};
use crate::client::Sample;
use crate::spec::Lang;
use crate::ui::canvas::{Shown, draw_on};
use crate::ui::context::Ui;
use crate::ui::strings;

/// An entry's record, with what the photographs are called now.
pub(in crate::ui) fn read(ui: Ui, shelved: &Shelved) -> Reading {
    Reading::of(shelved).titled(titles_of(ui))
}

/// What the photographs are called now.
pub(in crate::ui) fn titles_of(ui: Ui) -> Titles {
    let titles = |all: &Vec<Sample>| -> Titles {
        let both = |sample: &Sample| [Lang::En, Lang::Fr].map(|lang| sample.title(lang).to_owned());
        all.iter()
            .map(|sample| (sample.id.clone(), both(sample)))
            .collect()
    };
    ui.samples.with_untracked(titles)
}

/// An entry in small, with the way to look at it and the way to be rid of it.
pub(super) fn card(ui: Ui, picked: RwSignal<Vec<String>>, entry: Entry) -> AnyView {
    let Entry { key, content, .. } = entry;
    let state = content.id();
    let shelved = content.done().cloned();
    let reading = StoredValue::new(shelved.as_deref().map(|shelved| read(ui, shelved)));
    let name = move || {
        let title = |reading: &Option<Reading>| Some(title(reading.as_ref()?, ui.lang.get()));
        reading.with_value(title).unwrap_or_default()
    };
    let body = match (shelved, content) {
        (Some(shelved), _) => ready(ui, picked, key.clone(), shelved, reading),
        (None, Later::Failed(_)) => {
            view! { <p class="hint">{ui.t(strings::ENTRY_UNREADABLE)}</p> }.into_any()
        }
        (None, _) => view! { <p class="hint">{ui.t(strings::ENTRY_IS_COMING)}</p> }.into_any(),
    };
    let data_key = key.clone();
    view! {
        <li class="shelf-card" data-key=data_key data-state=state>
            {body}
            <button
                type="button"
                class="quiet remove"
                aria-label=move || strings::remove_entry(&name(), ui.lang.get())
                on:click=move |_| ui.shelf(ShelfEvent::Remove(key.clone()))
            >
                {ui.t(strings::REMOVE_TERM)}
            </button>
        </li>
    }
    .into_any()
}

fn ready(
    ui: Ui,
    picked: RwSignal<Vec<String>>,
    key: String,
    shelved: Arc<Shelved>,
    reading: StoredValue<Option<Reading>>,
) -> AnyView {
    let canvas = NodeRef::<Canvas>::new();
    let picture = pictures::rgba(&shelved, None).map_or_else(Shown::default, Shown::new);
    let has_none = picture.0.is_none();
    draw_on(canvas, Memo::new(move |_| picture.clone()));
    let said = move |words: fn(&Reading, Lang) -> String| {
        move || {
            let lang = ui.lang.get();
            reading.with_value(|reading| Some(words(reading.as_ref()?, lang)))
        }
    };
    let is_picked = {
        let key = key.clone();
        move || picked.with(|keys| keys.contains(&key)).to_string()
    };
    view! {
        <button
            type="button"
            class="shelf-pick"
            aria-pressed=is_picked
            on:click=move |_| pick(picked, &key)
        >
            <canvas
                class="pixels"
                node_ref=canvas
                width="224"
                height="224"
                aria-hidden="true"
                class:blank=has_none
            ></canvas>
            <strong>{said(title)}</strong>
            <span>{said(subtitle)}</span>
            <span>{said(|reading, lang| in_short(reading, lang)[0].clone())}</span>
            <span>{said(|reading, lang| in_short(reading, lang)[1].clone())}</span>
        </button>
    }
    .into_any()
}
