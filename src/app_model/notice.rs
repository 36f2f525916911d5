use crate::engine::image::ImageError;
use crate::protocol::{DeviceKind, JobError, LoadFailure};

/// Something the reader is told until it is dismissed.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    pub id: u32,
    pub kind: NoticeKind,
}

/// What there is to tell.
#[derive(Debug, Clone, PartialEq)]
pub enum NoticeKind {
    /// A picture was refused; the one before it stays.
    PictureRefused {
        name: String,
        error: ImageError,
    },
    /// Neither our decoder nor the browser reads it.
    BrowserCouldNotDecode {
        name: String,
        format: String,
    },
    /// A picture needed more memory than there is.
    DecoderCrashed {
        name: String,
    },
    /// The file itself could not be read.
    FileUnreadable {
        name: String,
    },
    /// A sample could not be fetched.
    SampleUnreachable {
        name: String,
    },
    /// The engine could not start at all.
    EngineFailed(LoadFailure),
    /// The wished device could not be used; another one is.
    FellBack {
        from: DeviceKind,
        failure: LoadFailure,
    },
    /// WebGPU was asked for, but there is none.
    NoWebGpu {
        secure: bool,
    },
    /// The engine ended and was started again.
    EngineCrashed {
        message: String,
    },
    DeviceLost {
        message: String,
    },
    EngineSilent {
        seconds: u32,
    },
    /// The engine ended again and again.
    GaveUp,
    JobFailed(JobError),
    /// The weights could not be kept; they are there for this visit.
    NotStored {
        forbidden: bool,
    },
    /// No storage and no WebGPU at this address.
    Insecure,
    CouldNotSave,
}

impl NoticeKind {
    /// Whether a new picture makes it moot.
    pub(super) fn is_about_a_picture(&self) -> bool {
        matches!(
            self,
            Self::PictureRefused { .. }
                | Self::BrowserCouldNotDecode { .. }
                | Self::DecoderCrashed { .. }
                | Self::FileUnreadable { .. }
                | Self::SampleUnreachable { .. }
        )
    }
}
