//! The shaders of WebGPU beside the kernels of the CPU: every activation and the gradients of many
//! seeds, on whatever adapter this machine has. Ignored because not every machine has one:
//! `cargo test --features gpu --test native shaders -- --ignored`.

use crate::{common, onnx};

use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use burn::cubecl::MemoryScope;
use burn::tensor::{Device, Tensor};
use common::random::noise;
use common::relative_l2;
use common::toy::toy;
use gradoscope::engine::network::{Block, Network, Plan, SCORES, Seed, TUNINGS, Trace, Tuning};

/// Largest relative L2 distance of the two.
const TOLERANCE: f64 = 2e-5;
/// Where a unit lies within a rounding of a rectifier's kink, the two may fall on either side of it,
/// and gradients that pass it are this far apart at the most. Of a few images, one may have such a
/// unit on the way to some layer.
const KINK: f64 = 2e-2;
/// Seeds of the images.
const IMAGES: [u32; 3] = [6, 7, 8];

fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
    tensor.into_data().try_into_vec().expect("float32")
}

fn seed(trace: &Trace<'_>, layer: &'static str, number: u32, device: &Device) -> Seed {
    let shape = trace.activation(layer).expect("a layer").dims();
    let weights = common::tensor(&noise(shape.iter().product(), number), shape, device);
    Seed { layer, weights }
}

fn compare(cpu: &dyn Network, gpu: &dyn Network, shape: [usize; 4], device: &Device) {
    let of_images = IMAGES.map(|seed| distances(cpu, gpu, shape, seed, device));
    let [first, others @ ..] = &of_images;
    for (i, (what, distance)) in first.iter().enumerate() {
        let all = [*distance, others[0][i].1, others[1][i].1];
        let at_kinks = all.iter().filter(|distance| **distance > TOLERANCE).count();
        let is_close = all.iter().all(|distance| *distance <= KINK);
        assert!(at_kinks < 2 && is_close, "{what} of {shape:?}: {all:?}");
    }
}

/// The relative L2 distances of everything that is compared, on one image.
fn distances(
    cpu: &dyn Network,
    gpu: &dyn Network,
    shape: [usize; 4],
    image: u32,
    device: &Device,
) -> Vec<(String, f64)> {
    let mut compared = Vec::new();
    let image = noise(shape.iter().product(), image);
    let mut kernels = cpu.forward(common::tensor(&image, shape, &Device::flex()));
    let mut shaders = gpu.forward(common::tensor(&image, shape, device));
    let layers = cpu.spec().layers;
    for layer in layers {
        let expected = numbers(kernels.activation(layer).expect("a layer"));
        let found = numbers(shaders.activation(layer).expect("a layer"));
        let distance = relative_l2(&found, &expected);
        assert!(distance <= TOLERANCE, "{layer} of {shape:?}: {distance:e}");
    }
    let mut groups: Vec<Vec<&'static str>> = layers.iter().map(|layer| vec![*layer]).collect();
    groups.push(layers.to_vec());
    groups.push(vec![SCORES, SCORES]);
    for group in groups {
        let seeds = |trace: &Trace<'_>, device: &Device| -> Vec<Seed> {
            let all = group.iter().zip(70..);
            all.map(|(layer, number)| seed(trace, layer, number, device))
                .collect()
        };
        let found = seeds(&shaders, device);
        let found = numbers(shaders.pull_back(&found).expect("a gradient"));
        let expected = seeds(&kernels, &Device::flex());
        let expected = numbers(kernels.pull_back(&expected).expect("a gradient"));
        compared.push((format!("{group:?}"), relative_l2(&found, &expected)));
    }
    compared.extend(common::ways::distances(
        [&mut kernels, &mut shaders],
        layers,
    ));
    compared
}

/// Those of the page, and blocks that small images would not be given; of the last, not all
/// invocations fetch as often as the others.
fn cuts() -> Vec<Tuning> {
    let base = TUNINGS[0];
    let alone = [
        base.with_block("blocks of 64", const { &[Block::new(64, 64, 16, 1)] }),
        base.with_block(
            "blocks of 32, 4 shares",
            const { &[Block::new(32, 32, 32, 4)] },
        ),
        base.with_block(
            "blocks of 16, 16 shares",
            const { &[Block::new(16, 16, 64, 16)] },
        ),
        base.with_block("blocks of 48x16", const { &[Block::new(48, 16, 8, 1)] }),
    ];
    TUNINGS.iter().copied().chain(alone).collect()
}

/// The adapter, which can be opened once; of one test at a time, since what it holds is counted.
fn adapter() -> MutexGuard<'static, Device> {
    static ADAPTER: LazyLock<Mutex<Device>> =
        LazyLock::new(|| Mutex::new(Device::wgpu_options().init().expect("an adapter")));
    ADAPTER.lock().unwrap_or_else(PoisonError::into_inner)
}

