//! Where each method says the object is, beside a box that a person drew: overlap of the two boxes by each of the
//! page's ways from a map to an object, whether the strongest pixel lies in the box, and how much of the map does.
//!
//! `cargo xtask bench localisation [--whole] [--only METHOD,METHOD]` prints tables. The class is the predicted one, as
//! on the page; `--whole` takes the whole photograph, squeezed, instead of the page's square in the middle. There are seven
//! boxes, and three of them fill the square nearly: the row of the whole picture says what that is worth.

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
use gradoscope::engine::job::Job;
use gradoscope::engine::maps::{attribution, scores_and_class};
use gradoscope::engine::network::Network;
use gradoscope::engine::tensor::tensor_from_picture;
use gradoscope::image::Framing;
use gradoscope::protocol::MethodChoice;
use gradoscope::segment::{Cutting, RECIPES, Recipe, SegmentError};
use gradoscope::spec::{ClassId, ParamValues};
use gradoscope_cut::Rect;
use gradoscope_measure::{points_inside, share_inside};

use samples::Sample;

/// Pixels beside a box that the pointing game of Zhang et al. (2016) still counts, as the page does.
const BESIDE: usize = 15;

fn main() -> ExitCode {
    start::end(run)
}

/// One method on one photograph.
pub struct Place {
    pub class: ClassId,
    /// By each way, of the two boxes; 0 where nothing was found.
    pub overlaps: Vec<f64>,
    /// Of the strongest pixel in the box, and at most [`BESIDE`] pixels beside it; none of a map that is zero.
    pub hits: [Option<bool>; 2],
    /// How much of the map lies in the box.
    pub share: Option<f64>,
}

/// A photograph with its box.
pub struct Boxed {
    pub sample: Sample,
    pub rect: Rect,
    /// How much of the picture lies in the box.
    pub area: f64,
}

fn run() -> Result<(), String> {
    let (mut framing, mut only) = (Framing::default(), None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--whole" => framing = Framing::Squeeze,
            "--only" => only = arguments.next(),
            // Cargo says so to every benchmark.
            "--bench" => {}
            _ => return Err(format!("what is {argument}?")),
        }
    }
    let spec = NETWORKS[0];
    let weights = start::weights(spec.id)?;
    let all = samples::all(spec.side as u32, framing)?;
    let boxed: Vec<Boxed> = all.into_iter().filter_map(boxed).collect();
    let methods: Vec<&str> = SALIENCY_METHODS.iter().map(|method| method.id).collect();
    let methods: Vec<&str> = methods
        .into_iter()
        .filter(|id| {
            only.as_deref()
                .is_none_or(|only| only.split(',').any(|o| o == *id))
        })
        .collect();
    let work: Vec<(&Boxed, &str)> = boxed
        .iter()
        .flat_map(|boxed| methods.iter().map(move |method| (boxed, *method)))
        .collect();
    let found = cores::on_every_core(&work, (spec.id, &weights), |network, device, work| {
        let found = place(network, device, *work)?;
        eprintln!("{} {}", work.0.sample.id, work.1);
        Ok(found)
    })?;
    table::print(&methods, &boxed, &found);
    Ok(())
}

fn boxed(sample: Sample) -> Option<Boxed> {
    let [top, left, bottom, right] = sample.bounds?;
    let rect = Rect {
        top,
        left,
        bottom,
        right,
    };
    let pixels = sample.picture.rgb().len() / 3;
    let area = rect.area() as f64 / pixels as f64;
    Some(Boxed { sample, rect, area })
}

fn place(
    network: &dyn Network,
    device: &Device,
    (boxed, method): (&Boxed, &str),
) -> Result<Place, String> {
    let said = |error: gradoscope::engine::job::JobFailure| error.to_string();
    let picture = &boxed.sample.picture;
    let size = [picture.height() as usize, picture.width() as usize];
    let choice = MethodChoice {
        method: method.to_owned(),
        params: ParamValues::default(),
    };
    let (map, class) = pollster::block_on(async {
        let job = Job::unattended();
        let image = tensor_from_picture(picture, device);
        let (_, class) = scores_and_class(network, &image, None).await?;
        let found = attribution(&job, network, image, (&choice, class), &|_, _| ()).await?;
        Ok((found.sizes(size), class))
    })
    .map_err(said)?;
    let overlaps: Result<Vec<f64>, String> = RECIPES
        .iter()
        .map(|recipe| overlap(boxed, &map, recipe))
        .collect();
    let Rect {
        top,
        left,
        bottom,
        right,
    } = boxed.rect;
    let hit = |beside| points_inside(&map, size[1], [top, left, bottom, right], beside);
    let is_inside = |at: usize| {
        (top..bottom).contains(&(at / size[1])) && (left..right).contains(&(at % size[1]))
    };
    let mask: Vec<bool> = (0..map.len()).map(is_inside).collect();
    Ok(Place {
        class,
        overlaps: overlaps?,
        hits: [0, BESIDE].map(hit),
        share: share_inside(&map, &mask),
    })
}

/// By the page's own way; a map that is the same everywhere finds nothing.
fn overlap(boxed: &Boxed, map: &[f32], recipe: &'static Recipe) -> Result<f64, String> {
    let picture = &boxed.sample.picture;
    let cutting = match Cutting::new(picture, map, recipe, recipe.gamma, 0) {
        Err(SegmentError::FlatMap) => return Ok(0.0),
        other => other,
    };
    let mut cutting = cutting.map_err(|error| error.to_string())?;
    let found = loop {
        if let Some(found) = cutting.advance() {
            break found;
        }
    };
    let bounds = found
        .facts
        .bounds
        .map(|bounds| bounds.map(|side| side as usize));
    Ok(bounds.map_or(0.0, |[top, left, bottom, right]| {
        boxed.rect.overlap(&Rect {
            top,
            left,
            bottom,
            right,
        })
    }))
}
