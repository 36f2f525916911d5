//! The sanity test: the map after each change, beside the first one, and how alike they are.

use std::sync::Arc;

use leptos::ev;
use leptos::prelude::*;

use super::outcome::{self, MEASURES, method_name};
use super::running::{Pulse, running};
use super::set::{files, seed, set, setting};
use crate::app_model::{
    AppModel, Floats, Instrument, InstrumentEvent, MOST_CLASSES, SanityRun, Settings, Varied,
};
use crate::protocol::{MapSheet, Redraw};
use crate::record::{Kind, Table};
use crate::render::{self, Rgba};
use crate::spec::{Lang, Text};
use crate::ui::canvas::Shown;
use crate::ui::context::Ui;
use crate::ui::controls::{self, Control};
use crate::ui::parts::{part, picture, table};
use crate::ui::plot::{Plot, plot};
use crate::ui::segments::{Choice, segments};
use crate::ui::strings;
use crate::ui::typed::Wanted;

const REDRAWS: [(&str, Redraw, Text); 3] = [
    ("he", Redraw::He, strings::REDRAW_HE),
    ("deviation", Redraw::Deviation, strings::REDRAW_DEVIATION),
    (
        "permutation",
        Redraw::Permutation,
        strings::REDRAW_PERMUTATION,
    ),
];

/// What is looked at.
#[derive(Clone, Copy)]
struct Look {
    ui: Ui,
    pulses: Memo<Vec<Pulse>>,
    /// The change; none: the last one.
    at: RwSignal<Option<usize>>,
    measure: RwSignal<usize>,
    /// Which of the maps on the bench.
    shown: Memo<Option<u32>>,
}

impl Look {
    fn of_runs<T>(self, tell: impl FnOnce(&[&SanityRun]) -> Option<T>) -> Option<T> {
        // Read, not tracked: a memo that nobody reads never runs, so it tells of nothing.
        self.pulses.with(|_| ());
        self.ui
            .app
            .model
            .with_untracked(|model| tell(&model.sanity_runs()))
    }

    /// The one whose map is shown.
    fn of_run<T>(self, tell: impl FnOnce(&SanityRun) -> Option<T>) -> Option<T> {
        // It may be the same one with more answers.
        self.pulses.with(|_| ());
        self.shown.with(|_| ());
        let model = self.ui.app.model;
        model.with_untracked(|model| tell(model.sanity_run()?))
    }

    /// The change that is shown, and the last one.
    fn place(self) -> Option<(usize, usize)> {
        let last = self.of_run(|run| outcome::steps(run).len().checked_sub(1))?;
        Some((self.at.get().unwrap_or(last).min(last), last))
    }
}

/// All of the test.
pub fn sanity(ui: Ui) -> AnyView {
    let pulses = ui.part(|model| {
        let runs = model.sanity_runs();
        runs.into_iter().map(Pulse::of).collect::<Vec<_>>()
    });
    let look = Look {
        ui,
        pulses,
        at: RwSignal::new(None),
        measure: RwSignal::new(0),
        shown: ui.part(|model| model.sanity_run().map(|run| run.number)),
    };
    let newest = Memo::new(move |_| pulses.with(|pulses| pulses.last().cloned()));
    let start = move || {
        look.at.set(None);
        InstrumentEvent::Sanity(ui.app.model.with_untracked(AppModel::sanity_request))
    };
    let has_none = move || look.place().is_none();
    let body = view! {
        <p class="hint">{ui.t(strings::SANITY_WHY)}</p>
        {questions(ui)}
        {running(ui, (Instrument::Sanity, "sanity"), strings::TEST_THIS_MAP, newest, start)}
        <div class="answer" hidden=has_none>
            {scrubber(look)}
            <div class="side-by-side">
                <div>{pictures(look)}</div>
                <div>{measures(look)}</div>
            </div>
            {figures(look)}
            {files(ui, (Kind::Sanity, Table::Sanity), ["sanity-csv", "sanity-record"])}
        </div>
    }
    .into_any();
    part(ui, "sanity", strings::SANITY, body)
}

