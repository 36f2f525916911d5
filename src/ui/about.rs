use leptos::prelude::*;

use super::context::Ui;
use super::{offline, preparation, samples, storage, strings};

/// How it works, whose work it is, and what is kept.
pub(super) fn about(ui: Ui) -> AnyView {
    view! {
        <div class="columns">
            <section aria-labelledby="how-title">
                <h3 id="how-title">{ui.t(strings::HOW)}</h3>
                <p>{ui.t(strings::HOW_WORDS)}</p>
                {network(ui)}
                {preparation::choice(ui, "preparation")}
                {preparation_hint(ui)}
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

fn preparation_hint(ui: Ui) -> impl IntoView {
    let is_open = ui.part(preparation::is_open);
    view! {
        <p class="hint" hidden=move || !is_open.get()>{ui.t(strings::PREPARATION_HINT)}</p>
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
