use std::collections::BTreeMap;

/// One text in several languages, by their tags.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts(BTreeMap<String, String>);

/// Where a language lacks, these are shown, in this order.
const INSTEAD: [&str; 2] = ["en", "fr"];

impl Texts {
    pub(super) fn put(&mut self, lang: String, text: String) {
        self.0.insert(lang, text);
    }

    /// Whether there is none in any language.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether there is one in this very language.
    pub fn has(&self, lang: &str) -> bool {
        self.0.contains_key(lang)
    }

    /// The languages that there are.
    pub fn langs(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The text in a language, or what is shown instead, with the language that it is in; nothing where
    /// there is none at all.
    pub fn get(&self, lang: &str) -> (&str, &str) {
        let general = lang.split('-').next().unwrap_or(lang);
        let wanted = [lang, general].into_iter().chain(INSTEAD);
        let mut found = wanted.filter_map(|lang| self.0.get_key_value(lang));
        let found = found.next().or_else(|| self.0.first_key_value());
        found.map_or(("", ""), |(lang, text)| (lang, text))
    }

    /// The text in a language, or what is shown instead.
    pub fn text(&self, lang: &str) -> &str {
        self.get(lang).1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(all: &[(&str, &str)]) -> Texts {
        let mut texts = Texts::default();
        for (lang, text) in all {
            texts.put((*lang).to_owned(), (*text).to_owned());
        }
        texts
    }

    #[test]
    fn where_a_language_lacks_english_is_shown_then_french_then_whatever_there_is() {
        let all = texts(&[("de", "Karte"), ("en", "map"), ("fr", "carte")]);
        assert_eq!(all.get("de-AT"), ("de", "Karte"));
        assert_eq!(all.get("it"), ("en", "map"));
        assert_eq!(
            texts(&[("fr", "carte"), ("de", "Karte")]).text("it"),
            "carte"
        );
        assert_eq!(texts(&[("de", "Karte")]).get("en"), ("de", "Karte"));
        assert_eq!(texts(&[]).text("en"), "");
    }
}
