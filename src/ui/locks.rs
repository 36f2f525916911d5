//! Parameters that a course takes out of its readers' hands.

use std::sync::OnceLock;

use leptos::prelude::*;

use super::context::Ui;
use super::numbers::with_unit;
use super::strings;
use super::typed::written;
use crate::app_model::part;
use crate::course::Lock;
use crate::spec::{ParamKind, ParamSpec};

/// What the ids of the controls begin with, by parts of the practical.
const PREFIXES: [(&str, &str); 3] = [
    ("method", part::SALIENCY),
    ("param", part::ADVERSARIAL),
    ("visual", part::VISUALISATION),
];

static LOCKS: OnceLock<ArcRwSignal<Vec<Lock>>> = OnceLock::new();

/// Those of the course that is followed: none until it is here.
pub(super) fn locks() -> ArcRwSignal<Vec<Lock>> {
    LOCKS.get_or_init(|| ArcRwSignal::new(Vec::new())).clone()
}

/// A control that gives way to its value where the course sets that: whatever else sets it, the
/// course's value comes back.
pub(super) fn lockable(
    ui: Ui,
    prefix: &str,
    param: &'static ParamSpec,
    value: Memo<f32>,
    set: impl Fn(f32) + 'static,
    control: AnyView,
) -> AnyView {
    let part = PREFIXES.iter().find(|(known, _)| *known == prefix);
    let part = part.map(|(_, part)| *part);
    let lock = Memo::new(move |_| {
        let is_it = |lock: &&Lock| Some(lock.part) == part && lock.param == param.id;
        locks().with(|all| all.iter().find(is_it).cloned())
    });
    Effect::new(move |_| {
        if let Some(lock) = lock.get()
            && value.get() != lock.value
        {
            set(lock.value);
        }
    });
    let words = move || {
        let lock = lock.get()?;
        let lang = ui.lang.get();
        let value = match param.kind {
            ParamKind::Switch { .. } => [strings::NO, strings::YES][usize::from(lock.value > 0.5)]
                .get(lang)
                .to_owned(),
            ParamKind::Choice { options, .. } => {
                let option = options.get(lock.value as usize);
                option.map_or(String::new(), |(_, name)| name.get(lang).to_owned())
            }
            _ => written(f64::from(lock.value), lang),
        };
        let value = with_unit(&value, f64::from(lock.value), param.unit.get(lang), lang);
        let set = strings::named_value(param.name.get(lang), &value, lang);
        let reason = lock.reason.text(lang.tag()).to_owned();
        Some(view! {
            <div class="field param lock" data-param=param.id>
                <span class="label">{set}</span>
                <p class="hint">
                    <svg class="padlock" viewBox="0 0 12 14" aria-hidden="true">
                        <path d="M3 6V4a3 3 0 0 1 6 0v2h1v7H2V6zm1.5 0h3V4a1.5 1.5 0 0 0-3 0z" />
                    </svg>
                    {ui.t(strings::SET_BY_COURSE)} " " {reason}
                </p>
            </div>
        })
    };
    view! {
        <div class="lockable" class:locked=move || lock.with(Option::is_some)>
            {control}
            {words}
        </div>
    }
    .into_any()
}
