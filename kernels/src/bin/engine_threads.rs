//! The kernels as a program for browsers' shared memory: one thread asks, others serve.

#![cfg_attr(
    target_arch = "wasm32",
    expect(
        unsafe_code,
        reason = "functions that a page calls, in memory that threads share"
    )
)]

#[cfg(target_arch = "wasm32")]
mod page {
    use std::cell::UnsafeCell;
    use std::sync::atomic::AtomicU32;

    use gradoscope_kernels::team::{self, Bell};
    use gradoscope_kernels::{Ask, Desk};

    /// Of the thread that asks.
    struct Own(UnsafeCell<(Desk, Vec<u32>)>);

    // SAFETY: the thread that asks is the only one that calls what reads it.
    unsafe impl Sync for Own {}

    static OWN: Own = Own(UnsafeCell::new((Desk::new(), Vec::new())));

    fn own() -> &'static mut (Desk, Vec<u32>) {
        // SAFETY: one thread alone calls it, and none of the functions below calls another.
        unsafe { &mut *OWN.0.get() }
    }

    #[link(wasm_import_module = "threads")]
    unsafe extern "C" {
        safe fn wait(at: *const AtomicU32, seen: u32);
        safe fn wake(at: *const AtomicU32);
    }

    const BELL: Bell = Bell {
        wait: |at, seen| wait(at, seen),
        wake: |at| wake(at),
    };

    /// The stack of a thread to come: where it begins, at its upper end.
    #[unsafe(no_mangle)]
    extern "C" fn stack(bytes: usize) -> *const u8 {
        let numbers = vec![0_u128; bytes / size_of::<u128>()].leak();
        numbers.as_ptr_range().end.cast()
    }

    /// So many threads work together from now on.
    #[unsafe(no_mangle)]
    extern "C" fn allow(threads: usize) {
        team::set_bell(BELL);
        team::allow(threads);
    }

    /// Serves as thread `member` until the worker ends.
    #[unsafe(no_mangle)]
    extern "C" fn serve(member: usize) {
        team::serve(member, BELL)
    }

    /// This thread has ended.
    #[unsafe(no_mangle)]
    extern "C" fn fail() {
        team::fail();
    }

    /// A slot for so many numbers.
    #[unsafe(no_mangle)]
    extern "C" fn room(length: usize) -> u32 {
        own().0.keep(vec![0.0; length])
    }

    /// Where the numbers of a slot lie.
    #[unsafe(no_mangle)]
    extern "C" fn place(slot: u32) -> *const f32 {
        own()
            .0
            .slot(slot)
            .map_or(std::ptr::null(), |slot| slot.as_ptr())
    }

    /// How many numbers a slot has.
    #[unsafe(no_mangle)]
    extern "C" fn length(slot: u32) -> usize {
        own().0.slot(slot).map_or(0, |slot| slot.len())
    }

    /// A slot is wanted no more.
    #[unsafe(no_mangle)]
    extern "C" fn free(slot: u32) {
        own().0.take(slot);
    }

    /// Where the words of the next question go.
    #[unsafe(no_mangle)]
    extern "C" fn words(count: usize) -> *const u32 {
        let words = &mut own().1;
        words.resize(count, 0);
        words.as_ptr()
    }

    /// The answer to these words; a question that is none ends the program.
    #[unsafe(no_mangle)]
    extern "C" fn ask(what: u32) -> u32 {
        let (desk, words) = own();
        let answer = Ask::of(what).and_then(|what| desk.answer(what, words));
        answer.unwrap_or_else(|| std::process::abort())
    }
}

fn main() {}
