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
    pub(super) keeping: Keeping,
    pub(super) address: StoredValue<Address, LocalStorage>,
    pub(super) shelving: StoredValue<Shelving, LocalStorage>,
    /// Fetches the code of links.
    pub(super) linking: Linking,
    /// That code, once it is here.
    pub links: RwSignal<Option<LinkCode>>,
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

/// The code that keeps results and takes everything back: a module of its own, since few visits
/// need it.
#[derive(Clone, Copy)]
pub struct Keeping {
    /// Fetches the code and does nothing with it.
    pub fetch: fn() -> Pending<()>,
    /// [`super::parcel::pack`].
    pub pack: fn(App) -> Pending<JsValue>,
    /// [`super::parcel::restore`].
    pub restore: fn(App, JsValue) -> Pending<()>,
}

/// The code of links: a module of its own, since the first picture does not wait for it.
#[derive(Clone, Copy)]
pub struct LinkCode {
    /// [`AppModel::link`].
    pub text: fn(&AppModel) -> Option<String>,
    /// [`AppModel::open_link`].
    pub open: fn(&mut AppModel, &str) -> Vec<Effect>,
    /// [`AppModel::open_awaited_link`].
    pub open_awaited: fn(&mut AppModel) -> Vec<Effect>,
}

/// Fetches it.
pub type Linking = fn() -> Pending<LinkCode>;

/// The code that puts results together for the shelf: a module of its own, since the first picture
/// does not wait for it.
#[derive(Clone, Copy)]
pub struct ShelfCode {
    /// [`super::shelf_code::make`].
    pub make: fn(&AppModel, Kind) -> Option<WithFile>,
    /// [`super::shelf_code::read`].
    pub read: fn(&[u8]) -> Option<Shelved>,
    pub copy: fn(&AppModel) -> AppModel,
}

/// A result, and the bytes of the file that holds it.
pub type WithFile = (Shelved, Vec<u8>);

/// What the page knows of that code.
#[derive(Default)]
pub(super) struct Shelving {
    pub code: Option<ShelfCode>,
    /// What is to be put on the shelf once it is here.
    pub waiting: Vec<Kind>,
}

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
    /// A link waits for its code.
    pub is_code_wanted: bool,
}

/// What was told to `keep.js`.
#[derive(Default)]
pub(super) struct Held {
    /// Whether something may have changed since.
    pub is_stale: bool,
    pub choices: String,
    pub is_code_asked_for: bool,
    /// The reader waits for it.
    pub is_code_wanted: bool,
}
