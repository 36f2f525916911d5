//! The saliency methods beside the reference, and beside Captum: one program with a table each.

use anyhow::Result;

use super::card;
use crate::{assets, paths, run};

/// The tables of the program.
pub const NAMES: [&str; 3] = ["methods", "networks", "parity"];

/// Runs it for the table `name`.
pub fn run(name: &str, arguments: &[String]) -> Result<()> {
    assets::prepare(None)?;
    let mut program = run::command(card::program("family")?);
    program.arg(name).args(arguments).current_dir(paths::root());
    run::run(&format!("the benchmark {name}"), &mut program)
}
