//! An entry's record, read.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::app_model::{Kind, Names, Shelved};
use crate::catalogue;
use crate::protocol::{Goal, Term};
use crate::spec::{ClassId, Lang};
use crate::ui::numbers::percent;
use crate::ui::strings;

/// What the photographs of the site are called, in English and in French, by their ids.
pub type Titles = BTreeMap<String, [String; 2]>;

/// What is known of an entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    pub kind: Option<Kind>,
    pub names: Names,
    record: Value,
    titles: Titles,
}

/// Something that is known of an entry: what it is called, and what it is. Two entries are compared
/// by the names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub name: String,
    pub value: String,
}

impl Fact {
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
        }
    }
}

impl Reading {
    pub fn of(shelved: &Shelved) -> Self {
        let record: Value = serde_json::from_str(&shelved.record).unwrap_or_default();
        Self {
            kind: record["kind"].as_str().and_then(Kind::named),
            names: shelved.names.clone(),
            record,
            titles: Titles::new(),
        }
    }

    /// With what the photographs of the site are called, for a reader who changed the language since.
    pub fn titled(self, titles: Titles) -> Self {
        Self { titles, ..self }
    }

    fn title(&self, id: &Value, lang: Lang) -> Option<String> {
        let [en, fr] = self.titles.get(id.as_str()?)?;
        Some(
            match lang {
                Lang::En => en,
                Lang::Fr => fr,
            }
            .clone(),
        )
    }

    /// The picture that the entry is about: a photograph of the site in the reader's language, any
    /// other by the name that it had.
    pub fn picture(&self, lang: Lang) -> Option<String> {
        let title = self.at("/image/id").and_then(|id| self.title(id, lang));
        title.or_else(|| self.names.picture.clone())
    }

    /// What stands at a place of the record; none where that is nothing.
    pub fn at(&self, place: &str) -> Option<&Value> {
        self.record.pointer(place).filter(|value| !value.is_null())
    }

    pub fn list(&self, place: &str) -> &[Value] {
        let list = self.at(place).and_then(Value::as_array);
        list.map_or(&[], Vec::as_slice)
    }

    /// The names of both networks, or of the one.
    pub fn networks(&self) -> Vec<&str> {
        let second = self.names.second_network.as_deref();
        std::iter::once(self.names.network.as_str())
            .chain(second)
            .collect()
    }

    /// A class as its network called it, such as `tabby (281)`.
    pub fn class_name(&self, class: ClassId, lang: Lang) -> String {
        let names = self.names.classes.get(&class.0);
        let name = names.map_or("", |names| match lang {
            Lang::En => &names[0],
            Lang::Fr => &names[1],
        });
        format!("{name} ({class})")
    }

    /// A class by its index, or with its score and probability.
    pub fn class_of(&self, value: &Value, lang: Lang) -> Option<String> {
        let class = |value: &Value| {
            let class = value.as_u64()?;
            Some(ClassId(u16::try_from(class).ok()?))
        };
        match (class(value), value["probability"].as_f64()) {
            (Some(class), _) => Some(self.class_name(class, lang)),
            (None, Some(p)) => {
                let name = self.class_name(class(&value["class"])?, lang);
                Some(format!("{name}, {}", percent(p, lang)))
            }
            (None, None) => None,
        }
    }

    /// What an attack is to reach.
    pub fn goal(&self, lang: Lang) -> Option<String> {
        let goal = self.at("/request/goal")?.clone();
        Some(match serde_json::from_value(goal).ok()? {
            Goal::Class(class) => self.class_name(class, lang),
            Goal::RunnerUp => strings::GOAL_RUNNER_UP.get(lang).to_owned(),
            Goal::LeastLikely => strings::GOAL_LEAST.get(lang).to_owned(),
            Goal::Away => strings::GOAL_AWAY.get(lang).to_owned(),
        })
    }

    /// A picture among several: a photograph of the site, or else its number; names of files are not
    /// kept.
    pub fn picture_among(&self, at: usize, lang: Lang) -> String {
        let id = self.at(&format!("/result/images/{at}/id"));
        let name = id.and_then(|id| {
            let title = self.title(id, lang);
            title.or_else(|| Some(id.as_str()?.to_owned()))
        });
        name.unwrap_or_else(|| strings::picture_number(at + 1, lang))
    }

    /// What a visualisation climbs.
    pub fn caption(&self, lang: Lang) -> Option<String> {
        let terms = self.at("/request/terms")?.clone();
        let terms: Vec<Term> = serde_json::from_value(terms).ok()?;
        let name = |class| self.class_name(class, lang);
        Some(strings::caption_of(&terms, name, lang))
    }

    /// The request, or that for the map which a test is about.
    pub fn asked(&self) -> Option<&Value> {
        self.at("/request/map").or(self.at("/request"))
    }

    /// The attack or the method.
    pub fn method(&self, lang: Lang) -> Option<String> {
        self.method_of(self.asked()?, lang)
    }

    /// The same of a request.
    pub fn method_of(&self, request: &Value, lang: Lang) -> Option<String> {
        let attack = request["attack"].as_str().and_then(catalogue::attack);
        let method = request["method"]
            .as_str()
            .and_then(catalogue::saliency_method);
        let name = attack
            .map(|spec| spec.name)
            .or(method.map(|spec| spec.name));
        Some(name?.get(lang).to_owned())
    }

    /// What an attack of a comparison is called: also at which probability, if it had to reach one.
    pub fn contender_of(&self, request: &Value, lang: Lang) -> Option<String> {
        let probability = request["until_probability"].as_f64().unwrap_or(0.0);
        let at = strings::from_probability(probability as f32, lang);
        Some(self.method_of(request, lang)? + &at)
    }
}
