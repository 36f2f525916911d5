//! The state of the page as plain data: events in, effects out. Knows neither leptos nor the web.

mod address;
mod attack;
mod buffers;
mod checkpoints;
mod decoder;
mod desk;
mod effect;
mod engine;
mod errands;
mod event;
mod frames;
mod greeting;
mod instruments;
mod keeping;
mod later;
mod map;
mod notice;
mod pair;
mod parts;
mod picture;
mod saliency;
mod saved;
mod saving;
mod seat;
mod seeds;
mod settings;
mod shelf;
mod surroundings;
#[cfg(test)]
mod tests;
mod visual;

pub use crate::protocol::Adapter;
pub use address::{EXAMPLES, LinkCheck, check_link, is_link, refusal_of};
pub use attack::{
    AttackEvent, AttackRun, AttackSettings, AttackState, Comparison, Contender, FACTORS, Hindrance,
    MapPair, OF_THE_FORMULA, SurvivalRow, Verdict,
};
pub use buffers::{BlobId, Bytes, Floats, NamesFile, Payload, PictureSource};
pub(crate) use checkpoints::decode;
pub use checkpoints::{
    CheckpointEvent, Checkpoints, FileKind, HEAD_BYTES, NamesRefusal, Opening, OwnNetwork,
    SideFile, read_side_file,
};
pub use effect::{Effect, Snapshot};
pub use engine::{Engine, Engines, Phase, Why};
pub use event::Event;
pub use frames::{Frame, Frames};
pub use instruments::{
    FaithfulRun, FoundObject, Instrument, InstrumentEnd, InstrumentEvent, InstrumentRun,
    InstrumentSettings, Instruments, JudgedMap, MOST_CLASSES, MOST_GAMMA, MOST_LEVELS,
    MOST_ON_BENCH, ObjectRun, PROTOCOLS, ProofRequest, ProofRun, Protocol, Proven, Refilled,
    SanityRun, Slope, TestedMap, Varied, controls,
};
pub use keeping::{Choices, Header, Kept, KeptResults, Piece, Results, Thing, Things};
pub use later::{Later, RunPhase, Standstill};
pub use map::Map;
pub use notice::{
    Again, KeepFailure, Left, LinkFaults, LinkRefusal, Notice, NoticeKind, RecordRefusal, Unusable,
    no_file,
};
pub use pair::{
    Look, MOST_TARGETS, Matrix, MatrixCell, MatrixImage, OtherMap, PAIR_LEAVES, PairEvent,
    PairState, Place, Recognition, Transfer, Trial,
};
pub use picture::{Opened, Own, PictureState};
pub use saliency::beside::{
    Beside, BesideEvent, Found, Item, ItemMap, KeptBeside, MOST_METHODS, MOST_PICTURES, Named, Of,
    Seen, Series, Trouble, Ways,
};
pub use saliency::{SaliencyResult, SaliencyState, Scores};
pub use saved::{NotSaved, SavedFile};
pub use saving::{Drawn, SaveEvent, Saving};
pub use seat::{EngineId, Seat};
pub use settings::{Adjustment, DeviceWish, MapView, Settings, leaf, part};
pub use shelf::{
    Entry, Kind, MOST_BYTES, MOST_ENTRIES, Names, PictureOf, Shelf, ShelfEvent, Shelved,
    ShelvedPicture,
};
pub use surroundings::{Surroundings, WeightsState};

pub use visual::{
    Adjusted, Axis, AxisChoice, BESIDE, CHECKED, Cell, CellState, CheckRow, MOST_VALUES, Sweep,
    VisualEvent, VisualRun, VisualSettings, VisualState,
};

use crate::protocol::BUILD;

/// Everything the page knows.
#[derive(Debug, Clone, Default)]
pub struct AppModel {
    pub surroundings: Surroundings,
    pub settings: Settings,
    pub engines: Engines,
    desk: desk::Desk,
    pub checkpoints: Checkpoints,
    pub picture: PictureState,
    greeting: greeting::Greeting,
    pub saliency: SaliencyState,
    pub beside: Beside,
    pub instruments: Instruments,
    pub attack: AttackState,
    pub visual: VisualState,
    pub pair: PairState,
    pub shelf: Shelf,
    /// Newest last; a kind stands in it once.
    pub notices: Vec<Notice>,
    last_notice: u32,
    /// The link that speaks of a checkpoint that is not here.
    awaited_link: Option<String>,
    /// How the hashes of such checkpoints begin.
    pub awaited_networks: Vec<String>,
    errands: errands::Errands,
    pub saving: Saving,
    seeds: seeds::Seeds,
}

