use leptos::prelude::*;

use super::state::{AttackView, run};
use crate::app_model::{AttackEvent, Later, SaveEvent, SavedFile};
use crate::render;
use crate::ui::map_picture::Rgba;
use crate::ui::strings;

/// What the saved file is worth, why the attack ended, and the files.
pub(super) fn verdict(view: AttackView) -> AnyView {
    let ui = view.ui;
    let state = ui.part(|model| {
        let run = run(model).filter(|run| run.end.is_some())?;
        Some(strings::verdict_id(run))
    });
    let words = move || {
        state.get()?;
        let lang = ui.lang.get();
        view.of_run(|run| Some(strings::verdict(run, lang)))
    };
    let ending = move || {
        state.get()?;
        let lang = ui.lang.get();
        view.of_run(|run| strings::ending(run, lang))
    };
    let is_dead = ui.part(|model| {
        run(model).is_some_and(|run| {
            let ended = run.end.as_ref().is_some_and(|end| end.was_dead);
            ended || run.steps.iter().any(|step| step.escaped)
        })
    });
    let png = ui.part(|model| run(model).map(|run| run.png.id()));
    let can_save = move || matches!(png.get(), Some("done" | "failed"));
    let is_asked = StoredValue::new(false);
    // One that could not be made is made again, and saved without another click.
    Effect::new(move |_| {
        let state = png.get();
        if state == Some("done") && is_asked.get_value() {
            save_adversarial(view);
        }
        if state != Some("running") {
            is_asked.set_value(false);
        }
    });
    let save = move |_| {
        if png.get_untracked() == Some("failed") {
            is_asked.set_value(true);
            ui.attack(AttackEvent::SealAgain);
        } else {
            save_adversarial(view);
        }
    };
    let has_image = move || view.shown.with(Option::is_some);
    view! {
        <p class="words zero" id="dead-target" hidden=move || !is_dead.get()>
            {ui.t(strings::DEAD_TARGET)}
        </p>
        <div class="verdict" id="verdict" data-verdict=state role="status" hidden=move || state.get().is_none()>
            <p><strong>{words}</strong></p>
            <p>{ending}</p>
        </div>
        <div class="buttons">
            <button
                type="button"
                id="save-adversarial"
                disabled=move || !can_save()
                on:click=save
            >
                {ui.t(strings::SAVE_ADVERSARIAL)}
            </button>
            <button
                type="button"
                id="save-difference"
                disabled=move || !has_image()
                on:click=move |_| save_difference(view)
            >
                {ui.t(strings::SAVE_DIFFERENCE)}
            </button>
        </div>
    }
    .into_any()
}

/// Such as `gradoscope-chelsea-pgd-adversarial.png`.
fn file_name(view: AttackView, what: &str) -> Option<String> {
    let picture = view.ui.picture_stem()?;
    view.of_run(|run| {
        let attack = &run.request.attack;
        Some(format!("gradoscope-{picture}-{attack}-{what}.png"))
    })
}

fn save_adversarial(view: AttackView) {
    let bytes = view.of_run(|run| match &run.png {
        Later::Done(bytes) => Some(bytes.clone()),
        _ => None,
    });
    if let (Some(bytes), Some(name)) = (bytes, file_name(view, "adversarial")) {
        let file = SavedFile::png(name, bytes);
        view.ui.save(SaveEvent::File(file));
    }
}

fn save_difference(view: AttackView) {
    let factor = view.factor.get_untracked();
    let side = view.side.get_untracked();
    let picture = view.original.with_untracked(|original| {
        let (a, b) = (original.as_ref()?, view.shown.get_untracked()?);
        Some(Rgba {
            bytes: render::difference(&a.0, &b.pixels.0, factor),
            width: side,
            height: side,
        })
    });
    let name = file_name(view, &format!("difference-x{factor}"));
    if let (Some(picture), Some(name)) = (picture, name) {
        view.ui.save_picture(name, &picture, String::new());
    }
}
