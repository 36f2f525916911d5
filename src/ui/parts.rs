//! What panels are made of: headed parts, pictures, tables.

use leptos::html::Canvas;
use leptos::prelude::*;

use super::canvas::{Shown, draw_on};
use super::context::Ui;
use crate::spec::Text;

/// A part of the panel with its heading.
pub(super) fn part(ui: Ui, id: &'static str, title: Text, body: AnyView) -> AnyView {
    let title_id = format!("{id}-title");
    view! {
        <section class="meaning" aria-labelledby=title_id.clone()>
            <h3 id=title_id.clone()>{ui.t(title)}</h3>
            {body}
        </section>
    }
    .into_any()
}

/// A picture with its caption. It is named by what it shows.
pub(super) fn picture(id: String, caption: Signal<String>, shown: Memo<Shown>) -> AnyView {
    let canvas = NodeRef::<Canvas>::new();
    draw_on(canvas, shown);
    let is_empty = move || shown.with(|shown| shown.0.is_none());
    view! {
        <figure>
            <div class="frame" class:blank=is_empty>
                <div class="stage">
                    <canvas
                        class="pixels"
                        id=id
                        node_ref=canvas
                        width="224"
                        height="224"
                        role="img"
                        aria-label=caption
                        data-state=move || if is_empty() { "empty" } else { "ready" }
                    ></canvas>
                </div>
            </div>
            <figcaption>{caption}</figcaption>
        </figure>
    }
    .into_any()
}

/// A table that scrolls within itself where it is wider than the page; `html` is what stands in it.
pub(super) fn table(ui: Ui, id: &'static str, name: Text, html: Signal<String>) -> AnyView {
    view! {
        <div class="wide" tabindex="0" role="group" aria-label=ui.t(name)>
            <table id=id inner_html=html></table>
        </div>
    }
    .into_any()
}
