use super::{BlobId, NamesRefusal, NotSaved, Piece};
use crate::image::ImageError;
use crate::protocol::{CheckpointRefusal, DeviceKind, JobError, LoadFailure, TransferFailure};

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
    /// A picture needed more memory than there is, or our decoder fails at it.
    DecoderCrashed {
        name: String,
    },
    /// The decoder stopped answering and was replaced.
    DecoderSilent,
    /// The code of the decoder could not be fetched; the picture that waits for it, if one does.
    DecoderFailed {
        name: Option<String>,
        failure: TransferFailure,
    },
    /// The file itself could not be read.
    FileUnreadable {
        name: String,
    },
    /// A sample could not be fetched.
    SampleUnreachable {
        name: String,
        failure: TransferFailure,
    },
    /// The engine could not start at all.
    EngineFailed(LoadFailure),
    /// The wished device could not be used; another one is.
    FellBack {
        from: DeviceKind,
        failure: LoadFailure,
    },
    /// Another network was chosen and cannot be used; the one before goes on.
    NetworkFailed {
        name: String,
        failure: LoadFailure,
    },
    /// Another device was chosen and cannot be used; the one before goes on.
    DeviceFailed {
        kind: DeviceKind,
        failure: LoadFailure,
    },
    /// The site has a newer build than this page.
    NewVersion,
    /// WebGPU was asked for, but there is none.
    NoWebGpu {
        secure: bool,
    },
    /// The engine ended and was started again.
    EngineCrashed {
        message: String,
        again: Again,
    },
    DeviceLost {
        message: String,
        again: Again,
    },
    EngineSilent {
        seconds: u32,
        again: Again,
    },
    /// The engine ended again and again.
    GaveUp,
    JobFailed(JobError),
    /// The weights could not be kept; they are there for this visit.
    NotStored,
    /// The reader's checkpoint cannot be used; the network before it is.
    CheckpointRefused {
        name: String,
        refusal: CheckpointRefusal,
    },
    /// A network of the course did not come, or its list of names.
    CourseNetwork {
        name: String,
        failure: TransferFailure,
    },
    /// No device works with the reader's checkpoint; the network before it is used.
    CheckpointFailed {
        name: String,
        failure: LoadFailure,
    },
    /// The storage did not take the checkpoint; it is there for this visit.
    CheckpointNotKept,
    /// The storage does not have the checkpoint any more.
    CheckpointGone,
    /// A file gives no names of classes, why in both languages.
    ClassNamesRefused {
        name: String,
        why: NamesRefusal,
    },
    /// A file beside a network says how pictures are made ready for it, and that is known of the network.
    PreparationIsKnown {
        name: String,
    },
    /// It says so, and in a way that is not here.
    PreparationIsOther {
        name: String,
    },
    /// The code that reads lists of names could not be fetched.
    ClassNamesUnread(TransferFailure),
    /// Names of classes, and nothing that they could be of.
    ClassNamesWithoutCheckpoint,
    /// What was dropped or pasted brought no file: an address, or some text.
    NoFile {
        address: bool,
    },
    /// Files that are neither pictures nor weights nor names of classes.
    FilesOfNoKind {
        names: Vec<String>,
    },
    FilesEmpty {
        names: Vec<String>,
    },
    /// Of several files of one kind the first is opened; these are not.
    FilesLeft {
        names: Vec<String>,
    },
    /// No storage and no WebGPU at this address.
    Insecure,
    /// A file did not come to the reader.
    NotSaved {
        name: String,
        why: NotSaved,
    },
    /// The code of the shelf could not be fetched, and a result waits for it.
    NotShelved(TransferFailure),
    /// Something in the labels of a file is drawn as a box.
    LabelsLackLetters,
    /// The page is to be loaded again, but not everything can be kept for that.
    CannotKeep {
        why: KeepFailure,
        left: Left,
    },
    /// The page was loaded again, and this is back.
    BroughtBack {
        picture: bool,
        results: bool,
        /// Something that was being computed has begun again.
        restarted: bool,
        /// There are results on the shelf again.
        shelf: bool,
        /// The page was loaded again because it had stopped working.
        had_stopped: bool,
        /// What is not back.
        lost: Vec<Piece>,
    },
    /// Something was kept while the page was loaded again, but it is of no use.
    KeptUnusable(Unusable),
    /// A link to a state of the page is not followed.
    LinkRefused(LinkRefusal),
    /// The code that reads links could not be fetched.
    LinkUnread(TransferFailure),
    /// Its end is missing; what is there was followed.
    LinkCut,
    LinkPartly(LinkFaults),
    /// It is about a picture of a reader's own.
    LinkLacksPicture,
    /// It is about a checkpoint of a reader's own.
    LinkLacksNetwork,
    /// A picture carries the record of a run: it can be opened as a picture, or the run restored.
    PictureWithRecord {
        name: String,
        blob: BlobId,
    },
    /// A record, or what was taken for one, restores nothing.
    RecordRefused {
        name: String,
        why: RecordRefusal,
    },
}

