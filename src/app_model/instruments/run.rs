use crate::app_model::desk::{MISFIT, Purpose};
use crate::app_model::{AppModel, Effect, Kind, Map, Payload, Seat, Snapshot};
use crate::protocol::{EngineEvent, Facts};

use super::asked::Asked;
use super::proof::Changed;
use super::{
    FoundObject, HeardOfInstrument, Instrument, InstrumentEnd, InstrumentEvent, InstrumentRun,
    InstrumentWork, Instruments, JudgedMap, MOST_ON_BENCH, TestedMap,
};

/// What all runs have, whatever was asked.
struct Course<'a> {
    end: &'a mut Option<InstrumentEnd>,
    progress: &'a mut Option<[u32; 2]>,
    elapsed_ms: &'a mut f32,
    variant: &'a mut String,
    has_answers: bool,
}

impl Instruments {
    /// How a run goes that is under way.
    fn course(&mut self, work: InstrumentWork) -> Option<Course<'_>> {
        fn of<Q, A>(runs: &mut [InstrumentRun<Q, A>], number: u32) -> Option<Course<'_>> {
            let run = runs
                .iter_mut()
                .find(|run| run.number == number && run.is_under_way())?;
            Some(Course {
                end: &mut run.end,
                progress: &mut run.progress,
                elapsed_ms: &mut run.elapsed_ms,
                variant: &mut run.variant,
                has_answers: !run.answers.is_empty(),
            })
        }
        match work.instrument {
            Instrument::Sanity => of(&mut self.sanity, work.number),
            Instrument::Faithful => of(&mut self.faithful, work.number),
            Instrument::Object => of(&mut self.object, work.number),
            Instrument::Proof => of(&mut self.proof, work.number),
        }
    }

    /// The runs that are under way, of one instrument or of all.
    fn under_way(&self, instrument: Option<Instrument>) -> Vec<InstrumentWork> {
        fn of<Q, A>(runs: &[InstrumentRun<Q, A>]) -> Vec<u32> {
            let runs = runs.iter().filter(|run| run.is_under_way());
            runs.map(|run| run.number).collect()
        }
        let benches = [
            (Instrument::Sanity, of(&self.sanity)),
            (Instrument::Faithful, of(&self.faithful)),
            (Instrument::Object, of(&self.object)),
            (Instrument::Proof, of(&self.proof)),
        ];
        let wanted = benches
            .into_iter()
            .filter(|(own, _)| instrument.is_none_or(|wanted| wanted == *own));
        let work = |(instrument, numbers): (Instrument, Vec<u32>)| {
            numbers
                .into_iter()
                .map(move |number| InstrumentWork { instrument, number })
        };
        wanted.flat_map(work).collect()
    }
}

impl AppModel {
    /// Takes in what the reader wants of a test; what has to be done outside comes back, in order.
    pub fn on_instrument(&mut self, event: InstrumentEvent) -> Vec<Effect> {
        let mut effects = Vec::new();
        match event {
            InstrumentEvent::Sanity(request) => self.put_to_test(request, &mut effects),
            InstrumentEvent::Faithful(request) => self.put_to_test(request, &mut effects),
            InstrumentEvent::Object(request) => self.put_to_test(request, &mut effects),
            InstrumentEvent::Proof(request) => self.put_to_test(request, &mut effects),
            InstrumentEvent::Set(settings) => {
                self.mind_seeds_of_tests(&settings);
                self.instruments.settings = *settings;
            }
            InstrumentEvent::Show(run) => self.instruments.shown = run,
            InstrumentEvent::Cancel { instrument, now_ms } => {
                for work in self.instruments.under_way(Some(instrument)) {
                    self.end_test(work, InstrumentEnd::Cancelled, &mut effects);
                }
                self.withdraw_instrument(instrument, Some(now_ms), &mut effects);
            }
        }
        effects
    }

