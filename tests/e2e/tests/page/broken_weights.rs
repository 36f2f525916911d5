//! A server that refuses, cuts short or spoils the weights.

use gradoscope_e2e::page::{Page, Visit};
use gradoscope_e2e::shots;
use serde_json::{Value, json};

/// Opens the page with nothing stored and with a fault, checks what it says, lifts the fault and starts again.
fn assert_explained_and_mended(page: &Page, faults: Value, reason: &str, name: &str) {
    page.leave_no_weights();
    page.site.misbehave(faults);
    page.browser.go(&page.site.at(""));
    let seen = page.wait("an engine that stopped", |seen| {
        seen.text("/phase") == "stopped"
    });
    assert_eq!(seen.notices(), ["engine-failed"], "{seen}");
    assert!(seen.notice("engine-failed").contains(reason), "{seen}");
    assert_eq!(seen.text("/engine"), "The engine is stopped");
    assert_eq!(page.stored(), Vec::<String>::new());
    shots::window(&page.browser, &format!("notice-engine-failed-{name}"));
    page.choose_sample("chelsea");
    page.site.misbehave(json!({}));
    page.browser.click("#start-again");
    let seen = page.wait("a map of chelsea", |seen| seen.has_map_of("285"));
    assert!(seen.notices().is_empty(), "{seen}");
}

#[test]
fn weights_that_do_not_come_are_explained_never_stored_and_fetched_when_started_again() {
    let page = Visit::default().blank();
    let faults = json!({"deny": ["weights/"]});
    assert_explained_and_mended(&page, faults, "the site answered HTTP 403", "refused");
    // One wrong bit.
    let faults = json!({"corrupt": ["weights/"]});
    assert_explained_and_mended(&page, faults, "not the published file", "corrupt");
    page.site.forget();
    let faults = json!({"truncate": ["weights/"]});
    assert_explained_and_mended(&page, faults, "the transfer ended after", "truncated");
    let log = page.site.log();
    let tries = log.iter().filter(|answer| answer.path.contains("weights/"));
    assert_eq!(tries.count(), 4, "three in vain and a good one");

    // A transfer that breaks once is tried again unnoticed.
    page.leave_no_weights();
    page.site
        .misbehave(json!({"truncate": ["weights/"], "times": 1}));
    page.browser.go(&page.site.at(""));
    let seen = page.map_of_sample("chelsea", "285");
    assert!(seen.notices().is_empty(), "{seen}");
}
