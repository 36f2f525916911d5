//! Networks from files of every kind beside PyTorch in float64: how far the scores and the gradient are, and how long
//! both take.

use std::path::{Path, PathBuf};
use std::time::Instant;

use burn::tensor::Device;
use gradoscope::engine::network::{Network, SCORES, Seed, own};
use gradoscope::engine::readback;
use gradoscope::engine::tensor::one_hot;
use gradoscope::spec::Preparation;
use pollster::block_on;
use safetensors::SafeTensors;

use crate::Options;
use crate::common::fixtures::{floats, metadata};
use crate::common::{image_norm, largest_difference, relative_l2};

/// Where the weights of a network may come from: what it is called, and how its file's name ends.
const SOURCES: [(&str, &str); 3] = [
    ("checkpoint", ".pth"),
    ("ONNX, old exporter", "-old.onnx"),
    ("ONNX, new exporter", "-new.onnx"),
];
/// Further from PyTorch in float64 than this many times PyTorch in float32 is, and than what one unit at the kink of a rectifier
/// makes: not one network.
const MOST_TIMES: f64 = 10.0;
const FAR: f64 = 2e-2;

/// What PyTorch says of a network.
struct Expected {
    pixels: Vec<u8>,
    side: usize,
    class: usize,
    scores: Vec<f32>,
    gradient: Vec<f32>,
    /// Of PyTorch in float32 from itself in float64: of the scores, and of the gradient.
    float32: [f64; 2],
}

impl Expected {
    fn read(file: &Path) -> Result<Self, String> {
        let bytes = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
        let found = SafeTensors::deserialize(&bytes).map_err(|error| error.to_string())?;
        let facts = metadata(&bytes);
        let number = |key: &str| -> Result<f64, String> {
            let value = facts.get(key).and_then(|value| value.parse().ok());
            value.ok_or(format!("{} does not say its {key}", file.display()))
        };
        let pixels = found.tensor("pixels").map_err(|error| error.to_string())?;
        Ok(Self {
            pixels: pixels.data().to_vec(),
            side: number("side")? as usize,
            class: number("class")? as usize,
            scores: floats(&found, "scores"),
            gradient: floats(&found, "gradient"),
            float32: [number("float32_scores")?, number("float32_gradient")?],
        })
    }
}

/// What came of one file on one device.
struct Found {
    scores: f64,
    gradient: f64,
    forward_ms: f64,
    gradient_ms: f64,
}

/// A line a file and device.
///
/// # Errors
/// What cannot be read, or where a network is not the one of the file.
pub fn table(devices: &[(&'static str, Device)], options: &Options) -> Result<(), String> {
    let folder = options.files.as_ref();
    let folder = folder.ok_or("--files FOLDER is needed: see benches/family/make_networks.py")?;
    println!(
        "\nDifferences from PyTorch in float64: of scores the largest over the largest score, of the gradient the relative L2 \
         distance; in brackets PyTorch's own in float32. Milliseconds: the median of {} rounds.\n\n| network | source | MB | \
         device | scores | gradient | forward, ms | gradient, ms |\n|---|---|---|---|---|---|---|---|",
        options.rounds
    );
    let mut wrong = Vec::new();
    for file in references(folder)? {
        let name = file.file_stem().unwrap_or_default().to_string_lossy();
        if !options.is_asked(&name) {
            continue;
        }
        let expected = Expected::read(&file)?;
        for (source, ending) in SOURCES {
            let path = folder.join(format!("{name}{ending}"));
            let Ok(bytes) = std::fs::read(&path) else {
                continue;
            };
            let megabytes = bytes.len() as f64 / 1e6;
            for (device_name, device) in devices {
                let row = format!("| {name} | {source} | {megabytes:.1} | {device_name} |");
                let found = match measure(&bytes, &expected, device, options.rounds) {
                    Ok(found) => found,
                    Err(why) => {
                        println!("{row} not run here: {why} | | | |");
                        continue;
                    }
                };
                let [scores, gradient] = expected.float32;
                println!(
                    "{row} {:.1e} ({scores:.1e}) | {:.1e} ({gradient:.1e}) | {:.1} | {:.1} |",
                    found.scores, found.gradient, found.forward_ms, found.gradient_ms
                );
                let is_far =
                    |found: f64, own: f64| found > (MOST_TIMES * own).max(FAR) || found.is_nan();
                if is_far(found.scores, scores) || is_far(found.gradient, gradient) {
                    wrong.push(format!("{name}, {source}, {device_name}"));
                }
            }
        }
    }
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(format!("too far from PyTorch: {}", wrong.join("; "))),
    }
}

fn references(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let all =
        std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let all = all.filter_map(|entry| Some(entry.ok()?.path()));
    let mut all: Vec<PathBuf> = all
        .filter(|path| {
            path.extension()
                .is_some_and(|ending| ending == "safetensors")
        })
        .collect();
    all.sort();
    Ok(all)
}

fn measure(
    bytes: &[u8],
    expected: &Expected,
    device: &Device,
    rounds: usize,
) -> Result<Found, String> {
    let network = own::load(
        &bytes,
        own::MOST_BYTES,
        Preparation::TORCH,
        device,
        |_, _| {},
    );
    let network = block_on(network).map_err(|why| format!("{why:?}"))?;
    let mut found = None;
    let (mut forward, mut whole) = (Vec::new(), Vec::new());
    // The first round warms up and does not count.
    for round in 0..=rounds {
        let begun = Instant::now();
        let (scores, at, gradient) = once(network.as_ref(), expected, device)?;
        if round > 0 {
            forward.push(1e3 * (at - begun).as_secs_f64());
            whole.push(1e3 * begun.elapsed().as_secs_f64());
        }
        found = Some((scores, gradient));
    }
    let (scores, gradient) = found.ok_or("no rounds")?;
    let largest = expected
        .scores
        .iter()
        .fold(0.0_f32, |most, s| most.max(s.abs()));
    Ok(Found {
        scores: largest_difference(&scores, &expected.scores) / f64::from(largest),
        gradient: relative_l2(&gradient, &expected.gradient),
        forward_ms: median(forward),
        gradient_ms: median(whole),
    })
}

/// Scores, when they were there, and the gradient.
fn once(
    network: &dyn Network,
    expected: &Expected,
    device: &Device,
) -> Result<(Vec<f32>, Instant, Vec<f32>), String> {
    let said = |error: &dyn std::fmt::Display| error.to_string();
    let image = image_norm(&expected.pixels, [expected.side; 2], device);
    let mut trace = network.forward(image);
    let scores = trace.scores().map_err(|error| said(&error))?;
    let scores = block_on(readback::floats(scores)).map_err(|error| said(&error))?;
    let at = Instant::now();
    let seed = Seed {
        layer: SCORES,
        weights: one_hot(1, scores.len(), expected.class, device),
    };
    let gradient = trace.pull_back(&[seed]).map_err(|error| said(&error))?;
    let gradient = block_on(readback::floats(gradient)).map_err(|error| said(&error))?;
    Ok((scores, at, gradient))
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(f64::NAN)
}
