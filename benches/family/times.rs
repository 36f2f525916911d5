//! How long each method takes at its defaults, the engines and Captum taking turns in every round.

use std::thread;
use std::time::{Duration, Instant};

use gradoscope::catalogue::SALIENCY_METHODS;
use gradoscope::engine::answer::SaliencyAnswer;
use gradoscope::engine::saliency::baseline;
use gradoscope::spec::ParamValues;

use crate::captum::Captum;
use crate::common::family::{Reference, try_asking, with};
use crate::common::relative_l2;
use crate::{Engine, Options};

/// The picture that all are asked about.
const PICTURE: &str = "chelsea";
/// Where it is slower than this, one round is enough, in milliseconds.
const SLOW_MS: f64 = 60_000.0;
/// Between two turns.
const PAUSE: Duration = Duration::from_millis(300);
/// The mean colour: the only baseline that Captum's product of gradient and input has.
const MEAN_COLOUR: f32 = 2.0;

/// Anything that answers with a map, and how often it took how long.
struct Runner<'a> {
    name: String,
    kind: Kind<'a>,
    ms: Vec<f64>,
    map: Vec<f32>,
}

enum Kind<'a> {
    Engine(&'a Engine),
    Captum(&'a mut Captum),
}

/// A line a method: medians, ratios, and how far Captum's map is from ours where no noise is drawn.
///
/// # Errors
/// What the engines or Captum report.
pub fn table(engines: &[Engine], options: &Options) -> Result<(), String> {
    let of = Reference::read(PICTURE);
    let mut captums = Vec::new();
    for threads in &options.threads {
        captums.extend(Captum::start(options, *threads, of.picture.rgb())?);
    }
    for captum in &captums {
        println!("{}", captum.about);
    }
    let mut names: Vec<String> = engines
        .iter()
        .map(|engine| engine.name.to_owned())
        .collect();
    // Where there is no Captum, no threads are of it.
    let threads = options.threads.iter().take(captums.len());
    names.extend(threads.map(|threads| format!("Captum, threads {threads}")));
    let ratios: Vec<String> = names
        .iter()
        .skip(1)
        .map(|name| format!("{}/{name}", names[0]))
        .collect();
    println!(
        "\nMilliseconds: median (least to most) of {} rounds in turns after one that is not counted; one round of what \
         takes more than a minute.\n\n| method | {} | {} | distance of Captum's map |\n|---|{}",
        options.rounds,
        names.join(" | "),
        ratios.join(" | "),
        "---|".repeat(names.len() + ratios.len() + 1)
    );
    for method in SALIENCY_METHODS.iter().filter(|m| options.is_asked(m.id)) {
        line(method.id, method.id, (engines, &mut captums), &of, options)?;
        if method.id == "occlusion" && !captums.is_empty() {
            let many = "occlusion, 13 at once";
            line(method.id, many, (engines, &mut captums), &of, options)?;
        }
    }
    Ok(())
}

/// `asked`: what Captum is asked for.
fn line(
    method: &str,
    asked: &str,
    (engines, captums): (&[Engine], &mut [Captum]),
    of: &Reference,
    options: &Options,
) -> Result<(), String> {
    let mut runners: Vec<Runner<'_>> = engines
        .iter()
        .map(|engine| runner(engine.name, Kind::Engine(engine)))
        .collect();
    for captum in captums {
        runners.push(runner("Captum", Kind::Captum(captum)));
    }
    for round in 0..=options.rounds {
        for runner in &mut runners {
            let is_slow = runner.ms.first().is_some_and(|ms| *ms > SLOW_MS);
            if is_slow || (round > 1 && runner.ms.is_empty()) {
                continue;
            }
            // Threads that have done their work wait busily for more, for a while.
            thread::sleep(PAUSE);
            let Some(ms) = runner.run(method, asked, of)? else {
                continue;
            };
            // The first is not counted: memory is fetched, shaders are compiled. Unless it is all there will be.
            if round > 0 || ms > SLOW_MS {
                runner.ms.push(ms);
            }
        }
    }
    println!("{}", cells(asked, &mut runners));
    Ok(())
}

fn runner<'a>(name: &str, kind: Kind<'a>) -> Runner<'a> {
    Runner {
        name: name.to_owned(),
        kind,
        ms: Vec::new(),
        map: Vec::new(),
    }
}

impl Runner<'_> {
    /// None where there is no such method.
    fn run(&mut self, method: &str, asked: &str, of: &Reference) -> Result<Option<f64>, String> {
        match &mut self.kind {
            Kind::Engine(engine) => {
                let params = match method {
                    "gradient-x-input" => with(&[(&baseline::BASELINE, MEAN_COLOUR)]),
                    _ => ParamValues::default(),
                };
                let on = (engine.network.as_ref(), &engine.device);
                let begun = Instant::now();
                let answers = try_asking(on, &of.picture, (method, &params), of.class);
                let answers = pollster::block_on(answers).map_err(|error| error.to_string())?;
                let ms = begun.elapsed().as_secs_f64() * 1e3;
                if let Some(SaliencyAnswer::Attribution { attribution, .. }) = answers.last() {
                    self.map.clone_from(&attribution.values);
                }
                Ok(Some(ms))
            }
            Kind::Captum(captum) => Ok(captum.ask(asked, of.class)?.map(|answer| {
                self.map = answer.map;
                answer.ms
            })),
        }
    }

    fn median(&mut self) -> Option<f64> {
        self.ms.sort_by(f64::total_cmp);
        self.ms.get(self.ms.len() / 2).copied()
    }
}

fn cells(name: &str, runners: &mut [Runner<'_>]) -> String {
    let medians: Vec<Option<f64>> = runners.iter_mut().map(Runner::median).collect();
    let time = |(runner, median): (&Runner<'_>, &Option<f64>)| match (median, &runner.ms[..]) {
        (Some(median), [least, .., most]) => format!("{median:.1} ({least:.1} to {most:.1})"),
        (Some(median), _) => format!("{median:.0}"),
        (None, _) => String::new(),
    };
    let times: Vec<String> = runners.iter().zip(&medians).map(time).collect();
    let first = medians.first().copied().flatten();
    let ratio = |median: &Option<f64>| {
        let pair = first.zip(*median);
        pair.map_or(String::new(), |(first, other)| {
            format!("{:.2}", first / other)
        })
    };
    let ratios: Vec<String> = medians.iter().skip(1).map(ratio).collect();
    let distance = match runners {
        [ours, .., captum] if captum.name == "Captum" && !captum.map.is_empty() => {
            distance(&ours.map, &captum.map)
        }
        _ => String::new(),
    };
    format!(
        "| {name} | {} | {} | {distance} |",
        times.join(" | "),
        ratios.join(" | ")
    )
}

/// Relative L2; Captum repeats what has one number a pixel for every colour.
fn distance(ours: &[f32], captum: &[f32]) -> String {
    if ours.is_empty() || !captum.len().is_multiple_of(ours.len()) {
        return "another shape".to_owned();
    }
    format!("{:.1e}", relative_l2(ours, &captum[..ours.len()]))
}
