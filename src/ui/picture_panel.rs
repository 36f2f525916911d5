use leptos::prelude::*;

use super::context::Ui;
use super::{crop, samples, strings};
use crate::app_model::{Opened, PictureSource};
use crate::protocol::PictureFacts;

/// The picture, what is known of it, and the part that the network sees.
pub(super) fn picture(ui: Ui) -> impl IntoView {
    let name = ui.part(|model| opened(model, |o| o.name.clone()));
    let facts = ui.part(|model| opened(model, |o| o.facts.clone()));
    let sample = ui.part(|model| {
        model.picture.opened.as_ref().and_then(|o| match &o.source {
            PictureSource::Sample { id, .. } => Some(id.clone()),
            PictureSource::File { .. } => None,
        })
    });
    let credit = move || {
        let id = sample.get()?;
        ui.samples.with(|all| {
            all.iter()
                .find(|s| s.id == id)
                .map(|s| samples::credit(ui, s))
        })
    };
    let is_none = move || name.with(Option::is_none);
    view! {
        <p class="picture hint" hidden=move || !is_none()>{ui.t(strings::CHOOSE)}</p>
        <section class="picture" id="picture" aria-labelledby="picture-name" hidden=is_none>
            <h2 id="picture-name">{move || named(ui, name, sample)}</h2>
            {crop::crop(ui)}
            <details class="more facts" id="about-picture">
                <summary>{ui.t(strings::ABOUT_PICTURE)}</summary>
                <p class="hint" id="crop-hint">{ui.t(strings::CROP_HINT)}</p>
                <p id="facts">
                    {move || facts.with(|f| f.as_ref().map(|f| strings::facts_line(f, ui.lang.get())))}
                </p>
                {credit}
            </details>
            {move || facts.with(|f| f.as_ref().map(|f| remarks(ui, f)))}
        </section>
    }
}

/// A sample is named in the reader's language, a file by its name.
fn named(ui: Ui, name: Memo<Option<String>>, sample: Memo<Option<String>>) -> Option<String> {
    let lang = ui.lang.get();
    let title = sample.get().and_then(|id| {
        ui.samples.with(|all| {
            all.iter()
                .find(|s| s.id == id)
                .map(|s| s.title(lang).to_owned())
        })
    });
    title.or_else(|| name.get())
}

fn opened<T>(model: &crate::app_model::AppModel, part: impl Fn(&Opened) -> T) -> Option<T> {
    model.picture.opened.as_ref().map(part)
}

fn remarks(ui: Ui, facts: &PictureFacts) -> impl IntoView + use<> {
    let lang = ui.lang.get();
    let items = strings::remarks(facts)
        .into_iter()
        .map(|text| view! { <li>{text.get(lang)}</li> })
        .collect_view();
    view! { <ul class="remarks" id="remarks">{items}</ul> }
}
