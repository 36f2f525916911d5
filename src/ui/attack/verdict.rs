use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::state::{AttackView, run};
use crate::app_model::{Event, Later, NoticeKind};
use crate::client::save;
use crate::render;
use crate::ui::context::Ui;
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
    let has_png = ui.part(|model| run(model).is_some_and(|run| matches!(run.png, Later::Done(_))));
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
                disabled=move || !has_png.get()
                on:click=move |_| save_adversarial(view)
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
    if let (Some(bytes), Some(name)) = (bytes, file_name(view, "adversarial"))
        && save::file(&bytes, "image/png", &name).is_err()
    {
        could_not_save(view.ui);
    }
}

fn save_difference(view: AttackView) {
    let factor = view.factor.get_untracked();
    let bytes = view.original.with_untracked(|original| {
        let (a, b) = (original.as_ref()?, view.shown.get_untracked()?);
        Some(render::difference(&a.0, &b.pixels.0, factor))
    });
    let name = file_name(view, &format!("difference-x{factor}"));
    let side = view.side.get_untracked();
    if let (Some(bytes), Some(name)) = (bytes, name) {
        spawn_local(async move {
            if save::png(&bytes, side, &name).await.is_err() {
                could_not_save(view.ui);
            }
        });
    }
}

fn could_not_save(ui: Ui) {
    ui.send(Event::Notify(NoticeKind::CouldNotSave));
}
