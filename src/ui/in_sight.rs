//! The page goes to what the reader has just asked for, where that is out of sight: on a phone, mostly.

use leptos::prelude::*;
use web_sys::Element;

/// What begins above the window, or below this share of it, is out of sight.
const LOWEST: f64 = 0.6;

/// Once the page is drawn anew, has an element that is out of sight begin at the top of the window.
pub(super) fn bring_in_sight(find: impl FnOnce() -> Option<Element> + 'static) {
    request_animation_frame(move || {
        let Some(element) = find() else { return };
        let place = element.get_bounding_client_rect();
        let height = window()
            .inner_height()
            .ok()
            .and_then(|height| height.as_f64());
        let lowest = LOWEST * height.unwrap_or_default();
        if place.height() > 0.0 && !(0.0..=lowest).contains(&place.top()) {
            element.scroll_into_view();
        }
    });
}
