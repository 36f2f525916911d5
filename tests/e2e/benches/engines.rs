//! One engine, or one thread, against several on the CPU: a map of 25 noisy copies, a sheet of twelve visualisations, a comparison of
//! seven attacks.
//!
//! `cargo xtask bench engines` prints it and writes `target/bench/engines.json`; `--engines 2,3` says how many are
//! tried beside one, `--threads 2,4` tries one engine of so many threads instead, in isolated pages, `--works map`
//! measures those works alone whose name has it. Pages take turns in one run; what comes out has to be the same in
//! every pixel and figure.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use gradoscope::protocol::EngineEvent;
use gradoscope_e2e::LONG_PATIENCE;
use gradoscope_e2e::inject;
use gradoscope_e2e::messages::{Said, map_took_ms};
use gradoscope_e2e::page::{Page, Visit};
use serde_json::{Value, json};

const ROUNDS: usize = 5;
/// No engine is silent for so long while it is at work.
const QUIET: Duration = Duration::from_millis(800);

/// What is measured: its name, how it is made ready on a page, and how it is done, which gives what came out.
struct Work {
    name: &'static str,
    ready: fn(&Page),
    run: fn(&Page) -> (f64, Vec<u8>),
}

const WORKS: [Work; 4] = [
    Work {
        name: "gradient, median of 12 as the engine says",
        ready: choose_gradient,
        run: gradients,
    },
    Work {
        name: "map of 25 noisy copies",
        ready: choose_smooth_grad,
        run: smooth_grad,
    },
    Work {
        name: "sheet of 12 visualisations of 10 iterations",
        ready: set_the_sheet,
        run: sheet,
    },
    Work {
        name: "comparison of 7 attacks, 20 gradients each",
        ready: set_the_comparison,
        run: comparison,
    },
];

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let said = |flag: &str| {
        let at = arguments.iter().position(|said| said == flag);
        at.and_then(|at| arguments.get(at + 1)).map(String::as_str)
    };
    let what = match said("--threads") {
        Some(_) => "threads",
        None => "engines",
    };
    let others = said(&format!("--{what}")).unwrap_or("2").split(',');
    let wanted = said("--works").unwrap_or_default();
    let counts: Vec<usize> = std::iter::once("1")
        .chain(others)
        .map(|count| count.parse().expect("a number"))
        .collect();
    let pages: Vec<Page> = counts.iter().map(|count| open(what, *count)).collect();
    let mut all = Vec::new();
    for work in WORKS.iter().filter(|work| work.name.contains(wanted)) {
        all.extend(measured(work, what, &counts, &pages));
    }
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let file = root.join("target/bench/engines.json");
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder for the results");
    let text = serde_json::to_string_pretty(&Value::from(all)).expect("text");
    fs::write(&file, text).expect("the results are written");
    println!("written to target/bench/engines.json");
}

fn measured(work: &Work, what: &str, counts: &[usize], pages: &[Page]) -> Vec<Value> {
    for page in pages {
        (work.ready)(page);
    }
    let mut times: Vec<Vec<f64>> = vec![Vec::new(); pages.len()];
    let mut first = Vec::new();
    let mut expected: Option<Vec<u8>> = None;
    // The first round starts the helpers, and is told apart.
    for round in 0..=ROUNDS {
        for (page, times) in pages.iter().zip(&mut times) {
            let (ms, found) = (work.run)(page);
            assert!(
                *expected.get_or_insert_with(|| found.clone()) == found,
                "{}: other numbers",
                work.name
            );
            match round {
                0 => first.push(ms),
                _ => times.push(ms),
            }
        }
    }
    let spreads: Vec<[f64; 3]> = times.into_iter().map(spread).collect();
    let each = counts.iter().zip(&spreads).zip(first);
    each.map(|((count, spread), first)| {
        let [least, median, most] = *spread;
        let ratio = median / spreads[0][1];
        println!(
            "{}, {what}: {count}: {median:.0} ms ({least:.0} to {most:.0}), {ratio:.2} of one's; at first {first:.0} ms",
            work.name
        );
        json!({"work": work.name, what: count, "median_ms": median, "min_ms": least, "max_ms": most,
            "ratio": ratio, "first_ms": first, "rounds": ROUNDS})
    })
    .collect()
}

