use std::sync::Arc;

use leptos::prelude::*;

use super::matrix_tables::{cells, trials};
use super::names;
use crate::app_model::{AppModel, MOST_TARGETS, Matrix, PairEvent, RunPhase, Standstill};
use crate::client::now_ms;
use crate::record::{Kind, Table};
use crate::spec::Lang;
use crate::ui::canvas::ById;
use crate::ui::context::Ui;
use crate::ui::controls::{Control, number};
use crate::ui::parts::{part, table};
use crate::ui::records::{csv_button, record_button};
use crate::ui::strings;
use crate::ui::typed::Wanted;

/// Images of a matrix, unless the reader wants another number.
const FIRST_IMAGES: usize = 2;

/// Images made on each network and shown to both.
pub(super) fn matrix(ui: Ui) -> AnyView {
    let images = RwSignal::new(FIRST_IMAGES);
    let state = ui.part(|model| model.pair.matrix.as_ref().map_or("not-asked", state_id));
    let is_running = move || state.get() == "running";
    let can_fill = ui.part(AppModel::can_fill_matrix);
    let fill = move |_| {
        let mut samples = ui.samples.get_untracked();
        samples.truncate(images.get_untracked());
        let lang = ui.lang.get_untracked();
        let titles = samples.iter().map(|sample| sample.title(lang).to_owned());
        let titles = titles.collect();
        ui.app.fill_matrix(samples, titles);
    };
    let body = view! {
        <p class="hint">{ui.t(strings::MATRIX_WHY)}</p>
        <div class="controls">
            {counts(ui, images)}
            <div class="buttons">
                <button
                    type="button"
                    id="matrix-fill"
                    disabled=move || !can_fill.get() || ui.samples.with(Vec::is_empty)
                    on:click=fill
                >
                    {ui.t(strings::MATRIX_FILL)}
                </button>
                <button
                    type="button"
                    id="matrix-cancel"
                    disabled=move || !is_running()
                    on:click=move |_| ui.pair(PairEvent::CancelMatrix { now_ms: now_ms() })
                >
                    {ui.t(strings::CANCEL)}
                </button>
            </div>
        </div>
        <p class="figures" id="matrix-plan">{plan(ui, images)}</p>
        {answer(ui, state)}
    }
    .into_any();
    part(ui, "pair-matrix", strings::MATRIX, body)
}

fn state_id(matrix: &Matrix) -> &'static str {
    match matrix.standstill {
        Some(Standstill::Cancelled) => "cancelled",
        Some(Standstill::Interrupted) => "interrupted",
        None if matrix.is_under_way() => "running",
        None => "done",
    }
}

fn counts(ui: Ui, images: RwSignal<usize>) -> AnyView {
    let targets = ui.part(|model| model.pair.targets);
    let set_images = move |value: f64| images.set(value as usize);
    let set_targets = move |value: f64| ui.pair(PairEvent::Targets(value as usize));
    let shown_images = Signal::derive(move || images.get() as f64);
    let shown_targets = Signal::derive(move || targets.get() as f64);
    let most_images = Signal::derive(move || match ui.samples.with(Vec::len) {
        0 => up_to(FIRST_IMAGES),
        count => up_to(count),
    });
    let most_targets = Signal::stored(up_to(MOST_TARGETS));
    let of_images = Control::new("matrix-images", strings::MATRIX_IMAGES);
    let of_targets = Control::new("matrix-targets", strings::MATRIX_TARGETS);
    view! {
        {number(ui, of_images, shown_images, most_images, Box::new(set_images))}
        {number(ui, of_targets, shown_targets, most_targets, Box::new(set_targets))}
    }
    .into_any()
}

fn up_to(most: usize) -> Wanted {
    Wanted::whole(1.0, most as f64, 1.0)
}

