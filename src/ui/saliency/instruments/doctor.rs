//! Whether the present gradient can be believed, and the proof of it at a pixel.

use leptos::prelude::*;

use super::doctor_math::{self, Finding, Remedy};
use super::running::{Pulse, running};
use super::set::{files, set, setting};
use crate::app_model::{AppModel, DeviceWish, Event, Instrument, InstrumentEvent, MOST_LEVELS};
use crate::record::{Kind, Table};
use crate::spec::Lang;
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
            Remedy::Cpu => Event::ChooseDevice(DeviceWish::Cpu),
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
                {move || remedy_name(remedy, ui.lang.get())}
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

fn remedy_name(remedy: Remedy, lang: Lang) -> String {
    match remedy {
        Remedy::Predicted => strings::EXPLAIN_PREDICTED.get(lang).to_owned(),
        Remedy::Class(class) => strings::explain(class, lang),
        Remedy::Method(method) => strings::draw_by(method, lang),
        Remedy::Cpu => strings::COMPUTE_ON_CPU.get(lang).to_owned(),
    }
}

fn proof(state: MapState) -> AnyView {
    let ui = state.ui;
    let pulse = ui.part(|model| model.proof_run().map(Pulse::of));
    let pixel = pixel(state);
    let where_to = move || pixel.get().map(|at| strings::proof_at(at, ui.lang.get()));
    let start = move || {
        let at = pixel.get_untracked().unwrap_or_default();
        if state.probe.get_untracked().is_some() {
            // It was read on the map; now it is chosen.
            set(ui, |settings| settings.proof.pixel = Some(at));
        }
        let model = ui.app.model;
        InstrumentEvent::Proof(model.with_untracked(|model| model.proof_request(at)))
    };
    let is_gradient = ui.part(|model| {
        let map = model.saliency.map.as_ref();
        map.is_some_and(|map| map.request.method == "gradient")
    });
    let html = Signal::derive(move || {
        pulse.with(|_| ());
        state.result.with(|_| ());
        let lang = ui.lang.get();
        let table = |model: &AppModel| doctor_math::table(&model.proven()?, lang);
        let html = ui.app.model.with_untracked(table);
        html.unwrap_or_default()
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
        {questions(state, pixel)}
        {running(ui, (Instrument::Proof, "proof"), strings::PROVE_IT, pulse, start)}
        <div class="answer" hidden=move || html.with(String::is_empty)>
            <p>{of_pixel}</p>
            {table(ui, "proof-table", strings::PROOF_CAPTION, html)}
            <p class="hint">{ui.t(strings::PROOF_WORDS)}</p>
            {files(ui, (Kind::Proof, Table::Proof), ["proof-csv", "proof-record"])}
        </div>
    }
    .into_any()
}

/// The pixel that is proved: the one that is read on the map, else the one that was chosen, else the
/// strongest.
fn pixel(state: MapState) -> Memo<Option<(u32, u32)>> {
    let chosen = setting(state.ui, |settings| settings.proof.pixel);
    Memo::new(move |_| {
        let peak = || state.strongest.get().map(|found| found.peak);
        let read = state.probe.get().or_else(|| chosen.get());
        let last = state.side.get().saturating_sub(1);
        read.or_else(peak).map(|(x, y)| (x.min(last), y.min(last)))
    })
}

fn questions(state: MapState, pixel: Memo<Option<(u32, u32)>>) -> AnyView {
    let ui = state.ui;
    let levels = setting(ui, |settings| settings.proof.levels);
    let choose = move |at: Option<(u32, u32)>| {
        // The cross on the map stands for the same pixel.
        state.probe.set(None);
        set(ui, |settings| settings.proof.pixel = at);
    };
    let coordinate = move |id, name, of: fn(&mut (u32, u32)) -> &mut u32| {
        let value = move || f64::from(*of(&mut pixel.get().unwrap_or_default()));
        let last = move || f64::from(state.side.get().saturating_sub(1));
        let set = move |value: f64| {
            let mut at = pixel.get_untracked().unwrap_or_default();
            *of(&mut at) = value as u32;
            choose(Some(at));
        };
        controls::number(
            ui,
            Control::new(id, name),
            Signal::derive(value),
            Signal::derive(move || Wanted::whole(0.0, last(), 1.0)),
            Box::new(set),
        )
    };
    let level = move |levels: f64| set(ui, |settings| settings.proof.levels = levels as u8);
    view! {
        <div class="controls">
            {coordinate("proof-column", strings::PROOF_COLUMN, |at| &mut at.0)}
            {coordinate("proof-row", strings::PROOF_ROW, |at| &mut at.1)}
            {controls::number(
                ui,
                Control::new("proof-levels", strings::PROOF_LEVELS),
                Signal::derive(move || f64::from(levels.get())),
                Signal::stored(Wanted::whole(1.0, f64::from(MOST_LEVELS), 1.0)),
                Box::new(level),
            )}
        </div>
        <div class="buttons">
            <button type="button" class="quiet" id="proof-strongest" on:click=move |_| choose(None)>
                {ui.t(strings::PROOF_STRONGEST)}
            </button>
        </div>
    }
    .into_any()
}
