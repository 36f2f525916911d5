//! Parts of the practical whose code is fetched when they are opened.

use gradoscope_e2e::page::Visit;
use gradoscope_e2e::{LONG_PATIENCE, shots};
use serde_json::json;

const OTHERS: [&str; 3] = ["adversarial", "visualisation", "two-networks"];

#[test]
fn the_code_of_a_part_is_fetched_when_the_part_is_first_opened_and_once() {
    let page = Visit::default().open();
    page.map_of_sample("chelsea", "285");
    let fetched = || {
        let parts = page.site.bytes_by_part();
        parts.get("other parts").copied().unwrap_or(0)
    };
    // What keeps everything through a reload comes by itself, once nothing else is to be fetched.
    page.wait_for_quiet();
    let mut before = fetched();
    for id in OTHERS {
        page.open_part(id);
        let bytes = fetched();
        println!("{id}: {} bytes", bytes - before);
        assert!(bytes > before, "{id}");
        before = bytes;
    }
    for id in OTHERS {
        page.open_part(id);
    }
    assert_eq!(fetched(), before);
}

#[test]
fn a_part_that_cannot_be_fetched_is_explained_and_comes_when_asked_again() {
    let page = Visit::default().open();
    page.map_of_sample("chelsea", "285");
    page.site.misbehave(json!({"deny": ["-split_"]}));
    page.browser
        .click("nav.parts button[aria-controls=visualisation]");
    let words = "return document.querySelectorAll('#visualisation .unreachable').length;";
    page.wait("a message", |_| page.number(words) == 1.0);
    shots::window(&page.browser, "part-unreachable");
    assert!(page.look().has_map_of("285"));
    page.site.misbehave(json!({}));
    page.browser.click("#visualisation .unreachable button");
    page.open_part("visualisation");
    assert_eq!(page.number(words), 0.0);
    page.visualise();
}

#[test]
fn a_part_that_had_not_come_either_comes_when_the_engine_is_started_again() {
    let missing = json!({"deny": ["-split_saliency", "engine_cpu"]});
    let page = Visit::default().blank();
    page.site.misbehave(missing);
    page.visit_again("");
    let words = "return document.querySelectorAll('#saliency .unreachable').length;";
    page.wait_long(LONG_PATIENCE, "both failures", |seen| {
        seen.notices() == ["engine-failed"] && page.number(words) == 1.0
    });
    page.site.misbehave(json!({}));
    page.tap("#start-again");
    page.ready();
    page.map_of_sample("chelsea", "285");
    assert_eq!(page.number(words), 0.0);
}
