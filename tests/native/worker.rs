//! The engine's worker without a browser: requests in, events out.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use gradoscope::engine::job::{LocalFuture, Turn};
use gradoscope::protocol::{
    BUILD, Change, CheckpointRefusal, EngineEvent, EngineRequest, FaithfulRequest, Filling,
    JobErrorKind, JobId, LoadFailure, MethodChoice, SaliencyRequest, SanityRequest, SegmentRequest,
    Task,
};
use gradoscope::spec::{ClassId, ParamValues};
use gradoscope::worker::{Enclosed, Engine, Opened, Payload, Port, open_cpu};

const NETWORK: &str = "squeezenet-1.1";
const SIDE: usize = 224;
const CLASSES: usize = 1000;
const HOSTILE: &[u8] = include_bytes!("../../checkpoint/tests/fixtures/hostile.zip.pth");

/// An event and the numbers beside it.
type Heard = (EngineEvent, Vec<f32>);

/// A page that writes down what it is told, and a thread whose tasks go on one after the other.
#[derive(Clone, Default)]
struct Page {
    heard: Rc<RefCell<Vec<Heard>>>,
    tasks: Rc<RefCell<Vec<LocalFuture<'static, ()>>>>,
    /// A clock that every look at it sets forward.
    now_ms: Rc<Cell<f64>>,
    has_no_device: bool,
}

impl Port for Page {
    type File = &'static [u8];

    fn post(&self, event: &EngineEvent, payload: &[Payload<'_>]) {
        let numbers = payload.iter().flat_map(|payload| match payload {
            Payload::Bytes(bytes) => bytes.iter().copied().map(f32::from).collect(),
            Payload::Floats(values) => values.to_vec(),
        });
        let heard = (event.clone(), numbers.collect());
        self.heard.borrow_mut().push(heard);
    }

    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        self.tasks.borrow_mut().push(Box::pin(task));
    }

    fn give_way(&self, _: Turn) -> LocalFuture<'static, ()> {
        let mut has_given_way = false;
        let turn = move |_: &mut Context<'_>| match std::mem::replace(&mut has_given_way, true) {
            true => Poll::Ready(()),
            false => Poll::Pending,
        };
        Box::pin(std::future::poll_fn(turn))
    }

    fn now_ms(&self) -> f64 {
        self.now_ms.set(self.now_ms.get() + 1.0);
        self.now_ms.get()
    }

    fn most_bytes(&self) -> u64 {
        u64::MAX
    }

    async fn open_device(&self) -> Result<Opened, String> {
        match self.has_no_device {
            true => Err("no device".to_owned()),
            false => open_cpu().await,
        }
    }
}

impl Page {
    fn engine(&self) -> Rc<Engine<Self>> {
        Engine::new(self.clone())
    }

    /// One turn for each task.
    fn turn(&self) {
        let mut context = Context::from_waker(Waker::noop());
        let mut tasks = self.tasks.take();
        tasks.retain_mut(|task| Pin::new(task).poll(&mut context).is_pending());
        // What they began meanwhile comes after them.
        tasks.append(&mut self.tasks.borrow_mut());
        *self.tasks.borrow_mut() = tasks;
    }

    /// Until no task is left; what has been heard since the last time.
    fn hear(&self) -> Vec<Heard> {
        while !self.tasks.borrow().is_empty() {
            self.turn();
        }
        self.heard.take()
    }

    fn events(&self) -> Vec<EngineEvent> {
        self.hear().into_iter().map(|(event, _)| event).collect()
    }

    fn is_busy(&self) -> bool {
        !self.tasks.borrow().is_empty()
    }
}

fn load(network: &str, spoil_self_check: bool) -> EngineRequest {
    EngineRequest::Load {
        network: network.to_owned(),
        spoil_self_check,
    }
}

fn weights() -> Enclosed<&'static [u8]> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/public/weights/");
    let bytes = std::fs::read(format!("{path}{NETWORK}.safetensors"));
    Enclosed::File(
        bytes
            .expect("the weights; cargo xtask assets fetches them")
            .leak(),
    )
}

/// Of as many images of one grey.
fn classify(job: u32, greys: &[u8]) -> (EngineRequest, Enclosed<&'static [u8]>) {
    let (count, side) = (greys.len() as u32, SIDE as u32);
    let task = Task::Classify { count, side };
    let images = greys.iter().flat_map(|grey| vec![*grey; 3 * SIDE * SIDE]);
    let job = JobId(job);
    (
        EngineRequest::Run { job, task },
        Enclosed::Bytes(images.collect()),
    )
}

fn ready() -> (Page, Rc<Engine<Page>>) {
    let page = Page::default();
    let engine = page.engine();
    engine.take(load(NETWORK, false), weights());
    let events = page.events();
    assert!(
        matches!(&events[..], [EngineEvent::Ready { network, .. }] if network == NETWORK),
        "{events:?}"
    );
    (page, engine)
}

