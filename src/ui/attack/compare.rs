use leptos::prelude::*;

use super::compare_pictures::pictures;
use super::compare_tables::{budgets, results};
use super::question::{PER_CENT, can_start, per_cent_of};
use super::state::AttackView;
use crate::app_model::{AttackEvent, Comparison, RunPhase, Standstill};
use crate::client::now_ms;
use crate::protocol::Goal;
use crate::record::Table;
use crate::spec::Lang;
use crate::ui::calm::calm;
use crate::ui::controls::{Control, number, switch};
use crate::ui::parts::{part, table};
use crate::ui::records::csv_button;
use crate::ui::saliency::estimate;
use crate::ui::strings;
use crate::ui::typed::Wanted;

/// Hours for one attack on any device.
const MOST_GRADIENTS: f64 = 100_000.0;

/// Every attack under one budget.
pub(super) fn compare(view: AttackView) -> AnyView {
    let ui = view.ui;
    let state = ui.part(|model| {
        let comparison = model.attack.comparison.as_ref();
        comparison.map_or("not-asked", |comparison| match comparison.standstill {
            Some(Standstill::Cancelled) => "cancelled",
            Some(Standstill::Interrupted) => "interrupted",
            None if comparison.is_under_way() => "running",
            None => "done",
        })
    });
    let is_running = move || state.get() == "running";
    let can_start = ui.part(can_start);
    let comparison = ui.part(|model| Some(model.attack.comparison.as_ref()?.figures()));
    let progress = move || {
        let lang = ui.lang.get();
        let words = |c: &Comparison| strings::compared_so_far(c.done(), c.contenders.len(), lang);
        comparison.with(|c| c.as_ref().filter(|c| c.is_under_way()).map(words))
    };
    let news = move || {
        let text = match state.get() {
            "cancelled" => strings::phase(RunPhase::Cancelled),
            "interrupted" => strings::phase(RunPhase::Interrupted),
            _ => return None,
        };
        Some(text.get(ui.lang.get()))
    };
    let expected = ui.part(|model| {
        // The map of a gradient takes a look at the image, too.
        let of_map = estimate::expected_ms_by(model, "gradient");
        let (count, ms) = model.comparison_estimate(of_map);
        let ms = ms.map(estimate::rounded);
        (count, model.attack.settings.compare_gradients, ms)
    });
    let expected = move || {
        let (count, budget, ms) = expected.get();
        strings::comparison_estimate(count, budget, ms, ui.lang.get())
    };
    let body = view! {
        <p class="hint">{ui.t(strings::COMPARE_WHY)}</p>
        <div class="controls">
            {budget(view)}
            {probability(view)}
            {away(view)}
            <p class="figures" id="comparison-estimate">{expected}</p>
            <div class="buttons">
                <button
                    type="button"
                    id="compare"
                    disabled=move || is_running() || !can_start.get()
                    on:click=move |_| ui.attack(AttackEvent::Compare)
                >
                    {ui.t(strings::COMPARE)}
                </button>
                <button
                    type="button"
                    id="compare-cancel"
                    disabled=move || !is_running()
                    on:click=move |_| ui.attack(AttackEvent::CancelComparison { now_ms: now_ms() })
                >
                    {ui.t(strings::CANCEL)}
                </button>
                <span role="status">{news}</span>
                <span id="compare-progress">{progress}</span>
                {calm(progress)}
            </div>
        </div>
        {answer(view, state)}
    }
    .into_any();
    part(ui, "compare-part", strings::COMPARE, body)
}

