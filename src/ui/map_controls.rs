use leptos::ev;
use leptos::prelude::*;

use super::colour_bar;
use super::map_state::MapState;
use super::numbers::{self, whole_percent};
use super::segments::{Choice, segments};
use super::strings;
use crate::app_model::{Adjustment, View};
use crate::render::{COLOUR_MAPS, REDUCTIONS, Scale};
use crate::spec::Text;

const CLIP_PERCENTILE: f32 = 99.0;

/// How the map is drawn.
pub(super) fn controls(state: MapState) -> impl IntoView {
    view! {
        <div class="controls">
            {views(state)}
            {opacity(state)}
            {colours(state)}
            {reduction(state)}
            {scale(state)}
        </div>
    }
}

fn views(state: MapState) -> impl IntoView {
    let ui = state.ui;
    let choices = [
        (View::Alone, "alone"),
        (View::OverImage, "over"),
        (View::InPlace, "place"),
    ]
    .map(|(value, id)| Choice {
        value,
        id,
        text: strings::view(value),
    });
    let chosen = Signal::derive(move || state.settings.with(|s| s.view));
    segments(
        ui,
        "view",
        strings::VIEW,
        choices.into(),
        chosen,
        move |view| {
            ui.adjust(Adjustment::View(view));
        },
    )
}

fn opacity(state: MapState) -> impl IntoView {
    let ui = state.ui;
    let value = move || state.settings.with(|s| s.opacity);
    let words = move || whole_percent(f64::from(value()), ui.lang.get());
    let set = move |event: ev::Event| {
        if let Some(opacity) = numbers::read_f32(&event_target_value(&event)) {
            ui.adjust(Adjustment::Opacity(opacity));
        }
    };
    view! {
        <label class="field slider">
            <span class="label">{ui.t(strings::OPACITY)} " " <output>{words}</output></span>
            <input
                type="range"
                id="opacity"
                min="0"
                max="1"
                step="0.01"
                prop:value=value
                aria-valuetext=words
                disabled=move || state.settings.with(|s| s.view == View::Alone)
                on:input=set
            />
        </label>
    }
}

fn colours(state: MapState) -> impl IntoView {
    let ui = state.ui;
    let radios = COLOUR_MAPS
        .iter()
        .map(|&map| {
            let (id, text) = strings::colours(map);
            view! {
                <label class="segment">
                    <input
                        type="radio"
                        name="colours"
                        id=format!("colours-{id}")
                        prop:checked=move || state.settings.with(|s| s.colours == map)
                        on:change=move |_| ui.adjust(Adjustment::Colours(map))
                    />
                    <span>{colour_bar::ramp(Signal::stored(map))}{ui.t(text)}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend>{ui.t(strings::COLOURS)}</legend>
            <div class="segments ramps">{radios}</div>
        </fieldset>
    }
}

fn reduction(state: MapState) -> impl IntoView {
    let ui = state.ui;
    let choices = REDUCTIONS
        .iter()
        .map(|&value| {
            let (id, text) = strings::reduction(value);
            Choice { value, id, text }
        })
        .collect();
    let chosen = Signal::derive(move || state.settings.with(|s| s.reduction));
    segments(
        ui,
        "reduction",
        strings::REDUCTION,
        choices,
        chosen,
        move |reduction| {
            ui.adjust(Adjustment::Reduction(reduction));
        },
    )
}

#[derive(Clone, Copy, PartialEq)]
enum ScaleKind {
    Linear,
    Percentile,
    Absolute,
}

fn kind_of(scale: Scale) -> ScaleKind {
    match scale {
        Scale::Linear => ScaleKind::Linear,
        Scale::Percentile(_) => ScaleKind::Percentile,
        Scale::Absolute(_) => ScaleKind::Absolute,
    }
}

fn scale(state: MapState) -> impl IntoView {
    let ui = state.ui;
    let choices = vec![
        Choice {
            value: ScaleKind::Linear,
            id: "linear",
            text: strings::SCALE_LINEAR,
        },
        Choice {
            value: ScaleKind::Percentile,
            id: "percentile",
            text: strings::SCALE_PERCENTILE,
        },
        Choice {
            value: ScaleKind::Absolute,
            id: "absolute",
            text: strings::SCALE_ABSOLUTE,
        },
    ];
    let kind = Memo::new(move |_| state.settings.with(|s| kind_of(s.scale)));
    let choose = move |kind| {
        ui.adjust(Adjustment::Scale(match kind {
            ScaleKind::Linear => Scale::Linear,
            ScaleKind::Percentile => Scale::Percentile(CLIP_PERCENTILE),
            ScaleKind::Absolute => Scale::Absolute(present_high(state)),
        }));
    };
    view! {
        <div class="scale">
            {segments(ui, "scale", strings::SCALE, choices, kind.into(), choose)}
            <div class="scale-value">{move || value_field(state, kind.get())}</div>
        </div>
    }
}

/// What the colours reach to now, to two digits: a fixed scale begins where the eye is.
fn present_high(state: MapState) -> f32 {
    let high = state
        .limits
        .get_untracked()
        .map_or(0.0, |limits| limits.high);
    let rounded = numbers::read_f32(&format!("{high:.1e}")).unwrap_or(high);
    if rounded > 0.0 { rounded } else { 1.0 }
}

fn value_field(state: MapState, kind: ScaleKind) -> AnyView {
    match kind {
        ScaleKind::Linear => ().into_any(),
        ScaleKind::Percentile => number(
            state,
            "percentile",
            strings::PERCENTILE_VALUE,
            Scale::Percentile,
        )
        .into_any(),
        ScaleKind::Absolute => {
            number(state, "absolute", strings::ABSOLUTE_VALUE, Scale::Absolute).into_any()
        }
    }
}

/// A field for the number that a scale needs; what is no such number is not taken.
fn number(
    state: MapState,
    id: &'static str,
    label: Text,
    scale: fn(f32) -> Scale,
) -> impl IntoView {
    let ui = state.ui;
    let most = if id == "percentile" { 100.0 } else { f32::MAX };
    let value = match state.settings.with_untracked(|s| s.scale) {
        Scale::Percentile(value) | Scale::Absolute(value) => value,
        Scale::Linear => 0.0,
    };
    let set = move |event: ev::Event| {
        let typed = numbers::read_f32(&event_target_value(&event));
        if let Some(value) = typed
            && value > 0.0
            && value <= most
        {
            ui.adjust(Adjustment::Scale(scale(value)));
        }
    };
    view! {
        <label>
            <span>{ui.t(label)}</span>
            <input
                type="number"
                id=format!("scale-{id}-value")
                min="0"
                max=(id == "percentile").then_some("100")
                step="any"
                value=value.to_string()
                on:input=set
            />
        </label>
    }
}
