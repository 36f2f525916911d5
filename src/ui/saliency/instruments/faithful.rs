//! The test by pixels that go and come.

use leptos::prelude::*;

use super::curves::{self, PROTOCOL_WORDS};
use super::gone::{Reading, pictures};
use super::running::{Pulse, running};
use super::set::{files, seed, set, setting};
use crate::app_model::{AppModel, FaithfulRun, Instrument, InstrumentEvent, PROTOCOLS};
use crate::record::{Kind, Table};
use crate::ui::context::Ui;
use crate::ui::controls::{self, Control};
use crate::ui::parts::{part, table};
use crate::ui::plot::{Plot, plot};
use crate::ui::strings;

/// Per cent of the pixels where the charts are read at first: there is something to see of both pictures.
const FIRST_READ: f64 = 10.0;

/// All of the test.
pub fn faithful(ui: Ui) -> AnyView {
    let pulse = ui.part(|model| model.faithful_run().map(Pulse::of));
    let reading = Reading {
        ui,
        pulse,
        at: RwSignal::new(FIRST_READ),
        map: RwSignal::new(0),
    };
    let read_at = reading.at;
    let of_run = move |tell: &dyn Fn(&FaithfulRun) -> Option<crate::ui::chart::Chart>| {
        pulse.with(|_| ());
        ui.app
            .model
            .with_untracked(|model| tell(model.faithful_run()?))
    };
    let charts = [("faithful-deletion", false), ("faithful-insertion", true)];
    let charts = charts.map(|(id, is_insertion)| {
        let chart = Memo::new(move |_| {
            let lang = ui.lang.get();
            of_run(&|run| curves::chart(run, is_insertion, lang))
        });
        plot(
            ui,
            Plot {
                id,
                chart,
                at: Signal::derive(move || Some(read_at.get())),
                go: Callback::new(move |at| read_at.set(at)),
            },
        )
    });
    let html = Signal::derive(move || {
        let lang = ui.lang.get();
        pulse.with(|_| ());
        ui.app.model.with_untracked(|model| {
            let run = model.faithful_run();
            run.map(|run| curves::table(run, lang)).unwrap_or_default()
        })
    });
    let start =
        move || InstrumentEvent::Faithful(ui.app.model.with_untracked(AppModel::faithful_request));
    let has_none = move || pulse.with(|pulse| pulse.as_ref().is_none_or(|p| p.answers == 0));
    let body = view! {
        <p class="hint">{ui.t(strings::FAITHFUL_WHY)}</p>
        {questions(ui)}
        {running(ui, (Instrument::Faithful, "faithful"), strings::MEASURE_THEM, pulse, start)}
        <div class="answer" hidden=has_none>
            <div class="charts">{charts.collect_view()}</div>
            {pictures(reading)}
            {table(ui, "faithful-table", strings::FAITHFUL_FIGURES, html)}
            {files(ui, (Kind::Faithful, Table::Faithful), ["faithful-csv", "faithful-record"])}
        </div>
    }
    .into_any();
    part(ui, "faithful", strings::FAITHFUL, body)
}

fn questions(ui: Ui) -> AnyView {
    let protocol = setting(ui, |settings| {
        let chosen = settings.faithful.protocol().id;
        PROTOCOLS
            .iter()
            .position(|known| known.id == chosen)
            .unwrap_or(0)
    });
    let named = PROTOCOLS.iter().zip(PROTOCOL_WORDS).enumerate();
    let options = named
        .map(|(at, (protocol, (name, _)))| (protocol.id, at.to_string(), name))
        .collect();
    let chosen = Signal::derive(move || protocol.get().to_string());
    let choose = move |at: f64| {
        let protocol = &PROTOCOLS[(at as usize).min(PROTOCOLS.len() - 1)];
        set(ui, |settings| settings.faithful.choose(protocol.id));
    };
    // Of no use where nothing is drawn by chance.
    let is_by_chance = move || PROTOCOLS[protocol.get()].is_by_chance();
    let words = move || PROTOCOL_WORDS[protocol.get()].1.get(ui.lang.get());
    view! {
        <div class="controls">
            {controls::select(
                ui,
                Control::new("faithful-protocol", strings::PROTOCOL),
                options,
                chosen,
                Box::new(choose),
            )}
            <div hidden=move || !is_by_chance()>
                {seed(ui, "faithful-seed", |settings| &mut settings.faithful.seed)}
            </div>
        </div>
        <p class="hint">{words}</p>
    }
    .into_any()
}
