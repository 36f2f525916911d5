//! How long each test had the browser, the dearest first, where `GRADOSCOPE_TIMES` names a file.

use std::collections::BTreeMap;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Of every test that had a visit: all of its visits together, and how many they were.
static TIMES: Mutex<BTreeMap<String, (Duration, u32)>> = Mutex::new(BTreeMap::new());

/// The time of one visit; dropping it counts it for the test on this thread.
pub struct Stopwatch(Instant);

impl Stopwatch {
    pub fn start() -> Self {
        Self(Instant::now())
    }
}

impl Drop for Stopwatch {
    fn drop(&mut self) {
        let Some(path) = env::var_os("GRADOSCOPE_TIMES") else {
            return;
        };
        let test = thread::current().name().unwrap_or("unnamed").to_owned();
        let mut times = TIMES.lock().unwrap_or_else(PoisonError::into_inner);
        let (total, visits) = times.entry(test).or_default();
        *total += self.0.elapsed();
        *visits += 1;
        if let Err(error) = fs::write(&path, table(&times)) {
            // A test may be failing: another panic would hide why.
            eprintln!("{}: {error}", path.display());
        }
    }
}

/// Seconds, visits and name, a line each.
fn table(times: &BTreeMap<String, (Duration, u32)>) -> String {
    let mut rows: Vec<_> = times.iter().collect();
    rows.sort_by_key(|(_, (total, _))| std::cmp::Reverse(*total));
    let mut text = String::new();
    for (test, (total, visits)) in rows {
        // Writing into a String cannot fail.
        let _ = writeln!(text, "{:7.1} s {visits:3} {test}", total.as_secs_f32());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dearest_test_comes_first() {
        let seconds = Duration::from_secs;
        let times = [("a::short", (seconds(2), 1)), ("b::long", (seconds(30), 2))];
        let times = times.map(|(test, spent)| (test.to_owned(), spent));
        let text = table(&times.into_iter().collect());
        assert_eq!(text, "   30.0 s   2 b::long\n    2.0 s   1 a::short\n");
    }
}
