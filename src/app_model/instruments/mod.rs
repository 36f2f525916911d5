//! Maps put to the test: whether one hangs on what the network has learnt, whether the class goes with the
//! pixels that it calls important, and whether it finds an object.
//!
//! As with maps side by side, the page begins without the code of this room: it comes with the first part,
//! which says so by [`AppModel::seat_instruments`].

mod asked;
mod kept;
#[cfg(test)]
mod made;
mod proof;
mod proven;
mod refilled;
mod run;
mod settings;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{AppModel, Bytes, Effect, Map, Payload};
use crate::protocol::{
    EngineEvent, FaithfulFigures, FaithfulRequest, SanityRequest, SanityStep, SegmentFacts,
    SegmentRequest,
};
use crate::spec::ClassId;

pub use kept::KeptInstruments;
pub use proven::Proven;
pub use refilled::Refilled;
pub use settings::{
    FaithfulSettings, InstrumentSettings, MOST_CLASSES, MOST_GAMMA, MOST_LEVELS, ObjectSettings,
    PROTOCOLS, ProofSettings, Protocol, SanitySettings, Varied, controls,
};

/// Maps on the bench of the sanity test at the most.
pub const MOST_ON_BENCH: usize = 6;

/// Which test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instrument {
    /// What is left of a map when the network's weights, or the class, are others.
    Sanity,
    /// What is left of the class when pixels go.
    Faithful,
    /// Where the map says the object is.
    Object,
    /// Whether the gradient at a pixel is the slope of the score there.
    Proof,
}

/// A run of one, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app_model) struct InstrumentWork {
    instrument: Instrument,
    number: u32,
}

/// What happens to tests of maps.
#[derive(Debug, Clone)]
pub enum InstrumentEvent {
    Sanity(SanityRequest),
    Faithful(FaithfulRequest),
    Object(SegmentRequest),
    Proof(ProofRequest),
    Cancel {
        instrument: Instrument,
        now_ms: f64,
    },
    /// Which map of the sanity test is looked at, by its run; none: the newest.
    Show(Option<u32>),
    /// The reader sets them.
    Set(Box<InstrumentSettings>),
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum InstrumentEnd {
    Finished,
    Cancelled,
    /// Its engine has stopped, or the page was loaded again.
    Interrupted,
    Failed(String),
}

/// A run: what was asked, about which pixels, and what came of it so far.
#[derive(Debug, Clone)]
pub struct InstrumentRun<Q, A> {
    pub number: u32,
    pub request: Q,
    pub pixels: Bytes,
    network: &'static str,
    pub answers: Vec<A>,
    pub progress: Option<[u32; 2]>,
    /// None while it is under way.
    pub end: Option<InstrumentEnd>,
    /// Since it began, in milliseconds.
    pub elapsed_ms: f32,
    /// Kernels that compute it; empty before it begins.
    pub variant: String,
}

impl<Q, A> InstrumentRun<Q, A> {
    pub fn is_under_way(&self) -> bool {
        self.end.is_none()
    }

    /// Whether it is about these very pixels, by this network.
    fn is_about(&self, pixels: &Bytes, network: &str) -> bool {
        self.network == network && Arc::ptr_eq(&self.pixels, pixels)
    }
}

#[cfg(test)]
impl<Q, A> InstrumentRun<Q, A> {
    /// One that has ended.
    pub(crate) fn for_tests(request: Q, answers: Vec<A>) -> Self {
        Self {
            number: 1,
            request,
            pixels: Vec::new().into(),
            network: "",
            answers,
            progress: None,
            end: Some(InstrumentEnd::Finished),
            elapsed_ms: 1.0,
            variant: String::new(),
        }
    }
}

/// A map of the sanity test, with what there is to say of it.
#[derive(Debug, Clone)]
pub struct TestedMap {
    pub step: SanityStep,
    pub map: Map,
}

/// The curves of a map, with the order in which its pixels went and came.
#[derive(Debug, Clone)]
pub struct JudgedMap {
    pub figures: FaithfulFigures,
    /// Positions as `u32`, little-endian.
    pub order: Bytes,
}

/// Which pixel is changed, and by how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProofRequest {
    /// Column and row.
    pub pixel: (u32, u32),
    /// Grey levels up and down.
    pub levels: u8,
    pub class: ClassId,
}

/// What the score does when one colour of a pixel changes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Slope {
    /// Grey levels between the two images; fewer than twice the request's at the ends of the range.
    pub levels: u8,
    /// Of the class, below and above.
    pub scores: [f32; 2],
}

/// An object that was found.
#[derive(Debug, Clone)]
pub struct FoundObject {
    pub class: ClassId,
    pub facts: SegmentFacts,
    /// One byte per pixel: 0 background, 1 labelled as object, 2 of the largest region.
    pub mask: Bytes,
}

