//! From an address to the bytes of a file, compressed, refused or spoilt as wanted.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::SystemTime;

use anyhow::{Context, Result};
use flate2::Compression;
use serde_json::json;

use super::control::{Control, PORTAL, SIGN_IN};
use super::faults::Fault;
use super::media::{is_compressible, media_type};
use super::request::Request;
use super::response::{Manner, Response};
use crate::digest::sha256_hex;
use crate::site::gzip;

type Compressed = HashMap<PathBuf, (SystemTime, Arc<[u8]>)>;

/// The files of one folder under one address.
pub struct Site {
    folder: PathBuf,
    public_url: String,
    compressed: Mutex<Compressed>,
    /// Where what is compressed is kept beyond the process, by the SHA-256 of the file.
    kept: Option<PathBuf>,
    /// `None` unless the control addresses are switched on.
    control: Option<Mutex<Control>>,
    /// Another origin that answers the same, where the control is on.
    foreign: String,
}

impl Site {
    /// # Errors
    /// A folder that is not there.
    pub fn new(
        folder: &Path,
        public_url: &str,
        foreign: Option<String>,
        kept: Option<PathBuf>,
    ) -> Result<Self> {
        Ok(Self {
            folder: folder
                .canonicalize()
                .with_context(|| format!("no folder {}", folder.display()))?,
            public_url: public_url.to_owned(),
            compressed: Mutex::default(),
            kept,
            control: foreign.is_some().then(Mutex::default),
            foreign: foreign.unwrap_or_default(),
        })
    }

    /// The answer to one request, noted in the log.
    pub fn answer(&self, request: &Request) -> Response {
        if let Some(control) = &self.control
            && let Some(response) = locked(control).answer(request, &self.foreign)
        {
            return response;
        }
        let mut response = self.file_answer(request);
        response.head_only = request.method == "HEAD";
        if let Some(control) = &self.control {
            let delay = locked(control).faults.delay();
            thread::sleep(delay);
            locked(control).log.push(json!({
                "method": request.method,
                "path": request.path,
                "status": response.status,
                "bytes": response.body_to_send().len(),
            }));
        }
        response
    }

    fn file_answer(&self, request: &Request) -> Response {
        if request.method != "GET" && request.method != "HEAD" {
            return Response::text(405, "Only GET and HEAD.");
        }
        if self.is_short_of_the_page(&request.path) {
            return Response::elsewhere(self.public_url.clone());
        }
        let Some(relative) = relative_path(&request.path, &self.public_url) else {
            return Response::text(404, "There is nothing here.");
        };
        let Some(control) = &self.control else {
            return self.read(&self.folder, &relative, request.accepts_gzip);
        };
        let (fault, folder) = {
            let mut control = locked(control);
            let fault = control.faults.next_for(&relative);
            (fault, control.folder.clone())
        };
        let folder = folder.as_ref().unwrap_or(&self.folder);
        let mut response = match fault {
            Some(Fault::Deny) => Response::text(403, "Refused on purpose."),
            Some(Fault::Missing) => Response::text(404, "There is no such file, on purpose."),
            Some(Fault::WebPage) => Response::html(SIGN_IN),
            Some(Fault::Redirect) => Response::elsewhere(format!("{}{PORTAL}", self.foreign)),
            _ => self.read(folder, &relative, request.accepts_gzip && fault.is_none()),
        };
        let control = locked(control);
        spoil(&mut response, fault, control.faults.bytes_per_s());
        response.headers = control.faults.headers().to_vec();
        if let Some(media_type) = control.faults.media_type(&relative) {
            response.media_type = media_type.into();
        }
        response
    }

    /// The root, or the sub-path without its last slash.
    fn is_short_of_the_page(&self, path: &str) -> bool {
        let is_page = path == self.public_url;
        !is_page && (path == "/" || self.public_url.strip_suffix('/') == Some(path))
    }

