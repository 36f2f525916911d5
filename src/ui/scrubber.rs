use leptos::ev;
use leptos::html::Input;
use leptos::prelude::*;

use super::context::Ui;
use super::strings;

/// What a scrubber goes along.
#[derive(Clone, Copy)]
pub(super) struct Scrubbing {
    /// The element's id; what it shows is in `ID-shown`.
    pub id: &'static str,
    /// How many pictures are kept, and which of them is shown; as many: the newest.
    pub place: Memo<(usize, usize)>,
    pub words: Memo<Option<String>>,
    pub scrub: fn(Ui, Option<usize>),
}

/// Goes along the kept pictures of a run; its last position is the newest, or the result.
pub(super) fn scrubber(ui: Ui, scrubbing: Scrubbing) -> AnyView {
    let Scrubbing {
        id,
        place,
        words,
        scrub,
    } = scrubbing;
    let input = NodeRef::<Input>::new();
    Effect::new(move |_| {
        let (count, at) = place.get();
        if let Some(input) = input.get() {
            // In this order: a value beyond the end would be cut off.
            input.set_max(&count.to_string());
            input.set_value(&at.to_string());
        }
    });
    let moved = move |event: ev::Event| {
        if let Ok(at) = event_target_value(&event).parse::<usize>() {
            let is_last = at >= place.get_untracked().0;
            scrub(ui, (!is_last).then_some(at));
        }
    };
    view! {
        <div class="field slider">
            <p class="label">
                <label for=id>{ui.t(strings::SCRUB)}</label>
                " "
                <span class="shown" id=format!("{id}-shown")>{words}</span>
            </p>
            <input
                type="range"
                id=id
                node_ref=input
                min="0"
                step="1"
                disabled=move || place.get().0 == 0
                aria-valuetext=words
                on:input=moved
            />
        </div>
    }
    .into_any()
}
