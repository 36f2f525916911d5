use leptos::ev;
use leptos::prelude::*;

use super::calm::calm;
use super::context::Ui;
use super::segments::{Choice, segments};
use super::{intake, strings};
use crate::app_model::{DeviceWish, Event, OwnNetwork, Phase};
use crate::catalogue;
use crate::protocol::DeviceKind;
use crate::spec::NetworkSpec;

/// What computes, why, and whether it computes rightly.
pub(super) fn engine(ui: Ui) -> impl IntoView {
    let phase = ui.part(|model| model.engines.phase().clone());
    let network = ui.part(|model| model.network().name);
    let in_use = ui.part(|model| model.settings.network);
    let coming = ui.part(|model| model.engines.next().map(|next| next.network));
    let why = ui.part(|model| model.engines.first().map(|first| first.why.clone()));
    let wish = ui.part(|model| model.settings.device);
    let wishes = vec![
        Choice {
            value: DeviceWish::Auto,
            id: "auto",
            text: strings::DEVICE_AUTO,
        },
        Choice {
            value: DeviceWish::Cpu,
            id: "cpu",
            text: strings::DEVICE_CPU,
        },
        Choice {
            value: DeviceWish::WebGpu,
            id: "webgpu",
            text: strings::DEVICE_WEBGPU,
        },
    ];
    let name = move || phase.with(|p| strings::phase_name(p, network.get(), ui.lang.get()));
    let reason = move || {
        let shown =
            phase.with(|p| matches!(p, Phase::Ready { .. } | Phase::Starting | Phase::Checking));
        why.with(|why| {
            why.as_ref()
                .filter(|_| shown)
                .map(|why| strings::why(why, ui.lang.get()))
        })
    };
    let is_ready = ui.part(|model| model.engines.is_ready());
    // What a reader's own weights say has no reference.
    let is_checked = ui.part(|model| model.engines.is_ready() && model.checkpoint().is_none());
    let own_kept = ui.part(|model| model.checkpoint().map(|own| own.kept));
    let opened = ui.part(|model| model.checkpoints.opening.clone());
    let opening = move || opened.with(|o| o.as_ref().map(|o| strings::opening(o, ui.lang.get())));
    view! {
        <section
            class="engine"
            id="engine"
            aria-labelledby="engine-title"
            data-phase=move || phase.with(phase_id)
            data-device=move || phase.with(device_id)
            data-network=move || in_use.get()
            data-next=move || coming.get()
        >
            <h2 class="unseen" id="engine-title">{ui.t(strings::ENGINE)}</h2>
            <div class="engine-state">
                <p role="status">
                    <span class="lamp" aria-hidden="true"></span>
                    <span hidden=move || !is_ready.get()>{network} " · "</span>
                    <strong id="engine-name">{name}</strong>
                    <span hidden=move || !is_checked.get()>" · " {ui.t(strings::ENGINE_CHECKED)}</span>
                </p>
                <div class="engine-detail" hidden=is_ready>{move || detail(ui, phase, own_kept, false)}</div>
                <p id="opening-weights" hidden=move || opening().is_none()>{opening}</p>
                {calm(opening)}
                {next(ui)}
                {slow(ui)}
            </div>
            <details class="more" id="engine-more">
                <summary>{ui.t(strings::ENGINE_MORE)}</summary>
                <div class="engine-choice">
                    {networks(ui)}
                    {segments(ui, "device", strings::DEVICE, wishes, wish.into(), move |wish| {
                        ui.send(Event::ChooseDevice(wish));
                    })}
                </div>
                <p id="engine-why">{reason}</p>
                <div class="engine-detail">{move || detail(ui, phase, own_kept, true)}</div>
            </details>
        </section>
    }
}

/// The engine that will take the place of the present one.
fn next(ui: Ui) -> impl IntoView {
    let next = ui.part(|model| {
        let next = model.engines.next()?.clone();
        let name = model
            .network_named(next.network)
            .map_or("", |spec| spec.name);
        Some((next, name))
    });
    let words = move || {
        let lang = ui.lang.get();
        next.with(|next| {
            let (next, name) = next.as_ref()?;
            Some(strings::next_engine(next, name, lang))
        })
    };
    view! {
        <p id="next-engine" hidden=move || next.with(Option::is_none)>{words}</p>
        {calm(words)}
    }
}

