//! Kernels on several threads, and in another program, give the bits of one thread here.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Condvar, Mutex, Once};

use burn::tensor::{Device, FloatDType, Tensor};
use gradoscope::engine::network::{
    self, Drawing, Network, Plan, Reference, Rule, SCORES, Seed, Trace,
};
use gradoscope::spec::NetworkSpec;
use gradoscope_kernels::team::{self, Bell};
use gradoscope_kernels::{Ask, Desk, Elsewhere};

use crate::common;
use crate::kernels::noise;
use crate::networks::random_network;

/// One of each family: between them they have every operation.
const FAMILIES: [(&str, usize); 7] = [
    ("squeezenet-1.1", 96),
    ("alexnet", 96),
    ("vgg11", 64),
    ("resnet18", 96),
    ("densenet121", 64),
    ("mobilenet-v3-small", 96),
    ("efficientnet-lite0", 96),
];

static RUNG: (Mutex<()>, Condvar) = (Mutex::new(()), Condvar::new());

const BELL: Bell = Bell {
    wait: |at, seen| {
        let mut guard = RUNG.0.lock().expect("the bell");
        while at.load(Ordering::SeqCst) == seen {
            guard = RUNG.1.wait(guard).expect("the bell");
        }
    },
    wake: |_: &AtomicU32| {
        let _guard = RUNG.0.lock().expect("the bell");
        RUNG.1.notify_all();
    },
};

fn have_threads_come() {
    static COME: Once = Once::new();
    COME.call_once(|| {
        team::set_bell(BELL);
        for member in 1..3 {
            std::thread::spawn(move || team::serve(member, BELL));
        }
    });
}

fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<u32> {
    let numbers = tensor.into_data().try_into_vec::<f32>().expect("float32");
    numbers.into_iter().map(f32::to_bits).collect()
}

/// All activations, the gradient of some scores, and what guided backpropagation gives halfway.
fn bits(network: &dyn Network, image: &Tensor<4>, device: &Device) -> Vec<Vec<u32>> {
    let layers = network.spec().layers;
    let mut trace: Trace<'_> = network.forward(image.clone());
    let mut all: Vec<Vec<u32>> = layers
        .iter()
        .map(|layer| numbers(trace.activation(layer).expect("a layer")))
        .collect();
    let [n, classes] = trace.scores().expect("scores").dims();
    let weights = common::tensor(&noise(n * classes, 5), [n, classes, 1, 1], device);
    let seed = [Seed {
        layer: SCORES,
        weights,
    }];
    all.push(numbers(trace.pull_back(&seed).expect("a gradient")));
    let halfway = layers[layers.len() / 2];
    let found = trace.pull_back_to(Some(halfway), Rule::Guided, &seed);
    all.push(numbers(found.expect("the layer is on the way")));
    all
}

fn image(n: usize, side: usize, device: &Device) -> Tensor<4> {
    common::tensor(&noise(n * 3 * side * side, 7), [n, 3, side, side], device)
}

#[test]
fn several_threads_give_the_bits_of_one() {
    let device = Device::flex();
    have_threads_come();
    for (id, side) in FAMILIES {
        let network = random_network(id, 11, 40, FloatDType::F32, &device);
        let image = image(2, side, &device);
        team::allow(1);
        let alone = bits(network.as_ref(), &image, &device);
        team::allow(3);
        let before = team::served();
        let rounds = (0..30).take_while(|_| {
            assert!(bits(network.as_ref(), &image, &device) == alone, "{id}");
            // Other tests may have had the threads.
            team::served() < before + 100
        });
        assert!(rounds.count() < 30, "{id}: nobody served");
    }
    team::allow(1);
}

/// The end of the way to another program, in this one.
struct Here(Mutex<Desk>);

impl Elsewhere for Here {
    fn put(&self, numbers: &[f32]) -> u32 {
        self.0.lock().expect("the desk").keep(numbers.to_vec())
    }

    fn take(&self, slot: u32) -> Vec<f32> {
        let taken = self.0.lock().expect("the desk").take(slot);
        taken.expect("a slot that is there")
    }

    fn ask(&self, what: Ask, words: &[u32]) -> u32 {
        // As a page passes it on.
        let what = Ask::of(what as u32).expect("a question");
        let answer = self.0.lock().expect("the desk").answer(what, words);
        answer.expect("an answer")
    }
}

struct Away<'a>(&'a dyn Network, Plan);

impl Network for Away<'_> {
    fn spec(&self) -> &NetworkSpec {
        self.0.spec()
    }

    fn reference(&self) -> Option<Reference> {
        self.0.reference()
    }

    fn plan(&self) -> Option<&Plan> {
        Some(&self.1)
    }

    fn drawing(&self) -> &Drawing {
        self.0.drawing()
    }
}

#[test]
fn a_network_in_another_program_gives_the_bits_it_gives_here() {
    static HERE: Here = Here(Mutex::new(Desk::new()));
    let device = Device::flex();
    for (id, side) in FAMILIES {
        let network = random_network(id, 12, 40, FloatDType::F32, &device);
        let plan = network::plan_elsewhere(network.drawing().clone(), &HERE);
        let away = Away(network.as_ref(), Plan::Away(plan.expect("float32")));
        for n in [1, 2] {
            let image = image(n, side, &device);
            let here = bits(network.as_ref(), &image, &device);
            assert!(bits(&away, &image, &device) == here, "{id}");
        }
        let size = [side, side];
        for layer in network.spec().layers {
            assert_eq!(away.cells(layer, size), network.cells(layer, size), "{id}");
        }
    }
    // Nothing is left behind.
    let mut desk = HERE.0.lock().expect("the desk");
    assert!(desk.slot(0).is_none());
    for what in [Ask::Forget, Ask::End] {
        assert_eq!(desk.answer(what, &[0]), None);
    }
}

#[test]
fn what_is_no_question_has_no_answer() {
    let mut desk = Desk::new();
    assert!(Ask::of(99).is_none());
    for (what, words) in [
        (Ask::Begin, &[][..]),
        (Ask::Push, &[0, 7]),
        (Ask::Finish, &[]),
        (Ask::Forward, &[0, 0, 1, 8, 8]),
        (Ask::Activation, &[0, 0]),
        (Ask::PullBack, &[0, 0, 0]),
    ] {
        assert_eq!(desk.answer(what, words), None, "{what:?}");
    }
}
