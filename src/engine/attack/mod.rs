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

use crate::spec::AttackSpec;

/// Every attack: what it is, and how it is done. The default first.
pub const ATTACKS: &[(&AttackSpec, &dyn Attack)] = &[
    (&rule::ENTRY, &rule::Rule),
    (&fgsm::ENTRY, &fgsm::Fgsm),
    (&pgd::LINF, &pgd::Pgd(pgd::Ball::Linf)),
    (&pgd::L2, &pgd::Pgd(pgd::Ball::L2)),
    (&momentum::ENTRY, &momentum::Momentum),
    (&deepfool::ENTRY, &deepfool::DeepFool),
    (&ddn::ENTRY, &ddn::Ddn),
    (&carlini_wagner::ENTRY, &carlini_wagner::CarliniWagner),
];

/// The attack named `id`.
pub fn attack(id: &str) -> Option<(&'static AttackSpec, &'static dyn Attack)> {
    ATTACKS.iter().find(|(spec, _)| spec.id == id).copied()
}
