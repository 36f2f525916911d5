use leptos::prelude::*;

use super::context::Ui;
use super::{attack, pair, saliency_panel, strings, visual};
use crate::spec::Text;

/// One part of the practical.
pub(super) struct Panel {
    /// Permanent, kebab-case; the element's id.
    pub id: &'static str,
    pub title: Text,
    pub view: fn(Ui) -> AnyView,
}

/// Every part, in the order of the practical: to add one, add its line.
const PANELS: &[Panel] = &[
    saliency_panel::PANEL,
    attack::PANEL,
    visual::PANEL,
    pair::PANEL,
];

/// The parts, one at a time; with tabs where there is more than one.
pub(super) fn panels(ui: Ui) -> impl IntoView {
    let shown = RwSignal::new(0_usize);
    let sections = PANELS
        .iter()
        .enumerate()
        .map(|(i, panel)| section(ui, i, panel, shown))
        .collect_view();
    view! {
        {(PANELS.len() > 1).then(|| tabs(ui, shown))}
        {sections}
    }
}

fn section(ui: Ui, i: usize, panel: &'static Panel, shown: RwSignal<usize>) -> impl IntoView {
    view! {
        <section
            class="panel"
            id=panel.id
            aria-labelledby=format!("{}-title", panel.id)
            hidden=move || shown.get() != i
        >
            <h2 id=format!("{}-title", panel.id)>
                <span class="number">{i + 1}</span>
                {ui.t(panel.title)}
            </h2>
            {(panel.view)(ui)}
        </section>
    }
}

/// Buttons rather than ARIA tabs: every section stays in the page, with its heading.
fn tabs(ui: Ui, shown: RwSignal<usize>) -> impl IntoView {
    let buttons = PANELS
        .iter()
        .enumerate()
        .map(|(i, panel)| {
            view! {
                <li>
                    <button
                        type="button"
                        aria-controls=panel.id
                        aria-current=move || (shown.get() == i).then_some("page")
                        on:click=move |_| shown.set(i)
                    >
                        <span class="number">{i + 1}</span>
                        {ui.t(panel.title)}
                    </button>
                </li>
            }
        })
        .collect_view();
    view! { <nav class="parts" aria-label=ui.t(strings::PARTS)><ol>{buttons}</ol></nav> }
}
