use leptos::ev;
use leptos::html::Canvas;
use leptos::prelude::*;
use web_sys::HtmlInputElement;

use super::super::numbers;
use super::state::square;
use crate::app_model::{
    AppModel, Axis, Cell, CellState, Drawn, MOST_VALUES, Standstill, Sweep, VisualEvent,
};
use crate::client::now_ms;
use crate::record::{Kind, Table, Wanted};
use crate::spec::Text;
use crate::ui::calm::calm;
use crate::ui::canvas::{ById, draw_on};
use crate::ui::context::Ui;
use crate::ui::controls::{self, Control};
use crate::ui::parts::part;
use crate::ui::records::{carry, file_button, lines_button, named};
use crate::ui::sheet_math::{self, axis_name, value_name};
use crate::ui::sheet_picture;
use crate::ui::strings;
use crate::ui::typed::Refusal;

/// Many runs that differ in one or two things.
pub(super) fn sheet(ui: Ui) -> AnyView {
    let body = view! {
        <p class="hint">{ui.t(strings::SHEET_WHY)}</p>
        {offers(ui)}
        <div class="controls axes">
            {axis(ui, 0, strings::COLUMNS)} {axis(ui, 1, strings::ROWS)}
        </div>
        {actions(ui)}
        {cells(ui)}
    }
    .into_any();
    part(ui, "sheet-part", strings::SHEET, body)
}

/// Sheets that answer the questions of the practical, one click each.
fn offers(ui: Ui) -> AnyView {
    let offers = [
        ("lambda", strings::SHEET_LAMBDA, [Some(Axis::LAMBDA), None]),
        (
            "iterations",
            strings::SHEET_ITERATIONS,
            [Some(Axis::ITERATIONS), None],
        ),
        (
            "presets",
            strings::SHEET_PRESETS,
            [Some(Axis::Preset), None],
        ),
        (
            "classes",
            strings::SHEET_CLASSES,
            [Some(Axis::Class), Some(Axis::Preset)],
        ),
    ];
    let button = |(id, text, axes): (&str, Text, [Option<Axis>; 2])| {
        let choose = move |_| {
            for (at, axis) in axes.into_iter().enumerate() {
                ui.visual(VisualEvent::Axis(at, axis));
            }
        };
        view! {
            <button type="button" class="quiet" id=format!("sheet-{id}") on:click=choose>
                {ui.t(text)}
            </button>
        }
    };
    view! { <div class="buttons">{offers.map(button).collect_view()}</div> }.into_any()
}

fn axis(ui: Ui, at: usize, title: Text) -> AnyView {
    let all = Axis::all();
    let none = (at > 0).then_some(("none", "-1".to_owned(), strings::NOTHING_VARIES));
    let options = all.iter().enumerate().map(|(i, axis)| {
        let name = Text::new(
            axis_name(*axis, crate::spec::Lang::En),
            axis_name(*axis, crate::spec::Lang::Fr),
        );
        (axis.id(), i.to_string(), name)
    });
    let options = none.into_iter().chain(options).collect();
    let chosen = ui.part(move |model| model.visual.settings.axes[at].axis);
    let of = all.clone();
    let position = Signal::derive(move || {
        let chosen = chosen.get();
        let position = of.iter().position(|axis| Some(*axis) == chosen);
        position.map_or_else(|| "-1".to_owned(), |at| at.to_string())
    });
    let choose = move |position: f64| {
        // No position is negative.
        let axis = (position >= 0.0).then(|| all.get(position as usize).copied());
        ui.visual(VisualEvent::Axis(at, axis.flatten()));
    };
    let id = if at == 0 {
        "sheet-columns"
    } else {
        "sheet-rows"
    };
    view! {
        <div class="axis">
            {controls::select(ui, Control::new(id, title), options, position, Box::new(choose))}
            <div class="field param" hidden=move || chosen.get().is_none()>
                {values_field(ui, id, at, chosen)}
            </div>
        </div>
    }
    .into_any()
}

