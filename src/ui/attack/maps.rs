use std::sync::Arc;

use leptos::prelude::*;

use super::stage::square;
use super::state::{AttackView, run};
use crate::app_model::{AttackEvent, Event, Later};
use crate::record::Numbers;
use crate::render::{self, ColourMap, Limits, Reduction, Scale};
use crate::spec::{ClassId, Text};
use crate::ui::asking::{Asked, asking};
use crate::ui::canvas::{ById, Shown};
use crate::ui::parts::{part, picture};
use crate::ui::records::numbers_button;
use crate::ui::strings;

/// Part of the pixels that count as the most salient.
const MOST_SALIENT: f64 = 0.1;

/// Two maps and the change between their images, one value per pixel.
struct Maps {
    before: Vec<f32>,
    before_class: ClassId,
    after: Vec<f32>,
    after_class: ClassId,
    /// Squared change.
    energies: Vec<f32>,
    /// Of both maps.
    limits: Limits,
}

/// Saliency before and after, beside the change.
pub(super) fn maps(view: AttackView) -> AnyView {
    let ui = view.ui;
    let state = ui.part(|model| run(model).map_or(Asked::Not, |run| (&run.maps).into()));
    let is_open = Signal::derive(move || view.best.with(Option::is_some));
    let found = Memo::new(move |_| {
        state.track();
        view.best.track();
        compute(view).map(|maps| ById(Arc::new(maps)))
    });
    let drawn = move |draw: fn(&Maps) -> Vec<u8>| {
        Memo::new(move |_| {
            found
                .with(|maps| draw_map(view, maps.as_ref()?, draw))
                .unwrap_or_default()
        })
    };
    let named = move |name: Text, class: fn(&Maps) -> Option<ClassId>| {
        Signal::derive(move || {
            let lang = ui.lang.get();
            let class = found.with(|maps| class(&maps.as_ref()?.0));
            let class = class.map(|class| {
                let colon = strings::COLON.get(lang);
                format!("{colon}{}", strings::class_name(class, lang))
            });
            format!("{}{}", name.get(lang), class.unwrap_or_default())
        })
    };
    let words = move || {
        found.with(|maps| {
            let maps = &maps.as_ref()?.0;
            let share = |map| render::energy_share(&maps.energies, map, MOST_SALIENT);
            strings::energy_on_salient(share(&maps.before), share(&maps.after), ui.lang.get())
        })
    };
    let answer = view! {
        <div class="trio">
            {picture(
                "map-before".into(),
                named(strings::MAP_BEFORE, |maps| Some(maps.before_class)),
                drawn(|maps| hot(&maps.before, maps.limits)),
            )}
            {picture(
                "map-after".into(),
                named(strings::MAP_AFTER, |maps| Some(maps.after_class)),
                drawn(|maps| hot(&maps.after, maps.limits)),
            )}
            {picture("map-change".into(), named(strings::MAGNITUDE, |_| None), drawn(magnitude))}
        </div>
        <p id="energy-share">{words}</p>
        <div class="buttons">
            {numbers_button(ui, "map-before-numbers", strings::NUMBERS_BEFORE, Numbers::MapBefore)}
            {numbers_button(ui, "map-after-numbers", strings::NUMBERS_AFTER, Numbers::MapAfter)}
        </div>
    }
    .into_any();
    let body = view! {
        <p class="hint">{ui.t(strings::MEETS_WHY)}</p>
        {asking(ui, "maps", (strings::ASK_MAPS, Event::Attack(AttackEvent::AskMaps)), state, is_open, answer)}
    }
    .into_any();
    part(ui, "meets", strings::MEETS, body)
}

fn compute(view: AttackView) -> Option<Maps> {
    view.of_run(|run| {
        let (Later::Done(pair), Some(image)) = (&run.maps, &run.image) else {
            return None;
        };
        let side = (run.original.len() / 3).isqrt() as u32;
        let [before, after] = [&pair.before, &pair.after]
            .map(|map| render::on_pixels(&map.values, &map.sheet, Reduction::MaxAbs, side));
        let own = |map: &[f32]| render::limits(map, Scale::Linear);
        let (a, b) = (own(&before), own(&after));
        Some(Maps {
            limits: if a.high >= b.high { a } else { b },
            energies: render::change_energies(&run.original, image),
            before_class: pair.before_class,
            after_class: pair.after_class,
            before,
            after,
        })
    })
}

fn draw_map(view: AttackView, maps: &ById<Maps>, draw: fn(&Maps) -> Vec<u8>) -> Option<Shown> {
    Some(square(view, Some(draw(&maps.0))))
}

fn hot(map: &[f32], limits: Limits) -> Vec<u8> {
    render::rgba_from_map(map, limits, ColourMap::Hot)
}

fn magnitude(maps: &Maps) -> Vec<u8> {
    let roots: Vec<f32> = maps.energies.iter().map(|energy| energy.sqrt()).collect();
    hot(&roots, render::limits(&roots, Scale::Linear))
}
