use leptos::prelude::*;

use super::context::Ui;
use super::numbers::{fixed, probability};
use super::strings;
use crate::app_model::Event;
use crate::labels;
use crate::scores::Standing;

/// How many classes the table shows.
const SHOWN: usize = 5;

/// The best classes, with the way to choose one of them.
pub(super) fn scores(ui: Ui) -> impl IntoView {
    let best = ui.part(|model| {
        model
            .saliency
            .scores
            .as_ref()
            .map(|scores| scores.top(SHOWN))
    });
    let explained = ui.part(|model| model.saliency.map.as_ref().map(|map| map.class));
    let is_stale = ui.part(|model| {
        let pixels = model
            .picture
            .opened
            .as_ref()
            .and_then(|o| o.pixels.as_ref());
        model.saliency.scores.as_ref().map(|s| &s.pixels) != pixels
    });
    let has_one = ui.part(|model| model.network().classes == 1);
    let rows = (0..SHOWN)
        .map(|rank| {
            let ranked = Memo::new(move |_| {
                best.with(|best| best.as_ref().and_then(|best| best.get(rank).copied()))
            });
            let chosen = Memo::new(move |_| {
                ranked
                    .get()
                    .is_some_and(|ranked| explained.get() == Some(ranked.class))
            });
            row(ui, rank + 1, ranked, chosen)
        })
        .collect_view();
    view! {
        <section class="scores" id="scores" aria-labelledby="scores-title" class:stale=is_stale
            data-state=move || if best.with(Option::is_none) { "empty" } else if is_stale.get() { "stale" } else { "ready" }>
            <h2 id="scores-title">{ui.t(strings::SCORES_TITLE)}</h2>
            <table>
                <caption>{ui.t(strings::SCORES_CAPTION)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{ui.t(strings::CLASS)}</th>
                        <th scope="col" class="figure">{ui.t(strings::INDEX)}</th>
                        <th scope="col">{ui.t(strings::PROBABILITY)}</th>
                        <th scope="col" class="figure">{ui.t(strings::SCORE)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <p class="hint">{move || {
                let note = if has_one.get() { strings::ONE_CLASS } else { strings::SCORES_NOTE };
                note.get(ui.lang.get())
            }}</p>
            <p class="unseen" role="status">{move || best_in_words(ui, best)}</p>
        </section>
    }
}

fn row(ui: Ui, rank: usize, ranked: Memo<Option<Standing>>, chosen: Memo<bool>) -> impl IntoView {
    let name = move || {
        ranked
            .get()
            .and_then(|r| labels::name(r.class, ui.lang.get()))
    };
    let choose = move |_| {
        if let Some(ranked) = ranked.get_untracked() {
            ui.send(Event::ChooseClass(Some(ranked.class)));
        }
    };
    let share = move || ranked.get().map_or(0.0, |r| f64::from(r.probability));
    // A network may have fewer classes than rows.
    let is_beyond = ui.part(move |model| rank > model.network().classes);
    view! {
        <tr
            hidden=is_beyond
            id=format!("top-{rank}")
            data-testid=format!("top-{rank}")
            data-class=move || ranked.get().map(|r| r.class.to_string())
            data-score=move || ranked.get().map(|r| r.score.to_string())
            data-probability=move || ranked.get().map(|r| r.probability.to_string())
            class:chosen=chosen
        >
            <th scope="row">
                {move || match name() {
                    Some(name) => view! {
                        <button
                            type="button"
                            class="class-name"
                            aria-pressed=move || chosen.get().to_string()
                            on:click=choose
                        >
                            {name}
                        </button>
                    }.into_any(),
                    None => view! { <span class="class-name blank" aria-hidden="true">"–"</span> }.into_any(),
                }}
            </th>
            <td class="figure">{move || ranked.get().map(|r| r.class.to_string())}</td>
            <td class="probability">
                <span class="track" aria-hidden="true">
                    <span class="bar" style:width=move || format!("{}%", share().max(0.0) * 100.0)></span>
                </span>
                <span class="figure">
                    {move || ranked.get().map(|r| probability(r.probability, ui.lang.get()))}
                </span>
            </td>
            <td class="figure">
                {move || ranked.get().map(|r| fixed(f64::from(r.score), 2, ui.lang.get()))}
            </td>
        </tr>
    }
}

fn best_in_words(ui: Ui, best: Memo<Option<Vec<Standing>>>) -> Option<String> {
    let lang = ui.lang.get();
    let first = best.with(|best| best.as_ref().and_then(|best| best.first().copied()))?;
    let name = labels::name(first.class, lang)?;
    Some(format!("{name}, {}", probability(first.probability, lang)))
}
