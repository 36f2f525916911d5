//! What a first visit downloads, against its budget.

use std::path::Path;

use anyhow::{Result, bail};

use crate::site::{Entry, Manifest};

/// A part of the site and the most it may weigh, in bytes after gzip.
struct Budget {
    part: Part,
    name: &'static str,
    gzip_bytes: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// What draws the first view.
    FirstModule,
    /// Around it: text, styles, scripts, the figures of the first view.
    Page,
    /// Fetched with the first picture.
    Decoder,
    /// Of the two, a browser fetches one.
    EngineCpu,
    EngineCpuRelaxed,
    EngineGpu,
    Weights,
    /// Modules fetched when they are wanted.
    OtherParts,
    /// Fetched only when it is looked at or chosen.
    Later,
}

/// Of the network that the page opens with.
const DEFAULT_WEIGHTS: &str = "weights/squeezenet-1.1";

const BUDGETS: [Budget; 8] = [
    Budget {
        part: Part::FirstModule,
        name: "first module",
        gzip_bytes: 401_000,
    },
    Budget {
        part: Part::Page,
        name: "page",
        gzip_bytes: 83_000,
    },
    Budget {
        part: Part::Decoder,
        name: "decoder",
        gzip_bytes: 280_000,
    },
    Budget {
        part: Part::EngineCpu,
        name: "CPU engine",
        gzip_bytes: 481_000,
    },
    Budget {
        part: Part::EngineCpuRelaxed,
        name: "CPU, relaxed",
        gzip_bytes: 477_000,
    },
    Budget {
        part: Part::EngineGpu,
        name: "GPU engine",
        gzip_bytes: 2_045_000,
    },
    Budget {
        part: Part::OtherParts,
        name: "other parts",
        gzip_bytes: 1_330_000,
    },
    Budget {
        part: Part::Weights,
        name: "weights",
        gzip_bytes: 5_000_000,
    },
];

/// Prints the sizes and refuses what is over its budget, or missing.
pub fn check(dist: &Path) -> Result<()> {
    let manifest = Manifest::read(dist)?;
    println!("part             bytes   gzip    budget");
    let mut wrong = Vec::new();
    for budget in &BUDGETS {
        let files = || {
            manifest
                .files
                .iter()
                .filter(|file| part_of(&file.path) == budget.part)
        };
        let bytes: u64 = files().map(|file| file.bytes).sum();
        let gzip: u64 = files().map(|file| transferred(file, budget.part)).sum();
        println!(
            "{:<12} {bytes:>9} {gzip:>9} {:>9}",
            budget.name, budget.gzip_bytes
        );
        if gzip > budget.gzip_bytes {
            wrong.push(format!("{} is over its budget", budget.name));
        }
        if gzip == 0 {
            wrong.push(format!("{} is missing", budget.name));
        }
    }
    if !wrong.is_empty() {
        bail!("{}", wrong.join("; "));
    }
    Ok(())
}

/// Hosts do not compress weights: they count as they are.
fn transferred(file: &Entry, part: Part) -> u64 {
    match part {
        Part::Weights => file.bytes,
        _ => file.gzip_bytes,
    }
}

fn part_of(path: &str) -> Part {
    let name = path.rsplit('/').next().unwrap_or(path);
    if path.starts_with(DEFAULT_WEIGHTS) {
        Part::Weights
    } else if [
        "samples/",
        "weights/",
        "labels/",
        "course/",
        "course.schema.json",
        "icons/",
        "manifest.webmanifest",
        "camera.js",
        "offline.js",
        "sw.js",
        "threads.",
        "licences.txt",
    ]
    .iter()
    .any(|folder| path.starts_with(folder))
    {
        Part::Later
    } else if name.starts_with("decoder") {
        Part::Decoder
    } else if name.starts_with("engine_cpu_relaxed") {
        Part::EngineCpuRelaxed
    } else if name.starts_with("engine_cpu") {
        Part::EngineCpu
    } else if name.starts_with("engine_gpu") {
        Part::EngineGpu
    } else if name.starts_with("app-") && name.ends_with(".wasm") && !name.ends_with("_bg.wasm") {
        Part::OtherParts
    } else if name.starts_with("app-") && name.ends_with("_bg.wasm") {
        Part::FirstModule
    } else {
        Part::Page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_belongs_to_the_part_that_downloads_it() {
        for (path, part) in [
            ("index.html", Part::Page),
            ("app-0123_bg.wasm", Part::FirstModule),
            ("app-0123-parts.js", Part::Page),
            ("app-0123-split_adversarial.wasm", Part::OtherParts),
            ("decoder_bg.wasm", Part::Decoder),
            ("licences.txt", Part::Later),
            ("engine_cpu.js", Part::EngineCpu),
            ("engine_cpu_bg.wasm", Part::EngineCpu),
            ("engine_cpu_relaxed_bg.wasm", Part::EngineCpuRelaxed),
            ("engine_gpu_bg.wasm", Part::EngineGpu),
            ("weights/squeezenet-1.1.safetensors", Part::Weights),
            ("weights/efficientnet-lite0.safetensors", Part::Later),
            ("samples/thumb/coffee.jpg", Part::Later),
            ("labels/synonyms.txt", Part::Later),
            ("course.json", Part::Page),
            ("course/practical.json", Part::Later),
            ("course.schema.json", Part::Later),
            ("camera.js", Part::Later),
            ("offline.js", Part::Later),
            ("sw.js", Part::Later),
            ("threads.wasm", Part::Later),
            ("icons/192.png", Part::Later),
        ] {
            assert_eq!(part_of(path), part, "{path}");
        }
    }
}
