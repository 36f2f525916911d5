//! Fields for numbers, switches and choices, each with its hint.

use leptos::ev;
use leptos::prelude::*;

use super::chart_math::step_for;
use super::class_picker::{Picking, class_picker};
use super::context::Ui;
use super::locks::lockable;
use super::number_field::{NumberField, SetNumber, number_field};
use super::numbers;
use super::strings;
use super::typed::Wanted;
use crate::scores;
use crate::spec::{ClassId, ParamKind, ParamSpec, Text};

/// A control with its texts; `id` is the element's.
pub(super) struct Control {
    pub id: String,
    pub name: Text,
    pub hint: Signal<Text>,
    pub unit: Text,
}

impl Control {
    /// Without hint or unit.
    pub fn new(id: &str, name: Text) -> Self {
        let nothing = Text::new("", "");
        Self {
            id: id.to_owned(),
            name,
            hint: Signal::stored(nothing),
            unit: nothing,
        }
    }
}

/// The control of a parameter, made from what is known of it; the element's id begins with `prefix`.
pub(super) fn param(
    ui: Ui,
    prefix: &str,
    param: &'static ParamSpec,
    value: Memo<f32>,
    set: impl Fn(f32) + Clone + 'static,
) -> AnyView {
    let by_hand = set.clone();
    let control = unlocked(
        ui,
        prefix,
        param,
        value,
        Box::new(move |value| by_hand(value as f32)),
    );
    lockable(ui, prefix, param, value, set, control)
}

fn unlocked(
    ui: Ui,
    prefix: &str,
    param: &'static ParamSpec,
    value: Memo<f32>,
    set: SetNumber,
) -> AnyView {
    let control = Control {
        id: format!("{prefix}-{}", param.id),
        name: param.name,
        hint: Signal::stored(param.hint),
        unit: param.unit,
    };
    let typed = |step: f64| Signal::stored(Wanted::of(param.kind, step));
    let shown = Signal::derive(move || f64::from(value.get()));
    match param.kind {
        ParamKind::Number { min, max, default } => {
            let step = step_for(f64::from(default), f64::from(max - min));
            number(ui, control, shown, typed(step), set)
        }
        ParamKind::Whole { .. } => number(ui, control, shown, typed(1.0), set),
        ParamKind::Switch { .. } => {
            let on = Signal::derive(move || value.get() >= 0.5);
            switch(ui, control, on, Signal::stored(true), set)
        }
        ParamKind::Layer => {
            let layers = ui.app.model;
            let layers = layers.with_untracked(|model| model.network().layers_of_maps());
            let layers = layers.iter().map(|name| (*name, Text::new(name, name)));
            let options = std::iter::once(("last", strings::LAST_MAPS)).chain(layers);
            let options = options.enumerate();
            let options = options.map(|(i, (id, name))| (id, i.to_string(), name));
            let chosen = Signal::derive(move || value.get().to_string());
            select(ui, control, options.collect(), chosen, set)
        }
        ParamKind::Class => class(ui, param, value, set),
        ParamKind::Choice { options, .. } => {
            let options = options
                .iter()
                .enumerate()
                .map(|(i, &(id, name))| (id, i.to_string(), name))
                .collect();
            let chosen = Signal::derive(move || value.get().to_string());
            select(ui, control, options, chosen, set)
        }
    }
}

