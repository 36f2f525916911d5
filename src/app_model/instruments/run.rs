use crate::app_model::desk::{MISFIT, Purpose};
use crate::app_model::{AppModel, Bytes, Effect, Map, Payload, Seat};
use crate::protocol::{EngineEvent, Facts, SanityRequest, Task};

use super::proof::Changed;
use super::{
    FoundObject, HeardOfInstrument, Instrument, InstrumentEnd, InstrumentEvent, InstrumentRun,
    InstrumentWork, Instruments, MOST_ON_BENCH, TestedMap,
};

impl Instruments {
    /// Where the end of a run is written, and how far it has come.
    fn ends(&mut self, work: InstrumentWork) -> Option<Ends<'_>> {
        fn of<Q, A>(run: &mut InstrumentRun<Q, A>) -> Ends<'_> {
            Ends {
                number: run.number,
                end: &mut run.end,
                progress: &mut run.progress,
                elapsed_ms: &mut run.elapsed_ms,
            }
        }
        let found = match work.instrument {
            Instrument::Sanity => {
                let run = self.sanity.iter_mut().find(|run| run.number == work.number);
                run.map(of)
            }
            Instrument::Faithful => self.faithful.as_mut().map(of),
            Instrument::Object => self.object.as_mut().map(of),
            Instrument::Proof => self.proof.as_mut().map(of),
        };
        found.filter(|ends| ends.number == work.number && ends.end.is_none())
    }

    fn stop(&mut self, work: InstrumentWork, how: InstrumentEnd) {
        if let Some(ends) = self.ends(work) {
            *ends.end = Some(how);
            *ends.progress = None;
        }
    }

    /// The runs of a test that are under way.
    fn under_way(&self, instrument: Instrument) -> Vec<InstrumentWork> {
        fn number<Q, A>(run: &InstrumentRun<Q, A>) -> Option<u32> {
            run.is_under_way().then_some(run.number)
        }
        let numbers: Vec<u32> = match instrument {
            Instrument::Sanity => self.sanity.iter().filter_map(number).collect(),
            Instrument::Faithful => self.faithful.iter().filter_map(number).collect(),
            Instrument::Object => self.object.iter().filter_map(number).collect(),
            Instrument::Proof => self.proof.iter().filter_map(number).collect(),
        };
        let work = |number| InstrumentWork { instrument, number };
        numbers.into_iter().map(work).collect()
    }

    /// A map that is tested again in the same way takes the place of itself; the bench has so many places.
    fn make_room(&mut self, request: &SanityRequest) {
        self.sanity.retain(|run| {
            let same = &run.request;
            same.map.method != request.map.method || same.map.params != request.map.params
        });
        // Curves of another change, class or seed do not belong on one chart.
        self.sanity.retain(|run| {
            let same = &run.request;
            same.change == request.change
                && same.seed == request.seed
                && same.map.class == request.map.class
        });
        while self.sanity.len() >= MOST_ON_BENCH {
            self.sanity.remove(0);
        }
    }
}

struct Ends<'a> {
    number: u32,
    end: &'a mut Option<InstrumentEnd>,
    progress: &'a mut Option<[u32; 2]>,
    elapsed_ms: &'a mut f32,
}

impl AppModel {
    /// Takes in what the reader wants of a test; what has to be done outside comes back, in order.
    pub fn on_instrument(&mut self, event: InstrumentEvent) -> Vec<Effect> {
        let mut effects = Vec::new();
        match event {
            InstrumentEvent::Sanity(request) => {
                if let Some((run, work)) = self.begin(Instrument::Sanity, request.clone()) {
                    let asked = (Task::Sanity(request.clone()), run.pixels.clone());
                    self.instruments.make_room(&request);
                    self.instruments.sanity.push(run);
                    self.put_to_test(work, asked, &mut effects);
                }
            }
            InstrumentEvent::Faithful(request) => {
                if let Some((run, work)) = self.begin(Instrument::Faithful, request.clone()) {
                    let asked = (Task::Faithful(request), run.pixels.clone());
                    self.instruments.faithful = Some(run);
                    self.put_to_test(work, asked, &mut effects);
                }
            }
            InstrumentEvent::Object(request) => {
                if let Some((run, work)) = self.begin(Instrument::Object, request.clone()) {
                    let asked = (Task::Segment(request), run.pixels.clone());
                    self.instruments.object = Some(run);
                    self.put_to_test(work, asked, &mut effects);
                }
            }
            InstrumentEvent::Proof(request) => {
                let side = self.network().side as u32;
                if let Some((run, work)) = self.begin(Instrument::Proof, request) {
                    let count = Changed::IMAGES;
                    if let Some(images) = Changed::of(&run.pixels, request, side) {
                        let task = Task::Classify { count, side };
                        self.instruments.proof = Some(run);
                        self.put_to_test(work, (task, images), &mut effects);
                    }
                }
            }
            InstrumentEvent::Set(settings) => self.instruments.settings = *settings,
            InstrumentEvent::Cancel { instrument, now_ms } => {
                for work in self.instruments.under_way(instrument) {
                    self.instruments.stop(work, InstrumentEnd::Cancelled);
                }
                self.withdraw_instrument(instrument, Some(now_ms), &mut effects);
            }
        }
        effects
    }