#[test]
#[ignore = "needs a graphics adapter"]
fn shaders_and_kernels_agree() {
    let device = adapter();
    let (cpu, gpu) = (
        common::squeezenet(&Device::flex()),
        common::squeezenet(&device),
    );
    let Some(Plan::Shaders(plan)) = gpu.plan() else {
        panic!("a plan for shaders");
    };
    for tuning in cuts() {
        plan.tune(tuning);
        for shape in [[1, 3, 64, 64], [2, 3, 58, 83]] {
            compare(cpu.as_ref(), gpu.as_ref(), shape, &device);
        }
        let image = common::tensor(&noise(3 * 224 * 224, 3), [1, 3, 224, 224], &device);
        for _ in 0..2 {
            let begun = Instant::now();
            let mut trace = gpu.forward(image.clone());
            let _ = numbers(trace.scores().expect("scores"));
            let forward = begun.elapsed();
            let seeds = [seed(&trace, SCORES, 1, &device)];
            let _ = numbers(trace.pull_back(&seeds).expect("a gradient"));
            println!(
                "{}: forward {forward:.0?}, gradient {:.0?}",
                tuning.name,
                begun.elapsed()
            );
        }
    }
    let [cpu, gpu] = [Device::flex(), device.clone()]
        .map(|device| common::published("efficientnet-lite0", &device));
    assert!(matches!(gpu.plan(), Some(Plan::Shaders(_))));
    for shape in [[1, 3, 64, 64], [2, 3, 61, 90]] {
        compare(cpu.as_ref(), gpu.as_ref(), shape, &device);
    }
    for id in [
        "vgg16",
        "alexnet",
        "mobilenet-v2",
        "mobilenet-v3-small",
        "densenet121",
        "resnet18",
    ] {
        let [cpu, gpu] =
            [Device::flex(), device.clone()].map(|device| common::random::network(id, &device));
        assert!(matches!(gpu.plan(), Some(Plan::Shaders(_))), "{id}");
        for shape in [[1, 3, 64, 64], [2, 3, 67, 90]] {
            println!("{id}, {shape:?}");
            compare(cpu.as_ref(), gpu.as_ref(), shape, &device);
        }
    }
    let (cpu, gpu) = (toy(&Device::flex()), toy(&device));
    for shape in [[1, 3, 1, 1], [2, 3, 2, 2], [1, 3, 5, 9]] {
        compare(&cpu, &gpu, shape, &device);
    }
}

#[test]
#[ignore = "needs a graphics adapter"]
fn shaders_and_kernels_agree_on_models_of_files() {
    let device = adapter();
    for name in onnx::MODELS {
        let [cpu, gpu] =
            [Device::flex(), device.clone()].map(|device| onnx::loaded(name, &device, false));
        assert!(matches!(gpu.plan(), Some(Plan::Shaders(_))), "{name}");
        let side = cpu.spec().side;
        for images in [1, 2] {
            println!("{name}, {images} of {side}");
            compare(cpu.as_ref(), gpu.as_ref(), [images, 3, side, side], &device);
        }
    }
}

#[test]
#[ignore = "needs a graphics adapter"]
fn formulas_come_to_what_plain_rust_does() {
    let device = adapter();
    for shape in common::formulas::SHAPES {
        pollster::block_on(common::formulas::check(shape, &device));
    }
}

/// What the device holds, in bytes: in use and in reserve.
fn held(plan: &Plan) -> [u64; 2] {
    let Plan::Shaders(plan) = plan else {
        panic!("a plan for shaders");
    };
    let usage = plan.client.memory_report(MemoryScope::Device).usage();
    [usage.bytes_in_use, usage.bytes_reserved]
}

#[test]
#[ignore = "needs a graphics adapter"]
fn many_gradients_hold_no_more_memory_than_few() {
    let device = adapter();
    let gpu = common::squeezenet(&device);
    let gradients = |count: usize| {
        let mut image = common::tensor(&noise(3 * 64 * 64, 3), [1, 3, 64, 64], &device);
        for _ in 0..count {
            let mut trace = gpu.forward(image.clone());
            let gradient = trace.pull_back(&[seed(&trace, SCORES, 1, &device)]);
            image = image + gradient.expect("a gradient");
        }
        let _ = numbers(image);
    };
    let plan = gpu.plan().expect("a plan");
    gradients(50);
    let few = held(plan);
    gradients(1000);
    let many = held(plan);
    println!("in use and in reserve after 50 gradients {few:?}, after 1000 more {many:?}");
    for (few, many) in few.iter().zip(many) {
        assert!(many <= *few, "{many} bytes after many, {few} after few");
    }
}
