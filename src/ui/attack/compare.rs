use leptos::prelude::*;

use super::question::{PER_CENT, can_start, per_cent_of};
use super::stage::{difference, photo};
use super::state::AttackView;
use crate::app_model::{AttackEvent, Contender, Later, RunPhase, Standstill};
use crate::catalogue;
use crate::client::now_ms;
use crate::protocol::AttackEnd;
use crate::record::Table;
use crate::spec::{Lang, Text};
use crate::ui::canvas::ById;
use crate::ui::controls::{Control, number};
use crate::ui::markup::{self, Column, Row};
use crate::ui::numbers::{duration_ms, percent, significant};
use crate::ui::parts::{part, picture, table};
use crate::ui::records::csv_button;
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
    let contenders = ui.part(|model| {
        let comparison = model.attack.comparison.as_ref();
        comparison
            .map(|comparison| comparison.contenders.clone())
            .unwrap_or_default()
    });
    let html = move || contenders.with(|all| comparison_table(all, ui.lang.get()));
    let news = move || {
        let text = match state.get() {
            "running" => strings::COMPUTING_NOW,
            "cancelled" => strings::phase(RunPhase::Cancelled),
            "interrupted" => strings::phase(RunPhase::Interrupted),
            _ => return None,
        };
        Some(text.get(ui.lang.get()))
    };
    let judged_at = ui.part(|model| Some(model.attack.comparison.as_ref()?.until_probability));
    let judged = move || Some(strings::judged_at(judged_at.get()?, ui.lang.get()));
    let judged_at = move || judged_at.get().map(|share| share.to_string());
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
    let body = view! {
        <p class="hint">{ui.t(strings::COMPARE_WHY)}</p>
        <div class="controls">
            {budget(view)}
            {probability(view)}
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
            </div>
        </div>
        <div
            class="answer"
            id="comparison-state"
            data-state=state
            hidden=move || state.get() == "not-asked"
        >
            <p class="figures" id="compared-at" data-probability=judged_at>{judged}</p>
            {table(ui, "comparison", strings::COMPARED, Signal::derive(html))}
            <div class="buttons">{csv_button(ui, "attack-comparison-csv", Table::Comparison, Signal::stored(true))}</div>
            <p class="hint" id="compared-by">{computed_by}</p>
            {gallery(view)}
        </div>
    }
    .into_any();
    part(ui, "compare-part", strings::COMPARE, body)
}

fn budget(view: AttackView) -> AnyView {
    let ui = view.ui;
    let gradients = ui.part(|model| model.attack.settings.compare_gradients);
    let control = Control::new("compare-gradients", strings::BUDGET);
    let value = Signal::derive(move || f64::from(gradients.get()));
    let wanted = Signal::stored(Wanted::whole(1.0, MOST_GRADIENTS, 10.0));
    let set = move |value: f64| ui.attack(AttackEvent::CompareGradients(value as u32));
    number(ui, control, value, wanted, Box::new(set))
}

/// The probability that all are judged at: a setting of the comparison's own.
fn probability(view: AttackView) -> AnyView {
    let ui = view.ui;
    let share = ui.part(|model| model.attack.settings.compare_probability);
    let control = Control {
        hint: Signal::stored(strings::COMPARE_UNTIL_HINT),
        unit: strings::PER_CENT,
        ..Control::new("compare-until", strings::COMPARE_UNTIL)
    };
    let value = Signal::derive(move || per_cent_of(share.get()));
    let set = move |value: f64| {
        ui.attack(AttackEvent::CompareProbability((value / 100.0) as f32));
    };
    number(ui, control, value, Signal::stored(PER_CENT), Box::new(set))
}

fn name(attack: &str, lang: Lang) -> String {
    catalogue::attack(attack)
        .map_or(attack, |spec| spec.name.get(lang))
        .to_owned()
}

