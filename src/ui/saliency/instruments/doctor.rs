//! Whether the present gradient can be believed, and the proof of it at a pixel.

use leptos::prelude::*;

use super::doctor_math::{self, Finding, Remedy};
use super::running::{Pulse, running};
use crate::app_model::{AppModel, Event, Instrument, InstrumentEvent, ProofRequest};
use crate::spec::ClassId;
use crate::ui::context::Ui;
use crate::ui::controls::{self, Control};
use crate::ui::parts::{part, table};
use crate::ui::saliency::state::MapState;
use crate::ui::strings;
use crate::ui::typed::Wanted;

/// All of it.
pub fn doctor(state: MapState) -> AnyView {
    let ui = state.ui;
    let body = view! {
        <p class="hint">{ui.t(strings::DOCTOR_WHY)}</p>
        {list(ui)}
        {proof(state)}
    }
    .into_any();
    part(ui, "doctor", strings::DOCTOR, body)
}

fn list(ui: Ui) -> AnyView {
    // Words are told anew for another map, not for everything that happens.
    let pulse = ui.part(|model| {
        let map = model.saliency.map.as_ref()?;
        let scores = model.saliency.scores.as_ref()?;
        let address = map.map.values.as_ptr().addr();
        Some((address, scores.values.as_ptr().addr(), map.class.0))
    });
    let all = move || {
        pulse.with(|_| ());
        let lang = ui.lang.get();
        let all = ui
            .app
            .model
            .with_untracked(|model| doctor_math::findings(model, lang));
        all.into_iter()
            .map(|finding| one(ui, finding))
            .collect_view()
    };
    view! { <ul class="findings" id="doctor-findings">{all}</ul> }.into_any()
}

fn one(ui: Ui, finding: Finding) -> AnyView {
    let Finding {
        id,
        is_trouble,
        words,
        remedy,
    } = finding;
    let act = move |remedy: Remedy| {
        ui.send(match remedy {
            Remedy::Predicted => Event::ChooseClass(None),
            Remedy::Class(class) => Event::ChooseClass(Some(class)),
            Remedy::Method(method) => Event::ChooseMethod(method),
        });
    };
    let button = remedy.map(|remedy| {
        view! {
            <button
                type="button"
                class="quiet"
                id=format!("doctor-{id}")
                on:click=move |_| act(remedy)
            >
                {move || strings::remedy(remedy_name(remedy), ui.lang.get())}
            </button>
        }
    });
    view! {
        <li data-finding=id data-trouble=is_trouble.to_string()>
            <span>{words}</span>
            {button}
        </li>
    }
    .into_any()
}

/// What is chosen: the predicted class, a class, a method by its id.
fn remedy_name(remedy: Remedy) -> (Option<ClassId>, Option<&'static str>) {
    match remedy {
        Remedy::Predicted => (None, None),
        Remedy::Class(class) => (Some(class), None),
        Remedy::Method(method) => (None, Some(method)),
    }
}

fn proof(state: MapState) -> AnyView {
    let ui = state.ui;
    let levels = RwSignal::new(1.0_f64);
    let pulse = ui.part(|model| model.proof_run().map(Pulse::of));
    let pixel = move || {
        let peak = || state.strongest.get().map(|found| found.peak);
        state.probe.get().or_else(peak)
    };
    let where_to = move || pixel().map(|at| strings::proof_at(at, ui.lang.get()));
    let start = move |model: &AppModel| {
        let class = model.settings.class.or_else(|| model.seen_class(0));
        InstrumentEvent::Proof(ProofRequest {
            pixel: untrack(pixel).unwrap_or_default(),
            levels: levels.get_untracked() as u8,
            class: class.unwrap_or(ClassId(0)),
        })
    };
    let is_gradient = ui.part(|model| {
        let map = model.saliency.map.as_ref();
        map.is_some_and(|map| map.request.method == "gradient")
    });
    let proven = move || {
        pulse.with(|_| ());
        state.result.with(|_| ());
        ui.app.model.with_untracked(|model| {
            let (run, map) = (model.proof_run()?, model.saliency.map.as_ref()?);
            let is_same = map.class == run.request.class && map.request.method == "gradient";
            let side = model.network().side as u32;
            is_same.then(|| doctor_math::proven(run, &map.map.values, side))?
        })
    };
    let html = Signal::derive(move || {
        let lang = ui.lang.get();
        proven()
            .map(|all| doctor_math::table(&all, lang))
            .unwrap_or_default()
    });
    let of_pixel = move || {
        pulse.with(|_| ());
        let lang = ui.lang.get();
        ui.app.model.with_untracked(|model| {
            Some(strings::proven_at(model.proof_run()?.request.pixel, lang))
        })
    };
    view! {
        <h4>{ui.t(strings::PROVE_IT)}</h4>
        <p class="hint">{ui.t(strings::PROVE_WHY)}</p>
        <p class="hint" hidden=is_gradient>{ui.t(strings::PROVE_NEEDS_GRADIENT)}</p>
        <p id="proof-pixel">{where_to}</p>
        <div class="controls">
            {controls::number(
                ui,
                Control::new("proof-levels", strings::PROOF_LEVELS),
                levels.into(),
                Signal::stored(Wanted::whole(1.0, 20.0, 1.0)),
                Box::new(move |value| levels.set(value)),
            )}
        </div>
        {running(ui, (Instrument::Proof, "proof"), strings::PROVE_IT, pulse, start)}
        <div class="answer" hidden=move || proven().is_none()>
            <p>{of_pixel}</p>
            {table(ui, "proof-table", strings::PROOF_CAPTION, html)}
            <p class="hint">{ui.t(strings::PROOF_WORDS)}</p>
        </div>
    }
    .into_any()
}
