use leptos::prelude::*;

use super::context::Ui;
use super::segments::{Choice, segments};
use super::strings;
use crate::client::{self, Theme};
use crate::spec::Lang;

/// Name, the way to the shelf, the parts of the practical, language and theme.
pub(super) fn header(ui: Ui, to_shelf: AnyView, parts: AnyView) -> impl IntoView {
    let theme = RwSignal::new(client::kept_theme());
    Effect::new(move |_| client::show_theme(theme.get()));
    let themes = vec![
        Choice {
            value: Theme::Auto,
            id: "auto",
            text: strings::THEME_AUTO,
        },
        Choice {
            value: Theme::Light,
            id: "light",
            text: strings::THEME_LIGHT,
        },
        Choice {
            value: Theme::Dark,
            id: "dark",
            text: strings::THEME_DARK,
        },
    ];
    let choose_theme = move |chosen: Theme| {
        theme.set(chosen);
        client::keep_theme(chosen);
    };
    view! {
        <header class="top">
            <div class="brand">
                <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
                    <circle cx="16" cy="16" r="12"></circle>
                    <path d="M16 1v8M16 23v8M1 16h8M23 16h8"></path>
                    <circle class="dot" cx="16" cy="16" r="3"></circle>
                </svg>
                <h1>"Gradoscope"</h1>
            </div>
            {to_shelf}
            {parts}
            <div class="preferences">
                <a href="#about">{ui.t(strings::ABOUT_LINK)}</a>
                {segments(ui, "theme", strings::THEME, themes, theme.into(), choose_theme)}
                {language(ui)}
            </div>
        </header>
    }
}

/// A switch to the other language, named in that language.
fn language(ui: Ui) -> impl IntoView {
    let other = move || match ui.lang.get() {
        Lang::En => Lang::Fr,
        Lang::Fr => Lang::En,
    };
    let name = move || match other() {
        Lang::En => "English",
        Lang::Fr => "Français",
    };
    let switch = move |_| {
        let lang = other();
        ui.lang.set(lang);
        client::keep_lang(lang);
    };
    view! {
        <button type="button" class="quiet" id="lang-switch" lang=move || other().tag() on:click=switch>
            {name}
        </button>
    }
}
