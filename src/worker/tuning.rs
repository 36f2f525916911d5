//! Which cut of the shaders suits the reader's device.

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
            variant: format!("gradoscope WGSL ({}), float32", tuning.name),
            cut: Some(cut),
            ..report
        },
        None => report,
    })
}

/// Makes `network` run with the cut that is fastest on the adapter of `report` and says which, and
/// how that is known; nothing where it has no shaders. On a software adapter, which is never in
/// doubt and slow to ask, it is the last.
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
    if let Some(known) = memory.recall().await {
        plan.tune(known);
        return Ok(Some((known, Cut::Remembered)));
    }
    let mut best = (f64::INFINITY, TUNINGS[0]);
    for tuning in TUNINGS {
        plan.tune(*tuning);
        let spent_ms = measure(network, device).await?;
        if spent_ms < best.0 {
            best = (spent_ms, *tuning);
        }
    }
    plan.tune(best.1);
    memory.keep(best.1).await;
    Ok(Some((best.1, Cut::Measured)))
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

    async fn recall(&self) -> Option<Tuning> {
        let stored = self.storage.get(&self.key).await?;
        Tuning::of_note(std::str::from_utf8(&stored).ok()?, BUILD)
    }

    /// Where there is no storage the next visit measures again.
    async fn keep(&self, tuning: Tuning) {
        let note = tuning.note(BUILD);
        self.storage.put(&self.key, note.as_bytes()).await;
    }
}

/// Milliseconds of some gradients of a grey image, to their last number.
async fn measure(network: &dyn Network, device: &Device) -> Result<f64, JobFailure> {
    gradient(network, device).await?;
    let begun_ms = js_sys::Date::now();
    for _ in 0..ROUNDS {
        gradient(network, device).await?;
    }
    Ok(js_sys::Date::now() - begun_ms)
}

async fn gradient(network: &dyn Network, device: &Device) -> Result<(), JobFailure> {
    let spec = network.spec();
    let mut trace = network.forward(Tensor::zeros([1, 3, spec.side, spec.side], device));
    let seed = Seed {
        layer: SCORES,
        weights: one_hot(1, spec.classes, 0, device),
    };
    readback::floats(trace.pull_back(&[seed])?).await?;
    Ok(())
}
