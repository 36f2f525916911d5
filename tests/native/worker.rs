//! The engine's worker without a browser: requests in, events out.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use gradoscope::engine::job::{LocalFuture, Turn};
use gradoscope::protocol::{
    BUILD, Change, CheckpointRefusal, EngineEvent, EngineRequest, FaithfulRequest, Filling,
    FromHelper, JobErrorKind, JobId, LoadFailure, MethodChoice, SaliencyRequest, SanityRequest,
    SegmentRequest, Task, ToHelper,
};
use gradoscope::spec::{ClassId, ParamValues};
use gradoscope::worker::{Enclosed, Engine, Line, Nobody, Opened, Payload, Port, Told, open_cpu};

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
    /// Engines that were started to help, some of which are gone since; none where that is not possible.
    helpers: Option<Rc<RefCell<Vec<HelperPage>>>>,
}

/// The place of an engine that helps another one.
#[derive(Clone)]
struct HelperPage {
    told: Told<Vec<f32>>,
    tasks: Rc<RefCell<Vec<LocalFuture<'static, ()>>>>,
    /// What has been asked of it.
    asked: Rc<RefCell<Vec<ToHelper>>>,
    /// Dies when it is next told something.
    is_mortal: Rc<Cell<bool>>,
    /// Never works.
    is_asleep: Rc<Cell<bool>>,
}

/// The line to it; dropped, it ends.
struct HelperLine {
    page: HelperPage,
    engine: Rc<Engine<HelperPage>>,
}

impl Line<&'static [u8]> for HelperLine {
    fn tell(&self, word: &ToHelper, enclosed: Enclosed<&'static [u8]>) {
        self.page.asked.borrow_mut().push(word.clone());
        let (page, engine, word) = (self.page.clone(), self.engine.clone(), word.clone());
        // As a message: not at once.
        let arrival = async move {
            match page.is_mortal.get() {
                true => (page.told)(FromHelper::Gone, Vec::new()),
                false => engine.help(word, enclosed),
            }
        };
        self.page.tasks.borrow_mut().push(Box::pin(arrival));
    }
}

impl Drop for HelperLine {
    fn drop(&mut self) {
        self.page.is_asleep.set(true);
    }
}

impl HelperPage {
    fn say(&self, word: FromHelper, numbers: Vec<f32>) {
        let told = self.told.clone();
        let arrival = async move { told(word, numbers) };
        self.tasks.borrow_mut().push(Box::pin(arrival));
    }
}

impl Port for HelperPage {
    type File = &'static [u8];
    type Beside = ();
    type Helper = Nobody;

    fn post(&self, event: &EngineEvent, payload: &[Payload<'_>]) {
        let word = match event {
            EngineEvent::Ready { .. } => FromHelper::Ready,
            EngineEvent::LoadFailed(_) => FromHelper::Gone,
            about => match about.job() {
                Some((job, is_last)) => FromHelper::Event {
                    event: postcard::to_allocvec(about).expect("an event"),
                    job: job.0,
                    is_last,
                },
                None => return,
            },
        };
        self.say(word, numbers_of(payload));
    }

    fn hire(&self, _: Told<()>) -> Option<Nobody> {
        None
    }

    fn pass_on(&self, _: &[u8], (): ()) {
        unreachable!("nobody helps a helper");
    }

    fn numbers((): ()) -> Vec<f32> {
        unreachable!("nobody helps a helper");
    }

    fn reply(&self, word: &FromHelper, numbers: &[f32]) {
        self.say(word.clone(), numbers.to_vec());
    }

    fn sleep(&self, _: i32) -> LocalFuture<'static, ()> {
        turns(1)
    }

    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        self.tasks.borrow_mut().push(Box::pin(task));
    }

    fn give_way(&self, _: Turn) -> LocalFuture<'static, ()> {
        turns(1)
    }

    fn now_ms(&self) -> f64 {
        0.0
    }

    fn most_bytes(&self) -> u64 {
        u64::MAX
    }

    async fn open_device(&self) -> Result<Opened, String> {
        open_cpu().await
    }
}

