mod asked;
mod matrix;
mod second;

use super::*;
use crate::app_model::map::sheet_of_pixels;
use crate::app_model::tests::{at_work, decoder, engine, hello, pixels, ready};
use crate::app_model::{EngineId, Event, Payload, Seat};
use crate::protocol::{DeviceKind, EngineEvent, EngineRequest, JobId, Task};

const CLASSES: usize = 1000;
const CAT: ClassId = ClassId(285);
const LITE0: &str = "efficientnet-lite0";

fn pair(model: &mut AppModel, event: PairEvent) -> Vec<Effect> {
    model.on_event(Event::Pair(event))
}

/// What the second engine says.
fn second(model: &mut AppModel, event: EngineEvent, payload: Payload) -> Vec<Effect> {
    let id = model.engines.second().expect("a second engine").id;
    model.on_event(Event::Engine {
        id,
        event,
        payload,
        now_ms: 0.0,
    })
}

fn say(model: &mut AppModel, seat: Seat, event: EngineEvent, payload: Payload) -> Vec<Effect> {
    match seat {
        Seat::First => engine(model, event, payload),
        Seat::Second => second(model, event, payload),
    }
}

/// A model with both engines at work and picture 1 shown; its map, job 1, is there.
fn side_by_side() -> AppModel {
    let mut model = at_work();
    let job = JobId(1);
    let elapsed_ms = 1.0;
    let scores = EngineEvent::Scores { job, elapsed_ms };
    engine(&mut model, scores, floats(winning(CAT)));
    engine(
        &mut model,
        attribution(job),
        floats(vec![1.0; 3 * SIDE * SIDE]),
    );
    pair(&mut model, PairEvent::Load);
    second(&mut model, hello(), Payload::None);
    second(&mut model, ready(DeviceKind::Cpu), Payload::None);
    assert!(model.is_pair_ready());
    model
}

const SIDE: usize = 224;

fn attribution(job: JobId) -> EngineEvent {
    EngineEvent::Attribution {
        job,
        class: CAT,
        sheet: sheet_of_pixels(3 * SIDE * SIDE),
        facts: crate::protocol::Facts::default(),
        elapsed_ms: 1.0,
        variant: "test".to_owned(),
    }
}

fn classified(job: JobId) -> EngineEvent {
    EngineEvent::Classified {
        job,
        elapsed_ms: 1.0,
    }
}

fn floats(values: Vec<f32>) -> Payload {
    Payload::Floats(values.into())
}

/// Scores where this class has 20 and all others have none.
fn winning(class: ClassId) -> Vec<f32> {
    let mut scores = vec![0.0; CLASSES];
    scores[class.index()] = 20.0;
    scores
}

/// The second engine ends.
fn crash(model: &mut AppModel) -> Vec<Effect> {
    let id = model.engines.second().expect("a second engine").id;
    let message = String::new();
    model.on_event(Event::EngineCrashed { id, message })
}

/// Where an engine sits: of the models here none is ever replaced.
fn seat(id: EngineId) -> Seat {
    match id {
        EngineId(1) => Seat::First,
        _ => Seat::Second,
    }
}

/// The jobs that were given, and to which engine.
fn given(effects: &[Effect]) -> Vec<(Seat, JobId, Task, Bytes)> {
    let job = |effect: &Effect| {
        let Effect::ToEngine {
            id,
            request: EngineRequest::Run { job, task } | EngineRequest::Share { job, task },
            buffer,
        } = effect
        else {
            return None;
        };
        Some((seat(*id), *job, task.clone(), buffer.clone()?))
    };
    effects.iter().filter_map(job).collect()
}

fn cancelled(effects: &[Effect], of: Seat) -> Vec<JobId> {
    let job = |effect: &Effect| match effect {
        Effect::ToEngine {
            id,
            request: EngineRequest::Cancel { job },
            ..
        } if self::seat(*id) == of => Some(*job),
        _ => None,
    };
    effects.iter().filter_map(job).collect()
}
