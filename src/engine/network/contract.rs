use crate::protocol::Cells;
use crate::spec::NetworkSpec;

use super::Plan;

/// Name of the activation that holds the unnormalised class scores, `[n, classes, 1, 1]`.
pub const SCORES: &str = "scores";

/// Name of the scores before the last ReLU, where a network ends in one.
///
/// Their gradient does not vanish for a class whose whole map is negative.
pub const SCORES_BEFORE_RELU: &str = "scores-before-relu";

/// What an independent reference says of the built-in image of the self-check.
#[derive(Debug, Clone, Copy)]
pub struct Reference {
    /// Seed of the image.
    pub seed: u32,
    /// Little-endian float32: class, score, norm of the gradient, then the gradient at sampled
    /// positions.
    pub numbers: &'static [u8],
}

/// A trained classifier with frozen weights.
///
/// The input of every network is `image_norm`, `[n, 3, h, w]`: RGB, `(rgb / 255 - mu) / sigma`
/// per channel. Each brings its own differentiable way from there to the input it was trained
/// on, so that a step, a norm or a noise level means the same on all of them.
pub trait Network {
    /// What the network is.
    fn spec(&self) -> &NetworkSpec;

    /// What to check a device with. Without it the gradient is checked against differences of the
    /// scores.
    fn reference(&self) -> Option<Reference>;

    /// What runs it on its device: every activation named in its spec, and the way back from each;
    /// none where the device or the precision is not one of ours.
    fn plan(&self) -> Option<&Plan>;

    /// Where the positions of the activation `layer` lie over an image of `size`, height and width;
    /// none where there is no such activation, or nothing that runs it on such an image.
    fn cells(&self, layer: &str, size: [usize; 2]) -> Option<Cells> {
        self.plan()?.cells(layer, size)
    }

    /// How many images are best looked at together, where they do not depend on each other: their numbers are the same
    /// but for rounding.
    fn at_once(&self) -> usize {
        self.plan().map_or(1, Plan::at_once)
    }

    /// What the plan was made of, to make another one of; none where it is too large to be kept.
    fn kept(&self) -> Option<&super::Drawing> {
        None
    }

    /// Whether a rectifier stands before its scores, which are then never negative.
    fn ends_rectified(&self) -> bool {
        self.spec().layers.contains(&SCORES_BEFORE_RELU)
    }

    /// What the plan was made of.
    #[cfg(feature = "autodiff")]
    fn drawing(&self) -> &super::Drawing;
}

/// Why a network could not answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NetworkError {
    /// Name of an activation that does not exist.
    #[error("the network has no activation named {0}")]
    NoSuchLayer(String),
    /// A channel beyond those of its layer.
    #[error("layer {layer} has no channel {channel}: it has {channels}")]
    NoSuchChannel {
        /// Name of the activation.
        layer: String,
        /// Which was asked for, from 0.
        channel: u32,
        /// How many it has.
        channels: usize,
    },
    /// There is nothing to pull back.
    #[error("a pull-back needs at least one seed")]
    NoSeed,
    /// Name of the activation that the pull-back was to end at.
    #[error("no seed of the pull-back comes after {0}: it has no gradient")]
    NotReached(String),
    /// The image is too small, or the network has no plan for the device.
    #[error("the network cannot run on this device on an image of {width}x{height} pixels")]
    CannotRun {
        /// Of the image, in pixels.
        width: usize,
        /// Of the image, in pixels.
        height: usize,
    },
    /// Id of a network that does not exist.
    #[error("there is no network named {0}")]
    NoSuchNetwork(String),
    /// The weights are not those of the network.
    #[error(transparent)]
    Weights(#[from] super::WeightsError),
}