    fn put_to_test<Q: Asked>(&mut self, request: Q, effects: &mut Vec<Effect>) {
        let instrument = Q::INSTRUMENT;
        let side = self.network().side as u32;
        let pixels = self.pixels().filter(|_| self.can_test(instrument)).cloned();
        let Some(pixels) = pixels else { return };
        let Some(asked) = request.task(&pixels, side) else {
            return;
        };
        let network = self.settings.network;
        self.instruments.count += 1;
        let number = self.instruments.count;
        let bench = Q::bench(&mut self.instruments);
        bench.retain(|run| run.is_about(&pixels, network) && request.leaves(&run.request));
        if bench.len() >= MOST_ON_BENCH {
            bench.remove(0);
        }
        bench.push(InstrumentRun {
            number,
            request,
            pixels,
            network,
            answers: Vec::new(),
            progress: None,
            end: None,
            elapsed_ms: 0.0,
            variant: String::new(),
        });
        if instrument == Instrument::Sanity {
            self.instruments.shown = None;
        }
        self.withdraw_instrument(instrument, None, effects);
        let purpose = Purpose::Instrument(InstrumentWork { instrument, number });
        self.engage(Seat::First, purpose, asked, effects);
    }

    fn withdraw_instrument(
        &mut self,
        instrument: Instrument,
        now_ms: Option<f64>,
        effects: &mut Vec<Effect>,
    ) {
        let is = |purpose: &Purpose| matches!(purpose, Purpose::Instrument(work) if work.instrument == instrument);
        self.desk.withdraw(is, now_ms, effects);
    }

    /// A run ends; what it found goes on the shelf.
    fn end_test(&mut self, work: InstrumentWork, how: InstrumentEnd, effects: &mut Vec<Effect>) {
        let Some(course) = self.instruments.course(work) else {
            return;
        };
        *course.end = Some(how);
        *course.progress = None;
        if course.has_answers {
            self.shelve_test(work, effects);
        }
    }

    /// Records are of the run that is looked at: where the reader looks at another one, they are of a page
    /// where that is not so.
    fn shelve_test(&self, work: InstrumentWork, effects: &mut Vec<Effect>) {
        let kind = match work.instrument {
            Instrument::Sanity => Kind::Sanity,
            Instrument::Faithful => Kind::Faithful,
            Instrument::Object => Kind::Object,
            Instrument::Proof => Kind::Proof,
        };
        let looks_elsewhere = kind == Kind::Sanity && self.instruments.shown.is_some();
        match self.shelf.copy.filter(|_| looks_elsewhere) {
            Some(copy) => {
                let mut page = copy(self);
                page.instruments.shown = None;
                effects.push(Effect::ShelveOf(kind, Snapshot::of(page)));
            }
            None => effects.push(Effect::Shelve(kind)),
        }
    }

    pub(super) fn hear_of_instrument(
        &mut self,
        heard: HeardOfInstrument,
        effects: &mut Vec<Effect>,
    ) {
        match heard {
            HeardOfInstrument::Begun(work, variant) => {
                if let Some(course) = self.instruments.course(work) {
                    *course.variant = variant;
                }
            }
            HeardOfInstrument::Answer(work, event, payload) => {
                if let Some(how) = self.on_tested(work, event, payload) {
                    self.end_test(work, how, effects);
                }
            }
            HeardOfInstrument::Lost(work, why) => {
                let how = why.map_or(InstrumentEnd::Interrupted, InstrumentEnd::Failed);
                self.end_test(work, how, effects);
            }
            HeardOfInstrument::Leaving => self.leave_tests(effects),
        }
    }

    /// The engine is wanted for what comes; what was found so far is kept as it is.
    fn leave_tests(&mut self, effects: &mut Vec<Effect>) {
        for work in self.instruments.under_way(None) {
            let before = effects.len();
            self.end_test(work, InstrumentEnd::Cancelled, effects);
            for effect in &mut effects[before..] {
                if let (Effect::Shelve(kind), Some(copy)) = (&effect, self.shelf.copy) {
                    *effect = Effect::ShelveOf(*kind, Snapshot::of(copy(self)));
                }
            }
            self.withdraw_instrument(work.instrument, None, effects);
        }
    }

