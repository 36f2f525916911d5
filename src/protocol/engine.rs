use serde::{Deserialize, Serialize};

use crate::spec::{ClassId, ParamValues};

use super::TransferFailure;
use super::{
    AttackEnd, AttackRequest, AttackStep, CheckpointRefusal, CheckpointSheet, Facts, MapSheet, Ray,
    SaliencyRequest, ShrinkRequest, VisualEnd, VisualStep, VisualizeRequest,
};
use super::{
    FaithfulFigures, FaithfulRequest, SanityRequest, SanityStep, SegmentFacts, SegmentRequest,
};

/// The browser's WebGPU adapter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adapter {
    /// Vendor, architecture and description, as far as the browser tells.
    pub name: String,
    /// Whether it computes on the CPU.
    pub software: bool,
}

/// A job, numbered by the page; never used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JobId(pub u32);

/// What a computation runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DeviceKind {
    /// Kernels of our own, on one thread.
    Cpu,
    /// Shaders of our own, on an adapter of the browser's.
    WebGpu,
}

/// From the page to an engine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EngineRequest {
    /// Open the device, make the network from its weights, the blob in buffer 0, check everything.
    Load {
        /// Id of its sheet in [`crate::catalogue::NETWORKS`].
        network: String,
        /// Fails the self-check on purpose: the way to see what happens then.
        spoil_self_check: bool,
    },
    /// Buffer 0: a checkpoint as a file of the browser's. Read it through, say what it is, keep
    /// nothing of it.
    OpenCheckpoint {
        /// What the sheet shall call it.
        file_name: String,
    },
    /// As [`EngineRequest::Load`], from the checkpoint in buffer 0.
    LoadCheckpoint {
        /// What [`EngineEvent::CheckpointOpened`] said of it.
        sheet: CheckpointSheet,
        /// As for [`EngineRequest::Load`].
        spoil_self_check: bool,
    },
    /// Buffer 0: the image or images, 8-bit RGB, row-major.
    Run {
        /// What every event about it will name.
        job: JobId,
        /// What is to be computed.
        task: Task,
    },
    /// As [`EngineRequest::Run`], but in its turn, one such job after the other; an engine that helps may do it.
    Share {
        /// What every event about it will name.
        job: JobId,
        /// What is to be computed.
        task: Task,
    },
    /// So many other engines may be started to help this one.
    Helpers {
        /// None: it works alone.
        most: u8,
    },
    /// End a job; it is answered at once, and nothing more is heard of the job.
    Cancel {
        /// Which one; one that is over is no mistake.
        job: JobId,
    },
    /// Stop before the next step until [`EngineRequest::Resume`].
    Pause {
        /// Which one; nothing happens to one that is over.
        job: JobId,
    },
    /// Go on after [`EngineRequest::Pause`].
    Resume {
        /// Which one; nothing happens to one that is over.
        job: JobId,
    },
    /// Other parameters for a visualisation under way, from its next iteration on.
    Adjust {
        /// Which one; nothing happens to one that is over.
        job: JobId,
        /// All of them, of [`crate::catalogue::VISUALIZE_PARAMS`].
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
    /// Scores of images that stand one after the other in the buffer.
    Classify {
        /// How many images there are.
        count: u32,
        /// Of every image, in pixels.
        side: u32,
    },
    /// The best class of images of the network's size, made ready in every way of
    /// [`Preparation::ALL`](crate::spec::Preparation::ALL): how far it is, then all of them.
    Prepare {
        /// How many images there are.
        count: u32,
        /// Id of the way in which the network makes them ready now.
        now: String,
    },
    /// Scores along a line. Two images: the original, the adversarial.
    Ray {
        /// The class of the original.
        source: ClassId,
        /// The class that the adversarial image was to reach, or did.
        target: ClassId,
    },
    /// How far it is, then the object.
    Segment(SegmentRequest),
    /// Map after map, then the end.
    Sanity(SanityRequest),
    /// How far it is, and the figures of method after method, then the end.
    Faithful(FaithfulRequest),
}