fn questions(ui: Ui) -> AnyView {
    let choice = |value, id, text| Choice { value, id, text };
    let choices = vec![
        choice(Varied::Cascade, "cascade", strings::CASCADE),
        choice(Varied::Alone, "alone", strings::ALONE),
        choice(Varied::Classes, "classes", strings::OTHER_CLASSES),
    ];
    let varied = setting(ui, |settings| settings.sanity.varied);
    let vary = move |varied| set(ui, |settings| settings.sanity.varied = varied);
    let is_of_classes = move || varied.get() == Varied::Classes;
    view! {
        {segments(ui, "sanity-what", strings::WHAT_CHANGES, choices, varied.into(), vary)}
        <div class="controls">
            <div hidden=is_of_classes>{weights(ui)}</div>
            <div hidden=move || !is_of_classes()>{classes(ui)}</div>
            {seed(ui, "sanity-seed", |settings| &mut settings.sanity.seed)}
        </div>
    }
    .into_any()
}

fn weights(ui: Ui) -> AnyView {
    let redraws = REDRAWS.iter().enumerate();
    let redraws = redraws
        .map(|(at, (id, _, name))| (*id, at.to_string(), *name))
        .collect();
    let redraw = setting(ui, |settings| settings.sanity.redraw);
    let drawn = Signal::derive(move || {
        let at = REDRAWS.iter().position(|known| known.1 == redraw.get());
        at.unwrap_or(0).to_string()
    });
    let choose = move |at: f64| {
        let redraw = REDRAWS[(at as usize).min(REDRAWS.len() - 1)].1;
        set(ui, |settings| settings.sanity.redraw = redraw);
    };
    controls::select(
        ui,
        Control::new("sanity-redraw", strings::NEW_WEIGHTS),
        redraws,
        drawn,
        Box::new(choose),
    )
}

fn classes(ui: Ui) -> AnyView {
    let count = setting(ui, |settings| settings.sanity.classes);
    controls::number(
        ui,
        Control::new("sanity-classes", strings::HOW_MANY_CLASSES),
        Signal::derive(move || f64::from(count.get())),
        Signal::stored(Wanted::whole(1.0, f64::from(MOST_CLASSES), 1.0)),
        Box::new(move |count| set(ui, |settings| settings.sanity.classes = count as u32)),
    )
}

fn scrubber(look: Look) -> AnyView {
    let ui = look.ui;
    let moved = move |event: ev::Event| {
        if let Ok(at) = event_target_value(&event).parse::<usize>() {
            look.at.set(Some(at));
        }
    };
    let words = move || {
        let lang = ui.lang.get();
        let (at, _) = look.place()?;
        look.of_run(|run| outcome::step_words(run, at, lang))
    };
    let words = Memo::new(move |_| words().unwrap_or_default());
    let options = move || {
        let lang = ui.lang.get();
        let all = look.of_runs(|runs| {
            let all = runs.iter();
            let named = all.map(|run| {
                let name = method_name(&run.request.map.method, lang).to_owned();
                (run.number, name)
            });
            Some(named.collect::<Vec<_>>())
        });
        let all = all.unwrap_or_default();
        let shown = look.of_run(|run| Some(run.number));
        all.into_iter()
            .map(|(number, name)| {
                view! {
                    <option value=number.to_string() selected=Some(number) == shown>
                        {name}
                    </option>
                }
            })
            .collect_view()
    };
    let choose = move |event: ev::Event| {
        let run = event_target_value(&event).parse().ok();
        ui.app.instrument(InstrumentEvent::Show(run));
    };
    view! {
        <div class="controls">
            <label class="field">
                <span class="label">{ui.t(strings::WHICH_MAP)}</span>
                <select id="sanity-run" on:change=choose>{options}</select>
            </label>
            <div class="field slider">
                <label class="label" for="sanity-at">{ui.t(strings::STEP_OF_TEST)}</label>
                <input
                    type="range"
                    id="sanity-at"
                    min="0"
                    step="1"
                    max=move || look.place().map_or(0, |(_, last)| last)
                    prop:value=move || look.place().map_or(0, |(at, _)| at)
                    disabled=move || look.place().is_none()
                    aria-valuetext=words
                    on:input=moved
                />
            </div>
        </div>
        <p id="sanity-words" aria-live="polite">{words}</p>
    }
    .into_any()
}

