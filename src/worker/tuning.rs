//! Which cut of the shaders suits the reader's device, and how many images it is best given at once.

use burn::tensor::{Device, Tensor};

use super::storage::Storage;
use crate::browser::TUNING_STORAGE;
use crate::engine::job::JobFailure;
use crate::engine::network::{Network, Plan, SCORES, Seed, TUNINGS, Tuning};
use crate::engine::readback;
use crate::engine::tensor::one_hot;
use crate::protocol::{BUILD, Cut, DeviceReport};

/// Gradients of each cut that count, after one that compiles its shaders.
const ROUNDS: usize = 3;
/// Images that are looked at together, where it pays.
const TOGETHER: usize = 8;
/// What one of them may take of the time that it takes alone, to be worth it.
const WORTH: f64 = 0.8;
/// A device that needs longer for one image is busy with it.
const QUICK_MS: f64 = 50.0;
/// Activations of all of them, a quarter of a gigabyte.
const MOST_NUMBERS: usize = 64 << 20;

/// The report of a network that runs with the cut that [`choose`] finds, before anything is checked or
/// shown: the check is of the shaders that will run.
///
/// # Errors
/// As [`choose`].
pub async fn tuned(
    network: &dyn Network,
    device: &Device,
    report: DeviceReport,
) -> Result<DeviceReport, JobFailure> {
    let chosen = choose(network, device, &report).await?;
    Ok(match chosen {
        Some((tuning, cut)) => DeviceReport {
            variant: format!(
                "gradoscope WGSL ({}{}), float32",
                tuning.name,
                match network.at_once() {
                    1 => String::new(),
                    at_once => format!("; {at_once} images at once"),
                }
            ),
            cut: Some(cut),
            ..report
        },
        None => report,
    })
}

/// Makes `network` run with the cut that is fastest on the adapter of `report`, on as many images at once as pay, and says
/// which cut, and how that is known; nothing where it has no shaders. On a software adapter, which is never in
/// doubt and slow to ask, it is the last, and one image.
///
/// # Errors
/// What the device reports.
async fn choose(
    network: &dyn Network,
    device: &Device,
    report: &DeviceReport,
) -> Result<Option<(Tuning, Cut)>, JobFailure> {
    let Some(Plan::Shaders(plan)) = network.plan() else {
        return Ok(None);
    };
    if let (true, [.., last]) = (report.software, TUNINGS) {
        plan.tune(*last);
        return Ok(Some((*last, Cut::Given)));
    }
    let memory = Memory::open(network, report).await;
    if let Some((known, at_once)) = memory.recall().await {
        plan.tune(known);
        plan.look_at(at_once);
        return Ok(Some((known, Cut::Remembered)));
    }
    let mut best = (f64::INFINITY, TUNINGS[0]);
    for tuning in TUNINGS {
        plan.tune(*tuning);
        let spent_ms = measure(network, device, 1).await?;
        if spent_ms < best.0 {
            best = (spent_ms, *tuning);
        }
    }
    let (alone_ms, tuning) = best;
    plan.tune(tuning);
    let side = network.spec().side;
    let numbers = plan.numbers([side, side]);
    if alone_ms < QUICK_MS && numbers.is_some_and(|numbers| numbers <= MOST_NUMBERS / TOGETHER) {
        let each_ms = measure(network, device, TOGETHER).await? / TOGETHER as f64;
        if each_ms < WORTH * alone_ms {
            plan.look_at(TOGETHER);
        }
    }
    memory.keep(tuning, plan.at_once()).await;
    Ok(Some((tuning, Cut::Measured)))
}

/// Forgets what was measured, since the device did not compute rightly.
pub async fn forget(network: &dyn Network, report: &DeviceReport) {
    let memory = Memory::open(network, report).await;
    memory.storage.remove(&memory.key).await;
}

/// What was measured of a network on an adapter, in the browser's storage; good for one build.
struct Memory {
    storage: Storage,
    key: String,
}

impl Memory {
    async fn open(network: &dyn Network, report: &DeviceReport) -> Self {
        let encode = |text: &str| String::from(js_sys::encode_uri_component(text));
        let (network, adapter) = (encode(network.spec().id), encode(&report.adapter));
        Self {
            storage: Storage::open(TUNING_STORAGE).await,
            key: format!("tuning?network={network}&adapter={adapter}"),
        }
    }

    async fn recall(&self) -> Option<(Tuning, usize)> {
        let stored = self.storage.get(&self.key).await?;
        Tuning::of_note(std::str::from_utf8(&stored).ok()?, BUILD)
    }

    /// Where there is no storage the next visit measures again.
    async fn keep(&self, tuning: Tuning, at_once: usize) {
        let note = tuning.note(at_once, BUILD);
        self.storage.put(&self.key, note.as_bytes()).await;
    }
}

/// Milliseconds of a gradient of `n` grey images, to its last number; the mean of some.
async fn measure(network: &dyn Network, device: &Device, n: usize) -> Result<f64, JobFailure> {
    gradient(network, device, n).await?;
    let begun_ms = js_sys::Date::now();
    for _ in 0..ROUNDS {
        gradient(network, device, n).await?;
    }
    Ok((js_sys::Date::now() - begun_ms) / ROUNDS as f64)
}

async fn gradient(network: &dyn Network, device: &Device, n: usize) -> Result<(), JobFailure> {
    let spec = network.spec();
    let mut trace = network.forward(Tensor::zeros([n, 3, spec.side, spec.side], device));
    let seed = Seed {
        layer: SCORES,
        weights: one_hot(n, spec.classes, 0, device),
    };
    readback::floats(trace.pull_back(&[seed])?).await?;
    Ok(())
}
