//! How class visualisations come out: score, probability, what survives, and a contact sheet.
//!
//! `cargo xtask bench visualise [--preset A,B] [--classes A,B] [--seeds N] [--set PARAM=VALUE]
//! [--out FILE.png]` runs it; `--set` may be given several times.

#[path = "../common/mod.rs"]
mod common;
mod options;
mod sheet;
mod table;
mod trial;

use std::path::Path;
use std::process::ExitCode;

use options::Options;

/// The network that draws, and the one that is asked afterwards what it sees.
const NETWORKS: [&str; 2] = ["squeezenet-1.1", "efficientnet-lite0"];

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let options = Options::read(std::env::args().skip(1))?;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let weights = |id: &str| {
        std::fs::read(root.join(format!("public/weights/{id}.safetensors")))
            .map_err(|error| format!("no weights: {error}; run `cargo xtask assets`"))
    };
    let [drawn_by, seen_by] = [weights(NETWORKS[0])?, weights(NETWORKS[1])?];
    let photograph = trial::photograph(&root.join("public/samples/chelsea.png"))?;
    let work = options.trials();
    println!("{}", table::HEAD);
    let networks = [(NETWORKS[0], &drawn_by[..]), (NETWORKS[1], &seen_by[..])];
    let results = trial::all(&work, &photograph, networks)?;
    println!("\n{}", table::elsewhere(&results, NETWORKS[1]));
    let out = options
        .out
        .unwrap_or_else(|| root.join("target/bench/visualise.png"));
    let columns = options.classes.len() * options.seeds as usize;
    sheet::write(&results, columns, &out)?;
    println!(
        "{}: one row for each of {}; columns: {}",
        out.display(),
        table::names(&options.presets),
        table::columns(&options.classes, options.seeds),
    );
    let file = root.join("target/bench/visualise.json");
    table::write(&results, &file)?;
    println!("written to {}", file.display());
    Ok(())
}
