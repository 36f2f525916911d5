//! A program that ends with the test.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;

const TRIES: u32 = 3;

/// A running program; dropping it ends it.
pub struct Process(Child);

impl Process {
    /// Starts a command and waits for the line of its output in which `find` finds something. Where it ends
    /// without one it is started again, a few times: a free port may be gone before it is taken.
    pub fn start<T>(command: impl Fn() -> Command, find: impl Fn(&str) -> Option<T>) -> (Self, T) {
        let started = (0..TRIES).find_map(|_| Self::once(command(), &find));
        started.unwrap_or_else(|| {
            panic!("{:?} ended without a word of where it listens", command());
        })
    }

    fn once<T>(mut command: Command, find: impl Fn(&str) -> Option<T>) -> Option<(Self, T)> {
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let child = child.unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
        let mut process = Self(child);
        let mut lines = BufReader::new(process.0.stdout.take().expect("a pipe")).lines();
        let found = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| find(&line));
        // A program whose pipe is full stands still.
        thread::spawn(move || lines.for_each(drop));
        Some((process, found?))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
