//! axe-core, whose script `cargo xtask test` fetches by version and SHA-256.

use std::fs;
use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::setup::Setup;

static SCRIPT: OnceLock<String> = OnceLock::new();

/// What axe-core objects to in the page as it is now: a line for each rule and element.
pub fn violations(browser: &Browser) -> Vec<String> {
    // Of WCAG 2.2, and off unless it is asked for.
    of(
        browser,
        json!({"rules": {"target-size": {"enabled": true}}}),
        10,
    )
}

/// What it objects to in the colours alone: all that another scheme changes.
pub fn violations_of_colours(browser: &Browser) -> Vec<String> {
    of(
        browser,
        json!({"runOnly": ["color-contrast", "link-in-text-block"]}),
        0,
    )
}

/// More than `rules` rules have to have found something to look at. The page has neither sound nor films, and no rule
/// used here reads style sheets: without fetching those beforehand, axe-core takes half the time.
fn of(browser: &Browser, options: Value, rules: u64) -> Vec<String> {
    if browser.run("return typeof window.axe === 'undefined';", json!([])) == true {
        browser.run(SCRIPT.get_or_init(script), json!([]));
    }
    let found = browser.run_async(
        "const done = arguments[arguments.length - 1];
         axe.run(document, { resultTypes: ['violations'], preload: false, ...arguments[0] })
           .then((result) => done({ rules: result.passes.length, violations: result.violations }),
                 (error) => done({ error: String(error) }));",
        json!([options]),
    );
    assert!(
        found["rules"].as_u64().is_some_and(|found| found > rules),
        "axe-core did not run: {found}"
    );
    let all = found["violations"].as_array().expect("a list");
    all.iter().flat_map(lines).collect()
}

fn lines(violation: &Value) -> Vec<String> {
    let nodes = violation["nodes"].as_array().expect("a list");
    nodes
        .iter()
        .map(|node| {
            format!(
                "{}: {} {}",
                violation["id"], node["target"], node["failureSummary"]
            )
        })
        .collect()
}

fn script() -> String {
    let path = Setup::read().axe;
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
