use leptos::ev;
use leptos::html::Canvas;
use leptos::prelude::*;

use crate::ui::canvas::{Shown, draw_on};
use crate::ui::context::Ui;
use crate::ui::strings;

/// Two pictures on each other, the second from a line on that the pointer, a finger or the arrow keys
/// move: it is a slider of the browser's own that lies over them.
pub(super) fn divider(ui: Ui, pictures: [Memo<Shown>; 2], caption: Signal<String>) -> AnyView {
    let at = RwSignal::new(50_u32);
    let [a, b] = pictures.map(|picture| {
        let canvas = NodeRef::<Canvas>::new();
        draw_on(canvas, picture);
        canvas
    });
    let moved = move |event: ev::Event| {
        if let Ok(share) = event_target_value(&event).parse::<u32>() {
            at.set(share.min(100));
        }
    };
    let words = move || strings::divided(f64::from(at.get()) / 100.0, ui.lang.get());
    view! {
        <div class="divided">
            <label for="shelf-divider">{ui.t(strings::DIVIDER)}</label>
            <div class="divider">
                <canvas
                    class="pixels"
                    id="shelf-under"
                    node_ref=a
                    width="224"
                    height="224"
                    role="img"
                    aria-label=caption
                ></canvas>
                <canvas
                    class="pixels"
                    id="shelf-over"
                    node_ref=b
                    width="224"
                    height="224"
                    aria-hidden="true"
                    style:clip-path=move || format!("inset(0 0 0 {}%)", at.get())
                ></canvas>
                <input
                    type="range"
                    id="shelf-divider"
                    min="0"
                    max="100"
                    step="1"
                    prop:value=move || at.get().to_string()
                    aria-valuetext=words
                    on:input=moved
                />
                <span
                    class="divider-line"
                    aria-hidden="true"
                    style:left=move || format!("{}%", at.get())
                ></span>
            </div>
        </div>
    }
    .into_any()
}
