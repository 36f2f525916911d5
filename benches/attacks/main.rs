//! How attacks fare: success, size and length of the way, over many images and targets.
//!
//! `cargo xtask bench attacks [--images FOLDER] [--targets N] [--only ATTACK]` runs it; `--dead` instead tries
//! every class as the target on flat images, where some have no gradient.

#[path = "../common/cores.rs"]
mod cores;
mod dead;
#[path = "../common/pictures.rs"]
mod pictures;
#[path = "../common/start.rs"]
mod start;
mod table;
mod trial;

use std::path::PathBuf;
use std::process::ExitCode;

use gradoscope::catalogue::ATTACKS;

/// Targets per image for the default attack, for the quick ones, and for those of many gradients.
const TARGETS: usize = 45;
const TARGETS_OTHERS: usize = 2;
const TARGETS_SLOW: usize = 1;
/// Attacks of hundreds of gradients a run.
const SLOW: [&str; 1] = ["carlini-wagner"];

fn main() -> ExitCode {
    start::end(run)
}

struct Options {
    images: Option<PathBuf>,
    targets: usize,
    dead: bool,
    only: Option<String>,
}

fn options() -> Result<Options, String> {
    let mut options = Options {
        images: None,
        targets: TARGETS,
        dead: false,
        only: None,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
        match argument.as_str() {
            "--images" => options.images = Some(value()?.into()),
            "--targets" => {
                let text = value()?;
                options.targets = text.parse().map_err(|_| format!("{text} is no number"))?;
            }
            "--only" => options.only = Some(value()?),
            "--dead" => options.dead = true,
            // Cargo says so to every benchmark.
            "--bench" => {}
            _ => return Err(format!("what is {argument}?")),
        }
    }
    Ok(options)
}

fn run() -> Result<(), String> {
    let options = options()?;
    let weights = start::weights(trial::NETWORK)?;
    if options.dead {
        return dead::run(&weights);
    }
    let folder = options
        .images
        .unwrap_or_else(|| start::path("public/samples"));
    let pictures = pictures::from_folder(&folder)?;
    println!("{} images from {}", pictures.len(), folder.display());
    println!("{}", table::HEAD);
    let mut rows = Vec::new();
    let is_asked = |id: &str| options.only.as_deref().is_none_or(|only| only == id);
    for spec in ATTACKS.iter().filter(|spec| is_asked(spec.id)) {
        let targets = if spec.id == ATTACKS[0].id {
            options.targets
        } else if SLOW.contains(&spec.id) {
            TARGETS_SLOW
        } else {
            TARGETS_OTHERS
        };
        let row = table::Row::measure(spec, &pictures, targets, &weights)?;
        println!("{row}");
        rows.push(row);
    }
    let file = start::path("target/bench/attacks.json");
    if options.only.is_some() {
        return Ok(());
    }
    table::write(&rows, &file)?;
    println!("written to {}", file.display());
    Ok(())
}
