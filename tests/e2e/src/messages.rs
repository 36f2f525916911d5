//! What page and workers said to each other, as [`crate::inject::WATCH`] overheard it.

use gradoscope::protocol::{EngineEvent, EngineRequest, JobId, Start, Task, VisualizeRequest};
use gradoscope::spec::ParamValues;
use serde::Serialize;
use serde_json::json;

use crate::page::Page;

/// An event of an engine.
pub struct Said {
    /// When the page heard it, by its own clock.
    pub at_ms: f64,
    /// What it was.
    pub event: EngineEvent,
}

impl Page {
    /// All that engines have said so far, in order.
    ///
    /// # Panics
    /// When something was said that this build has no word for.
    pub fn said_by_engines(&self) -> Vec<Said> {
        const SAID: &str = "return e2e.said.filter((s) => s.name.startsWith('engine'));";
        let found = self.browser.run(SAID, json!([]));
        let all = found.as_array().expect("a list");
        all.iter()
            .map(|said| {
                let bytes: Vec<u8> = serde_json::from_value(said["event"].clone()).expect("bytes");
                Said {
                    at_ms: said["at"].as_f64().expect("a time"),
                    event: postcard::from_bytes(&bytes).expect("an event of this build"),
                }
            })
            .collect()
    }

    /// The last event of which `part` makes something.
    ///
    /// # Panics
    /// When there was none.
    pub fn last_said<T>(&self, part: impl Fn(&Said) -> Option<T>) -> T {
        let all = self.said_by_engines();
        all.iter().rev().find_map(part).expect("such an event")
    }
}

/// When the last map was there, by the page's clock.
pub fn map_at_ms(said: &Said) -> Option<f64> {
    matches!(said.event, EngineEvent::Attribution { .. }).then_some(said.at_ms)
}

/// How long the engine took for a map.
pub fn map_took_ms(said: &Said) -> Option<f64> {
    match said.event {
        EngineEvent::Attribution { elapsed_ms, .. } => Some(elapsed_ms.into()),
        _ => None,
    }
}

/// How long the engine took for scores.
pub fn scores_took_ms(said: &Said) -> Option<f64> {
    match said.event {
        EngineEvent::Scores { elapsed_ms, .. } => Some(elapsed_ms.into()),
        _ => None,
    }
}

/// The first byte of every message that says that a job was cancelled.
pub fn cancelled_kind() -> u8 {
    kind_of(&EngineEvent::Cancelled { job: JobId(0) })
}

/// A script that makes the engine `name` fail the self-check of every network that the page asks for.
pub fn spoiled(name: &str) -> String {
    let load = kind_of(&EngineRequest::Load {
        network: String::new(),
        spoil_self_check: false,
    });
    format!(
        "e2e.rewrite = (name, request) => {{
           if (name === '{name}' && request[0] === {load}) request[request.length - 1] = 1;
         }};"
    )
}

/// A script after which visualisations send pictures of their steps if `e2e.frames` says so, and only then.
pub fn frames_as_told() -> String {
    let task = Task::Visualize(VisualizeRequest {
        terms: Vec::new(),
        params: ParamValues::default(),
        start: Start::default(),
        seed: 0,
        frames: false,
    });
    let task_kind = kind_of(&task);
    let run = kind_of(&EngineRequest::Run {
        job: JobId(0),
        task,
    });
    format!(
        "e2e.frames = true;
         e2e.rewrite = (name, request) => {{
           // The job, seven bits a byte, stands between.
           const task = request.findIndex((byte, at) => at > 0 && byte < 128) + 1;
           if (name.startsWith('engine') && request[0] === {run} && request[task] === {task_kind}) {{
             request[request.length - 1] = Number(e2e.frames);
           }}
         }};"
    )
}

/// Which variant a message is of: fewer than 128, the number is its first byte.
fn kind_of(message: &impl Serialize) -> u8 {
    let bytes = postcard::to_allocvec(message).expect("a message");
    *bytes.first().expect("a kind")
}
