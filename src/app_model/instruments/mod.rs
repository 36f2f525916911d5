//! Maps put to the test: whether one hangs on what the network has learnt, whether the class goes with the
//! pixels that it calls important, and whether it finds an object.
//!
//! As with maps side by side, the page begins without the code of this room: it comes with the first part,
//! which says so by [`AppModel::seat_instruments`].

mod proof;
mod run;
mod settings;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::{AppModel, Bytes, Effect, Map, Payload};
use crate::protocol::{
    EngineEvent, FaithfulFigures, FaithfulRequest, SanityRequest, SanityStep, SegmentFacts,
    SegmentRequest,
};
use crate::spec::ClassId;

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
    /// The reader sets them.
    Set(Box<InstrumentSettings>),
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InstrumentEnd {
    Finished,
    Cancelled,
    /// Its engine has stopped.
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
}

impl<Q, A> InstrumentRun<Q, A> {
    pub fn is_under_way(&self) -> bool {
        self.end.is_none()
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
        }
    }
}

/// A map of the sanity test, with what there is to say of it.
#[derive(Debug, Clone)]
pub struct TestedMap {
    pub step: SanityStep,
    pub map: Map,
}

/// Which pixel is changed, and by how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProofRequest {
    /// Column and row.
    pub pixel: (u32, u32),
    /// Grey levels up and down.
    pub levels: u8,
    pub class: ClassId,
}

/// What the score does when one colour of a pixel changes.
#[derive(Debug, Clone, Copy, PartialEq)]
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
pub type FaithfulRun = InstrumentRun<FaithfulRequest, FaithfulFigures>;
pub type ObjectRun = InstrumentRun<SegmentRequest, FoundObject>;
/// Red, green and blue.
pub type ProofRun = InstrumentRun<ProofRequest, [Slope; 3]>;

/// Every instrument that there is a run of.
#[derive(Debug, Clone, Default)]
pub struct Instruments {
    /// One for each map on the bench, the newest last.
    sanity: Vec<SanityRun>,
    faithful: Option<FaithfulRun>,
    object: Option<ObjectRun>,
    proof: Option<ProofRun>,
    count: u32,
    pub(in crate::app_model) settings: InstrumentSettings,
    /// None before the code is here.
    hear: Option<Hear>,
}

type Hear = fn(&mut AppModel, HeardOfInstrument, &mut Vec<Effect>);

/// What is passed on to the code of this room.
#[derive(Debug)]
pub(in crate::app_model) enum HeardOfInstrument {
    Answer(InstrumentWork, EngineEvent, Payload),
    /// It will not come, for this reason; none: its engine has stopped.
    Lost(InstrumentWork, Option<String>),
}

impl AppModel {
    /// The code of this room is here.
    pub fn seat_instruments(&mut self) {
        self.instruments.hear = Some(Self::hear_of_instrument);
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

    /// The maps on the bench that are of the picture and the network in use, the newest last.
    pub fn sanity_runs(&self) -> Vec<&SanityRun> {
        let all = self.instruments.sanity.iter();
        all.filter(|run| self.is_about_present(&run.pixels, run.network))
            .collect()
    }

    /// The curves, where they are of the picture and the network in use.
    pub fn faithful_run(&self) -> Option<&FaithfulRun> {
        let run = self.instruments.faithful.as_ref();
        run.filter(|run| self.is_about_present(&run.pixels, run.network))
    }

    /// The object, where it is of the picture and the network in use.
    pub fn object_run(&self) -> Option<&ObjectRun> {
        let run = self.instruments.object.as_ref();
        run.filter(|run| self.is_about_present(&run.pixels, run.network))
    }

    /// The differences, where they are of the picture and the network in use.
    pub fn proof_run(&self) -> Option<&ProofRun> {
        let run = self.instruments.proof.as_ref();
        run.filter(|run| self.is_about_present(&run.pixels, run.network))
    }

    fn is_about_present(&self, pixels: &Bytes, network: &str) -> bool {
        let opened = self.picture.opened.as_ref();
        let present = opened.and_then(|opened| opened.pixels.as_ref());
        network == self.settings.network
            && present.is_some_and(|present| Arc::ptr_eq(present, pixels))
    }

    /// Whether a test can begin: the picture is there, and a class of it.
    pub fn can_test(&self, instrument: Instrument) -> bool {
        let is_busy = match instrument {
            Instrument::Sanity => self.sanity_runs().iter().any(|run| run.is_under_way()),
            Instrument::Faithful => self.faithful_run().is_some_and(InstrumentRun::is_under_way),
            Instrument::Object => self.object_run().is_some_and(InstrumentRun::is_under_way),
            Instrument::Proof => self.proof_run().is_some_and(InstrumentRun::is_under_way),
        };
        let has_class = self.settings.class.is_some() || self.seen_class(0).is_some();
        !is_busy && has_class && self.pixels().is_some() && !self.is_of_another_size()
    }
}
