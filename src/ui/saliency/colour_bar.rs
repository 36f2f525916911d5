use leptos::html::Canvas;
use leptos::prelude::*;

use super::state::MapState;
use crate::render::{ColourMap, Rgba};
use crate::ui::canvas::{Shown, draw_on};
use crate::ui::numbers::significant;
use crate::ui::strings;

const STEPS: u32 = 256;

/// What the colours stand for: the ramp from zero to the highest value, the unit, what is clipped.
pub(super) fn colour_bar(state: MapState) -> impl IntoView {
    let ui = state.ui;
    let colours = Memo::new(move |_| state.settings.with(|s| s.colours));
    let high = move || {
        let limits = state.limits.get().filter(|limits| !limits.is_empty())?;
        Some(significant(f64::from(limits.high), 3, ui.lang.get()))
    };
    let clipped = move || {
        let limits = state.limits.get().filter(|limits| !limits.is_empty())?;
        Some(strings::clipped(limits, ui.lang.get()))
    };
    view! {
        <div class="colour-bar" id="colour-bar" data-high=move || state.limits.get().map(|l| l.high.to_string())>
            {ramp(colours.into())}
            <div class="ends">
                <span>"0"</span>
                <span class="unit">{move || state.unit()}</span>
                <span id="scale-high">{high}</span>
            </div>
            <p class="clipped" id="clipped">{clipped}</p>
        </div>
    }
}

/// A colour map from its first colour to its last; decoration beside its name.
pub(in crate::ui) fn ramp(colours: Signal<ColourMap>) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    let picture = Memo::new(move |_| {
        let colours = colours.get();
        let bytes = (0..STEPS)
            .flat_map(|i| {
                let [r, g, b] = colours.rgb((i as f32 + 0.5) / STEPS as f32);
                [r, g, b, 255]
            })
            .collect();
        Shown::new(Rgba {
            bytes,
            width: STEPS,
            height: 1,
        })
    });
    draw_on(canvas, picture);
    view! { <canvas class="ramp" node_ref=canvas width="256" height="1" aria-hidden="true"></canvas> }
}