/// The values of an axis, as a list of numbers; a list that is not taken leaves the one before.
fn values_field(ui: Ui, axis_id: &str, at: usize, chosen: Memo<Option<Axis>>) -> AnyView {
    let values = ui.part(move |model| model.visual.settings.axes[at].values.clone());
    let classes = ui.part(|model| model.network().classes);
    let wanted = move || {
        chosen
            .get()
            .map(|axis| sheet_math::wanted(axis, classes.get()))
    };
    let wanted = Memo::new(move |_| wanted());
    let text = move || values.with(|values| sheet_math::values_text(values, ui.lang.get()));
    let text = Signal::derive(text);
    let names = move || {
        let lang = ui.lang.get();
        let axis = chosen.get()?;
        // Numbers speak for themselves.
        let is_named = numbers::read(&value_name(axis, 0.0, lang)).is_none();
        let name = |value: &f32| value_name(axis, *value, lang);
        let names: Vec<String> = values.with(|values| values.iter().map(name).collect());
        is_named.then(|| names.join(" · "))
    };
    let refused = RwSignal::new(None::<(String, Refusal)>);
    let change = move |event: ev::Event| {
        let input: HtmlInputElement = event_target(&event);
        let lang = ui.lang.get_untracked();
        if let Some(wanted) = wanted.get_untracked() {
            let found = sheet_math::read_values(&input.value(), &wanted, lang);
            refused.set(found.as_ref().err().cloned());
            if let Ok(values) = found {
                ui.visual(VisualEvent::AxisValues(at, values));
            }
        }
        input.set_value(&text.get_untracked());
    };
    // Whatever else sets the values ends the matter.
    Effect::new(move |_| {
        values.track();
        chosen.track();
        refused.set(None);
    });
    let why = move || {
        refused.with(|refused| {
            let (typed, refusal) = refused.as_ref()?;
            Some(strings::list_refused(
                typed,
                *refusal,
                &wanted.get()?,
                ui.lang.get(),
            ))
        })
    };
    let id = format!("{axis_id}-values");
    let hint_id = format!("{id}-hint");
    let why_id = format!("{id}-refused");
    view! {
        <label for=id.clone()>{ui.t(strings::VALUES)}</label>
        <input
            type="text"
            id=id
            autocomplete="off"
            spellcheck="false"
            prop:value=text
            aria-invalid=move || refused.with(Option::is_some).then_some("true")
            aria-describedby=format!("{hint_id} {why_id}")
            on:change=change
        />
        <p class="refused" id=why_id role="alert">{why}</p>
        <p class="hint" id=hint_id>
            {move || strings::at_most_values(MOST_VALUES, ui.lang.get())} " " {names}
        </p>
    }
    .into_any()
}

pub(super) fn state_of(sweep: Option<&Sweep>) -> &'static str {
    sweep.map_or("not-asked", |sweep| match sweep.standstill {
        Some(Standstill::Cancelled) => "cancelled",
        Some(Standstill::Interrupted) => "interrupted",
        None if sweep.is_under_way() => "running",
        None => "done",
    })
}

/// Cells that are done, and all of them.
pub(super) fn done_of(sweep: Option<&Sweep>) -> (usize, usize) {
    let is_done = |cell: &&Cell| cell.state == CellState::Done;
    sweep.map_or((0, 0), |sweep| {
        (
            sweep.cells.iter().filter(is_done).count(),
            sweep.cells.len(),
        )
    })
}

