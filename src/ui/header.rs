use leptos::prelude::*;

use super::context::Ui;
use super::course::to_course;
use super::strings;
use crate::client::{self, Theme};
use crate::spec::{Lang, Text};

/// Name, the way to the shelf, the parts of the practical, language and theme.
pub(super) fn header(ui: Ui, to_shelf: AnyView, parts: AnyView) -> impl IntoView {
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
            {to_course(ui)}
            <div class="preferences">
                <a href="#about">{ui.t(strings::ABOUT_LINK)}</a>
                {theme_choice(ui)}
                {language(ui)}
            </div>
        </header>
    }
}

/// The system's theme, or one of two.
fn theme_choice(ui: Ui) -> impl IntoView {
    const THEMES: [(Theme, &str, Text); 3] = [
        (Theme::Auto, "theme-auto", strings::THEME_AUTO),
        (Theme::Light, "theme-light", strings::THEME_LIGHT),
        (Theme::Dark, "theme-dark", strings::THEME_DARK),
    ];
    let theme = RwSignal::new(client::kept_theme());
    Effect::new(move |_| client::show_theme(theme.get()));
    let choose = move |event| {
        let id = event_target_value(&event);
        if let Some((chosen, ..)) = THEMES.iter().find(|(_, value, _)| *value == id) {
            theme.set(*chosen);
            client::keep_theme(*chosen);
        }
    };
    let option = move |(one, id, text): (Theme, &'static str, Text)| {
        view! {
            <option id=id value=id prop:selected=move || theme.get() == one>
                {ui.t(text)}
            </option>
        }
    };
    view! {
        <label class="theme">
            <span class="unseen">{ui.t(strings::THEME)}</span>
            <select id="theme" on:change=choose>{THEMES.map(option).collect_view()}</select>
        </label>
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
