//! What watching a class visualisation costs in a browser: the time of an iteration with and
//! without its picture, and the memory after few and after many of them.
//!
//! `cargo xtask bench visualise` runs it after the native part and adds what it finds to the same
//! file. `--few N --many N` set after how many iterations the memory is read; without them it is 50
//! and 1000, and 5 and 25 where WebGPU is a software adapter, which needs seconds for one.

use std::fs;
use std::path::PathBuf;

use gradoscope::protocol::{EngineEvent, JobId};
use gradoscope_e2e::LONG_PATIENCE;
use gradoscope_e2e::inject;
use gradoscope_e2e::messages::{self, Said};
use gradoscope_e2e::page::{Page, Visit};
use serde_json::{Value, json};

/// Counts in the engine's worker what it takes: the bytes of its WebAssembly memory, and those of
/// the GPU buffers that it made and did not destroy.
const COUNT: &str = "
    let heap = null;
    let gpu = 0;
    const keep = (result) => {
      heap = (result.instance ?? result).exports.memory ?? heap;
      return result;
    };
    for (const name of ['instantiate', 'instantiateStreaming']) {
      const native = WebAssembly[name];
      WebAssembly[name] = (...all) => native.apply(WebAssembly, all).then(keep);
    }
    if (self.GPUDevice) {
      const create = GPUDevice.prototype.createBuffer;
      GPUDevice.prototype.createBuffer = function (wanted) {
        const buffer = create.call(this, wanted);
        gpu += wanted.size;
        return buffer;
      };
      const destroy = GPUBuffer.prototype.destroy;
      const gone = new WeakSet();
      GPUBuffer.prototype.destroy = function () {
        if (!gone.has(this)) gpu -= this.size;
        gone.add(this);
        destroy.call(this);
      };
    }
    room.onmessage = ({ data }) => {
      if (data === 'memory' && self.name.startsWith('engine')) {
        room.postMessage(`memory ${heap.buffer.byteLength} ${gpu}`);
      }
    };";

const ROUNDS: usize = 3;

fn main() {
    let options = Options::read();
    let devices = ["cpu", "webgpu"].map(|device| measure(device, &options));
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let file = root.join("target/bench/visualise.json");
    let present = fs::read_to_string(&file).unwrap_or_default();
    let mut all: Value = serde_json::from_str(&present).unwrap_or_else(|_| json!({}));
    all["browser"] = Value::from(devices.to_vec());
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder for the results");
    let text = serde_json::to_string_pretty(&all).expect("text");
    fs::write(&file, text).expect("the results are written");
    println!("added to target/bench/visualise.json");
}

struct Options {
    few: Option<u32>,
    many: Option<u32>,
}

impl Options {
    fn read() -> Self {
        let arguments: Vec<String> = std::env::args().collect();
        let value = |name: &str| {
            let at = arguments.iter().position(|argument| argument == name)?;
            arguments.get(at + 1)?.parse().ok()
        };
        Self {
            few: value("--few"),
            many: value("--many"),
        }
    }
}