fn actions(ui: Ui) -> AnyView {
    let state = ui.part(|model| state_of(model.visual.sweep.as_ref()));
    // Every step of a run is an event; the runs of a sheet are not to be made anew for each.
    let hangs_on = ui.part(|model| {
        let opened = model.picture.opened.as_ref();
        let has_picture = opened.is_some_and(|opened| opened.pixels.is_some());
        let settings = model.visual.settings.clone();
        (
            settings,
            model.settings.network,
            model.visual_pace_ms(),
            has_picture,
        )
    });
    let estimate = Memo::new(move |_| {
        // Read, not only tracked: a memo that was never read listens to nothing.
        hangs_on.with(|_| ());
        let (count, ms) = ui.app.model.with_untracked(AppModel::sweep_estimate);
        // Whole seconds: the pace is no better known.
        (count, ms.map(|ms| (ms / 1000.0).ceil() as u32))
    });
    let can_begin = Memo::new(move |_| {
        hangs_on.with(|_| ());
        ui.app.model.with_untracked(AppModel::can_sweep)
    });
    let done = ui.part(|model| done_of(model.visual.sweep.as_ref()));
    let is_running = move || state.get() == "running";
    let expected = move || {
        let (count, seconds) = estimate.get();
        strings::sheet_estimate(count, seconds, ui.lang.get())
    };
    let news = move || {
        let lang = ui.lang.get();
        let (done, all) = done.get();
        strings::sheet_news(state.get(), done, all, lang)
    };
    let has_cells = Signal::derive(move || done.get().0 > 0);
    let file = |ending| named(strings::SHEET_FILE, ending);
    let record = move || Some(Wanted::Record(Kind::Sheet, file("json")));
    let labels = move || Some(Wanted::Table(Table::Sheet, file("csv")));
    view! {
        <p class="figures" id="sheet-estimate">{expected}</p>
        <div class="buttons">
            <button
                type="button"
                class="primary"
                id="sheet-begin"
                disabled=move || is_running() || !can_begin.get()
                on:click=move |_| ui.visual(VisualEvent::Sweep)
            >
                {ui.t(strings::SHEET_BEGIN)}
            </button>
            <button
                type="button"
                id="sheet-cancel"
                disabled=move || !is_running()
                on:click=move |_| ui.visual(VisualEvent::CancelSweep { now_ms: now_ms() })
            >
                {ui.t(strings::CANCEL)}
            </button>
            <button
                type="button"
                id="sheet-save"
                disabled=move || done.get().0 == 0
                on:click=move |_| save_sheet(ui)
            >
                {ui.t(strings::SHEET_SAVE)}
            </button>
            {file_button(ui, "sheet-record", strings::SAVE_RECORD, has_cells, record)}
            {lines_button(ui, Kind::Sheet, has_cells)}
            {file_button(ui, "sheet-csv", strings::CSV, has_cells, labels)}
            {carry(ui, "sheet-carry")}
            <span>{news}</span>
            {calm(move || Some(news()))}
        </div>
    }
    .into_any()
}

fn cells(ui: Ui) -> AnyView {
    let state = ui.part(|model| state_of(model.visual.sweep.as_ref()));
    // A sheet is drawn once; what changes in it are its cells.
    let drawn = ui.part(|model| {
        let sweep = model.visual.sweep.as_ref()?;
        Some((sweep.number, sweep.axes.clone()))
    });
    let rows = move || {
        let (_, axes) = drawn.get()?;
        Some(grid(ui, &axes))
    };
    let known = ui.part(|model| {
        let sweep = model.visual.sweep.as_ref()?;
        let variants = sweep.variants().into_iter().map(str::to_owned);
        let now = model.engines.variant().map(str::to_owned);
        Some((variants.collect::<Vec<_>>(), now))
    });
    let computed_by = move || {
        let (variants, now) = known.get()?;
        let variants: Vec<&str> = variants.iter().map(String::as_str).collect();
        strings::computed_by(&variants, now.as_deref(), ui.lang.get())
    };
    view! {
        <div
            class="wide"
            id="sheet"
            tabindex="0"
            role="group"
            aria-label=ui.t(strings::SHEET)
            data-state=state
            hidden=move || state.get() == "not-asked"
        >
            {rows}
        </div>
        <p class="hint" hidden=move || state.get() == "not-asked">{ui.t(strings::SHEET_OPEN)}</p>
        <p class="hint" id="sheet-variant">{computed_by}</p>
    }
    .into_any()
}

