//! How long the works of the page take.

use std::cell::RefCell;
use std::time::Instant;

use burn::tensor::{Device, Tensor};
use gradoscope::engine::attack::{self, AttackPart};
use gradoscope::engine::job::Job;
use gradoscope::engine::network::{Network, Plan, SCORES, Seed};
use gradoscope::engine::readback;
use gradoscope::engine::tensor::{one_hot, tensor_from_picture};
use gradoscope::engine::visualize::{self, Dial, VisualPart};
use gradoscope::image::{Framing, Picture, crop_box, decode, resample_bilinear};
use gradoscope::protocol::{AttackRequest, Goal, Start, Term, VisualizeRequest};
use gradoscope::spec::{ClassId, ParamValues};

use crate::{Options, cuts, median_ms, since};

/// Egyptian cat, and stingray.
const CLASSES: [usize; 2] = [285, 6];
const BATCHES: [usize; 3] = [1, 8, 32];
const STEPS: u32 = 10;

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// From the weights to the first gradient: every shader is compiled on the way.
///
/// # Errors
/// What the device reports.
pub fn first(network: &dyn Network, device: &Device) -> Result<(), String> {
    let side = network.spec().side;
    let image = Tensor::zeros([1, 3, side, side], device);
    for name in ["first gradient, its shaders compiled", "second gradient"] {
        let begun = Instant::now();
        gradient(network, &image, device)?;
        println!("{name} {}", since(begun));
    }
    Ok(())
}

fn forward(network: &dyn Network, image: &Tensor<4>) -> Result<(), String> {
    let trace = network.forward(image.clone());
    let scores = trace.scores().map_err(said)?;
    pollster::block_on(readback::floats(scores)).map_err(said)?;
    Ok(())
}

fn gradient(network: &dyn Network, image: &Tensor<4>, device: &Device) -> Result<(), String> {
    let [n, ..] = image.dims();
    let mut trace = network.forward(image.clone());
    let seed = Seed {
        layer: SCORES,
        weights: one_hot(n, network.spec().classes, CLASSES[0], device),
    };
    let gradient = trace.pull_back(&[seed]).map_err(said)?;
    pollster::block_on(readback::floats(gradient)).map_err(said)?;
    Ok(())
}

/// The same without reading: how long the processor is busy with asking for it, and the card with
/// making it, one after the other many times.
fn gradients(
    network: &dyn Network,
    image: &Tensor<4>,
    device: &Device,
) -> Result<[f64; 2], String> {
    const TIMES: u32 = 50;
    let seed = one_hot(1, network.spec().classes, CLASSES[0], device);
    let begun = Instant::now();
    let mut last = None;
    for _ in 0..TIMES {
        let mut trace = network.forward(image.clone());
        let seed = Seed {
            layer: SCORES,
            weights: seed.clone(),
        };
        last = Some(trace.pull_back(&[seed]).map_err(said)?);
    }
    let asked = begun.elapsed().as_secs_f64() * 1e3 / f64::from(TIMES);
    if let Some(last) = last {
        pollster::block_on(readback::floats(last.narrow(3, 0, 1))).map_err(said)?;
    }
    Ok([
        asked,
        begun.elapsed().as_secs_f64() * 1e3 / f64::from(TIMES),
    ])
}

/// A block of lines for every cut.
///
/// # Errors
/// What the device reports, or what is missing.
pub fn table(network: &dyn Network, device: &Device, options: &Options) -> Result<(), String> {
    let Some(Plan::Shaders(plan)) = network.plan() else {
        return Err("no shaders run this network".to_owned());
    };
    let picture = photograph(options, network.spec().side as u32)?;
    let one = tensor_from_picture(&picture, device);
    println!("\n{}, ms, medians of {}", network.spec().id, options.rounds);
    for cut in cuts() {
        plan.tune(cut);
        println!("{}", cut.name);
        for n in BATCHES {
            let image = one.clone().repeat_dim(0, n);
            let forward = median_ms(options.rounds, || forward(network, &image))?;
            let gradient = median_ms(options.rounds, || gradient(network, &image, device))?;
            println!("  batch {n:>2}: forward {forward:.2}, gradient {gradient:.2}");
        }
        let [asked, made] = gradients(network, &one, device)?;
        println!("  a gradient after another: asked for in {asked:.2}, made in {made:.2}");
        println!(
            "  step of the attack: {:.2}",
            attack_step(network, device, &picture)?
        );
        println!(
            "  step of the visualisation: {:.2}",
            visual_step(network, device, &picture)?
        );
    }
    Ok(())
}

fn photograph(options: &Options, side: u32) -> Result<Picture, String> {
    let file = options.root.join("public/samples/chelsea.png");
    let bytes = std::fs::read(&file)
        .map_err(|error| format!("{}: {error}; run `cargo xtask assets`", file.display()))?;
    let whole = decode(&bytes).map_err(said)?.picture;
    let area = crop_box(whole.width(), whole.height(), Framing::default());
    resample_bilinear(&whole, area, side, side).map_err(said)
}

/// When each step was told.
#[derive(Default)]
struct Moments(RefCell<Vec<Instant>>);

impl Moments {
    fn pass(&self) {
        self.0.borrow_mut().push(Instant::now());
    }

    /// Milliseconds between the first and the last, by the number of steps.
    fn per_step(self) -> Result<f64, String> {
        let all = self.0.into_inner();
        match all[..] {
            [first, .., last] => {
                let spent = last.duration_since(first).as_secs_f64() * 1e3;
                Ok(spent / (all.len() - 1) as f64)
            }
            _ => Err("fewer than two steps were told".to_owned()),
        }
    }
}

fn attack_step(network: &dyn Network, device: &Device, picture: &Picture) -> Result<f64, String> {
    let goal = Goal::Class(ClassId(CLASSES[1] as u16));
    let request = AttackRequest {
        // It is never reached: all steps are made.
        until_probability: 1.0,
        max_gradients: STEPS,
        ..AttackRequest::new(&attack::rule::ENTRY, goal)
    };
    let moments = Moments::default();
    let emit = |part| {
        if let AttackPart::Step(..) = part {
            moments.pass();
        }
    };
    let job = Job::unattended();
    let run = attack::run(&job, network, device, picture, &request, emit);
    pollster::block_on(run).map_err(said)?;
    moments.per_step()
}

fn visual_step(network: &dyn Network, device: &Device, picture: &Picture) -> Result<f64, String> {
    let mut params = ParamValues::default();
    params.set(&visualize::params::ITERATIONS, STEPS as f32);
    let request = VisualizeRequest {
        terms: vec![Term::score(ClassId(CLASSES[0] as u16))],
        params: params.clone(),
        start: Start::Image,
        seed: 0,
        frames: false,
    };
    let moments = Moments::default();
    let emit = |part| {
        if let VisualPart::Step(..) = part {
            moments.pass();
        }
    };
    let (job, dial) = (Job::unattended(), Dial::new(params));
    let run = visualize::run(&job, network, device, Some(picture), &request, &dial, emit);
    pollster::block_on(run).map_err(said)?;
    moments.per_step()
}
