//! What the thread of the practical needs of the site and of the browser's storage. But for what belongs
//! to the page itself nothing calls this outside of the thread's own module.

use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, Cache, File, Response, Storage};

use super::App;
use super::intake::bytes_of;
use super::site::{self, Known, address_of};
use super::surroundings::{address_param, window};
use crate::app_model::KeepFailure;
use crate::browser::text_of;
use crate::course::{Answer, BUILTIN_FILE};
use crate::protocol::TransferFailure;
use crate::wire;

/// Where figures of answers lie.
const FIGURES: &str = "gradoscope-answers";
/// What the names of answers in the browser's storage begin with.
const PREFIX: &str = "gradoscope-answer";
/// The same of the reader's name.
const NAME: &str = "gradoscope-name";

impl App {
    /// Has the code there where a teacher put a course of their own beside the page.
    pub(super) fn mind_course(self) {
        spawn_local(async move {
            let has = JsFuture::from(site::has_course()).await;
            if has.is_ok_and(|has| has.is_truthy()) {
                self.course.is_wanted.set(true);
            }
        });
    }

    /// The course gives the reader a seed.
    pub fn seed_of_name(self, seed: u32) {
        self.change(|model| model.seed_of_name(seed));
    }

    /// Has a teacher's file checked.
    pub(super) fn check_course(self, file: File) {
        self.course.file.set(Some(file));
        self.course.open();
    }
}

/// The file of this page's course; none where there is none, or it does not come.
pub async fn own_course() -> Option<Vec<u8>> {
    let bytes = JsFuture::from(site::course(&own_file())).await.ok()?;
    Some(bytes.dyn_into::<Uint8Array>().ok()?.to_vec())
}

/// Its name: `?course=NAME` means another one of the same folder.
pub fn own_file() -> String {
    site::course_file()
}

/// Whether the address asks for a check of that file.
pub fn asks_for_check() -> bool {
    address_param("check").is_some()
}

/// The thread that comes with the page.
///
/// # Errors
/// Why it did not come.
pub async fn builtin_course() -> Result<Vec<u8>, TransferFailure> {
    let bytes = site::fetch(BUILTIN_FILE, Known::default()).await?;
    Ok(bytes.to_vec())
}

/// A file of the course beside the page, as if the reader had chosen it under this name; compared with
/// its SHA-256 where that is known.
///
/// # Errors
/// Why it did not come.
pub async fn course_file(
    path: &str,
    name: &str,
    sha256: Option<&str>,
) -> Result<File, TransferFailure> {
    let known = Known {
        bytes: None,
        sha256,
    };
    let bytes = site::fetch(path, known).await?;
    let file = File::new_with_u8_array_sequence(&Array::of1(&bytes), name);
    file.map_err(|error| TransferFailure {
        message: text_of(&error),
        ..TransferFailure::default()
    })
}

/// The bytes of a file that a teacher dropped; none where it cannot be read.
pub async fn bytes_of_file(file: &File) -> Option<Vec<u8>> {
    bytes_of(file).await
}

/// The answer to a question, as it was kept.
pub fn kept_answer(course: &str, question: &str) -> Option<Answer> {
    let text = storage().ok()?.get_item(&name(course, question)).ok()??;
    wire::from_json(&text).ok()
}

/// Keeps an answer for the next visit, through a reload and a crash; an empty one is forgotten.
///
/// # Errors
/// Why the browser does not keep it.
pub fn keep_answer(course: &str, question: &str, answer: &Answer) -> Result<(), KeepFailure> {
    let storage = storage()?;
    let name = name(course, question);
    if answer.is_empty() {
        return storage.remove_item(&name).map_err(|error| why(&error));
    }
    let text = wire::to_json(answer).map_err(|_| KeepFailure::Refused)?;
    storage.set_item(&name, &text).map_err(|error| why(&error))
}

/// The name on the report, as it was kept; empty where none was.
pub fn kept_name(course: &str) -> String {
    let item = |storage: Storage| storage.get_item(&name_of(course)).ok();
    let kept = storage().ok().and_then(item);
    kept.flatten().unwrap_or_default()
}

/// Keeps it where the browser allows; it stands in the field in any case.
pub fn keep_name(course: &str, name: &str) {
    if let Ok(storage) = storage() {
        let _ = storage.set_item(&name_of(course), name);
    }
}

fn name_of(course: &str) -> String {
    format!("{NAME} {} {course}", address_of("."))
}

/// Why code that was wanted did not come.
pub fn code_failure() -> TransferFailure {
    site::part_failure()
}

/// Keeps the file of a figure.
///
/// # Errors
/// Why the browser does not keep it.
pub async fn keep_figure(course: &str, key: &str, file: &[u8]) -> Result<(), KeepFailure> {
    let put = async {
        let parts = Array::of1(&Uint8Array::from(file));
        let blob = Blob::new_with_u8_array_sequence(&parts)?;
        let response = Response::new_with_opt_blob(Some(&blob))?;
        let cache = figures().await?;
        JsFuture::from(cache.put_with_str(&place(course, key), &response)).await
    };
    put.await.map(|_| ()).map_err(|error: JsValue| why(&error))
}

/// The file of a figure; none where it is not kept.
pub async fn kept_figure(course: &str, key: &str) -> Option<Vec<u8>> {
    let cache = figures().await.ok()?;
    let found = JsFuture::from(cache.match_with_str(&place(course, key))).await;
    let response: Response = found.ok()?.dyn_into().ok()?;
    let blob = JsFuture::from(response.blob().ok()?).await.ok()?;
    bytes_of(&blob.dyn_into().ok()?).await
}

/// Forgets the file of a figure.
pub async fn forget_figure(course: &str, key: &str) {
    if let Ok(cache) = figures().await {
        let _ = JsFuture::from(cache.delete_with_str(&place(course, key))).await;
    }
}

/// Every page of an origin has the same storage: the address of this one tells them apart.
fn name(course: &str, question: &str) -> String {
    format!("{PREFIX} {} {course} {question}", address_of("."))
}

fn place(course: &str, key: &str) -> String {
    address_of(&format!("answers/{course}/{key}"))
}

/// Where storage is forbidden, the very look at it may throw.
fn storage() -> Result<Storage, KeepFailure> {
    let storage = window().local_storage().map_err(|error| why(&error))?;
    storage.ok_or(KeepFailure::Refused)
}

async fn figures() -> Result<Cache, JsValue> {
    let caches = Reflect::get(&window(), &"caches".into())?;
    let open: Function = Reflect::get(&caches, &"open".into())?.dyn_into()?;
    let opened = open.call1(&caches, &FIGURES.into())?;
    Ok(JsFuture::from(Promise::resolve(&opened))
        .await?
        .unchecked_into())
}

fn why(error: &JsValue) -> KeepFailure {
    let name = Reflect::get(error, &"name".into()).ok();
    match name.and_then(|name| name.as_string()).as_deref() {
        Some("QuotaExceededError" | "NS_ERROR_DOM_QUOTA_REACHED") => KeepFailure::Full,
        _ => KeepFailure::Refused,
    }
}
