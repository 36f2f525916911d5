//! The page's hands: workers, files, storage. What to do is decided by the app model.

mod blobs;
mod checkpoints;
mod files;
mod link;
mod preferences;
pub mod save;
pub mod storage;
mod surroundings;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::Blob;

pub use files::{Sample, samples};
pub use preferences::{
    Theme, keep_lang, keep_theme, kept_theme, preferred_lang, set_page_lang, show_dragging,
    show_theme,
};
pub use surroundings::{address_param, now_ms};

use crate::app_model::{
    AppModel, BlobId, Effect, Event, NoticeKind, PairEvent, Payload, PictureSource, Seat,
};
use crate::protocol::{DecoderEvent, DeviceKind, EngineEvent, EngineRequest};
use crate::wire::Buffer;
use blobs::Blobs;
use link::{Ahead, Link};

const TICK_EVERY_MS: i32 = 1_000;

/// The state of the page and the way to change it; copied freely into every view.
#[derive(Clone, Copy)]
pub struct App {
    pub model: RwSignal<AppModel>,
    workers: StoredValue<Workers, LocalStorage>,
    /// Pictures chosen so far.
    choices: StoredValue<u32, LocalStorage>,
    blobs: StoredValue<Blobs, LocalStorage>,
}

#[derive(Default)]
struct Workers {
    /// By [`Seat::index`].
    engines: [Option<Link>; 2],
    decoder: Option<Link>,
}

impl App {
    /// Starts from `model`, looks at the browser, and begins to load.
    pub fn start(model: AppModel) -> Self {
        let app = Self {
            model: RwSignal::new(model),
            workers: StoredValue::new_local(Workers::default()),
            choices: StoredValue::new_local(0),
            blobs: StoredValue::new_local(Blobs::default()),
        };
        surroundings::every(TICK_EVERY_MS, move || {
            app.send(Event::Tick { now_ms: now_ms() })
        });
        spawn_local(async move {
            let (surroundings, adapter) = surroundings::look().await;
            app.send(Event::Started {
                surroundings,
                adapter,
            });
        });
        app.find_checkpoints();
        app
    }

    /// Takes in an event and does what follows from it.
    pub fn send(self, event: Event) {
        let quiet = matches!(event, Event::Tick { .. });
        let effects = if quiet {
            // A tick rarely changes what is seen: do not draw the page again for it.
            self.model.update_untracked(|model| model.on_event(event))
        } else {
            self.model
                .try_update(|model| model.on_event(event))
                .unwrap_or_default()
        };
        if quiet && !effects.iter().all(is_unseen) {
            self.model.notify();
        }
        if !quiet {
            let in_use = self.model.with_untracked(AppModel::blobs_in_use);
            self.blobs
                .update_value(|blobs| blobs.forget_all_but(&in_use));
        }
        for effect in effects {
            self.perform(effect);
        }
    }

    /// Opens a file that was chosen, dropped or pasted.
    pub fn open_file(self, file: web_sys::File) {
        let _ = self.choose_picture();
        let name = file.name();
        let blob = self.keep(file.unchecked_into());
        let source = PictureSource::File { blob };
        self.send(Event::OpenPicture { name, source });
    }

    /// Keeps a file for as long as the state speaks of it.
    fn keep(self, blob: Blob) -> BlobId {
        let kept = self.blobs.try_update_value(|blobs| blobs.keep(blob));
        kept.unwrap_or(BlobId(0))
    }

    /// Counts a choice; the answer tells whether it is still the last one. What was chosen before
    /// may arrive after it, and must not take its place.
    fn choose_picture(self) -> impl Fn() -> bool {
        self.choices.update_value(|count| *count += 1);
        let mine = self.choices.get_value();
        move || self.choices.get_value() == mine
    }

    /// Opens one of the page's samples.
    pub fn open_sample(self, sample: &Sample, name: String) {
        let sample = sample.clone();
        let is_newest = self.choose_picture();
        self.send(Event::FetchingSample {
            id: sample.id.clone(),
            name: name.clone(),
        });
        spawn_local(async move {
            let fetched = files::fetch_sample(&sample).await;
            if !is_newest() {
                return;
            }
            self.send(match fetched {
                Some(blob) => Event::OpenPicture {
                    name,
                    source: PictureSource::Sample {
                        id: sample.id,
                        blob: self.keep(blob),
                    },
                },
                None => Event::PictureUnreadable {
                    kind: NoticeKind::SampleUnreachable { name: name.clone() },
                    name,
                },
            });
        });
    }

    /// Fills the matrix of two networks from samples, fetched one after the other.
    pub fn fill_matrix(self, samples: Vec<Sample>, names: Vec<String>) {
        let number = || {
            let matrix = |model: &AppModel| model.pair.matrix.as_ref().map(|matrix| matrix.number);
            self.model.with_untracked(matrix)
        };
        let before = number();
        self.send(Event::Pair(PairEvent::Fill { images: names }));
        let Some(matrix) = number().filter(|_| number() != before) else {
            return;
        };
        spawn_local(async move {
            for (image, sample) in samples.iter().enumerate() {
                let file = files::fetch_sample_bytes(sample).await;
                let file = file.map(Into::into);
                self.send(Event::Pair(PairEvent::Image {
                    matrix,
                    image,
                    file,
                }));
            }
        });
    }

