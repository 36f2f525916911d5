//! The code of what outlives the bench: links, the shelf, and what is kept through a reload. It is a module
//! of its own, since the first picture does not wait for it.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::App;
use super::app::StateCode;
use super::surroundings::listen;

/// How the name of its module ends, after the part that it is cut off at.
const MODULE: &str = "state.wasm";

impl App {
    /// Whether something is left for [`Self::mind_state`].
    pub(super) fn has_to_mind_state(self) -> bool {
        let is_asked_for = self.state_seat.with_value(|seat| seat.is_asked_for);
        let is_stale = || self.held.with_value(|held| held.is_stale);
        let is_due = || self.model.with_untracked(|model| model.engines.is_ready());
        (self.state.get_untracked().is_some() && is_stale()) || (!is_asked_for && is_due())
    }

    /// Once in a while: has the code there in good time (when it is wanted, the site may be another one),
    /// and keeps what has changed.
    pub(super) fn mind_state(self) {
        let is_asked_for = self.state_seat.with_value(|seat| seat.is_asked_for);
        if !is_asked_for && self.model.with_untracked(|model| model.engines.is_ready()) {
            self.state_seat
                .update_value(|seat| seat.is_asked_for = true);
            self.begin_offline();
            self.fetch_state();
        }
        if let Some(code) = self.state.get_untracked()
            && self.held.with_value(|held| held.is_stale)
        {
            (code.hold)(self);
        }
    }

    /// Has the code there in good time.
    pub fn fetch_state(self) {
        spawn_local(async move {
            // A failure shows when the code is wanted: then it is asked for again.
            let _ = self.state_code().await;
        });
    }

    /// The code, which the reader waits for.
    pub(super) async fn wanted_state(self) -> Option<StateCode> {
        let wanted = move |is| self.state_seat.update_value(|seat| seat.is_wanted = is);
        wanted(true);
        let code = self.state_code().await;
        wanted(false);
        code
    }

    pub(super) async fn state_code(self) -> Option<StateCode> {
        if let Some(code) = self.state.get_untracked() {
            return Some(code);
        }
        let code = (self.fetch_state)().await.ok()?;
        if self.state.get_untracked().is_none() {
            self.begin_state(code);
        }
        Some(code)
    }

    fn begin_state(self, code: StateCode) {
        self.state.set(Some(code));
        self.model
            .update_untracked(|model| model.shelf.copy = Some(code.copy));
        self.shelve_waiting(code);
        self.mind_address();
        self.mind_clock();
        // A phone may throw the page away without a word once it is out of sight.
        for event in ["pagehide", "visibilitychange"] {
            listen(event, move || (code.hold)(self));
        }
    }

    /// Whether nobody waits for a file: its code comes ahead of need.
    pub(super) fn is_ahead_of_need(self, path: &str) -> bool {
        path.ends_with(MODULE) && self.state_seat.with_value(|seat| !seat.is_wanted)
    }
}
