//! An attack under way: started in haste, cancelled, compared.

use std::time::Duration;

use gradoscope::protocol::EngineEvent;
use gradoscope_e2e::page::{Page, Seen, Visit};
use gradoscope_e2e::{LONG_PATIENCE, MOST_CANCEL_MS, inject};
use serde_json::json;

/// Steps so short that no attack ends while a test looks at it.
const TINY: &str = "0.01";

fn rule(alone: bool) -> Page {
    let page = Visit {
        query: "?device=cpu",
        before: inject::WATCH,
        alone,
        ..Visit::default()
    }
    .attack("chelsea", "285");
    page.aim_at("stingray", "stingray (6)");
    page
}

/// How many attacks the engine brought to an end.
fn ends(page: &Page) -> usize {
    let all = page.said_by_engines();
    let is_end = |event: &EngineEvent| matches!(event, EngineEvent::AttackEnd { .. });
    all.iter().filter(|said| is_end(&said.event)).count()
}

#[test]
fn an_attack_is_started_twice_and_a_comparison_cancelled() {
    let page = rule(false);
    two_starts_at_once_give_one_run_that_ends(&page);
    a_cancelled_comparison_stops_and_leaves_what_it_found(&page);
}

fn two_starts_at_once_give_one_run_that_ends(page: &Page) {
    page.browser.double_click("#attack-start");
    assert_eq!(page.verdict().iteration(), 6);
    assert_eq!(ends(page), 1);
    // Faster than any pointer: before the page can close the button.
    let twice = "const start = document.querySelector('#attack-start');
                 start.click();
                 start.click();";
    page.browser.run(twice, json!([]));
    let seen = page.verdict();
    assert_eq!(seen.iteration(), 6, "{seen}");
    page.wait_for_quiet();
    assert_eq!(ends(page), 2, "the run that was replaced ended too");
    assert!(page.look().notices().is_empty(), "{seen}");
}

#[test]
fn a_cancelled_run_stops_within_a_second_and_keeps_pictures_and_curves() {
    let page = rule(true);
    page.set("#param-eta", TINY);
    page.start_attack();
    page.iteration_from(5);
    let took = page.cancelled_after("#attack-cancel");
    println!("cpu: an attack stopped {took:.0} ms after it was cancelled");
    assert!(took <= MOST_CANCEL_MS, "{took} ms");
    let seen = page.look();
    assert_eq!(seen.phase_of_attack(), "cancelled", "{seen}");
    assert_eq!(seen.text("/attack/image"), "ready", "{seen}");
    assert!(page.kept_pictures() > 2);
    let points = "const line = document.querySelector('#curve-score svg[role=img] path.line-0');
                  return line.getAttribute('d').split('L').length;";
    assert!(page.number(points) > 3.0, "the curve is gone");
    page.set("#param-eta", "1");
    page.start_attack();
    assert_eq!(page.verdict().iteration(), 6);
}

fn a_cancelled_comparison_stops_and_leaves_what_it_found(page: &Page) {
    page.set("#compare-gradients", "3");
    page.browser.click("#compare");
    let has_one = || {
        let rows = page.rows("#comparison");
        rows.first().is_some_and(|row| {
            !row.data("verified").is_empty() && row.data("verified") != "running"
        })
    };
    page.wait_long(LONG_PATIENCE, "the first attack of the comparison", |_| {
        has_one()
    });
    page.browser.run(
        "document.querySelector('#compare-cancel').click();",
        json!([]),
    );
    let is_cancelled = |seen: &Seen| seen.text("/attack/comparison") == "cancelled";
    page.wait("a comparison that is cancelled", is_cancelled);
    let is_idle = || {
        let rows = page.rows("#comparison");
        rows.iter()
            .all(|row| row.data("verified") != "running" && row.data("reached") != "running")
    };
    page.wait("an end of what was running", |_| is_idle());
    let rows = page.rows("#comparison");
    assert!(
        rows.iter().any(|row| row.data("reached").is_empty()),
        "it was over: {rows:#?}"
    );
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(page.rows("#comparison"), rows, "it went on");
    page.start_attack();
    assert_eq!(page.verdict().iteration(), 6);
}
