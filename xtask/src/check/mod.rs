//! `cargo xtask test`: every check with its time, in two lanes that share the machine's cores.
//!
//! Linking WebAssembly for release and driving a browser keep one core busy for minutes; what this
//! machine's own programs need goes beside it.

mod size;
mod steps;

use std::fs::File;
use std::io::Write;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::{lint, paths, run};
pub use steps::{END_TO_END, tell_of_site};
use steps::{LANES, ON_REQUEST, STEPS, Step};

/// A step that is over.
struct Done {
    name: &'static str,
    time: Duration,
    outcome: Result<()>,
}

/// Runs every step but those on request, or the one of that name; after one that fails no other begins.
pub fn run(only: Option<&str>) -> Result<()> {
    if let Some(name) = only {
        let all = || STEPS.iter().chain(&ON_REQUEST);
        let Some(step) = all().find(|step| step.name == name) else {
            let names: Vec<_> = all().map(|step| step.name).collect();
            bail!("there is no such step; the steps are {}", names.join(", "));
        };
        return (step.run)().with_context(|| format!("the step {name} failed"));
    }
    lint::begin();
    let started = Instant::now();
    let done = Mutex::new(Vec::new());
    for lanes in LANES {
        std::thread::scope(|scope| {
            for lane in *lanes {
                scope.spawn(|| walk(lane, lanes.len() > 1, &done));
            }
        });
    }
    let done = done.into_inner().unwrap_or_default();
    print!("{}", summary(&done, started.elapsed()));
    let failed = done.into_iter().find(|done| done.outcome.is_err());
    failed.map_or(Ok(()), |Done { name, outcome, .. }| {
        outcome.with_context(|| format!("the step {name} failed"))
    })
}

/// The steps of a lane, one after the other, as long as none has failed anywhere.
fn walk(names: &[&str], is_beside_another: bool, done: &Mutex<Vec<Done>>) {
    for step in names
        .iter()
        .filter_map(|name| STEPS.iter().find(|s| s.name == *name))
    {
        let is_over = |done: &Mutex<Vec<Done>>| {
            let done = done
                .lock()
                .map(|done| done.iter().any(|d| d.outcome.is_err()));
            done.unwrap_or(true)
        };
        if is_over(done) {
            return;
        }
        println!("\n== {}: {}", step.name, step.what);
        let started = Instant::now();
        let outcome = if is_beside_another {
            apart(step)
        } else {
            (step.run)()
        };
        let time = started.elapsed();
        println!("== {}: {:.1} s", step.name, time.as_secs_f32());
        if let Ok(mut done) = done.lock() {
            let name = step.name;
            done.push(Done {
                name,
                time,
                outcome,
            });
        }
    }
}

/// What a step prints goes to a file first, and is shown in one piece when it is over.
fn apart(step: &Step) -> Result<()> {
    let folder = paths::target_dir()?.join("check");
    std::fs::create_dir_all(&folder)?;
    let path = folder.join(format!("{}.log", step.name));
    let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    let outcome = run::printing_to(file, step.run);
    let text = std::fs::read(&path).unwrap_or_default();
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(&text);
    outcome
}

/// The table at the end; its last line is what a reader of the log looks for.
fn summary(done: &[Done], all: Duration) -> String {
    let mut text = String::from("\nstep              seconds\n");
    for Done {
        name,
        time,
        outcome,
    } in done
    {
        let outcome = if outcome.is_ok() { "" } else { "  FAILED" };
        text += &format!("{name:<16} {:>8.1}{outcome}\n", time.as_secs_f32());
    }
    let failed = done.iter().filter(|done| done.outcome.is_err()).count();
    text += &format!("{:<16} {:>8.1}\n", "all", all.as_secs_f32());
    text += &format!("steps: {} passed, {failed} failed\n", done.len() - failed);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_counts_and_names_what_failed() {
        let second = Duration::from_secs(1);
        let done = |name, outcome| Done {
            name,
            time: second,
            outcome,
        };
        let failed = Err(anyhow::anyhow!("too large"));
        let text = summary(&[done("fmt", Ok(())), done("size", failed)], second);
        assert!(text.contains("size                  1.0  FAILED"), "{text}");
        assert!(text.ends_with("steps: 1 passed, 1 failed\n"), "{text}");
    }

    #[test]
    fn an_unknown_step_is_refused_with_the_list() {
        let error = run(Some("nothing")).unwrap_err().to_string();
        assert!(error.contains("clippy-host"), "{error}");
        assert!(error.contains("firefox"), "{error}");
    }

    #[test]
    fn every_step_is_in_a_lane_once() {
        let mut in_lanes: Vec<&str> = LANES
            .iter()
            .copied()
            .flatten()
            .copied()
            .flatten()
            .copied()
            .collect();
        let mut all: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
        in_lanes.sort_unstable();
        all.sort_unstable();
        assert_eq!(in_lanes, all);
    }
}
