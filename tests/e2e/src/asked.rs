//! What a page and its workers ask for, from its first moment on: nothing may leave its origin.

use std::collections::BTreeSet;

use serde_json::json;

use crate::inject;
use crate::page::Page;

/// Tells of everything that is asked for, by a page or in a worker; `tell` takes an address.
const LISTEN: &str = "
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => tell(entry.name)))
      .observe({ type: 'resource', buffered: true });
    self.addEventListener('securitypolicyviolation', (event) => tell(event.blockedURI));";

/// To run before the page's own scripts: [`inject::WATCH`], and an ear for what is asked for.
pub fn listen() -> String {
    let in_workers =
        format!("const tell = (address) => room.postMessage(`asked ${{address}}`); {LISTEN}");
    let by_page = format!("{{ const tell = (address) => e2e.asked.push(address); {LISTEN} }}");
    format!(
        "{}\nwindow.e2e.asked = [];\n{by_page}",
        inject::in_workers(&in_workers)
    )
}

/// What was asked for since this document began, as the page, its workers and the network saw it, and
/// what the policy refused.
pub fn for_what(page: &Page) -> BTreeSet<String> {
    let by_page = page.browser.run("return window.e2e.asked;", json!([]));
    let by_page: Vec<String> = serde_json::from_value(by_page).expect("addresses");
    let heard = page.heard();
    let in_workers = heard.iter().filter_map(|line| line.strip_prefix("asked "));
    let in_workers = in_workers.map(str::to_owned);
    let by_network = page.browser.requests();
    by_page
        .into_iter()
        .chain(in_workers)
        .chain(by_network)
        .collect()
}

/// Those that are of another origin.
pub fn foreign<'a>(page: &Page, asked: &'a BTreeSet<String>) -> Vec<&'a String> {
    // A browser's empty window is a page too, before ours is opened: its addresses are chrome's.
    let local = ["blob:", "data:", "chrome:", "chrome-untrusted:", "about:"];
    let is_own = |address: &str| {
        local.iter().any(|scheme| address.starts_with(scheme))
            || address.starts_with(&page.site.address)
    };
    asked.iter().filter(|address| !is_own(address)).collect()
}
