//! An example of every message between the page and its workers, and of every variant inside of them.

use gradoscope::catalogue::{ATTACKS, VISUALIZE_PARAMS};
use gradoscope::image::{CropBox, Ending as FileEnding, Format, Framing, ImageError, Label};
use gradoscope::protocol::{
    AttackEnd, AttackRequest, AttackStep, Cells, Change, Changed, CheckpointRefusal,
    CheckpointSheet, Cut, DecoderEvent, DecoderRequest, DeviceKind, DeviceReport, Ending,
    EngineEvent, EngineRequest, Fact, Facts, FaithfulFigures, FaithfulRequest, Filling, Found,
    FromHelper, Goal, GraphSheet, InBox, JobError, JobErrorKind, JobId, Likeness, LoadFailure,
    Look, MapSheet, MethodChoice, Norms, PictureFacts, Ray, Redraw, SaliencyRequest, SanityRequest,
    SanityStep, SegmentFacts, SegmentRequest, SelfCheckReport, ShrinkRequest, Stage, Start, Task,
    Term, ToHelper, TransferCause, TransferFailure, VisualEnd, VisualStep, VisualizeRequest,
};
use gradoscope::scores::Standing;
use gradoscope::spec::{ClassId, ParamValues, Unit};

/// Examples of a type, each beside the variant that it is of: a new variant does not compile before
/// it stands here.
macro_rules! of_each {
    ($type:ty { $($pattern:pat => $example:expr),+ $(,)? }) => {{
        let _: fn(&$type) = |value| match value {
            $($pattern => {})+
        };
        vec![$({
            let example: $type = $example;
            assert!(matches!(example, $pattern), "{example:?}");
            example
        }),+]
    }};
}

const JOB: JobId = JobId(7);
const CLASS: ClassId = ClassId(999);
/// More than 32 bits hold.
const MANY_BYTES: u64 = 5_000_000_000;

fn text() -> String {
    "Château, 雪, \"\u{2019}\"\n".to_owned()
}

fn params() -> ParamValues {
    let params = VISUALIZE_PARAMS.iter();
    params.fold(ParamValues::default(), |values, param| {
        values.with(param, param.default_value())
    })
}

fn standing() -> Standing {
    Standing {
        class: CLASS,
        score: -0.1,
        probability: 1e-30,
    }
}

fn devices() -> Vec<DeviceReport> {
    let kinds = of_each!(DeviceKind {
        DeviceKind::Cpu => DeviceKind::Cpu,
        DeviceKind::WebGpu => DeviceKind::WebGpu,
    });
    let cuts = of_each!(Cut {
        Cut::Measured => Cut::Measured,
        Cut::Remembered => Cut::Remembered,
        Cut::Given => Cut::Given,
    });
    let report = |kind, cut| DeviceReport {
        kind,
        adapter: text(),
        software: true,
        variant: text(),
        cut,
    };
    let of_kinds = kinds.into_iter().map(|kind| report(kind, None));
    let cut = |cut| report(DeviceKind::WebGpu, Some(cut));
    of_kinds.chain(cuts.into_iter().map(cut)).collect()
}

fn device() -> DeviceReport {
    devices().swap_remove(0)
}

fn self_check() -> SelfCheckReport {
    SelfCheckReport {
        score_error: 1e-6,
        score_tolerance: 1e-3,
        gradient_error: 0.3,
        gradient_tolerance: 0.01,
        by_reference: true,
    }
}

fn sheet() -> CheckpointSheet {
    CheckpointSheet {
        sha256: "5d".repeat(32),
        file_name: text(),
        bytes: MANY_BYTES,
        architecture: "vgg16".to_owned(),
        classes: 2,
        parameters: 1_000_000_000,
        path: "model.ema".to_owned(),
        normalisation: Some([[4717, 4499, 3837], [2600, 2516, 2575]]),
        preparation: text(),
        graph: Some(Box::new(GraphSheet {
            layers: vec![text(), text()],
            channels: vec![7],
            last_maps: text(),
            side: 224,
            ends_in_softmax: true,
            scales_itself: false,
            writer: text(),
            suggested: text(),
        })),
        class_names: vec![text(), String::new()],
    }
}

