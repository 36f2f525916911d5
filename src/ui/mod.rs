//! Everything a person sees. The words, figures and geometry are pure and compiled everywhere;
//! the views are compiled for the browser only.

pub mod chart;
pub mod chart_math;
pub mod crop_math;
pub mod markup;
pub mod numbers;
pub mod report;
pub mod saliency;
pub mod sheet_math;
pub mod sheet_picture;
pub mod shelf;
pub mod strings;
pub mod typed;

#[cfg(target_arch = "wasm32")]
mod about;
#[cfg(target_arch = "wasm32")]
mod asking;
#[cfg(target_arch = "wasm32")]
mod attack;
#[cfg(target_arch = "wasm32")]
mod calm;
#[cfg(target_arch = "wasm32")]
mod camera;
#[cfg(target_arch = "wasm32")]
mod canvas;
#[cfg(target_arch = "wasm32")]
mod class_picker;
#[cfg(target_arch = "wasm32")]
mod context;
#[cfg(target_arch = "wasm32")]
mod controls;
#[cfg(target_arch = "wasm32")]
mod copy_link;
#[cfg(target_arch = "wasm32")]
mod course;
#[cfg(target_arch = "wasm32")]
mod crop;
#[cfg(target_arch = "wasm32")]
mod device;
#[cfg(target_arch = "wasm32")]
mod first_view;
#[cfg(target_arch = "wasm32")]
mod formula;
#[cfg(target_arch = "wasm32")]
mod header;
#[cfg(target_arch = "wasm32")]
mod in_sight;
#[cfg(target_arch = "wasm32")]
mod intake;
#[cfg(target_arch = "wasm32")]
mod locks;
#[cfg(target_arch = "wasm32")]
mod notices;
#[cfg(target_arch = "wasm32")]
mod number_field;
#[cfg(target_arch = "wasm32")]
mod offered;
#[cfg(target_arch = "wasm32")]
mod offline;
#[cfg(target_arch = "wasm32")]
mod own_window;
#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(target_arch = "wasm32")]
mod pair;
#[cfg(target_arch = "wasm32")]
mod panels;
#[cfg(target_arch = "wasm32")]
mod parts;
#[cfg(target_arch = "wasm32")]
mod picture_panel;
#[cfg(target_arch = "wasm32")]
mod plot;
#[cfg(target_arch = "wasm32")]
mod preparation;
#[cfg(target_arch = "wasm32")]
mod records;
#[cfg(target_arch = "wasm32")]
mod run_actions;
#[cfg(target_arch = "wasm32")]
mod samples;
#[cfg(target_arch = "wasm32")]
mod saved;
#[cfg(target_arch = "wasm32")]
mod scores;
#[cfg(target_arch = "wasm32")]
mod scrubber;
#[cfg(target_arch = "wasm32")]
mod segments;
#[cfg(target_arch = "wasm32")]
mod storage;
#[cfg(target_arch = "wasm32")]
mod surround;
#[cfg(target_arch = "wasm32")]
mod visual;
#[cfg(target_arch = "wasm32")]
mod workbench;

#[cfg(target_arch = "wasm32")]
pub use crate::client::NamesFound;
#[cfg(target_arch = "wasm32")]
pub use attack::{ADVERSARIAL, adversarial};
#[cfg(target_arch = "wasm32")]
pub use context::Ui;
#[cfg(target_arch = "wasm32")]
pub use course::{ReportCode, course};
#[cfg(target_arch = "wasm32")]
pub use page::{Program, mount};
#[cfg(target_arch = "wasm32")]
pub use pair::{TWO_NETWORKS, two_networks};
#[cfg(target_arch = "wasm32")]
pub use panels::{Coming, Heading, Panel};
#[cfg(target_arch = "wasm32")]
pub use saliency::{SALIENCY, Test, saliency, test};
#[cfg(target_arch = "wasm32")]
pub use shelf::shelf;
#[cfg(target_arch = "wasm32")]
pub use surround::{Surround, surround};
#[cfg(target_arch = "wasm32")]
pub use visual::{VISUALISATION, visualisation};