/// The first map and the one that is looked at, each on a scale of its own.
fn pictures(look: Look) -> AnyView {
    let ui = look.ui;
    let first = Signal::derive(move || strings::FIRST_MAP.get(ui.lang.get()).to_owned());
    let at_step = Signal::derive(move || {
        let lang = ui.lang.get();
        let place = look.place();
        let words = place.and_then(|(at, _)| look.of_run(|run| outcome::step_words(run, at, lang)));
        words.unwrap_or_default()
    });
    let shown = drawn(look, false);
    view! {
        <div class="series pair-of-maps">
            {picture("sanity-first".to_owned(), first, drawn(look, true))}
            {picture("sanity-map".to_owned(), at_step, shown)}
        </div>
        <div class="buttons">
            <button type="button" id="sanity-save" on:click=move |_| save(look, shown, at_step)>
                {ui.t(strings::SAVE_THIS_MAP)}
            </button>
        </div>
        <p class="hint">{ui.t(strings::TWO_OWN_SCALES)}</p>
    }
    .into_any()
}

/// The map at this change, with the record of its test.
fn save(look: Look, shown: Memo<Shown>, words: Signal<String>) {
    let ui = look.ui;
    let name = untrack(|| {
        let (at, _) = look.place()?;
        let picture = ui.picture_stem()?;
        look.of_run(|run| {
            let class = outcome::steps(run).get(at)?.step.standing.class;
            let method = &run.request.map.method;
            Some(format!(
                "gradoscope-{picture}-{class}-{method}-sanity-{at}.png"
            ))
        })
    });
    if let (Some(name), Some(picture)) = (name, shown.get_untracked().0) {
        ui.save_picture(name, &picture, words.get_untracked(), Kind::Sanity);
    }
}

/// Numbers are the same where they lie in the same place.
#[derive(Clone)]
struct Numbers(Floats, MapSheet);

impl PartialEq for Numbers {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

fn drawn(look: Look, is_first: bool) -> Memo<Shown> {
    let map = Memo::new(move |_| {
        let at = match is_first {
            true => 0,
            false => look.place()?.0,
        };
        look.of_run(|run| {
            let steps = outcome::steps(run);
            let map = &steps.get(at)?.map;
            Some(Numbers(map.values.clone(), map.sheet))
        })
    });
    let drawn_as = look
        .ui
        .part(|model| drawn_as(&model.settings, model.network().side as u32));
    Memo::new(move |_| {
        let (reduction, scale, colours, side) = drawn_as.get();
        let drawn = map.get().map(|Numbers(values, sheet)| {
            let values = render::on_pixels(&values, &sheet, reduction, side);
            let limits = render::limits(&values, scale);
            Shown::new(Rgba::square(
                render::rgba_from_map(&values, limits, colours),
                side,
            ))
        });
        drawn.unwrap_or_default()
    })
}

type DrawnAs = (render::Reduction, render::Scale, render::ColourMap, u32);

fn drawn_as(settings: &Settings, side: u32) -> DrawnAs {
    (settings.reduction, settings.scale, settings.colours, side)
}

/// How alike the maps are by one measure.
fn measures(look: Look) -> AnyView {
    let ui = look.ui;
    let options = MEASURES.iter().enumerate();
    let options = options
        .map(|(at, measure)| (measure.id, at.to_string(), measure.name))
        .collect();
    let chosen = Signal::derive(move || look.measure.get().to_string());
    let hides = move || MEASURES[look.measure.get().min(MEASURES.len() - 1)].hides;
    let chart = Memo::new(move |_| {
        let lang: Lang = ui.lang.get();
        let measure = &MEASURES[look.measure.get().min(MEASURES.len() - 1)];
        look.of_runs(|runs| outcome::chart(runs, measure, lang))
    });
    let at = Signal::derive(move || look.place().map(|(at, _)| at as f64));
    view! {
        <div class="controls">
            {controls::select(
                ui,
                Control::new("sanity-measure", strings::MEASURE),
                options,
                chosen,
                Box::new(move |at: f64| look.measure.set(at as usize)),
            )}
        </div>
        <p class="hint" id="sanity-hides">{move || hides().get(ui.lang.get())}</p>
        <div class="charts">
            {plot(ui, Plot {
                id: "sanity-chart",
                chart,
                at,
                go: Callback::new(move |at: f64| look.at.set(Some(at as usize))),
            })}
        </div>
    }
    .into_any()
}

fn figures(look: Look) -> AnyView {
    let ui = look.ui;
    let html = Signal::derive(move || {
        let lang = ui.lang.get();
        let at = look.place().map_or(0, |(at, _)| at);
        let html = look.of_runs(|runs| Some(outcome::table(runs, at, lang)));
        html.unwrap_or_default()
    });
    table(ui, "sanity-table", strings::AT_THIS_CHANGE, html)
}