fn comparison_table(contenders: &[Contender], lang: Lang) -> String {
    let columns = [
        Column(strings::ATTACK.get(lang), false),
        Column(strings::REACHED.get(lang), false),
        Column(strings::STEPS.get(lang), true),
        Column(strings::GRADIENTS.get(lang), true),
        Column(strings::TARGET_P.get(lang), true),
        Column(strings::TIME.get(lang), true),
        Column(strings::L2_UNIT.get(lang), true),
        Column(strings::LINF_GREY.get(lang), true),
        Column(strings::VERIFIED.get(lang), false),
    ];
    let rows: Vec<Row> = contenders.iter().map(|c| row(c, lang)).collect();
    markup::table(strings::COMPARED.get(lang), &columns, &rows)
}

fn row(contender: &Contender, lang: Lang) -> Row {
    let answer = |yes: bool| if yes { strings::YES } else { strings::NO };
    let (reached, reached_id) = match &contender.end {
        Later::NotAsked => (Text::new("–", "–"), ""),
        Later::Running => (strings::RUNNING, "running"),
        Later::Failed(_) => (strings::FAILED, "failed"),
        Later::Done(end) => (answer(end.best.reached), truth(end.best.reached)),
    };
    let (verified, verified_id) = match &contender.verdict {
        Later::NotAsked => (Text::new("–", "–"), ""),
        Later::Running => (strings::RUNNING, "running"),
        Later::Failed(_) => (strings::FAILED, "failed"),
        Later::Done(verdict) => {
            let holds = verdict.holds && verdict.same_pixels;
            (answer(holds), truth(holds))
        }
    };
    let first = contender.end.done().and_then(|end| end.first_reached);
    let reached = first.filter(|_| reached_id == "true").map_or_else(
        || reached.get(lang).to_owned(),
        |first| strings::reached_at(first, lang),
    );
    let mut cells = vec![name(contender.attack, lang), reached];
    cells.extend(match &contender.end {
        Later::Done(end) => figures(end, contender.elapsed_ms, lang),
        _ => Default::default(),
    });
    cells.push(verified.get(lang).to_owned());
    Row {
        data: vec![
            ("attack", contender.attack.to_owned()),
            ("reached", reached_id.to_owned()),
            ("verified", verified_id.to_owned()),
        ],
        cells,
    }
}

fn truth(yes: bool) -> &'static str {
    if yes { "true" } else { "false" }
}

fn figures(end: &AttackEnd, elapsed_ms: f32, lang: Lang) -> [String; 6] {
    let figure = |value: f32| significant(f64::from(value), 3, lang);
    let norms = end.best.norms;
    [
        end.iterations.to_string(),
        end.gradients.to_string(),
        percent(f64::from(end.best.target.probability), lang),
        duration_ms(f64::from(elapsed_ms), lang),
        figure(norms.l2_unit),
        figure(norms.linf_unit * 255.0),
    ]
}

/// What each attack made of the image, and the difference.
fn gallery(view: AttackView) -> AnyView {
    let ui = view.ui;
    let images = ui.part(|model| {
        let comparison = model.attack.comparison.as_ref();
        let image = |c: &Contender| Some((c.attack, ById(c.image.clone()?)));
        let images = comparison.map(|all| all.contenders.iter().filter_map(image).collect());
        let images: Vec<(&str, ById<[u8]>)> = images.unwrap_or_default();
        images
    });
    let pair = move |(attack, image): (&'static str, ById<[u8]>)| {
        let image = Memo::new(move |_| Some(image.clone()));
        let named = Signal::derive(move || name(attack, ui.lang.get()));
        let times = move || {
            let lang = ui.lang.get();
            format!("{} · × {}", name(attack, lang), view.factor.get())
        };
        view! {
            <li>
                {picture(format!("compared-{attack}"), named, photo(view, image))}
                {picture(format!("compared-{attack}-difference"), Signal::derive(times), difference(view, image))}
            </li>
        }
    };
    view! {
        <div class="wide" tabindex="0" role="group" aria-label=ui.t(strings::PICTURES)>
            <ul class="gallery">{move || images.get().into_iter().map(pair).collect_view()}</ul>
        </div>
    }
    .into_any()
}