fn refusals() -> Vec<CheckpointRefusal> {
    of_each!(CheckpointRefusal {
        CheckpointRefusal::Unreadable { .. } => CheckpointRefusal::Unreadable { message: text() },
        CheckpointRefusal::File { .. } => CheckpointRefusal::File {
            en: text(),
            fr: text(),
            message: text(),
        },
        CheckpointRefusal::Memory { .. } => CheckpointRefusal::Memory {
            needed_bytes: MANY_BYTES,
            most_bytes: 1,
        },
        CheckpointRefusal::Ended { .. } => CheckpointRefusal::Ended { message: text() },
    })
}

fn transfers() -> Vec<TransferFailure> {
    let causes = of_each!(TransferCause {
        TransferCause::Offline => TransferCause::Offline,
        TransferCause::Unreachable => TransferCause::Unreachable,
        TransferCause::Stalled => TransferCause::Stalled,
        TransferCause::Http => TransferCause::Http,
        TransferCause::WebPage => TransferCause::WebPage,
        TransferCause::Cut => TransferCause::Cut,
        TransferCause::Damaged => TransferCause::Damaged,
        TransferCause::NewVersion => TransferCause::NewVersion,
        TransferCause::Blocked => TransferCause::Blocked,
        TransferCause::NotCompiled => TransferCause::NotCompiled,
        TransferCause::Cancelled => TransferCause::Cancelled,
    });
    let failure = |cause| TransferFailure {
        cause,
        path: text(),
        status: 404,
        received_bytes: 1,
        total_bytes: u32::MAX,
        tries: 3,
        seconds: 9,
        message: text(),
    };
    causes.into_iter().map(failure).collect()
}

fn load_failures() -> Vec<LoadFailure> {
    let mut failures = of_each!(LoadFailure {
        LoadFailure::Transfer(_) => LoadFailure::Transfer(TransferFailure::default()),
        LoadFailure::Weights { .. } => LoadFailure::Weights { message: text() },
        LoadFailure::Checkpoint(_) => LoadFailure::Checkpoint(refusals().swap_remove(0)),
        LoadFailure::Device { .. } => LoadFailure::Device { message: text() },
        LoadFailure::SelfCheck { .. } => LoadFailure::SelfCheck {
            device: device(),
            report: self_check(),
        },
        LoadFailure::Broken { .. } => LoadFailure::Broken { message: text() },
    });
    failures.extend(transfers().into_iter().map(LoadFailure::Transfer));
    failures.extend(refusals().into_iter().map(LoadFailure::Checkpoint));
    failures
}

fn attacks() -> Vec<AttackRequest> {
    let goals = of_each!(Goal {
        Goal::Class(_) => Goal::Class(CLASS),
        Goal::RunnerUp => Goal::RunnerUp,
        Goal::LeastLikely => Goal::LeastLikely,
        Goal::Away => Goal::Away,
    });
    let request = |goal| AttackRequest {
        params: params(),
        seed: u32::MAX,
        ..AttackRequest::new(ATTACKS[5], goal)
    };
    goals.into_iter().map(request).collect()
}

fn visuals() -> Vec<VisualizeRequest> {
    let starts = of_each!(Start {
        Start::Noise => Start::Noise,
        Start::Grey => Start::Grey,
        Start::Image => Start::Image,
    });
    let told = Term {
        weight: -0.5,
        layer: Some(text()),
        channel: Some(u32::MAX),
        ..Term::score(CLASS)
    };
    let terms = vec![told, Term::new("layer")];
    let request = |start| VisualizeRequest {
        terms: terms.clone(),
        params: params(),
        start,
        seed: 1,
        frames: true,
    };
    starts.into_iter().map(request).collect()
}

fn saliency(class: Option<ClassId>) -> SaliencyRequest {
    SaliencyRequest {
        method: text(),
        params: params(),
        class,
    }
}

fn maps() -> Vec<MapSheet> {
    let units = of_each!(Unit {
        Unit::Slope => Unit::Slope,
        Unit::SquaredSlope => Unit::SquaredSlope,
        Unit::Score => Unit::Score,
        Unit::Probability => Unit::Probability,
        Unit::Arbitrary => Unit::Arbitrary,
    });
    let sheet = |unit| MapSheet {
        channels: 1,
        height: 13,
        width: 14,
        signed: false,
        unit,
        cells: Cells {
            first: [15.0, 0.5],
            step: [16.0, 1.0],
        },
    };
    units.into_iter().map(sheet).collect()
}

