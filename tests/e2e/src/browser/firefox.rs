//! Firefox's session: how it begins, and what its driver does by the browser's own scripts.

use std::path::Path;

use serde_json::{Value, json};

use super::Browser;

/// What geckodriver is started with: a port of its choice, which it tells, and access to the browser's own
/// scripts.
pub(super) const DRIVER: &[&str] = &["--port=0", "--log=info", "--allow-system-access"];

/// What its session is to be like.
pub(super) fn wanted(program: &Path, profile: &Path, languages: &str) -> Value {
    json!({
        "browserName": "firefox",
        "moz:firefoxOptions": {
            "binary": program,
            "args": ["--headless", "--profile", profile],
            "prefs": {
                "intl.accept_languages": languages,
                // Downloads go to the folder that a test names, without a word.
                "browser.download.folderList": 2,
                "browser.download.alwaysOpenPanel": false,
                "browser.download.always_ask_before_handling_new_types": false,
            },
        },
    })
}

/// `1234 geckodriver INFO Listening on 127.0.0.1:4444`
pub(super) fn port_in(line: &str) -> Option<u16> {
    let rest = line.split("Listening on ").nth(1)?;
    rest.rsplit(':').next()?.trim().parse().ok()
}

const SET: &str = "Services.prefs[arguments[0]](arguments[1], arguments[2]);";
/// Everything that an origin has stored, service workers too.
const FORGET: &str = "
    const [origin, done] = arguments;
    const flags = Ci.nsIClearDataService;
    const of = Services.scriptSecurityManager.createContentPrincipalFromOrigin(origin);
    Services.clearData.deleteDataFromPrincipal(of, true,
      flags.CLEAR_DOM_STORAGES | flags.CLEAR_COOKIES_AND_SITE_DATA | flags.CLEAR_ALL_CACHES,
      { onDataDeleted: () => done(true) });";

/// Has the browser itself run a script, in place of the page.
fn by_browser(browser: &Browser, how: &str, script: &str, args: Value) {
    browser.post("moz/context", json!({"context": "chrome"}));
    browser.post(how, json!({"script": script, "args": args}));
    browser.post("moz/context", json!({"context": "content"}));
}

/// No window of Firefox is narrower than its own bar: what is as narrow as a telephone is Chromium's.
pub(super) fn look_like(browser: &Browser, (width, height): (u32, u32), scheme: &str) {
    // As it numbers them.
    let scheme = i32::from(scheme == "light");
    let name = "layout.css.prefers-color-scheme.content-override";
    let set = json!(["setIntPref", name, scheme]);
    by_browser(browser, "execute/sync", SET, set);
    let around = "return [outerWidth - innerWidth, outerHeight - innerHeight];";
    let around = browser.run(around, json!([]));
    let [wide, high] = [0, 1].map(|at| around[at].as_u64().unwrap_or_default());
    let size = json!({"width": u64::from(width) + wide, "height": u64::from(height) + high});
    browser.post("window/rect", size);
}

pub(super) fn without_service_workers(browser: &Browser) {
    let off = json!(["setBoolPref", "dom.serviceWorkers.enabled", false]);
    by_browser(browser, "execute/sync", SET, off);
}

pub(super) fn save_to(browser: &Browser, folder: &Path) {
    let to = json!(["setStringPref", "browser.download.dir", folder]);
    by_browser(browser, "execute/sync", SET, to);
}

pub(super) fn forget_all(browser: &Browser, origin: &str) {
    by_browser(browser, "execute/async", FORGET, json!([origin]));
}

/// The page as a PNG file in base64.
pub(super) fn picture(browser: &Browser, whole: bool) -> Value {
    match whole {
        true => browser.get("moz/screenshot/full"),
        false => browser.get("screenshot"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_the_one_that_is_told() {
        let line = "1764379000000\tgeckodriver\tINFO\tListening on 127.0.0.1:41337";
        assert_eq!(port_in(line), Some(41337));
        assert_eq!(
            port_in("1764379000000\tmozrunner::runner\tINFO\tRunning"),
            None
        );
    }
}