fn grid(ui: Ui, axes: &[(Axis, Vec<f32>)]) -> AnyView {
    let named =
        move |axis: Axis, value: f32| move || sheet_math::label_text(axis, value, ui.lang.get());
    let Some((across, columns)) = axes.first().cloned() else {
        return ().into_any();
    };
    let Some((down, rows)) = axes.get(1).cloned() else {
        let one = |(at, value): (usize, &f32)| {
            view! { <li><span>{named(across, *value)}</span> {cell(ui, "cell", at)}</li> }
        };
        let all = columns.iter().enumerate().map(one).collect_view();
        return view! { <ul class="cells">{all}</ul> }.into_any();
    };
    let heads = columns
        .iter()
        .map(|value| view! { <th scope="col">{named(across, *value)}</th> })
        .collect_view();
    let row = |(row, value): (usize, &f32)| {
        let first = row * columns.len();
        let cells =
            (first..first + columns.len()).map(|at| view! { <td>{cell(ui, "cell", at)}</td> });
        view! { <tr><th scope="row">{named(down, *value)}</th> {cells.collect_view()}</tr> }
    };
    let rows = rows.iter().enumerate().map(row).collect_view();
    view! {
        <table class="sheet">
            <thead><tr><td></td> {heads}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// One run of the sheet; a click opens it. Its id begins with `prefix`.
pub(super) fn cell(ui: Ui, prefix: &str, at: usize) -> AnyView {
    let of = move |part: fn(&Cell) -> Option<ById<[u8]>>| {
        ui.part(move |model| part(model.visual.sweep.as_ref()?.cells.get(at)?))
    };
    let pixels = of(|cell| cell.run.image.clone().map(ById));
    let state = ui.part(move |model| {
        let cell = model.visual.sweep.as_ref()?.cells.get(at)?;
        Some((cell.state, cell.run.steps.len()))
    });
    let shown = Memo::new(move |_| pixels.with(|pixels| square(pixels.as_ref())));
    let canvas = NodeRef::<Canvas>::new();
    draw_on(canvas, shown);
    let words = move || {
        state.track();
        let lang = ui.lang.get();
        ui.app.model.with_untracked(|model| {
            let cell = model.visual.sweep.as_ref()?.cells.get(at)?;
            Some(sheet_math::cell_words(cell, lang))
        })
    };
    let name = move || {
        let lang = ui.lang.get();
        let words = words().unwrap_or_default();
        ui.app.model.with_untracked(|model| {
            let sweep = model.visual.sweep.as_ref()?;
            let name = sheet_math::cell_name(sweep, sweep.cells.get(at)?, lang);
            Some(strings::named_value(&name, &words, lang))
        })
    };
    let probability = ui.part(move |model| {
        let cell = model.visual.sweep.as_ref()?.cells.get(at)?;
        Some(cell.run.end.as_ref()?.class?.probability.to_string())
    });
    let is_done = move || matches!(state.get(), Some((CellState::Done, _)));
    view! {
        <button
            type="button"
            class="cell"
            id=format!("{prefix}-{at}")
            data-state=move || state.get().map(|(state, _)| cell_id(state))
            data-probability=probability
            aria-label=name
            disabled=move || !is_done()
            on:click=move |_| ui.visual(VisualEvent::OpenCell(at))
        >
            <canvas class="pixels" node_ref=canvas width="224" height="224"></canvas>
            <span class="figures">{words}</span>
        </button>
    }
    .into_any()
}

fn cell_id(state: CellState) -> &'static str {
    match state {
        CellState::Upcoming => "upcoming",
        CellState::Running => "running",
        CellState::Done => "done",
        CellState::Failed => "failed",
    }
}

/// The whole sheet with its labels as one picture.
fn save_sheet(ui: Ui) {
    let lang = ui.lang.get_untracked();
    let sheet = ui.app.model.with_untracked(|model| {
        let sweep = model.visual.sweep.as_ref()?;
        let first = &sweep.cells.first()?.run.request;
        let title = strings::sheet_title(first, &sweep.axes, &sweep.variants(), lang);
        let pictures = || sweep.cells.iter().map(|cell| cell.run.image.as_deref());
        let side = sheet_picture::cell_side(pictures().flatten());
        let layout = sheet_math::layout(&title, &sweep.axes, &sweep.cells, side, lang);
        Some(Drawn {
            name: strings::SHEET_FILE.to_owned(),
            width: layout.width,
            height: layout.height,
            pixels: sheet_picture::draw(&layout, pictures()).into(),
            labels: layout.labels,
            // The labels say it all.
            description: String::new(),
            record: String::new(),
        })
    });
    if let Some(sheet) = sheet {
        ui.save_drawn(sheet, Kind::Sheet);
    }
}