fn choice() -> MethodChoice {
    MethodChoice {
        method: text(),
        params: params(),
    }
}

fn segment() -> SegmentRequest {
    SegmentRequest {
        recipe: text(),
        map: saliency(None),
        side: 256,
        ten_crops: false,
        gamma: 0.1,
        seed: u32::MAX,
    }
}

fn segment_facts() -> Vec<SegmentFacts> {
    let found = of_each!(Found {
        Found::Nothing => Found::Nothing,
        Found::Everything => Found::Everything,
        Found::Object => Found::Object,
    });
    let facts = |found| SegmentFacts {
        found,
        labelled: 9,
        object: 7,
        regions: 2,
        bounds: (found != Found::Nothing).then_some([0, 1, 224, u32::MAX]),
        energy: 0.01,
        rounds: 4,
    };
    found.into_iter().map(facts).collect()
}

fn sanities() -> Vec<SanityRequest> {
    let redraws = of_each!(Redraw {
        Redraw::He => Redraw::He,
        Redraw::Deviation => Redraw::Deviation,
        Redraw::Permutation => Redraw::Permutation,
    });
    let changes = of_each!(Change {
        Change::Cascade(_) => Change::Cascade(Redraw::He),
        Change::Alone(_) => Change::Alone(Redraw::He),
        Change::Classes { .. } => Change::Classes { count: 5 },
    });
    let request = |change| SanityRequest {
        map: saliency(Some(CLASS)),
        change,
        seed: 1,
        controls: vec![choice()],
    };
    let cascades = redraws.into_iter().map(Change::Cascade);
    changes.into_iter().chain(cascades).map(request).collect()
}

fn sanity_steps() -> Vec<SanityStep> {
    let what = of_each!(Changed {
        Changed::Nothing => Changed::Nothing,
        Changed::Method(_) => Changed::Method(text()),
        Changed::Layer(_) => Changed::Layer(text()),
        Changed::Class => Changed::Class,
    });
    let likeness = Likeness {
        signed: Some(-0.1),
        size: None,
        coarse: Some(1.0),
        ssim: Some(0.3),
        hog: None,
    };
    let step = |what| SanityStep {
        likeness: (what != Changed::Class).then_some(likeness),
        what,
        done: 1,
        total: 12,
        standing: standing(),
        escaped: true,
        is_zero: false,
        entropy: None,
    };
    what.into_iter().map(step).collect()
}

fn faithfuls() -> Vec<FaithfulRequest> {
    let fillings = of_each!(Filling {
        Filling::MeanColour => Filling::MeanColour,
        Filling::Black => Filling::Black,
        Filling::OutOfFocus => Filling::OutOfFocus,
        Filling::Noise => Filling::Noise,
        Filling::Imputed => Filling::Imputed,
    });
    let request = |deletion| FaithfulRequest {
        methods: vec![choice(), choice()],
        class: None,
        steps: 28,
        deletion,
        insertion: Filling::OutOfFocus,
        neighbours: 10,
        bounds: Some([0, 1, 2, 3]),
        seed: 0,
    };
    fillings.into_iter().map(request).collect()
}

fn faithful_figures() -> FaithfulFigures {
    FaithfulFigures {
        method: 1,
        class: CLASS,
        deletion: vec![1.0, 0.1, 1e-30],
        insertion: Vec::new(),
        areas: [0.3, 0.9],
        kept_and_removed: Some(-0.2),
        sensitivity: None,
        gini: Some(0.5),
        inside: Some(InBox {
            points_inside: None,
            share: Some(0.7),
            area: 0.1,
        }),
        is_zero: true,
    }
}

fn map_facts() -> Vec<Fact> {
    of_each!(Fact {
        Fact::AllZero { .. } => Fact::AllZero { dead: true },
        Fact::NothingFor => Fact::NothingFor,
        Fact::Completeness { .. } => Fact::Completeness {
            sum: 33.1,
            score: 33.4,
            baseline_score: 0.2,
            steps: 50,
        },
        Fact::SumAndScore { .. } => Fact::SumAndScore { sum: 33.1, score: 33.4 },
        Fact::Drawn { .. } => Fact::Drawn { count: 25, seed: 7 },
        Fact::UnderNoise { .. } => Fact::UnderNoise {
            probability: 0.4,
            without: 0.6,
            recognised: 19,
            copies: 25,
        },
        Fact::Against { .. } => Fact::Against { class: CLASS, difference: -0.5 },
        Fact::AgainstItself => Fact::AgainstItself,
        Fact::Positive { .. } => Fact::Positive { positions: 100, of: 169 },
        Fact::CamsCoincide => Fact::CamsCoincide,
        Fact::NoClassMap => Fact::NoClassMap,
        Fact::LastMapsInstead { .. } => Fact::LastMapsInstead { layer: text() },
        Fact::UnderMasks { .. } => Fact::UnderMasks { probability: 0.25 },
    })
}

