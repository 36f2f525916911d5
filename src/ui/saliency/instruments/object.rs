//! From the map to an object, and the reader's own box.

use leptos::ev;
use leptos::html::Canvas;
use leptos::prelude::*;
use web_sys::HtmlElement;

use super::drawn_box::drawn_box;
use super::object_math;
use super::running::{Pulse, running};
use super::set::{files, seed, set, setting};
use crate::app_model::{AppModel, Instrument, InstrumentEvent, MOST_GAMMA, ObjectRun};
use crate::record::{Kind, Table};
use crate::render::{Rgba, rgb_from_labels, rgba_from_rgb};
use crate::segment::{Bounds, SHEETS, overlap};
use crate::ui::canvas::{Shown, draw_on};
use crate::ui::context::Ui;
use crate::ui::controls::{self, Control};
use crate::ui::parts::part;
use crate::ui::strings;
use crate::ui::typed::Wanted;

/// A field for one side of a box: which, its id, its name; the last two are shown as the last row or column.
const SIDES: [(usize, &str, crate::spec::Text); 4] = [
    (0, "box-top", strings::BOX_TOP),
    (2, "box-bottom", strings::BOX_BOTTOM),
    (1, "box-left", strings::BOX_LEFT),
    (3, "box-right", strings::BOX_RIGHT),
];

#[derive(Clone, Copy)]
struct Finding {
    ui: Ui,
    bounds: Memo<Option<Bounds>>,
    pulse: Memo<Option<Pulse>>,
    side: Memo<u32>,
}

impl Finding {
    fn of_run<T>(self, tell: impl FnOnce(&ObjectRun) -> Option<T>) -> Option<T> {
        self.pulse.with(|_| ());
        self.ui
            .app
            .model
            .with_untracked(|model| tell(model.object_run()?))
    }

    fn found_bounds(self) -> Option<Bounds> {
        self.of_run(|run| run.answers.first()?.facts.bounds)
    }
}

/// All of it.
pub fn object(ui: Ui) -> AnyView {
    let finding = Finding {
        ui,
        bounds: ui.part(AppModel::reader_box),
        pulse: ui.part(|model| model.object_run().map(Pulse::of)),
        side: ui.part(|model| model.network().side as u32),
    };
    let start =
        move || InstrumentEvent::Object(ui.app.model.with_untracked(AppModel::segment_request));
    let body = view! {
        <p class="hint">{ui.t(strings::OBJECT_WHY)}</p>
        {questions(ui)}
        {running(ui, (Instrument::Object, "object"), strings::FIND_IT, finding.pulse, start)}
        <div class="answer side-by-side">
            {stage(finding)}
            <div>
                {words(finding)}
                {reader_box(finding)}
            </div>
        </div>
    }
    .into_any();
    part(ui, "object", strings::OBJECT, body)
}

fn questions(ui: Ui) -> AnyView {
    let options = SHEETS.iter().enumerate();
    let options = options
        .map(|(at, sheet)| (sheet.recipe.id, at.to_string(), sheet.name))
        .collect();
    let recipe = setting(ui, |settings| {
        let chosen = settings.object.recipe().id;
        let place = SHEETS.iter().position(|known| known.recipe.id == chosen);
        place.unwrap_or(0)
    });
    let gamma = setting(ui, |settings| settings.object.gamma());
    let is_ten = setting(ui, |settings| settings.object.ten_crops);
    let chosen = Signal::derive(move || recipe.get().to_string());
    let choose = move |at: f64| {
        let sheet = SHEETS[(at as usize).min(SHEETS.len() - 1)];
        set(ui, |settings| settings.object.choose(sheet.recipe.id));
    };
    let price = move |gamma: f64| set(ui, |settings| settings.object.price(gamma as f32));
    let told = move || {
        let lang = ui.lang.get();
        let sheet = SHEETS[recipe.get()];
        [sheet.words, sheet.beware, sheet.deviations]
            .map(|text| view! { <p class="hint">{text.get(lang)}</p> })
            .collect_view()
    };
    view! {
        <div class="controls">
            {controls::select(
                ui,
                Control::new("object-way", strings::WAY),
                options,
                chosen,
                Box::new(choose),
            )}
            {controls::select(
                ui,
                Control::new("object-crops", strings::MAP_FROM),
                vec![
                    ("one", "0".to_owned(), strings::THE_PICTURE),
                    ("ten", "1".to_owned(), strings::TEN_CROPS),
                ],
                Signal::derive(move || u8::from(is_ten.get()).to_string()),
                Box::new(move |at| set(ui, |settings| settings.object.ten_crops = at > 0.0)),
            )}
            {controls::number(
                ui,
                Control::new("object-gamma", strings::BORDER_PRICE),
                Signal::derive(move || f64::from(gamma.get())),
                Signal::stored(Wanted::number(0.0, f64::from(MOST_GAMMA), 1.0)),
                Box::new(price),
            )}
            {seed(ui, "object-seed", |settings| &mut settings.object.seed)}
        </div>
        {told}
    }
    .into_any()
}

