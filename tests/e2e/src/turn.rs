//! How many browsers compute at once: three, since much of a test is waiting, or one alone for what is timed.

use std::sync::{Condvar, Mutex, PoisonError};

const PLACES: usize = 3;

static TAKEN: Mutex<usize> = Mutex::new(0);
static FREED: Condvar = Condvar::new();

/// The right to run; dropping it lets the next test in.
pub struct Turn(usize);

impl Turn {
    pub fn take(alone: bool) -> Self {
        let wanted = if alone { PLACES } else { 1 };
        let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
        while *taken + wanted > PLACES {
            taken = FREED.wait(taken).unwrap_or_else(PoisonError::into_inner);
        }
        *taken += wanted;
        Self(wanted)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *TAKEN.lock().unwrap_or_else(PoisonError::into_inner) -= self.0;
        FREED.notify_all();
    }
}