/// Why a record restores nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum RecordRefusal {
    /// It is JSON, but of something else.
    NoRecord,
    /// It is no JSON, or not the whole of it.
    Damaged,
    /// It was made by a page that writes records, or links, in another way.
    OtherVersion,
    /// Nothing in it says what to set up.
    NoLink,
    TooLarge,
    /// The code that reads records did not come.
    NotStarted(TransferFailure),
}

/// Why a link is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkRefusal {
    /// It was made by a page that writes them in another way.
    OtherVersion,
    NoLink,
}

/// Pieces of a link, as it has them, that could not be taken as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkFaults {
    /// Nothing was made of them.
    pub ignored: Vec<String>,
    /// Out of range.
    pub clamped: Vec<String>,
    /// Of a whole number, and none.
    pub broken: Vec<String>,
    /// Of what a pair before them has set.
    pub repeated: Vec<String>,
}

impl LinkFaults {
    /// In the order in which they are told.
    pub fn all(&self) -> [&[String]; 4] {
        [&self.ignored, &self.clamped, &self.broken, &self.repeated].map(Vec::as_slice)
    }
}

/// Why not everything can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeepFailure {
    /// The browser forbids it: a private window, a frame, a setting.
    Refused,
    /// The storage is full.
    Full,
    /// The storage does not answer.
    Silent,
    /// The code for it could not be fetched.
    NoCode,
}

/// What can be kept all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// Picture and settings.
    Picture,
    Settings,
    Nothing,
}

/// Why what was kept is of no use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unusable {
    /// It was kept by a build that keeps things in another form.
    OtherVersion,
    Damaged,
    /// The storage does not answer; it may another time.
    Silent,
    /// The code for it could not be fetched; it may another time.
    NoCode,
}

/// What becomes of what an engine was at when it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Again {
    /// It was at nothing.
    #[default]
    Nothing,
    /// What was under way is computed again, from its beginning.
    Restarted,
    /// A run that stood still stays as it was.
    Paused,
}

impl NoticeKind {
    /// What an engine said when it ended, in English; empty where it said nothing.
    pub(super) fn message(&self) -> String {
        match self {
            Self::EngineCrashed { message, .. } | Self::DeviceLost { message, .. } => {
                message.clone()
            }
            Self::EngineSilent { seconds, .. } => format!("no answer for {seconds} s"),
            _ => String::new(),
        }
    }

    /// Says what becomes of what the engine was at.
    pub(super) fn with_again(mut self, now: Again) -> Self {
        if let Self::EngineCrashed { again, .. }
        | Self::DeviceLost { again, .. }
        | Self::EngineSilent { again, .. } = &mut self
        {
            *again = now;
        }
        self
    }

    /// Whether it speaks of an engine that is not in charge any more.
    pub(super) fn is_about_a_former_engine(&self) -> bool {
        matches!(
            self,
            Self::EngineFailed(_)
                | Self::GaveUp
                | Self::NetworkFailed { .. }
                | Self::DeviceFailed { .. }
        )
    }