fn tasks() -> Vec<Task> {
    let mut tasks = of_each!(Task {
        Task::Saliency(_) => Task::Saliency(saliency(Some(CLASS))),
        Task::Attack(_) => Task::Attack(attacks().swap_remove(0)),
        Task::Shrink(_) => Task::Shrink(ShrinkRequest {
            attack: attacks().swap_remove(0),
            end: attack_ends().swap_remove(0),
        }),
        Task::Visualize(_) => Task::Visualize(visuals().swap_remove(0)),
        Task::Classify { .. } => Task::Classify { count: 2, side: 224 },
        Task::Prepare { .. } => Task::Prepare { count: 2, now: text() },
        Task::Ray { .. } => Task::Ray { source: CLASS, target: ClassId(0) },
        Task::Segment(_) => Task::Segment(segment()),
        Task::Sanity(_) => Task::Sanity(sanities().swap_remove(0)),
        Task::Faithful(_) => Task::Faithful(faithfuls().swap_remove(0)),
    });
    tasks.extend(sanities().into_iter().map(Task::Sanity));
    tasks.extend(faithfuls().into_iter().map(Task::Faithful));
    tasks.push(Task::Saliency(saliency(None)));
    tasks.extend(attacks().into_iter().map(Task::Attack));
    tasks.extend(visuals().into_iter().map(Task::Visualize));
    tasks
}

/// From the page to an engine.
pub fn engine_requests() -> Vec<EngineRequest> {
    let run = |task| EngineRequest::Run { job: JOB, task };
    let mut requests = of_each!(EngineRequest {
        EngineRequest::Load { .. } => EngineRequest::Load {
            network: text(),
            spoil_self_check: true,
        },
        EngineRequest::OpenCheckpoint { .. } => EngineRequest::OpenCheckpoint { file_name: text() },
        EngineRequest::LoadCheckpoint { .. } => EngineRequest::LoadCheckpoint {
            sheet: sheet(),
            spoil_self_check: false,
        },
        EngineRequest::Run { .. } => run(tasks().swap_remove(0)),
        EngineRequest::Share { .. } => EngineRequest::Share { job: JOB, task: tasks().swap_remove(0) },
        EngineRequest::Helpers { .. } => EngineRequest::Helpers { most: 5 },
        EngineRequest::Cancel { .. } => EngineRequest::Cancel { job: JOB },
        EngineRequest::Pause { .. } => EngineRequest::Pause { job: JOB },
        EngineRequest::Resume { .. } => EngineRequest::Resume { job: JOB },
        EngineRequest::Adjust { .. } => EngineRequest::Adjust { job: JOB, params: params() },
        EngineRequest::Ping => EngineRequest::Ping,
    });
    requests.extend(tasks().into_iter().map(run));
    requests
}

pub fn words_to_helpers() -> Vec<ToHelper> {
    let look = |map| Look {
        size: [224, 299],
        scores: true,
        map,
    };
    let choice = MethodChoice {
        method: text(),
        params: params(),
    };
    let mut words = of_each!(ToHelper {
        ToHelper::Request(_) => ToHelper::Request(vec![0, 255]),
        ToHelper::Look { .. } => ToHelper::Look { number: 1, look: look(None) },
        ToHelper::Forget { .. } => ToHelper::Forget { number: u32::MAX },
    });
    let look = look(Some((CLASS, choice)));
    words.push(ToHelper::Look { number: 2, look });
    words
}