/// From an engine to the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EngineEvent {
    /// The worker listens. Whatever was posted before is lost.
    Hello {
        /// Which must be [`BUILD`](super::BUILD).
        build: String,
    },
    /// How much of the weights is there.
    Downloading {
        /// So far; of a reader's checkpoint, so much has been read.
        received_bytes: u32,
        /// Of the whole file, `u32::MAX` at the most.
        total_bytes: u32,
    },
    /// How much of a checkpoint has been read, in 0..1.
    ReadingCheckpoint {
        /// Its numbers are the first half, the hash of the file is the second.
        share: f32,
    },
    /// The checkpoint has been read through and can be used.
    CheckpointOpened(CheckpointSheet),
    /// The checkpoint cannot be used.
    CheckpointRefused(CheckpointRefusal),
    /// Weights verified, network made, device checked.
    Ready {
        /// Id of the network, or SHA-256 of the reader's checkpoint.
        network: String,
        /// What it runs on.
        device: DeviceReport,
        /// Which it passed.
        self_check: SelfCheckReport,
    },
    /// There is no network, and why.
    LoadFailed(LoadFailure),
    /// Buffer 0: float32 scores of all classes.
    Scores {
        /// Of the request.
        job: JobId,
        /// Since the job began, its pauses left out.
        elapsed_ms: f32,
    },
    /// So many of the parts of a saliency map, or of another job, are done.
    Progress {
        /// Of the request.
        job: JobId,
        /// Parts so far, from 0.
        done: u32,
        /// Parts in all, of equal length.
        total: u32,
    },
    /// Buffer 0: float32, as `sheet` says: the map as far as it has come.
    MapSoFar {
        /// Of the request.
        job: JobId,
        /// Whose score is explained.
        class: ClassId,
        /// Shape and meaning of the numbers.
        sheet: MapSheet,
    },
    /// Buffer 0: float32, as `sheet` says.
    Attribution {
        /// Of the request.
        job: JobId,
        /// Whose score is explained.
        class: ClassId,
        /// Shape and meaning of the numbers.
        sheet: MapSheet,
        /// What there is to say of them.
        facts: Facts,
        /// Since the job began, its pauses left out.
        elapsed_ms: f32,
        /// Kernel variant that computed it.
        variant: String,
    },
    /// Buffer 0, where frames were asked for: the image that was judged, rounded, 8-bit RGB.
    AttackStep {
        /// Of the request.
        job: JobId,
        /// What there is to say of the image.
        step: AttackStep,
        /// Since the job began, its pauses left out.
        elapsed_ms: f32,
    },
    /// Buffer 0: the best image, 8-bit RGB.
    AttackEnd {
        /// Of the request.
        job: JobId,
        /// What there is to say of the attack.
        end: AttackEnd,
        /// Since the job began, its pauses left out.
        elapsed_ms: f32,
        /// Kernel variant that computed it.
        variant: String,
    },
    /// Buffer 0, where it was asked for and is due: the image, 8-bit RGB, `[side, side, 3]`.
    VisualStep {
        /// Of the request.
        job: JobId,
        /// What there is to say of the iteration.
        step: VisualStep,
        /// Since the job began, its pauses left out.
        elapsed_ms: f32,
    },
    /// Buffer 0: the finished image, 8-bit RGB.
    VisualEnd {
        /// Of the request.
        job: JobId,
        /// What there is to say of the ascent.
        end: VisualEnd,
        /// Since the job began, its pauses left out.
        elapsed_ms: f32,
        /// Kernel variant that computed it.
        variant: String,
    },
    /// Buffer 0: float32 scores, `[count, classes]`; of [`Task::Prepare`], a class and its probability for every way
    /// and image, `[ways, count, 2]`.
    Classified {
        /// Of the request.
        job: JobId,
        /// Since the job began, its pauses left out.
        elapsed_ms: f32,
    },
    /// The answer to [`Task::Ray`].
    Ray {
        /// Of the request.
        job: JobId,
        /// The scores along the line.
        ray: Ray,
    },
    /// Buffer 0: bytes, one per pixel, row-major: 0 background, 1 labelled as object but not connected
    /// with the largest region, 2 the largest region.
    Segmented {
        /// Of the request.
        job: JobId,
        /// Whose map it went by.
        class: ClassId,
        /// Figures about it.
        facts: SegmentFacts,
        /// Since the job began, its pauses left out.
        elapsed_ms: f32,
        /// Kernel variant that computed the map.
        variant: String,
    },
    /// Buffer 0: float32, as `sheet` says: the map at this step.
    SanityStep {
        /// Of the request.
        job: JobId,
        /// What there is to say of the map.
        step: SanityStep,
        /// Shape and meaning of the numbers.
        sheet: MapSheet,
        /// Since the job began, its pauses left out.
        elapsed_ms: f32,
    },
    /// The curves of one method. Buffer 0: `u32`, little-endian: the positions of the pixels in the order in
    /// which they go and come.
    Faithful {
        /// Of the request.
        job: JobId,
        /// With what else there is to say of its map.
        figures: FaithfulFigures,
        /// Since the job began, its pauses left out.
        elapsed_ms: f32,
    },
    /// A job of several results has given all of them.
    Finished {
        /// Of the request.
        job: JobId,
        /// Since the job began, its pauses left out.
        elapsed_ms: f32,
        /// Kernel variant that computed it.
        variant: String,
    },
    /// The job is over because the page wanted it to be.
    Cancelled {
        /// Of the request.
        job: JobId,
    },
    /// The job is over without a result.
    Failed {
        /// Of the request.
        job: JobId,
        /// Why.
        error: JobError,
    },
    /// The answer to [`EngineRequest::Ping`].
    Pong,
    /// The worker is about to end: a panic, or a lost device.
    Dying {
        /// In English, for the record.
        message: String,
        /// Whether it was the device; else a panic.
        device_lost: bool,
    },
}

