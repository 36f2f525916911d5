use serde::{Deserialize, Serialize};

use crate::app_model::frames::{Frames, KeptFrames};
use crate::app_model::keeping::{At, Piece, Restoring, Things};
use crate::app_model::{AppModel, Effect, Later, RunPhase, Standstill};
use crate::catalogue;
use crate::protocol::{Term, VisualEnd, VisualStep, VisualizeRequest};
use crate::scores::Standing;

use super::check::CheckRow;
use super::kept_settings::KeptAxis;
use super::run::{Adjusted, side_of};
use super::work::Of;
use super::{Cell, CellState, Sweep, VisualRun, VisualState};

/// The third part of the practical as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeptVisuals {
    run: Option<KeptRun>,
    scrubbed: Option<usize>,
    sweep: Option<KeptSweep>,
    pace_ms: Option<f64>,
}

/// [`VisualRun`] as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct KeptRun {
    request: VisualizeRequest,
    adjustments: Vec<Adjusted>,
    first: At,
    phase: RunPhase,
    steps: Vec<VisualStep>,
    frames: KeptFrames,
    end: Option<VisualEnd>,
    image: Option<At>,
    elapsed_ms: f32,
    variant: String,
    check: Later<Vec<KeptRow>>,
    animation: Later<At>,
}

/// [`CheckRow`] as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct KeptRow {
    change: String,
    best: Standing,
    class: Option<Standing>,
}

/// [`Sweep`] as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct KeptSweep {
    number: u32,
    axes: Vec<(KeptAxis, Vec<f32>)>,
    cells: Vec<KeptCell>,
    standstill: Option<Standstill>,
}

/// [`Cell`] as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct KeptCell {
    values: Vec<f32>,
    state: CellState,
    run: KeptRun,
}

impl KeptRow {
    fn new(
        CheckRow {
            change,
            best,
            class,
        }: &CheckRow,
    ) -> Self {
        Self {
            change: (*change).to_owned(),
            best: *best,
            class: *class,
        }
    }

    /// None where the change is not known any more.
    fn row(&self) -> Option<CheckRow> {
        let mut changes = catalogue::CHANGES.iter();
        Some(CheckRow {
            change: changes.find(|change| change.id == self.change)?.id,
            best: self.best,
            class: self.class,
        })
    }
}

impl VisualRun {
    fn keep(&self, things: &mut Things) -> KeptRun {
        let Self {
            request,
            adjustments,
            first,
            phase,
            steps,
            frames,
            end,
            image,
            elapsed_ms,
            variant,
            check,
            animation,
        } = self;
        KeptRun {
            request: request.clone(),
            adjustments: adjustments.clone(),
            first: things.put(first),
            phase: *phase,
            steps: steps.clone(),
            frames: frames.keep(things),
            end: end.clone(),
            image: image.as_ref().map(|image| things.put(image)),
            elapsed_ms: *elapsed_ms,
            variant: variant.clone(),
            check: check.and_then(|rows| Some(rows.iter().map(KeptRow::new).collect())),
            animation: animation.and_then(|file| Some(things.put(file))),
        }
    }
}

impl KeptRun {
    /// As it was, anew where it was under way; none where something is missing, or an objective is
    /// not known any more.
    fn run(self, things: &Things) -> Option<VisualRun> {
        let first = things.bytes(self.first)?;
        let is_known = |term: &Term| catalogue::objective(&term.objective).is_some();
        if !self.request.terms.iter().all(is_known) {
            return None;
        }
        if self.phase.is_under_way() {
            return Some(VisualRun::new(self.request, first));
        }
        let image = match self.image {
            Some(at) => Some(things.bytes(at)?),
            None => None,
        };
        let side = image.as_ref().map(|image| side_of(image));
        let is_whole = match &self.end {
            Some(end) => side == Some(Some(end.side)),
            None => side != Some(None),
        };
        is_whole.then_some(VisualRun {
            request: self.request,
            adjustments: self.adjustments,
            first,
            phase: self.phase,
            frames: Frames::restore(&self.frames, things, self.steps.len(), |pixels| {
                side_of(pixels).is_some()
            })?,
            steps: self.steps,
            end: self.end,
            image,
            elapsed_ms: self.elapsed_ms,
            variant: self.variant,
            check: self
                .check
                .and_then(|rows| rows.iter().map(KeptRow::row).collect()),
            animation: self.animation.and_then(|at| things.bytes(*at)),
        })
    }
}