impl AppModel {
    /// Takes in one event; what has to be done outside comes back, in order.
    pub fn on_event(&mut self, event: Event) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.mind_choice(&event);
        self.mind_seed(&event);
        match event {
            Event::Started {
                surroundings,
                adapter,
            } => self.on_started(surroundings, adapter, &mut effects),
            Event::Engine {
                id,
                event,
                payload,
                now_ms,
            } => self.on_engine(id, event, payload, now_ms, &mut effects),
            Event::EngineStarted { id } => self.on_engine_started(id),
            Event::EngineCrashed { id, message } => {
                let again = Again::default();
                let notice = NoticeKind::EngineCrashed { message, again };
                self.on_engine_crashed(id, notice, &mut effects);
            }
            Event::Weights { id, state } => self.on_weights(id, state),
            Event::Decoder {
                generation,
                event,
                payload,
            } => self.on_decoder(generation, event, payload, &mut effects),
            Event::DecoderCrashed { generation, .. } => {
                self.on_decoder_crashed(generation, &mut effects);
            }
            Event::DecoderStarted { generation } => self.on_decoder_started(generation),
            Event::TryDecoderAgain => self.try_decoder_again(&mut effects),
            Event::DecoderNotStarted {
                generation,
                failure,
            } => self.on_decoder_not_started(generation, failure, &mut effects),
            Event::Tick { now_ms } => self.on_tick(now_ms, &mut effects),
            Event::FetchingSample { id, name } => self.picture.fetching = Some((id, name)),
            Event::OpenPicture { name, source } => self.open_picture(name, source, &mut effects),
            Event::Greeting { name, source } => self.on_greeting(name, source, &mut effects),
            Event::PictureUnreadable { name, kind } => {
                self.picture.abandon(&name);
                self.notify(kind);
            }
            Event::Frame(framing) => self.frame(framing, &mut effects),
            Event::ChooseClass(class) => {
                self.settings.class = class;
                self.ask(&mut effects);
            }
            Event::ChooseMethod(method) => {
                self.settings.method = method;
                self.ask(&mut effects);
            }
            Event::SetParam(param, value) => {
                let values = self.settings.params.entry(self.settings.method);
                values.or_default().set(param, value);
                self.ask(&mut effects);
            }
            Event::DefaultParams => {
                self.settings.params.remove(self.settings.method);
                self.ask(&mut effects);
            }
            Event::Adjust(adjustment) => self.settings.adjust(adjustment),
            Event::ChooseDevice(wish) => self.choose_device(wish, &mut effects),
            Event::ChooseNetwork(id) => self.choose_network(id, &mut effects),
            Event::Checkpoint(event) => self.on_checkpoint(event, &mut effects),
            Event::StartEngineAgain => self.start_again(&mut effects),
            Event::CancelTransfer { path } => effects.push(Effect::CancelTransfer { path }),
            Event::OpenPart(id) => self.settings.part = id.to_owned(),
            Event::OpenLeaf(id) => self.settings.leaf = id,
            Event::ReloadKeeping => effects.push(Effect::KeepAndReload),
            Event::ReloadAnyway => effects.push(Effect::ReloadAnyway),
            Event::StartAfresh => effects.push(Effect::StartAfresh),
            Event::Cancel { now_ms } => self.cancel(now_ms, &mut effects),
            Event::Attack(event) => self.on_attack(event, &mut effects),
            Event::Visual(event) => self.on_visual(event, &mut effects),
            Event::Pair(event) => self.on_pair(event, &mut effects),
            Event::Shelf(event) => self.on_shelf(event, &mut effects),
            Event::Save(event) => self.on_save(event, &mut effects),
            Event::Dismiss(id) => self.dismiss(id, &mut effects),
            Event::Notify(kind) => self.notify(kind),
            Event::Intake(kinds) => {
                self.notices.retain(|notice| !notice.kind.is_about_files());
                kinds.into_iter().for_each(|kind| self.notify(kind));
            }
        }
        self.mind_defaults(&mut effects);
        self.shelve_finished(&mut effects);
        effects
    }

    /// A link that waits for a checkpoint may be followed now that another one is here.
    fn awaits_link(&self) -> Option<Effect> {
        let waits = self.awaited_link.is_some();
        waits.then_some(Effect::OpenAwaitedLink)
    }

    fn dismiss(&mut self, id: u32, effects: &mut Vec<Effect>) {
        for notice in self.notices.extract_if(.., |notice| notice.id == id) {
            if let NoticeKind::CannotKeep { .. } = notice.kind {
                effects.push(Effect::ForgetKept);
            }
        }
    }

    /// Adds a notice; one of the same sort before it goes.
    pub(crate) fn notify(&mut self, kind: NoticeKind) {
        let same =
            |notice: &Notice| std::mem::discriminant(&notice.kind) == std::mem::discriminant(&kind);
        // Never used twice: the page tells notices apart by it.
        self.last_notice += 1;
        let id = self.last_notice;
        self.notices.retain(|notice| !same(notice));
        self.notices.push(Notice { id, kind });
    }

    /// Whether a worker belongs to another build; then the page has to load again.
    pub(crate) fn is_foreign(build: &str) -> bool {
        build != BUILD
    }
}
