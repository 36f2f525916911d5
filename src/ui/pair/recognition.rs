use leptos::prelude::*;

use super::{names, needs};
use crate::app_model::{AppModel, Event, PairEvent, Recognition, Seat};
use crate::record::{Kind, Table};
use crate::spec::Lang;
use crate::ui::asking::{Asked, asking};
use crate::ui::context::Ui;
use crate::ui::markup::{self, Column, Row};
use crate::ui::parts::{part, table};
use crate::ui::records::{csv_button, record_button};
use crate::ui::strings;

/// Whether the visualisation of the first network means anything to the second.
pub(super) fn recognition(ui: Ui) -> AnyView {
    let state = ui.part(|model| Asked::from(model.recognition()));
    let found = ui.part(|model| Some((*model.recognition().done()?, names(model))));
    let can_ask = ui.part(AppModel::can_ask_recognition);
    let words = move || {
        let lang = ui.lang.get();
        let (found, names) = found.get()?;
        Some(strings::recognition_verdict(&found, names, lang))
    };
    let html = move || {
        let lang = ui.lang.get();
        let html = found.get().map(|(found, names)| rows(&found, names, lang));
        html.unwrap_or_default()
    };
    let answer = view! {
        <div class="verdict" id="recognition-verdict" role="status"><p>{words}</p></div>
        {table(ui, "recognition-table", strings::RECOGNISED, Signal::derive(html))}
        <div class="buttons">
            {record_button(ui, "recognition-record", Kind::Recognition)}
            {csv_button(ui, "recognition-csv", Table::Recognition, Signal::stored(true))}
        </div>
    }
    .into_any();
    let ask = (
        strings::ASK_TRANSFER,
        Event::Pair(PairEvent::AskRecognition),
    );
    let is_open = Signal::derive(move || can_ask.get());
    let body = view! {
        <p class="hint">{ui.t(strings::RECOGNITION_WHY)}</p>
        {needs(ui, "recognition-needs", can_ask, |_| strings::NEEDS_VISUAL)}
        {asking(ui, "recognition", ask, state, is_open, answer)}
    }
    .into_any();
    part(ui, "pair-recognition", strings::RECOGNITION, body)
}

fn rows(found: &Recognition, names: [&str; 2], lang: Lang) -> String {
    let columns = [
        Column(strings::NETWORK.get(lang), false),
        Column(strings::NETWORK_SEES.get(lang), false),
        Column(strings::CLASS_CLIMBED.get(lang), false),
    ];
    let rows = Seat::BOTH.map(|seat| {
        let at = seat.index();
        let climbed = found.climbed.as_ref();
        let climbed = climbed.map(|places| strings::place(&places[at], lang));
        Row {
            data: vec![
                ("network", (at + 1).to_string()),
                ("class", found.best[at].class.to_string()),
            ],
            cells: vec![
                names[at].to_owned(),
                strings::class_with_p(found.best[at], lang),
                climbed.unwrap_or_else(|| "–".to_owned()),
            ],
        }
    });
    markup::table(strings::RECOGNISED.get(lang), &columns, &rows)
}
