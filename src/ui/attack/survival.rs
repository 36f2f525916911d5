use leptos::prelude::*;

use super::state::{AttackView, run};
use crate::app_model::{AttackEvent, Event, Later, SurvivalRow};
use crate::catalogue;
use crate::record::Table;
use crate::scores::Standing;
use crate::spec::Lang;
use crate::ui::asking::{Asked, asking};
use crate::ui::markup::{self, Column, Row};
use crate::ui::numbers::probability;
use crate::ui::parts::{part, table};
use crate::ui::records::csv_button;
use crate::ui::strings;

/// What the changes of the world leave of the attack.
pub(super) fn survival(view: AttackView) -> AnyView {
    let ui = view.ui;
    let state = ui.part(|model| run(model).map_or(Asked::Not, |run| (&run.survival).into()));
    let is_open = Signal::derive(move || view.best.with(Option::is_some));
    let html = move || {
        state.track();
        let lang = ui.lang.get();
        let html = view.of_run(|run| match &run.survival {
            Later::Done(rows) => Some(survival_table(rows, lang)),
            _ => None,
        });
        html.unwrap_or_default()
    };
    let is_there = Signal::stored(true);
    let answer = view! {
        {table(ui, "survival-table", strings::SURVIVED, Signal::derive(html))}
        <div class="buttons">{csv_button(ui, "attack-survival-csv", Table::Survival, is_there)}</div>
    }
    .into_any();
    let ask = (
        strings::ASK_SURVIVAL,
        Event::Attack(AttackEvent::AskSurvival),
    );
    let body = view! {
        <p class="hint">{ui.t(strings::SURVIVAL_WHY)}</p>
        {asking(ui, "survival", ask, state, is_open, answer)}
    }
    .into_any();
    part(ui, "consequences", strings::SURVIVAL, body)
}

fn survival_table(rows: &[SurvivalRow], lang: Lang) -> String {
    let columns = [
        Column(strings::CHANGE.get(lang), false),
        Column(strings::SURVIVES.get(lang), false),
        Column(strings::CONTROL.get(lang), false),
        Column(strings::ATTACKED.get(lang), false),
        Column(strings::TARGET_P.get(lang), true),
    ];
    let row = |row: &SurvivalRow| {
        let class = |standing: Standing| strings::class_with_p(standing, lang);
        let answer = if row.survives {
            strings::YES
        } else {
            strings::NO
        };
        let change = catalogue::CHANGES.iter().find(|spec| spec.id == row.change);
        Row {
            data: vec![
                ("change", row.change.to_owned()),
                ("survives", row.survives.to_string()),
                ("original", row.original.class.to_string()),
                ("adversarial", row.adversarial.class.to_string()),
            ],
            cells: vec![
                change
                    .map_or(row.change, |spec| spec.name.get(lang))
                    .to_owned(),
                answer.get(lang).to_owned(),
                class(row.original),
                class(row.adversarial),
                probability(row.target_probability, lang),
            ],
        }
    };
    let rows: Vec<Row> = rows.iter().map(row).collect();
    markup::table(strings::SURVIVED.get(lang), &columns, &rows)
}
