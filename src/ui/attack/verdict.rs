use leptos::prelude::*;

use super::state::{At, AttackView, run, step};
use crate::app_model::{AttackEvent, Later, SaveEvent, SavedFile};
use crate::record::{Kind, Numbers, Wanted};
use crate::render;
use crate::render::{Rgba, rgba_from_rgb};
use crate::ui::records::{carry, file_button, lines_button};
use crate::ui::strings;

/// That what was found is no answer to what is set now.
fn of_others(view: AttackView) -> AnyView {
    let ui = view.ui;
    let is_so = ui.part(|model| model.attack.is_of_other_settings());
    view! {
        <p class="words zero" id="attack-of-others" role="status" hidden=move || !is_so.get()>
            {ui.t(strings::ATTACK_OF_OTHERS)}
        </p>
    }
    .into_any()
}

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
        let is_best = view
            .shown
            .with_untracked(|s| matches!(s, Some(s) if s.at == At::Best));
        if is_best && png.get_untracked() == Some("failed") {
            is_asked.set_value(true);
            ui.attack(AttackEvent::SealAgain);
        } else {
            save_adversarial(view);
        }
    };
    let has_image = move || view.shown.with(Option::is_some);
    // The best image has a file of its own, which was judged.
    let has_png = move || matches!(png.get(), Some("done" | "failed"));
    let can_save = move || has_image() && (has_png() || !view.is_best());
    let save_name = move || {
        let (is_best, lang) = (view.is_best(), ui.lang.get());
        let on_the_way = view.of_step(|_, step| strings::save_shown(step, lang));
        let named = on_the_way.filter(|_| !is_best);
        named.unwrap_or_else(|| strings::SAVE_ADVERSARIAL.get(lang).to_owned())
    };
    let another = move || {
        state.get()?;
        let (is_best, lang) = (view.is_best(), ui.lang.get());
        let words = view.of_step(|run, step| strings::shown_words(step, &run.request, lang));
        words.flatten().filter(|_| !is_best)
    };
    let now = ui.part(|model| {
        let variant = run(model).map(|run| run.variant.clone());
        (variant, model.engines.variant().map(str::to_owned))
    });
    let computed_by = move || {
        let (variant, now) = now.get();
        strings::computed_by(&[&variant?], now.as_deref(), ui.lang.get())
    };
    view! {
        <p class="words zero" id="dead-target" hidden=move || !is_dead.get()>
            {ui.t(strings::DEAD_TARGET)}
        </p>
        {of_others(view)}
        <div class="verdict" id="verdict" data-verdict=state role="status" hidden=move || state.get().is_none()>
            <p><strong>{words}</strong></p>
            <p>{ending}</p>
        </div>
        <p class="figures" id="shown-verdict">{another}</p>
        <p class="hint" id="attack-variant">{computed_by}</p>
        <div class="buttons">
            <button
                type="button"
                id="save-adversarial"
                disabled=move || !can_save()
                on:click=save
            >
                {save_name}
            </button>
            <button
                type="button"
                id="save-difference"
                disabled=move || !has_image()
                on:click=move |_| save_difference(view)
            >
                {ui.t(strings::SAVE_DIFFERENCE)}
            </button>
            {carry(ui, "attack-carry")}
        </div>
        {files(view)}
    }
    .into_any()
}

/// What was found as files.
fn files(view: AttackView) -> AnyView {
    let ui = view.ui;
    let has_image = Signal::derive(move || view.shown.with(Option::is_some));
    let has_best = Signal::derive(move || view.best.with(Option::is_some));
    // Whichever image is shown, they are of the whole run.
    let file = move |what: &str, ending: &str| {
        let picture = ui.picture_stem()?;
        let attack = view.of_run(|run| Some(run.request.attack.clone()))?;
        Some(format!("gradoscope-{picture}-{attack}-{what}.{ending}"))
    };
    let record = move || Some(Wanted::Record(Kind::Attack, file("record", "json")?));
    let numbers =
        move |which: Numbers| move || Some(Wanted::Numbers(which, file(which.id(), "npy")?));
    let (best, original) = (numbers(Numbers::Adversarial), numbers(Numbers::Original));
    view! {
        <div class="buttons">
            {file_button(ui, "attack-record", strings::SAVE_RECORD, has_image, record)}
            {lines_button(ui, Kind::Attack, has_best)}
            {file_button(ui, "attack-numbers", strings::NUMBERS_OF_IMAGE, has_best, best)}
            {file_button(ui, "original-numbers", strings::NUMBERS_OF_ORIGINAL, has_best, original)}
        </div>
    }
    .into_any()
}

/// The name of a file of the image that is shown.
fn file_name(view: AttackView, what: &str) -> Option<String> {
    let picture = view.ui.picture_stem()?;
    let shot = view.shown.get_untracked()?;
    view.of_run(|run| {
        let of = (picture.as_str(), run.request.attack.as_str());
        let is_best = shot.at == At::Best;
        Some(strings::attack_file(of, step(run, shot.at)?, is_best, what))
    })
}

/// Saves the image that is shown: of the best one the very file that was judged, or one of the same
/// pixels that carries the record.
fn save_adversarial(view: AttackView) {
    let Some(shot) = view.shown.get_untracked() else {
        return;
    };
    // With the record in it the file is made anew, and decoded again: it has the pixels that were
    // judged.
    if shot.at != At::Best || view.ui.carries_records.get_untracked() {
        let side = view.side.get_untracked();
        let picture = Rgba::square(rgba_from_rgb(&shot.pixels.0), side);
        return save_pixels(view, &picture, "adversarial");
    }
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
        let bytes = render::difference(&a.0, &b.pixels.0, factor);
        Some(Rgba::square(bytes, side))
    });
    if let Some(picture) = picture {
        save_pixels(view, &picture, &format!("difference-x{factor}"));
    }
}

/// Saves a picture made of the one that is shown; the file says what it is.
fn save_pixels(view: AttackView, picture: &Rgba, what: &str) {
    if let Some(name) = file_name(view, what) {
        let lang = view.ui.lang.get_untracked();
        let description = view.of_run(|run| Some(strings::attack_record(run, lang)));
        view.ui
            .save_picture(name, picture, description.unwrap_or_default(), Kind::Attack);
    }
}
