use leptos::prelude::*;

use super::state::AttackView;
use crate::protocol::Norms;
use crate::scores::Standing;
use crate::spec::{Lang, Text};
use crate::ui::markup::{self, Column, Row};
use crate::ui::numbers::{fixed, probability, significant};
use crate::ui::parts::{part, table};
use crate::ui::strings;

/// The best classes before and after, and how large the change is.
pub(super) fn tables(view: AttackView) -> AnyView {
    let ui = view.ui;
    let before = move || {
        view.pulse.with(|_| ());
        let lang = ui.lang.get();
        let top = view.of_run(|run| run.steps.first().map(|step| step.top.clone()));
        let captions = [strings::BEFORE, strings::ALL_BEFORE];
        top_five(captions, &top.unwrap_or_default(), lang)
    };
    let after = move || {
        let lang = ui.lang.get();
        let top = view.of_step(|_, step| step.top.clone());
        let captions = [strings::AFTER, strings::ALL_AFTER];
        top_five(captions, &top.unwrap_or_default(), lang)
    };
    let sizes = move || {
        let found = view.of_step(|_, step| step.norms).unwrap_or_default();
        norms(&found, ui.lang.get())
    };
    let changed = move || {
        let lang = ui.lang.get();
        let side = view.side.get() as usize;
        view.of_step(|run, step| {
            let is_free = !run.request.boxed && !step.is_rounded(&run.request);
            strings::changed(&step.norms, side * side, is_free, lang)
        })
    };
    let of = move || {
        let lang = ui.lang.get();
        view.of_step(|run, step| strings::figures_of(step, &run.request, lang))
    };
    let body = view! {
        <p class="hint" id="figures-of">{of}</p>
        <div class="side-by-side">
            {table(ui, "top-before", strings::BEFORE, Signal::derive(before))}
            {table(ui, "top-after", strings::AFTER, Signal::derive(after))}
        </div>
        {table(ui, "norms", strings::SIZE, Signal::derive(sizes))}
        <p class="figures" id="changed">{changed}</p>
    }
    .into_any();
    part(ui, "before-after", strings::BEFORE_AFTER, body)
}

/// The five best classes; all of them, under the other caption, where there are fewer.
fn top_five(captions: [Text; 2], top: &[Standing], lang: Lang) -> String {
    let caption = captions[usize::from((1..5).contains(&top.len()))];
    let columns = [
        Column(strings::CLASS.get(lang), false),
        Column(strings::PROBABILITY.get(lang), true),
        Column(strings::SCORE.get(lang), true),
    ];
    let row = |standing: &Standing| Row {
        data: vec![
            ("class", standing.class.to_string()),
            ("probability", standing.probability.to_string()),
        ],
        cells: vec![
            strings::class_name(standing.class, lang),
            probability(standing.probability, lang),
            fixed(f64::from(standing.score), 2, lang),
        ],
    };
    let rows: Vec<Row> = top.iter().map(row).collect();
    markup::table(caption.get(lang), &columns, &rows)
}

fn norms(norms: &Norms, lang: Lang) -> String {
    let columns = [
        Column(strings::NORM.get(lang), false),
        Column(strings::UNIT_NORMALISED.get(lang), true),
        Column(strings::UNIT_ONE.get(lang), true),
        Column(strings::UNIT_GREY.get(lang), true),
    ];
    let row = |(id, name, normalised, unit): (&str, Text, f32, f32)| {
        let figure = |value: f32| significant(f64::from(value), 3, lang);
        Row {
            data: vec![("norm", id.to_owned()), ("unit", unit.to_string())],
            cells: vec![
                name.get(lang).to_owned(),
                figure(normalised),
                figure(unit),
                figure(unit * 255.0),
            ],
        }
    };
    let rows = [
        ("l2", strings::NORM_L2, norms.l2_norm, norms.l2_unit),
        ("linf", strings::NORM_LINF, norms.linf_norm, norms.linf_unit),
        ("mean", strings::NORM_MEAN, norms.mean_norm, norms.mean_unit),
    ]
    .map(row);
    markup::table(strings::SIZE.get(lang), &columns, &rows)
}
