use leptos::ev;
use leptos::prelude::*;

use crate::app_model::{AppModel, PairEvent, Phase, part};
use crate::catalogue;
use crate::spec::Lang;
use crate::ui::context::Ui;
use crate::ui::copy_link::{InSight, button_after_link, copy_link};
use crate::ui::strings;

/// Which network stands beside the first, and what its engine is doing.
pub(super) fn second(ui: Ui) -> AnyView {
    let phase = ui.part(|model| model.engines.second().map(|second| second.phase.clone()));
    let is_alive = move || {
        phase.with(|phase| {
            phase
                .as_ref()
                .is_some_and(|p| !matches!(p, Phase::Stopped(_)))
        })
    };
    let shares_classes = ui.part(AppModel::shares_classes);
    let shares_side = ui.part(AppModel::shares_side);
    let can_load = ui.part(|model| model.engines.is_ready() && model.shares_classes());
    let load_button = button_after_link(ui, part::TWO_NETWORKS, can_load, InSight::Always);
    view! {
        <div
            class="second"
            id="second"
            data-phase=move || phase.with(|phase| phase.as_ref().map_or("absent", phase_id))
        >
            <div class="question">
                {choice(ui)}
                <div class="buttons">
                    <button
                        type="button"
                        class="primary"
                        id="second-load"
                        node_ref=load_button
                        disabled=move || is_alive() || !can_load.get()
                        on:click=move |_| ui.pair(PairEvent::Load)
                    >
                        {ui.t(strings::SECOND_LOAD)}
                    </button>
                    <button
                        type="button"
                        id="second-unload"
                        disabled=move || !is_alive()
                        on:click=move |_| ui.pair(PairEvent::Unload)
                    >
                        {ui.t(strings::SECOND_UNLOAD)}
                    </button>
                </div>
                {copy_link(ui, "pair")}
            </div>
            {state(ui, phase)}
            <p
                class="words zero"
                id="pair-classes"
                role="status"
                hidden=move || shares_classes.get()
            >
                {ui.t(strings::NOT_THE_SAME_CLASSES)}
            </p>
            <p
                class="words zero"
                id="pair-sides"
                role="status"
                hidden=move || shares_side.get() || !shares_classes.get()
            >
                {ui.t(strings::NOT_THE_SAME_SIDE)}
            </p>
        </div>
    }
    .into_any()
}

fn phase_id(phase: &Phase) -> &'static str {
    match phase {
        Phase::Ready { .. } => "ready",
        Phase::Stopped(_) => "stopped",
        _ => "loading",
    }
}

/// Every network but the first.
fn choice(ui: Ui) -> AnyView {
    let others = ui.part(|model| {
        let own = model.checkpoints.all.iter().map(|own| own.spec.id);
        let all = catalogue::NETWORKS.iter().map(|spec| spec.id).chain(own);
        let others: Vec<&'static str> = all.filter(|id| *id != model.settings.network).collect();
        others
    });
    let chosen = ui.part(|model| model.other_network().map(|other| other.id));
    let option = move |id: &'static str| {
        let words = move || {
            let lang = ui.lang.get();
            ui.app.model.with(|model| option_words(model, id, lang))
        };
        let is_chosen = move || chosen.get() == Some(id);
        view! { <option value=id data-option=id prop:selected=is_chosen>{words}</option> }
    };
    let change = move |event: ev::Event| {
        let id = event_target_value(&event);
        let known = others.with_untracked(|all| all.iter().copied().find(|other| *other == id));
        if let Some(id) = known {
            ui.pair(PairEvent::Choose(id));
        }
    };
    view! {
        <div class="field">
            <label for="second-network">{ui.t(strings::SECOND_NETWORK)}</label>
            <select id="second-network" on:change=change>
                <For each=move || others.get() key=|id| *id let:id>
                    {option(id)}
                </For>
            </select>
        </div>
    }
    .into_any()
}

fn option_words(model: &AppModel, id: &str, lang: Lang) -> Option<String> {
    let own = model.checkpoints.all.iter().find(|own| own.spec.id == id);
    let own = own.map(|own| strings::own_option(own, lang));
    own.or_else(|| Some(strings::network_option(catalogue::network(id)?, lang)))
}

/// How far it has come, its check, or why it ended.
fn state(ui: Ui, phase: Memo<Option<Phase>>) -> AnyView {
    let name = ui.part(|model| super::names(model)[1]);
    let words = move || {
        let lang = ui.lang.get();
        phase.with(|phase| match phase {
            None => strings::SECOND_ABSENT.get(lang).to_owned(),
            Some(phase) => strings::second_trouble(phase, lang)
                .unwrap_or_else(|| at_work(phase, name.get(), lang)),
        })
    };
    let is_stopped = move || phase.with(|phase| matches!(phase, Some(Phase::Stopped(_))));
    let share = move || {
        phase.with(|phase| match phase {
            Some(Phase::Downloading {
                received_bytes,
                total_bytes,
                ..
            }) => Some(f64::from(*received_bytes) / f64::from((*total_bytes).max(1))),
            _ => None,
        })
    };
    view! {
        <p class="words" id="second-state" role="status" class:zero=is_stopped>{words}</p>
        <progress
            max="1"
            prop:value=move || share().unwrap_or(0.0)
            hidden=move || share().is_none()
            aria-label=ui.t(strings::DOWNLOAD)
        ></progress>
    }
    .into_any()
}

fn at_work(phase: &Phase, name: &str, lang: Lang) -> String {
    let device = strings::phase_name(phase, name, lang);
    match phase {
        Phase::Ready { self_check, .. } => {
            format!(
                "{name} · {device} · {}",
                strings::self_check(self_check, lang)
            )
        }
        // The bar beside it says how far; words that change with every piece would be read aloud.
        _ => device,
    }
}
