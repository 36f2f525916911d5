use leptos::prelude::*;

use super::{names, needs};
use crate::app_model::{AppModel, Event, Look, PairEvent, Seat, Transfer};
use crate::record::{Kind, Table};
use crate::spec::{Lang, Text};
use crate::ui::asking::{Asked, asking};
use crate::ui::context::Ui;
use crate::ui::markup::{self, Column, Row};
use crate::ui::parts::{part, table};
use crate::ui::records::{csv_button, record_button};
use crate::ui::strings;

/// Whether the adversarial image of the first network fools the second.
pub(super) fn transfer(ui: Ui) -> AnyView {
    let state = ui.part(|model| Asked::from(model.transfer()));
    let found = ui.part(|model| Some((*model.transfer().done()?, names(model))));
    let can_ask = ui.part(AppModel::can_ask_transfer);
    let words = move || {
        let lang = ui.lang.get();
        let (found, names) = found.get()?;
        Some(strings::transfer_verdict(&found, names, lang))
    };
    let html = move || {
        let lang = ui.lang.get();
        let html = found.get().map(|(found, names)| rows(&found, names, lang));
        html.unwrap_or_default()
    };
    let holds = move |is: fn(&Transfer, Seat) -> bool| {
        move || Some(is(&found.get()?.0, Seat::Second).to_string())
    };
    let answer = view! {
        <div
            class="verdict"
            id="transfer-verdict"
            role="status"
            data-fools=holds(Transfer::fools)
            data-reaches=holds(Transfer::reaches)
        >
            <p>{words}</p>
        </div>
        {table(ui, "transfer-table", strings::TRANSFERRED, Signal::derive(html))}
        <div class="buttons">
            {record_button(ui, "transfer-record", Kind::Transfer)}
            {csv_button(ui, "transfer-csv", Table::Transfer, Signal::stored(true))}
        </div>
    }
    .into_any();
    let ask = (strings::ASK_TRANSFER, Event::Pair(PairEvent::AskTransfer));
    let is_open = Signal::derive(move || can_ask.get());
    let body = view! {
        <p class="hint">{ui.t(strings::TRANSFER_WHY)}</p>
        {needs(ui, "transfer-needs", can_ask, |_| strings::NEEDS_ATTACK)}
        {asking(ui, "transfer", ask, state, is_open, answer)}
    }
    .into_any();
    part(ui, "pair-transfer", strings::TRANSFER, body)
}

fn rows(found: &Transfer, names: [&str; 2], lang: Lang) -> String {
    let columns = [
        Column(strings::NETWORK.get(lang), false),
        Column(strings::IMAGE_SHOWN.get(lang), false),
        Column(strings::NETWORK_SEES.get(lang), false),
        Column(strings::OF_SOURCE.get(lang), false),
        Column(strings::OF_TARGET.get(lang), false),
    ];
    let mut rows = Vec::new();
    for seat in Seat::BOTH {
        let at = seat.index();
        let both = [
            (strings::ORIGINAL_CONTROL, "original", &found.original[at]),
            (
                strings::ADVERSARIAL_IMAGE,
                "adversarial",
                &found.adversarial[at],
            ),
        ];
        rows.extend(both.map(|image| row(image, names[at], at, lang)));
    }
    markup::table(strings::TRANSFERRED.get(lang), &columns, &rows)
}

fn row((image, id, look): (Text, &str, &Look), name: &str, at: usize, lang: Lang) -> Row {
    Row {
        data: vec![
            ("shown", format!("{id}-{}", at + 1)),
            ("class", look.best.class.to_string()),
            ("target-rank", look.target.rank.to_string()),
        ],
        cells: vec![
            name.to_owned(),
            image.get(lang).to_owned(),
            strings::class_with_p(look.best, lang),
            strings::place(&look.source, lang),
            strings::place(&look.target, lang),
        ],
    }
}
