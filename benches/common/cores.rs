//! Work on all cores.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use burn::tensor::Device;
use gradoscope::engine::network::{self, Network};

/// A network's id and its weights file.
pub type Weights<'a> = (&'a str, &'a [u8]);

/// Does every piece of work on a network of the CPU, one a core; results in the same order.
///
/// # Errors
/// What the first that failed says.
pub fn on_every_core<W: Sync, R: Send>(
    work: &[W],
    (id, weights): Weights<'_>,
    one: impl Fn(&dyn Network, &Device, &W) -> Result<R, String> + Sync,
) -> Result<Vec<R>, String> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    let worker = || -> Result<(), String> {
        let device = Device::flex();
        let network = network::load(id, weights, &device).map_err(|e| e.to_string())?;
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(piece) = work.get(at) else {
                return Ok(());
            };
            let result = one(network.as_ref(), &device, piece)?;
            done.lock()
                .map_err(|error| error.to_string())?
                .push((at, result));
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().unwrap_or(Err("a thread died".into())))
    })?;
    let mut done = done.into_inner().map_err(|error| error.to_string())?;
    done.sort_by_key(|(at, _)| *at);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}
