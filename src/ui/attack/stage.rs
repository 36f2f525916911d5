use leptos::prelude::*;

use super::question::can_start;
use super::state::AttackView;
use crate::app_model::{AttackEvent, FACTORS, part};
use crate::client::now_ms;
use crate::render;
use crate::render::{Rgba, rgba_from_rgb};
use crate::spec::Text;
use crate::ui::canvas::{ById, Shown};
use crate::ui::parts::picture;
use crate::ui::run_actions::{Act, RunActions, run_actions};
use crate::ui::scrubber::{Scrubbing, scrubber};
use crate::ui::segments::{Choice, segments};
use crate::ui::strings;

/// Start, pause, cancel, and how far it has come.
pub(super) fn actions(view: AttackView) -> AnyView {
    let ui = view.ui;
    let actions = RunActions {
        part: part::ADVERSARIAL,
        prefix: "attack",
        start: ("start", strings::ATTACK_START),
        phase: view.phase,
        phase_name: strings::phase,
        can_start: ui.part(can_start),
        iteration: ui.part(|model| {
            let step = model.attack.run.as_ref()?.steps.last()?;
            Some(step.iteration.to_string())
        }),
        act: |ui, act| {
            ui.attack(match act {
                Act::Start => AttackEvent::Start,
                Act::Pause => AttackEvent::Pause,
                Act::Resume => AttackEvent::Resume,
                Act::Cancel => AttackEvent::Cancel { now_ms: now_ms() },
            });
        },
    };
    run_actions(ui, actions, progress(view))
}

fn progress(view: AttackView) -> impl Fn() -> Option<String> + Send + Sync + 'static {
    let count = view
        .ui
        .part(|model| model.attack.run.as_ref().map(|run| run.steps.len()));
    move || {
        count.track();
        view.phase.track();
        let lang = view.ui.lang.get();
        let words = view.of_run(|run| {
            let step = run.steps.last()?;
            Some(strings::attack_progress(step, run.elapsed_ms, lang))
        })?;
        Some(format!("\u{a0}· {words}"))
    }
}

/// RGB pixels as a picture.
pub(super) fn photo(view: AttackView, pixels: Memo<Option<ById<[u8]>>>) -> Memo<Shown> {
    Memo::new(move |_| {
        let pixels = pixels.get();
        square(view, pixels.map(|pixels| rgba_from_rgb(&pixels.0)))
    })
}

/// RGBA of the network's side as a picture.
pub(super) fn square(view: AttackView, bytes: Option<Vec<u8>>) -> Shown {
    let side = view.side.get();
    bytes.map_or_else(Shown::default, |bytes| {
        Shown::new(Rgba::square(bytes, side))
    })
}

/// The difference to the original, times the factor.
pub(super) fn difference(view: AttackView, pixels: Memo<Option<ById<[u8]>>>) -> Memo<Shown> {
    Memo::new(move |_| {
        let factor = view.factor.get();
        let bytes = view.original.with(|original| {
            let (a, b) = (original.as_ref()?, pixels.get()?);
            Some(render::difference(&a.0, &b.0, factor))
        });
        square(view, bytes)
    })
}

/// Original, adversarial image and difference, and what is shown of them.
pub(super) fn pictures(view: AttackView) -> AnyView {
    let ui = view.ui;
    let shown = Memo::new(move |_| view.shown.get().map(|shot| shot.pixels));
    let named = move |text: Text| Signal::derive(move || text.get(ui.lang.get()).to_owned());
    let name = shown_name(view);
    let attacked = Signal::derive(move || {
        let (lang, name) = (ui.lang.get(), name.get());
        let text = strings::ATTACKED.get(lang);
        name.map_or_else(|| text.to_owned(), |name| format!("{text}, {name}"))
    });
    let times = move || {
        let name = name.get();
        strings::difference_times(view.factor.get(), name.as_deref(), ui.lang.get())
    };
    view! {
        <div class="trio">
            {picture("attack-original".into(), named(strings::ORIGINAL), photo(view, view.original))}
            {picture("attack-image".into(), attacked, photo(view, shown))}
            {picture("attack-difference".into(), Signal::derive(times), difference(view, shown))}
        </div>
        <div class="controls">{factor_choices(view, "factor")} {attack_scrubber(view)}</div>
    }
    .into_any()
}

/// By how much differences are multiplied; `name` is that of the buttons.
pub(super) fn factor_choices(view: AttackView, name: &'static str) -> AnyView {
    const IDS: [(&str, Text); 4] = [
        ("1", Text::new("1", "1")),
        ("10", Text::new("10", "10")),
        ("50", Text::new("50", "50")),
        ("100", Text::new("100", "100")),
    ];
    let choices = FACTORS
        .into_iter()
        .zip(IDS)
        .map(|(value, (id, text))| Choice { value, id, text })
        .collect();
    let choose = move |factor| view.ui.attack(AttackEvent::Factor(factor));
    segments(
        view.ui,
        name,
        strings::FACTOR,
        choices,
        view.factor.into(),
        choose,
    )
    .into_any()
}

/// What the image that is shown is called.
fn shown_name(view: AttackView) -> Memo<Option<String>> {
    Memo::new(move |_| {
        let (is_best, lang) = (view.is_best(), view.ui.lang.get());
        view.of_step(|_, step| strings::step_shown(step, is_best, lang))
    })
}

/// Goes along the kept pictures; its last position is the newest, or the best.
fn attack_scrubber(view: AttackView) -> AnyView {
    let ui = view.ui;
    let scrubbing = Scrubbing {
        id: "attack-scrub",
        place: ui.part(|model| {
            let count = model.attack.run.as_ref().map_or(0, |run| run.frames.len());
            (count, model.attack.scrubbed.unwrap_or(count))
        }),
        words: shown_name(view),
        scrub: |ui, position| ui.attack(AttackEvent::Scrub(position)),
    };
    scrubber(ui, scrubbing)
}
