//! Threads that carry out one operation together.
//!
//! Whoever runs a network puts an operation on the board, in pieces. Whoever serves takes one after the other,
//! and so does this thread, which goes on when all are done. A piece is the same whoever takes it, so that
//! numbers do not depend on how many there are.
//!
//! Nothing that serves may allocate: in a browser's shared memory the allocator is not made for two.

use std::cell::UnsafeCell;
use std::hint;
use std::marker::PhantomData;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicU64, Ordering};

/// Most threads that work together.
pub const MOST: usize = 8;

/// Pieces for each thread: one that is held up leaves the rest to the others.
const PIECES: usize = 4;

/// Fewest products of a piece: below, the words take longer than the work.
const LEAST: usize = 40_000;

/// Numbers, each made of those at its place, that are not parted.
const UNIT: usize = 1024;

/// How often a thread that serves looks before it sleeps, a tenth of a millisecond: from operation to operation, not
/// longer. With fewer it sleeps within a pass; with more it has a core to itself that others want.
const LOOKS: u32 = 20_000;

/// How often the thread that asked looks whether all is done before it sleeps: a millisecond or two, only reached
/// when another has lost its core in the middle of a piece. Where it slept sooner, both were put on one core in turns.
const LOOKS_AT_END: u32 = 400_000;

/// What is done to piece after piece: by which thread, and which units of the operation.
type Work<'a> = &'a (dyn Fn(usize, usize) + Sync);

/// How threads sleep, and are woken.
#[derive(Clone, Copy)]
pub struct Bell {
    /// Sleeps for as long as the number is the given one, or less.
    pub wait: fn(&AtomicU32, u32),
    /// Wakes all that sleep there.
    pub wake: fn(&AtomicU32),
}

struct Board {
    /// Threads that may work together, this one with them.
    members: AtomicU8,
    /// Whether an operation is on it.
    is_taken: AtomicBool,
    /// Which one, for how many threads, how many pieces, and the next of them: see [`State`].
    state: AtomicU64,
    /// Pieces that are done.
    done: AtomicU32,
    /// Whether the thread that asked sleeps until they are.
    is_waiting: AtomicBool,
    /// Threads that sleep, and what they watch.
    asleep: AtomicU32,
    bell: AtomicU32,
    /// A piece has ended in a panic.
    is_broken: AtomicBool,
    /// A thread has ended without a word: nobody counts what it was at.
    is_lost: AtomicBool,
    /// Pieces that were done by threads that serve.
    served: AtomicU32,
    work: UnsafeCell<Option<(Work<'static>, Bell)>>,
}

// SAFETY: `work` is written by the thread that has set `is_taken`, while no piece is left to be taken; it is read by threads that
// have taken a piece, which is before that thread goes on.
unsafe impl Sync for Board {}

static BOARD: Board = Board {
    members: AtomicU8::new(1),
    is_taken: AtomicBool::new(false),
    state: AtomicU64::new(0),
    done: AtomicU32::new(0),
    is_waiting: AtomicBool::new(false),
    asleep: AtomicU32::new(0),
    bell: AtomicU32::new(0),
    is_broken: AtomicBool::new(false),
    is_lost: AtomicBool::new(false),
    served: AtomicU32::new(0),
    work: UnsafeCell::new(None),
};

/// Turn, threads, pieces and the next piece.
#[derive(Clone, Copy)]
struct State(u64);

impl State {
    fn new(turn: u32, members: usize, pieces: usize) -> Self {
        Self(u64::from(turn) << 40 | (members as u64) << 32 | (pieces as u64) << 16)
    }

    fn turn(self) -> u32 {
        (self.0 >> 40) as u32
    }

    /// The next piece for this thread.
    fn next(self, member: usize) -> Option<usize> {
        let [members, pieces, next] = [
            (self.0 >> 32) & 0xff,
            (self.0 >> 16) & 0xffff,
            self.0 & 0xffff,
        ];
        (next < pieces && (member as u64) < members).then_some(next as usize)
    }
}

impl Board {
    /// Takes pieces for as long as there are some; whether there were.
    fn take(&self, member: usize) -> bool {
        let mut any = false;
        let mut seen = State(self.state.load(Ordering::Acquire));
        while let Some(piece) = seen.next(member) {
            let taken = self.state.compare_exchange_weak(
                seen.0,
                seen.0 + 1,
                Ordering::AcqRel,
                Ordering::Acquire,
            );
            if let Err(other) = taken {
                seen = State(other);
                continue;
            }
            any = true;
            // SAFETY: a piece is taken and not done, so the operation stays on the board.
            if let Some((work, _)) = unsafe { &*self.work.get() } {
                let end = End(self);
                work(member, piece);
                drop(end);
                if member > 0 {
                    self.served.fetch_add(1, Ordering::Relaxed);
                }
            }
            seen = State(self.state.load(Ordering::Acquire));
        }
        any
    }
}

/// Counts a piece, also one that has ended in a panic.
struct End<'a>(&'a Board);

