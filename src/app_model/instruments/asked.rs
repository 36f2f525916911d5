use crate::app_model::Bytes;
use crate::protocol::{FaithfulRequest, SanityRequest, SegmentRequest, Task};

use super::proof::Changed;
use super::{
    FoundObject, Instrument, InstrumentRun, Instruments, JudgedMap, ProofRequest, Slope, TestedMap,
};

/// What is asked of an instrument: all of them are run in the same way.
pub(super) trait Asked: Clone {
    type Answer;
    const INSTRUMENT: Instrument;

    fn bench(all: &mut Instruments) -> &mut Vec<InstrumentRun<Self, Self::Answer>>;

    /// Whether a run of `other` stays on the bench when this one begins.
    fn leaves(&self, _other: &Self) -> bool {
        false
    }

    /// What the engine is asked, and of which images; none where there is nothing to ask.
    fn task(&self, pixels: &Bytes, side: u32) -> Option<(Task, Bytes)>;
}

impl Asked for SanityRequest {
    type Answer = TestedMap;
    const INSTRUMENT: Instrument = Instrument::Sanity;

    fn bench(all: &mut Instruments) -> &mut Vec<InstrumentRun<Self, TestedMap>> {
        &mut all.sanity
    }

    /// A map that is tested again in the same way takes the place of itself; curves of another change, class
    /// or seed do not belong on one chart.
    fn leaves(&self, other: &Self) -> bool {
        let is_itself = other.map.method == self.map.method && other.map.params == self.map.params;
        let is_alike = other.change == self.change && other.seed == self.seed;
        !is_itself && is_alike && other.map.class == self.map.class
    }

    fn task(&self, pixels: &Bytes, _side: u32) -> Option<(Task, Bytes)> {
        Some((Task::Sanity(self.clone()), pixels.clone()))
    }
}

impl Asked for FaithfulRequest {
    type Answer = JudgedMap;
    const INSTRUMENT: Instrument = Instrument::Faithful;

    fn bench(all: &mut Instruments) -> &mut Vec<InstrumentRun<Self, JudgedMap>> {
        &mut all.faithful
    }

    fn task(&self, pixels: &Bytes, _side: u32) -> Option<(Task, Bytes)> {
        Some((Task::Faithful(self.clone()), pixels.clone()))
    }
}

impl Asked for SegmentRequest {
    type Answer = FoundObject;
    const INSTRUMENT: Instrument = Instrument::Object;

    fn bench(all: &mut Instruments) -> &mut Vec<InstrumentRun<Self, FoundObject>> {
        &mut all.object
    }

    /// What other ways make of the same map is there to be compared.
    fn leaves(&self, other: &Self) -> bool {
        let is_of_one_map = other.map == self.map && other.ten_crops == self.ten_crops;
        other.recipe != self.recipe && is_of_one_map && other.side == self.side
    }

    fn task(&self, pixels: &Bytes, _side: u32) -> Option<(Task, Bytes)> {
        Some((Task::Segment(self.clone()), pixels.clone()))
    }
}

impl Asked for ProofRequest {
    type Answer = [Slope; 3];
    const INSTRUMENT: Instrument = Instrument::Proof;

    fn bench(all: &mut Instruments) -> &mut Vec<InstrumentRun<Self, [Slope; 3]>> {
        &mut all.proof
    }

    fn task(&self, pixels: &Bytes, side: u32) -> Option<(Task, Bytes)> {
        let images = Changed::of(pixels, *self, side)?;
        let count = Changed::IMAGES;
        Some((Task::Classify { count, side }, images))
    }
}
