use crate::protocol::{Start, Term};
use crate::spec::{ClassId, ParamSpec};

use super::Axis;

/// What happens to the third part of the practical.
#[derive(Debug, Clone)]
pub enum VisualEvent {
    /// Takes over a preset's parameters and start, and the layer that it climbs where it has one.
    Preset(&'static str),
    /// Of a run under way, too, from its next iteration on.
    Set(&'static ParamSpec, f32),
    /// The class to climb, in the place of the first term that names one.
    Class(ClassId),
    /// The class that the network sees in the present image.
    SeenClass,
    /// One of the terms, by its position; one more at the end.
    Term(usize, Term),
    RemoveTerm(usize),
    Start(Start),
    Seed(u32),
    Begin,
    Pause,
    Resume,
    Cancel {
        now_ms: f64,
    },
    /// Shows a kept frame, by its position among them; none: the newest.
    Scrub(Option<usize>),
    /// Has an animated file made of the kept frames.
    Animate,
    /// What the first or second direction of a sheet varies; none: nothing.
    Axis(usize, Option<Axis>),
    AxisValues(usize, Vec<f32>),
    Sweep,
    /// Makes the practical's picture and the best one of what is set, in the place of a run.
    Beside,
    CancelSweep {
        now_ms: f64,
    },
    /// Opens a cell of the sheet as the run that it is.
    OpenCell(usize),
}