impl Drop for End<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.is_broken.store(true, Ordering::Release);
        }
        self.0.done.fetch_add(1, Ordering::SeqCst);
        if self.0.is_waiting.load(Ordering::SeqCst) {
            (bell().wake)(&self.0.done);
        }
    }
}

/// So many threads may work together, of those that [`serve`] and this one.
pub fn allow(members: usize) {
    BOARD
        .members
        .store(members.clamp(1, MOST) as u8, Ordering::Release);
}

/// A thread that served has ended without a word: whoever waits for it ends the program.
pub fn fail() {
    BOARD.is_lost.store(true, Ordering::SeqCst);
    (bell().wake)(&BOARD.done);
}

/// How many pieces threads that serve have done so far.
pub fn served() -> u32 {
    BOARD.served.load(Ordering::Relaxed)
}

/// Serves for ever as thread `member`, from 1 on.
pub fn serve(member: usize, bell: Bell) -> ! {
    let mut looks = 0;
    loop {
        if BOARD.take(member) {
            looks = 0;
            continue;
        }
        looks += 1;
        if looks < LOOKS {
            hint::spin_loop();
            continue;
        }
        let seen = BOARD.bell.load(Ordering::SeqCst);
        BOARD.asleep.fetch_add(1, Ordering::SeqCst);
        let state = State(BOARD.state.load(Ordering::SeqCst));
        if state.next(member).is_none() {
            (bell.wait)(&BOARD.bell, seen);
        }
        BOARD.asleep.fetch_sub(1, Ordering::SeqCst);
        looks = 0;
    }
}

/// The threads of one operation.
#[derive(Clone, Copy)]
pub(crate) struct Team {
    pub members: usize,
}

impl Team {
    /// Whoever may work together now.
    pub fn now() -> Self {
        let members = usize::from(BOARD.members.load(Ordering::Acquire));
        Self { members }
    }

    /// Does `work` to all units, some of them at a time; each takes so many products. Work that shares out work of its
    /// own must not use what is this thread's there: that is done by whoever is at it, as the first.
    pub fn share(self, units: usize, products: usize, work: &(dyn Fn(usize, Range<usize>) + Sync)) {
        let most = self.members * PIECES;
        let pieces = (units.saturating_mul(products) / LEAST)
            .min(units)
            .min(most);
        if self.members == 1 || pieces < 2 || BOARD.is_taken.swap(true, Ordering::Acquire) {
            return work(0, 0..units);
        }
        let piece = |member: usize, index: usize| {
            work(member, index * units / pieces..(index + 1) * units / pieces);
        };
        self.put_up(pieces, &piece);
        // The panic itself is told by its thread.
        assert!(!BOARD.is_broken.load(Ordering::Acquire), "a piece panicked");
    }

    /// Has pieces of `to` made, by where they begin and end.
    pub fn places(to: &mut [f32], work: impl Fn(Range<usize>, &mut [f32]) + Sync) {
        let length = to.len();
        let to = Shared::new(to);
        Self::now().share(length.div_ceil(UNIT), UNIT, &|_, some| {
            let range = some.start * UNIT..length.min(some.end * UNIT);
            // SAFETY: no two pieces have a number in common.
            work(range.clone(), unsafe { to.some(range) });
        });
    }

    fn put_up(self, pieces: usize, work: Work<'_>) {
        // SAFETY: no thread reads it any more when this function ends: all pieces are done then.
        let work = unsafe { std::mem::transmute::<Work<'_>, Work<'static>>(work) };
        let bell = *bell();
        // SAFETY: this thread has the board, and all pieces of what was there are done.
        unsafe { *BOARD.work.get() = Some((work, bell)) };
        BOARD.done.store(0, Ordering::Relaxed);
        let turn = State(BOARD.state.load(Ordering::Relaxed)).turn();
        let state = State::new(turn.wrapping_add(1), self.members, pieces);
        BOARD.state.store(state.0, Ordering::SeqCst);
        if BOARD.asleep.load(Ordering::SeqCst) > 0 {
            BOARD.bell.fetch_add(1, Ordering::SeqCst);
            (bell.wake)(&BOARD.bell);
        }
        let all_done = AllDone(pieces as u32);
        BOARD.take(0);
        drop(all_done);
    }
}

/// Waits until all pieces are done, after a panic too: others may be at work with what this thread holds.
struct AllDone(u32);

impl Drop for AllDone {
    fn drop(&mut self) {
        let mut looks = 0;
        loop {
            let done = BOARD.done.load(Ordering::SeqCst);
            if done >= self.0 {
                break;
            }
            let is_lost = || BOARD.is_lost.load(Ordering::SeqCst);
            if is_lost() {
                std::process::abort();
            }
            looks += 1;
            if looks < LOOKS_AT_END {
                hint::spin_loop();
                continue;
            }
            // A thread that lost its core in the middle of a piece may have this one.
            BOARD.is_waiting.store(true, Ordering::SeqCst);
            if BOARD.done.load(Ordering::SeqCst) == done && !is_lost() {
                (bell().wait)(&BOARD.done, done);
            }
            BOARD.is_waiting.store(false, Ordering::SeqCst);
        }
        BOARD.is_taken.store(false, Ordering::Release);
    }
}