pub fn words_of_helpers() -> Vec<FromHelper> {
    let sheets = maps().into_iter().map(Some).chain([None]);
    let looked = sheets.map(|sheet| FromHelper::Looked { number: 3, sheet });
    let words = of_each!(FromHelper {
        FromHelper::Hello => FromHelper::Hello,
        FromHelper::Ready => FromHelper::Ready,
        FromHelper::Gone => FromHelper::Gone,
        FromHelper::Event { .. } => FromHelper::Event { event: vec![7; 3], job: 4, is_last: true },
        FromHelper::Looked { .. } => FromHelper::Looked { number: 3, sheet: None },
        FromHelper::Failed { .. } => FromHelper::Failed { number: 5 },
    });
    words.into_iter().chain(looked).collect()
}

fn attack_step(stage: Stage) -> AttackStep {
    AttackStep {
        look: 1,
        iteration: 2,
        is_start: true,
        gradients: 3,
        stage,
        search_look: 4,
        search_gradients: 5,
        source: standing(),
        target: standing(),
        margin: -1.5,
        top: vec![standing(); 5],
        norms: Norms {
            l2_unit: 0.1,
            outside: 6,
            ..Norms::default()
        },
        reached: false,
        escaped: true,
    }
}

fn attack_steps() -> Vec<AttackStep> {
    let stages = of_each!(Stage {
        Stage::Attack => Stage::Attack,
        Stage::Shrink => Stage::Shrink,
    });
    stages.into_iter().map(attack_step).collect()
}

fn attack_ends() -> Vec<AttackEnd> {
    let endings = of_each!(Ending {
        Ending::Reached => Ending::Reached,
        Ending::Steps => Ending::Steps,
        Ending::Gradients => Ending::Gradients,
        Ending::ZeroGradient => Ending::ZeroGradient,
    });
    let end = |ending| AttackEnd {
        ending,
        iterations: 1,
        gradients: 2,
        looks: 3,
        first_reached: (ending == Ending::Reached).then_some(1),
        tried: Some(0.5),
        search_looks: 4,
        search_gradients: 5,
        best: attack_step(Stage::Shrink),
        was_dead: true,
    };
    endings.into_iter().map(end).collect()
}

fn visual_step() -> VisualStep {
    VisualStep {
        iteration: 1,
        adjustments: 0,
        iterations: 2,
        side: 224,
        objective: 0.1,
        penalty: 0.2,
        gradient_norm: 0.3,
        image_norm: 0.4,
        class: Some(standing()),
        top: vec![standing()],
        escaped: false,
    }
}

fn visual_end() -> VisualEnd {
    VisualEnd {
        iterations: 2,
        side: 224,
        class: None,
        top: Vec::new(),
        was_dead: false,
        no_gradient: true,
    }
}

fn ray() -> Ray {
    Ray {
        source: CLASS,
        target: ClassId(0),
        at: vec![0.0, 0.1, 1.5],
        source_score: vec![1.0, -0.0, 3.0],
        target_score: vec![f32::MIN_POSITIVE, f32::MAX, 0.3],
        source_slope: -0.7,
        target_slope: 0.7,
        predicted: vec![CLASS, ClassId(1), ClassId(2)],
    }
}

fn job_errors() -> Vec<JobError> {
    let kinds = of_each!(JobErrorKind {
        JobErrorKind::Request => JobErrorKind::Request,
        JobErrorKind::Device => JobErrorKind::Device,
        JobErrorKind::NotFinite => JobErrorKind::NotFinite,
        JobErrorKind::Overflow => JobErrorKind::Overflow,
        JobErrorKind::NotReady => JobErrorKind::NotReady,
    });
    let message = text;
    let error = |kind| JobError {
        kind,
        message: message(),
    };
    kinds.into_iter().map(error).collect()
}

