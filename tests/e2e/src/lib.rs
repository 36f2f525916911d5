//! What the end-to-end tests share: a browser, a server that misbehaves on demand, fixtures.
//!
//! Everything here panics with a sentence when it cannot do its work: these are tests, and what
//! cannot be checked has failed.

pub mod asked;
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
pub mod line;
pub mod load;
pub mod messages;
pub mod monkey;
pub mod page;
pub mod pair;
pub mod peers;
mod process;
pub mod setup;
pub mod shots;
pub mod site;
pub mod stranger;
pub mod times;
pub mod trouble;
mod turn;
pub mod visual;

use std::time::{Duration, Instant};

/// How long something on the CPU may take before it counts as broken.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// The same for the software adapter, which compiles and computes slowly.
pub const LONG_PATIENCE: Duration = Duration::from_secs(300);
/// From the reader's cancel to the engine's word that it has stopped, at the most, where other tests compute as well.
pub const MOST_CANCEL_MS: f64 = 1000.0;

/// Between two looks: a sixteenth of the wait so far, for what is looked at has to get on, too.
const SOONEST: Duration = Duration::from_millis(20);
const LATEST: Duration = Duration::from_millis(250);

/// Waits until what is said now is what was said before.
///
/// # Panics
/// When it stays another, with where the two part.
pub fn said_again(patience: Duration, before: &[String], now: impl Fn() -> Vec<String>) {
    let look = || match parting(before, &now()) {
        None => Ok(()),
        Some(parting) => Err(parting),
    };
    until(patience, look).unwrap_or_else(|last| panic!("not as it was: {last}"));
}

/// The first thing that differs, from a few letters before it on.
fn parting(before: &[String], now: &[String]) -> Option<String> {
    const AROUND: usize = 60;
    if before.len() != now.len() {
        return Some(format!("{} texts were {}", now.len(), before.len()));
    }
    let (was, is) = before.iter().zip(now).find(|(was, is)| was != is)?;
    let same = was.chars().zip(is.chars()).take_while(|(a, b)| a == b);
    let start = same.count().saturating_sub(AROUND);
    let cut = |text: &str| {
        text.chars()
            .skip(start)
            .take(3 * AROUND)
            .collect::<String>()
    };
    Some(format!("\n  was: {}\n  is:  {}", cut(was), cut(is)))
}

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
            Err(_) => std::thread::sleep((started.elapsed() / 16).clamp(SOONEST, LATEST)),
        }
    }
}
