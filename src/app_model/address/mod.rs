//! The state of the active part as a link that can be kept for ever: the fragment of the page's
//! address, of format `g1`.
//!
//! `g1~part_adversarial~net_squeezenet-1.1~img_chelsea~crop_75-0-300~method_rule~…~z`: the version
//! first, `~` between pairs, `_` between a key and its value, and a bare `z` at the end, so that a
//! link that was cut is noticed. Unreserved characters only: no mailer can change its meaning. Choices
//! stand by their ids, numbers as Rust prints the shortest `f32`. The active part is written whole,
//! what has its default too: a default may change, a link may not.
//!
//! One table of pairs for each part, in its file here, is both written and read.

mod adversarial;
mod check;
mod crop;
mod examples;
mod follow;
mod leaf;
mod link;
mod of_results;
mod pairs;
mod picture;
mod saliency;
mod seeds;
#[cfg(test)]
mod tests;
mod text;
mod two_networks;
mod visualisation;

pub use check::{LinkCheck, check_link};
pub use crop::Crop;
pub use examples::EXAMPLES;
pub(super) use picture::preparations_in_link;
pub(super) use seeds::seeds_in;
pub use text::{is_link, refusal_of};
