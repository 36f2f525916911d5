//! What the page does, by an experiment of each part; small once there is something to work at.

use leptos::prelude::*;

use super::context::Ui;
use super::strings::{self, Example, Plate};
use crate::app_model::EXAMPLES;
use crate::client::file_address;

/// The sentence, and the experiments as links that set them up.
pub(super) fn first_view(ui: Ui) -> AnyView {
    let examples = EXAMPLES.into_iter().zip(&strings::EXAMPLES).enumerate();
    let examples = examples.map(|(at, (link, example))| one(ui, at + 1, link, example));
    view! {
        <section class="first" id="first" aria-labelledby="first-title">
            <h2 id="first-title">{ui.t(strings::FIRST)}</h2>
            <ul class="examples">{examples.collect_view()}</ul>
            <p class="hint">{ui.t(strings::FIRST_MADE)}</p>
        </section>
    }
    .into_any()
}

fn one(ui: Ui, number: usize, link: &str, example: &'static Example) -> AnyView {
    let plates = example.plates.iter().map(|plate| picture(ui, plate));
    view! {
        <li class="example">
            <a href=format!("#{link}") id=format!("example-{number}")>
                <strong>{ui.t(example.question)}</strong>
                <span><span class="number">{number}</span> {ui.t(example.part)}</span>
            </a>
            <div class="plates">{plates.collect_view()}</div>
        </li>
    }
    .into_any()
}

fn picture(ui: Ui, plate: &'static Plate) -> AnyView {
    let address = file_address(&format!("first/{}", plate.file));
    view! {
        <figure>
            <img src=address alt=ui.t(plate.alt) width="128" height="128" />
            <figcaption>{ui.t(plate.label)}</figcaption>
        </figure>
    }
    .into_any()
}