#[test]
fn it_greets_with_its_build_and_answers_at_once_that_it_is_alive() {
    let page = Page::default();
    let engine = page.engine();
    engine.greet();
    engine.take(EngineRequest::Ping, Enclosed::Nothing);
    let hello = EngineEvent::Hello {
        build: BUILD.to_owned(),
    };
    assert_eq!(page.events(), [hello, EngineEvent::Pong]);
}

#[test]
fn a_network_that_cannot_be_loaded_is_refused_and_nothing_runs() {
    let page = Page::default();
    let engine = page.engine();
    engine.take(load("nothing", false), Enclosed::File(&[]));
    engine.take(load(NETWORK, false), Enclosed::Nothing);
    engine.take(load(NETWORK, false), Enclosed::File(HOSTILE));
    engine.take(load(NETWORK, true), weights());
    let events = page.events();
    let [unknown, missing, damaged, spoilt] = &events[..] else {
        panic!("{events:?}");
    };
    for (event, word) in [(unknown, "nothing"), (missing, "no weights"), (damaged, "")] {
        assert!(
            matches!(event, EngineEvent::LoadFailed(LoadFailure::Weights { message }) if message.contains(word)),
            "{event:?}"
        );
    }
    assert!(
        matches!(spoilt, EngineEvent::LoadFailed(LoadFailure::SelfCheck { report, .. }) if !report.passed()),
        "{spoilt:?}"
    );
    let (run, images) = classify(4, &[0]);
    engine.take(run, images);
    let events = page.events();
    assert!(
        matches!(&events[..], [EngineEvent::Failed { job: JobId(4), error }] if error.kind == JobErrorKind::NotReady),
        "{events:?}"
    );
}

#[test]
fn without_a_device_nothing_is_loaded() {
    let page = Page {
        has_no_device: true,
        ..Page::default()
    };
    page.engine().take(load(NETWORK, false), weights());
    let message = "no device".to_owned();
    let failed = EngineEvent::LoadFailed(LoadFailure::Device { message });
    assert_eq!(page.events(), [failed]);
}

#[test]
fn what_is_said_of_a_job_that_is_not_there_does_no_harm() {
    let page = Page::default();
    let engine = page.engine();
    let job = JobId(9);
    engine.take(EngineRequest::Pause { job }, Enclosed::Nothing);
    engine.take(EngineRequest::Resume { job }, Enclosed::Nothing);
    let params = Default::default();
    engine.take(EngineRequest::Adjust { job, params }, Enclosed::Nothing);
    engine.take(EngineRequest::Cancel { job }, Enclosed::Nothing);
    assert_eq!(page.events(), [EngineEvent::Cancelled { job }]);
}

#[test]
fn a_checkpoint_that_is_none_is_refused_in_words() {
    let page = Page::default();
    let engine = page.engine();
    let open = || EngineRequest::OpenCheckpoint {
        file_name: "mine.pth".to_owned(),
    };
    engine.take(open(), Enclosed::File(HOSTILE));
    engine.take(open(), Enclosed::Nothing);
    let events = page.events();
    let [hostile, missing] = &events[..] else {
        panic!("{events:?}");
    };
    assert!(
        matches!(hostile, EngineEvent::CheckpointRefused(CheckpointRefusal::File { message, .. }) if message.contains("posix.system")),
        "{hostile:?}"
    );
    assert!(
        matches!(
            missing,
            EngineEvent::CheckpointRefused(CheckpointRefusal::Unreadable { .. })
        ),
        "{missing:?}"
    );
}

