//! What a reader feels: the first map over a slow line, how soon a click is painted while a run goes on, what an idle
//! page takes of the processor, what a long visit takes of memory.
//!
//! `cargo xtask bench reader` prints it and writes `target/bench/reader.json`; `--sites A,B` names folders of built sites
//! that take turns instead of this one. `--minutes N` measures a visit of so many minutes instead of all the rest.
//! `CHROME=benches/browser/quarter.sh` makes all processors four times slower.

use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use gradoscope_e2e::LONG_PATIENCE;
use gradoscope_e2e::inject;
use gradoscope_e2e::line::Line;
use gradoscope_e2e::load;
use gradoscope_e2e::page::{Page, Visit};
use serde_json::{Value, json};

/// Ten megabits a second, and what a request waits.
const BYTES_PER_S: f64 = 10e6 / 8.0;
const LATENCY: Duration = Duration::from_millis(40);
const ROUNDS: usize = 3;
/// Until helpers have ended and nothing else is under way.
const CALM: Duration = Duration::from_secs(45);
const IDLE: Duration = Duration::from_secs(30);

/// A reader who clicks on the first sample as soon as it is there.
const EAGER: &str = "
    const data = (selector) => document.querySelector(selector)?.dataset ?? {};
    const when = (is, then) => {
      const look = setInterval(() => {
        if (!is()) return;
        clearInterval(look);
        then(performance.now());
      }, 20);
    };
    when(() => document.querySelector('#sample-chelsea'), (at) => {
      e2e.shown = at;
      document.querySelector('#sample-chelsea').click();
    });
    when(() => data('#saliency-map').state === 'ready', (at) => { e2e.drawn = at; });";

/// How long each click or key took to be painted; shorter ones than 16 ms are not told.
const PAINTED: &str = "
    e2e.painted = [];
    new PerformanceObserver((list) => {
      for (const event of list.getEntries()) {
        const on = event.target?.closest?.('button')?.textContent.trim() ?? event.target?.id;
        if (event.interactionId > 0) e2e.painted.push([`${event.name} ${on}`, event.duration]);
      }
    }).observe({ type: 'event', durationThreshold: 16 });";

fn main() {
    let all = match value("minutes") {
        Some(minutes) => {
            let minutes: u64 = minutes.parse().expect("a number of minutes");
            let found = long_visit(Duration::from_secs(60 * minutes));
            vec![json!({"site": "this site", "what": "memory", "found": found})]
        }
        None => short_visits(),
    };
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let file = root.join("target/bench/reader.json");
    fs::create_dir_all(file.parent().expect("a folder")).expect("a folder for the results");
    let text = serde_json::to_string_pretty(&Value::from(all)).expect("text");
    fs::write(&file, text).expect("the results are written");
    println!("written to target/bench/reader.json");
}

/// First visits, clicks during a run, idle pages.
fn short_visits() -> Vec<Value> {
    let sites = value("sites").map_or_else(Vec::new, |all| {
        all.split(',').map(PathBuf::from).collect::<Vec<_>>()
    });
    let sites: Vec<Option<PathBuf>> = match sites.is_empty() {
        true => vec![None],
        false => sites.into_iter().map(Some).collect(),
    };
    let mut all = Vec::new();
    let mut first = vec![Vec::new(); sites.len()];
    for _ in 0..ROUNDS {
        for (site, times) in sites.iter().zip(&mut first) {
            times.push(first_visit(site.as_ref()));
        }
    }
    for (site, times) in sites.iter().zip(first) {
        let name = site
            .as_ref()
            .map_or("this site".into(), |site| site.display().to_string());
        let mut tell = |what: &str, found: Value| {
            println!("{name}: {what}: {found}");
            all.push(json!({"site": name, "what": what, "found": found}));
        };
        tell(
            "first visit over 10 Mbit/s, ms to the samples and to the first map",
            json!(times),
        );
        let page = during_a_run(site.as_ref());
        tell("ms until clicks and keys were painted during a run", page.1);
        tell(
            "share of a core that an idle page takes, tab and whole browser",
            idle(&page.0),
        );
    }
    let found = idle_without_a_site();
    println!("share of a core that an empty page takes, tab and whole browser: {found}");
    all.push(json!({"site": "none", "what": "idle", "found": found}));
    all
}

fn value(name: &str) -> Option<String> {
    let arguments: Vec<String> = std::env::args().collect();
    let at = arguments
        .iter()
        .position(|said| *said == format!("--{name}"))?;
    arguments.get(at + 1).cloned()
}

/// An empty browser, the site in that folder served to it.
fn blank(site: Option<&PathBuf>, before: &str) -> Page {
    let page = Visit {
        before,
        alone: true,
        keeps_site: true,
        ..Visit::default()
    }
    .blank();
    if let Some(folder) = site {
        page.site.serve(folder);
    }
    page
}

/// Milliseconds to the samples, and to the map of the one that was clicked on at once.
fn first_visit(site: Option<&PathBuf>) -> [f64; 2] {
    let page = blank(site, &inject::and(EAGER));
    let port = page.site.origin.rsplit(':').next().expect("a port");
    let line = Line::to(port.parse().expect("a number"), BYTES_PER_S, LATENCY);
    let address = page
        .site
        .at("?device=cpu")
        .replace(port, &line.port.to_string());
    page.browser.go(&address);
    let begun = Instant::now();
    while page.number("return e2e.drawn ?? 0;") == 0.0 {
        assert!(
            begun.elapsed() < 2 * LONG_PATIENCE,
            "no map: {}",
            page.look()
        );
        thread::sleep(Duration::from_millis(500));
    }
    [
        page.number("return e2e.shown;").round(),
        page.number("return e2e.drawn;").round(),
    ]
}

