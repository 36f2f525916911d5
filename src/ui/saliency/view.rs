use leptos::html::Canvas;
use leptos::prelude::*;

use super::colour_bar;
use super::probe;
use super::state::{MapState, Outcome};
use crate::app_model::{Event, Phase, ShelfEvent};
use crate::client::now_ms;
use crate::labels;
use crate::protocol::Fact;
use crate::record::{Kind, Numbers, Wanted};
use crate::render::{Rgba, rgba_from_rgb};
use crate::ui::canvas::{ById, Shown, draw_on};
use crate::ui::copy_link::copy_link;
use crate::ui::records::{carry, file_button, lines_button, named};
use crate::ui::strings;

/// The network's input and the map, side by side.
pub(super) fn pair(state: MapState) -> impl IntoView {
    view! {
        <div class="pair">
            {input(state)}
            {map(state)}
        </div>
        {probe::readout(state)}
    }
}

fn input(state: MapState) -> impl IntoView {
    let ui = state.ui;
    let canvas = NodeRef::<Canvas>::new();
    let pixels = ui.part(|model| {
        let opened = model.picture.opened.as_ref()?;
        opened.pixels.clone().map(ById)
    });
    let shown = Memo::new(move |_| {
        let side = state.side.get();
        pixels.get().map_or_else(Shown::default, |pixels| {
            Shown::new(Rgba::square(rgba_from_rgb(&pixels.0), side))
        })
    });
    draw_on(canvas, shown);
    view! {
        <figure>
            <figcaption>
                <span>{ui.t(strings::SEEN)}</span>
                <span>{move || strings::side_by_side(state.side.get())}</span>
            </figcaption>
            <div class="frame">
                <div class="stage">
                    <canvas
                        class="pixels"
                        id="network-pixels"
                        node_ref=canvas
                        width="224"
                        height="224"
                        role="img"
                        aria-label=ui.t(strings::SEEN)
                        data-state=move || if shown.get().0.is_some() { "ready" } else { "empty" }
                    ></canvas>
                    {probe::cross_on_input(state)}
                </div>
            </div>
        </figure>
    }
}

fn map(state: MapState) -> impl IntoView {
    let ui = state.ui;
    let canvas = NodeRef::<Canvas>::new();
    draw_on(canvas, state.picture);
    let job = move || {
        state
            .result
            .with(|r| r.as_ref().map(|r| r.0.job.0.to_string()))
    };
    let per_cent = move |value: f64| format!("{}%", value * 100.0);
    let name = move || {
        let lang = ui.lang.get();
        match state.class().and_then(|class| labels::name(class, lang)) {
            Some(class) => strings::map_of(class, lang),
            None => strings::NO_MAP.get(lang).to_owned(),
        }
    };
    let caption = move || {
        let lang = ui.lang.get();
        let named = state.class().and_then(|class| {
            let name = labels::name(class, lang)?;
            Some(format!("{} {name} ({class})", strings::MAP_OF.get(lang)))
        });
        named.unwrap_or_else(|| strings::NO_MAP.get(lang).to_owned())
    };
    view! {
        <figure>
            <figcaption id="map-class">{caption}</figcaption>
            <div class="frame" class:blank=move || state.class().is_none()>
                <div
                    class="stage"
                    style:aspect-ratio=move || state.aspect.get().to_string()
                    style:width=move || per_cent(state.aspect.get().min(1.0))
                >
                    <canvas
                        class="pixels"
                        id="saliency-map"
                        node_ref=canvas
                        width="224"
                        height="224"
                        role="img"
                        aria-label=name
                        aria-describedby="map-words"
                        data-state=move || data_state(state)
                        data-class=move || state.class().map(|class| class.to_string())
                        data-job=job
                    ></canvas>
                    {probe::cross(state.reader(), state.frame.into(), Some(ids()))}
                </div>
            </div>
            {colour_bar::colour_bar(state)}
        </figure>
    }
}

/// Of the cross that reads by keys, and of what is read.
fn ids() -> [String; 2] {
    ["probe", "readout"].map(str::to_owned)
}

fn data_state(state: MapState) -> &'static str {
    match (state.is_busy.get(), state.class()) {
        (true, _) => "busy",
        (false, Some(_)) => "ready",
        (false, None) => "empty",
    }
}

