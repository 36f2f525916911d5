use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::markdown::{Block, blocks};
use super::{Course, SetUp, Texts, Thread};

/// What a reader answers to one question, as it is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// As it was typed.
    #[serde(default)]
    pub text: String,
    /// In their order.
    #[serde(default)]
    pub figures: Vec<Figure>,
}

/// A result that belongs to an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// Of the entry of the shelf that it was taken from.
    pub key: String,
    /// As the reader calls it.
    #[serde(default)]
    pub caption: String,
}

/// Answers by the ids of their questions.
pub type Answers = BTreeMap<String, Answer>;

impl Answer {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && self.figures.is_empty()
    }

    /// Whether the question is answered, which takes words: a figure shows what they speak of.
    pub fn is_given(&self) -> bool {
        !self.text.trim().is_empty()
    }

    /// Takes a result among the figures, once.
    pub fn add(&mut self, key: &str) {
        if self.figures.iter().all(|figure| figure.key != key) {
            self.figures.push(Figure {
                key: key.to_owned(),
                caption: String::new(),
            });
        }
    }

    /// Puts a result aside.
    pub fn remove(&mut self, key: &str) {
        self.figures.retain(|figure| figure.key != key);
    }

    /// Calls a figure something.
    pub fn call(&mut self, key: &str, caption: String) {
        if let Some(figure) = self.figures.iter_mut().find(|figure| figure.key == key) {
            figure.caption = caption;
        }
    }
}

/// A whole thread with what was answered, in one language, ready to be written down in a report.
#[derive(Debug, Clone, PartialEq)]
pub struct FilledThread {
    /// The language that was asked for.
    pub lang: String,
    /// Of the course.
    pub title: String,
    /// Whom to ask; empty where nothing is said.
    pub contact: Vec<Block>,
    /// Questions that are answered, and all questions.
    pub answered: (usize, usize),
    /// In their order.
    pub sections: Vec<FilledSection>,
}

/// A section with what was answered.
#[derive(Debug, Clone, PartialEq)]
pub struct FilledSection {
    /// [`super::Section::id`].
    pub id: String,
    /// In that language.
    pub title: String,
    /// In that language.
    pub text: Vec<Block>,
    /// In their order.
    pub questions: Vec<FilledQuestion>,
}

/// A question with what was answered.
#[derive(Debug, Clone, PartialEq)]
pub struct FilledQuestion {
    /// [`super::Question::id`].
    pub id: String,
    /// From 1.
    pub number: usize,
    /// [`super::Question::star`].
    pub star: bool,
    /// [`super::Question::bonus`].
    pub bonus: bool,
    /// In that language.
    pub text: Vec<Block>,
    /// In that language.
    pub look: Vec<Block>,
    /// What its experiments are called, and their links.
    pub setup: Vec<(String, String)>,
    /// [`super::Question::expects`].
    pub expects: usize,
    /// The reader's own words and figures; the pictures are found by the figures' keys.
    pub answer: Answer,
}

/// The thread with the answers to it. Pure: a report is made of this alone, and of the shelf's files of
/// the figures that it names.
pub fn filled(course: &Course, thread: &Thread, answers: &Answers, lang: &str) -> FilledThread {
    let shown = |texts: &Texts| blocks(texts.text(lang)).0;
    let plain = |texts: &Texts| texts.text(lang).to_owned();
    let experiment = |setup: &SetUp| (plain(&setup.label), setup.link.clone());
    let sections = thread.sections.iter().map(|section| FilledSection {
        id: section.id.clone(),
        title: plain(&section.title),
        text: shown(&section.text),
        questions: (section.questions.iter())
            .map(|question| FilledQuestion {
                id: question.id.clone(),
                number: question.number,
                star: question.star,
                bonus: question.bonus,
                text: shown(&question.text),
                look: shown(&question.look),
                setup: question.setup.iter().map(experiment).collect(),
                expects: question.expects,
                answer: answers.get(&question.id).cloned().unwrap_or_default(),
            })
            .collect(),
    });
    let is_answered = |id: &String| answers.get(id).is_some_and(Answer::is_given);
    let all = thread.questions().count();
    let answered = thread.questions().filter(|q| is_answered(&q.id)).count();
    FilledThread {
        lang: lang.to_owned(),
        title: plain(&course.title),
        contact: shown(&course.contact),
        answered: (answered, all),
        sections: sections.collect(),
    }
}