static BELL: std::sync::OnceLock<Bell> = std::sync::OnceLock::new();

/// How threads are woken.
pub fn set_bell(bell: Bell) {
    let _ = BELL.set(bell);
}

fn bell() -> &'static Bell {
    const NOBODY: Bell = Bell {
        wait: |_, _| {},
        wake: |_| {},
    };
    BELL.get().unwrap_or(&NOBODY)
}

/// Numbers that several threads write, each its own.
pub(crate) struct Shared<'a, T> {
    start: *mut T,
    length: usize,
    life: PhantomData<&'a mut [T]>,
}

impl<T> Clone for Shared<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Shared<'_, T> {}

// SAFETY: who takes some of them promises that nobody else has those.
unsafe impl<T: Send> Sync for Shared<'_, T> {}
// SAFETY: as above.
unsafe impl<T: Send> Send for Shared<'_, T> {}

impl<'a, T> Shared<'a, T> {
    pub fn new(numbers: &'a mut [T]) -> Self {
        Self {
            start: numbers.as_mut_ptr(),
            length: numbers.len(),
            life: PhantomData,
        }
    }

    /// Some of them.
    ///
    /// # Safety
    /// Nobody has any of these at the same time.
    #[inline(always)]
    pub unsafe fn some(self, range: Range<usize>) -> &'a mut [T] {
        assert!(range.start <= range.end && range.end <= self.length);
        // A range's own length is never below zero, which the compiler then asks for every row: a tenth of a product's time.
        // SAFETY: within the numbers, and as the caller promises.
        unsafe {
            std::slice::from_raw_parts_mut(self.start.add(range.start), range.end - range.start)
        }
    }
}

#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "tests run where there are threads and clocks"
)]
mod tests {
    use std::sync::{Condvar, Mutex};
    use std::thread::{self, ThreadId};

    use super::*;

    static RUNG: (Mutex<()>, Condvar) = (Mutex::new(()), Condvar::new());

    const BELL: Bell = Bell {
        wait: |at, seen| {
            let mut guard = RUNG.0.lock().unwrap();
            while at.load(Ordering::SeqCst) == seen {
                guard = RUNG.1.wait(guard).unwrap();
            }
        },
        wake: |_| {
            let _guard = RUNG.0.lock().unwrap();
            RUNG.1.notify_all();
        },
    };

    /// Who did which unit, where each takes a moment.
    fn who(units: usize) -> Vec<(usize, ThreadId)> {
        let done = Mutex::new(Vec::new());
        Team::now().share(units, LEAST, &|_, some| {
            thread::sleep(std::time::Duration::from_millis(5));
            let mut done = done.lock().unwrap();
            done.extend(some.map(|unit| (unit, thread::current().id())));
        });
        let mut done = done.into_inner().unwrap();
        done.sort_unstable_by_key(|(unit, _)| *unit);
        done
    }

    fn threads(done: &[(usize, ThreadId)]) -> usize {
        let mut all: Vec<ThreadId> = Vec::new();
        for (_, thread) in done {
            if !all.contains(thread) {
                all.push(*thread);
            }
        }
        all.len()
    }

    #[test]
    fn every_unit_is_done_once_by_whoever_is_there_and_a_panic_is_told() {
        let units = |done: &[(usize, ThreadId)]| done.iter().map(|one| one.0).collect::<Vec<_>>();
        let expected: Vec<usize> = (0..23).collect();
        let alone = who(23);
        assert_eq!(units(&alone), expected);
        assert_eq!(threads(&alone), 1);

        set_bell(BELL);
        for member in 1..3 {
            thread::spawn(move || serve(member, BELL));
        }
        allow(3);
        for _ in 0..20 {
            assert_eq!(units(&who(23)), expected);
        }
        // Asleep by now, and woken.
        thread::sleep(std::time::Duration::from_millis(200));
        let together = who(23);
        assert_eq!(units(&together), expected);
        assert_eq!(threads(&together), 3);
        assert!(served() > 20);

        // An operation within another one is done by whoever is at it.
        let inner = Mutex::new(Vec::new());
        Team::now().share(2, LEAST, &|_, some| {
            for _ in some {
                inner.lock().unwrap().extend(who(5));
            }
        });
        assert_eq!(inner.into_inner().unwrap().len(), 10);

        allow(2);
        assert!(threads(&who(23)) <= 2);
        let wrong = std::panic::catch_unwind(|| {
            Team::now().share(8, LEAST, &|_, some| {
                assert!(!some.contains(&5), "as expected")
            });
        });
        assert!(wrong.is_err());
    }
}
