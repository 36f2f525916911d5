use burn::tensor::Tensor;

use crate::engine::formula::Formula;
use crate::engine::network::{NetworkError, Seed, Trace};
use crate::protocol::{VisualEnd, VisualStep};
use crate::spec::ClassId;

/// What an objective is about. What its entry says it needs exists on the network; of the rest
/// there is none.
#[derive(Debug, Clone, Copy)]
pub struct About {
    /// One of the network's.
    pub class: ClassId,
    /// Name of an activation.
    pub layer: &'static str,
    /// Of the layer.
    pub channel: usize,
}

/// Weights on activations whose pull-back is the gradient of an objective, and its value, `[1]`.
pub type Seeded = (Vec<Seed>, Tensor<1>);

/// What a number, `[1]`, counts for in a sum that is made once all of it has been read.
pub type Share = (f32, Tensor<1>);

/// What an image shall excite.
pub trait Objective: Sync {
    /// What to pull back through `trace`, and the value there.
    ///
    /// # Errors
    /// What the trace reports: an image that the network cannot run on.
    fn seeds(&self, about: About, trace: &Trace<'_>) -> Result<Seeded, NetworkError>;
}

/// How an image is made of numbers.
///
/// `image` is linear or smooth; `pull` is its transpose: from the gradient with respect to the
/// image, `[1, 3, h, w]` normalised, to the gradient with respect to the numbers, of their shape.
pub trait Canvas {
    /// What the numbers show, `[1, 3, h, w]` normalised.
    fn image(&self) -> Tensor<4>;

    /// The transpose of [`Canvas::image`] at the present numbers.
    fn pull(&self, gradient: Tensor<4>) -> Tensor<4>;

    /// Moves the numbers.
    fn add(&mut self, step: Formula);

    /// Replaces the image by what the regularisers of pixels make of it. Where an image is not
    /// made of pixels nothing happens.
    fn edit(&mut self, edit: &dyn Fn(Tensor<4>) -> Tensor<4>);

    /// Whether the regularisers of pixels apply.
    fn is_of_pixels(&self) -> bool;
}

/// How one step sees the image: a linear map, drawn anew for every step.
pub trait View {
    /// From and to `[1, 3, h, w]`, normalised.
    fn see(&self, image: Tensor<4>) -> Tensor<4>;

    /// The transpose of [`View::see`].
    fn pull(&self, gradient: Tensor<4>) -> Tensor<4>;
}

/// What a visualisation yields: steps, then the end.
#[derive(Debug, Clone, PartialEq)]
pub enum VisualPart {
    /// With the image before the step, 8-bit RGB, where it was asked for.
    Step(VisualStep, Option<Vec<u8>>),
    /// With the finished image.
    End(VisualEnd, Vec<u8>),
}
