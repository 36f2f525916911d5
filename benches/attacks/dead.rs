use gradoscope::catalogue::ATTACKS;
use gradoscope::engine::attack;
use gradoscope::image::Picture;
use gradoscope::protocol::{Ending, Goal};
use gradoscope::spec::ClassId;

use crate::pictures::{self, Named};
use crate::{start, trial};

const SIDE: u32 = 224;
const CLASSES: u16 = 1000;

/// Step lengths: a flat image is far from every class, and steps of 1 would take hours.
const ETA_FLAT: f32 = 4.0;
const ETA_PHOTOGRAPH: f32 = 1.0;

/// Every class as the target of the default attack, on flat images and on one photograph.
pub fn run(weights: &[u8]) -> Result<(), String> {
    let mut images = Vec::new();
    for (name, level) in [("black", 0), ("white", 255), ("mid-grey", 128)] {
        let pixels = vec![level; (SIDE * SIDE * 3) as usize];
        let picture = Picture::new(SIDE, SIDE, pixels).map_err(|error| error.to_string())?;
        let name = name.to_owned();
        images.push((Named { name, picture }, ETA_FLAT));
    }
    let samples = pictures::from_folder(&start::path("public/samples"))?;
    let photograph = samples.into_iter().find(|named| named.name == "chelsea");
    images.extend(photograph.map(|named| (named, ETA_PHOTOGRAPH)));
    println!("image       eta  targets  dead  reached  of the dead  steps  gradients  zero  NaN");
    for (named, eta) in &images {
        let spec = ATTACKS[0];
        let goal = |class| Goal::Class(ClassId(class));
        let work: Vec<_> = (0..CLASSES)
            .map(|class| {
                let mut request = trial::request(spec, goal(class), true);
                request.params.set(&attack::rule::ETA, *eta);
                (&named.picture, request)
            })
            .collect();
        let trials = trial::all(&work, weights)?;
        let ends: Vec<_> = trials
            .iter()
            .filter_map(|trial| trial.end.as_ref())
            .collect();
        let count = |ending| ends.iter().filter(|end| end.ending == ending).count();
        let dead = trials.iter().filter(|trial| trial.dead_at_start);
        let reached = |trial: &&trial::Trial| trial.end.as_ref().is_some_and(|e| e.best.reached);
        let escaped = dead.clone().filter(reached).count();
        println!(
            "{:<10} {:>4} {:>8} {:>5} {:>8} {:>12} {:>6} {:>10} {:>5} {:>4}",
            named.name,
            eta,
            trials.len(),
            dead.count(),
            count(Ending::Reached),
            escaped,
            count(Ending::Steps),
            count(Ending::Gradients),
            count(Ending::ZeroGradient),
            trials.iter().filter(|trial| trial.not_finite).count(),
        );
    }
    Ok(())
}
