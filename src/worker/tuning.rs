//! Which cut of the shaders suits the reader's device.

use burn::tensor::{Device, Tensor};

use crate::engine::job::JobFailure;
use crate::engine::network::{Network, Plan, SCORES, Seed, TUNINGS, Tuning};
use crate::engine::readback;
use crate::engine::tensor::one_hot;

/// Gradients of each cut that count, after one that compiles its shaders.
const ROUNDS: usize = 3;

/// Makes `network` run with the cut that is fastest here and says which; nothing where it has no
/// shaders. On a `software` adapter, which is never in doubt and slow to ask, it is the last.
///
/// # Errors
/// What the device reports.
pub async fn choose(
    network: &dyn Network,
    device: &Device,
    software: bool,
) -> Result<Option<Tuning>, JobFailure> {
    let Some(Plan::Shaders(plan)) = network.plan() else {
        return Ok(None);
    };
    let best = match (software, TUNINGS) {
        (true, [.., last]) => *last,
        _ => {
            let mut best = (f64::INFINITY, TUNINGS[0]);
            for tuning in TUNINGS {
                plan.tune(*tuning);
                let spent_ms = measure(network, device).await?;
                if spent_ms < best.0 {
                    best = (spent_ms, *tuning);
                }
            }
            best.1
        }
    };
    plan.tune(best);
    Ok(Some(best))
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
