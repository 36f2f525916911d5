use std::sync::Arc;

use leptos::prelude::*;

use super::maps::{Maps, compute, high_end};
use super::{map_file, needs};
use crate::app_model::{AppModel, Event, PairEvent, Seat};
use crate::record::{Kind, Numbers};
use crate::render;
use crate::render::Rgba;
use crate::spec::{Lang, Text};
use crate::ui::asking::{Asked, asking};
use crate::ui::canvas::{ById, Shown};
use crate::ui::context::Ui;
use crate::ui::parts::{part, picture};
use crate::ui::records::{numbers_button, record_button};
use crate::ui::saliency::colour_bar::ramp;
use crate::ui::saliency::words;
use crate::ui::segments::{Choice, segments};
use crate::ui::strings;

/// What is drawn; none before there is a second map.
type Found = Memo<Option<ById<Maps>>>;

/// One class on two networks.
pub(super) fn map(ui: Ui) -> AnyView {
    let state = ui.part(|model| Asked::from(model.other_map()));
    let can_ask = ui.part(AppModel::can_ask_other_map);
    let changes = ui.part(|model| {
        let own = model.saliency.map.as_ref();
        let own = own.map(|map| ById(map.map.values.clone()));
        let settings = (model.settings.reduction, model.settings.colours);
        (state_of(model), own, settings)
    });
    let is_shared = RwSignal::new(true);
    let found = Memo::new(move |_| {
        // Read, not tracked: a memo that nobody reads never runs, so it tells of nothing.
        changes.with(|_| ());
        let is_shared = is_shared.get();
        let model = ui.app.model;
        let maps = model.with_untracked(|model| compute(model, is_shared));
        maps.map(|maps| ById(Arc::new(maps)))
    });
    let ask = (strings::ASK_OTHER_MAP, Event::Pair(PairEvent::AskMap));
    let is_open = Signal::derive(move || can_ask.get());
    let answer = answer(ui, found, is_shared);
    let body = view! {
        {needs(ui, "pair-map-needs", can_ask, missing)}
        {asking(ui, "other-map", ask, state, is_open, answer)}
        <p class="hint">{ui.t(strings::PAIR_MAPS_WHY)}</p>
    }
    .into_any();
    part(ui, "pair-maps", strings::PAIR_MAPS, body)
}

fn answer(ui: Ui, found: Found, is_shared: RwSignal<bool>) -> AnyView {
    let drawn = move |seat: Seat| {
        Memo::new(move |_| {
            found
                .with(|maps| Some(draw(&maps.as_ref()?.0, seat)))
                .unwrap_or_default()
        })
    };
    let named = move |seat: Seat| {
        Signal::derive(move || {
            let lang = ui.lang.get();
            let words = found.with(|maps| Some(maps.as_ref()?.0.caption(seat, lang)));
            words.unwrap_or_else(|| strings::NO_MAP.get(lang).to_owned())
        })
    };
    let said = move |say: fn(&Maps, Lang) -> Option<String>| {
        move || found.with(|maps| say(&maps.as_ref()?.0, ui.lang.get()))
    };
    view! {
        <div class="pair">
            {picture("pair-first".into(), named(Seat::First), drawn(Seat::First))}
            {picture("pair-second".into(), named(Seat::Second), drawn(Seat::Second))}
        </div>
        {scale(ui, found)}
        <div class="controls">{choice_of_scale(ui, is_shared)}</div>
        <p id="pair-map-words">{said(shared)}</p>
        <p class="words">{said(places)}</p>
        <div class="buttons">
            <button type="button" id="pair-maps-save" on:click=move |_| save(ui, found)>
                {ui.t(strings::SAVE)}
            </button>
            {record_button(ui, "second-map-record", Kind::SecondMap)}
            {numbers_button(ui, "second-map-numbers", strings::NUMBERS_OF_SECOND, Numbers::SecondMap)}
        </div>
    }
    .into_any()
}

/// The colours and what the last one stands for.
fn scale(ui: Ui, found: Found) -> AnyView {
    let figure = move |of: fn(&Maps) -> Option<f32>| {
        move || found.with(|maps| Some(of(&maps.as_ref()?.0)?.to_string()))
    };
    let said = move |say: fn(&Maps, Lang) -> Option<String>| {
        move || found.with(|maps| say(&maps.as_ref()?.0, ui.lang.get()))
    };
    let colours = ui.part(|model| model.settings.colours);
    view! {
        <div
            class="colour-bar"
            id="pair-scale"
            data-high=figure(|maps| maps.is_shared.then_some(maps.limits[0].high))
            data-first=figure(|maps| Some(maps.largest[0]))
            data-second=figure(|maps| Some(maps.largest[1]))
        >
            {ramp(colours.into())}
            <div class="ends">
                <span>"0"</span>
                <span class="unit">{said(unit)}</span>
                <span>{said(high_end)}</span>
            </div>
        </div>
    }
    .into_any()
}

fn choice_of_scale(ui: Ui, is_shared: RwSignal<bool>) -> impl IntoView {
    let choice = |value, id, text| Choice { value, id, text };
    let choices = vec![
        choice(true, "shared", strings::ONE_SCALE),
        choice(false, "own", strings::OWN_SCALES),
    ];
    let choose = move |value| is_shared.set(value);
    segments(
        ui,
        "pair-scales",
        strings::PAIR_SCALES,
        choices,
        is_shared.into(),
        choose,
    )
}

/// Both maps as they are shown, as one file.
fn save(ui: Ui, found: Found) {
    let lang = ui.lang.get_untracked();
    let drawn = found.with_untracked(|maps| Some(map_file::drawn(ui, &maps.as_ref()?.0, lang)));
    if let Some(drawn) = drawn {
        ui.save_drawn(drawn, Kind::SecondMap);
    }
}

fn missing(model: &AppModel) -> Text {
    match model.shares_side() {
        true => strings::NEEDS_MAP,
        false => strings::SIDES_DIFFER,
    }
}

/// Which answer it is.
fn state_of(model: &AppModel) -> Option<ById<[f32]>> {
    let map = model.other_map().done()?;
    Some(ById(map.map.values.clone()))
}

fn side(map: &[f32]) -> u32 {
    map.len().isqrt() as u32
}

fn draw(maps: &Maps, seat: Seat) -> Shown {
    let map = &maps.values[seat.index()];
    let limits = maps.limits[seat.index()];
    let bytes = render::rgba_from_map(map, limits, maps.colours);
    Shown::new(Rgba::square(bytes, side(map)))
}

fn unit(maps: &Maps, lang: Lang) -> Option<String> {
    Some(maps.unit.name().get(lang).to_owned())
}

fn shared(maps: &Maps, lang: Lang) -> Option<String> {
    let class = (maps.class, maps.places);
    Some(strings::shared_scale(
        maps.names,
        maps.largest,
        class,
        maps.is_shared,
        lang,
    ))
}

/// Where the strongest pixels of each lie.
fn places(maps: &Maps, lang: Lang) -> Option<String> {
    let unit = unit(maps, lang)?;
    let of = |seat: Seat| {
        let map = &maps.values[seat.index()];
        let name = maps.names[seat.index()];
        let colon = strings::COLON.get(lang);
        let words = match words::strongest(map, side(map)) {
            Some(found) => strings::map_in_words(&found, &unit, lang),
            None => strings::ALL_ZERO.get(lang).to_owned(),
        };
        format!("{name}{colon}{words}")
    };
    Some(Seat::BOTH.map(of).join(" "))
}
