use std::collections::{BTreeMap, VecDeque};

use serde_json::Value;

use super::decoder::{Decoder, Framed};
use super::engines::Engines;
use crate::app_model::{
    AppModel, BlobId, Bytes, Effect, EngineId, Event, NoticeKind, Payload, PictureSource,
    Surroundings,
};
use crate::image::Ending;
use crate::protocol::{BUILD, EngineEvent, PictureFacts};

/// The file of the only picture.
const BLOB: BlobId = BlobId(1);

/// The page without a browser: its state, and hands that do at once what it wants done outside.
pub struct Page<'a> {
    pub model: AppModel,
    engines: &'a mut Engines,
    networks: BTreeMap<u32, &'static str>,
    decoder: Decoder,
    /// Whether a link was followed to another sample than the picture that is open.
    pub lacks_sample: bool,
    /// Whether a link said something that this version does not know.
    pub misunderstands: bool,
}

impl<'a> Page<'a> {
    pub fn new(engines: &'a mut Engines) -> Self {
        let mut model = AppModel::default();
        model.seat_beside();
        model.seat_instruments();
        Self {
            model,
            engines,
            networks: BTreeMap::new(),
            decoder: Decoder::default(),
            lacks_sample: false,
            misunderstands: false,
        }
    }

    /// Sets everything up as these links say, one after the other, with its engines at work; `picture` is
    /// what the network saw, and what a record says of where that came from.
    pub fn set_up(&mut self, links: &[String], picture: Option<(Bytes, &Value)>) {
        // The first time they choose the networks; what is said of a picture waits until it is open.
        self.follow(links);
        self.send(Event::Started {
            surroundings: Surroundings::default(),
            adapter: None,
        });
        if let Some((pixels, image)) = picture {
            self.open(pixels, image);
        }
        self.lacks_sample = false;
        self.follow(links);
    }

    /// Opens what the network saw; `image` is what a record says of where that came from.
    fn open(&mut self, pixels: Bytes, image: &Value) {
        let side = (pixels.len() / 3).isqrt() as u64;
        let size = |at: usize| image["size_px"][at].as_u64().unwrap_or(side) as u32;
        let text = |field: &str| image[field].as_str().unwrap_or_default().to_owned();
        self.decoder.picture = Some(Framed {
            facts: PictureFacts {
                width: size(0).max(1),
                height: size(1).max(1),
                format: "PNG".to_owned(),
                bit_depth: 8,
                had_transparency: false,
                had_icc_profile: false,
                orientation: 1,
                animated: false,
                ending: Ending::default(),
                by_browser: false,
                sha256: text("file_sha256"),
            },
            pixels,
        });
        let source = match image["id"].as_str() {
            Some(id) => PictureSource::Sample {
                id: id.to_owned(),
                blob: BLOB,
            },
            None => PictureSource::File { blob: BLOB },
        };
        let name = text("id");
        self.send(Event::OpenPicture { name, source });
    }

    fn follow(&mut self, links: &[String]) {
        for link in links {
            self.act(|model| model.open_link(link.trim_start_matches('#')));
            let notices = self.model.notices.iter();
            self.misunderstands |= notices.map(|notice| &notice.kind).any(is_not_understood);
        }
    }

    /// Takes in an event, and does all that follows from it.
    pub fn send(&mut self, event: Event) {
        self.act(|model| model.on_event(event));
    }

    /// Changes the state, and does all that follows from it.
    pub fn act(&mut self, change: impl FnOnce(&mut AppModel) -> Vec<Effect>) {
        let mut effects = VecDeque::from(change(&mut self.model));
        while let Some(effect) = effects.pop_front() {
            for event in self.perform(effect) {
                effects.extend(self.model.on_event(event));
            }
        }
    }

    /// Does something outside of the state; what there is to say of it.
    fn perform(&mut self, effect: Effect) -> Vec<Event> {
        match effect {
            Effect::SpawnEngine { id, network, .. } => {
                self.networks.insert(id.0, network);
                let build = BUILD.to_owned();
                vec![said(id, EngineEvent::Hello { build }, Payload::None)]
            }
            Effect::EndEngine { id } => {
                self.networks.remove(&id.0);
                Vec::new()
            }
            Effect::LoadNetwork { id, network, .. } => {
                vec![said(id, self.engines.load(network), Payload::None)]
            }
            Effect::ToEngine {
                id,
                request,
                buffer,
            } => {
                let network = self.networks.get(&id.0).copied().unwrap_or_default();
                let heard = self.engines.ask(network, request, buffer).into_iter();
                heard
                    .map(|(event, payload)| said(id, event, payload))
                    .collect()
            }
            Effect::SpawnDecoder { generation } => {
                self.decoder.generation = generation;
                vec![self.decoded(Decoder::hello(), Payload::None)]
            }
            Effect::ToDecoder { request, bytes, .. } => {
                let answer = self.decoder.answer(request, bytes);
                let answer = answer.map(|(event, payload)| self.decoded(event, payload));
                answer.into_iter().collect()
            }
            Effect::OpenSample { .. } => {
                self.lacks_sample = true;
                Vec::new()
            }
            // Nothing is kept, saved or fetched here, and nobody waits.
            _ => Vec::new(),
        }
    }

    fn decoded(&self, event: crate::protocol::DecoderEvent, payload: Payload) -> Event {
        Event::Decoder {
            generation: self.decoder.generation,
            event,
            payload,
        }
    }
}

fn said(id: EngineId, event: EngineEvent, payload: Payload) -> Event {
    Event::Engine {
        id,
        event,
        payload,
        now_ms: 0.0,
    }
}

fn is_not_understood(notice: &NoticeKind) -> bool {
    matches!(
        notice,
        NoticeKind::LinkRefused(_)
            | NoticeKind::LinkCut
            | NoticeKind::LinkLacksNetwork
            | NoticeKind::LinkPartly(_)
    )
}
