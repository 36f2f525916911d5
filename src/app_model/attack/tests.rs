mod asked;
mod choices;
mod comparison;
mod few;
mod life;
mod smaller;
mod trouble;

use super::*;
use crate::app_model::tests::{
    at_work, decoder, engine, first, go_over_to, hello, pixels, ready, with_classes,
};
use crate::app_model::{Bytes, Event, Floats, Later, NoticeKind, RunPhase, Standstill};
use crate::protocol::{
    AttackEnd, AttackRequest, AttackStep, DecoderEvent, DecoderRequest, DeviceKind, Ending,
    EngineRequest, JobError, JobErrorKind, JobId, Stage, Task,
};
use crate::scores::Standing;
use crate::spec::ClassId;

const CLASSES: usize = 1000;
const SOURCE: ClassId = ClassId(285);
const TARGET: ClassId = ClassId(6);
const FILE: [u8; 5] = *b"\x89PNG!";

fn attack(model: &mut AppModel, event: AttackEvent) -> Vec<Effect> {
    model.on_event(Event::Attack(event))
}

/// A model with a run under way on picture 1; the run is job 2.
fn attacking() -> AppModel {
    let mut model = at_work();
    let effects = attack(&mut model, AttackEvent::Start);
    assert_eq!(attacks(&effects)[0].0, JobId(2));
    model
}

/// A model with a run that ended on picture 2's pixels as its image; its seal is under way.
fn ended() -> (AppModel, Vec<Effect>) {
    let mut model = attacking();
    let effects = end(&mut model, JobId(2), pixels(2));
    (model, effects)
}

/// The same with the verdict there.
fn verified() -> AppModel {
    let (mut model, effects) = ended();
    let effects = seal(&mut model, &effects, &pixels(2));
    let (job, ..) = classifications(&effects)[0];
    classified(&mut model, job, winning(&[TARGET]));
    model
}

fn run(model: &AppModel) -> &AttackRun {
    model.attack.run.as_ref().expect("a run")
}

fn standing(class: ClassId) -> Standing {
    Standing {
        class,
        score: 1.0,
        probability: 0.5,
    }
}

fn step(iteration: u32) -> AttackStep {
    AttackStep::for_tests(iteration, standing(SOURCE), standing(TARGET))
}

fn take_step(model: &mut AppModel, job: JobId, iteration: u32, picture: Payload) {
    let event = EngineEvent::AttackStep {
        job,
        step: step(iteration),
        elapsed_ms: 5.0,
    };
    engine(model, event, picture);
}

fn end(model: &mut AppModel, job: JobId, image: Bytes) -> Vec<Effect> {
    let event = EngineEvent::AttackEnd {
        job,
        end: AttackEnd {
            ending: Ending::Reached,
            iterations: 3,
            gradients: 3,
            looks: 4,
            first_reached: Some(3),
            tried: None,
            search_looks: 0,
            search_gradients: 0,
            best: step(3),
            was_dead: false,
        },
        elapsed_ms: 40.0,
        variant: "test".to_owned(),
    };
    engine(model, event, Payload::Bytes(image))
}

/// Answers the seal among `effects`.
fn seal(model: &mut AppModel, effects: &[Effect], decoded: &[u8]) -> Vec<Effect> {
    let ticket = errands(effects)
        .iter()
        .find_map(|(request, _)| match request {
            DecoderRequest::Seal { ticket, .. } => Some(*ticket),
            _ => None,
        });
    let event = DecoderEvent::Sealed {
        ticket: ticket.expect("a seal"),
        file_bytes: FILE.len() as u32,
    };
    let payload = [&FILE[..], decoded].concat();
    decoder(model, event, Payload::Bytes(payload.into()))
}

fn classified(model: &mut AppModel, job: JobId, scores: Vec<f32>) -> Vec<Effect> {
    let event = EngineEvent::Classified {
        job,
        elapsed_ms: 1.0,
    };
    engine(model, event, Payload::Floats(scores.into()))
}

/// Scores of one image where each of `classes` has 20 and all others have none.
fn winning(classes: &[ClassId]) -> Vec<f32> {
    let mut scores = vec![0.0; CLASSES];
    for class in classes {
        scores[class.index()] = 20.0;
    }
    scores
}

fn tasks(effects: &[Effect]) -> Vec<(JobId, Task, Bytes)> {
    let task = |effect: &Effect| match effect {
        Effect::ToEngine {
            request: EngineRequest::Run { job, task } | EngineRequest::Share { job, task },
            buffer: Some(buffer),
            ..
        } => Some((*job, task.clone(), buffer.clone())),
        _ => None,
    };
    effects.iter().filter_map(task).collect()
}

fn attacks(effects: &[Effect]) -> Vec<(JobId, AttackRequest, Bytes)> {
    let attack = |(job, task, buffer)| match task {
        Task::Attack(request) => Some((job, request, buffer)),
        _ => None,
    };
    tasks(effects).into_iter().filter_map(attack).collect()
}

fn classifications(effects: &[Effect]) -> Vec<(JobId, u32, Bytes)> {
    let classify = |(job, task, buffer)| match task {
        Task::Classify { count, .. } => Some((job, count, buffer)),
        _ => None,
    };
    tasks(effects).into_iter().filter_map(classify).collect()
}

fn errands(effects: &[Effect]) -> Vec<(DecoderRequest, Bytes)> {
    let errand = |effect: &Effect| match effect {
        Effect::ToDecoder {
            request,
            bytes: Some(bytes),
            blob: None,
        } => Some((request.clone(), bytes.clone())),
        _ => None,
    };
    effects.iter().filter_map(errand).collect()
}

fn requests(effects: &[Effect]) -> Vec<EngineRequest> {
    let request = |effect: &Effect| match effect {
        Effect::ToEngine { request, .. } => Some(request.clone()),
        _ => None,
    };
    effects.iter().filter_map(request).collect()
}

fn crash(model: &mut AppModel) -> Vec<Effect> {
    let id = first(model);
    model.on_event(Event::EngineCrashed {
        id,
        message: "trap".to_owned(),
    })
}

/// The engine that takes over is ready.
fn start_over(model: &mut AppModel) -> Vec<Effect> {
    engine(model, hello(), Payload::None);
    engine(model, ready(DeviceKind::Cpu), Payload::None)
}
