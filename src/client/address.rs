//! The page's address: a link that stands in it is followed, and what is set is written into it.

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::App;
use super::app::{Address, StateCode};
use super::site;
use super::surroundings::{after, listen, window};
use crate::app_model::{Event, NoticeKind, is_link};

/// So long nothing must have changed: browsers take only so many changes of the address in a while.
const SETTLED_MS: u32 = 500;

impl App {
    /// From now on links that the reader follows or pastes, Back and Forward among them, are followed.
    pub(super) fn mind_links(self) {
        listen("hashchange", move || spawn_local(self.follow_address()));
        let hold = move |is_held| {
            self.address
                .update_value(|address| address.is_held = is_held)
        };
        listen("pointerdown", move || {
            hold(true);
            self.to_focus.set(false);
        });
        listen("keydown", move || self.to_focus.set(false));
        for end in ["pointerup", "pointercancel", "blur"] {
            listen(end, move || {
                hold(false);
                self.write_when_settled();
            });
        }
    }

    /// Follows the link in the address, where one stands there.
    pub(super) async fn follow_address(self) {
        let hash = window().location().hash().unwrap_or_default();
        if !is_link(&hash) {
            return;
        }
        let Some(code) = self.wanted_link_code().await else {
            return;
        };
        let link = hash.trim_start_matches('#').to_owned();
        self.address.update_value(|address| address.link = link);
        self.to_focus.set(!is_of_this_visit());
        self.change(|model| match is_of_this_visit() {
            true => model.open_own_link(&hash, code.open_link),
            false => (code.open_link)(model, &hash),
        });
        // It has an entry of its own already.
        let part = self
            .model
            .with_untracked(|model| model.settings.part.clone());
        self.address
            .update_value(|address| address.part = Some(part));
    }

    /// A checkpoint is here, and a link waits for one.
    pub(super) fn open_awaited_link(self) {
        if let Some(code) = self.state.get_untracked() {
            self.change(code.open_awaited);
        }
    }

    /// Follows a link that stands in no address.
    pub(super) async fn open_link(self, link: &str) {
        if let Some(code) = self.wanted_link_code().await {
            self.change(|model| (code.open_link)(model, link));
        }
    }

    /// The code of links, which the reader waits for; says why it did not come.
    async fn wanted_link_code(self) -> Option<StateCode> {
        let code = self.wanted_state().await;
        if code.is_none() {
            let failure = site::part_failure();
            self.send(Event::Notify(match failure.is_new_version() {
                true => NoticeKind::NewVersion,
                false => NoticeKind::LinkUnread(failure),
            }));
        }
        code
    }

    /// What is set as a link; none while its code is not here either.
    fn link_text(self) -> Option<String> {
        let code = self.state.get_untracked()?;
        self.model.with_untracked(code.link)
    }

    /// Whatever was changed is written down once it has settled.
    pub(super) fn mind_address(self) {
        let Some(link) = self.link_text() else {
            return;
        };
        let is_new = self.address.try_update_value(|address| {
            let is_new = address.link != link;
            address.link = link;
            address.turn += u32::from(is_new);
            address.is_owed |= is_new;
            is_new
        });
        if is_new == Some(true) {
            self.write_when_settled();
        }
    }

    fn write_when_settled(self) {
        let turn = self.address.with_value(|address| address.turn);
        after(SETTLED_MS, move || {
            let is_due = |a: &Address| a.is_owed && a.turn == turn && !a.is_held;
            if self.address.with_value(is_due) {
                self.write_address();
            }
        });
    }

    /// Another part is another entry of the history, so that Back leads to the part before.
    pub(super) fn write_address(self) {
        let Some(link) = self.link() else { return };
        let part = self
            .model
            .with_untracked(|model| model.settings.part.clone());
        let before = self.address.try_update_value(|address| {
            address.is_owed = false;
            address.part.replace(part.clone())
        });
        let is_other = before.flatten().is_some_and(|before| before != part);
        if window().location().href().is_ok_and(|href| href == link) {
            return;
        }
        // Frames without an origin and browsers that have had enough refuse it; nothing hangs on it.
        if let Ok(history) = window().history() {
            let _ = match is_other {
                true => history.push_state_with_url(&JsValue::TRUE, "", Some(&link)),
                false => history.replace_state_with_url(&JsValue::TRUE, "", Some(&link)),
            };
        }
    }

    /// The page's address with the link to what is set in the active part.
    pub fn link(self) -> Option<String> {
        let link = self.link_text()?;
        let href = window().location().href().ok()?;
        let page = href.split('#').next()?;
        Some(format!("{page}#{link}"))
    }
}

/// Whether the page itself wrote the present entry of the history: the reader went back to it.
fn is_of_this_visit() -> bool {
    let state = window().history().and_then(|history| history.state());
    state.is_ok_and(|state| state.is_truthy())
}

/// Copies a text.
///
/// # Errors
/// Where the browser, or the frame that the page stands in, does not allow it.
pub async fn copy_text(text: &str) -> Result<(), JsValue> {
    let board = Reflect::get(&window().navigator(), &"clipboard".into())?;
    let write: Function = Reflect::get(&board, &"writeText".into())?.dyn_into()?;
    let written = write.call1(&board, &text.into())?;
    JsFuture::from(Promise::resolve(&written)).await?;
    Ok(())
}
