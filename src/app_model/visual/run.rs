use serde::{Deserialize, Serialize};

use crate::app_model::desk::{MISFIT, Purpose};
use crate::app_model::errands::Errand;
use crate::app_model::{AppModel, Bytes, Effect, Frames, Kind, Later, Payload, RunPhase, Seat};
use crate::catalogue;
use crate::protocol::{DecoderRequest, Start, Task, VisualEnd, VisualStep, VisualizeRequest};
use crate::spec::{NetworkSpec, ParamValues};

use super::check::CheckRow;
use super::work::{Of, Work};
use super::{CellState, VisualState};

/// Frames of an animated file at the most, and how long each is shown.
const MOST_ANIMATED: usize = 60;
const ANIMATION_DELAY_MS: u32 = 80;

/// One ascent with everything it was asked for and everything it gave.
#[derive(Debug, Clone, PartialEq)]
pub struct VisualRun {
    /// Its parameters are those of the last iteration.
    pub request: VisualizeRequest,
    /// What its parameters were before, and since when they are not.
    pub adjustments: Vec<Adjusted>,
    /// The image it begins with, `[side, side, 3]`; empty where it begins with none.
    pub first: Bytes,
    pub phase: RunPhase,
    /// Every step so far.
    pub steps: Vec<VisualStep>,
    /// Pictures of some of them.
    pub frames: Frames,
    pub end: Option<VisualEnd>,
    /// The finished image, 8-bit, `[side, side, 3]`; there when `end` is. Of a cell of a sheet,
    /// the newest picture until then.
    pub image: Option<Bytes>,
    pub elapsed_ms: f32,
    pub variant: String,
    /// What the network says of the image after small changes of it.
    pub check: Later<Vec<CheckRow>>,
    /// The animated file.
    pub animation: Later<Bytes>,
}

/// A change of the parameters of a run under way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Adjusted {
    /// What the parameters were until then.
    pub before: ParamValues,
    /// The first iteration with others, once it has begun.
    pub iteration: Option<u32>,
}

impl VisualRun {
    pub(in crate::app_model) fn new(request: VisualizeRequest, first: Bytes) -> Self {
        Self {
            request,
            adjustments: Vec::new(),
            first,
            phase: RunPhase::Waiting,
            steps: Vec::new(),
            frames: Frames::default(),
            end: None,
            image: None,
            elapsed_ms: 0.0,
            variant: String::new(),
            check: Later::NotAsked,
            animation: Later::NotAsked,
        }
    }

    /// The request that the run began with.
    pub fn begun_with(&self) -> VisualizeRequest {
        let first = self.adjustments.first().map(|first| &first.before);
        VisualizeRequest {
            params: first.unwrap_or(&self.request.params).clone(),
            ..self.request.clone()
        }
    }

    /// The parameters that the run went over to, each with its first iteration. What was changed
    /// again before an iteration began with it is left out.
    pub fn changes(&self) -> Vec<(u32, &ParamValues)> {
        let after = self.adjustments.iter().skip(1).map(|next| &next.before);
        let after = after.chain([&self.request.params]);
        let mut changes: Vec<(u32, &ParamValues)> = Vec::new();
        for (adjusted, params) in self.adjustments.iter().zip(after) {
            let Some(iteration) = adjusted.iteration else {
                break;
            };
            changes.retain(|(other, _)| *other != iteration);
            changes.push((iteration, params));
        }
        changes
    }

    /// Its parameters are others from the next iteration on, or from the first where none has begun.
    fn adjust(&mut self, params: ParamValues) {
        let before = std::mem::replace(&mut self.request.params, params);
        if self.phase != RunPhase::Waiting {
            let iteration = None;
            self.adjustments.push(Adjusted { before, iteration });
        }
    }

    /// Takes in which changes of its parameters an iteration began with.
    fn note_adjustments(&mut self, step: &VisualStep) {
        let begun = self.adjustments.iter_mut().take(step.adjustments as usize);
        for adjusted in begun.filter(|adjusted| adjusted.iteration.is_none()) {
            adjusted.iteration = Some(step.iteration);
        }
    }

    /// The finished image or, where it did not end, the last one that is kept of its way.
    pub fn newest_picture(&self) -> Option<&Bytes> {
        let newest = self.frames.newest().map(|frame| &frame.pixels);
        self.image.as_ref().or(newest)
    }

