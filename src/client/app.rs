use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;
use wasm_bindgen::JsValue;

use super::blobs::Blobs;
use super::course_seat::CourseSeat;
use super::link::Link;
use super::site::Weights;
use crate::app_model::{AppModel, Effect, EngineId, Kind, Shelved};
use crate::image::Framing;
use crate::protocol::SlowTransfer;

/// The state of the page and the way to change it; copied freely into every view.
#[derive(Clone, Copy)]
pub struct App {
    pub model: RwSignal<AppModel>,
    /// Transfers that take long.
    pub slow: RwSignal<Vec<SlowTransfer>>,
    pub(super) workers: StoredValue<Workers, LocalStorage>,
    /// Pictures chosen so far.
    pub(super) choices: StoredValue<u32, LocalStorage>,
    pub(super) blobs: StoredValue<Blobs, LocalStorage>,
    pub(super) held: StoredValue<Held, LocalStorage>,
    pub(super) address: StoredValue<Address, LocalStorage>,
    pub(super) fetch_state: State,
    pub(super) state_seat: StoredValue<StateSeat, LocalStorage>,
    /// The code of links, shelf and keeping, once it is here.
    pub state: RwSignal<Option<StateCode>>,
    /// Whether a link was followed and its part's button is to have the focus.
    pub to_focus: RwSignal<bool>,
    pub course: CourseSeat,
}

#[derive(Default)]
pub(super) struct Workers {
    pub engines: HashMap<EngineId, Engine>,
    pub decoder: Option<Link>,
}

/// An engine's worker and what is fetched for it meanwhile.
pub(super) struct Engine {
    pub link: Link,
    /// Weights of the site, asked for as soon as the engine is: on a slow line each round trip is felt.
    pub weights: Option<Weights>,
}

/// What comes once its code has.
pub type Pending<T> = Pin<Box<dyn Future<Output = Result<T, SplitLoaderError>>>>;

/// The code of what outlives the bench: a module of its own, since the first picture does not wait for it.
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
    pub is_asked_for: bool,
    /// The reader waits for it.
    pub is_wanted: bool,
}

/// A result, and the bytes of the file that holds it.
pub type WithFile = (Shelved, Vec<u8>);

/// What the page knows of its address.
#[derive(Default)]
pub(super) struct Address {
    /// What stands there, or soon will.
    pub link: String,
    /// How many there have been.
    pub turn: u32,
    /// The part that the present entry of the history is about; none: it is about none yet.
    pub part: Option<String>,
    /// Whether that is yet to be written.
    pub is_owed: bool,
    /// Whether a pointer is held down, which may be a drag.
    pub is_held: bool,
}

/// What was told to `keep.js`.
#[derive(Default)]
pub(super) struct Held {
    /// Whether something may have changed since.
    pub is_stale: bool,
    /// Whether what has changed is about to be drawn.
    pub is_drawn_soon: bool,
    /// Whether the clock goes.
    pub is_ticking: bool,
    pub choices: String,
    /// Whether the page is being loaded again, or is about to be.
    pub is_reloading: bool,
    /// The results that it was told of last.
    pub results: HeldResults,
}

/// Results are written down in good time, but not all the time.
#[derive(Default)]
pub(super) struct HeldResults {
    /// What they are about; they must not come back with anything else.
    pub of: Option<(u32, Framing, &'static str)>,
    /// Tells these from others.
    pub mark: u64,
    pub is_writing: bool,
    /// When they were written down last, and how long that took.
    pub written_ms: f64,
    pub took_ms: f64,
}