/// The picture with the object and both boxes; the reader draws a box on it.
fn stage(finding: Finding) -> AnyView {
    let Finding {
        ui, bounds, side, ..
    } = finding;
    let canvas = NodeRef::<Canvas>::new();
    let present = ui.part(|model| model.pixels().map(|pixels| pixels.as_ptr().addr()));
    let shown = Memo::new(move |_| {
        let (drawn, side) = (bounds.get(), side.get());
        present.with(|_| ());
        let of_object = finding.of_run(|run| {
            let found = run.answers.first()?;
            let both = (found.facts.bounds, drawn);
            Some(object_math::shown(&run.pixels, &found.mask, both, side))
        });
        let plain = || {
            ui.app.model.with_untracked(|model| {
                let pixels = model.pixels()?;
                if pixels.len() != (side * side * 3) as usize {
                    return None;
                }
                let all = vec![2; (side * side) as usize];
                Some(object_math::shown(pixels, &all, (None, drawn), side))
            })
        };
        of_object
            .or_else(plain)
            .map_or_else(Shown::default, Shown::new)
    });
    draw_on(canvas, shown);
    let from = RwSignal::new(None::<(u32, u32)>);
    let pixel = move |event: &ev::PointerEvent| {
        let place: HtmlElement = event_target(event);
        let (width, height) = (place.client_width().max(1), place.client_height().max(1));
        let side = f64::from(side.get_untracked());
        let at =
            |offset: i32, length: i32| (f64::from(offset.max(0)) / f64::from(length) * side) as u32;
        (at(event.offset_x(), width), at(event.offset_y(), height))
    };
    let begin = move |event: ev::PointerEvent| {
        let place: HtmlElement = event_target(&event);
        // It fails for a pointer that is gone, which draws nothing.
        let _ = place.set_pointer_capture(event.pointer_id());
        from.set(Some(pixel(&event)));
    };
    let go = move |event: ev::PointerEvent| {
        if let Some(from) = from.get_untracked() {
            let side = side.get_untracked();
            draw_box(ui, Some(object_math::between(from, pixel(&event), side)));
        }
    };
    let end = move |_: ev::PointerEvent| from.set(None);
    let is_empty = move || shown.with(|shown| shown.0.is_none());
    view! {
        <figure class="object">
            <div class="frame" class:blank=is_empty>
                <div class="stage">
                    <canvas
                        class="pixels drawn-on"
                        id="object-picture"
                        node_ref=canvas
                        width="224"
                        height="224"
                        role="img"
                        aria-label=ui.t(strings::OBJECT_SHOWN)
                        data-state=move || if is_empty() { "empty" } else { "ready" }
                        on:pointerdown=begin
                        on:pointermove=go
                        on:pointerup=end
                        on:pointercancel=end
                    ></canvas>
                </div>
            </div>
            <figcaption>{ui.t(strings::OBJECT_SHOWN)}</figcaption>
        </figure>
    }
    .into_any()
}

