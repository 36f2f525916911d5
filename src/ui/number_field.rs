use leptos::ev;
use leptos::prelude::*;
use web_sys::HtmlInputElement;

use super::context::Ui;
use super::strings;
use super::typed::{Refusal, Wanted, written};

/// Steps that Page Up and Page Down go.
const LONG_STEP: f64 = 10.0;

pub(super) type SetNumber = Box<dyn Fn(f64)>;

/// A field for a number: text, since browsers' own fields for numbers drop what they cannot read
/// before the page sees it, a decimal comma among it.
pub(super) struct NumberField {
    pub id: String,
    /// The id of what describes it; may be empty.
    pub hint_id: String,
    pub value: Signal<f64>,
    pub wanted: Signal<Wanted>,
    pub set: SetNumber,
}

/// The field, and the place where it says why it did not take what was typed. What is not taken
/// leaves the value as it was.
pub(super) fn number_field(ui: Ui, field: NumberField) -> AnyView {
    let NumberField {
        id,
        hint_id,
        value,
        wanted,
        set,
    } = field;
    let refused = RwSignal::new(None::<(String, Refusal)>);
    let text = Signal::derive(move || written(value.get(), ui.lang.get()));
    let read = move |typed: &str| {
        let wanted = wanted.get_untracked();
        wanted.read(typed, ui.lang.get_untracked())
    };
    let take = move |input: &HtmlInputElement, found: Result<f64, Refusal>| {
        match found {
            Ok(value) => {
                set(value);
                refused.set(None);
            }
            Err(refusal) => refused.set(Some((input.value(), refusal))),
        }
        input.set_value(&text.get_untracked());
    };
    let take = StoredValue::new_local(take);
    let change = move |event: ev::Event| {
        let input: HtmlInputElement = event_target(&event);
        let found = read(&input.value());
        take.with_value(|take| take(&input, found));
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let Some(steps) = steps_of(&event) else {
            return;
        };
        event.prevent_default();
        let input: HtmlInputElement = event_target(&event);
        let from = read(&input.value()).unwrap_or_else(|_| value.get_untracked());
        let next = wanted.get_untracked().stepped(from, steps);
        take.with_value(|take| take(&input, Ok(next)));
    };
    // What is being typed may be right already.
    let on_input = move |event: ev::Event| {
        if refused.with_untracked(Option::is_some) && read(&event_target_value(&event)).is_ok() {
            refused.set(None);
        }
    };
    // Whatever else sets the value ends the matter, too.
    Effect::new(move |_| {
        value.track();
        refused.set(None);
    });
    let why = Memo::new(move |_| {
        let (wanted, value, lang) = (wanted.get(), value.get(), ui.lang.get());
        refused.with(|refused| match refused {
            Some((typed, refusal)) => Some(strings::field_refused(
                typed, *refusal, &wanted, value, lang,
            )),
            // The range may have changed since: another layer has fewer channels.
            None if wanted.check(value).is_err() => {
                Some(strings::field_outside(value, &wanted, lang))
            }
            None => None,
        })
    });
    let why_id = format!("{id}-refused");
    view! {
        <input
            type="text"
            inputmode=move || keyboard(&wanted.get())
            autocomplete="off"
            spellcheck="false"
            id=id
            prop:value=text
            aria-invalid=move || why.with(Option::is_some).then_some("true")
            aria-describedby=format!("{hint_id} {why_id}")
            on:change=change
            on:input=on_input
            on:keydown=on_key
        />
        <p class="refused" id=why_id role="alert">{why}</p>
    }
    .into_any()
}

/// The keys that a telephone shows; those for numbers have no minus on some.
fn keyboard(wanted: &Wanted) -> &'static str {
    if wanted.least < 0.0 {
        "text"
    } else if wanted.whole {
        "numeric"
    } else {
        "decimal"
    }
}

/// By how many steps a key moves the number.
fn steps_of(event: &ev::KeyboardEvent) -> Option<f64> {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key() {
        return None;
    }
    match event.key().as_str() {
        "ArrowUp" => Some(1.0),
        "ArrowDown" => Some(-1.0),
        "PageUp" => Some(LONG_STEP),
        "PageDown" => Some(-LONG_STEP),
        _ => None,
    }
}
