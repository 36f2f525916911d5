use crate::app_model::desk::{Purpose, each_once};
use crate::app_model::{AppModel, Effect, Kind, RunPhase, Seat, Standstill};
use crate::catalogue;
use crate::protocol::VisualizeRequest;
use crate::spec::NetworkSpec;

use super::run::VisualRun;
use super::work::{Of, Work};
use super::{Axis, BESIDE, CellState, VisualState};

/// One run of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// One value for each axis of the sheet.
    pub values: Vec<f32>,
    pub state: CellState,
    /// Without frames.
    pub run: VisualRun,
}

/// Runs that differ in one or two things, as a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Sweep {
    /// No other sheet of the page has it.
    pub number: u32,
    /// What the columns vary, then what the rows do, if anything.
    pub axes: Vec<(Axis, Vec<f32>)>,
    /// Row by row.
    pub cells: Vec<Cell>,
    pub standstill: Option<Standstill>,
}

impl Sweep {
    /// The kernel variants that its cells were computed by, each once.
    pub fn variants(&self) -> Vec<&str> {
        each_once(self.cells.iter().map(|cell| cell.run.variant.as_str()))
    }

    /// Whether it sets the practical's preset beside the best one.
    pub(super) fn is_beside(&self) -> bool {
        matches!(&self.axes[..], [(Axis::Preset, values)] if *values == BESIDE)
    }

    /// Whether something will still happen by itself.
    pub fn is_under_way(&self) -> bool {
        let to_do = |cell: &Cell| matches!(cell.state, CellState::Upcoming | CellState::Running);
        self.standstill.is_none() && self.cells.iter().any(to_do)
    }
}

/// Every run of a sheet with its values, row by row: columns vary fastest.
fn runs(
    base: &VisualizeRequest,
    axes: &[(Axis, Vec<f32>)],
    network: &NetworkSpec,
) -> Vec<(Vec<f32>, VisualizeRequest)> {
    let mut all: Vec<Vec<f32>> = vec![Vec::new()];
    for (_, values) in axes.iter().rev() {
        let before = |taken: &Vec<f32>| {
            let taken = taken.clone();
            let each = move |value: &f32| [&[*value], &taken[..]].concat();
            values.iter().map(each)
        };
        all = all.iter().flat_map(before).collect();
    }
    let run = |values: Vec<f32>| {
        let mut request = base.clone();
        // A preset first: it would take back what another axis has set.
        for is_preset in [true, false] {
            let set = axes.iter().zip(&values);
            for ((axis, _), value) in set.filter(|((a, _), _)| (*a == Axis::Preset) == is_preset) {
                axis.apply(&mut request, *value, network);
            }
        }
        (values, request)
    };
    all.into_iter().map(run).collect()
}

impl VisualState {
    pub(super) fn set_cell(&mut self, i: usize, state: CellState) {
        let cells = self.sweep.as_mut().map(|sweep| &mut sweep.cells);
        if let Some(cell) = cells.and_then(|cells| cells.get_mut(i)) {
            cell.state = state;
        }
    }

    /// No further cell begins; one that runs has its turn taken back.
    pub(super) fn stand_still(&mut self, why: Standstill) {
        let Some(sweep) = self.sweep.as_mut().filter(|sweep| sweep.is_under_way()) else {
            return;
        };
        sweep.standstill = Some(why);
        for cell in &mut sweep.cells {
            if cell.state == CellState::Running {
                cell.state = CellState::Upcoming;
                cell.run = VisualRun::new(cell.run.request.clone(), cell.run.first.clone());
            }
        }
    }
}

impl AppModel {
    pub(super) fn chosen_axes(&self) -> Vec<(Axis, Vec<f32>)> {
        let chosen = self.visual.settings.axes.iter();
        let mut axes: Vec<(Axis, Vec<f32>)> = Vec::new();
        for choice in chosen.filter(|choice| !choice.values.is_empty()) {
            let is_new = |axis: &Axis| axes.iter().all(|(other, _)| other != axis);
            if let Some(axis) = choice.axis.filter(is_new) {
                axes.push((axis, choice.values.clone()));
            }
        }
        axes
    }

    fn runs_over(&self, axes: &[(Axis, Vec<f32>)]) -> Vec<(Vec<f32>, VisualizeRequest)> {
        if axes.is_empty() {
            return Vec::new();
        }
        runs(&self.visual.settings.request(), axes, self.network())
    }

    fn chosen_runs(&self) -> Vec<(Vec<f32>, VisualizeRequest)> {
        self.runs_over(&self.chosen_axes())
    }