    /// How the run ends by this answer, if it does.
    fn on_tested(
        &mut self,
        work: InstrumentWork,
        event: EngineEvent,
        payload: Payload,
    ) -> Option<InstrumentEnd> {
        let instruments = &mut self.instruments;
        let course = instruments.course(work)?;
        match event {
            // A run that begins anew on another engine has nothing yet.
            EngineEvent::Progress { done, total, .. } => {
                *course.progress = Some([done, total]);
                return None;
            }
            EngineEvent::Finished { elapsed_ms, .. } => {
                *course.elapsed_ms = elapsed_ms;
                return Some(InstrumentEnd::Finished);
            }
            _ => {}
        }
        let how = match event {
            EngineEvent::SanityStep { .. } => instruments.take_step(work, event, payload),
            EngineEvent::Faithful { .. } => instruments.take_curves(work, event, payload),
            EngineEvent::Segmented { .. } => instruments.take_object(work, event, payload),
            EngineEvent::Classified { .. } => instruments.take_slopes(work, event, payload),
            _ => None,
        };
        match how {
            Some(how) => how,
            None => Some(InstrumentEnd::Failed(MISFIT.to_owned())),
        }
    }
}

/// Whether the run ends by an answer; none where that is no answer to it.
type Taken = Option<Option<InstrumentEnd>>;

fn of_number<Q, A>(
    runs: &mut [InstrumentRun<Q, A>],
    work: InstrumentWork,
) -> Option<&mut InstrumentRun<Q, A>> {
    runs.iter_mut().find(|run| run.number == work.number)
}

impl Instruments {
    fn take_step(&mut self, work: InstrumentWork, event: EngineEvent, payload: Payload) -> Taken {
        let EngineEvent::SanityStep {
            step,
            sheet,
            elapsed_ms,
            ..
        } = event
        else {
            return None;
        };
        let run = of_number(&mut self.sanity, work)?;
        let map = Map::new(sheet, Facts::default(), payload)?;
        run.elapsed_ms = elapsed_ms;
        run.progress = Some([step.done, step.total]);
        run.answers.truncate(step.done.saturating_sub(1) as usize);
        run.answers.push(TestedMap { step, map });
        Some(None)
    }

    fn take_curves(&mut self, work: InstrumentWork, event: EngineEvent, payload: Payload) -> Taken {
        let EngineEvent::Faithful {
            figures,
            elapsed_ms,
            ..
        } = event
        else {
            return None;
        };
        let run = of_number(&mut self.faithful, work)?;
        let pixels = run.pixels.len() / 3;
        let order = payload.bytes().filter(|order| order.len() == 4 * pixels)?;
        run.elapsed_ms = elapsed_ms;
        run.answers
            .retain(|known| known.figures.method < figures.method);
        run.answers.push(JudgedMap { figures, order });
        Some(None)
    }

    fn take_object(&mut self, work: InstrumentWork, event: EngineEvent, payload: Payload) -> Taken {
        let EngineEvent::Segmented {
            class,
            facts,
            elapsed_ms,
            ..
        } = event
        else {
            return None;
        };
        let run = of_number(&mut self.object, work)?;
        let side = run.request.side as usize;
        let mask = payload.bytes().filter(|mask| mask.len() == side * side)?;
        run.elapsed_ms = elapsed_ms;
        run.answers = vec![FoundObject { class, facts, mask }];
        Some(Some(InstrumentEnd::Finished))
    }

    fn take_slopes(&mut self, work: InstrumentWork, event: EngineEvent, payload: Payload) -> Taken {
        let EngineEvent::Classified { elapsed_ms, .. } = event else {
            return None;
        };
        let run = of_number(&mut self.proof, work)?;
        let scores = payload.floats()?;
        run.answers = vec![Changed::slopes(&run.pixels, run.request, &scores)?];
        run.elapsed_ms = elapsed_ms;
        Some(Some(InstrumentEnd::Finished))
    }
}
