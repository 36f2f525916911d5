use leptos::prelude::*;
use web_sys::File;

use super::surroundings::address_param;

/// What is known of the thread before its code is here.
#[derive(Clone, Copy)]
pub struct CourseSeat {
    pub is_open: RwSignal<bool>,
    /// Whether its code has to be here: it is open, or there is a teacher's file to be minded.
    pub is_wanted: RwSignal<bool>,
    /// A teacher's file that is to be checked.
    pub file: RwSignal<Option<File>, LocalStorage>,
}

impl CourseSeat {
    pub(super) fn new() -> Self {
        let is_asked = address_param("check").is_some();
        Self {
            is_open: RwSignal::new(is_asked),
            is_wanted: RwSignal::new(is_asked),
            file: RwSignal::new_local(None),
        }
    }

    pub fn open(self) {
        self.is_wanted.set(true);
        self.is_open.set(true);
    }
}
