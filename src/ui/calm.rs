use std::time::Duration;

use leptos::prelude::*;

/// Words that change more often than this are not read aloud each time.
const PAUSE: Duration = Duration::from_secs(5);

type Words = Option<String>;

/// What a screen reader is told while `words` go on changing: the newest of them, at most every five
/// seconds.
pub(super) fn calm(words: impl Fn() -> Words + Send + Sync + 'static) -> AnyView {
    let newest = StoredValue::new(None);
    let said = RwSignal::new(None);
    let is_pausing = StoredValue::new(false);
    Effect::new(move |_| {
        newest.set_value(words());
        if !is_pausing.get_value() {
            say(newest, said, is_pausing);
        }
    });
    view! { <span class="unseen" role="status">{move || said.get()}</span> }.into_any()
}

/// Says the newest words if they are new, and is still for a while.
fn say(newest: StoredValue<Words>, said: RwSignal<Words>, is_pausing: StoredValue<bool>) {
    let words = newest.try_get_value().flatten();
    let is_new = said.try_get_untracked().is_some_and(|said| said != words);
    is_pausing.try_update_value(|is_pausing| *is_pausing = is_new);
    if is_new {
        said.set(words);
        set_timeout(move || say(newest, said, is_pausing), PAUSE);
    }
}