/// A field for a class; `set` gets zero where the choice is left to the method, else the class and one.
fn class(ui: Ui, param: &'static ParamSpec, value: Memo<f32>, set: SetNumber) -> AnyView {
    let set = StoredValue::new_local(set);
    let best_other = ui.part(|model| {
        let scores = &model.saliency.scores.as_ref()?.values;
        let explained = model.settings.class.or_else(|| scores::predicted(scores));
        scores::best_other(scores, explained?)
    });
    let is_own = Memo::new(move |_| value.get() < 1.0);
    let class = Memo::new(move |_| match is_own.get() {
        true => best_other.get(),
        false => Some(ClassId((value.get() - 1.0) as u16)),
    });
    let choose = move |class: ClassId| set.with_value(|set| set(f64::from(class.0) + 1.0));
    let picking = Picking {
        prefix: param.id,
        label: param.name,
        class,
        choose: Callback::new(choose),
        rank: |_| Some(strings::CLASS_RANK),
    };
    let leave = view! {
        <button
            type="button"
            class="quiet"
            id=format!("{}-best", param.id)
            disabled=is_own
            on:click=move |_| set.with_value(|set| set(0.0))
        >
            {ui.t(strings::BEST_OF_OTHERS)}
        </button>
    };
    view! {
        <div class="field param">
            {class_picker(ui, picking, Some(leave.into_any()))}
            <p class="hint">{ui.t(param.hint)}</p>
        </div>
    }
    .into_any()
}

/// A field for a number, which says why when it does not take what was typed.
pub(super) fn number(
    ui: Ui,
    control: Control,
    value: Signal<f64>,
    wanted: Signal<Wanted>,
    set: SetNumber,
) -> AnyView {
    let Control {
        id,
        name,
        hint,
        unit,
    } = control;
    let hint_id = format!("{id}-hint");
    let in_brackets = move || {
        let unit = unit.get(ui.lang.get());
        (!unit.is_empty()).then(|| format!(" ({unit})"))
    };
    let field = NumberField {
        id: id.clone(),
        hint_id: hint_id.clone(),
        value,
        wanted: Signal::derive(move || Wanted {
            unit,
            ..wanted.get()
        }),
        set,
    };
    view! {
        <div class="field param">
            <label for=id>
                {ui.t(name)}
                <span class="unit">{in_brackets}</span>
            </label>
            {number_field(ui, field)}
            <p class="hint" id=hint_id>{move || hint.get().get(ui.lang.get())}</p>
        </div>
    }
    .into_any()
}

/// A box to tick; `set` gets 0 or 1.
pub(super) fn switch(
    ui: Ui,
    control: Control,
    on: Signal<bool>,
    is_open: Signal<bool>,
    set: SetNumber,
) -> AnyView {
    let Control { id, name, hint, .. } = control;
    let hint_id = format!("{id}-hint");
    let change = move |event: ev::Event| set(f64::from(u8::from(event_target_checked(&event))));
    view! {
        <div class="field param">
            <label class="switch">
                <input
                    type="checkbox"
                    id=id
                    prop:checked=on
                    disabled=move || !is_open.get()
                    aria-describedby=hint_id.clone()
                    on:change=change
                />
                {ui.t(name)}
            </label>
            <p class="hint" id=hint_id>{move || hint.get().get(ui.lang.get())}</p>
        </div>
    }
    .into_any()
}

/// A list to choose from: an id for tests, the position, the name; `set` gets the position.
pub(super) fn select(
    ui: Ui,
    control: Control,
    options: Vec<(&'static str, String, Text)>,
    chosen: Signal<String>,
    set: SetNumber,
) -> AnyView {
    let Control { id, name, hint, .. } = control;
    let hint_id = format!("{id}-hint");
    let options = options
        .into_iter()
        .map(|(id, value, name)| {
            let is_chosen = value.clone();
            view! {
                <option value=value data-option=id prop:selected=move || chosen.get() == is_chosen>
                    {ui.t(name)}
                </option>
            }
        })
        .collect_view();
    let change = move |event: ev::Event| {
        if let Some(position) = numbers::read(&event_target_value(&event)) {
            set(position);
        }
    };
    view! {
        <div class="field param choice">
            <label for=id.clone()>{ui.t(name)}</label>
            <select id=id aria-describedby=hint_id.clone() on:change=change>{options}</select>
            <p class="hint" id=hint_id>{move || hint.get().get(ui.lang.get())}</p>
        </div>
    }
    .into_any()
}
