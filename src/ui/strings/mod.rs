//! Every text of the page, in both languages; pure functions.

mod about;
mod attack;
mod attack_words;
mod beside;
mod camera;
mod checkpoint;
mod comparison;
mod course;
mod engine;
mod fields;
mod first_view;
mod frame;
mod instruments;
mod keeping;
mod link;
#[cfg(test)]
mod listing;
mod map_facts;
mod matrix_words;
mod notices;
mod offline;
mod page;
mod pair;
mod pair_words;
mod picture;
mod records;
mod saliency;
mod saving;
mod shelf;
mod transfer;
mod verdict_words;
mod visual;
mod visual_words;

pub use about::*;
pub use attack::*;
pub use attack_words::*;
pub use beside::*;
pub use camera::*;
pub use checkpoint::*;
pub use comparison::*;
pub use course::*;
pub use engine::*;
pub use fields::*;
pub use first_view::*;
pub use frame::*;
pub use instruments::*;
pub use keeping::*;
pub use link::*;
pub use map_facts::*;
pub use matrix_words::*;
pub use notices::*;
pub use offline::*;
pub use page::*;
pub use pair::*;
pub use pair_words::*;
pub use picture::*;
pub use records::*;
pub use saliency::*;
pub use saving::*;
pub use shelf::*;
pub use transfer::*;
pub use verdict_words::*;
pub use visual::*;
pub use visual_words::*;

use crate::spec::Lang;

/// The text of the language.
fn pick(lang: Lang, en: String, fr: String) -> String {
    match lang {
        Lang::En => en,
        Lang::Fr => fr,
    }
}