/// From an engine to the page.
pub fn engine_events() -> Vec<EngineEvent> {
    let (job, elapsed_ms, variant) = (JOB, 12.5, text);
    let attack_step = |step| EngineEvent::AttackStep {
        job,
        step,
        elapsed_ms,
    };
    let attack_end = |end| EngineEvent::AttackEnd {
        job,
        end,
        elapsed_ms,
        variant: variant(),
    };
    let failed = |error| EngineEvent::Failed { job, error };
    let ready = |device| EngineEvent::Ready {
        network: text(),
        device,
        self_check: self_check(),
    };
    let attribution = |sheet| EngineEvent::Attribution {
        job,
        class: CLASS,
        sheet,
        facts: Facts::of(&map_facts()),
        elapsed_ms,
        variant: variant(),
    };
    let segmented = |facts| EngineEvent::Segmented {
        job,
        class: CLASS,
        facts,
        elapsed_ms,
        variant: variant(),
    };
    let sanity_step = |step| EngineEvent::SanityStep {
        job,
        step,
        sheet: maps().swap_remove(0),
        elapsed_ms,
    };
    let mut events = of_each!(EngineEvent {
        EngineEvent::Hello { .. } => EngineEvent::Hello { build: text() },
        EngineEvent::Downloading { .. } => EngineEvent::Downloading {
            received_bytes: 0,
            total_bytes: u32::MAX,
        },
        EngineEvent::ReadingCheckpoint { .. } => EngineEvent::ReadingCheckpoint { share: 0.1 },
        EngineEvent::CheckpointOpened(_) => EngineEvent::CheckpointOpened(sheet()),
        EngineEvent::CheckpointRefused(_) => EngineEvent::CheckpointRefused(refusals().swap_remove(0)),
        EngineEvent::Ready { .. } => ready(device()),
        EngineEvent::LoadFailed(_) => EngineEvent::LoadFailed(load_failures().swap_remove(0)),
        EngineEvent::Scores { .. } => EngineEvent::Scores { job, elapsed_ms },
        EngineEvent::Progress { .. } => EngineEvent::Progress { job, done: 1, total: 25 },
        EngineEvent::MapSoFar { .. } => EngineEvent::MapSoFar {
            job,
            class: CLASS,
            sheet: maps().swap_remove(0),
        },
        EngineEvent::Attribution { .. } => attribution(maps().swap_remove(0)),
        EngineEvent::AttackStep { .. } => attack_step(attack_steps().swap_remove(0)),
        EngineEvent::AttackEnd { .. } => attack_end(attack_ends().swap_remove(0)),
        EngineEvent::VisualStep { .. } => EngineEvent::VisualStep { job, step: visual_step(), elapsed_ms },
        EngineEvent::VisualEnd { .. } => EngineEvent::VisualEnd {
            job,
            end: visual_end(),
            elapsed_ms,
            variant: variant(),
        },
        EngineEvent::Classified { .. } => EngineEvent::Classified { job, elapsed_ms },
        EngineEvent::Ray { .. } => EngineEvent::Ray { job, ray: ray() },
        EngineEvent::Segmented { .. } => segmented(segment_facts().swap_remove(0)),
        EngineEvent::SanityStep { .. } => sanity_step(sanity_steps().swap_remove(0)),
        EngineEvent::Faithful { .. } => EngineEvent::Faithful {
            job,
            figures: faithful_figures(),
            elapsed_ms,
        },
        EngineEvent::Finished { .. } => EngineEvent::Finished {
            job,
            elapsed_ms,
            variant: variant(),
        },
        EngineEvent::Cancelled { .. } => EngineEvent::Cancelled { job },
        EngineEvent::Failed { .. } => failed(job_errors().swap_remove(0)),
        EngineEvent::Pong => EngineEvent::Pong,
        EngineEvent::Dying { .. } => EngineEvent::Dying { message: text(), device_lost: true },
    });
    events.extend(maps().into_iter().map(attribution));
    events.extend(segment_facts().into_iter().map(segmented));
    events.extend(sanity_steps().into_iter().map(sanity_step));
    events.extend(devices().into_iter().map(ready));
    events.extend(refusals().into_iter().map(EngineEvent::CheckpointRefused));
    events.extend(load_failures().into_iter().map(EngineEvent::LoadFailed));
    events.extend(attack_steps().into_iter().map(attack_step));
    events.extend(attack_ends().into_iter().map(attack_end));
    events.extend(job_errors().into_iter().map(failed));
    events
}

fn framings() -> Vec<Framing> {
    of_each!(Framing {
        Framing::Square { .. } => Framing::Square { centre_x: 0.1, centre_y: 0.9, zoom: 3.7 },
        Framing::Squeeze => Framing::Squeeze,
    })
}

