//! The page stays responsive while a large file is opened, and does nothing once nothing is asked of it.

use std::time::Duration;

use gradoscope_e2e::messages::map_at_ms;
use gradoscope_e2e::page::{Page, Visit};
use gradoscope_e2e::{LONG_PATIENCE, files, inject};
use serde_json::json;

const MOST_MS: f64 = 100.0;

#[test]
fn no_task_is_longer_than_100_ms_while_50_megapixels_become_a_map() {
    let file = files::png_of_size(8000, 6250);
    let page = Visit {
        before: inject::WATCH,
        alone: true,
        ..Visit::default()
    }
    .open();
    page.ready();
    println!("the file weighs {} bytes", file.len());
    let path = page.profile.file("large.png", &file);
    page.browser
        .run("e2e.opened = performance.now();", json!([]));
    page.open_file(&path);
    let seen = page.wait("a map of the large picture", |seen| {
        seen.text("/name") == "large.png" && seen.text("/map/state") == "ready"
    });
    assert!(seen.text("/facts").contains("8000 × 6250"), "{seen}");
    assert!(seen.notices().is_empty(), "{seen}");
    let longest = "const from = arguments[0] ?? 0;
        return Math.max(0, ...e2e.long.filter((t) => t.start >= from).map((t) => t.ms));";
    let start = page.number(longest);
    let longest = page.number(&longest.replace("arguments[0] ?? 0", "e2e.opened"));
    let total = page.last_said(map_at_ms) - page.number("return e2e.opened;");
    println!(
        "cpu: 50 megapixels: map after {total:.0} ms; longest task {longest} ms; since the page's start {start} ms"
    );
    let blame = page
        .browser
        .run("return [e2e.opened, e2e.long, e2e.blame];", json!([]));
    assert!(longest <= MOST_MS, "a task of {longest} ms; {blame:#}");
    the_observer_of_long_tasks_sees_one(&page);
}

fn the_observer_of_long_tasks_sees_one(page: &Page) {
    page.browser.run(
        "e2e.asked = performance.now();
         setTimeout(() => { const end = performance.now() + 150; while (performance.now() < end); });",
        json!([]),
    );
    page.wait("a long task", |_| {
        let longest =
            "return Math.max(0, ...e2e.long.filter((t) => t.start >= e2e.asked).map((t) => t.ms));";
        page.number(longest) >= 140.0
    });
}

/// When the last of the page's own timers went off, by the page's own clock.
const TIMERS: &str = "
    e2e.lastTimer = 0;
    for (const name of ['setTimeout', 'setInterval', 'requestAnimationFrame', 'requestIdleCallback']) {
      const native = window[name];
      window[name] = (act, ...rest) => native.call(window, (...given) => {
        e2e.lastTimer = performance.now();
        return act(...given);
      }, ...rest);
    }";
/// Longer than any timer of a page at work.
const REST: Duration = Duration::from_secs(6);

#[test]
fn a_page_of_which_nothing_is_asked_sets_no_timer_and_sends_no_message() {
    let page = Visit::after(&inject::and(TIMERS)).open();
    page.map_of_sample("chelsea", "285");
    rests(&page);
    // Asked for something it looks after its workers again, even after such a rest.
    page.browser
        .run("e2e.current('engine_cpu').terminate();", json!([]));
    page.choose_sample("coffee");
    let seen = page.wait_long(LONG_PATIENCE, "another map", |seen| seen.has_map_of("967"));
    assert_eq!(seen.notices(), ["engine-silent"], "{seen}");
    rests(&page);
}

fn rests(page: &Page) {
    let script = "
        const last = Math.max(e2e.lastTimer, ...e2e.said.map((message) => message.at));
        return performance.now() - last;";
    page.wait_long(LONG_PATIENCE, "a page at rest", |_| {
        page.number(script) > REST.as_secs_f64() * 1e3
    });
    let timers = page.number("return e2e.lastTimer;");
    assert!(timers > 0.0, "timers are watched");
}
