use leptos::prelude::*;

use super::state::{VisualView, run, square};
use crate::app_model::{AppModel, SaveEvent, SavedFile, VisualEvent, part};
use crate::client::now_ms;
use crate::record::{Kind, Numbers, Wanted};
use crate::ui::canvas::Shown;
use crate::ui::context::Ui;
use crate::ui::parts::picture;
use crate::ui::records::{carry, file_button, lines_button};
use crate::ui::run_actions::{Act, RunActions, run_actions};
use crate::ui::scrubber::{Scrubbing, scrubber};
use crate::ui::strings;

/// Whether there is what the run would begin with.
fn can_begin(model: &AppModel) -> bool {
    use crate::protocol::Start;
    let opened = model.picture.opened.as_ref();
    let has_picture = opened.is_some_and(|opened| opened.pixels.is_some());
    model.visual.settings.start != Start::Image || has_picture
}

/// Start, pause, cancel, how far it has come and how long it still takes.
pub(super) fn actions(view: VisualView) -> AnyView {
    let ui = view.ui;
    let actions = RunActions {
        part: part::VISUALISATION,
        prefix: "visual",
        start: ("begin", strings::VISUAL_BEGIN),
        phase: view.phase,
        phase_name: strings::visual_phase,
        can_start: ui.part(can_begin),
        iteration: ui.part(|model| Some(run(model)?.iterations()?.to_string())),
        act: |ui, act| {
            ui.visual(match act {
                Act::Start => VisualEvent::Begin,
                Act::Pause => VisualEvent::Pause,
                Act::Resume => VisualEvent::Resume,
                Act::Cancel => VisualEvent::Cancel { now_ms: now_ms() },
            });
        },
    };
    run_actions(ui, actions, progress(view))
}

fn progress(view: VisualView) -> impl Fn() -> Option<String> + Send + Sync + 'static {
    let count = view.ui.part(|model| run(model).map(|run| run.steps.len()));
    move || {
        count.track();
        view.phase.track();
        let lang = view.ui.lang.get();
        let words = view.of_run(|run| strings::visual_progress(run, lang))?;
        Some(format!("\u{a0}· {words}"))
    }
}

/// The image as it grows, the way through its pictures, and the files.
pub(super) fn picture_and_words(view: VisualView) -> AnyView {
    let ui = view.ui;
    let shown: Memo<Shown> = Memo::new(move |_| {
        view.shown
            .with(|shot| square(shot.as_ref().map(|shot| &shot.pixels)))
    });
    let caption = Signal::derive(move || {
        let lang = ui.lang.get();
        view.phase.track();
        view.shown.track();
        view.of_run(|run| Some(strings::visual_caption(&run.request, lang)))
            .unwrap_or_default()
    });
    let words = Memo::new(move |_| {
        let lang = ui.lang.get();
        let finished = view
            .shown
            .with(|shot| shot.as_ref().map(|shot| shot.step.is_none()))?;
        if finished {
            return view.of_run(|run| Some(strings::finished_image(run.iterations()?, lang)));
        }
        view.of_step(|step| strings::way_image(step.iteration, lang))
    });
    let scrubbing = Scrubbing {
        id: "visual-scrub",
        place: ui.part(|model| {
            let count = run(model).map_or(0, |run| run.frames.len());
            (count, model.visual.scrubbed.unwrap_or(count))
        }),
        words,
        scrub: |ui, position| ui.visual(VisualEvent::Scrub(position)),
    };
    view! {
        <div class="dream" hidden=view.is_beside>
            <div class="dream-picture">
                {picture("visual-picture".to_owned(), caption, shown)}
                <p
                    class="hint to-come"
                    id="visual-to-come"
                    hidden=move || view.is_under_way() || view.shown.with(Option::is_some)
                >
                    {ui.t(strings::VISUAL_TO_COME)}
                </p>
            </div>
            <div class="dream-words">
                {scrubber(ui, scrubbing)}
                <p class="figures" id="visual-figures">{figures(view)}</p>
                <p class="hint" id="visual-variant">{computed_by(ui)}</p>
                {files(view)}
            </div>
        </div>
    }
    .into_any()
}

/// Which variant of the engine made the run.
fn computed_by(ui: Ui) -> impl Fn() -> Option<String> + Send + 'static {
    let known = ui.part(|model| {
        let variant = run(model).map(|run| run.variant.clone());
        (variant, model.engines.variant().map(str::to_owned))
    });
    move || {
        let (variant, now) = known.get();
        strings::computed_by(&[&variant?], now.as_deref(), ui.lang.get())
    }
}