/// What came out, by now.
fn answer(view: AttackView, state: Memo<&'static str>) -> AnyView {
    let ui = view.ui;
    let comparison = ui.part(|model| Some(model.attack.comparison.as_ref()?.figures()));
    let of = move |words: fn(&Comparison, Lang) -> String| {
        Signal::derive(move || {
            let lang = ui.lang.get();
            comparison.with(|c| c.as_ref().map(|c| words(c, lang)).unwrap_or_default())
        })
    };
    let has_away = move || comparison.with(|c| c.as_ref().is_some_and(|c| c.goals().len() > 1));
    let judged_at = move || comparison.with(|c| Some(c.as_ref()?.probability.to_string()));
    let computed_by = ui.part(|model| {
        let comparison = model.attack.comparison.as_ref()?;
        let variants = comparison.variants().into_iter().map(str::to_owned);
        let now = model.engines.variant().map(str::to_owned);
        Some((variants.collect::<Vec<_>>(), now))
    });
    let computed_by = move || {
        let (variants, now) = computed_by.get()?;
        let variants: Vec<&str> = variants.iter().map(String::as_str).collect();
        strings::computed_by(&variants, now.as_deref(), ui.lang.get())
    };
    view! {
        <div
            class="answer"
            id="comparison-state"
            data-state=state
            hidden=move || state.get() == "not-asked"
        >
            <p class="figures" id="compared-at" data-probability=judged_at>
                {of(|c, lang| strings::judged_at(c.probability, c.max_gradients, lang))}
            </p>
            {table(ui, "comparison", strings::COMPARE, of(|c, lang| results(c, c.goal, lang)))}
            <div hidden=move || !has_away()>
                {table(ui, "comparison-away", strings::COMPARE_AWAY, of(results_away))}
            </div>
            <p class="figures" id="compared-missing">{of(|c, lang| strings::not_reached(c, lang).unwrap_or_default())}</p>
            <p class="figures" id="compared-short">{of(|c, lang| strings::search_cut_short(c, lang).unwrap_or_default())}</p>
            <details>
                <summary>{ui.t(strings::BUDGETS)}</summary>
                {table(ui, "comparison-budgets", strings::BUDGETS, of(budgets))}
            </details>
            <div class="buttons">{csv_button(ui, "attack-comparison-csv", Table::Comparison, Signal::stored(true))}</div>
            <p class="hint" id="compared-by">{computed_by}</p>
            {pictures(view)}
        </div>
    }
    .into_any()
}

/// Of the attacks that only leave the class, where they stand beside the others.
fn results_away(comparison: &Comparison, lang: Lang) -> String {
    match comparison.goal {
        Goal::Away => String::new(),
        _ => results(comparison, Goal::Away, lang),
    }
}

fn budget(view: AttackView) -> AnyView {
    let ui = view.ui;
    let gradients = ui.part(|model| model.attack.settings.compare_gradients);
    let control = Control {
        hint: Signal::stored(strings::BUDGET_HINT),
        ..Control::new("compare-gradients", strings::BUDGET)
    };
    let value = Signal::derive(move || f64::from(gradients.get()));
    let wanted = Signal::stored(Wanted::whole(1.0, MOST_GRADIENTS, 10.0));
    let set = move |value: f64| ui.attack(AttackEvent::CompareGradients(value as u32));
    number(ui, control, value, wanted, Box::new(set))
}

/// Whether the attacks that only leave the class are compared, too.
fn away(view: AttackView) -> AnyView {
    let ui = view.ui;
    let on = ui.part(|model| model.attack.settings.compare_away);
    let is_open = ui.part(|model| model.attack.settings.goal != Goal::Away);
    let control = Control {
        hint: Signal::stored(strings::COMPARE_AWAY_HINT),
        ..Control::new("compare-away", strings::COMPARE_AWAY)
    };
    let set = move |value: f64| ui.attack(AttackEvent::CompareAway(value >= 0.5));
    switch(ui, control, on.into(), is_open.into(), Box::new(set))
}

/// The probability that all are compared at: a setting of the comparison's own.
fn probability(view: AttackView) -> AnyView {
    let ui = view.ui;
    let share = ui.part(|model| model.attack.settings.compare_probability);
    let control = Control {
        hint: Signal::stored(strings::COMPARE_AT_HINT),
        unit: strings::PER_CENT,
        ..Control::new("compare-until", strings::COMPARE_AT)
    };
    let value = Signal::derive(move || per_cent_of(share.get()));
    let set = move |value: f64| {
        ui.attack(AttackEvent::CompareProbability((value / 100.0) as f32));
    };
    number(ui, control, value, Signal::stored(PER_CENT), Box::new(set))
}
