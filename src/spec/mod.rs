//! The vocabulary that the page and the engine share: plain data, no behaviour.

mod names;
mod sheets;

pub use names::{ClassId, Lang, Text};
pub use sheets::{MethodSpec, NetworkSpec, Paper};
