use std::sync::Arc;

use leptos::html::Canvas;
use leptos::prelude::*;

use crate::client::save;
use crate::render::Rgba;

/// Draws a picture on a canvas whenever it changes.
///
/// The canvas keeps the picture's own size; how large it looks is the style sheet's business.
pub(super) fn draw_on(canvas: NodeRef<Canvas>, picture: Memo<Shown>) {
    Effect::new(move |_| {
        let (Some(canvas), Some(picture)) = (canvas.get(), picture.get().0) else {
            return;
        };
        // It fails only for a picture without pixels, which no decoder gives.
        let _ = save::draw(&canvas, &picture.bytes, picture.width);
    });
}

/// A picture to show; two are the same only when they are one.
#[derive(Clone, Default)]
pub(super) struct Shown(pub Option<Arc<Rgba>>);

impl Shown {
    pub fn new(picture: Rgba) -> Self {
        Self(Some(Arc::new(picture)))
    }

    /// The picture, where nobody else has it.
    pub fn take(self) -> Option<Rgba> {
        Arc::into_inner(self.0?)
    }
}

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (a, b) => a.is_none() && b.is_none(),
        }
    }
}

/// Shared data that counts as changed when it is another object: comparing numbers costs more than
/// drawing them.
pub(super) struct ById<T: ?Sized>(pub Arc<T>);

impl<T: ?Sized> Clone for ById<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: ?Sized> PartialEq for ById<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}