fn open(what: &str, count: usize) -> Page {
    let one_of_the_other = if what == "threads" {
        "engines"
    } else {
        "threads"
    };
    let page = Visit {
        query: &format!("?device=cpu&{what}={count}&{one_of_the_other}=1"),
        before: inject::WATCH,
        // Threads share memory, which browsers give to isolated pages alone.
        faults: Some(json!({"headers": {
            "Cross-Origin-Embedder-Policy": "require-corp",
            "Cross-Origin-Opener-Policy": "same-origin",
        }})),
        ..Visit::default()
    }
    .open();
    page.map_of_sample("chelsea", "285");
    page
}

/// Milliseconds from a click to the last event of a kind, once `is_over`. Whoever asks a page how it is slows it down:
/// that is put off until nothing has been heard for a while.
fn timed(
    page: &Page,
    button: &str,
    is_over: impl Fn() -> bool,
    is: fn(&EngineEvent) -> bool,
) -> f64 {
    let click = "e2e.said.length = 0;
        const begun = performance.now();
        document.querySelector(arguments[0]).click();
        return begun;";
    let begun = page.browser.run(click, json!([button]));
    let begun = begun.as_f64().expect("a time");
    let deadline = Instant::now() + 4 * LONG_PATIENCE;
    let quiet = "return performance.now() - (e2e.said.at(-1)?.at ?? performance.now());";
    loop {
        assert!(Instant::now() < deadline, "it does not end");
        std::thread::sleep(QUIET / 2);
        if page.number(quiet) > QUIET.as_secs_f64() * 1000.0 && is_over() {
            break;
        }
    }
    let last = |said: &Said| is(&said.event).then_some(said.at_ms);
    page.last_said(last) - begun
}

fn choose_gradient(page: &Page) {
    page.browser.click("#method option[value=gradient]");
    page.wait_long(4 * LONG_PATIENCE, "its map", |seen| seen.has_map_of("285"));
}

/// Of the first and of the second class in turn, without what the page does before and after.
fn gradients(page: &Page) -> (f64, Vec<u8>) {
    let times = (0..6).flat_map(|_| {
        [("#top-2 button", "282"), ("#top-1 button", "285")].map(|(button, class)| {
            timed(page, button, || page.look().has_map_of(class), is_map);
            page.last_said(map_took_ms)
        })
    });
    let [_, median, _] = spread(times.collect());
    (median, page.photo("#saliency-map"))
}

fn choose_smooth_grad(page: &Page) {
    page.browser.click("#method option[value=smooth-grad]");
    page.wait_long(4 * LONG_PATIENCE, "its map", |seen| seen.has_map_of("285"));
}

/// Of the first and of the second class in turn: a map that is there is not made again.
fn smooth_grad(page: &Page) -> (f64, Vec<u8>) {
    let is_ready = |page: &Page, class: &str| page.look().has_map_of(class);
    timed(page, "#top-2 button", || is_ready(page, "282"), is_map);
    let ms = timed(page, "#top-1 button", || is_ready(page, "285"), is_map);
    (ms, page.photo("#saliency-map"))
}

fn is_map(event: &EngineEvent) -> bool {
    matches!(event, EngineEvent::Attribution { .. })
}

fn set_the_sheet(page: &Page) {
    page.open_visual();
    page.set("#visual-iterations", "10");
    page.set_sheet("1 76 130 285 366 954", "0 0.001");
}

fn sheet(page: &Page) -> (f64, Vec<u8>) {
    let is_over = || page.look().text("/visual/sheet") == "done";
    let is_end = |event: &EngineEvent| matches!(event, EngineEvent::VisualEnd { .. });
    let ms = timed(page, "#sheet-begin", is_over, is_end);
    let cells = 0..page.look().cells().len();
    assert_eq!(cells.len(), 12);
    let pictures = cells.flat_map(|at| page.photo(&format!("#cell-{at} canvas")));
    (ms, pictures.collect())
}

fn set_the_comparison(page: &Page) {
    page.open_attack();
    page.set("#compare-gradients", "20");
}

fn comparison(page: &Page) -> (f64, Vec<u8>) {
    let is_over = || page.look().text("/attack/comparison") == "done";
    let is_end = |event: &EngineEvent| matches!(event, EngineEvent::Classified { .. });
    let ms = timed(page, "#compare", is_over, is_end);
    let rows = page.rows("#comparison");
    assert_eq!(rows.len(), 7);
    let cells = rows.iter().flat_map(|row| row.cells.iter());
    // How long it took is none of what came out.
    let found = cells.filter(|cell| !cell.ends_with('s'));
    (ms, found.flat_map(|cell| cell.bytes()).collect())
}

/// Least, median, most.
fn spread(mut times: Vec<f64>) -> [f64; 3] {
    times.sort_by(f64::total_cmp);
    [times[0], times[times.len() / 2], times[times.len() - 1]]
}
