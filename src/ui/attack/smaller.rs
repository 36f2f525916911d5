use leptos::prelude::*;

use super::state::{AttackView, run};
use crate::app_model::{AttackEvent, AttackRun};
use crate::protocol::Norms;
use crate::spec::{Lang, Text};
use crate::ui::markup::{self, Column, Row};
use crate::ui::numbers::significant;
use crate::ui::parts::table;
use crate::ui::strings;

/// The button that makes the change smaller, and what that gained.
pub(super) fn smaller(view: AttackView) -> AnyView {
    let ui = view.ui;
    let is_there =
        ui.part(|model| run(model).is_some_and(|run| run.end.is_some() || run.before.is_some()));
    let can_shrink = ui.part(|model| run(model).is_some_and(AttackRun::can_shrink));
    let has_gain = ui.part(|model| run(model).is_some_and(|run| run.gain().is_some()));
    let html = move || {
        has_gain.track();
        view.phase.track();
        let lang = ui.lang.get();
        view.of_run(|run| gain(run, lang)).unwrap_or_default()
    };
    view! {
        <div hidden=move || !is_there.get()>
            <div class="buttons">
                <button
                    type="button"
                    id="attack-shrink"
                    aria-describedby="attack-shrink-hint"
                    disabled=move || !can_shrink.get()
                    on:click=move |_| ui.attack(AttackEvent::Shrink)
                >
                    {ui.t(strings::SHRINK)}
                </button>
            </div>
            <p class="hint" id="attack-shrink-hint">{ui.t(strings::SHRINK_HINT)}</p>
            <div hidden=move || !has_gain.get()>
                {table(ui, "gain", strings::GAIN, Signal::derive(html))}
            </div>
        </div>
    }
    .into_any()
}

/// The file before and after, and the gradients that each of them took.
fn gain(run: &AttackRun, lang: Lang) -> Option<String> {
    let (before, end) = run.gain()?;
    let columns = [
        Column(strings::IMAGE.get(lang), false),
        Column(strings::L2_UNIT.get(lang), true),
        Column(strings::LINF_GREY.get(lang), true),
        Column(strings::GRADIENTS.get(lang), true),
    ];
    let row = |id: &str, name: Text, norms: &Norms, gradients: u32| {
        let figure = |value: f32| significant(f64::from(value), 3, lang);
        Row {
            data: vec![("file", id.to_owned()), ("unit", norms.l2_unit.to_string())],
            cells: vec![
                name.get(lang).to_owned(),
                figure(norms.l2_unit),
                figure(norms.linf_unit * 255.0),
                gradients.to_string(),
            ],
        }
    };
    let rows = [
        row("before", strings::GAIN_BEFORE, &before.norms, end.gradients),
        row(
            "after",
            strings::GAIN_AFTER,
            &end.best.norms,
            end.search_gradients,
        ),
    ];
    Some(markup::table(strings::GAIN.get(lang), &columns, &rows))
}
