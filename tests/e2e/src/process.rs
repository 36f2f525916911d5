//! A program that ends with the test.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;

/// A running program; dropping it ends it.
pub struct Process(Child);

impl Process {
    /// Starts `command` and waits for the line of its output in which `find` finds something.
    pub fn start<T>(mut command: Command, find: impl Fn(&str) -> Option<T>) -> (Self, T) {
        let what = format!("{command:?}");
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let mut process =
            Self(child.unwrap_or_else(|error| panic!("cannot start {what}: {error}")));
        let mut lines = BufReader::new(process.0.stdout.take().expect("a pipe")).lines();
        let found = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| find(&line));
        // A program whose pipe is full stands still.
        thread::spawn(move || lines.for_each(drop));
        (
            process,
            found.unwrap_or_else(|| panic!("{what} ended without a word of where it listens")),
        )
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
