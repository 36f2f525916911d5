use std::cell::{Cell, RefCell};

use burn::tensor::Device;
use gradoscope::engine::answer;
use gradoscope::engine::attack::{self, AttackPart};
use gradoscope::engine::job::{Job, JobFailure};
use gradoscope::engine::network::Network;
use gradoscope::engine::readback::ReadbackError;
use gradoscope::image::{Picture, decode, encode_png};
use gradoscope::protocol::{AttackEnd, AttackRequest, Goal};
use gradoscope::scores;
use gradoscope::spec::AttackSpec;

use crate::cores::on_every_core;

/// The network that is attacked.
pub const NETWORK: &str = "squeezenet-1.1";

/// What one run came to.
pub struct Trial {
    pub end: Option<AttackEnd>,
    /// Whether the goal holds on the PNG file, decoded and classified again.
    pub holds_on_png: bool,
    pub not_finite: bool,
    /// Whether the target's score had no gradient at the original.
    pub dead_at_start: bool,
}

/// With the defaults of `spec`, on 8-bit values or not.
pub fn request(spec: &AttackSpec, goal: Goal, eight_bit: bool) -> AttackRequest {
    AttackRequest {
        eight_bit,
        boxed: true,
        ..AttackRequest::new(spec, goal)
    }
}

/// Runs every request on its picture, on all cores; results in the same order.
pub fn all(work: &[(&Picture, AttackRequest)], weights: &[u8]) -> Result<Vec<Trial>, String> {
    on_every_core(
        work,
        (NETWORK, weights),
        |network, device, (picture, request)| one(network, device, picture, request),
    )
}

fn one(
    network: &dyn Network,
    device: &Device,
    picture: &Picture,
    request: &AttackRequest,
) -> Result<Trial, String> {
    let job = Job::unattended();
    let found = RefCell::new(None);
    let dead_at_start = Cell::new(false);
    let emit = |part| match part {
        AttackPart::Step(step, _) if step.look == 0 => dead_at_start.set(step.escaped),
        AttackPart::Step(..) => {}
        AttackPart::End(end, image) => *found.borrow_mut() = Some((end, image)),
    };
    let outcome = pollster::block_on(attack::run(&job, network, device, picture, request, emit));
    if let Err(JobFailure::Readback(ReadbackError::NotFinite)) = outcome {
        return Ok(Trial {
            end: None,
            holds_on_png: false,
            not_finite: true,
            dead_at_start: dead_at_start.get(),
        });
    }
    outcome.map_err(|error| error.to_string())?;
    let (end, image) = found.into_inner().ok_or("an attack without an end")?;
    let image =
        Picture::new(picture.width(), picture.height(), image).map_err(|e| e.to_string())?;
    let holds_on_png = holds(network, device, &image, request.goal, &end)?;
    Ok(Trial {
        end: Some(end),
        holds_on_png,
        not_finite: false,
        dead_at_start: dead_at_start.get(),
    })
}

fn holds(
    network: &dyn Network,
    device: &Device,
    image: &Picture,
    goal: Goal,
    end: &AttackEnd,
) -> Result<bool, String> {
    let file = encode_png(image).map_err(|error| error.to_string())?;
    let decoded = decode(&file).map_err(|error| error.to_string())?.picture;
    let job = Job::unattended();
    let pictures = std::slice::from_ref(&decoded);
    let found = pollster::block_on(answer::classify(&job, network, device, pictures));
    let predicted = scores::predicted(&found.map_err(|error| error.to_string())?);
    Ok(match goal {
        Goal::Away => predicted != Some(end.best.source.class),
        _ => predicted == Some(end.best.target.class),
    })
}
