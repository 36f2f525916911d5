//! One of each: a new variant does not compile before it is named here, and the listing fails before
//! it has an example.

use crate::app_model::{
    Again, BlobId, KeepFailure, Left, LinkFaults, LinkRefusal, NotSaved, NoticeKind, Piece,
    RecordRefusal, Unusable, read_side_file,
};
use crate::image::{Format, ImageError};
use crate::protocol::{
    CheckpointRefusal, DeviceKind, DeviceReport, JobError, JobErrorKind, LoadFailure,
    SelfCheckReport, TransferCause, TransferFailure,
};

/// A notice, and which of its kind it is.
pub struct Example {
    pub what: String,
    pub kind: NoticeKind,
}

/// The names of the variants of a type, and which of them a value is.
macro_rules! variants {
    ($names:ident, $name_of:ident, $type:ty, $($pattern:pat => $name:literal),+ $(,)?) => {
        const $names: &[&str] = &[$($name),+];

        fn $name_of(value: &$type) -> &'static str {
            match value {
                $($pattern => $name),+
            }
        }
    };
}

variants!(NOTICES, name_of_notice, NoticeKind,
    NoticeKind::PictureRefused { .. } => "PictureRefused",
    NoticeKind::BrowserCouldNotDecode { .. } => "BrowserCouldNotDecode",
    NoticeKind::DecoderCrashed { .. } => "DecoderCrashed",
    NoticeKind::DecoderSilent => "DecoderSilent",
    NoticeKind::DecoderFailed { .. } => "DecoderFailed",
    NoticeKind::FileUnreadable { .. } => "FileUnreadable",
    NoticeKind::SampleUnreachable { .. } => "SampleUnreachable",
    NoticeKind::EngineFailed(_) => "EngineFailed",
    NoticeKind::FellBack { .. } => "FellBack",
    NoticeKind::NetworkFailed { .. } => "NetworkFailed",
    NoticeKind::DeviceFailed { .. } => "DeviceFailed",
    NoticeKind::NewVersion => "NewVersion",
    NoticeKind::NoWebGpu { .. } => "NoWebGpu",
    NoticeKind::EngineCrashed { .. } => "EngineCrashed",
    NoticeKind::DeviceLost { .. } => "DeviceLost",
    NoticeKind::EngineSilent { .. } => "EngineSilent",
    NoticeKind::GaveUp => "GaveUp",
    NoticeKind::JobFailed(_) => "JobFailed",
    NoticeKind::NotStored => "NotStored",
    NoticeKind::CheckpointRefused { .. } => "CheckpointRefused",
    NoticeKind::CheckpointFailed { .. } => "CheckpointFailed",
    NoticeKind::CheckpointNotKept => "CheckpointNotKept",
    NoticeKind::CheckpointGone => "CheckpointGone",
    NoticeKind::CourseNetwork { .. } => "CourseNetwork",
    NoticeKind::ClassNamesRefused { .. } => "ClassNamesRefused",
    NoticeKind::PreparationIsKnown { .. } => "PreparationIsKnown",
    NoticeKind::PreparationIsOther { .. } => "PreparationIsOther",
    NoticeKind::ClassNamesWithoutCheckpoint => "ClassNamesWithoutCheckpoint",
    NoticeKind::Insecure => "Insecure",
    NoticeKind::ClassNamesUnread(_) => "ClassNamesUnread",
    NoticeKind::NoFile { .. } => "NoFile",
    NoticeKind::FilesOfNoKind { .. } => "FilesOfNoKind",
    NoticeKind::FilesEmpty { .. } => "FilesEmpty",
    NoticeKind::FilesLeft { .. } => "FilesLeft",
    NoticeKind::NotSaved { .. } => "NotSaved",
    NoticeKind::NotShelved(_) => "NotShelved",
    NoticeKind::LabelsLackLetters => "LabelsLackLetters",
    NoticeKind::CannotKeep { .. } => "CannotKeep",
    NoticeKind::BroughtBack { .. } => "BroughtBack",
    NoticeKind::KeptUnusable(_) => "KeptUnusable",
    NoticeKind::LinkRefused(_) => "LinkRefused",
    NoticeKind::LinkUnread(_) => "LinkUnread",
    NoticeKind::LinkCut => "LinkCut",
    NoticeKind::LinkPartly(_) => "LinkPartly",
    NoticeKind::LinkLacksPicture => "LinkLacksPicture",
    NoticeKind::LinkLacksNetwork => "LinkLacksNetwork",
    NoticeKind::PictureWithRecord { .. } => "PictureWithRecord",
    NoticeKind::RecordRefused { .. } => "RecordRefused",
);