    /// How many runs the sheet that is set would take, and how long, in milliseconds, as far as the
    /// pace of this device is known.
    pub fn sweep_estimate(&self) -> (usize, Option<f64>) {
        let runs = self.chosen_runs();
        let network = self.network();
        let cost = |(_, request): &(_, VisualizeRequest)| {
            catalogue::visualize_cost(&request.params, network)
        };
        let cost: f64 = runs.iter().map(cost).sum();
        let side_by_side = self.side_by_side(Seat::First).min(runs.len()).max(1);
        let cost = cost / side_by_side as f64;
        (runs.len(), self.visual_pace_ms().map(|pace| pace * cost))
    }

    /// Whether there is something to vary, and the image that the runs begin with, if any.
    pub fn can_sweep(&self) -> bool {
        let runs = self.chosen_runs();
        let can_begin =
            |(_, request): &(_, VisualizeRequest)| self.first_image(request.start).is_some();
        !runs.is_empty() && runs.iter().all(can_begin)
    }

    /// Milliseconds of an iteration at the network's side: of the last run, or else of a saliency
    /// map, which takes one gradient as well.
    pub fn visual_pace_ms(&self) -> Option<f64> {
        let saliency = self.saliency.map.as_ref();
        let of_map = saliency.map(|saliency| f64::from(saliency.elapsed_ms));
        self.visual.pace_ms.or(of_map)
    }

    /// Runs one ascent for every combination of these values, all from the same seed.
    pub(super) fn sweep(&mut self, axes: Vec<(Axis, Vec<f32>)>, effects: &mut Vec<Effect>) {
        let runs = self.runs_over(&axes);
        if runs.is_empty() {
            return;
        }
        let mut cells = Vec::with_capacity(runs.len());
        for (values, request) in runs {
            let Some(first) = self.first_image(request.start) else {
                return;
            };
            cells.push(Cell {
                values,
                state: CellState::Upcoming,
                run: VisualRun::new(request, first),
            });
        }
        self.cancel_visual(None, effects);
        let before = self.visual.sweep.as_ref().map_or(0, |sweep| sweep.number);
        self.forget_sweep(effects);
        self.visual.sweep = Some(Sweep {
            number: before + 1,
            axes,
            cells,
            standstill: None,
        });
        self.advance_sweep(effects);
    }

    /// Gives the next cells their turn, as many as there are engines for.
    pub(super) fn advance_sweep(&mut self, effects: &mut Vec<Effect>) {
        let at_once = self.at_once(Seat::First);
        while let Some(sweep) = self
            .visual
            .sweep
            .as_mut()
            .filter(|s| s.standstill.is_none())
        {
            let of = |state| move |cell: &&Cell| cell.state == state;
            if sweep.cells.iter().filter(of(CellState::Running)).count() >= at_once {
                return;
            }
            let is_upcoming = |cell: &Cell| cell.state == CellState::Upcoming;
            let Some(i) = sweep.cells.iter().position(is_upcoming) else {
                return;
            };
            sweep.cells[i].state = CellState::Running;
            self.ascend(Of::Cell(i), effects);
        }
    }

    pub(super) fn forget_sweep(&mut self, effects: &mut Vec<Effect>) {
        self.shelve_before_it_goes(Kind::Sheet, effects);
        self.cancel_sweep(None, effects);
        self.visual.sweep = None;
    }

    /// Ends the sheet under way; the cells that are done stay.
    pub(in crate::app_model) fn cancel_sweep(
        &mut self,
        now_ms: Option<f64>,
        effects: &mut Vec<Effect>,
    ) {
        let is = Purpose::visual(Work::is_about_a_cell);
        self.desk.withdraw(is, now_ms, effects);
        self.visual.stand_still(Standstill::Cancelled);
    }

    /// Shows a finished cell as the run that it is, and sets everything as it was for it.
    pub(super) fn open_cell(&mut self, cell: usize, effects: &mut Vec<Effect>) {
        let sweep = self.visual.sweep.as_ref();
        let cell = sweep.and_then(|sweep| sweep.cells.get(cell));
        let Some(cell) = cell.filter(|cell| cell.run.phase == RunPhase::Ended) else {
            return;
        };
        let run = cell.run.clone();
        self.forget_visual(effects);
        let settings = &mut self.visual.settings;
        settings.terms = run.request.terms.clone();
        settings.params = run.request.params.clone();
        settings.start = run.request.start;
        settings.seed = run.request.seed;
        self.visual.run = Some(run);
        self.check(effects);
    }
}