    /// Whether other names of classes make it moot.
    pub(super) fn is_about_class_names(&self) -> bool {
        matches!(
            self,
            Self::ClassNamesRefused { .. }
                | Self::ClassNamesUnread(_)
                | Self::ClassNamesWithoutCheckpoint
                | Self::PreparationIsKnown { .. }
                | Self::PreparationIsOther { .. }
        )
    }

    /// Whether it speaks of what was dropped, pasted or chosen before.
    pub(super) fn is_about_files(&self) -> bool {
        matches!(
            self,
            Self::NoFile { .. }
                | Self::FilesOfNoKind { .. }
                | Self::FilesEmpty { .. }
                | Self::FilesLeft { .. }
                | Self::PictureWithRecord { .. }
                | Self::RecordRefused { .. }
        )
    }

    /// A file that it offers to open.
    pub(super) fn blob(&self) -> Option<BlobId> {
        match self {
            Self::PictureWithRecord { blob, .. } => Some(*blob),
            _ => None,
        }
    }

    /// Whether another link makes it moot.
    pub(super) fn is_about_a_link(&self) -> bool {
        matches!(
            self,
            Self::LinkRefused(_)
                | Self::LinkUnread(_)
                | Self::LinkCut
                | Self::LinkPartly(_)
                | Self::LinkLacksPicture
                | Self::LinkLacksNetwork
        )
    }

    /// Whether another checkpoint makes it moot.
    pub(super) fn is_about_a_checkpoint(&self) -> bool {
        matches!(
            self,
            Self::CheckpointRefused { .. }
                | Self::CheckpointFailed { .. }
                | Self::CheckpointNotKept
                | Self::CheckpointGone
                | Self::CourseNetwork { .. }
                | Self::PreparationIsKnown { .. }
                | Self::PreparationIsOther { .. }
                | Self::ClassNamesRefused { .. }
                | Self::ClassNamesWithoutCheckpoint
        )
    }

    /// Whether a new picture makes it moot.
    pub(super) fn is_about_a_picture(&self) -> bool {
        matches!(
            self,
            Self::PictureRefused { .. }
                | Self::BrowserCouldNotDecode { .. }
                | Self::DecoderCrashed { .. }
                | Self::DecoderFailed { .. }
                | Self::DecoderSilent
                | Self::FileUnreadable { .. }
                | Self::SampleUnreachable { .. }
        )
    }
}

/// What there is to say of something that came without a file: `list` holds addresses, one a line,
/// `html` may hold a picture of another page. None where nothing came at all.
pub fn no_file(list: &str, text: &str, html: &str) -> Option<NoticeKind> {
    let text = text.trim();
    let starts = |start: &str| {
        let head = text.get(..start.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(start))
    };
    let schemes = [
        "https://", "http://", "ftp://", "file://", "data:", "blob:", "www.",
    ];
    let is_alone = !text.contains(char::is_whitespace);
    let address = !list.trim().is_empty()
        || is_alone && schemes.iter().any(|scheme| starts(scheme))
        || text.is_empty() && html.contains("<img");
    let any = address || !text.is_empty() || !html.is_empty();
    any.then_some(NoticeKind::NoFile { address })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_without_a_file_is_told_apart() {
        let address = Some(NoticeKind::NoFile { address: true });
        let text = Some(NoticeKind::NoFile { address: false });
        let url = "https://example.org/cat.jpg";
        let cases = [
            ([url, url, "<img src=cat.jpg>"], &address),
            (["", url, ""], &address),
            (["", " HTTP://example.org/a%20b \n", ""], &address),
            (["", "data:image/png;base64,AAAA", ""], &address),
            (["", "", "<meta><img src=cat.jpg>"], &address),
            (["", "the cat of https://example.org", ""], &text),
            (["", "un chat", "<p>un chat</p>"], &text),
            (["", "é", ""], &text),
            (["", " \n", ""], &None),
        ];
        for ([list, plain, html], expected) in cases {
            assert_eq!(
                no_file(list, plain, html),
                *expected,
                "{list} {plain} {html}"
            );
        }
    }
}
