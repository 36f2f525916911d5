//! Nothing leaves: requests to the page's own origin only, and a policy that holds that.

use std::collections::BTreeSet;

use gradoscope_e2e::inject;
use gradoscope_e2e::page::Visit;
use gradoscope_e2e::stranger::Stranger;
use serde_json::json;

#[test]
fn a_whole_visit_asks_only_its_own_origin_and_leaves_no_cookie() {
    let before = inject::in_workers(
        "room.onmessage = ({ data }) => data === 'resources' && room.postMessage(
           JSON.stringify(performance.getEntriesByType('resource').map((entry) => entry.name)));",
    );
    let page = Visit {
        hears_network: true,
        ..Visit::after(&before)
    }
    .open();
    page.map_of_sample("chelsea", "285");
    page.browser.run("e2e.tell('resources');", json!([]));
    page.wait("an answer of both workers", |_| page.heard().len() == 2);
    let in_workers = page.heard();
    let by_workers = in_workers.iter().flat_map(|list| addresses(list));
    let by_page = page.browser.run(
        "return JSON.stringify(performance.getEntriesByType('resource').map((entry) => entry.name));",
        json!([]),
    );
    let by_page = addresses(by_page.as_str().expect("a list"));
    // The page fetches, workers compute.
    assert!(
        by_page.iter().any(|address| address.contains("/weights/")),
        "{by_page:?}"
    );
    let by_network = page.browser.requests();
    assert!(
        by_page.len() > 3 && by_network.len() > 3,
        "{by_page:?} {by_network:?}"
    );
    let all: BTreeSet<String> = by_workers.chain(by_page).chain(by_network).collect();
    // A browser's empty window is a page too, before ours is opened: its addresses are chrome's.
    let own = |address: &&String| {
        let local = ["blob:", "data:", "chrome:", "chrome-untrusted:"]
            .iter()
            .any(|scheme| address.starts_with(scheme));
        local || address.starts_with(&page.site.address)
    };
    let foreign: Vec<_> = all.iter().filter(|address| !own(address)).collect();
    assert!(foreign.is_empty(), "{foreign:?}");
    assert_eq!(page.browser.cookies(), json!([]));
    assert_eq!(page.browser.run("return document.cookie;", json!([])), "");
}

fn addresses(list: &str) -> Vec<String> {
    serde_json::from_str(list).expect("a list of addresses")
}

/// Tries every way out, and tells what became of it. `report` takes a text.
const WAYS_OUT: &str = "
    const attempt = async (name, way) => {
      try { await way(); report(`${name}: came through`); } catch { report(`${name}: refused`); }
    };
    self.addEventListener('securitypolicyviolation', (event) =>
      report(`violation: ${event.effectiveDirective}`));
    attempt('fetch', () => fetch(stranger));
    attempt('no-cors', () => fetch(stranger, { mode: 'no-cors' }));
    attempt('socket', () => new Promise((resolve, reject) => {
      const socket = new WebSocket(stranger.replace('http', 'ws'));
      socket.onopen = resolve;
      socket.onerror = reject;
    }));
    attempt('module', () => import(stranger));
    attempt('script', () => self.importScripts ? importScripts(stranger) : Promise.reject());";

fn with(stranger: &Stranger, report: &str) -> String {
    format!(
        "const stranger = {:?}; const report = {report}; {WAYS_OUT}",
        stranger.address
    )
}

const ATTEMPTS: usize = 5;

fn assert_all_refused(told: &[String]) {
    let count = |text: &str| told.iter().filter(|line| line.contains(text)).count();
    assert_eq!(count(": refused"), ATTEMPTS, "{told:?}");
    assert_eq!(count("came through"), 0, "{told:?}");
    assert!(count("violation: connect-src") >= 1, "{told:?}");
}

#[test]
fn the_policy_refuses_foreign_requests_from_a_worker() {
    let stranger = Stranger::start();
    let script = with(&stranger, "(text) => room.postMessage(text)");
    let before = inject::in_workers(&format!("if (self.name === 'engine_cpu') {{ {script} }}"));
    let page = Visit::after(&before).open();
    page.wait("an end of every attempt", |_| page.heard().len() > ATTEMPTS);
    page.map_of_sample("chelsea", "285");
    assert_all_refused(&page.heard());
    assert_eq!(stranger.visits(), 0);
    // The stranger is there, all the same: a visit of the browser's own arrives.
    page.browser.go(&stranger.address);
    assert!(stranger.visits() > 0);
}

#[test]
fn the_policy_refuses_foreign_requests_from_the_page() {
    let stranger = Stranger::start();
    let page = Visit::after(inject::WATCH).open();
    page.ready();
    let script = with(&stranger, "(text) => e2e.heard.push(text)");
    let elements = "
      const image = new Image();
      image.onerror = () => report('image: refused');
      image.onload = () => report('image: came through');
      image.src = stranger;
      const script = document.createElement('script');
      script.src = stranger;
      document.head.append(script);
      const inline = document.createElement('script');
      inline.textContent = 'e2e.heard.push(\"inline: came through\")';
      document.head.append(inline);
      navigator.sendBeacon(stranger, 'x');";
    let listen = script.replace("self.addEventListener", "document.addEventListener");
    page.browser.run(&format!("{listen} {elements}"), json!([]));
    page.wait("an end of every attempt", |_| {
        page.heard()
            .iter()
            .filter(|line| line.contains(": refused"))
            .count()
            > ATTEMPTS
    });
    let told = page.heard();
    assert!(
        !told.iter().any(|line| line.contains("came through")),
        "{told:?}"
    );
    for directive in ["connect-src", "img-src", "script-src-elem"] {
        assert!(
            told.iter()
                .any(|line| line == &format!("violation: {directive}")),
            "{told:?}"
        );
    }
    assert_eq!(stranger.visits(), 0);
    page.browser.go(&stranger.address);
    assert!(stranger.visits() > 0);
}