    /// Steps that were applied so far.
    pub fn iterations(&self) -> Option<u32> {
        let ended = self.end.as_ref().map(|end| end.iterations);
        ended.or_else(|| Some(self.steps.last()?.iteration))
    }

    /// Milliseconds that an iteration took so far.
    pub fn pace_ms(&self) -> Option<f64> {
        let last = self.steps.last()?;
        Some(f64::from(self.elapsed_ms) / f64::from(last.iteration + 1))
    }

    /// Milliseconds until it ends, if it goes on as it went.
    pub fn remaining_ms(&self) -> Option<f64> {
        let last = self.steps.last()?;
        let to_do = last.iterations.saturating_sub(last.iteration + 1);
        Some(self.pace_ms()? * f64::from(to_do))
    }
}

/// Side of a square of 8-bit RGB; none where it is no square.
pub(super) fn side_of(pixels: &[u8]) -> Option<u32> {
    let side = (pixels.len() / 3).isqrt();
    (side > 0 && side * side * 3 == pixels.len()).then_some(side as u32)
}

impl VisualState {
    /// Shows a kept frame; the newest, too, for a position where none is.
    pub(super) fn scrub(&mut self, position: Option<usize>) {
        let kept = self.run.as_ref().map_or(0, |run| run.frames.len());
        self.scrubbed = position.filter(|position| *position < kept);
    }

    pub(super) fn run_of(&mut self, of: Of) -> Option<&mut VisualRun> {
        match of {
            Of::Run => self.run.as_mut(),
            Of::Cell(i) => Some(&mut self.sweep.as_mut()?.cells.get_mut(i)?.run),
        }
    }

    pub(super) fn add_step(&mut self, of: Of, step: VisualStep, elapsed_ms: f32, picture: Payload) {
        let side = step.side;
        let Some(run) = self.run_of(of) else { return };
        run.note_adjustments(&step);
        run.steps.push(step);
        run.elapsed_ms = elapsed_ms;
        let picture = picture.bytes().filter(|p| side_of(p) == Some(side));
        let mut thinned = false;
        match (of, picture) {
            (Of::Run, Some(pixels)) => thinned = run.frames.push(run.steps.len() - 1, pixels),
            // A sheet keeps no way, or a phone would not hold it.
            (Of::Cell(_), Some(pixels)) => run.image = Some(pixels),
            (_, None) => {}
        }
        if thinned {
            self.scrubbed = self.scrubbed.map(|position| position / 2);
        }
    }

    /// Takes in the end of a run; false where the image is none.
    pub(super) fn end(
        &mut self,
        of: Of,
        end: VisualEnd,
        (elapsed_ms, variant): (f32, String),
        image: Payload,
        network: &NetworkSpec,
    ) -> bool {
        let image = image.bytes().filter(|i| side_of(i) == Some(end.side));
        let Some(run) = self.run_of(of) else {
            return true;
        };
        let Some(image) = image else { return false };
        run.phase = RunPhase::Ended;
        run.image = Some(image);
        run.elapsed_ms = elapsed_ms;
        run.variant = variant;
        // Of a run that was cut short the cost is another.
        let is_whole = run
            .steps
            .last()
            .is_some_and(|s| s.iterations == end.iterations);
        run.end = Some(end);
        let cost = catalogue::visualize_cost(&run.request.params, network);
        if is_whole && cost > 0.0 {
            self.pace_ms = Some(f64::from(elapsed_ms) / cost);
        }
        if let Of::Cell(i) = of {
            self.set_cell(i, CellState::Done);
        }
        true
    }

    pub(in crate::app_model) fn on_animated(&mut self, payload: Payload) {
        let file = payload.bytes().filter(|file| !file.is_empty());
        if let Some(run) = &mut self.run {
            run.animation = match file {
                Some(file) => Later::Done(file),
                None => Later::Failed(MISFIT.to_owned()),
            };
        }
    }
}

impl AppModel {
    /// The image that a run begins with; none where it is asked for and there is none.
    pub(super) fn first_image(&self, start: Start) -> Option<Bytes> {
        match start {
            Start::Image => self.picture.opened.as_ref()?.pixels.clone(),
            Start::Noise | Start::Grey => Some(Bytes::from([])),
        }
    }

