use std::collections::BTreeMap;
use std::rc::Rc;

use super::line::{Heard, Line, Weights};
use crate::app_model::{Bytes, Payload};
use crate::catalogue;
use crate::protocol::{EngineEvent, EngineRequest, JobId, LoadFailure, Ray, Task};
use crate::spec::{ClassId, NetworkSpec};
use crate::worker::{Enclosed, Engine};

/// Finds the weights of a network, or says why not.
type Find = Box<dyn Fn(&NetworkSpec) -> Result<Vec<u8>, String>>;

/// Of jobs that are nobody's but ours.
const OURS: JobId = JobId(u32::MAX);

/// The engines of the page's workers, on this machine's CPU, each loaded once.
pub struct Engines {
    find: Find,
    ready: BTreeMap<&'static str, Ready>,
}

struct Ready {
    engine: Rc<Engine<Line>>,
    line: Line,
    /// What it said once it was.
    said: EngineEvent,
}

impl Engines {
    /// None is loaded yet; `find` gets the file of weights.
    pub fn new(find: impl Fn(&NetworkSpec) -> Result<Vec<u8>, String> + 'static) -> Self {
        Self {
            find: Box::new(find),
            ready: BTreeMap::new(),
        }
    }

    /// That a network is ready, or why it is not.
    pub(super) fn load(&mut self, network: &'static str) -> EngineEvent {
        if let Some(ready) = self.ready.get(network) {
            return ready.said.clone();
        }
        let spec = catalogue::network(network).ok_or(format!("there is no network {network}"));
        let weights = match spec.and_then(|spec| (self.find)(spec)) {
            Ok(weights) => weights,
            Err(message) => return EngineEvent::LoadFailed(LoadFailure::Weights { message }),
        };
        let line = Line::default();
        let engine = Engine::new(line.clone());
        let request = EngineRequest::Load {
            network: network.to_owned(),
            spoil_self_check: false,
        };
        engine.take(request, Enclosed::File(Weights(weights.into())));
        let said = line.hear().pop().map(|(event, _)| event);
        let said = said.unwrap_or_else(|| {
            EngineEvent::LoadFailed(LoadFailure::Broken {
                message: "the engine said nothing".to_owned(),
            })
        });
        if matches!(said, EngineEvent::Ready { .. }) {
            let ready = Ready {
                engine,
                line,
                said: said.clone(),
            };
            self.ready.insert(network, ready);
        }
        said
    }

    /// Has the engine of a network do something.
    pub(super) fn ask(
        &self,
        network: &str,
        request: EngineRequest,
        buffer: Option<Bytes>,
    ) -> Vec<Heard> {
        let Some(ready) = self.ready.get(network) else {
            return Vec::new();
        };
        let enclosed = buffer.map_or(Enclosed::Nothing, |bytes| Enclosed::Bytes(bytes.to_vec()));
        ready.engine.take(request, enclosed);
        ready.line.hear()
    }

    /// The scores of pictures that stand one after the other, `[count, classes]`.
    pub(super) fn scores(
        &mut self,
        network: &'static str,
        pixels: &Bytes,
        (count, side): (u32, u32),
    ) -> Option<Vec<f32>> {
        let task = Task::Classify { count, side };
        let heard = self.run(network, task, pixels);
        heard.into_iter().find_map(|(_, payload)| match payload {
            Payload::Floats(scores) => Some(scores.to_vec()),
            _ => None,
        })
    }

    /// The scores along the line through two pictures.
    pub(super) fn ray(
        &mut self,
        network: &'static str,
        [original, image]: [&Bytes; 2],
        [source, target]: [ClassId; 2],
    ) -> Option<Ray> {
        let both: Bytes = [&original[..], &image[..]].concat().into();
        let heard = self.run(network, Task::Ray { source, target }, &both);
        heard.into_iter().find_map(|(event, _)| match event {
            EngineEvent::Ray { ray, .. } => Some(ray),
            _ => None,
        })
    }

    fn run(&mut self, network: &'static str, task: Task, images: &Bytes) -> Vec<Heard> {
        self.load(network);
        let request = EngineRequest::Run { job: OURS, task };
        self.ask(network, request, Some(images.clone()))
    }
}
