//! Which results there are on the bench that the shelf has to keep.

use crate::app_model::{AppModel, Bytes, Effect, Later, Snapshot, Standstill};

use super::Kind;

/// Tells a finished result from another one, and what is known of it from what was known before.
pub(super) type Mark = (usize, u32);

/// The mark of a finished result that is on the bench.
type Finished = fn(&AppModel) -> Option<Mark>;

/// One for each kind of [`FINISHED`]; none where there is no finished result of it.
pub(super) type Marks = [Option<Mark>; FINISHED.len()];

/// The kinds that go on the shelf by themselves, and how a finished one is known. The maps of the first
/// part are not among them: another class is a click, and its map is there again in no time. They go there
/// when the reader says so. Tests of maps see to it by themselves: their code is not always here.
const FINISHED: [(Kind, Finished); 8] = [
    (Kind::Attack, attack),
    (Kind::Comparison, comparison),
    (Kind::Visualisation, visualisation),
    (Kind::Sheet, sheet),
    (Kind::SecondMap, second_map),
    (Kind::Transfer, transfer),
    (Kind::Recognition, recognition),
    (Kind::Matrix, matrix),
];

impl AppModel {
    /// Has everything put on the shelf that is finished now, or of which more is known than before:
    /// whatever happens to the bench then, it is not lost.
    pub(in crate::app_model) fn shelve_finished(&mut self, effects: &mut Vec<Effect>) {
        let now = self.marks();
        let before = std::mem::replace(&mut self.shelf.marks, now);
        let all = FINISHED.iter().zip(now.into_iter().zip(before));
        for ((kind, _), (now, before)) in all {
            if is_news(now, before) {
                effects.push(Effect::Shelve(*kind));
            }
        }
    }

    /// Has what there is of a kind put on the shelf before it is dropped, if only half of it was made: as
    /// it is when it is cancelled now.
    pub(in crate::app_model) fn shelve_before_it_goes(
        &self,
        kind: Kind,
        effects: &mut Vec<Effect>,
    ) {
        let known = FINISHED.iter().zip(self.shelf.marks);
        let Some(((_, mark), before)) = known.into_iter().find(|((k, _), _)| *k == kind) else {
            return;
        };
        let Some(copy) = self.shelf.copy else {
            return;
        };
        let mut ended = copy(self);
        ended.end_now(kind);
        if is_news(mark(&ended), before) {
            effects.push(Effect::ShelveOf(kind, Snapshot::of(ended)));
        }
    }

    fn end_now(&mut self, kind: Kind) {
        let effects = &mut Vec::new();
        match kind {
            Kind::Attack => self.cancel_attack(None, effects),
            Kind::Comparison => self.cancel_comparison(None, effects),
            Kind::Visualisation => self.cancel_visual(None, effects),
            Kind::Sheet => self.cancel_sweep(None, effects),
            Kind::Matrix => self.stand_matrix_still(Standstill::Cancelled, None, effects),
            Kind::Map
            | Kind::Methods
            | Kind::Pictures
            | Kind::Sanity
            | Kind::Faithful
            | Kind::Object
            | Kind::Proof
            | Kind::SecondMap
            | Kind::Transfer
            | Kind::Recognition => (),
        }
    }

    /// What is on the bench is not put on the shelf anew: it came back together with that.
    pub(in crate::app_model) fn leave_bench_unshelved(&mut self) {
        self.shelf.marks = self.marks();
    }

    fn marks(&self) -> Marks {
        FINISHED.map(|(_, mark)| mark(self))
    }
}

fn address(bytes: &Bytes) -> usize {
    bytes.as_ptr().addr()
}

fn is_done<T>(later: &Later<T>) -> bool {
    later.done().is_some()
}

/// Whether there is another result than before, or more is known of it.
fn is_news(now: Option<Mark>, before: Option<Mark>) -> bool {
    match (now, before) {
        (Some((now, known)), Some((before, known_before))) => now != before || known > known_before,
        (now, _) => now.is_some(),
    }
}

fn attack(model: &AppModel) -> Option<Mark> {
    let run = model.attack.run.as_ref().filter(|r| !r.is_under_way())?;
    let known = [
        is_done(&run.verdict),
        is_done(&run.survival),
        is_done(&run.ray),
        is_done(&run.maps),
    ];
    let known = known.iter().fold(0, |all, one| 2 * all + u32::from(*one));
    Some((address(run.newest_picture()?), known))
}

fn comparison(model: &AppModel) -> Option<Mark> {
    let comparison = model.attack.comparison.as_ref();
    let comparison = comparison.filter(|comparison| !comparison.is_under_way())?;
    let mut images = comparison
        .contenders
        .iter()
        .filter_map(|c| c.image.as_ref());
    let verified = comparison.contenders.iter().filter(|c| is_done(&c.verdict));
    Some((address(images.next()?), verified.count() as u32))
}

fn visualisation(model: &AppModel) -> Option<Mark> {
    let run = model.visual.run.as_ref();
    let run = run.filter(|run| !run.phase.is_under_way())?;
    let known = u32::from(is_done(&run.check));
    Some((address(run.newest_picture()?), known))
}

fn sheet(model: &AppModel) -> Option<Mark> {
    let sheet = model.visual.sweep.as_ref();
    let sheet = sheet.filter(|sheet| !sheet.is_under_way())?;
    let ended = sheet.cells.iter().filter(|cell| cell.run.end.is_some());
    let ended = ended.count() as u32;
    (ended > 0).then_some((sheet.number as usize, ended))
}

fn second_map(model: &AppModel) -> Option<Mark> {
    let map = &model.other_map().done()?.map;
    Some((map.values.as_ptr().addr(), 0))
}

fn transfer(model: &AppModel) -> Option<Mark> {
    model.transfer().done()?;
    let run = model.attack.run.as_ref()?;
    Some((address(run.image.as_ref()?), 0))
}

fn recognition(model: &AppModel) -> Option<Mark> {
    model.recognition().done()?;
    let run = model.visual.run.as_ref()?;
    Some((address(run.image.as_ref()?), 0))
}

fn matrix(model: &AppModel) -> Option<Mark> {
    let matrix = model.pair.matrix.as_ref();
    let matrix = matrix.filter(|matrix| !matrix.is_under_way())?;
    let (ended, _) = matrix.progress();
    (ended > 0).then_some((matrix.number as usize, ended as u32))
}
