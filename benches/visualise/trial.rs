use std::time::Instant;

use burn::tensor::Device;
use gradoscope::engine::answer;
use gradoscope::engine::job::Job;
use gradoscope::engine::network::Network;
use gradoscope::engine::visualize::{self, Dial, VisualPart, presets::Preset};
use gradoscope::image::{Framing, Picture, change, crop_box, resample_bilinear};
use gradoscope::protocol::{Start, Term, VisualEnd, VisualizeRequest};
use gradoscope::scores;
use gradoscope::spec::{ClassId, ParamValues};

use crate::cores::{Weights, on_every_core};
use crate::table;

pub const SIDE: u32 = 224;
/// What a finished image is put through, by the ids of the changes.
const CHANGES: [&str; 3] = ["blur-1", "shift-right-1", "jpeg-444-75"];

/// One run to do.
pub struct Trial {
    pub preset: &'static Preset,
    pub params: ParamValues,
    pub class: ClassId,
    pub seed: u32,
}

/// What it came to.
pub struct Outcome {
    pub preset: &'static str,
    pub class: ClassId,
    pub seed: u32,
    pub end: VisualEnd,
    pub picture: Picture,
    pub ms_per_iteration: f64,
    /// The probability of the class after each change.
    pub survival: Vec<(&'static str, f32)>,
    /// What another network makes of the picture.
    pub elsewhere: Elsewhere,
}

/// The class as a network sees it that had no part in the picture.
#[derive(Debug, Clone, Copy, Default)]
pub struct Elsewhere {
    /// From 1.
    pub rank: usize,
    pub probability: f32,
}

/// Does every run on the first network, one a core, and prints it; results in the same order, each
/// seen by the second network too.
pub fn all(
    work: &[Trial],
    photograph: &Picture,
    [drawn_by, seen_by]: [Weights<'_>; 2],
) -> Result<Vec<Outcome>, String> {
    let mut outcomes = on_every_core(work, drawn_by, |network, device, trial| {
        let outcome = one(network, device, photograph, trial)?;
        println!("{}", table::line(&outcome));
        Ok(outcome)
    })?;
    let views = on_every_core(&outcomes, seen_by, |network, device, outcome| {
        look(network, device, &outcome.picture, outcome.class)
    })?;
    for (outcome, view) in outcomes.iter_mut().zip(views) {
        outcome.elsewhere = view;
    }
    Ok(outcomes)
}

fn look(
    network: &dyn Network,
    device: &Device,
    picture: &Picture,
    class: ClassId,
) -> Result<Elsewhere, String> {
    let scores = classify(network, device, picture)?;
    let found = scores::standing(&scores, class).ok_or("no such class")?;
    let better = scores.iter().filter(|score| **score > found.score);
    Ok(Elsewhere {
        rank: better.count() + 1,
        probability: found.probability,
    })
}

fn classify(network: &dyn Network, device: &Device, picture: &Picture) -> Result<Vec<f32>, String> {
    let side = network.spec().side as u32;
    let whole = crop_box(picture.width(), picture.height(), Framing::default());
    let seen = [resample_bilinear(picture, whole, side, side).map_err(|error| error.to_string())?];
    pollster::block_on(answer::classify(&Job::unattended(), network, device, &seen))
        .map_err(|error| error.to_string())
}

fn one(
    network: &dyn Network,
    device: &Device,
    photograph: &Picture,
    trial: &Trial,
) -> Result<Outcome, String> {
    let request = VisualizeRequest {
        terms: terms(trial),
        params: trial.params.clone(),
        start: trial.preset.start,
        seed: trial.seed,
        frames: false,
    };
    let (job, dial) = (Job::unattended(), Dial::new(trial.params.clone()));
    let picture = (request.start == Start::Image).then_some(photograph);
    let mut found = None;
    let emit = |part| {
        if let VisualPart::End(end, image) = part {
            found = Some((end, image));
        }
    };
    let begun = Instant::now();
    let run = visualize::run(&job, network, device, picture, &request, &dial, emit);
    pollster::block_on(run).map_err(|error| error.to_string())?;
    let spent = begun.elapsed();
    let (end, rgb) = found.ok_or("a run without an end")?;
    let picture = Picture::new(end.side, end.side, rgb).map_err(|error| error.to_string())?;
    Ok(Outcome {
        preset: trial.preset.id,
        class: trial.class,
        seed: trial.seed,
        ms_per_iteration: spent.as_secs_f64() * 1e3 / f64::from(end.iterations.max(1)),
        survival: survival(network, device, &picture, trial.class)?,
        end,
        picture,
        elsewhere: Elsewhere::default(),
    })
}

/// The score of the class. Where a preset climbs a layer the class stands beside it with no weight,
/// so that it is reported.
fn terms(trial: &Trial) -> Vec<Term> {
    let class = |weight| Term {
        weight,
        ..Term::score(trial.class)
    };
    match trial.preset.term() {
        Some(term) => vec![term, class(0.0)],
        None => vec![class(1.0)],
    }
}

fn survival(
    network: &dyn Network,
    device: &Device,
    picture: &Picture,
    class: ClassId,
) -> Result<Vec<(&'static str, f32)>, String> {
    let mut kept = Vec::new();
    for (spec, change) in change::CHANGES {
        if !CHANGES.contains(&spec.id) {
            continue;
        }
        let changed = change(picture).map_err(|error| error.to_string())?;
        let scores = classify(network, device, &changed)?;
        let standing = scores::standing(&scores, class).ok_or("no such class")?;
        kept.push((spec.id, standing.probability));
    }
    Ok(kept)
}
