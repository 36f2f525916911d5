//! Several methods on the picture of the page.

use leptos::ev;
use leptos::prelude::*;

use super::series::{self, SeriesView};
use super::state::MapState;
use crate::app_model::{AppModel, BesideEvent, MOST_METHODS, Of};
use crate::catalogue;
use crate::record::{Kind, Table};
use crate::spec::MethodSpec;
use crate::ui::context::Ui;
use crate::ui::parts::part;
use crate::ui::strings;

/// The methods to tick, and their maps side by side; the pixel that is read is that of the map above.
pub(super) fn beside(state: MapState) -> AnyView {
    let ui = state.ui;
    let view = SeriesView::new(ui, (Of::Methods, "methods"), state.probe);
    let has_none = move || view.figure.with(Option::is_none);
    let body = view! {
        <p class="hint">{ui.t(strings::METHODS_WHY)}</p>
        {choices(ui)}
        {series::actions(view, start(ui))}
        <div class="answer" hidden=has_none>
            {series::scales(view)}
            {maps(view)}
            {series::readout(view)}
            {series::files(view, Kind::Methods, Table::Methods)}
        </div>
    }
    .into_any();
    part(ui, "methods", strings::METHODS_BESIDE, body)
}

fn choices(ui: Ui) -> AnyView {
    let chosen = ui.part(|model| model.settings.beside.clone());
    let is_full = move || chosen.with(|chosen| chosen.len() >= MOST_METHODS);
    let tick = move |method: &'static MethodSpec| {
        let id = method.id;
        let is_on = Memo::new(move |_| chosen.with(|chosen| chosen.contains(&id)));
        let is_open = Signal::derive(move || !is_full() || is_on.get());
        tick(ui, method, is_on, is_open)
    };
    let groups = catalogue::SALIENCY_METHODS
        .chunk_by(|one, next| one.kind == next.kind)
        .map(|group| {
            let ticks = group.iter().map(|method| tick(method)).collect_view();
            let name = group[0].kind.name();
            view! {
                <div class="kind" role="group" aria-label=ui.t(name)>
                    <span class="hint">{ui.t(name)}</span>
                    <div class="buttons">{ticks}</div>
                </div>
            }
        })
        .collect_view();
    let count = move || strings::methods_ticked(chosen.with(Vec::len), ui.lang.get());
    view! {
        <div class="field" role="group" aria-labelledby="methods-legend">
            <span class="choice-name" id="methods-legend">{ui.t(strings::METHODS)}</span>
            <div class="kinds">{groups}</div>
            <p class="hint" id="methods-count" role="status">{count}</p>
        </div>
    }
    .into_any()
}

fn tick(
    ui: Ui,
    method: &'static MethodSpec,
    is_on: Memo<bool>,
    is_open: Signal<bool>,
) -> impl IntoView {
    let method_id = method.id;
    let change = move |event: ev::Event| {
        let is_wanted = event_target_checked(&event);
        let method = method_id;
        ui.app.beside(BesideEvent::Choose { method, is_wanted });
    };
    view! {
        <label class="switch carry">
            <input
                type="checkbox"
                id=format!("methods-{}", method.id)
                prop:checked=is_on
                disabled=move || !is_open.get()
                on:change=change
            />
            {ui.t(method.name)}
        </label>
    }
}

fn start(ui: Ui) -> AnyView {
    let can_start = ui.part(AppModel::can_compare_methods);
    let needs = ui.part(|model| match model.settings.beside.is_empty() {
        true => Some(strings::NEEDS_METHODS),
        false => {
            let has_class = model.settings.class.is_some() || model.seen_class(0).is_some();
            (!has_class).then_some(strings::NEEDS_CLASS)
        }
    });
    let needs = move || needs.get().map(|text| text.get(ui.lang.get()));
    view! {
        <button
            type="button"
            id="methods-draw"
            disabled=move || !can_start.get()
            on:click=move |_| ui.app.beside(BesideEvent::Compare)
        >
            {ui.t(strings::DRAW_MAPS)}
        </button>
        <span class="hint" id="methods-needs">{needs}</span>
    }
    .into_any()
}

/// The picture, and every map of it.
fn maps(view: SeriesView) -> AnyView {
    let ui = view.ui;
    let seen = Signal::derive(move || strings::SEEN.get(ui.lang.get()).to_owned());
    view! {
        <div class="series">
            <figure>
                {series::stage(view, view.id("picture"), seen, series::photo(view, 0), false)}
                <figcaption>{seen}</figcaption>
            </figure>
            <For each=move || view.places() key=|place| *place let:place>
                {map(view, place.1)}
            </For>
        </div>
    }
    .into_any()
}

fn map(view: SeriesView, at: usize) -> AnyView {
    let words = view.of_plate(at, |plate, lang| {
        strings::map_words(&plate.item, plate.high, lang)
    });
    let words = Signal::derive(words);
    let high = view.of_plate(at, |plate, _| plate.high.to_string());
    let state = view.of_plate(at, |plate, _| plate.item.found.id());
    let method = view.of_plate(at, |plate, _| plate.item.request.method.clone());
    let id = view.id(&format!("map-{at}"));
    view! {
        <figure data-method=method data-high=high data-state=state>
            {series::stage(view, id, words, series::map(view, at), at == 0)}
            <figcaption>{words}</figcaption>
        </figure>
    }
    .into_any()
}
