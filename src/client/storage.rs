//! What the page keeps in the browser: weights, of the site and the reader's own, each by its hash.

use js_sys::{Array, Function, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Cache, Request, Response};

use super::App;
use super::site::address_of;
use super::surroundings::{after, window};
use crate::browser::{WEIGHTS_STORAGE, storage_key};
use crate::catalogue;
use crate::spec::NetworkSpec;

/// Where a reader's own checkpoints lie; no file of the site is there.
const FOLDER: &str = "own/";
/// What ends the address of a checkpoint's sheet.
pub(super) const SHEET: &str = ".json";
/// A storage that does not answer in this time counts as none.
const PATIENCE_MS: u32 = 10_000;

/// Something kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Name of the network, or the file's where it is of no network we know.
    pub name: String,
    pub bytes: f64,
    address: String,
}

impl Kept {
    /// The hash of a reader's own checkpoint, if it is one.
    pub fn checkpoint(&self) -> Option<&str> {
        hash_of(&self.address)
    }
}

/// What is kept; nothing where there is no storage.
pub async fn list() -> Vec<Kept> {
    read_all().await.unwrap_or_default()
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = isOn, js_namespace = gradoscopeKeep)]
    fn is_on() -> Result<bool, JsValue>;
    #[wasm_bindgen(catch, js_name = setOn, js_namespace = gradoscopeKeep)]
    fn set_on(is: bool) -> Result<(), JsValue>;
}

/// Whether what is on the page is written down for a reload.
pub fn keeps_for_reloads() -> bool {
    is_on().unwrap_or(false)
}

impl App {
    /// The reader wants it, or not; what was written down goes then.
    pub fn keep_for_reloads(self, is: bool) {
        let _ = set_on(is);
        // Nothing of it is written down at this moment, whatever was before.
        self.held.update_value(|held| {
            held.results.mark = 0;
            held.is_stale = true;
        });
        self.mind_clock();
    }
}

/// Forgets one thing, and whether that worked.
pub async fn remove(kept: &Kept) -> bool {
    let Ok(cache) = open().await else {
        return false;
    };
    if let Some(sha256) = kept.checkpoint() {
        remove_sheet(sha256).await;
    }
    let gone = in_time(cache.delete_with_str(&kept.address)).await;
    gone.is_ok_and(|value| value.is_truthy())
}

/// Whether the weights of a network are kept.
pub(super) async fn has(network: &NetworkSpec) -> bool {
    let Ok(cache) = open().await else {
        return false;
    };
    let key = storage_key(network.sha256, &address_of(network.file));
    let found = in_time(cache.match_with_str(&key)).await;
    found.is_ok_and(|found| !found.is_undefined())
}

async fn read_all() -> Result<Vec<Kept>, JsValue> {
    let mut all = Vec::new();
    for (address, response) in entries(|address| !is_sheet(address)).await? {
        let blob: Blob = JsFuture::from(response.blob()?).await?.unchecked_into();
        all.push(Kept {
            name: name_of(&address),
            bytes: blob.size(),
            address,
        });
    }
    Ok(all)
}

/// Everything whose address is wanted, with its address.
pub(super) async fn entries(
    is_wanted: impl Fn(&str) -> bool,
) -> Result<Vec<(String, Response)>, JsValue> {
    let cache = open().await?;
    let requests: Array = JsFuture::from(cache.keys()).await?.dyn_into()?;
    let mut all = Vec::new();
    for request in requests.iter() {
        let address = request.dyn_into::<Request>()?.url();
        if is_wanted(&address) {
            let found = JsFuture::from(cache.match_with_str(&address)).await?;
            // It may have gone since.
            all.extend(found.dyn_into().ok().map(|response| (address, response)));
        }
    }
    Ok(all)
}

fn name_of(address: &str) -> String {
    let network = catalogue::NETWORKS
        .iter()
        .find(|network| address.contains(network.sha256));
    match network {
        Some(network) => network.name.to_owned(),
        None => {
            let path = address.split('?').next().unwrap_or_default();
            path.rsplit('/').next().unwrap_or_default().to_owned()
        }
    }
}

pub(super) async fn open() -> Result<Cache, JsValue> {
    // Where storage is forbidden, the very look at it may throw.
    let caches = Reflect::get(&window(), &"caches".into())?;
    let open: Function = Reflect::get(&caches, &"open".into())?.dyn_into()?;
    let opened = open.call1(&caches, &WEIGHTS_STORAGE.into())?;
    Ok(in_time(Promise::resolve(&opened)).await?.unchecked_into())
}

/// What a promise gives, unless that takes too long.
async fn in_time(promise: Promise) -> Result<JsValue, JsValue> {
    let late = Promise::new(&mut |_, reject: Function| {
        after(PATIENCE_MS, move || {
            let _ = reject.call0(&JsValue::NULL);
        });
    });
    JsFuture::from(Promise::race(&Array::of2(&promise, &late))).await
}

/// The address of a checkpoint's file in the storage.
pub(super) fn address(sha256: &str) -> String {
    address_of(&format!("{FOLDER}{sha256}"))
}

/// The hash of the checkpoint whose file has this address, if it is one.
fn hash_of(address: &str) -> Option<&str> {
    let (_, name) = address.rsplit_once(FOLDER)?;
    let is_hash = name.len() == 64 && name.bytes().all(|b| b.is_ascii_hexdigit());
    is_hash.then_some(name)
}

pub(super) fn is_sheet(address: &str) -> bool {
    address
        .strip_suffix(SHEET)
        .is_some_and(|file| hash_of(file).is_some())
}

/// Forgets the sheet of a checkpoint.
async fn remove_sheet(sha256: &str) {
    if let Ok(cache) = open().await {
        let sheet = format!("{}{SHEET}", address(sha256));
        let _ = JsFuture::from(cache.delete_with_str(&sheet)).await;
    }
}
