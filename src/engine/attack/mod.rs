//! Attacks: the smallest change of an image that changes its class.
//!
//! Three things are separate: the algorithm (an [`Attack`]), the goal ([`crate::goal`]) and the size of a
//! change ([`crate::engine::space`]). A [`Session`] is the base of them all: it rounds, judges, counts and keeps.
//!
//! To add one: a file with an `ENTRY` and an [`Attack`], and the two lines below (and its line in
//! the catalogue).

mod best;
pub mod carlini_wagner;
mod contract;
pub mod ddn;
pub mod deepfool;
pub mod fgsm;
pub mod momentum;
pub mod objective;
mod params;
mod parts;
pub mod pgd;
pub mod rule;
mod run;
mod session;
mod shrink;
mod spend;

pub use contract::Attack;
pub use parts::{AttackPart, Sight, Stop};
pub use run::{run, shrink};
pub use session::Session;

use crate::spec::Conduct;

/// Every attack: how it goes, and how it is done. The default first. What the page says of it is no part of
/// the engines.
pub const ATTACKS: &[(Conduct, &dyn Attack)] = &[
    (rule::ENTRY.conduct(), &rule::Rule),
    (fgsm::ENTRY.conduct(), &fgsm::Fgsm),
    (pgd::LINF.conduct(), &pgd::Pgd(pgd::Ball::Linf)),
    (pgd::L2.conduct(), &pgd::Pgd(pgd::Ball::L2)),
    (momentum::ENTRY.conduct(), &momentum::Momentum),
    (deepfool::ENTRY.conduct(), &deepfool::DeepFool),
    (ddn::ENTRY.conduct(), &ddn::Ddn),
    (
        carlini_wagner::ENTRY.conduct(),
        &carlini_wagner::CarliniWagner,
    ),
];

/// The attack named `id`.
pub fn attack(id: &str) -> Option<(Conduct, &'static dyn Attack)> {
    ATTACKS.iter().find(|(known, _)| known.id == id).copied()
}
