//! A server that refuses, cuts short or spoils the weights.

use gradoscope_e2e::page::{Page, Visit};
use gradoscope_e2e::shots;
use serde_json::{Value, json};

/// Opens the page with a fault, checks what it says, lifts the fault and starts again.
fn assert_explained_and_mended(faults: Value, reason: &str, name: &str) -> Page {
    let page = Visit {
        faults: Some(faults),
        ..Visit::default()
    }
    .open();
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
    page
}

#[test]
fn refused_weights_are_explained_and_fetched_when_started_again() {
    let faults = json!({"deny": ["weights/"]});
    assert_explained_and_mended(faults, "the site answered HTTP 403", "refused");
}

#[test]
fn weights_with_one_wrong_bit_are_refused_and_never_stored() {
    let faults = json!({"corrupt": ["weights/"]});
    assert_explained_and_mended(faults, "not the published file", "corrupt");
}

#[test]
fn a_transfer_that_breaks_every_time_is_explained_after_three_tries() {
    let faults = json!({"truncate": ["weights/"]});
    let page = assert_explained_and_mended(faults, "the transfer ended after", "truncated");
    let tries = page
        .site
        .log()
        .iter()
        .filter(|answer| answer.path.contains("weights/"))
        .count();
    assert_eq!(tries, 4, "three in vain and a good one");
}

#[test]
fn a_transfer_that_breaks_once_is_tried_again_unnoticed() {
    let faults = json!({"truncate": ["weights/"], "times": 1});
    let page = Visit {
        faults: Some(faults),
        ..Visit::default()
    }
    .open();
    let seen = page.map_of_sample("chelsea", "285");
    assert!(seen.notices().is_empty(), "{seen}");
}