pub type SanityRun = InstrumentRun<SanityRequest, TestedMap>;
pub type FaithfulRun = InstrumentRun<FaithfulRequest, JudgedMap>;
pub type ObjectRun = InstrumentRun<SegmentRequest, FoundObject>;
/// Red, green and blue.
pub type ProofRun = InstrumentRun<ProofRequest, [Slope; 3]>;

/// Every run there is, of each instrument the newest last.
#[derive(Debug, Clone, Default)]
pub struct Instruments {
    /// One for each map.
    sanity: Vec<SanityRun>,
    faithful: Vec<FaithfulRun>,
    /// One for each way.
    object: Vec<ObjectRun>,
    proof: Vec<ProofRun>,
    count: u32,
    /// Number of the sanity run that is looked at; none: the newest.
    shown: Option<u32>,
    pub(in crate::app_model) settings: InstrumentSettings,
    /// None before the code is here.
    hear: Option<Hear>,
}

impl Instruments {
    pub(in crate::app_model) fn is_empty(&self) -> bool {
        self.sanity.is_empty()
            && self.faithful.is_empty()
            && self.object.is_empty()
            && self.proof.is_empty()
    }
}

type Hear = fn(&mut AppModel, HeardOfInstrument, &mut Vec<Effect>);

/// What is passed on to the code of this room.
#[derive(Debug)]
pub(in crate::app_model) enum HeardOfInstrument {
    /// It runs now, on these kernels.
    Begun(InstrumentWork, String),
    Answer(InstrumentWork, EngineEvent, Payload),
    /// It will not come, for this reason; none: its engine has stopped.
    Lost(InstrumentWork, Option<String>),
    /// The picture or the network is about to be another.
    Leaving,
}

impl AppModel {
    /// The code of this room is here.
    pub fn seat_instruments(&mut self) {
        self.instruments.hear = Some(Self::hear_of_instrument);
    }

    /// The picture or the network is about to be another: what is under way ends, as far as it came.
    pub(in crate::app_model) fn leave_instruments(&mut self, effects: &mut Vec<Effect>) {
        self.pass_on_instrument(HeardOfInstrument::Leaving, effects);
    }

    pub(in crate::app_model) fn pass_on_instrument(
        &mut self,
        heard: HeardOfInstrument,
        effects: &mut Vec<Effect>,
    ) {
        if let Some(hear) = self.instruments.hear {
            hear(self, heard, effects);
        }
    }

    /// The runs of the picture and the network in use, the newest last.
    fn present<'a, Q, A>(&self, runs: &'a [InstrumentRun<Q, A>]) -> Vec<&'a InstrumentRun<Q, A>> {
        let opened = self.picture.opened.as_ref();
        let Some(pixels) = opened.and_then(|opened| opened.pixels.as_ref()) else {
            return Vec::new();
        };
        let network = self.settings.network;
        let runs = runs.iter();
        runs.filter(|run| run.is_about(pixels, network)).collect()
    }

    /// The maps on the bench of the sanity test.
    pub fn sanity_runs(&self) -> Vec<&SanityRun> {
        self.present(&self.instruments.sanity)
    }

    /// The one of them that is looked at.
    pub fn sanity_run(&self) -> Option<&SanityRun> {
        let (runs, shown) = (self.sanity_runs(), self.instruments.shown);
        let found = runs.iter().find(|run| Some(run.number) == shown);
        found.or(runs.last()).copied()
    }

    /// The curves.
    pub fn faithful_run(&self) -> Option<&FaithfulRun> {
        self.present(&self.instruments.faithful).pop()
    }

    /// What several ways make of the map.
    pub fn object_runs(&self) -> Vec<&ObjectRun> {
        self.present(&self.instruments.object)
    }

    /// The object that was found last.
    pub fn object_run(&self) -> Option<&ObjectRun> {
        self.object_runs().pop()
    }

    /// The differences.
    pub fn proof_run(&self) -> Option<&ProofRun> {
        self.present(&self.instruments.proof).pop()
    }

    /// Whether a test can begin: the picture is there, and a class of it.
    pub fn can_test(&self, instrument: Instrument) -> bool {
        fn is_busy<Q, A>(runs: &[&InstrumentRun<Q, A>]) -> bool {
            runs.iter().any(|run| run.is_under_way())
        }
        let is_busy = match instrument {
            Instrument::Sanity => is_busy(&self.sanity_runs()),
            Instrument::Faithful => self.faithful_run().is_some_and(InstrumentRun::is_under_way),
            Instrument::Object => is_busy(&self.object_runs()),
            Instrument::Proof => self.proof_run().is_some_and(InstrumentRun::is_under_way),
        };
        let has_class = self.settings.class.is_some() || self.seen_class(0).is_some();
        !is_busy && has_class && self.pixels().is_some() && !self.is_of_another_size()
    }
}
