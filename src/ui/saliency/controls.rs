use leptos::ev;
use leptos::prelude::*;

use super::colour_bar;
use super::state::MapState;
use crate::app_model::{Adjustment, MapView};
use crate::render::{COLOUR_MAPS, FIXED_SCALES, PERCENTILES, REDUCTIONS, Scale};
use crate::spec::Text;
use crate::ui::chart_math::step_for;
use crate::ui::number_field::{NumberField, number_field};
use crate::ui::numbers::{self, whole_percent};
use crate::ui::segments::{Choice, segments};
use crate::ui::strings;
use crate::ui::typed::Wanted;

const CLIP_PERCENTILE: f32 = 99.0;
const PERCENTILE: Wanted = Wanted {
    unit: strings::PER_CENT,
    ..Wanted::number(*PERCENTILES.start() as f64, *PERCENTILES.end() as f64, 1.0)
};

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
        (MapView::Alone, "alone"),
        (MapView::OverImage, "over"),
        (MapView::InPlace, "place"),
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
        <div class="field slider">
            <p class="label">
                <label for="opacity">{ui.t(strings::OPACITY)}</label>
                " "
                <span class="shown">{words}</span>
            </p>
            <input
                type="range"
                id="opacity"
                min="0"
                max="1"
                step="0.01"
                prop:value=value
                aria-valuetext=words
                disabled=move || state.settings.with(|s| s.view == MapView::Alone)
                on:input=set
            />
        </div>
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
        <div class="field" role="radiogroup" aria-labelledby="colours-legend">
            <span class="choice-name" id="colours-legend">{ui.t(strings::COLOURS)}</span>
            <div class="segments ramps">{radios}</div>
        </div>
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
    let choose = move |reduction| ui.adjust(Adjustment::Reduction(reduction));
    // Where there is one number for all colours nothing has to be made of them.
    let is_one = ui.part(|model| {
        let map = model.saliency.map.as_ref();
        map.is_some_and(|found| found.map.sheet.channels == 1)
    });
    view! {
        <div hidden=move || is_one.get()>
            {segments(ui, "reduction", strings::REDUCTION, choices, chosen, choose)}
        </div>
    }
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
    if rounded > 0.0 && rounded.is_finite() {
        rounded
    } else {
        1.0
    }
}

/// What a fixed scale may reach to; the arrow keys move it by a part of what it is now.
fn above_zero(now: f64) -> Wanted {
    let [least, most] = [FIXED_SCALES.start(), FIXED_SCALES.end()].map(|end| f64::from(*end));
    Wanted::number(least, most, step_for(now, now))
}

fn value_field(state: MapState, kind: ScaleKind) -> AnyView {
    match kind {
        ScaleKind::Linear => ().into_any(),
        ScaleKind::Percentile => number(
            state,
            "percentile",
            strings::PERCENTILE_VALUE,
            PERCENTILE,
            Scale::Percentile,
        ),
        ScaleKind::Absolute => number(
            state,
            "absolute",
            strings::ABSOLUTE_VALUE,
            above_zero(f64::from(present_high(state))),
            Scale::Absolute,
        ),
    }
}

/// A field for the number that a scale needs.
fn number(
    state: MapState,
    id: &'static str,
    label: Text,
    wanted: Wanted,
    scale: fn(f32) -> Scale,
) -> AnyView {
    let ui = state.ui;
    let value = Memo::new(move |_| match state.settings.with(|s| s.scale) {
        Scale::Percentile(value) | Scale::Absolute(value) => f64::from(value),
        Scale::Linear => wanted.most,
    });
    let id = format!("scale-{id}-value");
    let field = NumberField {
        id: id.clone(),
        hint_id: String::new(),
        value: value.into(),
        wanted: Signal::stored(wanted),
        set: Box::new(move |value| ui.adjust(Adjustment::Scale(scale(value as f32)))),
    };
    view! {
        <label for=id>
            <span>{ui.t(label)}</span>
        </label>
        {number_field(ui, field)}
    }
    .into_any()
}