#[test]
fn two_jobs_at_once_have_their_own_results() {
    let (page, engine) = ready();
    for (job, greys) in [(1, [0, 128]), (2, [128, 0])] {
        let (run, images) = classify(job, &greys);
        engine.take(run, images);
    }
    page.turn();
    assert!(page.is_busy());
    engine.take(EngineRequest::Ping, Enclosed::Nothing);
    let heard = page.hear();
    assert_eq!(heard[0].0, EngineEvent::Pong);
    let scores: BTreeMap<u32, Vec<f32>> = heard[1..]
        .iter()
        .map(|(event, scores)| match event {
            EngineEvent::Classified { job, .. } => (job.0, scores.clone()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(scores.keys().collect::<Vec<_>>(), [&1, &2]);
    let (first, second) = (scores[&1].split_at(CLASSES), scores[&2].split_at(CLASSES));
    assert_eq!((first.0, first.1), (second.1, second.0));
    assert_ne!(first.0, first.1);
}

#[test]
fn of_two_jobs_the_cancelled_one_says_nothing_more() {
    let (page, engine) = ready();
    for job in [1, 2] {
        let (run, images) = classify(job, &[0, 64, 128]);
        engine.take(run, images);
    }
    page.turn();
    engine.take(EngineRequest::Cancel { job: JobId(1) }, Enclosed::Nothing);
    let events = page.events();
    assert!(
        matches!(
            events[..],
            [
                EngineEvent::Cancelled { job: JobId(1) },
                EngineEvent::Classified { job: JobId(2), .. }
            ]
        ),
        "{events:?}"
    );
}

#[test]
fn a_paused_job_waits_and_its_pause_does_not_count() {
    let (page, engine) = ready();
    let job = JobId(1);
    let (run, images) = classify(1, &[0, 64]);
    engine.take(run, images);
    page.turn();
    engine.take(EngineRequest::Pause { job }, Enclosed::Nothing);
    for _ in 0..100 {
        page.turn();
    }
    assert!(page.is_busy() && page.heard.borrow().is_empty());
    engine.take(EngineRequest::Resume { job }, Enclosed::Nothing);
    match page.events()[..] {
        // Two looks at the clock for each of a hundred sleeps, and a few at work.
        [EngineEvent::Classified { elapsed_ms, .. }] => assert!(elapsed_ms < 110.0, "{elapsed_ms}"),
        ref other => panic!("{other:?}"),
    }
    assert!(page.now_ms.get() > 200.0);
}

#[test]
fn a_request_that_does_not_fit_fails_by_its_number() {
    let (page, engine) = ready();
    let (run, _) = classify(5, &[0]);
    engine.take(run, Enclosed::Bytes(vec![0; 10]));
    let task = Task::Saliency(SaliencyRequest {
        method: "gradient".to_owned(),
        params: ParamValues::default(),
        class: Some(ClassId(CLASSES as u16)),
    });
    let images = Enclosed::Bytes(vec![0; 3 * SIDE * SIDE]);
    engine.take(
        EngineRequest::Run {
            job: JobId(6),
            task,
        },
        images,
    );
    let failed: Vec<_> = page
        .events()
        .into_iter()
        .map(|event| match event {
            EngineEvent::Failed { job, error } => (job.0, error.kind),
            other => panic!("{other:?}"),
        })
        .collect();
    let request = JobErrorKind::Request;
    assert_eq!(failed, [(5, request), (6, request)]);
}

fn gradient() -> SaliencyRequest {
    SaliencyRequest {
        method: "gradient".to_owned(),
        params: ParamValues::default(),
        class: None,
    }
}

/// A picture with a bright spot.
fn spot() -> Vec<u8> {
    let level = |at: usize| {
        let (row, column) = (at / SIDE, at % SIDE);
        if row.abs_diff(90) + column.abs_diff(120) < 40 {
            230
        } else {
            (column / 4) as u8
        }
    };
    (0..SIDE * SIDE).flat_map(|at| [level(at); 3]).collect()
}

#[test]
fn the_jobs_of_the_bench_tell_how_far_they_are_and_end() {
    let (page, engine) = ready();
    let tasks = [
        Task::Segment(SegmentRequest {
            recipe: "simonyan".to_owned(),
            map: gradient(),
            side: SIDE as u32,
            ten_crops: false,
            gamma: 20.0,
            seed: 0,
        }),
        Task::Sanity(SanityRequest {
            map: gradient(),
            change: Change::Classes { count: 1 },
            seed: 0,
            controls: Vec::new(),
        }),
        Task::Faithful(FaithfulRequest {
            methods: vec![MethodChoice {
                method: "gradient".to_owned(),
                params: ParamValues::default(),
            }],
            class: None,
            steps: 2,
            deletion: Filling::Black,
            insertion: Filling::Noise,
            neighbours: 0,
            bounds: None,
            seed: 0,
        }),
    ];
    for (job, task) in (1..).map(JobId).zip(tasks) {
        engine.take(EngineRequest::Run { job, task }, Enclosed::Bytes(spot()));
        let heard = page.hear();
        let (last, numbers) = heard.last().expect("an end");
        let said: Vec<&EngineEvent> = heard.iter().map(|(event, _)| event).collect();
        let is_progress = |event: &&&EngineEvent| matches!(event, EngineEvent::Progress { .. });
        let progress = said.iter().filter(is_progress).count();
        match (job.0, last) {
            (1, EngineEvent::Segmented { facts, .. }) => {
                assert_eq!(numbers.len(), SIDE * SIDE);
                let object = numbers.iter().filter(|kind| **kind == 2.0).count();
                assert_eq!(object, facts.object as usize);
                assert!(progress > 0);
            }
            (2, EngineEvent::Finished { .. }) => {
                let is_step =
                    |event: &&&EngineEvent| matches!(event, EngineEvent::SanityStep { .. });
                assert_eq!(said.iter().filter(is_step).count(), 2);
                assert_eq!(heard[0].1.len(), 3 * SIDE * SIDE, "the map beside its step");
            }
            (3, EngineEvent::Finished { .. }) => {
                let is_curve =
                    |event: &&&EngineEvent| matches!(event, EngineEvent::Faithful { .. });
                assert_eq!(said.iter().filter(is_curve).count(), 1);
                assert!(progress > 2);
            }
            other => panic!("{other:?}"),
        }
    }
    // A picture of another length than it says.
    let task = Task::Segment(SegmentRequest {
        recipe: "simonyan".to_owned(),
        map: gradient(),
        side: u32::MAX,
        ten_crops: false,
        gamma: 20.0,
        seed: 0,
    });
    let job = JobId(9);
    engine.take(EngineRequest::Run { job, task }, Enclosed::Bytes(spot()));
    assert!(matches!(
        page.events()[..],
        [EngineEvent::Failed { job: JobId(9), .. }]
    ));
}