/// From the page to the decoder.
pub fn decoder_requests() -> Vec<DecoderRequest> {
    let (picture, ticket, side, description) = (3, 4, 224, text);
    let frame = |framing| DecoderRequest::Frame {
        picture,
        framing,
        side,
    };
    let label = Label {
        text: text(),
        x: 1,
        y: 2,
        width: 3,
        lines: 4,
    };
    let mut requests = of_each!(DecoderRequest {
        DecoderRequest::Open { .. } => DecoderRequest::Open { picture, preview_side: 512 },
        DecoderRequest::Frame { .. } => frame(Framing::Squeeze),
        DecoderRequest::Seal { .. } => DecoderRequest::Seal { ticket, side, description: description() },
        DecoderRequest::Change { .. } => DecoderRequest::Change {
            ticket,
            side,
            count: 2,
            only: vec![text()],
        },
        DecoderRequest::Glance { .. } => DecoderRequest::Glance { ticket, side },
        DecoderRequest::Animate { .. } => DecoderRequest::Animate {
            ticket,
            sides: vec![1, 224],
            delay_ms: 40,
        },
        DecoderRequest::Encode { .. } => DecoderRequest::Encode {
            ticket,
            width: 1,
            height: 2,
            labels: vec![label.clone()],
            description: description(),
            record: "{\"schema\": \"gradoscope-record/1\"}".to_owned(),
        },
    });
    requests.extend(framings().into_iter().map(frame));
    requests
}

/// What keeps a picture from being opened; variants may be added there without being missed here.
fn image_errors() -> Vec<ImageError> {
    let format = Format::Jpeg;
    vec![
        ImageError::Empty,
        ImageError::NotAnImage,
        ImageError::BrowserOnly { format },
        ImageError::Falsified { format },
        ImageError::Unsupported {
            format,
            feature: Some(text()),
        },
        ImageError::Unsupported {
            format,
            feature: None,
        },
        ImageError::TooLarge {
            pixels: MANY_BYTES,
            limit: 100,
        },
        ImageError::BadSize {
            width: 0,
            height: 1,
        },
        ImageError::Truncated { format },
        ImageError::Corrupt {
            format,
            reason: text(),
        },
        ImageError::OutOfMemory { bytes: MANY_BYTES },
    ]
}

/// From the decoder to the page.
pub fn decoder_events() -> Vec<DecoderEvent> {
    let (picture, ticket) = (3, 4);
    let opened = |ending| DecoderEvent::Opened {
        picture,
        facts: PictureFacts {
            sha256: text(),
            width: 4000,
            height: 3000,
            format: "JPEG".to_owned(),
            bit_depth: 8,
            had_transparency: true,
            had_icc_profile: false,
            orientation: 6,
            animated: true,
            ending,
            by_browser: false,
        },
        preview_width: 512,
        preview_height: 384,
    };
    let refused = |error| DecoderEvent::Refused { picture, error };
    let endings = of_each!(FileEnding {
        FileEnding::Marked => FileEnding::Marked,
        FileEnding::Unmarked => FileEnding::Unmarked,
        FileEnding::Coarse => FileEnding::Coarse,
    });
    let mut events = of_each!(DecoderEvent {
        DecoderEvent::Hello { .. } => DecoderEvent::Hello { build: text() },
        DecoderEvent::Began => DecoderEvent::Began,
        DecoderEvent::Opened { .. } => opened(FileEnding::Marked),
        DecoderEvent::Refused { .. } => refused(ImageError::Empty),
        DecoderEvent::Unreadable { .. } => DecoderEvent::Unreadable { picture },
        DecoderEvent::Missing { .. } => DecoderEvent::Missing { picture },
        DecoderEvent::Framed { .. } => DecoderEvent::Framed {
            picture,
            source_box: CropBox { x0: 1, y0: 2, x1: 3, y1: 4 },
            side: 224,
        },
        DecoderEvent::Sealed { .. } => DecoderEvent::Sealed { ticket, file_bytes: 100_000 },
        DecoderEvent::Changed { .. } => DecoderEvent::Changed { ticket, count: 2 },
        DecoderEvent::Animated { .. } => DecoderEvent::Animated { ticket },
        DecoderEvent::Glanced { .. } => DecoderEvent::Glanced { ticket },
        DecoderEvent::Encoded { .. } => DecoderEvent::Encoded { ticket, lacks_letters: true },
        DecoderEvent::NotMade { .. } => DecoderEvent::NotMade { ticket, message: text() },
        DecoderEvent::Dying { .. } => DecoderEvent::Dying { message: text() },
    });
    events.extend(endings.into_iter().map(opened));
    events.extend(image_errors().into_iter().map(refused));
    events
}