/// What is about to be done, or why it cannot be.
fn plan(ui: Ui, images: RwSignal<usize>) -> impl Fn() -> String + Send + 'static {
    let hindrance = ui.part(|model| {
        let is_targeted = model.attack.settings.spec().targeted;
        match (model.is_pair_ready(), model.shares_side(), is_targeted) {
            (false, ..) => Some(strings::LOAD_IT_FIRST),
            (_, false, _) => Some(strings::SIDES_DIFFER),
            (.., false) => Some(strings::UNTARGETED),
            _ => None,
        }
    });
    let attack = ui.part(|model| model.attack.settings.spec().name);
    let targets = ui.part(|model| model.pair.targets);
    move || {
        let lang = ui.lang.get();
        let planned = || {
            let name = attack.get().get(lang);
            strings::matrix_plan(images.get(), targets.get(), name, lang)
        };
        hindrance
            .get()
            .map_or_else(planned, |text| text.get(lang).to_owned())
    }
}

/// What is drawn again when a trial or an image comes in.
fn pulse(ui: Ui) -> Memo<Option<(u32, usize, usize, &'static str)>> {
    ui.part(|model| {
        let matrix = model.pair.matrix.as_ref()?;
        let seen = matrix
            .images
            .iter()
            .filter(|image| image.seen.done().is_some());
        let (done, _) = matrix.progress();
        Some((matrix.number, done, seen.count(), state_id(matrix)))
    })
}

fn answer(ui: Ui, state: Memo<&'static str>) -> AnyView {
    let pulse = pulse(ui);
    // Once for all that is made of it.
    let found = Memo::new(move |_| {
        // Read, not tracked: a memo that nobody reads never runs, so it tells of nothing.
        pulse.with(|_| ());
        ui.app.model.with_untracked(|model| {
            let matrix = model.pair.matrix.clone()?;
            Some(ById(Arc::new((matrix, names(model)))))
        })
    });
    let said = move |say: fn(&Matrix, [&'static str; 2], Lang) -> String| {
        move || {
            let lang = ui.lang.get();
            let words = found.with(|found| {
                let (matrix, names) = &*found.as_ref()?.0;
                Some(say(matrix, *names, lang))
            });
            words.unwrap_or_default()
        }
    };
    let share = move || {
        let progress = found.with(|found| Some(found.as_ref()?.0.0.progress()));
        progress.map_or(0.0, |(done, planned)| done as f64 / planned.max(1) as f64)
    };
    view! {
        <div
            class="answer"
            id="matrix-state"
            data-state=state
            hidden=move || state.get() == "not-asked"
        >
            <p>
                <progress
                    max="1"
                    prop:value=share
                    hidden=move || state.get() != "running"
                    aria-label=ui.t(strings::MATRIX)
                ></progress>
                " "
                <span id="matrix-progress">{said(|matrix, _, lang| progress(matrix, lang))}</span>
            </p>
            {table(ui, "matrix", strings::MATRIX_CAPTION, Signal::derive(said(cells)))}
            <div class="buttons">
                {record_button(ui, "matrix-record", Kind::Matrix)}
                {csv_button(ui, "matrix-csv", Table::Matrix, Signal::stored(true))}
            </div>
            <p class="hint" id="matrix-label">{said(|matrix, _, lang| strings::matrix_label(matrix, lang))}</p>
            <details class="more">
                <summary>{ui.t(strings::EVERY_ATTACK)}</summary>
                {table(ui, "matrix-trials", strings::TRIALS_CAPTION, Signal::derive(said(trials)))}
                <div class="buttons">{csv_button(ui, "trials-csv", Table::Trials, Signal::stored(true))}</div>
            </details>
        </div>
    }
    .into_any()
}

fn progress(matrix: &Matrix, lang: Lang) -> String {
    let words = strings::matrix_progress(matrix, lang);
    let ended = match matrix.standstill {
        Some(Standstill::Cancelled) => strings::phase(RunPhase::Cancelled),
        Some(Standstill::Interrupted) => strings::MATRIX_INTERRUPTED,
        None if matrix.is_under_way() => return words,
        None => strings::phase(RunPhase::Ended),
    };
    format!("{words} · {}", ended.get(lang))
}
