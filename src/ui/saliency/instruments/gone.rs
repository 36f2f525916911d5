//! What the network saw as pixels went and came: the pictures at the point where the charts are read.

use leptos::ev;
use leptos::prelude::*;

use super::curves;
use super::running::Pulse;
use crate::app_model::{AppModel, FaithfulRun, JudgedMap, Refilled};
use crate::filling::{Curve, Refill};
use crate::ui::canvas::Shown;
use crate::ui::context::Ui;
use crate::ui::parts::picture;
use crate::ui::strings;

/// Where the charts are read, and of which map the pictures are.
#[derive(Clone, Copy)]
pub(super) struct Reading {
    pub ui: Ui,
    pub pulse: Memo<Option<Pulse>>,
    /// Per cent of the pixels.
    pub at: RwSignal<f64>,
    /// Of the answers, by its position.
    pub map: RwSignal<usize>,
}

impl Reading {
    fn of_run<T>(self, tell: impl FnOnce(&FaithfulRun) -> Option<T>) -> Option<T> {
        self.pulse.with(|_| ());
        let model = self.ui.app.model;
        model.with_untracked(|model: &AppModel| tell(model.faithful_run()?))
    }

    /// The map, and the last step of its curves.
    fn of_map<T>(self, tell: impl FnOnce(&FaithfulRun, &JudgedMap, usize) -> T) -> Option<T> {
        let map = self.map.get();
        self.of_run(|run| {
            let judged = run.answers.get(map).or(run.answers.first())?;
            let last = judged.figures.deletion.len().checked_sub(1)?;
            Some(tell(run, judged, last))
        })
    }

    /// The nearest step, and the last one.
    fn step(self) -> Option<(usize, usize)> {
        let at = self.at.get();
        self.of_map(|_, _, last| ((at / 100.0 * last as f64).round() as usize, last))
    }
}

/// The slider, the choice of a map, and both pictures.
pub(super) fn pictures(reading: Reading) -> AnyView {
    let both = [
        ("faithful-gone", Curve::Deletion),
        ("faithful-come", Curve::Insertion),
    ];
    let both = both.map(|(id, curve)| {
        let words = caption(reading, curve);
        picture(id.to_owned(), words, drawn(reading, curve))
    });
    let ui = reading.ui;
    view! {
        {controls(reading)}
        <div class="series pair-of-maps">{both.collect_view()}</div>
        <p class="hint">{ui.t(strings::SEEN_AT_POINT)}</p>
    }
    .into_any()
}

fn controls(reading: Reading) -> AnyView {
    let ui = reading.ui;
    let names = move || {
        let lang = ui.lang.get();
        let all = reading.of_run(|run| {
            let named = run.answers.iter();
            Some(named.map(|one| curves::name(run, one, lang)).collect())
        });
        let all: Vec<String> = all.unwrap_or_default();
        let chosen = reading.map.get();
        all.into_iter()
            .enumerate()
            .map(|(at, name)| {
                view! { <option value=at.to_string() selected=at == chosen>{name}</option> }
            })
            .collect_view()
    };
    let choose = move |event: ev::Event| {
        reading
            .map
            .set(event_target_value(&event).parse().unwrap_or(0));
    };
    let go = move |event: ev::Event| {
        let last = untrack(|| reading.step()).map_or(1, |(_, last)| last.max(1));
        if let Ok(step) = event_target_value(&event).parse::<f64>() {
            reading.at.set(100.0 * step / last as f64);
        }
    };
    let step = move || reading.step().map_or(0, |(step, _)| step);
    let words = move || {
        let (step, last) = reading.step()?;
        let share = step as f64 / last.max(1) as f64;
        Some(strings::pixels_so_far(share, ui.lang.get()))
    };
    let words = Memo::new(move |_| words().unwrap_or_default());
    view! {
        <div class="controls">
            <label class="field">
                <span class="label">{ui.t(strings::WHICH_MAP)}</span>
                <select id="faithful-map" on:change=choose>{names}</select>
            </label>
            <div class="field slider">
                <p class="label">
                    <label for="faithful-at">{ui.t(strings::POINT_OF_CURVES)}</label>
                    " "
                    <span class="shown" id="faithful-at-shown">{words}</span>
                </p>
                <input
                    type="range"
                    id="faithful-at"
                    min="0"
                    step="1"
                    max=move || reading.step().map_or(0, |(_, last)| last)
                    prop:value=step
                    disabled=move || reading.step().is_none()
                    aria-valuetext=words
                    on:input=go
                />
            </div>
        </div>
    }
    .into_any()
}

/// What is gone or there, and what the network makes of it.
fn caption(reading: Reading, curve: Curve) -> Signal<String> {
    let ui = reading.ui;
    Signal::derive(move || {
        let (lang, step) = (ui.lang.get(), reading.step());
        let words = reading.of_map(|_, judged, last| {
            let (step, _) = step?;
            let share = step as f64 / last.max(1) as f64;
            let values = match curve {
                Curve::Deletion => &judged.figures.deletion,
                Curve::Insertion => &judged.figures.insertion,
            };
            let is_insertion = curve == Curve::Insertion;
            let p = *values.get(step)?;
            Some(strings::seen_with(share, is_insertion, p, lang))
        });
        words.flatten().unwrap_or_default()
    })
}

/// The picture at the point. Where pixels are imputed that takes a while, so it is done a portion a frame.
fn drawn(reading: Reading, curve: Curve) -> Memo<Shown> {
    let shown = RwSignal::new(Shown::default());
    let turn = StoredValue::new(0_u32);
    // Made once for a run: the picture out of focus takes a while.
    let number = Memo::new(move |_| reading.pulse.with(|pulse| Some(pulse.as_ref()?.number)));
    let images = Memo::new(move |_| {
        number.get()?;
        let images = reading.of_run(|run| Refilled::of(run, curve));
        images.map(|images| ByRun(number.get_untracked(), images))
    });
    let place = Memo::new(move |_| Some((reading.step()?.0, reading.map.get(), number.get()?)));
    Effect::new(move |_| {
        turn.update_value(|turn| *turn += 1);
        let (Some(images), Some((step, ..))) = (images.get(), place.get()) else {
            return shown.set(Shown::default());
        };
        let refill = untrack(|| reading.of_map(|_, judged, _| images.1.after(judged, step)));
        if let Some(refill) = refill {
            make(shown, (turn, turn.get_value()), images, refill);
        }
    });
    Memo::new(move |_| shown.get())
}

/// The images of a run, which are the same where the run is.
#[derive(Clone)]
struct ByRun(Option<u32>, Refilled);

impl PartialEq for ByRun {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

fn make(
    shown: RwSignal<Shown>,
    (turn, mine): (StoredValue<u32>, u32),
    images: ByRun,
    mut refill: Refill,
) {
    if turn.try_get_value() != Some(mine) {
        return;
    }
    if refill.advance() {
        let picture = images.1.picture(refill);
        return shown.set(picture.map_or_else(Shown::default, Shown::new));
    }
    request_animation_frame(move || make(shown, (turn, mine), images, refill));
}