variants!(CAUSES, name_of_cause, TransferCause,
    TransferCause::Offline => "Offline",
    TransferCause::Unreachable => "Unreachable",
    TransferCause::Stalled => "Stalled",
    TransferCause::Http => "Http",
    TransferCause::WebPage => "WebPage",
    TransferCause::Cut => "Cut",
    TransferCause::Damaged => "Damaged",
    TransferCause::NewVersion => "NewVersion",
    TransferCause::Blocked => "Blocked",
    TransferCause::NotCompiled => "NotCompiled",
    TransferCause::Cancelled => "Cancelled",
);

variants!(LOADS, name_of_load, LoadFailure,
    LoadFailure::Transfer(_) => "Transfer",
    LoadFailure::Weights { .. } => "Weights",
    LoadFailure::Checkpoint(_) => "Checkpoint",
    LoadFailure::Device { .. } => "Device",
    LoadFailure::SelfCheck { .. } => "SelfCheck",
    LoadFailure::Broken { .. } => "Broken",
);

variants!(PICTURES, name_of_picture, ImageError,
    ImageError::Empty => "Empty",
    ImageError::NotAnImage => "NotAnImage",
    ImageError::BrowserOnly { .. } => "BrowserOnly",
    ImageError::Falsified { .. } => "Falsified",
    ImageError::Unsupported { .. } => "Unsupported",
    ImageError::TooLarge { .. } => "TooLarge",
    ImageError::BadSize { .. } => "BadSize",
    ImageError::Truncated { .. } => "Truncated",
    ImageError::Corrupt { .. } => "Corrupt",
    ImageError::OutOfMemory { .. } => "OutOfMemory",
);

variants!(REFUSALS, name_of_refusal, CheckpointRefusal,
    CheckpointRefusal::Unreadable { .. } => "Unreadable",
    CheckpointRefusal::File { .. } => "File",
    CheckpointRefusal::Memory { .. } => "Memory",
    CheckpointRefusal::Ended { .. } => "Ended",
);

variants!(JOBS, name_of_job, JobErrorKind,
    JobErrorKind::Request => "Request",
    JobErrorKind::Device => "Device",
    JobErrorKind::NotFinite => "NotFinite",
    JobErrorKind::Overflow => "Overflow",
    JobErrorKind::NotReady => "NotReady",
);

variants!(AGAIN, name_of_again, Again,
    Again::Nothing => "Nothing",
    Again::Restarted => "Restarted",
    Again::Paused => "Paused",
);

fn text(text: &str) -> String {
    text.to_owned()
}

fn transfers() -> Vec<TransferFailure> {
    use TransferCause::*;
    let causes = [
        Offline,
        Unreachable,
        Stalled,
        Http,
        WebPage,
        Cut,
        Damaged,
        NewVersion,
        Blocked,
        NotCompiled,
        Cancelled,
    ];
    let failure = |cause| TransferFailure {
        cause,
        path: text("weights/squeezenet-1.1.safetensors"),
        status: if cause == Http { 404 } else { 200 },
        received_bytes: 1_200_000,
        total_bytes: 4_943_000,
        tries: 3,
        seconds: 10,
        message: text("TypeError: network error"),
    };
    let mut all: Vec<TransferFailure> = causes.map(failure).into();
    // Before the first byte, and where nobody knows the size.
    all.push(TransferFailure {
        received_bytes: 0,
        ..failure(Stalled)
    });
    all.push(TransferFailure {
        received_bytes: 0,
        total_bytes: 0,
        ..failure(Stalled)
    });
    all.push(TransferFailure {
        status: 503,
        ..failure(Http)
    });
    all
}

