//! What files of this format are made of.

use crate::course::formula::FORMULAS;
use crate::course::markdown::{Part, blocks};
use crate::course::near::nearest;
use crate::course::problem::{Fault, Problem, Want};
use crate::course::source::{Members, Raw, Source};
use crate::course::texts::Texts;

/// Figures of one answer at the most.
pub(super) const MOST_FIGURES: usize = 20;

const HASH_LETTERS: usize = 64;

/// Reads pieces, and remembers what is wrong with them.
pub(super) struct Reader<'a> {
    source: Source<'a>,
    problems: Vec<Problem>,
    /// What the file says that its texts are written in.
    languages: Option<Vec<String>>,
    /// The hashes of the checkpoints that lie beside the page: links may be about these.
    pub(super) networks: Vec<String>,
}

/// What stands in an object under the keys that are known, each once.
pub(super) struct Object<'a> {
    /// Of the object itself.
    pub path: String,
    raw: Raw<'a>,
    members: Vec<(String, Raw<'a>)>,
}

impl<'a> Object<'a> {
    pub fn get(&self, key: &str) -> Option<Raw<'a>> {
        let found = self.members.iter().find(|(known, _)| known == key);
        found.map(|(_, raw)| *raw)
    }

    /// Of something in it.
    pub fn inside(&self, key: &str) -> String {
        match self.path.as_str() {
            "" => key.to_owned(),
            path => format!("{path}.{key}"),
        }
    }
}

impl<'a> Reader<'a> {
    pub fn new(source: Source<'a>) -> Self {
        Self {
            source,
            problems: Vec::new(),
            languages: None,
            networks: Vec::new(),
        }
    }

    /// All that was wrong, in the order of the lines.
    pub fn problems(mut self) -> Vec<Problem> {
        self.problems
            .sort_by_key(|problem| (problem.line, problem.column));
        self.problems
    }

    /// From now on texts are expected in these languages.
    pub fn speak(&mut self, languages: &Option<Vec<String>>) {
        self.languages.clone_from(languages);
    }

    pub fn say(&mut self, raw: Raw<'_>, path: &str, fault: Fault) {
        let place = self.source.place(raw.get());
        self.problems
            .push(Problem::at(self.source, place, path, fault));
    }

    pub fn missing(&mut self, object: &Object<'_>, key: &'static str) {
        self.say(object.raw, &object.path, Fault::Missing(key));
    }

    /// An object; keys that are not `known` are named, comments left out.
    pub fn object(&mut self, raw: Raw<'a>, path: &str, known: &[&str]) -> Option<Object<'a>> {
        let members = self.members(raw, path, Want::Object)?;
        let mut object = Object {
            path: path.to_owned(),
            raw,
            members: Vec::new(),
        };
        for (name, key, value) in members {
            let path = object.inside(&name);
            if !known.contains(&name.as_str()) {
                let near = nearest(&name, known.iter().copied()).map(str::to_owned);
                let known = known.iter().map(|known| (*known).to_owned()).collect();
                self.say(key, &path, Fault::Unknown { name, near, known });
            } else {
                object.members.push((name, value));
            }
        }
        Some(object)
    }

    /// Names, keys and values that are no comments, each name once.
    fn members(
        &mut self,
        raw: Raw<'a>,
        path: &str,
        want: Want,
    ) -> Option<Vec<(String, Raw<'a>, Raw<'a>)>> {
        let Ok(Members(all)) = serde_json::from_str(raw.get()) else {
            self.say(raw, path, Fault::Wants(want));
            return None;
        };
        let mut found: Vec<(String, Raw<'a>, Raw<'a>)> = Vec::new();
        for (key, value) in all {
            let name: String = serde_json::from_str(key.get()).unwrap_or_default();
            if name.starts_with('_') {
                continue;
            }
            match found.iter().any(|(known, ..)| *known == name) {
                true => self.say(key, path, Fault::Twice(name)),
                false => found.push((name, key, value)),
            }
        }
        Some(found)
    }

    /// What stands in a list, each with its path.
    pub fn list(&mut self, raw: Raw<'a>, path: &str) -> Option<Vec<(Raw<'a>, String)>> {
        match serde_json::from_str::<Vec<Raw<'a>>>(raw.get()) {
            Ok(items) => {
                let items = items.into_iter().enumerate();
                Some(
                    items
                        .map(|(at, raw)| (raw, format!("{path}[{at}]")))
                        .collect(),
                )
            }
            Err(_) => {
                self.say(raw, path, Fault::Wants(Want::List));
                None
            }
        }
    }

    /// A text with something in it.
    pub fn text(&self, raw: Raw<'a>) -> Option<String> {
        let text: String = serde_json::from_str(raw.get()).ok()?;
        (!text.trim().is_empty()).then_some(text)
    }

    /// A text under this key.
    pub fn words(
        &mut self,
        object: &Object<'a>,
        key: &'static str,
        is_needed: bool,
    ) -> Option<String> {
        let Some(raw) = object.get(key) else {
            if is_needed {
                self.missing(object, key);
            }
            return None;
        };
        let text = self.text(raw);
        if text.is_none() {
            self.say(raw, &object.inside(key), Fault::Wants(Want::Text));
        }
        text
    }