/// Clicks and types while a visualisation goes on.
fn during_a_run(site: Option<&PathBuf>) -> (Page, Value) {
    let page = blank(site, &inject::and(PAINTED));
    page.browser.go(&page.site.at("?device=cpu"));
    page.choose_sample("chelsea");
    page.wait_long(LONG_PATIENCE, "a map", |seen| seen.has_map_of("285"));
    page.open_visual();
    page.set("#visual-iterations", "400");
    page.browser.run("e2e.painted.length = 0;", json!([]));
    page.browser.click("#visual-begin");
    page.visual_from(5);
    for _ in 0..6 {
        page.browser.click("#lang-switch");
        thread::sleep(Duration::from_millis(300));
        page.browser.click("nav.parts button:first-of-type");
        thread::sleep(Duration::from_millis(300));
        page.browser
            .click("nav.parts button[aria-controls=visualisation]");
        thread::sleep(Duration::from_millis(300));
        page.browser.click("#theme-dark");
        page.browser.click("#theme-auto");
        thread::sleep(Duration::from_millis(300));
    }
    let still = page.look();
    assert_eq!(still.phase_of_visual(), "running", "{still}");
    let script = "
        const all = e2e.painted.sort(([, a], [, b]) => b - a);
        return { interactions: all.length, longest: all.slice(0, 5), median: all[all.length >> 1]?.[1] };";
    let found = page.browser.run(script, json!([]));
    page.tap("#visual-cancel");
    (page, found)
}

/// Of a core, by the tab and by the whole browser.
fn idle(page: &Page) -> Value {
    let total = || -> [Duration; 2] {
        let all = load::of_profile(page.profile.path());
        let tab = all.values().filter(|load| load.is_tab);
        let tab = tab.map(|load| load.time).sum();
        [tab, all.values().map(|load| load.time).sum()]
    };
    thread::sleep(CALM);
    let before = total();
    thread::sleep(IDLE);
    let after = total();
    let share = |which: usize| {
        let share = (after[which] - before[which]).as_secs_f64() / IDLE.as_secs_f64();
        (share * 1e4).round() / 1e4
    };
    json!([share(0), share(1)])
}

/// The same of a browser that shows nothing; it is closed then, and another has its turn.
fn idle_without_a_site() -> Value {
    let page = blank(None, "");
    page.browser.go("about:blank");
    idle(&page)
}

/// A reader who never rests: maps, attacks and visualisations of three photographs in turns. He is a script in the page,
/// because a driver that looks every tenth of a second leaves each of its answers in the page's memory.
const RESTLESS: &str = "
    const data = (selector) => document.querySelector(selector)?.dataset ?? {};
    const until = (is) => new Promise((then) => {
      const look = setInterval(() => {
        if (!is()) return;
        clearInterval(look);
        then();
      }, 50);
    });
    const click = async (selector) => {
      const found = () => document.querySelector(selector);
      await until(() => found() && !found().disabled);
      found().click();
    };
    const open = (part) => click(`nav.parts button[aria-controls=${part}]`);
    const isRunning = () => data('#visual-run').phase === 'running';
    const isOver = () => data('#visual-run').phase === 'ended' && data('#visual-check').state === 'done';
    window.photographs = 0;
    window.isOver = false;
    (async () => {
      for (;;) {
        for (const [sample, index] of [['coffee', '967'], ['rocket', '540'], ['chelsea', '285']]) {
          if (window.isOver) return;
          await open('saliency');
          await click(`#sample-${sample}`);
          await until(() => data('#saliency-map').state === 'ready' && data('#saliency-map').class === index);
          await open('adversarial');
          await click('#attack-start');
          await until(() => data('#verdict').verdict);
          await open('visualisation');
          await click('#visual-begin');
          await until(isRunning);
          await until(isOver);
          window.photographs += 1;
        }
      }
    })();";
/// Between two looks at the memory.
const LOOKS: Duration = Duration::from_mins(1);

/// What [`RESTLESS`] makes the browser take: minutes, photographs, megabytes of the largest process and of all; the last of
/// these after a rest.
fn long_visit(time: Duration) -> Value {
    let page = blank(None, "");
    page.browser.go(&page.site.at("?device=cpu"));
    // The parts are there when the first map is.
    page.map_of_sample("chelsea", "285");
    page.open_attack();
    page.open_visual();
    page.set("#visual-iterations", "20");
    let begun = Instant::now();
    let mut found = vec![memory(&page, begun, 0.0)];
    page.browser.run(RESTLESS, json!([]));
    let mut before = 0.0;
    while begun.elapsed() < time {
        thread::sleep(LOOKS);
        let photographs = page.number("return window.photographs;");
        assert!(photographs > before, "no further than {before} photographs");
        before = photographs;
        found.push(memory(&page, begun, photographs));
    }
    page.browser.run("window.isOver = true;", json!([]));
    thread::sleep(CALM);
    println!("at rest:");
    found.push(memory(
        &page,
        begun,
        page.number("return window.photographs;"),
    ));
    Value::from(found)
}

/// Minutes since then, photographs, and megabytes of the largest process and of all.
fn memory(page: &Page, begun: Instant, photographs: f64) -> Value {
    let all = load::of_profile(page.profile.path());
    let megabytes = |bytes: u64| bytes / 1_000_000;
    let largest = all.values().map(|load| load.bytes).max().unwrap_or(0);
    let together = all.values().map(|load| load.bytes).sum();
    let minutes = begun.elapsed().as_secs_f64() / 60.0;
    let minutes = (minutes * 10.0).round() / 10.0;
    let now = json!([
        minutes,
        photographs,
        megabytes(largest),
        megabytes(together)
    ]);
    println!("minutes, photographs, megabytes of the tab and of the browser: {now}");
    now
}
