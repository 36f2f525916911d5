//! The vocabulary that the page and the engine share: plain data, no behaviour.

mod names;
mod params;
mod preparation;
mod sheets;

pub use names::{ClassId, Lang, Text};
pub use params::{ParamKind, ParamSpec, ParamValues};
pub use preparation::Preparation;
pub use sheets::{
    AttackSpec, ChangeSpec, Conduct, Cost, Formula, MethodKind, MethodSpec, Need, NetworkSpec,
    ObjectiveSpec, Paper, Spending, Unit,
};
