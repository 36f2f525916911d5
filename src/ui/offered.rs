//! The classes that a course offers: lists of classes show these alone. The network has all of its classes.

use std::sync::{Arc, OnceLock};

use leptos::prelude::*;

use super::context::Ui;
use crate::labels::ClassNames;
use crate::spec::ClassId;

type Few = Option<Arc<[ClassId]>>;

static OFFERED: OnceLock<ArcRwSignal<Few>> = OnceLock::new();

/// Those of the course that is followed; none: all.
pub(super) fn offered() -> ArcRwSignal<Few> {
    OFFERED.get_or_init(|| ArcRwSignal::new(None)).clone()
}

/// The same for the network in use: a course speaks of ImageNet's classes.
pub(super) fn offered_now(ui: Ui) -> Memo<Few> {
    let is_imagenet = ui.part(|model| model.class_names() == ClassNames::ImageNet);
    Memo::new(move |_| offered().get().filter(|_| is_imagenet.get()))
}
