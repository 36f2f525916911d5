use std::sync::Arc;

use crate::app_model::Shelved;
use crate::course::Answers;

/// What a report carries: everything that a reader did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Handed {
    /// Whose it is; may be empty.
    pub name: String,
    /// Id of the course that was followed: answers are kept under it.
    pub course: String,
    /// Language tag of the report.
    pub lang: String,
    /// When the report was made, ISO 8601.
    pub made: String,
    /// Of the page that made it.
    pub build: String,
    /// By the ids of their questions.
    pub answers: Answers,
    /// Every result that an answer names, once, with the pixels of its pictures.
    pub figures: Vec<Arc<Shelved>>,
}