fn measure(device: &str, options: &Options) -> Value {
    let before = format!(
        "{}\n{}",
        inject::in_workers(COUNT),
        messages::frames_as_told()
    );
    let query = format!("?device={device}");
    let page = Visit {
        query: &query,
        before: &before,
        alone: true,
        ..Visit::default()
    }
    .visual("chelsea", "285");
    let software =
        page.number("return document.querySelector('#engine').dataset.device === 'cpu' ? 0 : 1;");
    let is_slow = software == 1.0;
    let timed = if is_slow { 4 } else { 24 };
    // Kernels are compiled and the pools are filled before anything counts.
    run(&page, 2, true);
    let mut painted = Vec::new();
    let mut bare = Vec::new();
    for _ in 0..ROUNDS {
        painted.extend(run(&page, timed, true));
        bare.extend(run(&page, timed, false));
    }
    let (with, without) = (Spread::of(painted), Spread::of(bare));
    let cost = 100.0 * (with.median / without.median - 1.0);
    println!(
        "{device:<7} iteration {:.1} ms with its picture ({:.1} to {:.1}), {:.1} without ({:.1} to {:.1}): {cost:+.1} %",
        with.median, with.least, with.most, without.median, without.least, without.most
    );
    let (few, many) = if is_slow { (5, 25) } else { (50, 1000) };
    let (few, many) = (options.few.unwrap_or(few), options.many.unwrap_or(many));
    run(&page, few, true);
    let after_few = memory(&page);
    run(&page, many, true);
    let after_many = memory(&page);
    let megabytes = |bytes: f64| bytes / 1_048_576.0;
    println!(
        "{device:<7} after {few} and {many} iterations: wasm heap {:.1} and {:.1} MiB, GPU buffers {:.1} and {:.1} MiB",
        megabytes(after_few.0),
        megabytes(after_many.0),
        megabytes(after_few.1),
        megabytes(after_many.1)
    );
    json!({
        "device": device,
        "painted_ms": with.json(),
        "unpainted_ms": without.json(),
        "painting_cost_percent": cost,
        "memory": [
            {"iterations": few, "wasm_heap_bytes": after_few.0, "gpu_buffer_bytes": after_few.1},
            {"iterations": many, "wasm_heap_bytes": after_many.0, "gpu_buffer_bytes": after_many.1},
        ],
    })
}

/// Milliseconds of every iteration of a run but the first, which also opens it.
fn run(page: &Page, iterations: u32, frames: bool) -> Vec<f64> {
    page.browser
        .run("e2e.frames = arguments[0];", json!([frames]));
    page.set("#visual-iterations", &iterations.to_string());
    page.browser.click("#visual-begin");
    page.wait_long(60 * LONG_PATIENCE, "the end of a run", |seen| {
        seen.phase_of_visual() == "ended" && seen.text("/visual/check") == "done"
    });
    let told = steps_of_the_last_run(page);
    told.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

/// Milliseconds at which each step of the last run was told, by the engine's own clock.
fn steps_of_the_last_run(page: &Page) -> Vec<f64> {
    let all = page.said_by_engines();
    let step = |said: &Said| match said.event {
        EngineEvent::VisualStep {
            job, elapsed_ms, ..
        } => Some((job, f64::from(elapsed_ms))),
        _ => None,
    };
    let steps: Vec<_> = all.iter().filter_map(step).collect();
    let last = steps.last().map(|(job, _)| *job);
    let of_last = |(job, ms): &(JobId, f64)| (Some(*job) == last).then_some(*ms);
    steps.iter().filter_map(of_last).collect()
}

/// Bytes of the engine's WebAssembly memory, and of its GPU buffers.
fn memory(page: &Page) -> (f64, f64) {
    let said = |page: &Page| {
        let all = page.heard();
        all.into_iter()
            .filter(|text| text.starts_with("memory "))
            .collect::<Vec<_>>()
    };
    let before = said(page).len();
    page.browser.run("e2e.tell('memory');", json!([]));
    page.wait("the engine's count", |_| said(page).len() > before);
    let last = said(page).pop().expect("a count");
    let mut numbers = last
        .split(' ')
        .skip(1)
        .map(|n| n.parse().expect("a number"));
    let mut next = || numbers.next().expect("two numbers");
    (next(), next())
}

struct Spread {
    median: f64,
    least: f64,
    most: f64,
    count: usize,
}

impl Spread {
    fn of(mut times: Vec<f64>) -> Self {
        times.sort_by(f64::total_cmp);
        Self {
            median: times[times.len() / 2],
            least: times[0],
            most: times[times.len() - 1],
            count: times.len(),
        }
    }

    fn json(&self) -> Value {
        json!({
            "median": self.median,
            "min": self.least,
            "max": self.most,
            "iterations": self.count,
        })
    }
}