impl Sweep {
    fn keep(&self, things: &mut Things) -> KeptSweep {
        let Self {
            number,
            axes,
            cells,
            standstill,
        } = self;
        let axes = axes.iter();
        let cells = cells.iter().map(|Cell { values, state, run }| KeptCell {
            values: values.clone(),
            state: *state,
            run: run.keep(things),
        });
        KeptSweep {
            number: *number,
            cells: cells.collect(),
            axes: axes
                .map(|(axis, values)| (axis.keep(), values.clone()))
                .collect(),
            standstill: *standstill,
        }
    }
}

impl KeptSweep {
    /// None where an axis is not known any more, or something is missing.
    fn sweep(self, things: &Things) -> Option<Sweep> {
        let axes: Vec<_> = self
            .axes
            .into_iter()
            .map(|(axis, values)| Some((axis.axis()?, values)))
            .collect::<Option<_>>()?;
        let cell = |cell: KeptCell| {
            let state = match cell.state {
                // Its turn comes again.
                CellState::Running => CellState::Upcoming,
                state => state,
            };
            let run = cell.run.run(things)?;
            let fits = cell.values.len() == axes.len()
                && (state == CellState::Done) == (run.phase == RunPhase::Ended);
            fits.then_some(Cell {
                values: cell.values,
                state,
                run,
            })
        };
        let cells: Vec<Cell> = self.cells.into_iter().map(cell).collect::<Option<_>>()?;
        let count: usize = axes.iter().map(|(_, values)| values.len()).product();
        (!axes.is_empty() && cells.len() == count).then_some(Sweep {
            number: self.number.min(u32::MAX / 2),
            axes,
            cells,
            standstill: self.standstill,
        })
    }
}

impl VisualState {
    pub(in crate::app_model) fn keep(&self, things: &mut Things) -> KeptVisuals {
        KeptVisuals {
            run: self.run.as_ref().map(|run| run.keep(things)),
            scrubbed: self.scrubbed,
            sweep: self.sweep.as_ref().map(|sweep| sweep.keep(things)),
            pace_ms: self.pace_ms,
        }
    }
}

impl AppModel {
    /// Puts back what was made, and asks again for what was under way.
    pub(in crate::app_model) fn restore_visuals(
        &mut self,
        kept: KeptVisuals,
        restoring: &mut Restoring,
        effects: &mut Vec<Effect>,
    ) {
        self.visual.pace_ms = kept.pace_ms.filter(|pace| pace.is_finite());
        if let Some(run) = kept.run {
            match run.run(&restoring.things) {
                Some(run) => self.restore_visual_run(run, restoring, effects),
                None => restoring.lost.push(Piece::Visualisation),
            }
            self.visual.scrub(kept.scrubbed);
        }
        match kept.sweep.map(|sweep| sweep.sweep(&restoring.things)) {
            Some(Some(sweep)) => {
                restoring.restarted |= sweep.is_under_way();
                self.visual.sweep = Some(sweep);
                self.advance_sweep(effects);
            }
            Some(None) => restoring.lost.push(Piece::Sheet),
            None => {}
        }
    }

    fn restore_visual_run(
        &mut self,
        run: VisualRun,
        restoring: &mut Restoring,
        effects: &mut Vec<Effect>,
    ) {
        let is_new = run.phase == RunPhase::Waiting;
        let checks = run.check.is_running();
        let animates = run.animation.is_running();
        restoring.restarted |= is_new || checks || animates;
        let run = self.visual.run.insert(run);
        if animates {
            run.animation = Later::NotAsked;
        }
        if is_new {
            self.ascend(Of::Run, effects);
        }
        if checks {
            self.check(effects);
        }
        if animates {
            self.animate(effects);
        }
    }
}