/// Comes back after so many turns.
fn turns(count: usize) -> LocalFuture<'static, ()> {
    let mut left = count;
    let turn = move |_: &mut Context<'_>| match left {
        0 => Poll::Ready(()),
        _ => {
            left -= 1;
            Poll::Pending
        }
    };
    Box::pin(std::future::poll_fn(turn))
}

fn numbers_of(payload: &[Payload<'_>]) -> Vec<f32> {
    let numbers = payload.iter().flat_map(|payload| match payload {
        Payload::Bytes(bytes) => bytes.iter().copied().map(f32::from).collect(),
        Payload::Floats(values) => values.to_vec(),
    });
    numbers.collect()
}

impl Port for Page {
    type File = &'static [u8];
    type Beside = Vec<f32>;
    type Helper = HelperLine;

    fn post(&self, event: &EngineEvent, payload: &[Payload<'_>]) {
        let heard = (event.clone(), numbers_of(payload));
        self.heard.borrow_mut().push(heard);
    }

    fn hire(&self, told: Told<Vec<f32>>) -> Option<HelperLine> {
        let page = HelperPage {
            told,
            tasks: Rc::default(),
            asked: Rc::default(),
            is_mortal: Rc::default(),
            is_asleep: Rc::default(),
        };
        self.helpers.as_ref()?.borrow_mut().push(page.clone());
        let engine = Engine::new(page.clone());
        page.say(FromHelper::Hello, Vec::new());
        Some(HelperLine { page, engine })
    }

    fn pass_on(&self, event: &[u8], beside: Vec<f32>) {
        let event = postcard::from_bytes(event).expect("an event");
        self.heard.borrow_mut().push((event, beside));
    }

    fn numbers(beside: Vec<f32>) -> Vec<f32> {
        beside
    }

    fn reply(&self, _: &FromHelper, _: &[f32]) {
        unreachable!("it helps nobody");
    }

    /// A second is much longer than a turn.
    fn sleep(&self, ms: i32) -> LocalFuture<'static, ()> {
        turns(if ms < 1000 { 1 } else { 400 })
    }

    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        self.tasks.borrow_mut().push(Box::pin(task));
    }

    fn give_way(&self, _: Turn) -> LocalFuture<'static, ()> {
        turns(1)
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

    /// One turn for each task, here and in the engines that help.
    fn turn(&self) {
        turn(&self.tasks);
        for helper in self
            .helpers
            .iter()
            .flat_map(|helpers| helpers.borrow().clone())
        {
            if !helper.is_asleep.get() {
                turn(&helper.tasks);
            }
        }
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

fn turn(all: &RefCell<Vec<LocalFuture<'static, ()>>>) {
    let mut context = Context::from_waker(Waker::noop());
    let mut tasks = all.take();
    tasks.retain_mut(|task| Pin::new(task).poll(&mut context).is_pending());
    // What they began meanwhile comes after them.
    tasks.append(&mut all.borrow_mut());
    *all.borrow_mut() = tasks;
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

/// An engine that so many may help, of which the first helper is `special`.
fn helped(most: u8, special: impl Fn(&HelperPage)) -> (Page, Rc<Engine<Page>>) {
    let page = Page {
        helpers: Some(Rc::default()),
        ..Page::default()
    };
    let engine = page.engine();
    engine.take(load(NETWORK, false), weights());
    engine.take(EngineRequest::Helpers { most }, Enclosed::Nothing);
    let events = page.events();
    assert!(
        matches!(events[..], [EngineEvent::Ready { .. }]),
        "{events:?}"
    );
    // They come for what is worth it; this is asked to have them here.
    let (run, images) = classify(99, &[7; 8]);
    engine.take(run, images);
    page.turn();
    for helper in page
        .helpers
        .iter()
        .flat_map(|helpers| helpers.borrow().clone())
        .take(1)
    {
        special(&helper);
    }
    page.until_heard(1);
    page.heard.borrow_mut().clear();
    (page, engine)
}

impl Page {
    fn until_heard(&self, count: usize) {
        let mut turns = 0;
        while self.heard.borrow().len() < count {
            self.turn();
            turns += 1;
            assert!(turns < 100_000, "nothing more is heard");
        }
    }

    fn helper(&self, at: usize) -> HelperPage {
        self.helpers.as_ref().expect("helpers").borrow()[at].clone()
    }

    fn count_of_helpers(&self) -> usize {
        self.helpers
            .as_ref()
            .map_or(0, |helpers| helpers.borrow().len())
    }

    fn has_asked(&self, at: usize, is: impl Fn(&ToHelper) -> bool) -> bool {
        self.helper(at).asked.borrow().iter().any(is)
    }
}

fn is_look(word: &ToHelper) -> bool {
    matches!(word, ToHelper::Look { .. })
}

fn map_of(method: &str, params: &[(&str, f32)]) -> Task {
    let params: BTreeMap<_, _> = params.iter().copied().collect();
    let params = serde_json::to_value(params).and_then(serde_json::from_value);
    Task::Saliency(SaliencyRequest {
        method: method.to_owned(),
        params: params.expect("parameters"),
        class: None,
    })
}

fn photograph() -> Vec<u8> {
    let wave = |at: usize| (at as f32 * 0.013).sin() * 90.0 + (at % 251) as f32 * 0.3 + 100.0;
    (0..3 * SIDE * SIDE).map(|at| wave(at) as u8).collect()
}

/// What a task leads to: the numbers beside each of its events but those that depend on the clock.
fn outcome(page: &Page, engine: &Rc<Engine<Page>>, task: Task) -> Vec<Vec<f32>> {
    let job = JobId(1);
    engine.take(
        EngineRequest::Run { job, task },
        Enclosed::Bytes(photograph()),
    );
    let mut found = Vec::new();
    loop {
        page.until_heard(1);
        for (event, numbers) in page.heard.take() {
            let (_, is_last) = event.job().expect("about the job");
            if !matches!(
                event,
                EngineEvent::Progress { .. } | EngineEvent::MapSoFar { .. }
            ) {
                found.push(numbers);
            }
            if is_last {
                return found;
            }
        }
    }
}

/// Work that falls into independent images.
fn tasks_of_many_images() -> Vec<Task> {
    let faithful = Task::Faithful(FaithfulRequest {
        methods: vec![MethodChoice {
            method: "gradient".to_owned(),
            params: ParamValues::default(),
        }],
        class: None,
        steps: 21,
        deletion: Filling::MeanColour,
        insertion: Filling::OutOfFocus,
        neighbours: 5,
        bounds: None,
        seed: 3,
    });
    vec![
        map_of("smooth-grad", &[("copies", 6.0)]),
        map_of("integrated-gradients", &[("steps", 6.0)]),
        map_of("blur-ig", &[("steps", 6.0)]),
        map_of("rise", &[("masks", 10.0)]),
        map_of("occlusion", &[("side", 112.0), ("stride", 56.0)]),
        faithful,
    ]
}

#[test]
fn with_helpers_everything_is_the_same_to_the_bit() {
    let (alone, engine) = ready();
    let expected: Vec<_> = tasks_of_many_images()
        .into_iter()
        .map(|task| outcome(&alone, &engine, task))
        .collect();
    for most in [1, 3] {
        let (page, engine) = helped(most, |_| ());
        for (task, expected) in tasks_of_many_images().into_iter().zip(&expected) {
            let what = format!("{task:?}");
            let before = page.helper(0).asked.borrow().len();
            assert!(outcome(&page, &engine, task) == *expected, "{what}");
            let asked = page.helper(0).asked.borrow()[before..].to_vec();
            assert!(asked.iter().any(is_look), "nobody helped with {what}");
        }
        assert_eq!(page.count_of_helpers(), usize::from(most));
    }
}

#[test]
fn a_helper_that_dies_or_never_answers_changes_nothing() {
    let task = || map_of("smooth-grad", &[("copies", 9.0)]);
    let (alone, engine) = ready();
    let expected = outcome(&alone, &engine, task());
    let (page, engine) = helped(2, |_| ());
    page.helper(0).is_mortal.set(true);
    assert!(outcome(&page, &engine, task()) == expected);
    assert!(page.has_asked(1, is_look));
    let (page, engine) = helped(1, |_| ());
    page.helper(0).is_asleep.set(true);
    assert!(outcome(&page, &engine, task()) == expected);
    assert!(page.has_asked(0, is_look));
}

#[test]
fn jobs_that_are_shared_are_done_once_each_whoever_dies() {
    for dies in [false, true] {
        let (page, engine) = helped(1, |_| ());
        for job in 1..=5 {
            let (EngineRequest::Run { job, task }, images) = classify(job, &[job as u8 * 40])
            else {
                unreachable!("a job");
            };
            engine.take(EngineRequest::Share { job, task }, images);
        }
        page.helper(0).is_mortal.set(dies);
        page.until_heard(5);
        let heard: BTreeMap<u32, Vec<f32>> = page
            .heard
            .take()
            .into_iter()
            .map(|(event, scores)| (event.job().expect("a job").0.0, scores))
            .collect();
        assert_eq!(heard.keys().copied().collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
        let helped = page.has_asked(0, |word| matches!(word, ToHelper::Request(_)));
        assert!(helped, "nobody helped");
        let (alone, engine) = ready();
        for (job, scores) in heard {
            let (run, images) = classify(job, &[job as u8 * 40]);
            engine.take(run, images);
            assert_eq!(alone.hear()[0].1, scores);
        }
    }
}

#[test]
fn a_shared_job_that_is_cancelled_says_nothing_more_wherever_it_is() {
    let (page, engine) = helped(1, |_| ());
    let long = || map_of("smooth-grad", &[("copies", 50.0)]);
    for job in [1, 2, 3] {
        let share = EngineRequest::Share {
            job: JobId(job),
            task: long(),
        };
        engine.take(share, Enclosed::Bytes(photograph()));
    }
    for _ in 0..9 {
        page.turn();
    }
    page.heard.borrow_mut().clear();
    for job in [1, 2, 3] {
        engine.take(EngineRequest::Cancel { job: JobId(job) }, Enclosed::Nothing);
    }
    let cancelled: Vec<EngineEvent> = page.heard.take().into_iter().map(|heard| heard.0).collect();
    let expected = [1, 2, 3].map(|job| EngineEvent::Cancelled { job: JobId(job) });
    assert_eq!(cancelled, expected);
    assert_eq!(page.hear(), []);
}

#[test]
fn helpers_end_when_there_is_nothing_to_do_and_come_again() {
    let (page, engine) = helped(2, |_| ());
    assert_eq!(page.count_of_helpers(), 2);
    assert!(!page.helper(0).is_asleep.get());
    assert_eq!(page.hear(), []);
    assert!(page.helper(0).is_asleep.get() && page.helper(1).is_asleep.get());
    outcome(&page, &engine, map_of("smooth-grad", &[("copies", 9.0)]));
    assert_eq!(page.count_of_helpers(), 4);
}

#[test]
fn where_no_other_engine_can_be_started_one_does_it_all() {
    let (page, engine) = ready();
    engine.take(EngineRequest::Helpers { most: 3 }, Enclosed::Nothing);
    let task = || map_of("smooth-grad", &[("copies", 5.0)]);
    let (alone, other) = ready();
    assert!(outcome(&page, &engine, task()) == outcome(&alone, &other, task()));
}
