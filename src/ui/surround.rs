//! What stands around the first view and the bench: it comes by itself, after what draws them.

use leptos::prelude::*;

use super::context::Ui;
use super::{about, camera, own_window};

/// The pieces of its module.
#[derive(Clone, Copy)]
pub enum Surround {
    /// The foot of the page.
    About,
    /// The ways to a photograph taken now.
    Camera,
    /// The way out of a frame.
    OwnWindow,
}

/// Draws one of them.
pub fn surround(ui: Ui, which: Surround) -> AnyView {
    match which {
        Surround::About => about::about(ui),
        Surround::Camera => camera::doors(ui),
        Surround::OwnWindow => own_window::own_window(ui),
    }
}