    fn read(&self, folder: &Path, relative: &str, may_compress: bool) -> Response {
        let found = self.find(folder, relative, may_compress);
        found.unwrap_or_else(|| Response::text(404, "There is no such file."))
    }

    fn find(&self, folder: &Path, relative: &str, may_compress: bool) -> Option<Response> {
        // Links are followed before the check, so none leads out of the folder.
        let path = folder.join(relative).canonicalize().ok()?;
        if !path.starts_with(folder) || !path.is_file() {
            return None;
        }
        let kind = media_type(&path);
        let compress = is_compressible(kind);
        let mut response = if compress && may_compress {
            let mut response = Response::file(kind, self.compressed(&path)?);
            response.is_gzip = true;
            response
        } else {
            Response::file(kind, fs::read(&path).ok()?.into())
        };
        response.varies = compress;
        Some(response)
    }

    fn compressed(&self, path: &Path) -> Option<Arc<[u8]>> {
        let time = fs::metadata(path).ok()?.modified().ok()?;
        if let Some((known, bytes)) = locked(&self.compressed).get(path)
            && *known == time
        {
            return Some(Arc::clone(bytes));
        }
        let bytes: Arc<[u8]> = compress(&fs::read(path).ok()?, self.kept.as_deref())?.into();
        locked(&self.compressed).insert(path.to_owned(), (time, Arc::clone(&bytes)));
        Some(bytes)
    }
}

/// Compressed as whoever hosts the site does, or as another server of these files left it.
fn compress(bytes: &[u8], kept: Option<&Path>) -> Option<Vec<u8>> {
    let new = || gzip(bytes, Compression::default()).ok();
    let Some(folder) = kept else {
        return new();
    };
    let file = folder.join(format!("{}.gz", sha256_hex(bytes)));
    if let Ok(found) = fs::read(&file) {
        return Some(found);
    }
    let found = new()?;
    // Whole or not at all, under its name; what cannot be kept is compressed again the next time.
    let part = folder.join(format!("{}-{}", std::process::id(), sha256_hex(&found)));
    if fs::write(&part, &found).is_ok() {
        let _ = fs::rename(&part, &file);
    }
    Some(found)
}

fn spoil(response: &mut Response, fault: Option<Fault>, bytes_per_s: u64) {
    let middle = response.body.len() / 2;
    match fault {
        Some(Fault::Corrupt) if !response.body.is_empty() => {
            let mut bytes = response.body.to_vec();
            bytes[middle] ^= 1;
            response.body = bytes.into();
        }
        Some(Fault::Truncate) => response.sent = middle,
        Some(Fault::Stall) => {
            response.sent = middle;
            response.manner = Manner::ThenStill;
        }
        Some(Fault::Silent) => response.manner = Manner::Silent,
        Some(Fault::HangUp) => response.manner = Manner::HangUp,
        Some(Fault::Slow) => response.manner = Manner::Slow(bytes_per_s),
        _ => {}
    }
}

/// The file that an address means, relative to the site's folder; `None` for anything dubious.
pub(super) fn relative_path(path: &str, public_url: &str) -> Option<String> {
    let decoded = percent_decoded(path)?;
    let rest = decoded.strip_prefix(public_url)?;
    let (folder, wants_index) = match rest.strip_suffix('/') {
        Some(folder) => (folder, true),
        None => (rest, rest.is_empty()),
    };
    let is_plain = |part: &str| {
        !part.is_empty() && !part.starts_with('.') && !part.contains(['\\', ':', '\0'])
    };
    if !folder.is_empty() && !folder.split('/').all(is_plain) {
        return None;
    }
    Some(match (folder.is_empty(), wants_index) {
        (true, _) if rest.is_empty() => "index.html".to_owned(),
        (false, true) => format!("{folder}/index.html"),
        (false, false) => folder.to_owned(),
        (true, _) => return None,
    })
}

fn percent_decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        if *first == b'%' {
            let digits = std::str::from_utf8(tail.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
}

/// A thread that panicked has left the data whole: every change is a single step.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
