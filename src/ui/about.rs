use leptos::prelude::*;

use web_sys::Event;

use super::context::Ui;
use super::{offline, samples, storage, strings};
use crate::app_model::{self as model, CheckpointEvent};
use crate::spec::Preparation;

/// How it works, whose work it is, and what is kept.
pub(super) fn about(ui: Ui) -> AnyView {
    view! {
        <div class="columns">
            <section aria-labelledby="how-title">
                <h3 id="how-title">{ui.t(strings::HOW)}</h3>
                <p>{ui.t(strings::HOW_WORDS)}</p>
                {network(ui)}
                {preparation(ui)}
                <h4>{ui.t(strings::LANGUAGES)}</h4>
                <p id="languages">{ui.t(strings::LANGUAGES_WORDS)}</p>
            </section>
            <section aria-labelledby="privacy-title">
                <h3 id="privacy-title">{ui.t(strings::PRIVACY)}</h3>
                <p>{ui.t(strings::PRIVACY_WORDS)}</p>
                {storage::storage(ui)}
                {offline::offline(ui)}
            </section>
            <section aria-labelledby="licences-title">
                <h3 id="licences-title">{ui.t(strings::LICENCES)}</h3>
                <p>{ui.t(strings::CODE_LICENCE)}</p>
                <p>
                    <a href="licences.txt" rel="license" target="_blank">{ui.t(strings::LIBRARIES)}</a>
                </p>
                {licence(ui)}
                {credits(ui)}
            </section>
        </div>
    }
    .into_any()
}

fn network(ui: Ui) -> impl IntoView {
    let spec = ui.part(|model| model.network().id);
    move || {
        spec.track();
        let lang = ui.lang.get();
        let (network, words) = ui.app.model.with(|model| {
            let network = model.network();
            let own = model.checkpoint().map(|own| strings::own_words(own, lang));
            (
                network,
                own.unwrap_or_else(|| strings::network_words(network, lang)),
            )
        });
        let paper = network.paper;
        let has_paper = !paper.cite.is_empty();
        view! {
            <p id="network-words">{words}</p>
            <p hidden=!has_paper>
                {strings::PAPER.get(ui.lang.get())} " " {paper.cite} ", "
                <a href=paper.url rel="external noopener"><cite lang="en">{paper.title}</cite></a> "."
            </p>
        }
    }
}

/// The choice that the file of a model leaves open.
fn preparation(ui: Ui) -> impl IntoView {
    let chosen = ui.part(|model| {
        let own = model.checkpoint()?;
        Some((own.spec.id, own.preparation()?.id))
    });
    move || {
        let (network, now) = chosen.get()?;
        let choose = move |event: Event| {
            let value = event_target_value(&event);
            let preparation = Preparation::of(&value).id;
            ui.app
                .send(model::Event::Checkpoint(CheckpointEvent::Prepare {
                    id: network,
                    preparation,
                }));
        };
        let options = Preparation::ALL.iter().map(|one| {
            view! {
                <option value=one.id selected=one.id == now>{ui.t(one.name)}</option>
            }
        });
        Some(view! {
            <p>
                <label class="field">
                    <span>{ui.t(strings::PREPARATION)}</span>
                    <select id="preparation" on:change=choose>{options.collect_view()}</select>
                </label>
            </p>
            <p class="hint">{ui.t(strings::PREPARATION_HINT)}</p>
        })
    }
}

fn licence(ui: Ui) -> impl IntoView {
    let text = move || {
        ui.app
            .model
            .with(|model| model.network().licence.get(ui.lang.get()))
    };
    view! { <p>{ui.t(strings::WEIGHTS)} " " {text} "."</p> }
}

fn credits(ui: Ui) -> impl IntoView {
    let has_some = move || ui.samples.with(|all| !all.is_empty());
    view! {
        <div hidden=move || !has_some()>
            <h4>{ui.t(strings::SAMPLES)}</h4>
            <ul class="credits">
                <For each=move || ui.samples.get() key=|sample| sample.id.clone() let:sample>
                    <li>
                        <span>{
                            let sample = sample.clone();
                            move || sample.title(ui.lang.get()).to_owned()
                        }</span>
                        {samples::credit(ui, &sample)}
                    </li>
                </For>
            </ul>
        </div>
    }
}
