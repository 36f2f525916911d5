//! How class visualisations come out: score, probability, what survives, and a contact sheet.
//!
//! `cargo xtask bench visualise [--preset A,B] [--classes A,B] [--seeds N] [--set PARAM=VALUE]
//! [--out FILE.png]` runs it; `--set` may be given several times.

#[path = "../common/cores.rs"]
mod cores;
mod options;
mod sheet;
#[path = "../common/start.rs"]
mod start;
mod table;
mod trial;

use std::process::ExitCode;

use options::Options;

/// The network that draws, and the one that is asked afterwards what it sees.
const NETWORKS: [&str; 2] = ["squeezenet-1.1", "efficientnet-lite0"];

fn main() -> ExitCode {
    start::end(run)
}

fn run() -> Result<(), String> {
    let options = Options::read(std::env::args().skip(1))?;
    let [drawn_by, seen_by] = [start::weights(NETWORKS[0])?, start::weights(NETWORKS[1])?];
    let photograph = start::fetched(&start::path("public/samples/chelsea.png"))?;
    let photograph = start::framed(&photograph, trial::SIDE)?;
    let work = options.trials();
    println!("{}", table::HEAD);
    let networks = [(NETWORKS[0], &drawn_by[..]), (NETWORKS[1], &seen_by[..])];
    let results = trial::all(&work, &photograph, networks)?;
    println!("\n{}", table::elsewhere(&results, NETWORKS[1]));
    let out = options
        .out
        .unwrap_or_else(|| start::path("target/bench/visualise.png"));
    let columns = options.classes.len() * options.seeds as usize;
    sheet::write(&results, columns, &out)?;
    println!(
        "{}: one row for each of {}; columns: {}",
        out.display(),
        table::names(&options.presets),
        table::columns(&options.classes, options.seeds),
    );
    let file = start::path("target/bench/visualise.json");
    table::write(&results, &file)?;
    println!("written to {}", file.display());
    Ok(())
}
