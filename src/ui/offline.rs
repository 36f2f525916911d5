use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::context::Ui;
use super::strings;
use crate::client::day;
use crate::client::offline::{self, NotKept, OfflineState};
use crate::spec::Lang;

/// How far keeping everything is.
#[derive(Clone, PartialEq)]
enum Keeping {
    Idle,
    Under { done: f64, total: f64 },
    Failed(NotKept),
}

/// What a visit without a network finds, and the button that has everything kept.
pub(super) fn offline(ui: Ui) -> impl IntoView {
    let state = RwSignal::new(None::<OfflineState>);
    let keeping = RwSignal::new(Keeping::Idle);
    let refresh = move || {
        spawn_local(async move {
            let found = offline::state().await;
            if state
                .try_get_untracked()
                .is_some_and(|state| state != found)
            {
                state.set(found);
            }
        });
    };
    refresh();
    let keep = move |_| {
        keeping.set(Keeping::Under {
            done: 0.0,
            total: 0.0,
        });
        spawn_local(async move {
            let tell = move |done, total| {
                keeping.try_set(Keeping::Under { done, total });
            };
            let outcome = offline::keep_all(tell).await;
            keeping.try_set(outcome.map_or_else(Keeping::Failed, |()| Keeping::Idle));
            refresh();
        });
    };
    let is_busy = move || keeping.with(|keeping| matches!(keeping, Keeping::Under { .. }));
    let is_useless = move || {
        state.with(|state| {
            state
                .as_ref()
                .is_none_or(|state| !state.why.is_empty() || is_all(state))
        })
    };
    view! {
        <div on:pointerenter=move |_| refresh() on:focusin=move |_| refresh()>
            <h4>{ui.t(strings::OFFLINE)}</h4>
            <p id="offline-words">{move || state.with(|state| words(state.as_ref(), ui.lang.get()))}</p>
            <p hidden=is_useless>
                <button id="keep-all" type="button" disabled=is_busy on:click=keep>
                    {ui.t(strings::KEEP_ALL)}
                </button>
            </p>
            <p id="keeping-all" role="status">
                {move || keeping.with(|keeping| progress(keeping, ui.lang.get()))}
            </p>
        </div>
    }
}

fn is_all(state: &OfflineState) -> bool {
    state.kept >= state.total
}

fn words(state: Option<&OfflineState>, lang: Lang) -> String {
    match state {
        None => strings::OFFLINE_UNKNOWN.get(lang).to_owned(),
        Some(state) if !state.why.is_empty() => strings::no_offline(&state.why, lang),
        Some(state) if is_all(state) => {
            let since = (state.at > 0.0).then(|| day(state.at, lang));
            strings::ready_offline(since.as_deref(), state.total, lang)
        }
        Some(state) => strings::offline_words(state.kept, state.total, lang),
    }
}

fn progress(keeping: &Keeping, lang: Lang) -> String {
    match keeping {
        Keeping::Idle => String::new(),
        Keeping::Under { done, total } => strings::keeping_progress(*done, *total, lang),
        Keeping::Failed(NotKept::Full) => strings::KEEPING_FULL.get(lang).to_owned(),
        Keeping::Failed(NotKept::NoKeeper) => strings::OFFLINE_UNKNOWN.get(lang).to_owned(),
        Keeping::Failed(NotKept::Transfer(failure)) => strings::not_all_kept(failure, lang),
    }
}
