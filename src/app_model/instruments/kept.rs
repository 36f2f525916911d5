//! Tests of maps through a reload. A run is what was asked and the answers so far, and so it is kept.

use serde::{Deserialize, Serialize};

use crate::app_model::keeping::{At, Restoring, Things};
use crate::app_model::map::KeptMap;
use crate::app_model::{AppModel, Bytes};
use crate::protocol::{
    FaithfulFigures, FaithfulRequest, SanityRequest, SanityStep, SegmentFacts, SegmentRequest,
};
use crate::spec::ClassId;

use super::{
    FoundObject, InstrumentEnd, InstrumentRun, Instruments, JudgedMap, MOST_ON_BENCH, ProofRequest,
    Slope, TestedMap,
};

/// What was found, as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptInstruments {
    shown: Option<u32>,
    sanity: Vec<KeptRun<SanityRequest, KeptTested>>,
    faithful: Vec<KeptRun<FaithfulRequest, KeptJudged>>,
    object: Vec<KeptRun<SegmentRequest, KeptObject>>,
    proof: Vec<KeptRun<ProofRequest, [Slope; 3]>>,
}

/// [`InstrumentRun`] as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct KeptRun<Q, A> {
    number: u32,
    request: Q,
    pixels: At,
    answers: Vec<A>,
    end: Option<InstrumentEnd>,
    elapsed_ms: f32,
    variant: String,
}

/// [`TestedMap`] as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct KeptTested {
    step: SanityStep,
    map: KeptMap,
}

/// [`JudgedMap`] as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct KeptJudged {
    figures: FaithfulFigures,
    order: At,
}

/// [`FoundObject`] as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct KeptObject {
    class: ClassId,
    facts: SegmentFacts,
    mask: At,
}

/// An answer, whose bytes and numbers stand among the things.
trait Answer: Sized {
    type Kept;

    fn keep(&self, things: &mut Things) -> Self::Kept;

    /// None where something of it is not there.
    fn restored(kept: Self::Kept, things: &Things) -> Option<Self>;
}

impl Answer for TestedMap {
    type Kept = KeptTested;

    fn keep(&self, things: &mut Things) -> KeptTested {
        KeptTested {
            step: self.step.clone(),
            map: self.map.keep(things),
        }
    }

    fn restored(KeptTested { step, map }: KeptTested, things: &Things) -> Option<Self> {
        let map = map.map(things)?;
        Some(Self { step, map })
    }
}

impl Answer for JudgedMap {
    type Kept = KeptJudged;

    fn keep(&self, things: &mut Things) -> KeptJudged {
        KeptJudged {
            figures: self.figures.clone(),
            order: things.put(&self.order),
        }
    }

    fn restored(KeptJudged { figures, order }: KeptJudged, things: &Things) -> Option<Self> {
        let order = things.bytes(order)?;
        Some(Self { figures, order })
    }
}

impl Answer for FoundObject {
    type Kept = KeptObject;

    fn keep(&self, things: &mut Things) -> KeptObject {
        KeptObject {
            class: self.class,
            facts: self.facts,
            mask: things.put(&self.mask),
        }
    }

    fn restored(KeptObject { class, facts, mask }: KeptObject, things: &Things) -> Option<Self> {
        let mask = things.bytes(mask)?;
        Some(Self { class, facts, mask })
    }
}

impl Answer for [Slope; 3] {
    type Kept = Self;

    fn keep(&self, _things: &mut Things) -> Self {
        *self
    }

    fn restored(kept: Self, _things: &Things) -> Option<Self> {
        Some(kept)
    }
}

fn kept<Q: Clone, A: Answer>(
    run: &InstrumentRun<Q, A>,
    things: &mut Things,
) -> KeptRun<Q, A::Kept> {
    KeptRun {
        number: run.number,
        request: run.request.clone(),
        pixels: things.put(&run.pixels),
        answers: run.answers.iter().map(|one| one.keep(things)).collect(),
        end: run.end.clone(),
        elapsed_ms: run.elapsed_ms,
        variant: run.variant.clone(),
    }
}

impl<Q, K> KeptRun<Q, K> {
    /// It does not go on: nothing that takes long begins by itself.
    fn run<A: Answer<Kept = K>>(
        self,
        (pixels, network): (&Bytes, &'static str),
        things: &Things,
    ) -> Option<InstrumentRun<Q, A>> {
        // One and the same in memory, or it is of another picture.
        let own = things.bytes(self.pixels)?;
        let answers = self.answers.into_iter();
        let answers: Vec<A> = answers.map_while(|one| A::restored(one, things)).collect();
        let run = InstrumentRun {
            number: self.number.min(u32::MAX / 2),
            request: self.request,
            pixels: own,
            network,
            answers,
            progress: None,
            end: self.end.or(Some(InstrumentEnd::Interrupted)),
            elapsed_ms: self.elapsed_ms,
            variant: self.variant,
        };
        run.is_about(pixels, network).then_some(run)
    }
}

impl Instruments {
    fn highest_number(&self) -> u32 {
        fn highest<Q, A>(runs: &[InstrumentRun<Q, A>]) -> u32 {
            runs.iter().map(|run| run.number).max().unwrap_or(0)
        }
        let faithful = highest(&self.faithful);
        let object = highest(&self.object);
        let proof = highest(&self.proof);
        highest(&self.sanity).max(faithful).max(object).max(proof)
    }
}

impl AppModel {
    pub(in crate::app_model) fn keep_instruments(&self, things: &mut Things) -> KeptInstruments {
        fn keep<Q: Clone, A: Answer>(
            runs: &[&InstrumentRun<Q, A>],
            things: &mut Things,
        ) -> Vec<KeptRun<Q, A::Kept>> {
            runs.iter().map(|run| kept(run, things)).collect()
        }
        KeptInstruments {
            shown: self.instruments.shown,
            sanity: keep(&self.sanity_runs(), things),
            faithful: keep(&self.present(&self.instruments.faithful), things),
            object: keep(&self.object_runs(), things),
            proof: keep(&self.present(&self.instruments.proof), things),
        }
    }

    /// Puts back what was found of the picture that is shown again already.
    pub(in crate::app_model) fn restore_instruments(
        &mut self,
        kept: KeptInstruments,
        restoring: &Restoring,
    ) {
        let Some(pixels) = self.pixels().cloned() else {
            return;
        };
        fn back<Q, A: Answer>(
            runs: Vec<KeptRun<Q, A::Kept>>,
            about: (&Bytes, &'static str),
            restoring: &Restoring,
        ) -> Vec<InstrumentRun<Q, A>> {
            let runs = runs.into_iter().take(MOST_ON_BENCH);
            runs.filter_map(|run| run.run(about, &restoring.things))
                .collect()
        }
        let about = (&pixels, self.settings.network);
        self.instruments.shown = kept.shown;
        self.instruments.sanity = back(kept.sanity, about, restoring);
        self.instruments.faithful = back(kept.faithful, about, restoring);
        self.instruments.object = back(kept.object, about, restoring);
        self.instruments.proof = back(kept.proof, about, restoring);
        self.instruments.count = self.instruments.highest_number();
    }
}