    /// The SHA-256 of a file.
    pub fn hash(&mut self, object: &Object<'a>, is_needed: bool) -> Option<String> {
        const KEY: &str = "sha256";
        let hash = self.words(object, KEY, is_needed)?;
        let is_digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if hash.len() == HASH_LETTERS && hash.bytes().all(is_digit) {
            return Some(hash);
        }
        if let Some(raw) = object.get(KEY) {
            self.say(raw, &object.inside(KEY), Fault::Wants(Want::Hash));
        }
        None
    }

    /// `true` or `false`; what is not there is `false`.
    pub fn yes(&mut self, object: &Object<'a>, key: &str) -> bool {
        let Some(raw) = object.get(key) else {
            return false;
        };
        serde_json::from_str(raw.get()).unwrap_or_else(|_| {
            self.say(raw, &object.inside(key), Fault::Wants(Want::YesNo));
            false
        })
    }

    /// A number of figures; what is not there is none.
    pub fn count(&mut self, object: &Object<'a>, key: &str) -> usize {
        let Some(raw) = object.get(key) else { return 0 };
        let count: Option<usize> = serde_json::from_str(raw.get()).ok();
        count
            .filter(|count| *count <= MOST_FIGURES)
            .unwrap_or_else(|| {
                self.say(raw, &object.inside(key), Fault::Wants(Want::Count));
                0
            })
    }

    /// The id of an object.
    pub fn id(&mut self, object: &Object<'a>, is_needed: bool) -> Option<String> {
        let Some(raw) = object.get("id") else {
            if is_needed {
                self.missing(object, "id");
            }
            return None;
        };
        let id = self.text(raw).filter(|id| is_id(id));
        if id.is_none() {
            self.say(raw, &object.inside("id"), Fault::Wants(Want::Id));
        }
        id
    }

    /// A text in several languages; empty where there is none.
    pub fn texts(&mut self, object: &Object<'a>, key: &'static str, is_needed: bool) -> Texts {
        let mut texts = Texts::default();
        let Some(raw) = object.get(key) else {
            if is_needed {
                self.missing(object, key);
            }
            return texts;
        };
        let path = object.inside(key);
        let Some(members) = self.members(raw, &path, Want::Texts) else {
            return texts;
        };
        let is_empty = members.is_empty();
        for (lang, key, value) in members {
            if !self.is_spoken(&lang) {
                self.say(key, &path, self.strange(&lang));
                continue;
            }
            match self.text(value) {
                Some(text) => texts.put(lang, text),
                None => self.say(value, &format!("{path}.{lang}"), Fault::Wants(Want::Text)),
            }
        }
        if is_empty {
            self.say(raw, &path, Fault::Wants(Want::Texts));
        } else {
            self.say_lacking(raw, &path, &texts);
        }
        texts
    }

    fn is_spoken(&self, lang: &str) -> bool {
        match &self.languages {
            Some(languages) => languages.iter().any(|known| known == lang),
            None => is_language(lang),
        }
    }

    fn strange(&self, lang: &str) -> Fault {
        match &self.languages {
            Some(known) if is_language(lang) => Fault::Unknown {
                name: lang.to_owned(),
                near: nearest(lang, known.iter().map(String::as_str)).map(str::to_owned),
                known: known.clone(),
            },
            _ => Fault::Wants(Want::Language),
        }
    }

    /// Only where the file says which languages it speaks.
    fn say_lacking(&mut self, raw: Raw<'a>, path: &str, texts: &Texts) {
        let languages = self.languages.clone().unwrap_or_default();
        for lang in languages.into_iter().filter(|lang| !texts.has(lang)) {
            self.say(raw, path, Fault::LacksLanguage(lang));
        }
    }

    /// Names what in a text is not shown as it was meant.
    pub fn check_markdown(&mut self, object: &Object<'a>, key: &'static str) {
        let Some(raw) = object.get(key) else { return };
        let Ok(Members(all)) = serde_json::from_str(raw.get()) else {
            return;
        };
        for (lang, value) in all {
            let text: String = serde_json::from_str(value.get()).unwrap_or_default();
            let lang: String = serde_json::from_str(lang.get()).unwrap_or_default();
            if lang.starts_with('_') {
                continue;
            }
            for part in blocks(&text).1 {
                let path = format!("{}.{lang}", object.inside(key));
                self.say(value, &path, of_part(part));
            }
        }
    }
}

fn of_part(part: Part) -> Fault {
    match part {
        Part::RefusedLink(address) => Fault::Link(address),
        Part::UnknownFormula(name) => {
            let known = FORMULAS.iter().map(|formula| formula.name);
            let near = nearest(&name, known).map(str::to_owned);
            Fault::Formula { name, near }
        }
    }
}

/// Small letters, digits and single dashes between them.
fn is_id(id: &str) -> bool {
    let is_piece = |piece: &str| {
        !piece.is_empty()
            && piece
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
    };
    id.len() <= 64 && id.split('-').all(is_piece)
}

/// Whether it names a file of this site, beside the page or in a folder there.
pub(super) fn is_beside(file: &str) -> bool {
    !file.starts_with('/')
        && !file.contains([':', '\\', '?', '#'])
        && file.split('/').all(|piece| piece != "..")
}

/// A tag such as `fr` or `pt-BR`.
pub(super) fn is_language(tag: &str) -> bool {
    let mut pieces = tag.split('-');
    let first = pieces.next().unwrap_or_default();
    let is_first = (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_lowercase());
    let is_piece = |piece: &str| {
        (2..=8).contains(&piece.len()) && piece.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    is_first && pieces.all(is_piece)
}