fn loads() -> Vec<LoadFailure> {
    let message = || text("out of memory");
    let device = DeviceReport {
        kind: DeviceKind::WebGpu,
        adapter: text("Example GPU"),
        software: false,
        variant: text("wide"),
        cut: None,
    };
    let report = SelfCheckReport {
        score_error: 0.5,
        score_tolerance: 1e-3,
        gradient_error: 0.25,
        gradient_tolerance: 1e-2,
        by_reference: true,
    };
    let of_a_reader = SelfCheckReport {
        by_reference: false,
        ..report
    };
    let checks = [report, of_a_reader].map(|report| LoadFailure::SelfCheck {
        device: device.clone(),
        report,
    });
    let mut all: Vec<LoadFailure> = transfers().into_iter().map(LoadFailure::Transfer).collect();
    all.extend(refusals().into_iter().map(LoadFailure::Checkpoint));
    all.extend(checks);
    all.extend([
        LoadFailure::Weights { message: message() },
        LoadFailure::Device { message: message() },
        LoadFailure::Broken { message: message() },
    ]);
    all
}

fn is_about_the_device(failure: &LoadFailure) -> bool {
    match failure {
        LoadFailure::Transfer(failure) => failure.cause == TransferCause::NotCompiled,
        LoadFailure::Device { .. } | LoadFailure::SelfCheck { .. } | LoadFailure::Broken { .. } => {
            true
        }
        LoadFailure::Weights { .. } | LoadFailure::Checkpoint(_) => false,
    }
}

/// A reader's own checkpoint that is refused is a notice of its own.
fn is_of_an_engine(failure: &LoadFailure) -> bool {
    !matches!(failure, LoadFailure::Checkpoint(_))
}

fn refusals() -> Vec<CheckpointRefusal> {
    let message = || text("features.3.weight");
    vec![
        CheckpointRefusal::Unreadable { message: message() },
        CheckpointRefusal::File {
            en: text("it is a web page. Download the file itself."),
            fr: text("c’est une page web. Téléchargez le fichier lui-même."),
            message: message(),
        },
        CheckpointRefusal::Memory {
            needed_bytes: 3_000_000_000,
            most_bytes: 2_000_000_000,
        },
        CheckpointRefusal::Ended { message: message() },
    ]
}

fn pictures() -> Vec<ImageError> {
    let format = Format::Jpeg;
    vec![
        ImageError::Empty,
        ImageError::NotAnImage,
        ImageError::BrowserOnly {
            format: Format::Avif,
        },
        ImageError::Falsified {
            format: Format::Avif,
        },
        ImageError::Unsupported {
            format: Format::Tiff,
            feature: None,
        },
        ImageError::Unsupported {
            format,
            feature: Some(text("arithmetic coding")),
        },
        ImageError::TooLarge {
            pixels: 120_000_000,
            limit: 50,
        },
        ImageError::BadSize {
            width: 0,
            height: 9,
        },
        ImageError::Truncated { format },
        ImageError::Corrupt {
            format,
            reason: text("bad Huffman code"),
        },
        ImageError::OutOfMemory { bytes: 600_000_000 },
    ]
}

fn jobs() -> Vec<JobErrorKind> {
    vec![
        JobErrorKind::Request,
        JobErrorKind::Device,
        JobErrorKind::NotFinite,
        JobErrorKind::Overflow,
        JobErrorKind::NotReady,
    ]
}

fn every_again() -> [Again; 3] {
    [Again::Nothing, Again::Restarted, Again::Paused]
}

/// Every kind of notice with every cause that it can have.
pub fn notices() -> Vec<Example> {
    let mut all = Vec::new();
    let mut add = |what: &str, kind: NoticeKind| {
        all.push(Example {
            what: text(what),
            kind,
        });
    };
    of_pictures(&mut add);
    of_transfers(&mut add);
    of_engines(&mut add);
    for refusal in refusals() {
        let what = name_of_refusal(&refusal);
        let name = text("mine.pth");
        add(what, NoticeKind::CheckpointRefused { name, refusal });
    }
    for failure in loads().into_iter().filter(is_of_an_engine) {
        let what = name_of_load(&failure);
        let name = text("SqueezeNet 1.1 · mine.pth");
        add(what, NoticeKind::CheckpointFailed { name, failure });
    }
    add("", NoticeKind::NotStored);
    add("", NoticeKind::CheckpointNotKept);
    add("", NoticeKind::CheckpointGone);
    let file = b"oak\nfir\n";
    if let Err(why) = read_side_file(file, 10) {
        let name = text("names.txt");
        add("", NoticeKind::ClassNamesRefused { name, why });
    }
    let name = text("preprocessor_config.json");
    add("", NoticeKind::PreparationIsKnown { name });
    let name = text("preprocessor_config.json");
    add("", NoticeKind::PreparationIsOther { name });
    add("", NoticeKind::ClassNamesWithoutCheckpoint);
    add("", NoticeKind::Insecure);
    for failure in transfers() {
        let what = name_of_cause(&failure.cause);
        add(what, NoticeKind::ClassNamesUnread(failure.clone()));
        add(what, NoticeKind::LinkUnread(failure.clone()));
        add(what, NoticeKind::NotShelved(failure));
    }
    of_files(&mut add);
    of_keeping(&mut add);
    of_links(&mut add);
    all
}

