use leptos::prelude::*;

use super::context::{SamplesState, Ui};
use super::{intake, strings};
use crate::app_model::PictureSource;
use crate::client::Sample;

/// What there is to open: large at the start, a strip once there is something to work at.
pub(super) fn samples(ui: Ui, is_strip: Memo<bool>, camera: AnyView) -> impl IntoView {
    let chosen = ui.part(|model| {
        if let Some((id, _)) = &model.picture.fetching {
            return Some(id.clone());
        }
        let opening = model.picture.opening.as_ref().map(|o| &o.source);
        let opened = model.picture.opened.as_ref().map(|o| &o.source);
        match opening.or(opened) {
            Some(PictureSource::Sample { id, .. }) => Some(id.clone()),
            _ => None,
        }
    });
    let opening = ui.part(|model| {
        let fetching = model.picture.fetching.as_ref().map(|(_, name)| name);
        let opening = model.picture.opening.as_ref().map(|o| &o.name);
        fetching.or(opening).cloned()
    });
    let title = move || {
        let text = if is_strip.get() {
            strings::PICTURE
        } else {
            strings::CHOOSE
        };
        text.get(ui.lang.get())
    };
    view! {
        <section class="choose" id="choose" aria-labelledby="choose-title">
            <h2 id="choose-title">{title}</h2>
            <p class="lead" hidden=is_strip>{ui.t(strings::START)}</p>
            <div class="sources">
                {intake::file_button(ui)}
                <div class="doors">{camera}</div>
                <span class="other-ways">{ui.t(strings::OTHER_WAYS)}</span>
                <span class="opening" role="status" id="opening">
                    {move || opening.get().map(|name| {
                        format!("{} {name}", strings::OPENING.get(ui.lang.get()))
                    })}
                </span>
            </div>
            {trouble(ui)}
            <ul class="samples" aria-label=ui.t(strings::SAMPLES)>
                <For each=move || ui.samples.get() key=|sample| sample.id.clone() let:sample>
                    {card(ui, sample, chosen)}
                </For>
            </ul>
        </section>
    }
}

/// Why photographs are missing, and the way to ask for them again.
fn trouble(ui: Ui) -> impl IntoView {
    let words = move || {
        let lang = ui.lang.get();
        ui.samples_state.with(|state| match state {
            SamplesState::Failed(failure) => Some(strings::transfer_failure(failure, lang)),
            _ => None,
        })
    };
    let missing = move || {
        let lang = ui.lang.get();
        ui.samples_state.with(|state| match state {
            SamplesState::Here { missing, altered } => {
                strings::samples_trouble(*missing, *altered, lang)
            }
            _ => None,
        })
    };
    let failed = move || {
        words().map(|words| {
            view! {
                <div class="unreachable" role="alert" id="samples-missing">
                    <p>{words}</p>
                    <button type="button" id="samples-again" on:click=move |_| ui.fetch_samples()>
                        {ui.t(strings::TRY_AGAIN)}
                    </button>
                </div>
            }
        })
    };
    let partial = move || {
        missing().map(|words| {
            view! { <p class="hint" role="status" id="samples-partial">{words}</p> }
        })
    };
    view! {
        {failed}
        {partial}
    }
}

fn card(ui: Ui, sample: Sample, chosen: Memo<Option<String>>) -> impl IntoView {
    let held = StoredValue::new(sample.clone());
    let title = move || held.with_value(|sample| sample.title(ui.lang.get()).to_owned());
    let open = move |_| {
        held.with_value(|sample| {
            let title = sample.title(ui.lang.get_untracked()).to_owned();
            ui.app.open_sample(sample, title);
        });
    };
    let id = sample.id.clone();
    let is_chosen = move || chosen.with(|chosen| chosen.as_deref() == Some(id.as_str()));
    view! {
        <li class="sample">
            <button
                type="button"
                id=format!("sample-{}", sample.id)
                data-testid=format!("sample-{}", sample.id)
                aria-pressed=move || is_chosen().to_string()
                on:click=open
            >
                <img src=sample.thumb_address() alt="" width="128" height="128" />
                <span class="sample-title">{title}</span>
            </button>
            {credit(ui, &sample)}
        </li>
    }
}

/// Who took a photograph, its licence, and where it comes from.
pub(super) fn credit(ui: Ui, sample: &Sample) -> impl IntoView + use<> {
    let (author, licence) = (sample.author.clone(), sample.licence.clone());
    view! {
        <p class="credit">
            {move || strings::author(&author, ui.lang.get())}
            " · "
            <a href=sample.licence_url.clone() rel="external noopener license">
                {move || strings::licence(&licence, ui.lang.get())}
            </a>
            " · "
            <a href=sample.source.clone() rel="external noopener">{ui.t(strings::SOURCE)}</a>
        </p>
    }
}
