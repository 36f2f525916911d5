//! The box that a person drew around the object of a sample photograph, offered where the reader's own box is.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::set::set;
use crate::app_model::PictureSource;
use crate::client;
use crate::segment::Bounds;
use crate::ui::context::Ui;
use crate::ui::strings;

/// A button that takes it as the reader's; nothing where the picture has none, or none of it is in the frame.
pub(super) fn drawn_box(ui: Ui, side: Memo<u32>) -> AnyView {
    let sample = ui.part(|model| match &model.picture.opened.as_ref()?.source {
        PictureSource::Sample { id, .. } => Some(id.clone()),
        PictureSource::File { .. } => None,
    });
    let area = ui.part(|model| model.picture.opened.as_ref()?.source_box);
    let known = RwSignal::new(None::<(String, Bounds)>);
    Effect::new(move |_| {
        let Some(id) = sample.get() else { return };
        spawn_local(async move {
            if let Some(found) = client::drawn_box(&id).await {
                // The part may be gone by then.
                let _ = known.try_set(Some((id, found)));
            }
        });
    });
    let framed = Memo::new(move |_| {
        let (of, drawn) = known.get()?;
        let is_of_it = sample.get().is_some_and(|id| id == of);
        let area = area.get().filter(|_| is_of_it)?;
        area.place_of(drawn, side.get())
    });
    view! {
        <button
            type="button"
            id="box-drawn"
            hidden=move || framed.with(Option::is_none)
            on:click=move |_| set(ui, |settings| settings.bounds = framed.get_untracked())
        >
            {ui.t(strings::DRAWN_BOX)}
        </button>
    }
    .into_any()
}
