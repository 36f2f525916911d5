//! Every text of the page, in both languages; pure functions.

mod about;
mod engine;
mod notices;
mod page;
mod picture;
mod saliency;

pub use about::*;
pub use engine::*;
pub use notices::*;
pub use page::*;
pub use picture::*;
pub use saliency::*;

use crate::spec::Lang;

/// The text of the language.
fn pick(lang: Lang, en: String, fr: String) -> String {
    match lang {
        Lang::En => en,
        Lang::Fr => fr,
    }
}