fn of_files(add: &mut impl FnMut(&str, NoticeKind)) {
    let names = || vec![text("a.txt"), text("b.zip")];
    for address in [true, false] {
        add("", NoticeKind::NoFile { address });
    }
    add("", NoticeKind::FilesOfNoKind { names: names() });
    add("", NoticeKind::FilesEmpty { names: names() });
    add("", NoticeKind::FilesLeft { names: names() });
    let mut reasons: Vec<NotSaved> = transfers().into_iter().map(NotSaved::NotStarted).collect();
    reasons.extend(transfers().into_iter().map(NotSaved::NotWritten));
    reasons.push(NotSaved::Lost);
    reasons.push(NotSaved::NotMade(text("0 x 0 pixels")));
    reasons.push(NotSaved::Browser(text("NotAllowedError")));
    for why in reasons {
        let name = text("map.png");
        add("", NoticeKind::NotSaved { name, why });
    }
    add("", NoticeKind::LabelsLackLetters);
    of_records(add);
}

fn of_records(add: &mut impl FnMut(&str, NoticeKind)) {
    let (name, blob) = (text("map.png"), BlobId(1));
    add("", NoticeKind::PictureWithRecord { name, blob });
    let mut refusals = vec![
        RecordRefusal::NoRecord,
        RecordRefusal::Damaged,
        RecordRefusal::OtherVersion,
        RecordRefusal::NoLink,
        RecordRefusal::TooLarge,
    ];
    refusals.extend(transfers().into_iter().map(RecordRefusal::NotStarted));
    for why in refusals {
        let name = text("run.json");
        add("", NoticeKind::RecordRefused { name, why });
    }
}

fn of_links(add: &mut impl FnMut(&str, NoticeKind)) {
    for refusal in [LinkRefusal::OtherVersion, LinkRefusal::NoLink] {
        add("", NoticeKind::LinkRefused(refusal));
    }
    add("", NoticeKind::LinkCut);
    let all = LinkFaults {
        ignored: vec![text("colour_red")],
        clamped: vec![text("eta_900"), text("steps_0")],
        broken: vec![text("copies_2.5")],
        repeated: vec![text("class_7")],
    };
    let none = LinkFaults::default();
    let (ignored, clamped) = (all.ignored.clone(), all.clamped.clone());
    let (broken, repeated) = (all.broken.clone(), all.repeated.clone());
    for faults in [
        LinkFaults {
            ignored,
            ..none.clone()
        },
        LinkFaults {
            clamped,
            ..none.clone()
        },
        LinkFaults {
            broken,
            ..none.clone()
        },
        LinkFaults { repeated, ..none },
        all,
    ] {
        add("", NoticeKind::LinkPartly(faults));
    }
    add("", NoticeKind::LinkLacksPicture);
    add("", NoticeKind::LinkLacksNetwork);
}

fn of_keeping(add: &mut impl FnMut(&str, NoticeKind)) {
    let reasons = [
        KeepFailure::Refused,
        KeepFailure::Full,
        KeepFailure::Silent,
        KeepFailure::NoCode,
    ];
    for why in reasons {
        for left in [Left::Picture, Left::Settings, Left::Nothing] {
            add("", NoticeKind::CannotKeep { why, left });
        }
    }
    for flags in 0..32 {
        let is = |bit: u32| flags & bit != 0;
        let lost = if is(8) {
            vec![Piece::Attack, Piece::Sheet]
        } else {
            Vec::new()
        };
        add(
            "",
            NoticeKind::BroughtBack {
                picture: is(1),
                results: is(2),
                restarted: is(2) && is(4),
                shelf: is(16),
                had_stopped: is(4),
                lost,
            },
        );
    }
    let unusable = [
        Unusable::OtherVersion,
        Unusable::Damaged,
        Unusable::Silent,
        Unusable::NoCode,
    ];
    for why in unusable {
        add("", NoticeKind::KeptUnusable(why));
    }
}

