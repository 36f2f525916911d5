use leptos::prelude::*;

use super::state::{VisualView, run};
use crate::app_model::{CheckRow, Later, VisualRun};
use crate::catalogue;
use crate::protocol::VisualEnd;
use crate::scores::Standing;
use crate::spec::Lang;
use crate::ui::context::Ui;
use crate::ui::markup::{self, Column, Row};
use crate::ui::numbers::{fixed, probability};
use crate::ui::parts::{part, table};
use crate::ui::strings;

/// What the network sees in the image, and whether it still does after small changes.
pub(super) fn outcome(view: VisualView) -> AnyView {
    let ui = view.ui;
    let state = ui.part(|model| run(model).map(|run| run.check.id()));
    let is_dead = ui.part(|model| {
        run(model).is_some_and(|run| {
            let ended = run.end.as_ref().is_some_and(|end| end.was_dead);
            ended || run.steps.last().is_some_and(|step| step.escaped)
        })
    });
    let no_gradient = ui.part(|model| {
        let end = run(model).and_then(|run| run.end.as_ref());
        end.is_some_and(|end| end.no_gradient)
    });
    let html = move || {
        state.track();
        view.phase.track();
        let lang = ui.lang.get();
        view.of_run(|run| Some(check_table(run, lang)))
            .unwrap_or_default()
    };
    let body = view! {
        <p class="words zero" id="visual-dead" role="status" hidden=move || !is_dead.get()>
            {ui.t(strings::DEAD_START)}
        </p>
        <p class="words zero" id="visual-no-gradient" role="status" hidden=move || !no_gradient.get()>
            {ui.t(strings::NO_GRADIENT)}
        </p>
        <p class="hint">{ui.t(strings::GOOD_WHY)}</p>
        <div class="side-by-side" id="visual-check" data-state=state>
            {table(ui, "visual-check-table", strings::GOOD, Signal::derive(html))}
            {top_five(view)}
        </div>
        <p class="hint" role="status">{news(ui, state)}</p>
    }
    .into_any();
    part(ui, "good", strings::GOOD, body)
}

fn news(ui: Ui, state: Memo<Option<&'static str>>) -> impl Fn() -> Option<&'static str> + Send {
    move || {
        let text = match state.get() {
            Some("running") => strings::COMPUTING_NOW,
            Some("failed") => strings::NOT_COMPUTED,
            Some("not-asked") => strings::GOOD_LATER,
            _ => return None,
        };
        Some(text.get(ui.lang.get()))
    }
}

/// The best classes of the image that is shown.
fn top_five(view: VisualView) -> AnyView {
    let ui = view.ui;
    let html = move || {
        let lang = ui.lang.get();
        let finished = view
            .shown
            .with(|shot| matches!(shot, Some(shot) if shot.step.is_none()));
        let top = if finished {
            view.of_run(|run| run.end.as_ref().map(|end| end.top.clone()))
        } else {
            view.of_step(|step| step.top.clone())
        };
        top_table(&top.unwrap_or_default(), lang)
    };
    table(ui, "visual-top", strings::VISUAL_TOP, Signal::derive(html))
}

fn top_table(top: &[Standing], lang: Lang) -> String {
    let is_all = (1..5).contains(&top.len());
    let caption = [strings::VISUAL_TOP, strings::VISUAL_TOP_ALL][usize::from(is_all)];
    let columns = [
        Column(strings::CLASS.get(lang), false),
        Column(strings::PROBABILITY.get(lang), true),
        Column(strings::SCORE.get(lang), true),
    ];
    let row = |standing: &Standing| Row {
        data: vec![("class", standing.class.to_string())],
        cells: vec![
            strings::class_name(standing.class, lang),
            probability(standing.probability, lang),
            fixed(f64::from(standing.score), 2, lang),
        ],
    };
    let rows: Vec<Row> = top.iter().map(row).collect();
    markup::table(caption.get(lang), &columns, &rows)
}

fn check_table(run: &VisualRun, lang: Lang) -> String {
    let columns = [
        Column(strings::CHANGE.get(lang), false),
        Column(strings::CLASS_SEEN.get(lang), false),
        Column(strings::CLASS_CLIMBED.get(lang), true),
    ];
    let mut rows: Vec<Row> = run
        .end
        .iter()
        .filter_map(|end| as_it_is(end, lang))
        .collect();
    if let Later::Done(checks) = &run.check {
        rows.extend(checks.iter().map(|check| checked(check, lang)));
    }
    markup::table(strings::GOOD_CAPTION.get(lang), &columns, &rows)
}

fn as_it_is(end: &VisualEnd, lang: Lang) -> Option<Row> {
    let best = *end.top.first()?;
    let name = strings::UNCHANGED.get(lang).to_owned();
    Some(row("none", name, best, end.class, lang))
}

fn checked(check: &CheckRow, lang: Lang) -> Row {
    let spec = catalogue::CHANGES
        .iter()
        .find(|spec| spec.id == check.change);
    let name = spec
        .map_or(check.change, |spec| spec.name.get(lang))
        .to_owned();
    row(check.change, name, check.best, check.class, lang)
}

fn row(id: &str, name: String, best: Standing, class: Option<Standing>, lang: Lang) -> Row {
    let climbed = class.map_or_else(
        || "–".to_owned(),
        |class| probability(class.probability, lang),
    );
    Row {
        data: vec![("change", id.to_owned()), ("class", best.class.to_string())],
        cells: vec![name, strings::class_with_p(best, lang), climbed],
    }
}
