//! The page stays responsive while a large file is opened.

use gradoscope_e2e::messages::map_at_ms;
use gradoscope_e2e::page::{Page, Visit};
use gradoscope_e2e::{files, inject};
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
