//! `cargo xtask test`: every check, cheapest first, with its time.

mod size;
mod steps;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

pub use steps::{END_TO_END, tell_of_site};
use steps::{STEPS, Step};

/// Runs every step, or the one of that name; stops at the first that fails.
pub fn run(only: Option<&str>) -> Result<()> {
    let chosen: Vec<&Step> = STEPS
        .iter()
        .filter(|step| only.is_none_or(|name| name == step.name))
        .collect();
    if chosen.is_empty() {
        let names: Vec<_> = STEPS.iter().map(|step| step.name).collect();
        bail!("there is no such step; the steps are {}", names.join(", "));
    }
    let mut done: Vec<(&str, Duration, bool)> = Vec::new();
    for (number, step) in chosen.iter().enumerate() {
        println!(
            "\n== {}/{} {}: {}",
            number + 1,
            chosen.len(),
            step.name,
            step.what
        );
        let started = Instant::now();
        let outcome = (step.run)();
        let time = started.elapsed();
        done.push((step.name, time, outcome.is_ok()));
        match outcome {
            Ok(()) => println!("== {}: {:.1} s", step.name, time.as_secs_f32()),
            Err(error) => {
                print!("{}", summary(&done));
                return Err(error.context(format!("the step {} failed", step.name)));
            }
        }
    }
    print!("{}", summary(&done));
    Ok(())
}

/// The table at the end; its last line is what a reader of the log looks for.
fn summary(done: &[(&str, Duration, bool)]) -> String {
    let mut text = String::from("\nstep              seconds\n");
    for (name, time, passed) in done {
        let outcome = if *passed { "" } else { "  FAILED" };
        text += &format!("{name:<16} {:>8.1}{outcome}\n", time.as_secs_f32());
    }
    let total: Duration = done.iter().map(|(_, time, _)| *time).sum();
    let failed = done.iter().filter(|(_, _, passed)| !passed).count();
    text += &format!("{:<16} {:>8.1}\n", "all", total.as_secs_f32());
    text += &format!("steps: {} passed, {failed} failed\n", done.len() - failed);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_counts_and_names_what_failed() {
        let second = Duration::from_secs(1);
        let text = summary(&[("fmt", second, true), ("size", second, false)]);
        assert!(text.contains("size                  1.0  FAILED"), "{text}");
        assert!(text.ends_with("steps: 1 passed, 1 failed\n"), "{text}");
    }

    #[test]
    fn an_unknown_step_is_refused_with_the_list() {
        let error = run(Some("nothing")).unwrap_err().to_string();
        assert!(error.contains("clippy-host"), "{error}");
    }
}
