//! What a step of an attack and an iteration of a visualisation cost, beside the gradient that each
//! of them needs.
//!
//! `cargo xtask bench steps [--rounds N] [--steps N]` runs it on the CPU, and
//! `cargo bench --profile dev --features gpu --bench steps -- --gpu` on the adapter that there is. The
//! three take turns in every round.

#[path = "common/start.rs"]
mod start;

use std::cell::RefCell;
use std::process::ExitCode;
use std::time::Instant;

use burn::tensor::Device;
use gradoscope::engine::attack::{self, AttackPart};
use gradoscope::engine::job::Job;
use gradoscope::engine::network::{self, Network, SCORES, Seed};
use gradoscope::engine::tensor::{one_hot, tensor_from_picture};
use gradoscope::engine::visualize::{self, Dial, VisualPart};
use gradoscope::image::Picture;
use gradoscope::protocol::{AttackRequest, Goal, Start, Term, VisualizeRequest};
use gradoscope::spec::{ClassId, ParamValues};

/// What the photograph shows; what the attack aims at; what is visualised.
const SHOWN: usize = 285;
const TARGET: ClassId = ClassId(6);
const VISUALISED: ClassId = ClassId(130);

fn main() -> ExitCode {
    start::end(run)
}

struct Options {
    rounds: usize,
    steps: u32,
    gpu: bool,
}

fn options() -> Result<Options, String> {
    let mut options = Options {
        rounds: 5,
        steps: 7,
        gpu: false,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || -> Result<usize, String> {
            let text = arguments
                .next()
                .ok_or(format!("{argument} needs a value"))?;
            text.parse().map_err(|_| format!("{text} is no number"))
        };
        match argument.as_str() {
            "--rounds" => options.rounds = number()?,
            "--steps" => options.steps = number()? as u32,
            "--gpu" => options.gpu = true,
            // Cargo says so to every benchmark.
            "--bench" => {}
            _ => return Err(format!("what is {argument}?")),
        }
    }
    Ok(options)
}

fn device(gpu: bool) -> Result<Device, String> {
    #[cfg(feature = "gpu")]
    if gpu {
        let opened = Device::wgpu_options().init();
        return opened.map_err(|error| format!("{error:?}"));
    }
    match gpu {
        true => Err("built without the feature gpu".to_owned()),
        false => Ok(Device::flex()),
    }
}

struct Subject {
    network: Box<dyn Network>,
    device: Device,
    picture: Picture,
    steps: u32,
}

type Work = fn(&Subject) -> Result<f64, String>;

const WORKS: [(&str, Work); 3] = [
    ("gradient", Subject::gradient),
    ("attack step", Subject::attack),
    ("visualisation iteration", Subject::visualise),
];

fn run() -> Result<(), String> {
    let options = options()?;
    let device = device(options.gpu)?;
    let id = gradoscope::catalogue::NETWORKS[0].id;
    let network =
        network::load(id, &start::weights(id)?, &device).map_err(|error| error.to_string())?;
    #[cfg(feature = "gpu")]
    if let Some(network::Plan::Shaders(plan)) = network.plan() {
        plan.tune(network::TUNINGS[network::TUNINGS.len() - 1]);
    }
    let photograph = start::fetched(&start::path("public/samples/chelsea.png"))?;
    let subject = Subject {
        picture: start::framed(&photograph, network.spec().side as u32)?,
        network,
        device,
        steps: options.steps,
    };
    let mut times = [const { Vec::new() }; WORKS.len()];
    // The first round is not counted: it compiles what is compiled on the way.
    for round in 0..=options.rounds {
        for ((_, work), times) in WORKS.iter().zip(&mut times) {
            let spent_ms = work(&subject)?;
            if round > 0 {
                times.push(spent_ms);
            }
        }
    }
    let mut gradient_ms = f64::NAN;
    for ((name, _), times) in WORKS.iter().zip(&mut times) {
        times.sort_by(f64::total_cmp);
        let (least, median, most) = (times[0], times[times.len() / 2], times[times.len() - 1]);
        if gradient_ms.is_nan() {
            gradient_ms = median;
        }
        let ratio = median / gradient_ms;
        println!("{name}: {median:.1} ms ({least:.1} to {most:.1}), {ratio:.3} gradients");
    }
    Ok(())
}

/// Milliseconds between the first and the last moment, by the number of steps.
fn per_step(moments: &[Instant]) -> Result<f64, String> {
    match moments {
        [first, .., last] => {
            let all_ms = last.duration_since(*first).as_secs_f64() * 1e3;
            Ok(all_ms / (moments.len() - 1) as f64)
        }
        _ => Err("there are no two steps".to_owned()),
    }
}

impl Subject {
    /// Of as many gradients as the others make steps.
    fn gradient(&self) -> Result<f64, String> {
        let image = tensor_from_picture(&self.picture, &self.device);
        let seeds = [Seed {
            layer: SCORES,
            weights: one_hot(1, self.network.spec().classes, SHOWN, &self.device),
        }];
        let begun = Instant::now();
        for _ in 0..self.steps {
            let mut trace = self.network.forward(image.clone());
            let gradient = trace.pull_back(&seeds).map_err(|error| error.to_string())?;
            let map = gradient.abs().max_dim(1);
            map.try_into_data().map_err(|error| format!("{error:?}"))?;
        }
        Ok(begun.elapsed().as_secs_f64() * 1e3 / f64::from(self.steps))
    }

    fn attack(&self) -> Result<f64, String> {
        let request = AttackRequest {
            frames: false,
            // It is never reached: all steps are made.
            until_probability: 1.0,
            max_gradients: self.steps,
            ..AttackRequest::new(&attack::rule::ENTRY, Goal::Class(TARGET))
        };
        let moments = RefCell::default();
        let emit = |part| {
            if let AttackPart::Step(..) = part {
                Vec::push(&mut moments.borrow_mut(), Instant::now());
            }
        };
        let job = Job::unattended();
        let (network, device) = (self.network.as_ref(), &self.device);
        let attack = attack::run(&job, network, device, &self.picture, &request, emit);
        pollster::block_on(attack).map_err(|error| error.to_string())?;
        per_step(&moments.borrow())
    }

    fn visualise(&self) -> Result<f64, String> {
        let mut params = ParamValues::default();
        params.set(&visualize::params::ITERATIONS, self.steps as f32);
        let request = VisualizeRequest {
            terms: vec![Term::score(VISUALISED)],
            params: params.clone(),
            start: Start::Image,
            seed: 0,
            frames: false,
        };
        let moments = RefCell::default();
        let emit = |part| {
            if let VisualPart::Step(..) = part {
                Vec::push(&mut moments.borrow_mut(), Instant::now());
            }
        };
        let (job, dial) = (Job::unattended(), Dial::new(params));
        let (network, device) = (self.network.as_ref(), &self.device);
        let picture = Some(&self.picture);
        let ascent = visualize::run(&job, network, device, picture, &request, &dial, emit);
        pollster::block_on(ascent).map_err(|error| error.to_string())?;
        per_step(&moments.borrow())
    }
}
