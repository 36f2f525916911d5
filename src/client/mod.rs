//! The page's hands: workers, files, storage. What to do is decided by the app model.

mod address;
mod app;
mod batch;
mod blobs;
pub mod camera;
mod checkpoints;
pub mod course;
mod course_seat;
mod files;
pub mod frame;
mod intake;
mod keeping;
mod link;
pub mod offline;
pub mod parcel;
mod preferences;
mod record;
pub mod record_code;
pub mod save;
mod shelf;
pub mod shelf_code;
mod site;
mod state;
pub mod storage;
mod surroundings;
mod synonyms;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::Blob;

pub use address::copy_text;
pub use app::{App, Pending, State, StateCode};
pub use batch::PictureFile;
pub use checkpoints::{NamesFound, NamesReader, read_names_by};
pub use files::{Sample, SampleList, drawn_box, samples};
pub use keeping::say_dead;
pub use preferences::{
    Theme, keep_lang, keep_records, keep_theme, kept_records, kept_theme, preferred_lang,
    set_page_lang, show_dragging, show_theme,
};
pub use record::{RecordCode, Recorded, Recording, record_by};
pub use site::{address_of as file_address, cancel as cancel_transfer, part_failure};
pub use surroundings::{address_param, day, language_name, moment, now_ms, yielded};
pub use synonyms::fetch_synonyms;

use crate::app_model::{
    AppModel, BlobId, Effect, EngineId, Event, NoticeKind, PairEvent, Payload, PictureSource,
    SaveEvent, SavedFile, WeightsState,
};
use crate::browser::text_of;
use crate::protocol::{
    DecoderEvent, DeviceKind, EngineEvent, EngineRequest, LoadFailure, TransferCause,
    TransferFailure,
};
use crate::spec::NetworkSpec;
use crate::wire::Buffer;
use app::{Address, Engine, Held, StateSeat, Workers};
use blobs::Blobs;
use link::{Happening, Link};
use save::Arrival;
use site::Weights;

const TICK_EVERY_MS: u32 = 1_000;
/// How often the page is drawn while engines are at work.
const DRAWN_EVERY_MS: u32 = 100;

impl App {
    /// Starts from `model`, looks at the browser, and begins to load.
    pub fn start(model: AppModel, fetch_state: State) -> Self {
        let app = Self {
            model: RwSignal::new(model),
            slow: RwSignal::new(Vec::new()),
            workers: StoredValue::new_local(Workers::default()),
            choices: StoredValue::new_local(0),
            blobs: StoredValue::new_local(Blobs::default()),
            held: StoredValue::new_local(Held::default()),
            address: StoredValue::new_local(Address::default()),
            fetch_state,
            state_seat: StoredValue::new_local(StateSeat::default()),
            state: RwSignal::new(None),
            to_focus: RwSignal::new(false),
            course: course_seat::CourseSeat::new(),
        };
        spawn_local(async move {
            // Before anything is loaded that it may not want.
            let is_back = app.take_kept().await;
            if !is_back {
                app.follow_address().await;
            }
            app.mind_links();
            let (mut surroundings, adapter) = surroundings::look().await;
            surroundings.greets &= !is_back;
            app.send(Event::Started {
                surroundings,
                adapter,
            });
            app.mind_course();
        });
        app.find_checkpoints();
        site::listen(move |mut all| {
            all.retain(|one| !app.is_ahead_of_need(&one.path));
            app.slow.set(all);
        });
        app
    }

    /// Takes in an event and does what follows from it.
    pub fn send(self, event: Event) {
        if matches!(event, Event::OpenPart(_)) {
            // What was set last belongs to the part that is left.
            self.write_address();
            self.change(|model| model.on_event(event));
            return self.write_address();
        }
        if is_on_the_way(&event) {
            return self.take_and_draw_soon(event);
        }
        if !matches!(event, Event::Tick { .. }) {
            return self.change(|model| model.on_event(event));
        }
        // A tick rarely changes what is seen: do not draw the page again for it.
        let effects = self.model.update_untracked(|model| model.on_event(event));
        if !effects.iter().all(is_unseen) {
            self.model.notify();
        }
        self.perform_all(effects);
    }

    /// Takes in one of many events: what they change is drawn at once, or engines would wait for the page to be drawn.
    fn take_and_draw_soon(self, event: Event) {
        let effects = self.model.update_untracked(|model| model.on_event(event));
        let mut is_first = false;
        self.held
            .update_value(|held| is_first = !std::mem::replace(&mut held.is_drawn_soon, true));
        if is_first {
            surroundings::after(DRAWN_EVERY_MS, move || {
                self.held.update_value(|held| held.is_drawn_soon = false);
                self.change(|_| Vec::new());
            });
        }
        self.perform_all(effects);
    }

    /// Changes the state, draws it, and does what follows from it.
    fn change(self, change: impl FnOnce(&mut AppModel) -> Vec<Effect>) {
        let effects = self.model.try_update(change).unwrap_or_default();
        let in_use = self.model.with_untracked(AppModel::blobs_in_use);
        self.blobs
            .update_value(|blobs| blobs.forget_all_but(&in_use));
        self.held.update_value(|held| held.is_stale = true);
        self.mind_address();
        self.perform_all(effects);
    }

