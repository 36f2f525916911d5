use leptos::prelude::*;

use crate::ui::context::Ui;

/// The pixel that is read, and where it may lie.
#[derive(Clone, Copy)]
pub(super) struct Reader {
    pub ui: Ui,
    pub probe: RwSignal<Option<(u32, u32)>>,
    /// Of the network's input.
    pub side: Signal<u32>,
    /// The pixel of the largest value.
    pub peak: Signal<Option<(u32, u32)>>,
}
