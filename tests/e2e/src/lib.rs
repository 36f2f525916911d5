//! What the end-to-end tests share: a browser, a server that misbehaves on demand, fixtures.
//!
//! Everything here panics with a sentence when it cannot do its work: these are tests, and what
//! cannot be checked has failed.

pub mod attack;
pub mod axe;
pub mod browser;
pub mod checkpoint;
pub mod colours;
pub mod deployment;
pub mod files;
pub mod fixture;
pub mod host;
mod http;
pub mod inject;
pub mod judge;
pub mod monkey;
pub mod page;
pub mod pair;
pub mod peers;
mod process;
pub mod setup;
pub mod shots;
pub mod site;
pub mod stranger;
pub mod trouble;
mod turn;
pub mod visual;

use std::time::{Duration, Instant};

/// How long something on the CPU may take before it counts as broken.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// The same for the software adapter, which compiles and computes slowly.
pub const LONG_PATIENCE: Duration = Duration::from_secs(300);

const LOOK_EVERY: Duration = Duration::from_millis(40);

/// Looks again and again until `look` finds something.
///
/// # Errors
/// What `look` said last, when `patience` is over.
pub fn until<T>(
    patience: Duration,
    mut look: impl FnMut() -> Result<T, String>,
) -> Result<T, String> {
    let started = Instant::now();
    loop {
        match look() {
            Ok(found) => return Ok(found),
            Err(last) if started.elapsed() > patience => return Err(last),
            Err(_) => std::thread::sleep(LOOK_EVERY),
        }
    }
}
