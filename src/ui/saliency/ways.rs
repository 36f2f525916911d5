//! The pictures of a series, made ready in every way, as a table: what tells which way a network wants.

use leptos::prelude::*;

use crate::app_model::{AppModel, BesideEvent, Later, Of, Seen, Ways};
use crate::client::now_ms;
use crate::spec::{ClassId, Lang, Preparation};
use crate::ui::context::Ui;
use crate::ui::markup::{self, Column, Row};
use crate::ui::numbers::probability;
use crate::ui::{preparation, strings};

/// All that the table is drawn from.
#[derive(Clone, PartialEq, Default)]
struct Shown {
    is_open: bool,
    can_try: bool,
    ways: Ways,
    /// Of every picture that was shown, and its class where that is known.
    pictures: Vec<(String, Option<ClassId>)>,
    /// Id of the way in use.
    now: &'static str,
}

fn shown(model: &AppModel) -> Shown {
    let series = model.series(Of::Pictures);
    let ways = series.map(|series| series.ways.clone()).unwrap_or_default();
    let picture = |at: &usize| {
        let item = series.and_then(|series| series.items.get(*at));
        let name = item.and_then(|item| Some(item.picture.as_ref()?.name.clone()));
        (name.unwrap_or_default(), model.truth_in_series(*at))
    };
    let way = model.checkpoint().and_then(|own| own.preparation());
    Shown {
        is_open: model.has_ways(),
        can_try: model.can_try_ways(),
        pictures: ways.of.iter().map(picture).collect(),
        now: way.map_or("", |way| way.id),
        ways,
    }
}

/// What there is to choose between, tried on the pictures above.
pub(super) fn ways(ui: Ui) -> AnyView {
    let shown = ui.part(shown);
    let part = move |of: fn(&Shown) -> bool| move || shown.with(of);
    let is_running = part(|shown| shown.ways.found.is_running());
    let is_there = part(|shown| shown.ways.found.done().is_some());
    let cancel = move |_| {
        let (of, now_ms) = (Of::Pictures, now_ms());
        ui.app.beside(BesideEvent::Cancel { of, now_ms });
    };
    let share = move || {
        let [done, all] = shown.with(|shown| shown.ways.progress).unwrap_or([0, 1]);
        f64::from(done) / f64::from(all.max(1))
    };
    let words = move || shown.with(|shown| words(shown, ui.lang.get()));
    let html = move || shown.with(|shown| table(shown, ui.lang.get()));
    view! {
        <div class="findings" id="ways" hidden=move || !shown.with(|shown| shown.is_open)>
            <h4>{ui.t(strings::WAYS)}</h4>
            <p class="hint">{ui.t(strings::WAYS_WHY)}</p>
            <div class="buttons">
                <button
                    type="button"
                    id="ways-try"
                    disabled=move || !shown.with(|shown| shown.can_try)
                    on:click=move |_| ui.app.beside(BesideEvent::Ways)
                >
                    {ui.t(strings::TRY_WAYS)}
                </button>
                <button
                    type="button"
                    id="ways-cancel"
                    disabled=move || !is_running()
                    on:click=cancel
                >
                    {ui.t(strings::CANCEL)}
                </button>
                <progress
                    max="1"
                    prop:value=share
                    hidden=move || !is_running()
                    aria-label=ui.t(strings::WAYS)
                ></progress>
            </div>
            <p
                id="ways-words"
                role="status"
                data-state=move || shown.with(|shown| shown.ways.found.id())
            >
                {words}
            </p>
            <div hidden=move || !is_there()>
                <div class="wide" tabindex="0" role="group" aria-label=ui.t(strings::WAYS)>
                    <table id="ways-table" inner_html=html></table>
                </div>
                <p class="hint">{ui.t(strings::WAYS_READ)}</p>
                {preparation::choice(ui, "ways-choice")}
            </div>
        </div>
    }
    .into_any()
}

/// How a way does on the pictures whose class is known.
#[derive(Clone, Copy)]
struct Tally {
    recognised: usize,
    known: usize,
    /// Of the known class, 0 where another one is found; the mean.
    probability: f32,
}

impl Tally {
    fn of(shown: &Shown, found: &[Seen]) -> Self {
        let known = shown.pictures.iter().zip(found);
        let known = known.filter_map(|((_, truth), found)| Some((*truth.as_ref()?, found)));
        let known: Vec<f32> = known
            .map(|(truth, found)| match found {
                Some((class, probability)) if *class == truth => *probability,
                _ => 0.0,
            })
            .collect();
        Self {
            recognised: known
                .iter()
                .filter(|probability| **probability > 0.0)
                .count(),
            known: known.len(),
            probability: known.iter().sum::<f32>() / known.len().max(1) as f32,
        }
    }
}

/// Ways whose means are as near as this to each other do the same.
const NEAR: f32 = 0.01;

fn words(shown: &Shown, lang: Lang) -> String {
    let found = match &shown.ways.found {
        Later::NotAsked | Later::Running => return String::new(),
        Later::Failed(message) => return strings::ways_failed(message, lang),
        Later::Done(found) => found,
    };
    let tallies: Vec<Tally> = found.iter().map(|found| Tally::of(shown, found)).collect();
    let best = tallies.iter().copied().reduce(|best, other| {
        let is_better = (other.recognised, other.probability) > (best.recognised, best.probability);
        if is_better { other } else { best }
    });
    let Some(best) = best else {
        return String::new();
    };
    let does_as_well = |tally: &Tally| {
        tally.recognised == best.recognised && best.probability - tally.probability < NEAR
    };
    let names = Preparation::ALL.iter().zip(&tallies);
    let names = names.filter(|(_, tally)| best.recognised > 0 && does_as_well(tally));
    let names: Vec<&str> = names.map(|(way, _)| way.name.get(lang)).collect();
    let count = (best.recognised, best.known);
    strings::best_ways(&names, count, best.probability, lang)
}

fn table(shown: &Shown, lang: Lang) -> String {
    let Some(found) = shown.ways.found.done() else {
        return String::new();
    };
    let mut columns = vec![
        Column(strings::PIXELS_AS.get(lang), false),
        Column(strings::RIGHT.get(lang), true),
        Column(strings::MEAN_OF_KNOWN.get(lang), true),
    ];
    columns.extend(shown.pictures.iter().map(|(name, _)| Column(name, false)));
    let row = |(way, found): (&Preparation, &Vec<Seen>)| {
        let is_now = way.id == shown.now;
        let tally = Tally::of(shown, found);
        let mut cells = vec![
            strings::way_name(way.name.get(lang), is_now, lang),
            strings::recognised(tally.recognised, tally.known, lang),
            match tally.known {
                0 => "–".to_owned(),
                _ => probability(tally.probability, lang),
            },
        ];
        let pictures = shown.pictures.iter().zip(found);
        cells.extend(pictures.map(|((_, truth), found)| match found {
            None => "–".to_owned(),
            Some((class, probability)) => {
                strings::found_in(*class, *probability, Some(*class) == *truth, lang)
            }
        }));
        Row {
            data: vec![
                ("way", way.id.to_owned()),
                ("right", tally.recognised.to_string()),
                ("now", is_now.to_string()),
            ],
            cells,
        }
    };
    let rows: Vec<Row> = Preparation::ALL.iter().zip(found).map(row).collect();
    markup::table(strings::WAYS_CAPTION.get(lang), &columns, &rows)
}