fn of_pictures(add: &mut impl FnMut(&str, NoticeKind)) {
    let name = || text("chat.jpg");
    for error in pictures() {
        let what = name_of_picture(&error);
        add(
            what,
            NoticeKind::PictureRefused {
                name: name(),
                error,
            },
        );
    }
    let format = text("AVIF");
    add(
        "",
        NoticeKind::BrowserCouldNotDecode {
            name: name(),
            format,
        },
    );
    add("", NoticeKind::DecoderCrashed { name: name() });
    add("", NoticeKind::DecoderSilent);
    add("", NoticeKind::FileUnreadable { name: name() });
}

fn of_transfers(add: &mut impl FnMut(&str, NoticeKind)) {
    let name = || text("Chelsea");
    for failure in transfers() {
        let what = name_of_cause(&failure.cause);
        for name in [Some(name()), None] {
            let failure = failure.clone();
            add(what, NoticeKind::DecoderFailed { name, failure });
        }
        add(
            what,
            NoticeKind::CourseNetwork {
                name: text("ResNet"),
                failure: failure.clone(),
            },
        );
        add(
            what,
            NoticeKind::SampleUnreachable {
                name: name(),
                failure,
            },
        );
    }
    add("", NoticeKind::NewVersion);
}

fn of_engines(add: &mut impl FnMut(&str, NoticeKind)) {
    for failure in loads().into_iter().filter(is_of_an_engine) {
        let what = match &failure {
            LoadFailure::Transfer(failure) => name_of_cause(&failure.cause),
            failure => name_of_load(failure),
        };
        add(what, NoticeKind::EngineFailed(failure.clone()));
        // The device is left for what it does, never for what did not come.
        if is_about_the_device(&failure) {
            let (from, failure) = (DeviceKind::WebGpu, failure.clone());
            add(what, NoticeKind::FellBack { from, failure });
        }
        let (name, of_network) = (text("EfficientNet-Lite0"), failure.clone());
        add(
            what,
            NoticeKind::NetworkFailed {
                name,
                failure: of_network,
            },
        );
        for kind in [DeviceKind::Cpu, DeviceKind::WebGpu] {
            let failure = failure.clone();
            add(what, NoticeKind::DeviceFailed { kind, failure });
        }
    }
    for secure in [true, false] {
        add("", NoticeKind::NoWebGpu { secure });
    }
    for again in every_again() {
        let what = name_of_again(&again);
        let message = text("RuntimeError: unreachable");
        let seconds = 15;
        add(
            what,
            NoticeKind::EngineCrashed {
                message: message.clone(),
                again,
            },
        );
        add(what, NoticeKind::DeviceLost { message, again });
        add(what, NoticeKind::EngineSilent { seconds, again });
    }
    add("", NoticeKind::GaveUp);
    for kind in jobs() {
        let message = text("shape mismatch");
        add(
            name_of_job(&kind),
            NoticeKind::JobFailed(JobError { kind, message }),
        );
    }
}

/// The variants that no example shows.
pub fn without_example() -> Vec<&'static str> {
    fn missing(names: &[&'static str], shown: Vec<&'static str>) -> Vec<&'static str> {
        let is_missing = |name: &&&str| !shown.contains(*name);
        names.iter().filter(is_missing).copied().collect()
    }
    let all = notices();
    let kinds = all.iter().map(|example| name_of_notice(&example.kind));
    [
        missing(NOTICES, kinds.collect()),
        missing(
            CAUSES,
            transfers()
                .iter()
                .map(|f| name_of_cause(&f.cause))
                .collect(),
        ),
        missing(LOADS, loads().iter().map(name_of_load).collect()),
        missing(PICTURES, pictures().iter().map(name_of_picture).collect()),
        missing(REFUSALS, refusals().iter().map(name_of_refusal).collect()),
        missing(JOBS, jobs().iter().map(name_of_job).collect()),
        missing(AGAIN, every_again().iter().map(name_of_again).collect()),
    ]
    .concat()
}