/// What is going on, and what can be done with the map.
pub(super) fn actions(state: MapState) -> impl IntoView {
    let ui = state.ui;
    let waiting = ui.part(|model| match model.engines.phase() {
        Phase::Ready { .. } => strings::COMPUTING,
        Phase::Stopped(_) => strings::STOPPED_WAITING,
        _ => strings::WAITING,
    });
    let is_stopped = ui.part(|model| matches!(model.engines.phase(), Phase::Stopped(_)));
    let progress = ui.part(|model| model.saliency.progress);
    let busy_words = move || {
        let parts = progress
            .get()
            .map(|[done, total]| format!(" {done}/{total}"));
        [waiting.get().get(ui.lang.get()), &parts.unwrap_or_default()].concat()
    };
    let took = move || {
        state.result.with(|result| {
            let result = &result.as_ref()?.0;
            let ms = f64::from(result.elapsed_ms);
            Some(strings::took(ms, &result.variant, ui.lang.get()))
        })
    };
    view! {
        <div class="actions">
            <div class="progress-place">
                <p class="took" id="took" hidden=state.is_busy>{took}</p>
                <p class="busy" id="busy" hidden=move || !state.is_busy.get()>
                    <span class="spinner" aria-hidden="true" hidden=is_stopped></span>
                    <span>{busy_words}</span>
                    <button
                        type="button"
                        id="cancel"
                        on:click=move |_| ui.send(Event::Cancel { now_ms: now_ms() })
                    >
                        {ui.t(strings::CANCEL)}
                    </button>
                </p>
            </div>
            <button
                type="button"
                id="save-map"
                disabled=move || !state.is_done()
                on:click=move |_| save_map(state)
            >
                {ui.t(strings::SAVE)}
            </button>
            {copy_link(ui, "map")}
        </div>
    }
}

fn save_map(state: MapState) {
    let (Some(picture), Some(name)) = (state.picture.get_untracked().0, file_name(state)) else {
        return;
    };
    let lang = state.ui.lang.get_untracked();
    let class = state.class().and_then(|class| labels::name(class, lang));
    let description = class.map_or_else(String::new, |class| strings::map_of(class, lang));
    state
        .ui
        .save_picture(name, &picture, description, Kind::Map);
}

/// The map as files, and whether its picture carries the record.
pub(super) fn files(state: MapState) -> AnyView {
    let ui = state.ui;
    let is_there = Signal::derive(move || state.is_done());
    let record = move || Some(Wanted::Record(Kind::Map, named(&file_name(state)?, "json")));
    let numbers = move || {
        Some(Wanted::Numbers(
            Numbers::Map,
            named(&file_name(state)?, "npy"),
        ))
    };
    view! {
        <div class="buttons">
            {file_button(ui, "map-record", strings::SAVE_RECORD, is_there, record)}
            {lines_button(ui, Kind::Map, is_there)}
            {file_button(ui, "map-numbers", strings::NUMBERS_OF_MAP, is_there, numbers)}
            {carry(ui, "map-carry")}
            <button
                type="button"
                id="map-keep"
                disabled=move || !is_there.get()
                on:click=move |_| ui.shelf(ShelfEvent::Keep(Kind::Map))
            >
                {ui.t(strings::KEEP_ON_SHELF)}
            </button>
        </div>
    }
    .into_any()
}

/// Such as `gradoscope-chelsea-285-gradient.png`.
fn file_name(state: MapState) -> Option<String> {
    let result = state.result.get_untracked()?.0;
    let picture = state.ui.picture_stem()?;
    Some(format!(
        "gradoscope-{picture}-{}-{}.png",
        result.class, result.request.method
    ))
}

/// The map in words, for those who do not see it and for those who do.
pub(super) fn words(state: MapState) -> impl IntoView {
    let ui = state.ui;
    let facts = Memo::new(move |_| {
        let facts = |outcome: &Outcome| outcome.0.map.facts.read();
        state
            .result
            .with(|result| result.as_ref().map(facts).unwrap_or_default())
    });
    let sentences = move || {
        let lang = ui.lang.get();
        let sentences = facts.get();
        let sentences = sentences
            .iter()
            .filter_map(|fact| strings::map_fact(fact, lang));
        sentences
            .map(|words| view! { <li>{words}</li> })
            .collect_view()
    };
    let words = move || {
        let lang = ui.lang.get();
        if state.is_all_zero() {
            let is_against = facts.with(|facts| facts.contains(&Fact::NothingFor));
            let words = [strings::ALL_ZERO, strings::NOTHING_FOR][usize::from(is_against)];
            return Some(words.get(lang).to_owned());
        }
        let found = state.strongest.get()?;
        Some(format!(
            "{} {}",
            strings::IN_WORDS.get(lang),
            strings::map_in_words(&found, state.unit(), lang)
        ))
    };
    view! {
        <p
            class="words"
            id="map-words"
            aria-live="polite"
            class:zero=move || state.is_all_zero()
            data-zero=move || state.is_all_zero().to_string()
        >
            {words}
        </p>
        <ul class="facts" id="map-facts">{sentences}</ul>
    }
}
