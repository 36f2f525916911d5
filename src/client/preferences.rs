//! Language and theme: what the reader chose, and how the page takes it on.

use web_sys::{Element, Storage};

use super::surroundings::{address_param, document, window};
use crate::spec::Lang;

const LANG_KEY: &str = "gradoscope-lang";
const THEME_KEY: &str = "gradoscope-theme";
const RECORDS_KEY: &str = "gradoscope-records";

/// Light or dark, or whatever the reader's system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    fn name(self) -> Option<&'static str> {
        match self {
            Self::Auto => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }
}

/// The language of the address (`?lang=fr`), else the one kept from the last visit, else the
/// browser's.
pub fn preferred_lang() -> Lang {
    let tag = address_param("lang").or_else(|| kept(LANG_KEY));
    tag.and_then(|tag| Lang::from_tag(&tag)).unwrap_or_else(|| {
        let tags: Vec<String> = window()
            .navigator()
            .languages()
            .iter()
            .filter_map(|tag| tag.as_string())
            .collect();
        Lang::preferred(tags.iter().map(String::as_str))
    })
}

/// Keeps the language for the next visit, where the browser keeps anything.
pub fn keep_lang(lang: Lang) {
    keep(LANG_KEY, Some(lang.tag()));
}

/// Tells the browser and screen readers which language the page speaks, and asks not to be
/// translated: a translator puts texts of its own where the page goes on writing, so that old scores
/// would stand beside new names.
pub fn set_page_lang(lang: Lang) {
    if let Some(root) = root() {
        let _ = root.set_attribute("lang", lang.tag());
        let _ = root.set_attribute("translate", "no");
        let _ = root.class_list().add_1("notranslate");
    }
}

/// The language that the page speaks.
pub(super) fn page_lang() -> Lang {
    let tag = root().and_then(|root| root.get_attribute("lang"));
    tag.and_then(|tag| Lang::from_tag(&tag)).unwrap_or_default()
}

/// The theme kept from the last visit.
pub fn kept_theme() -> Theme {
    match kept(THEME_KEY).as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::Auto,
    }
}

/// Keeps the theme for the next visit, where the browser keeps anything.
pub fn keep_theme(theme: Theme) {
    keep(THEME_KEY, theme.name());
}

/// Whether saved pictures carry their record, as it was chosen at the last visit: they do unless the
/// reader wanted otherwise.
pub fn kept_records() -> bool {
    kept(RECORDS_KEY).as_deref() != Some("off")
}

/// Keeps that for the next visit, where the browser keeps anything.
pub fn keep_records(wanted: bool) {
    keep(RECORDS_KEY, (!wanted).then_some("off"));
}

/// Puts the page into a theme.
pub fn show_theme(theme: Theme) {
    if let Some(root) = root() {
        let _ = match theme.name() {
            Some(name) => root.set_attribute("data-theme", name),
            None => root.remove_attribute("data-theme"),
        };
    }
}

/// Marks the page while a file is dragged over it.
pub fn show_dragging(is_dragging: bool) {
    if let Some(root) = root() {
        let _ = root.toggle_attribute_with_force("data-dragging", is_dragging);
    }
}

fn root() -> Option<Element> {
    document()?.document_element()
}

/// Asking for the storage throws where it is forbidden.
fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

fn kept(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

fn keep(key: &str, value: Option<&str>) {
    if let Some(storage) = storage() {
        let _ = match value {
            Some(value) => storage.set_item(key, value),
            None => storage.remove_item(key),
        };
    }
}
