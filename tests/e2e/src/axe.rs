//! axe-core, whose script `cargo xtask test` fetches by version and SHA-256.

use std::fs;
use std::sync::OnceLock;

use serde_json::{Value, json};

use crate::browser::Browser;
use crate::setup::Setup;

static SCRIPT: OnceLock<String> = OnceLock::new();

/// What axe-core objects to in the page as it is now: a line for each rule and element.
pub fn violations(browser: &Browser) -> Vec<String> {
    if browser.run("return typeof window.axe === 'undefined';", json!([])) == true {
        browser.run(SCRIPT.get_or_init(script), json!([]));
    }
    let found = browser.run_async(
        "const done = arguments[arguments.length - 1];
         // Of WCAG 2.2, and off unless it is asked for.
         const rules = { 'target-size': { enabled: true } };
         axe.run(document, { resultTypes: ['violations'], rules })
           .then((result) => done({ rules: result.passes.length, violations: result.violations }),
                 (error) => done({ error: String(error) }));",
        json!([]),
    );
    assert!(
        found["rules"].as_u64().is_some_and(|rules| rules > 10),
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
