//! Whether what each method calls important is, over all sample photographs: areas under the curves of deletion and
//! insertion (Petsiuk et al. 2018) and the difference that ROAD makes (Rong et al. 2022), by the page's own engine.
//!
//! `cargo xtask bench faithfulness [--only METHOD,METHOD] [--steps N]` prints tables; some twenty minutes on two
//! cores. The class is the predicted one, as on the page. Means are over the photographs, with a bootstrap interval;
//! each method is also held against the control `random`, photograph by photograph.

#[path = "../common/cores.rs"]
mod cores;
#[path = "../common/interval.rs"]
mod interval;
#[path = "../common/samples.rs"]
mod samples;
#[path = "../common/start.rs"]
mod start;
mod table;

use std::process::ExitCode;

use burn::tensor::Device;
use gradoscope::catalogue::{NETWORKS, SALIENCY_METHODS};
use gradoscope::engine::faithful::{self, FaithfulPart};
use gradoscope::engine::job::Job;
use gradoscope::engine::network::Network;
use gradoscope::image::Framing;
use gradoscope::protocol::{FaithfulFigures, FaithfulRequest, Filling, MethodChoice};
use gradoscope::spec::ParamValues;

use samples::Sample;

/// Tenths of the pixels: where ROAD looks.
const TENTHS: u32 = 10;

fn main() -> ExitCode {
    start::end(run)
}

struct Options {
    only: Option<Vec<String>>,
    /// Of deletion and insertion; the page's own number.
    steps: u32,
}

fn options() -> Result<Options, String> {
    let mut options = Options {
        only: None,
        steps: 28,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
        match argument.as_str() {
            "--only" => options.only = Some(value()?.split(',').map(str::to_owned).collect()),
            "--steps" => {
                let text = value()?;
                options.steps = text.parse().map_err(|_| format!("{text} is no number"))?;
            }
            // Cargo says so to every benchmark.
            "--bench" => {}
            _ => return Err(format!("what is {argument}?")),
        }
    }
    Ok(options)
}

/// One method on one photograph.
#[derive(Clone)]
pub struct Figures {
    pub deletion: f64,
    pub insertion: f64,
    /// Half the mean difference between the least and the most important pixels imputed.
    pub road: Option<f64>,
    /// Whether the map is zero everywhere, which says nothing of the method.
    pub is_zero: bool,
}

fn run() -> Result<(), String> {
    let options = options()?;
    let spec = NETWORKS[0];
    let weights = start::weights(spec.id)?;
    let samples = samples::all(spec.side as u32, Framing::default())?;
    let is_asked = |id: &str| {
        let only = options.only.as_ref();
        only.is_none_or(|only| only.iter().any(|asked| asked == id))
    };
    let methods = SALIENCY_METHODS.iter().map(|method| method.id);
    // Every method is held against the noise.
    let methods: Vec<&str> = methods
        .filter(|id| is_asked(id) || *id == table::CONTROL)
        .collect();
    let work: Vec<(&Sample, &str)> = samples
        .iter()
        .flat_map(|sample| methods.iter().map(move |method| (sample, *method)))
        .collect();
    let found = cores::on_every_core(&work, (spec.id, &weights), |network, device, work| {
        let figures = measure(network, device, *work, options.steps)?;
        eprintln!("{} {}", work.0.id, work.1);
        Ok(figures)
    })?;
    let ids: Vec<&str> = samples.iter().map(|sample| sample.id.as_str()).collect();
    println!("{} on {}: {}", spec.id, ids.len(), ids.join(", "));
    table::print(&methods, &ids, &found);
    Ok(())
}

fn measure(
    network: &dyn Network,
    device: &Device,
    (sample, method): (&Sample, &str),
    steps: u32,
) -> Result<Figures, String> {
    let published = FaithfulRequest {
        methods: vec![MethodChoice {
            method: method.to_owned(),
            params: ParamValues::default(),
        }],
        class: None,
        steps,
        deletion: Filling::MeanColour,
        insertion: Filling::OutOfFocus,
        neighbours: 0,
        bounds: None,
        seed: 0,
    };
    let imputed = FaithfulRequest {
        steps: TENTHS,
        deletion: Filling::Imputed,
        insertion: Filling::Imputed,
        ..published.clone()
    };
    let areas = ask(network, device, sample, &published)?;
    let road = ask(network, device, sample, &imputed)?;
    Ok(Figures {
        deletion: f64::from(areas.areas[0]),
        insertion: f64::from(areas.areas[1]),
        road: road.kept_and_removed.map(f64::from),
        is_zero: areas.is_zero,
    })
}

fn ask(
    network: &dyn Network,
    device: &Device,
    sample: &Sample,
    request: &FaithfulRequest,
) -> Result<FaithfulFigures, String> {
    let mut found = None;
    let emit = |part| {
        if let FaithfulPart::Figures(figures, _) = part {
            found = Some(figures);
        }
    };
    let job = Job::unattended();
    let run = faithful::run(&job, network, device, &sample.picture, request, emit);
    pollster::block_on(run).map_err(|error| error.to_string())?;
    found.ok_or("no figures came".to_owned())
}