    fn perform(self, effect: Effect) {
        match effect {
            Effect::SpawnEngine {
                generation,
                kind,
                network,
            } => self.spawn_engine(Seat::First, generation, kind, network),
            Effect::SpawnCompanion {
                generation,
                kind,
                network,
            } => self.spawn_engine(Seat::Second, generation, kind, network),
            Effect::EndEngine => self.seat_engine(Seat::First, None),
            Effect::EndCompanion => self.seat_engine(Seat::Second, None),
            Effect::ToEngine { request, buffer } => {
                let buffer = buffer.as_deref().map(Buffer::from_bytes);
                self.post_to_engine(Seat::First, &absolute(request), buffer);
            }
            Effect::ToCompanion { request, buffer } => {
                let buffer = buffer.as_deref().map(Buffer::from_bytes);
                self.post_to_engine(Seat::Second, &absolute(request), buffer);
            }
            Effect::CheckpointToEngine {
                seat,
                request,
                blob,
                sha256,
                generation,
            } => self.checkpoint_to_engine((seat, generation), request, blob, sha256),
            Effect::KeepCheckpoint { sheet, blob } => self.keep_checkpoint(sheet, blob),
            Effect::SpawnDecoder { generation } => self.spawn_decoder(generation),
            Effect::EndDecoder => self.workers.update_value(|w| w.decoder = None),
            Effect::ToDecoder {
                request,
                blob,
                bytes,
            } => {
                let blob = blob.and_then(|id| self.blobs.with_value(|blobs| blobs.get(id)));
                let bytes = bytes.as_deref().map(Buffer::from_bytes);
                self.workers.with_value(|workers| {
                    if let Some(link) = &workers.decoder {
                        link.post(&request, blob.map(Buffer::Blob).or(bytes));
                    }
                });
            }
            Effect::Wake { after_ms } => surroundings::after(after_ms, move || {
                self.send(Event::Tick { now_ms: now_ms() });
            }),
            Effect::ReloadPage => surroundings::reload_once(),
        }
    }

    /// Whatever sat there ends.
    fn seat_engine(self, seat: Seat, link: Option<Link>) {
        self.workers
            .update_value(|workers| workers.engines[seat.index()] = link);
    }

    fn post_to_engine(self, seat: Seat, request: &EngineRequest, buffer: Option<Buffer>) {
        self.workers.with_value(|workers| {
            if let Some(link) = &workers.engines[seat.index()] {
                link.post(request, buffer);
            }
        });
    }

    fn spawn_engine(self, seat: Seat, generation: u32, kind: DeviceKind, network: &str) {
        let (name, file) = match kind {
            DeviceKind::Cpu if surroundings::has_relaxed_simd() => {
                ("engine_cpu", "engine_cpu_relaxed")
            }
            DeviceKind::Cpu => ("engine_cpu", "engine_cpu"),
            DeviceKind::WebGpu => ("engine_gpu", "engine_gpu"),
        };
        let link = Link::spawn(
            name,
            file,
            // Of a reader's own checkpoint the site has nothing.
            crate::catalogue::network(network).map(Ahead::of),
            // The greeting says that the worker listens.
            |event: &EngineEvent| matches!(event, EngineEvent::Hello { .. }),
            move |event, payload| {
                let now_ms = now_ms();
                self.send(match seat {
                    Seat::First => Event::Engine {
                        generation,
                        event,
                        payload,
                        now_ms,
                    },
                    Seat::Second => Event::Companion {
                        generation,
                        event,
                        payload,
                        now_ms,
                    },
                });
            },
            move |message| {
                self.send(match seat {
                    Seat::First => Event::EngineCrashed {
                        generation,
                        message,
                    },
                    Seat::Second => Event::CompanionCrashed { generation },
                });
            },
        );
        self.seat_engine(seat, link);
    }

    fn spawn_decoder(self, generation: u32) {
        let link = Link::spawn(
            "decoder",
            "decoder",
            None,
            |event: &DecoderEvent| matches!(event, DecoderEvent::Hello { .. }),
            move |event, payload| {
                self.send(Event::Decoder {
                    generation,
                    event,
                    payload,
                });
            },
            move |message| {
                self.send(Event::DecoderCrashed {
                    generation,
                    message,
                });
            },
        );
        self.workers.update_value(|workers| workers.decoder = link);
    }
}

fn is_unseen(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::ToEngine {
            request: EngineRequest::Ping,
            ..
        } | Effect::ToCompanion {
            request: EngineRequest::Ping,
            ..
        }
    )
}

/// A worker started from a blob has no address to resolve the weights' against.
fn absolute(request: EngineRequest) -> EngineRequest {
    match request {
        EngineRequest::Load {
            network,
            url,
            spoil_self_check,
        } => EngineRequest::Load {
            network,
            url: link::address_of(&url),
            spoil_self_check,
        },
        other => other,
    }
}

/// What came with a message, out of the browser's hands.
fn payload_of(buffers: Vec<Buffer>) -> Payload {
    match buffers.into_iter().next() {
        Some(buffer) => match (buffer.to_bytes(), buffer.to_floats()) {
            (Some(bytes), _) => Payload::Bytes(bytes.into()),
            (_, Some(floats)) => Payload::Floats(floats.into()),
            _ => Payload::None,
        },
        None => Payload::None,
    }
}