/// What runs, to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceReport {
    /// CPU or WebGPU.
    pub kind: DeviceKind,
    /// As the browser names it; on the CPU how many threads, empty for one.
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
    /// Absolute difference of the unnormalised score; 0 where there is nothing to compare it with.
    pub score_error: f32,
    /// Largest `score_error` that passes.
    pub score_tolerance: f32,
    /// Relative L2 error.
    pub gradient_error: f32,
    /// Largest `gradient_error` that passes.
    pub gradient_tolerance: f32,
    /// Whether the values to compare with are an independent implementation's. Without them the
    /// gradient is compared with differences of scores, and no score with anything.
    pub by_reference: bool,
}

impl SelfCheckReport {
    /// Whether the device may be used.
    pub fn passed(&self) -> bool {
        self.score_error <= self.score_tolerance && self.gradient_error <= self.gradient_tolerance
    }
}

/// What became of the weights after the download.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StorageState {
    /// They are stored: the next visit needs no download.
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
    Weights {
        /// In English, for the record.
        message: String,
    },
    /// The reader's own checkpoint cannot be used.
    Checkpoint(CheckpointRefusal),
    /// No device could be opened.
    Device {
        /// In English, for the record.
        message: String,
    },
    /// The device computes wrong numbers.
    SelfCheck {
        /// Which device.
        device: DeviceReport,
        /// How far off they are.
        report: SelfCheckReport,
    },
    /// The device could not finish the check.
    Broken {
        /// In English, for the record.
        message: String,
    },
}

/// Why a job failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobError {
    /// For the page, which has words for each.
    pub kind: JobErrorKind,
    /// In English, for the record.
    pub message: String,
}

/// The causes of a failed job that a page can tell apart.
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

impl EngineEvent {
    /// The job that it is about, and whether it is the last word on it.
    pub fn job(&self) -> Option<(JobId, bool)> {
        match self {
            Self::Scores { job, .. }
            | Self::Progress { job, .. }
            | Self::MapSoFar { job, .. }
            | Self::AttackStep { job, .. }
            | Self::VisualStep { job, .. }
            | Self::SanityStep { job, .. }
            | Self::Faithful { job, .. } => Some((*job, false)),
            Self::Attribution { job, .. }
            | Self::AttackEnd { job, .. }
            | Self::VisualEnd { job, .. }
            | Self::Classified { job, .. }
            | Self::Ray { job, .. }
            | Self::Segmented { job, .. }
            | Self::Finished { job, .. }
            | Self::Cancelled { job }
            | Self::Failed { job, .. } => Some((*job, true)),
            Self::Hello { .. }
            | Self::Downloading { .. }
            | Self::ReadingCheckpoint { .. }
            | Self::CheckpointOpened(_)
            | Self::CheckpointRefused(_)
            | Self::Ready { .. }
            | Self::LoadFailed(_)
            | Self::Pong
            | Self::Dying { .. } => None,
        }
    }
}
