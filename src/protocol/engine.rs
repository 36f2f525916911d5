use serde::{Deserialize, Serialize};

use crate::spec::{ClassId, ParamValues};

use super::TransferFailure;
use super::{
    AttackEnd, AttackRequest, AttackStep, CheckpointRefusal, CheckpointSheet, MapSheet, Ray,
    SaliencyRequest, ShrinkRequest, VisualEnd, VisualStep, VisualizeRequest,
};

/// A job, numbered by the page; never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobId(pub u32);

/// What a computation runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeviceKind {
    Cpu,
    WebGpu,
}

/// From the page to an engine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EngineRequest {
    /// Open the device, make the network from its weights, the blob in buffer 0, check everything.
    Load {
        network: String,
        /// Fails the self-check on purpose: the way to see what happens then.
        spoil_self_check: bool,
    },
    /// Buffer 0: a checkpoint as a file of the browser's. Read it through, say what it is, keep
    /// nothing of it.
    OpenCheckpoint {
        file_name: String,
    },
    /// As [`EngineRequest::Load`], from the checkpoint in buffer 0.
    LoadCheckpoint {
        sheet: CheckpointSheet,
        spoil_self_check: bool,
    },
    /// Buffer 0: the image or images, 8-bit RGB, row-major.
    Run {
        job: JobId,
        task: Task,
    },
    Cancel {
        job: JobId,
    },
    /// Stop before the next step until [`EngineRequest::Resume`].
    Pause {
        job: JobId,
    },
    Resume {
        job: JobId,
    },
    /// Other parameters for a visualisation under way, from its next iteration on.
    Adjust {
        job: JobId,
        params: ParamValues,
    },
    /// Are you alive?
    Ping,
}

/// What can be asked of an engine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// Scores first, then how far it is, then the attribution.
    Saliency(SaliencyRequest),
    /// Steps, then the end.
    Attack(AttackRequest),
    /// Of two images, the original and the adversarial one. Answered as an attack is.
    Shrink(ShrinkRequest),
    /// Steps, then the end. An image comes along where the ascent begins with it.
    Visualize(VisualizeRequest),
    /// Scores of `count` images of this side, one after the other in the buffer.
    Classify { count: u32, side: u32 },
    /// Scores along a line. Two images: the original, the adversarial.
    Ray { source: ClassId, target: ClassId },
}

/// From an engine to the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EngineEvent {
    /// The worker listens. Whatever was posted before is lost.
    Hello {
        build: String,
    },
    /// How much of the weights is there.
    Downloading {
        received_bytes: u32,
        total_bytes: u32,
    },
    /// How much of a checkpoint has been read, in 0..1.
    ReadingCheckpoint {
        share: f32,
    },
    CheckpointOpened(CheckpointSheet),
    CheckpointRefused(CheckpointRefusal),
    /// Weights verified, network made, device checked.
    Ready {
        network: String,
        device: DeviceReport,
        self_check: SelfCheckReport,
    },
    LoadFailed(LoadFailure),
    /// Buffer 0: float32 scores of all classes.
    Scores {
        job: JobId,
        elapsed_ms: f32,
    },
    /// So many of the parts of a saliency map are done.
    Progress {
        job: JobId,
        done: u32,
        total: u32,
    },
    /// Buffer 0: float32, as `sheet` says.
    Attribution {
        job: JobId,
        class: ClassId,
        sheet: MapSheet,
        elapsed_ms: f32,
        /// Kernel variant that computed it.
        variant: String,
    },
    /// Buffer 0, where frames were asked for: the image that was judged, rounded, 8-bit RGB.
    AttackStep {
        job: JobId,
        step: AttackStep,
        elapsed_ms: f32,
    },
    /// Buffer 0: the best image, 8-bit RGB.
    AttackEnd {
        job: JobId,
        end: AttackEnd,
        elapsed_ms: f32,
        /// Kernel variant that computed it.
        variant: String,
    },
    /// Buffer 0, where it was asked for and is due: the image, 8-bit RGB, `[side, side, 3]`.
    VisualStep {
        job: JobId,
        step: VisualStep,
        elapsed_ms: f32,
    },
    /// Buffer 0: the finished image, 8-bit RGB.
    VisualEnd {
        job: JobId,
        end: VisualEnd,
        elapsed_ms: f32,
        /// Kernel variant that computed it.
        variant: String,
    },
    /// Buffer 0: float32 scores, `[count, classes]`.
    Classified {
        job: JobId,
        elapsed_ms: f32,
    },
    Ray {
        job: JobId,
        ray: Ray,
    },
    Cancelled {
        job: JobId,
    },
    Failed {
        job: JobId,
        error: JobError,
    },
    Pong,
    /// The worker is about to end: a panic, or a lost device.
    Dying {
        message: String,
        device_lost: bool,
    },
}

/// What runs, to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceReport {
    pub kind: DeviceKind,
    /// As the browser names it; empty on the CPU.
    pub adapter: String,
    /// Whether the adapter is a software one.
    pub software: bool,
    /// The kernels in use.
    pub variant: String,
    /// Of kernels that are cut to suit the adapter.
    pub cut: Option<Cut>,
}

/// How it is known which cut of the kernels suits an adapter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cut {
    /// All were timed just now.
    Measured,
    /// They were on an earlier visit, by the same build on the same adapter.
    Remembered,
    /// On a software adapter it is never in doubt.
    Given,
}

/// How far the device is from the reference on the built-in image.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SelfCheckReport {
    pub score_error: f32,
    pub score_tolerance: f32,
    /// Relative L2 error.
    pub gradient_error: f32,
    pub gradient_tolerance: f32,
    /// Whether the values to compare with are an independent implementation's. Without them the
    /// gradient is compared with differences of scores, and no score with anything.
    pub by_reference: bool,
}

impl SelfCheckReport {
    pub fn passed(&self) -> bool {
        self.score_error <= self.score_tolerance && self.gradient_error <= self.gradient_tolerance
    }
}

/// What became of the weights after the download.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StorageState {
    Kept,
    /// No storage here: an insecure address, or a browser setting.
    Unavailable,
    /// The browser refused to store them: full or forbidden.
    Refused,
}

/// Why an engine could not start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LoadFailure {
    /// A file of the site did not come: the engine's own, or the weights.
    Transfer(TransferFailure),
    /// What came as weights is of no use.
    Weights { message: String },
    /// The reader's own checkpoint cannot be used.
    Checkpoint(CheckpointRefusal),
    /// No device could be opened.
    Device { message: String },
    /// The device computes wrong numbers.
    SelfCheck {
        device: DeviceReport,
        report: SelfCheckReport,
    },
    /// The device could not finish the check.
    Broken { message: String },
}

/// Why a job failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobError {
    pub kind: JobErrorKind,
    /// In English, for the record.
    pub message: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum JobErrorKind {
    /// The request does not fit the network.
    Request,
    /// The device gave no numbers.
    Device,
    /// The device gave numbers that are none.
    NotFinite,
    /// The same with the weights of a reader, whose numbers are too large.
    Overflow,
    /// No network is loaded.
    NotReady,
}