/// The numbers of the image that is shown.
fn figures(view: VisualView) -> impl Fn() -> Option<String> + Send + 'static {
    move || {
        let lang = view.ui.lang.get();
        let is_finished = view
            .shown
            .with(|shot| matches!(shot, Some(shot) if shot.step.is_none()));
        if is_finished {
            view.of_run(|run| Some(strings::finished_figures(run.end.as_ref()?, lang)))
        } else {
            view.of_step(|step| strings::visual_figures(step, lang))
        }
    }
}

fn files(view: VisualView) -> AnyView {
    let ui = view.ui;
    let has_image = move || view.shown.with(Option::is_some);
    let has_way = ui.part(|model| run(model).is_some_and(|run| !run.frames.is_empty()));
    let animation = ui.part(|model| run(model).map(|run| run.animation.id()));
    let is_asked = StoredValue::new(false);
    // Once the file that was asked for is made, it is saved without another click.
    Effect::new(move |_| {
        if animation.get() == Some("done") && is_asked.get_value() {
            is_asked.set_value(false);
            save_animation(view);
        }
    });
    let animate = move |_| {
        if animation.get_untracked() == Some("done") {
            save_animation(view);
        } else {
            is_asked.set_value(true);
            ui.visual(VisualEvent::Animate);
        }
    };
    let news = move || {
        let text = match animation.get() {
            Some("running") => strings::MAKING_GIF,
            Some("failed") => strings::NOT_COMPUTED,
            _ => return None,
        };
        Some(text.get(ui.lang.get()))
    };
    let can_animate =
        move || has_way.get() && !view.is_under_way() && animation.get() != Some("running");
    let has_shot = Signal::derive(has_image);
    let has_end = ui.part(|model| run(model).is_some_and(|run| run.image.is_some()));
    let file = move |ending: &'static str| {
        view.of_run(|run| Some(strings::visual_file(&run.request, run.iterations(), ending)))
    };
    let record = move || Some(Wanted::Record(Kind::Visualisation, file("json")?));
    let numbers = move || Some(Wanted::Numbers(Numbers::Visualisation, file("npy")?));
    view! {
        <div class="buttons">
            <button
                type="button"
                id="save-visual"
                disabled=move || !has_image()
                on:click=move |_| save_picture(view)
            >
                {ui.t(strings::SAVE_VISUAL)}
            </button>
            <button
                type="button"
                id="save-animation"
                data-state=animation
                disabled=move || !can_animate()
                on:click=animate
            >
                {ui.t(strings::SAVE_GIF)}
            </button>
            <span role="status">{news}</span>
            {carry(ui, "visual-carry")}
        </div>
        <div class="buttons">
            {file_button(ui, "visual-record", strings::SAVE_RECORD, has_shot, record)}
            {lines_button(ui, Kind::Visualisation, has_end.into())}
            {file_button(ui, "visual-numbers", strings::NUMBERS_OF_IMAGE, has_end.into(), numbers)}
        </div>
        <p class="hint">{ui.t(strings::GIF_HINT)}</p>
    }
    .into_any()
}

fn save_picture(view: VisualView) {
    let shown = view.shown.get_untracked();
    let name = view.of_run(|run| {
        let iteration = match shown.as_ref()?.step {
            Some(at) => run.steps.get(at)?.iteration,
            None => run.iterations()?,
        };
        Some(strings::visual_file(&run.request, Some(iteration), "png"))
    });
    let picture = square(shown.as_ref().map(|shot| &shot.pixels)).0;
    if let (Some(picture), Some(name)) = (picture, name) {
        let lang = view.ui.lang.get_untracked();
        let description = view.of_run(|run| Some(strings::visual_record(run, lang)));
        let description = description.unwrap_or_default();
        view.ui
            .save_picture(name, &picture, description, Kind::Visualisation);
    }
}

fn save_animation(view: VisualView) {
    let file = view.of_run(|run| {
        let file = run.animation.done()?.clone();
        Some(SavedFile {
            name: strings::visual_file(&run.request, None, "gif"),
            mime: "image/gif",
            bytes: file,
        })
    });
    if let Some(file) = file {
        view.ui.save(SaveEvent::File(file));
    }
}