/// Transfers that take long, each with the way not to wait for it.
fn slow(ui: Ui) -> impl IntoView {
    let paths = Memo::new(move |_| {
        ui.app
            .slow
            .with(|all| all.iter().map(|one| one.path.clone()).collect::<Vec<_>>())
    });
    let line = move |path: String| {
        let of = path.clone();
        let words = move || {
            let lang = ui.lang.get();
            ui.app.slow.with(|all| {
                let one = all.iter().find(|one| one.path == of)?;
                Some(strings::slow_transfer(one, lang))
            })
        };
        let stop = move |_| ui.send(Event::CancelTransfer { path: path.clone() });
        view! {
            <p class="slow">
                <span>{words}</span>
                " "
                <button type="button" class="stop-transfer" on:click=stop>
                    {ui.t(strings::STOP_WAITING)}
                </button>
            </p>
        }
    };
    view! {
        <div id="transfer-slow">
            <For each=move || paths.get() key=|path| path.clone() let:path>
                {line(path)}
            </For>
        </div>
    }
}

/// Which network is asked, with its published accuracy and what it takes to download.
fn networks(ui: Ui) -> AnyView {
    // What is on its way already looks chosen; where it does not come, the one before does again.
    let chosen = ui.part(|model| {
        let next = model.engines.next();
        next.map_or(model.settings.network, |next| next.network)
    });
    let option = |spec: &'static NetworkSpec| {
        let words = move || strings::network_option(spec, ui.lang.get());
        let is_chosen = move || chosen.get() == spec.id;
        view! { <option value=spec.id data-option=spec.id prop:selected=is_chosen>{words}</option> }
    };
    let own = ui.part(|model| model.checkpoints.all.clone());
    let own_option = move |own: OwnNetwork| {
        let id = own.spec.id;
        let words = move || strings::own_option(&own, ui.lang.get());
        let is_chosen = move || chosen.get() == id;
        view! { <option value=id data-option=id prop:selected=is_chosen>{words}</option> }
    };
    let change = move |event: ev::Event| {
        let id = event_target_value(&event);
        let known =
            own.with_untracked(|own| own.iter().find(|own| own.spec.id == id).map(|own| own.spec));
        if let Some(spec) = catalogue::network(&id).or(known) {
            ui.send(Event::ChooseNetwork(spec.id));
        }
    };
    view! {
        <div class="field network">
            <label for="network">{ui.t(strings::NETWORK)}</label>
            <select id="network" on:change=change>
                {catalogue::NETWORKS.iter().map(|spec| option(spec)).collect_view()}
                <For each=move || own.get() key=|own| own.spec.id let:item>
                    {own_option(item)}
                </For>
            </select>
            {intake::weights_button(ui)}
        </div>
    }
    .into_any()
}

fn phase_id(phase: &Phase) -> &'static str {
    match phase {
        Phase::Choosing => "choosing",
        Phase::Starting => "starting",
        Phase::Downloading { .. } => "downloading",
        Phase::Checking => "checking",
        Phase::Ready { .. } => "ready",
        Phase::Stopped(_) => "stopped",
    }
}

fn device_id(phase: &Phase) -> Option<&'static str> {
    match phase {
        Phase::Ready { device, .. } => Some(match device.kind {
            DeviceKind::Cpu => "cpu",
            DeviceKind::WebGpu => "webgpu",
        }),
        _ => None,
    }
}

/// The second line: progress or the way to go on; or, where it is ready, what is known of it.
fn detail(ui: Ui, phase: Memo<Phase>, own_kept: Memo<Option<bool>>, of_ready: bool) -> AnyView {
    let lang = ui.lang.get();
    match phase.get() {
        phase if of_ready != matches!(phase, Phase::Ready { .. }) => ().into_any(),
        Phase::Downloading {
            received_bytes,
            total_bytes,
            since_ms,
            now_ms,
        } => view! {
            <progress
                id="download"
                max=total_bytes.to_string()
                prop:value=f64::from(received_bytes)
                aria-label=strings::DOWNLOAD.get(lang)
            ></progress>
            <span id="download-words">
                {strings::progress(received_bytes, total_bytes, now_ms - since_ms, lang)}
            </span>
        }
        .into_any(),
        Phase::Ready {
            device,
            self_check,
            weights,
        } => view! {
            <span
                id="self-check"
                data-score-error=self_check.score_error.to_string()
                data-gradient-error=self_check.gradient_error.to_string()
            >
                {strings::self_check(&self_check, lang)}
            </span>
            <span id="weights-state" data-from-storage=weights.from_storage.to_string()>
                {match own_kept.get() {
                    Some(kept) => strings::own_state(kept).get(lang),
                    None => strings::weights_state(weights).get(lang),
                }}
            </span>
            {device.cut.map(|cut| view! {
                <span id="cut">{strings::cut(cut, &device.variant, lang)}</span>
            })}
        }
        .into_any(),
        Phase::Stopped(_) => view! {
            <button type="button" id="start-again" on:click=move |_| ui.start_again()>
                {strings::START_AGAIN.get(lang)}
            </button>
        }
        .into_any(),
        _ => view! { <progress aria-label=strings::phase_name(&phase.get(), "", lang)></progress> }
            .into_any(),
    }
}