    /// Begins an ascent; replaces what is under way.
    pub(super) fn begin_visual(&mut self, effects: &mut Vec<Effect>) {
        let request = self.visual.settings.request();
        let Some(first) = self.first_image(request.start) else {
            return;
        };
        self.cancel_sweep(None, effects);
        self.forget_visual(effects);
        self.visual.run = Some(VisualRun::new(request, first));
        self.ascend(Of::Run, effects);
    }

    /// Has the engine make a run.
    pub(super) fn ascend(&mut self, of: Of, effects: &mut Vec<Effect>) {
        if let Some(run) = self.visual.run_of(of) {
            let asked = (Task::Visualize(run.request.clone()), run.first.clone());
            let purpose = Purpose::Visual(Work::Ascend(of));
            self.engage(Seat::First, purpose, asked, effects);
        }
    }

    /// The run under way and what was asked about it go.
    pub(super) fn forget_visual(&mut self, effects: &mut Vec<Effect>) {
        self.shelve_before_it_goes(Kind::Visualisation, effects);
        let is_about_the_run = Purpose::visual(|work| !work.is_about_a_cell());
        self.desk.withdraw(is_about_the_run, None, effects);
        self.errands
            .drop_all(|errand| matches!(errand, Errand::Check | Errand::Animate));
        self.visual.run = None;
        self.visual.scrubbed = None;
    }

    /// The network is another one: what was made belongs to the one before.
    pub(in crate::app_model) fn forget_visuals(&mut self, effects: &mut Vec<Effect>) {
        self.forget_sweep(effects);
        self.visual.pace_ms = None;
        self.forget_visual(effects);
    }

    pub(super) fn hold_visual(&mut self, paused: bool, effects: &mut Vec<Effect>) {
        if let Some(run) = &mut self.visual.run {
            run.phase.hold(paused, || {
                self.desk
                    .hold(Purpose::visual(Work::is_run), paused, effects)
            });
        }
    }

    /// A run under way takes on the parameters as they are set now; one that still waits for the
    /// engine will begin with them.
    pub(in crate::app_model) fn adjust_visual(&mut self, effects: &mut Vec<Effect>) {
        let params = self.visual.settings.params.clone();
        let run = self.visual.run.as_mut();
        let run = run.filter(|run| run.phase.is_under_way() && run.request.params != params);
        if let Some(run) = run {
            self.desk
                .adjust(Purpose::visual(Work::is_run), &params, effects);
            run.adjust(params);
        }
    }

    /// Ends the run under way; what it found stays.
    pub(in crate::app_model) fn cancel_visual(
        &mut self,
        now_ms: Option<f64>,
        effects: &mut Vec<Effect>,
    ) {
        let run = self.visual.run.as_mut();
        if let Some(run) = run.filter(|run| run.phase.is_under_way()) {
            run.phase = RunPhase::Cancelled;
            self.desk
                .withdraw(Purpose::visual(Work::is_run), now_ms, effects);
        }
    }

    /// Has an animated file made of the kept frames, spread evenly, the finished image last.
    pub(super) fn animate(&mut self, effects: &mut Vec<Effect>) {
        let run = self.visual.run.as_mut();
        let Some(run) = run.filter(|run| !run.animation.is_running()) else {
            return;
        };
        let count = run.frames.len();
        let kept = count.min(MOST_ANIMATED - 1);
        let evenly = (0..kept).filter_map(|i| run.frames.get(i * count / kept));
        let pictures = evenly.map(|frame| &frame.pixels).chain(&run.image);
        let pictures: Vec<&Bytes> = pictures.collect();
        let sides: Vec<u32> = pictures.iter().filter_map(|p| side_of(p)).collect();
        if sides.is_empty() {
            return;
        }
        let bytes: Bytes = pictures
            .into_iter()
            .flat_map(|p| p.iter().copied())
            .collect();
        run.animation = Later::Running;
        let request = |ticket| DecoderRequest::Animate {
            ticket,
            sides: sides.clone(),
            delay_ms: ANIMATION_DELAY_MS,
        };
        self.send_errand(Errand::Animate, bytes, request, effects);
    }
}