    fn perform_all(self, effects: Vec<Effect>) {
        for effect in effects {
            self.perform(effect);
        }
        self.mind_clock();
    }

    /// Has the clock go while there is something to look after; an idle page has none.
    pub(super) fn mind_clock(self) {
        let is_watching = self.model.with_untracked(AppModel::is_waiting_for_workers);
        if !(is_watching || self.has_to_mind_state()) {
            return;
        }
        let held = self
            .held
            .try_update_value(|held| std::mem::replace(&mut held.is_ticking, true));
        if held == Some(false) {
            surroundings::after(TICK_EVERY_MS, move || {
                self.held.update_value(|held| held.is_ticking = false);
                self.mind_state();
                self.send(Event::Tick { now_ms: now_ms() });
            });
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
                Ok(blob) => Event::OpenPicture {
                    name,
                    source: PictureSource::Sample {
                        id: sample.id,
                        blob: self.keep(blob),
                    },
                },
                Err(failure) => Event::PictureUnreadable {
                    kind: NoticeKind::SampleUnreachable {
                        name: name.clone(),
                        failure,
                    },
                    name,
                },
            });
        });
    }

    /// Opens the sample with this id: one that was open before the page was loaded again, or that a
    /// link is about.
    fn open_sample_again(self, id: String, name: String) {
        let is_newest = self.choose_picture();
        spawn_local(async move {
            // Where the list came but does not have it, so it is with the photograph.
            let gone = TransferFailure {
                cause: TransferCause::Http,
                status: 404,
                ..TransferFailure::default()
            };
            let (all, failure) = match files::samples().await {
                Ok(list) => (list.samples, gone),
                Err(failure) => (Vec::new(), failure),
            };
            let found = all.iter().find(|sample| sample.id == id);
            let title = found.map_or(&*id, |sample| sample.title(preferences::page_lang()));
            let name = match name.is_empty() {
                true => title.to_owned(),
                false => name,
            };
            match found {
                _ if !is_newest() => {}
                Some(sample) => self.open_sample(sample, name),
                None => {
                    let kind = NoticeKind::SampleUnreachable {
                        name: name.clone(),
                        failure,
                    };
                    self.send(Event::PictureUnreadable { name, kind });
                }
            }
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

    /// Fetches a sample for a newcomer, in silence.
    fn greet(self, id: &'static str) {
        spawn_local(async move {
            let Ok(list) = files::samples().await else {
                return;
            };
            let Some(sample) = list.samples.into_iter().find(|sample| sample.id == id) else {
                return;
            };
            let Ok(blob) = files::fetch_sample(&sample).await else {
                return;
            };
            self.send(Event::Greeting {
                name: sample.title(preferences::page_lang()).to_owned(),
                source: PictureSource::Sample {
                    id: sample.id,
                    blob: self.keep(blob),
                },
            });
        });
    }

    fn perform(self, effect: Effect) {
        match effect {
            Effect::SpawnEngine { id, kind, network } => {
                let engine = self.spawn_engine(id, kind, network);
                self.workers
                    .update_value(|workers| _ = workers.engines.insert(id, engine));
            }
            Effect::EndEngine { id } => self
                .workers
                .update_value(|workers| _ = workers.engines.remove(&id)),
            Effect::LoadNetwork {
                id,
                network,
                spoil_self_check,
            } => self.load_network(id, network, spoil_self_check),
            Effect::CancelTransfer { path } => site::cancel(&path),
            Effect::ToEngine {
                id,
                request,
                buffer,
            } => {
                let buffer = buffer.as_deref().map(Buffer::from_bytes);
                self.post_to_engine(id, &request, buffer);
            }
            Effect::CheckpointToEngine {
                id,
                request,
                blob,
                sha256,
            } => self.checkpoint_to_engine(id, request, blob, sha256),
            Effect::ReadClassNames { id, file, classes } => {
                self.read_class_names(id, file, classes);
            }
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
            Effect::Offer { file, is_again } => self.offer(file, is_again),
            Effect::Wake { after_ms } => surroundings::after(after_ms, move || {
                self.send(Event::Tick { now_ms: now_ms() });
            }),
            Effect::OpenSample { id, name } => self.open_sample_again(id, name),
            Effect::OpenAwaitedLink => self.open_awaited_link(),
            Effect::Greet { id } => self.greet(id),
            Effect::Shelve(kind) => self.shelve(kind, None),
            Effect::ShelveOf(kind, model) => self.shelve(kind, Some(model)),
            Effect::ReadShelved { key, blob } => self.read_shelved(key, blob),
            Effect::KeepAndReload => self.keep_and_reload(),
            Effect::ReloadAnyway => self.reload_anyway(),
            Effect::StartAfresh => keeping::start_afresh(),
            Effect::ForgetKept => keeping::forget_kept(),
        }
    }

    /// Gives a file to the browser, and shows it on the page where that may be in vain.
    fn offer(self, file: SavedFile, is_again: bool) {
        let event = match save::offer(&file) {
            Ok(Arrival::Likely) if !is_again => return,
            Ok(arrival) => SaveEvent::Show {
                file,
                can_download: arrival != Arrival::Impossible,
            },
            Err(error) => SaveEvent::Failed {
                name: file.name,
                message: text_of(&error),
            },
        };
        self.send(Event::Save(event));
    }

    /// Posts to the engine that is meant, if it is still there.
    fn post_to_engine(self, id: EngineId, request: &EngineRequest, buffer: Option<Buffer>) {
        self.workers.with_value(|workers| {
            if let Some(engine) = workers.engines.get(&id) {
                engine.link.post(request, buffer);
            }
        });
    }

    fn spawn_engine(self, id: EngineId, kind: DeviceKind, network: &str) -> Engine {
        let (name, files): (_, &[&str]) = match kind {
            DeviceKind::Cpu if surroundings::has_relaxed_simd() => {
                ("engine_cpu", &["engine_cpu_relaxed", "engine_cpu"])
            }
            DeviceKind::Cpu => ("engine_cpu", &["engine_cpu"]),
            DeviceKind::WebGpu => ("engine_gpu", &["engine_gpu"]),
        };
        // The greeting says that the worker listens.
        let is_greeting = |event: &EngineEvent| matches!(event, EngineEvent::Hello { .. });
        let link = Link::spawn(name, files, is_greeting, move |happening| {
            self.on_engine(id, happening);
        });
        // Of a reader's own checkpoint the site has nothing.
        let weights = crate::catalogue::network(network);
        let weights = weights.map(|network| self.ask_for_weights(id, network));
        Engine { link, weights }
    }

    fn on_engine(self, id: EngineId, happening: Happening<EngineEvent>) {
        let said = |event, payload| Event::Engine {
            id,
            event,
            payload,
            now_ms: now_ms(),
        };
        self.send(match happening {
            Happening::Said(event, payload) => said(event, payload),
            Happening::NotStarted(failure) => {
                let failure = LoadFailure::Transfer(failure);
                said(EngineEvent::LoadFailed(failure), Payload::None)
            }
            Happening::Started => Event::EngineStarted { id },
            Happening::Crashed(message) => Event::EngineCrashed { id, message },
        });
    }

    fn ask_for_weights(self, id: EngineId, network: &NetworkSpec) -> Weights {
        Weights::ask(network, move |received_bytes, total_bytes| {
            let event = EngineEvent::Downloading {
                received_bytes,
                total_bytes,
            };
            self.on_engine(id, Happening::Said(event, Payload::None));
        })
    }

    /// Has an engine load a network once its weights are here.
    fn load_network(self, id: EngineId, network: &'static str, spoil_self_check: bool) {
        let Some(spec) = crate::catalogue::network(network) else {
            return;
        };
        let ahead = self.workers.try_update_value(|workers| {
            let engine = workers.engines.get_mut(&id)?;
            engine.weights.take()
        });
        let ahead = ahead.flatten();
        let weights = ahead.unwrap_or_else(|| self.ask_for_weights(id, spec));
        spawn_local(async move {
            let came = match weights.wait().await {
                Ok(came) => came,
                Err(failure) => return self.on_engine(id, Happening::NotStarted(failure)),
            };
            let request = EngineRequest::Load {
                network: network.to_owned(),
                spoil_self_check,
            };
            let from_storage = came.stored;
            let state = |storage| Event::Weights {
                id,
                state: WeightsState {
                    from_storage,
                    storage,
                },
            };
            self.send(state(None));
            let blob = Buffer::Blob(came.blob.clone());
            self.post_to_engine(id, &request, Some(blob));
            let storage = came.kept().await;
            self.send(state(Some(storage)));
        });
    }

    fn spawn_decoder(self, generation: u32) {
        let is_greeting = |event: &DecoderEvent| matches!(event, DecoderEvent::Hello { .. });
        let link = Link::spawn("decoder", &["decoder"], is_greeting, move |happening| {
            self.send(match happening {
                Happening::Said(event, payload) => Event::Decoder {
                    generation,
                    event,
                    payload,
                },
                Happening::Started => Event::DecoderStarted { generation },
                Happening::NotStarted(failure) => Event::DecoderNotStarted {
                    generation,
                    failure,
                },
                Happening::Crashed(message) => Event::DecoderCrashed {
                    generation,
                    message,
                },
            });
        });
        self.workers
            .update_value(|workers| workers.decoder = Some(link));
    }
}

/// What engines say many times a second: how far they are.
fn is_on_the_way(event: &Event) -> bool {
    let Event::Engine { event, .. } = event else {
        return false;
    };
    matches!(
        event,
        EngineEvent::Progress { .. }
            | EngineEvent::MapSoFar { .. }
            | EngineEvent::AttackStep { .. }
            | EngineEvent::VisualStep { .. }
    )
}

fn is_unseen(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::ToEngine {
            request: EngineRequest::Ping,
            ..
        }
    )
}
