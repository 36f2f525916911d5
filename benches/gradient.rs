//! How long a forward pass and an input gradient take on the native CPU, through burn and through
//! the kernels.
//!
//! `cargo xtask bench gradient [--network ID] [--rounds N] [--side N] [--batch N]` runs it. The two ways take
//! turns in every round, so that what else the machine does falls on both.

#[path = "common/start.rs"]
mod start;

use std::process::ExitCode;
use std::time::Instant;

use burn::tensor::{Device, Tensor};
use gradoscope::engine::network::{self, Network, SCORES, Seed, Trace};
use gradoscope::engine::tensor::{one_hot, tensor_from_picture};

/// Egyptian cat, which the photograph shows.
const CLASS: usize = 285;
/// Rounds that are not counted: memory is fetched, the processor wakes up.
const WARM_UP: usize = 2;

fn main() -> ExitCode {
    start::end(run)
}

struct Options {
    network: String,
    rounds: usize,
    side: u32,
    batch: usize,
}

fn options() -> Result<Options, String> {
    let mut options = Options {
        network: "squeezenet-1.1".to_owned(),
        rounds: 15,
        side: 224,
        batch: 1,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut text = || arguments.next().ok_or(format!("{argument} needs a value"));
        let number = |text: String| text.parse().map_err(|_| format!("{text} is no number"));
        match argument.as_str() {
            "--network" => options.network = text()?,
            "--rounds" => options.rounds = number(text()?)?,
            "--side" => options.side = number(text()?)? as u32,
            "--batch" => options.batch = number(text()?)?,
            // Cargo says so to every benchmark.
            "--bench" => {}
            _ => return Err(format!("what is {argument}?")),
        }
    }
    Ok(options)
}

fn run() -> Result<(), String> {
    let options = options()?;
    let id = &options.network;
    let weights = start::weights(id)?;
    let device = Device::flex();
    let network = network::load(id, &weights, &device).map_err(|error| error.to_string())?;
    let photograph = start::fetched(&start::path("public/samples/chelsea.png"))?;
    let picture = start::framed(&photograph, options.side)?;
    let image = tensor_from_picture(&picture, &device).repeat_dim(0, options.batch);
    let seed = Seed {
        layer: SCORES,
        weights: one_hot(options.batch, network.spec().classes, CLASS, &device),
    };
    println!(
        "{id}, side {}, batch {}, {} rounds, {}; ms: median (least to most)",
        options.side,
        options.batch,
        options.rounds,
        gradoscope_kernels::variant()
    );
    let subject = Subject {
        network: network.as_ref(),
        image,
        seed,
    };
    for (name, work) in WORKS {
        let mut times = [Vec::new(), Vec::new()];
        let mut sums = [0.0; 2];
        for round in 0..WARM_UP + options.rounds {
            for (way, times) in WAYS.iter().zip(&mut times).enumerate() {
                let (way, (forward, times)) = (way, times);
                let begin = Instant::now();
                let result = work(&subject, *forward)?;
                let elapsed = begin.elapsed().as_secs_f64() * 1e3;
                sums[way] = sum_of_sizes(&result);
                if round >= WARM_UP {
                    times.push(elapsed);
                }
            }
        }
        report(name, &mut times, sums)?;
    }
    Ok(())
}

struct Subject<'a> {
    network: &'a dyn Network,
    image: Tensor<4>,
    seed: Seed,
}

type Forward = for<'a> fn(&Subject<'a>) -> Trace<'a>;

/// burn, and the kernels.
const WAYS: [Forward; 2] = [
    |subject| subject.network.forward_by_autodiff(subject.image.clone()),
    |subject| subject.network.forward(subject.image.clone()),
];

type Work = fn(&Subject<'_>, Forward) -> Result<Vec<f32>, String>;

const WORKS: [(&str, Work); 3] = [
    ("forward", |subject, forward| scores(&forward(subject))),
    ("gradient", |subject, forward| {
        pull_back(&mut forward(subject), &subject.seed)
    }),
    ("two pull-backs", |subject, forward| {
        let mut trace = forward(subject);
        pull_back(&mut trace, &subject.seed)?;
        pull_back(&mut trace, &subject.seed)
    }),
];

fn scores(trace: &Trace<'_>) -> Result<Vec<f32>, String> {
    let scores = trace.scores().map_err(|error| error.to_string())?;
    numbers(scores)
}

fn pull_back(trace: &mut Trace<'_>, seed: &Seed) -> Result<Vec<f32>, String> {
    let gradient = trace.pull_back(std::slice::from_ref(seed));
    numbers(gradient.map_err(|error| error.to_string())?)
}

fn numbers<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>, String> {
    let numbers = tensor.into_data().try_into_vec();
    numbers.map_err(|error| format!("{error:?}"))
}

fn sum_of_sizes(numbers: &[f32]) -> f64 {
    numbers.iter().map(|value| f64::from(value.abs())).sum()
}

/// Prints a line; both ways have to come to the same.
fn report(name: &str, times: &mut [Vec<f64>; 2], sums: [f64; 2]) -> Result<(), String> {
    let mut medians = [0.0; 2];
    let mut words = Vec::new();
    for (way, times) in times.iter_mut().enumerate() {
        times.sort_by(f64::total_cmp);
        let (Some(least), Some(most)) = (times.first(), times.last()) else {
            return Err("no round was counted".to_owned());
        };
        medians[way] = times[times.len() / 2];
        words.push(format!("{:.1} ({least:.1} to {most:.1})", medians[way]));
    }
    println!(
        "{name:<15} burn {}, kernels {}, ratio {:.2}",
        words[0],
        words[1],
        medians[0] / medians[1]
    );
    let apart = (sums[0] - sums[1]).abs() / sums[0];
    if apart > 1e-4 {
        return Err(format!("the two ways differ by {apart:e}: {sums:?}"));
    }
    Ok(())
}
