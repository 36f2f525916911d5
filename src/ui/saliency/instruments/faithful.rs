//! The test by pixels that go and come.

use leptos::prelude::*;

use super::curves::{self, PROTOCOLS};
use super::running::{Pulse, running};
use crate::app_model::{AppModel, FaithfulRun, Instrument, InstrumentEvent};
use crate::protocol::MethodChoice;
use crate::ui::context::Ui;
use crate::ui::controls::{self, Control};
use crate::ui::parts::{part, table};
use crate::ui::plot::{Plot, plot};
use crate::ui::strings;

/// All of the test; `bounds`: the reader's box.
pub fn faithful(ui: Ui, bounds: RwSignal<Option<[u32; 4]>>) -> AnyView {
    let protocol = RwSignal::new(0_usize);
    let pulse = ui.part(|model| model.faithful_run().map(Pulse::of));
    let read_at = RwSignal::new(None::<f64>);
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
                at: read_at.into(),
                go: Callback::new(move |at| read_at.set(Some(at))),
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
    let start = move |model: &AppModel| {
        let mut methods = model.settings.beside.clone();
        if methods.is_empty() {
            methods.push(model.settings.method);
        }
        let choice = |id: &&str| MethodChoice {
            method: (*id).to_owned(),
            params: model.settings.saliency_by(id, None).params,
        };
        let class = model.settings.class.or_else(|| model.seen_class(0));
        let protocol = &PROTOCOLS[protocol.get_untracked().min(PROTOCOLS.len() - 1)];
        let methods = methods.iter().map(choice).collect();
        let bounds = bounds.get_untracked();
        InstrumentEvent::Faithful(curves::request(protocol, methods, class, bounds))
    };
    let options = PROTOCOLS.iter().enumerate();
    let options = options
        .map(|(at, protocol)| (protocol.id, at.to_string(), protocol.name))
        .collect();
    let chosen = Signal::derive(move || protocol.get().to_string());
    let words = move || PROTOCOLS[protocol.get().min(PROTOCOLS.len() - 1)].words;
    let has_none = move || pulse.with(|pulse| pulse.as_ref().is_none_or(|p| p.answers == 0));
    let body = view! {
        <p class="hint">{ui.t(strings::FAITHFUL_WHY)}</p>
        <div class="controls">
            {controls::select(
                ui,
                Control::new("faithful-protocol", strings::PROTOCOL),
                options,
                chosen,
                Box::new(move |at: f64| protocol.set(at as usize)),
            )}
        </div>
        <p class="hint">{move || words().get(ui.lang.get())}</p>
        {running(ui, (Instrument::Faithful, "faithful"), strings::MEASURE_THEM, pulse, start)}
        <div class="answer" hidden=has_none>
            <div class="charts">{charts.collect_view()}</div>
            {table(ui, "faithful-table", strings::FAITHFUL_FIGURES, html)}
        </div>
    }
    .into_any();
    part(ui, "faithful", strings::FAITHFUL, body)
}
