//! The code of what outlives the bench: links, the shelf, and what is kept through a reload. It is a module
//! of its own, since the first picture does not wait for it.

use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::App;
use super::app::{Pending, WithFile};
use super::surroundings::listen;
use crate::app_model::{AppModel, Effect, Kind, Shelved};

/// How the name of its module ends, after the part that it is cut off at.
const MODULE: &str = "state.wasm";

#[derive(Clone, Copy)]
pub struct StateCode {
    /// [`AppModel::link`].
    pub link: fn(&AppModel) -> Option<String>,
    /// [`AppModel::open_link`].
    pub open_link: fn(&mut AppModel, &str) -> Vec<Effect>,
    /// [`AppModel::open_awaited_link`].
    pub open_awaited: fn(&mut AppModel) -> Vec<Effect>,
    /// [`super::shelf_code::make`].
    pub to_shelf: fn(&AppModel, Kind) -> Option<WithFile>,
    /// [`super::shelf_code::read`].
    pub from_shelf: fn(&[u8]) -> Option<Shelved>,
    /// [`super::shelf_code::copy`].
    pub copy: fn(&AppModel) -> AppModel,
    /// [`super::parcel::hold`].
    pub hold: fn(App),
    /// [`super::parcel::pack`].
    pub pack: fn(App) -> JsValue,
    /// [`super::parcel::restore`].
    pub restore: fn(App, JsValue),
}

/// Fetches it.
pub type State = fn() -> Pending<StateCode>;

/// What the page knows of that code.
#[derive(Default)]
pub(super) struct StateSeat {
    /// Results that go on the shelf once it is here.
    pub waiting: Vec<Kind>,
    is_asked_for: bool,
    /// The reader waits for it.
    is_wanted: bool,
}

impl App {
    /// Once in a while: has the code there in good time (when it is wanted, the site may be another one),
    /// and keeps what has changed.
    pub(super) fn mind_state(self) {
        if let Some(code) = self.state.get_untracked() {
            if self.held.with_value(|held| held.is_stale) {
                (code.hold)(self);
            }
            return;
        }
        let is_asked_for = self.state_seat.with_value(|seat| seat.is_asked_for);
        if !is_asked_for && self.model.with_untracked(|model| model.engines.is_ready()) {
            self.state_seat
                .update_value(|seat| seat.is_asked_for = true);
            self.begin_offline();
            self.fetch_state();
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
