mod asked;
mod companion;
mod matrix;

use super::*;
use crate::app_model::map::sheet_of_pixels;
use crate::app_model::tests::{at_work, decoder, engine, hello, pixels, ready};
use crate::app_model::{Event, Payload};
use crate::protocol::{DeviceKind, EngineEvent, EngineRequest, JobId, Task};

const CLASSES: usize = 1000;
const CAT: ClassId = ClassId(285);
const LITE0: &str = "efficientnet-lite0";

fn pair(model: &mut AppModel, event: PairEvent) -> Vec<Effect> {
    model.on_event(Event::Pair(event))
}

/// What the second engine says.
fn second(model: &mut AppModel, event: EngineEvent, payload: Payload) -> Vec<Effect> {
    let generation = model.pair.companion.generation();
    model.on_event(Event::Companion {
        generation,
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

/// The jobs that were given, and to which engine.
fn given(effects: &[Effect]) -> Vec<(Seat, JobId, Task, Bytes)> {
    let job = |effect: &Effect| {
        let (seat, request, buffer) = match effect {
            Effect::ToEngine { request, buffer } => (Seat::First, request, buffer),
            Effect::ToCompanion { request, buffer } => (Seat::Second, request, buffer),
            _ => return None,
        };
        let EngineRequest::Run { job, task } = request else {
            return None;
        };
        Some((seat, *job, task.clone(), buffer.clone()?))
    };
    effects.iter().filter_map(job).collect()
}

fn cancelled(effects: &[Effect], seat: Seat) -> Vec<JobId> {
    let job = |effect: &Effect| match (effect, seat) {
        (
            Effect::ToEngine {
                request: EngineRequest::Cancel { job },
                ..
            },
            Seat::First,
        )
        | (
            Effect::ToCompanion {
                request: EngineRequest::Cancel { job },
                ..
            },
            Seat::Second,
        ) => Some(*job),
        _ => None,
    };
    effects.iter().filter_map(job).collect()
}
