//! Figures of an answer, taken from the shelf.

use std::sync::Arc;

use leptos::html::{Canvas, Details};
use leptos::prelude::*;

use super::desk::{Desk, Picture};
use crate::app_model::{Entry, ShelfEvent, Shelved};
use crate::course::{Figure, Question};
use crate::ui::canvas::{Shown, draw_on};
use crate::ui::shelf::pictures::rgba;
use crate::ui::shelf::read;
use crate::ui::shelf::titles::{in_short, title};
use crate::ui::strings;

/// The figures that are chosen, and what can be chosen.
pub(super) fn figures(desk: Desk, question: &Question) -> AnyView {
    let id = question.id.clone();
    let chosen = {
        let id = id.clone();
        // Captions are typed in: they draw nothing anew.
        Memo::new(move |_| {
            let figures = desk.answer(&id).figures.into_iter();
            figures.map(|figure| figure.key).collect::<Vec<_>>()
        })
    };
    let expected = question.expects;
    let count = move || {
        let count = chosen.with(Vec::len);
        strings::figures_chosen(count, expected, desk.ui.lang.get())
    };
    let failure = move || {
        let why = desk.figure_failure.get()?;
        Some(strings::figure_not_kept(why, desk.ui.lang.get()))
    };
    let of_answer = id.clone();
    view! {
        <section class="course-figures" aria-labelledby="course-figures-title">
            <h4 id="course-figures-title">
                {desk.ui.t(strings::FIGURES_OF_ANSWER)} <span class="hint" id="course-figures-count">{count}</span>
            </h4>
            <p class="not-kept" role="status">{failure}</p>
            <ul class="chosen-figures" id="course-chosen">
                <For each=move || chosen.get() key=Clone::clone let:key>
                    {figure(desk, &of_answer, &key)}
                </For>
            </ul>
            {chooser(desk, id, chosen)}
        </section>
    }
    .into_any()
}

fn figure(desk: Desk, id: &str, key: &str) -> AnyView {
    let caption = desk.answers.with_untracked(|all| {
        let figures = all
            .get(id)
            .map(|answer| &answer.figures[..])
            .unwrap_or_default();
        let found = figures.iter().find(|figure| figure.key == key);
        found.map(|Figure { caption, .. }| caption.clone())
    });
    let (id, key) = (id.to_owned(), key.to_owned());
    let picture = {
        let key = key.clone();
        Memo::new(move |_| desk.pictures.with(|all| all.get(&key).cloned()))
    };
    let name = move || match picture.get() {
        Some(Picture::Here(shelved)) => title(&read(desk.ui, &shelved), desk.ui.lang.get()),
        _ => strings::FIGURE.get(desk.ui.lang.get()).to_owned(),
    };
    let shown = move || match picture.get() {
        Some(Picture::Here(shelved)) => thumbnail(desk, &shelved),
        Some(Picture::Lost) => {
            view! { <p class="hint">{desk.ui.t(strings::FIGURE_LOST)}</p> }.into_any()
        }
        _ => view! { <p class="hint">{desk.ui.t(strings::FIGURE_IS_COMING)}</p> }.into_any(),
    };
    let call = {
        let (id, key) = (id.clone(), key.clone());
        move |event| desk.call(&id, &key, event_target_value(&event))
    };
    let data_key = key.clone();
    view! {
        <li data-key=data_key>
            {shown}
            <div>
                <label class="field">
                    <span class="label">{desk.ui.t(strings::CAPTION)}</span>
                    <input
                        type="text"
                        class="caption"
                        prop:value=caption.unwrap_or_default()
                        placeholder=name
                        on:input=call
                        on:change=move |_| desk.settle()
                    />
                </label>
                <button
                    type="button"
                    class="quiet remove"
                    aria-label=move || strings::drop_figure(&name(), desk.ui.lang.get())
                    on:click=move |_| desk.put_aside(&id, &key)
                >
                    {desk.ui.t(strings::REMOVE_TERM)}
                </button>
            </div>
        </li>
    }
    .into_any()
}

fn thumbnail(desk: Desk, shelved: &Arc<Shelved>) -> AnyView {
    let canvas = NodeRef::<Canvas>::new();
    let picture = rgba(shelved, None).map_or_else(Shown::default, Shown::new);
    draw_on(canvas, Memo::new(move |_| picture.clone()));
    let reading = StoredValue::new(read(desk.ui, shelved));
    let name = move || reading.with_value(|reading| title(reading, desk.ui.lang.get()));
    view! {
        <canvas class="pixels" node_ref=canvas width="224" height="224" role="img" aria-label=name>
        </canvas>
    }
    .into_any()
}

/// What stands on the shelf and is no figure of this answer yet; read once it is looked at.
fn chooser(desk: Desk, id: String, chosen: Memo<Vec<String>>) -> AnyView {
    let entries = desk.ui.part(|model| model.shelf.entries.clone());
    let free = Memo::new(move |_| {
        let is_free = |entry: &Entry| chosen.with(|keys| !keys.contains(&entry.key));
        let all = entries.get().into_iter().rev();
        all.filter(is_free).collect::<Vec<_>>()
    });
    let is_open = RwSignal::new(false);
    let node = NodeRef::<Details>::new();
    let toggled = move |_| {
        let details = node.get_untracked();
        is_open.set(details.is_some_and(|details| details.has_attribute("open")));
    };
    Effect::new(move |_| {
        // Also when something new comes to the shelf.
        if is_open.get()
            && free.with(|free| free.iter().any(|entry| entry.content.done().is_none()))
        {
            desk.ui.app.fetch_state();
            desk.ui.shelf(ShelfEvent::Open);
        }
    });
    let name = move || strings::choose_figure(free.with(Vec::len), desk.ui.lang.get());
    let is_empty = move || free.with(Vec::is_empty);
    let key = |entry: &Entry| (entry.key.clone(), entry.content.id());
    let listed = move || match is_open.get() {
        true => free.get(),
        false => Vec::new(),
    };
    view! {
        // Each question begins with it closed, in whatever element of the one before.
        <details
            class="course-shelf"
            id="course-shelf"
            node_ref=node
            prop:open=move || is_open.get()
            on:toggle=toggled
        >
            <summary>{name}</summary>
            <p class="hint" hidden=move || !is_empty()>{desk.ui.t(strings::NOTHING_TO_CHOOSE)}</p>
            <ul>
                <For each=listed key=key let:entry>
                    {offered(desk, &id, &entry)}
                </For>
            </ul>
        </details>
    }
    .into_any()
}

fn offered(desk: Desk, id: &str, entry: &Entry) -> AnyView {
    let Some(shelved) = entry.content.done().cloned() else {
        return view! { <li class="hint">{desk.ui.t(strings::FIGURE_IS_COMING)}</li> }.into_any();
    };
    let reading = StoredValue::new(read(desk.ui, &shelved));
    let name = move || reading.with_value(|reading| title(reading, desk.ui.lang.get()));
    let facts =
        move || reading.with_value(|reading| in_short(reading, desk.ui.lang.get())[1].clone());
    let picture = thumbnail(desk, &shelved);
    let id = id.to_owned();
    view! {
        <li>
            <button
                type="button"
                class="offered"
                aria-label=move || strings::take_figure(&name(), desk.ui.lang.get())
                on:click=move |_| desk.take(&id, shelved.clone())
            >
                {picture} <span><strong>{name}</strong> <span class="hint">{facts}</span></span>
            </button>
        </li>
    }
    .into_any()
}