    fn begin<Q, A>(
        &mut self,
        instrument: Instrument,
        request: Q,
    ) -> Option<(InstrumentRun<Q, A>, InstrumentWork)> {
        let pixels = self.pixels().filter(|_| self.can_test(instrument))?.clone();
        // Those that are of another picture end: nobody could look at them.
        for work in self.instruments.under_way(instrument) {
            self.instruments.stop(work, InstrumentEnd::Cancelled);
        }
        if instrument == Instrument::Sanity {
            let kept: Vec<u32> = self.sanity_runs().iter().map(|run| run.number).collect();
            self.instruments
                .sanity
                .retain(|run| kept.contains(&run.number));
        }
        self.instruments.count += 1;
        let number = self.instruments.count;
        let run = InstrumentRun {
            number,
            request,
            pixels,
            network: self.settings.network,
            answers: Vec::new(),
            progress: None,
            end: None,
            elapsed_ms: 0.0,
        };
        Some((run, InstrumentWork { instrument, number }))
    }

    fn put_to_test(
        &mut self,
        work: InstrumentWork,
        asked: (Task, Bytes),
        effects: &mut Vec<Effect>,
    ) {
        self.withdraw_instrument(work.instrument, None, effects);
        self.engage(Seat::First, Purpose::Instrument(work), asked, effects);
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

    pub(super) fn hear_of_instrument(
        &mut self,
        heard: HeardOfInstrument,
        effects: &mut Vec<Effect>,
    ) {
        match heard {
            HeardOfInstrument::Answer(work, ..) if !self.is_looked_at(work) => {
                // Nobody can see it, nor cancel it: the engine is wanted for the present picture.
                self.instruments.stop(work, InstrumentEnd::Cancelled);
                self.withdraw_instrument(work.instrument, None, effects);
            }
            HeardOfInstrument::Answer(work, event, payload) => {
                self.on_tested(work, event, payload);
            }
            HeardOfInstrument::Lost(work, why) => {
                let how = why.map_or(InstrumentEnd::Interrupted, InstrumentEnd::Failed);
                self.instruments.stop(work, how);
            }
        }
    }

    /// Whether the run is of the picture and the network in use.
    fn is_looked_at(&self, work: InstrumentWork) -> bool {
        let number = match work.instrument {
            Instrument::Sanity => {
                let runs = self.sanity_runs();
                return runs.iter().any(|run| run.number == work.number);
            }
            Instrument::Faithful => self.faithful_run().map(|run| run.number),
            Instrument::Object => self.object_run().map(|run| run.number),
            Instrument::Proof => self.proof_run().map(|run| run.number),
        };
        number == Some(work.number)
    }

    fn on_tested(&mut self, work: InstrumentWork, event: EngineEvent, payload: Payload) {
        let instruments = &mut self.instruments;
        let Some(ends) = instruments.ends(work) else {
            return;
        };
        let misfit = || InstrumentEnd::Failed(MISFIT.to_owned());
        match event {
            // A run that begins anew on another engine has nothing yet.
            EngineEvent::Progress { done, total, .. } => *ends.progress = Some([done, total]),
            EngineEvent::SanityStep {
                step,
                sheet,
                elapsed_ms,
                ..
            } => {
                *ends.elapsed_ms = elapsed_ms;
                *ends.progress = Some([step.done, step.total]);
                let run = instruments
                    .sanity
                    .iter_mut()
                    .find(|run| run.number == work.number);
                let map = Map::new(sheet, Facts::default(), payload);
                match (run, map) {
                    (Some(run), Some(map)) => {
                        run.answers.truncate(step.done.saturating_sub(1) as usize);
                        run.answers.push(TestedMap { step, map });
                    }
                    _ => instruments.stop(work, misfit()),
                }
            }
            EngineEvent::Faithful {
                figures,
                elapsed_ms,
                ..
            } => {
                *ends.elapsed_ms = elapsed_ms;
                if let Some(run) = instruments.faithful.as_mut() {
                    run.answers.retain(|known| known.method < figures.method);
                    run.answers.push(figures);
                }
            }
            EngineEvent::Segmented {
                class,
                facts,
                elapsed_ms,
                ..
            } => {
                *ends.elapsed_ms = elapsed_ms;
                let side = instruments
                    .object
                    .as_ref()
                    .map_or(0, |run| run.request.side as usize);
                let mask = payload.bytes().filter(|mask| mask.len() == side * side);
                match (instruments.object.as_mut(), mask) {
                    (Some(run), Some(mask)) => {
                        run.answers = vec![FoundObject { class, facts, mask }];
                        instruments.stop(work, InstrumentEnd::Finished);
                    }
                    _ => instruments.stop(work, misfit()),
                }
            }
            EngineEvent::Classified { elapsed_ms, .. } => {
                *ends.elapsed_ms = elapsed_ms;
                let scores = payload.floats();
                let run = instruments.proof.as_mut();
                let how = run.zip(scores).and_then(|(run, scores)| {
                    run.answers = vec![Changed::slopes(&run.pixels, run.request, &scores)?];
                    Some(InstrumentEnd::Finished)
                });
                instruments.stop(work, how.unwrap_or_else(misfit));
            }
            EngineEvent::Finished { elapsed_ms, .. } => {
                *ends.elapsed_ms = elapsed_ms;
                instruments.stop(work, InstrumentEnd::Finished);
            }
            _ => instruments.stop(work, misfit()),
        }
    }
}
