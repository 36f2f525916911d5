//! What a reader waits for: from the address to a ready engine, from the click on a sample to its
//! map, from another class to its map; on a first visit and on a second one.
//!
//! `cargo xtask bench visits` prints it and writes `target/bench/visits.json`.

use std::fs;
use std::path::PathBuf;

use gradoscope_e2e::LONG_PATIENCE;
use gradoscope_e2e::inject;
use gradoscope_e2e::messages::map_took_ms;
use gradoscope_e2e::page::{Page, Visit};
use serde_json::{Value, json};

/// Notes when the engine is ready, and when the map that a click asks for is drawn.
const NOTE: &str = "
    const when = (is, then) => {
      const look = () => is() ? then(performance.now()) : requestAnimationFrame(look);
      look();
    };
    const data = (selector) => document.querySelector(selector)?.dataset ?? {};
    when(() => data('#engine').phase === 'ready', (at) => { e2e.ready = at; });
    e2e.press = (selector, is) => {
      e2e.drawn = 0;
      const begun = performance.now();
      document.querySelector(selector).click();
      when(() => is(data('#saliency-map')), (at) => { e2e.drawn = at - begun; });
    };";

const ROUNDS: usize = 5;

fn main() {
    let mut all = Vec::new();
    for (name, query) in [
        ("relaxed SIMD", "?device=cpu"),
        ("plain SIMD", "?device=cpu&simd=plain"),
    ] {
        let mut found: Vec<(&str, Vec<f64>)> = Vec::new();
        let mut add = |what: &'static str, ms: f64| match found.iter_mut().find(|f| f.0 == what) {
            Some((_, times)) => times.push(ms),
            None => found.push((what, vec![ms])),
        };
        for _ in 0..ROUNDS {
            let before = inject::and(NOTE);
            let visit = Visit {
                query,
                before: &before,
                alone: true,
                ..Visit::default()
            };
            let mut page = visit.open();
            page.ready();
            add(
                "first visit: from the address to a ready engine",
                ready(&page),
            );
            add(
                "first visit: from the click on a sample to its map",
                sample(&page),
            );
            page.reopen_with(&before, query);
            page.ready();
            add(
                "second visit: from the address to a ready engine",
                ready(&page),
            );
            add(
                "second visit: from the click on a sample to its map",
                sample(&page),
            );
            let (drawn, engine) = class(&page);
            add("from another class to its map", drawn);
            add("of which the engine's gradient", engine);
            page.reopen_with(&before, query);
            page.wait("samples", |seen| seen.has_sample("sample-chelsea"));
            add(
                "second visit, click before the engine is ready: to the map",
                sample(&page),
            );
        }
        for (what, times) in found {
            let spread = spread(times);
            println!(
                "{name}: {what}: {:.0} ms ({:.0} to {:.0})",
                spread[1], spread[0], spread[2]
            );
            all.push(json!({"engine": name, "what": what, "median_ms": spread[1],
                "min_ms": spread[0], "max_ms": spread[2], "rounds": ROUNDS}));
        }
    }
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let file = root.join("target/bench/visits.json");
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder for the results");
    let text = serde_json::to_string_pretty(&Value::from(all)).expect("text");
    fs::write(&file, text).expect("the results are written");
    println!("written to target/bench/visits.json");
}

fn ready(page: &Page) -> f64 {
    page.wait("the note of a ready engine", |_| {
        page.number("return e2e.ready ?? 0;") > 0.0
    });
    page.number("return e2e.ready;")
}

/// Clicks on a sample; milliseconds to its map.
fn sample(page: &Page) -> f64 {
    let press = "e2e.press('#sample-chelsea',
        (map) => map.state === 'ready' && map.class === '285');";
    drawn(page, press)
}

/// Chooses the second class; milliseconds to its map, and those the engine took for it.
fn class(page: &Page) -> (f64, f64) {
    let press = "const before = document.querySelector('#saliency-map').dataset.class;
        e2e.press('#top-2 button', (map) => map.state === 'ready' && map.class !== before);";
    let ms = drawn(page, press);
    (ms, page.last_said(map_took_ms))
}

fn drawn(page: &Page, press: &str) -> f64 {
    page.browser.run(press, json!([]));
    page.wait_long(LONG_PATIENCE, "a map", |_| {
        page.number("return e2e.drawn;") > 0.0
    });
    page.number("return e2e.drawn;")
}

/// Least, median, most.
fn spread(mut times: Vec<f64>) -> [f64; 3] {
    times.sort_by(f64::total_cmp);
    [times[0], times[times.len() / 2], times[times.len() - 1]]
}