fn words(finding: Finding) -> AnyView {
    let ui = finding.ui;
    let all = move || {
        let lang = ui.lang.get();
        let found = finding.of_run(|run| {
            let found = run.answers.first()?;
            Some(strings::object_words(
                &found.facts,
                found.class,
                found.mask.len(),
                lang,
            ))
        });
        let mut all = found.unwrap_or_default();
        let overlap = finding
            .found_bounds()
            .zip(finding.bounds.get())
            .and_then(|(a, b)| overlap(a, b));
        all.extend(overlap.map(|share| strings::agreement(share, lang)));
        all.into_iter()
            .map(|words| view! { <p>{words}</p> })
            .collect_view()
    };
    let is_there = move || {
        finding
            .of_run(|run| run.answers.first().map(|_| ()))
            .is_some()
    };
    view! {
        <div id="object-words" aria-live="polite">{all}</div>
        <div hidden=move || !is_there()>
            {files(ui, (Kind::Object, Table::Object), ["object-csv", "object-record"])}
        </div>
        <div class="buttons">
            <button
                type="button"
                id="object-save"
                disabled=move || !is_there()
                on:click=move |_| save(finding)
            >
                {ui.t(strings::SAVE_MASK)}
            </button>
        </div>
    }
    .into_any()
}

fn reader_box(finding: Finding) -> AnyView {
    let Finding {
        ui, bounds, side, ..
    } = finding;
    let field = |(at, id, name): (usize, &'static str, crate::spec::Text)| {
        let is_end = u32::from(at >= 2);
        let value = Signal::derive(move || {
            let whole = move || [0, 0, side.get(), side.get()];
            f64::from(bounds.get().unwrap_or_else(whole)[at] - is_end)
        });
        let wanted = Signal::derive(move || {
            let side = f64::from(side.get());
            Wanted::whole(0.0, (side - 1.0).max(0.0), 1.0)
        });
        let set = move |value: f64| {
            let side = side.get_untracked();
            let mut found = bounds.get_untracked().unwrap_or([0, 0, side, side]);
            found[at] = value as u32 + is_end;
            // The other side gives way: a box has at least one row and one column.
            let other = (at + 2) % 4;
            found[other] = match is_end {
                1 => found[other].min(found[at] - 1),
                _ => found[other].max(found[at] + 1),
            };
            draw_box(ui, Some(found));
        };
        controls::number(ui, Control::new(id, name), value, wanted, Box::new(set))
    };
    view! {
        <div class="field" role="group" aria-labelledby="box-legend">
            <span class="choice-name" id="box-legend">{ui.t(strings::YOUR_BOX)}</span>
            <p class="hint">{ui.t(strings::DRAW_BOX)}</p>
            <div class="controls">{SIDES.map(field).collect_view()}</div>
            <div class="buttons">
                {drawn_box(ui, side)}
                <button
                    type="button"
                    id="box-remove"
                    disabled=move || bounds.get().is_none()
                    on:click=move |_| draw_box(ui, None)
                >
                    {ui.t(strings::NO_BOX)}
                </button>
            </div>
        </div>
    }
    .into_any()
}

fn draw_box(ui: Ui, bounds: Option<Bounds>) {
    set(ui, |settings| settings.bounds = bounds);
}

fn save(finding: Finding) {
    let ui = finding.ui;
    let lang = ui.lang.get_untracked();
    let picture = finding.of_run(|run| {
        let found = run.answers.first()?;
        let picture = ui.picture_stem()?;
        let pixels = rgba_from_rgb(&rgb_from_labels(&found.mask));
        let name = format!("gradoscope-{picture}-{}-mask.png", found.class);
        let words = strings::object_words(&found.facts, found.class, found.mask.len(), lang);
        Some((
            name,
            Rgba::square(pixels, run.request.side),
            words.join(" "),
        ))
    });
    if let Some((name, picture, words)) = picture {
        ui.save_picture(name, &picture, words, Kind::Object);
    }
}
