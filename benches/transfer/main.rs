//! Whether what fools one network fools another.
//!
//! `cargo xtask bench transfer [--images FOLDER] [--targets N]` runs it. From every image, the page's
//! default attack with its defaults leads to each of the targets, once on each network; what it made
//! goes through a PNG file and is then classified by both networks. The targets are drawn per image,
//! without repetition, from the classes that neither network sees in the image, and are the same for
//! both.
//!
//! `target/bench/transfer.json` holds `networks`, each with `top1_of_images`, the class that it sees
//! in each of the images (`names`, in the same order; nobody says what is truly there), and
//! `params`, its trained numbers; and `transfer`, one entry for each ordered pair and each network
//! with itself:
//!
//! - `success_from`: share of all attacks made on `from` whose PNG `from` classifies as the target.
//!   Only these successful images count in the other two.
//! - `fooled_to`: share of them whose top class on `to` differs from the top class of the original
//!   there.
//! - `target_to`: share of them whose top class on `to` is the target.

#[path = "../common/cores.rs"]
mod cores;
#[path = "../common/pictures.rs"]
mod pictures;
#[path = "../common/start.rs"]
mod start;
mod table;
mod trial;

use std::path::PathBuf;
use std::process::ExitCode;

use gradoscope::random::Random;
use gradoscope::spec::ClassId;

use trial::{Attacked, Loaded};

/// As in [`gradoscope::engine::network::NETWORKS`].
const NETWORKS: [&str; 2] = ["squeezenet-1.1", "efficientnet-lite0"];
const TARGETS: usize = 10;
const CLASSES: u32 = 1000;
const SEED: u32 = 2026;

fn main() -> ExitCode {
    start::end(run)
}

struct Options {
    images: Option<PathBuf>,
    targets: usize,
}

fn options() -> Result<Options, String> {
    let mut options = Options {
        images: None,
        targets: TARGETS,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
        match argument.as_str() {
            "--images" => options.images = Some(value()?.into()),
            "--targets" => {
                let text = value()?;
                let number = text.parse().ok().filter(|n| (1..=500).contains(n));
                options.targets = number.ok_or(format!("{text} is not one of 1 to 500"))?;
            }
            // Cargo says so to every benchmark.
            "--bench" => {}
            _ => return Err(format!("what is {argument}?")),
        }
    }
    Ok(options)
}

fn run() -> Result<(), String> {
    let options = options()?;
    let folder = options
        .images
        .unwrap_or_else(|| start::path("public/samples"));
    let images = pictures::from_folder(&folder)?;
    let networks = NETWORKS
        .iter()
        .map(|id| Loaded::new(id))
        .collect::<Result<Vec<_>, _>>()?;
    println!(
        "{} images from {}, {} targets each",
        images.len(),
        folder.display(),
        options.targets
    );
    let originals: Vec<_> = images.iter().map(|image| image.picture.clone()).collect();
    let seen = networks
        .iter()
        .map(|network| network.top_classes(&originals))
        .collect::<Result<Vec<_>, _>>()?;
    let targets = draw(&seen, images.len(), options.targets);
    let mut attacked = Vec::new();
    for network in &networks {
        println!("attacks on {} ...", network.id);
        let made = network.attack(&images, &targets)?;
        attacked.push(classified(made, &networks)?);
    }
    let table = table::Table::new(&networks, &images, options.targets, &seen, &attacked);
    println!("{table}");
    let file = start::path("target/bench/transfer.json");
    table.write(&file)?;
    println!("{}", file.display());
    Ok(())
}

/// Targets of every image, `[images][targets]`: none that a network already sees there.
fn draw(seen: &[Vec<ClassId>], images: usize, count: usize) -> Vec<Vec<ClassId>> {
    let mut random = Random::new(SEED);
    let mut of_image = |image: usize| {
        let mut drawn = Vec::new();
        while drawn.len() < count {
            let class = ClassId(random.below(CLASSES) as u16);
            let is_seen = seen.iter().any(|of_network| of_network[image] == class);
            if !is_seen && !drawn.contains(&class) {
                drawn.push(class);
            }
        }
        drawn
    };
    (0..images).map(&mut of_image).collect()
}

/// What every network sees in the images that were made on one of them.
fn classified(made: Vec<Attacked>, networks: &[Loaded]) -> Result<Vec<Attacked>, String> {
    let pictures: Vec<_> = made.iter().map(|one| one.picture.clone()).collect();
    let seen = networks
        .iter()
        .map(|network| network.top_classes(&pictures))
        .collect::<Result<Vec<_>, _>>()?;
    let with = |(at, one): (usize, Attacked)| Attacked {
        seen: seen.iter().map(|of_network| of_network[at]).collect(),
        ..one
    };
    Ok(made.into_iter().enumerate().map(with).collect())
}
