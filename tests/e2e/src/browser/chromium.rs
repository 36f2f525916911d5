//! Chromium's session: how it begins, and what no other browser can do.

use std::path::Path;

use serde_json::{Value, json};

use super::Browser;

/// As `cargo xtask test` starts it for the other browser tests, and a window's size. The address bar's list is a page of
/// its own, which takes as much of the processor at every start as all the rest; here nobody types an address.
const FLAGS: [&str; 11] = [
    "headless",
    "no-sandbox",
    "enable-unsafe-webgpu",
    "disable-quic",
    "no-first-run",
    "disable-background-networking",
    "disable-component-update",
    "disable-sync",
    "disable-dev-shm-usage",
    "window-size=1280,800",
    "disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup",
];

/// What ChromeDriver is started with.
pub(super) const DRIVER: &[&str] = &["--port=0", "--log-level=SEVERE"];

/// What its session is to be like.
pub(super) fn wanted(
    program: &Path,
    profile: &Path,
    languages: &str,
    hears_network: bool,
) -> Value {
    let network = if hears_network { "ALL" } else { "OFF" };
    let mut args: Vec<String> = FLAGS.map(str::to_owned).into();
    args.push(format!("user-data-dir={}", profile.display()));
    args.push(format!("lang={languages}"));
    json!({
        "browserName": "chrome",
        "goog:chromeOptions": {
            "binary": program,
            "args": args,
            "prefs": {"intl.accept_languages": languages},
        },
        "goog:loggingPrefs": {"browser": "ALL", "performance": network},
    })
}

/// ChromeDriver chooses a free port and tells which.
pub(super) fn port_in(line: &str) -> Option<u16> {
    let rest = line.split("started successfully on port ").nth(1)?;
    rest.trim_end_matches('.').trim().parse().ok()
}

/// For Chromium alone: in Firefox, each of these panics.
impl Browser {
    /// A command of the DevTools protocol.
    pub fn devtools(&self, command: &str, parameters: Value) -> Value {
        assert!(
            self.is_chromium(),
            "{command}: Firefox has no DevTools protocol, this test is Chromium's"
        );
        self.post(
            "goog/cdp/execute",
            json!({"cmd": command, "params": parameters}),
        )
    }

    /// Runs a script in every page opened from now on, before its own scripts.
    pub fn before_every_page(&self, script: &str) {
        let mut added = self.devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({"source": script}),
        );
        self.scripts.borrow_mut().push(added["identifier"].take());
    }

    /// The same, with no script before it any more.
    pub fn instead_before_every_page(&self, script: &str) {
        for identifier in self.scripts.take() {
            self.devtools(
                "Page.removeScriptToEvaluateOnNewDocument",
                json!({ "identifier": identifier }),
            );
        }
        self.before_every_page(script);
    }

    /// Pulls the plug, or puts it in again.
    pub fn unplug(&self, unplugged: bool) {
        self.devtools("Network.enable", json!({}));
        self.devtools(
            "Network.emulateNetworkConditions",
            json!({"offline": unplugged, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}),
        );
    }

    /// What the page and its workers wrote to the console, and what the browser did for them.
    pub fn console(&self) -> Vec<String> {
        self.journal("browser")
            .iter()
            .filter(|entry| entry["level"] == "SEVERE")
            .map(|entry| entry["message"].as_str().unwrap_or_default().to_owned())
            .collect()
    }

    /// The addresses that the page asked for, as the network saw it.
    pub fn requests(&self) -> Vec<String> {
        assert!(self.hears_network, "this browser does not listen");
        self.journal("performance")
            .iter()
            .filter_map(|entry| serde_json::from_str::<Value>(entry["message"].as_str()?).ok())
            .filter(|entry| entry["message"]["method"] == "Network.requestWillBeSent")
            .filter_map(|entry| {
                let url = &entry["message"]["params"]["request"]["url"];
                url.as_str().map(str::to_owned)
            })
            .collect()
    }

    fn journal(&self, kind: &str) -> Vec<Value> {
        assert!(
            self.is_chromium(),
            "Firefox keeps no journal for its driver"
        );
        let entries = self.post("se/log", json!({"type": kind}));
        entries.as_array().cloned().unwrap_or_default()
    }

    /// Shows the page as a medium does, with a feature of the reader's system.
    pub fn show_as(&self, medium: &str, (name, value): (&str, &str)) {
        let features = [json!({"name": name, "value": value})];
        let look = json!({"media": medium, "features": features});
        self.devtools("Emulation.setEmulatedMedia", look);
    }
}

pub(super) fn look_like(browser: &Browser, (width, height): (u32, u32), scheme: &str) {
    let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
    browser.devtools("Emulation.setDeviceMetricsOverride", size);
    let feature = json!({"name": "prefers-color-scheme", "value": scheme});
    browser.devtools("Emulation.setEmulatedMedia", json!({"features": [feature]}));
}

/// The page as a PNG file in base64.
pub(super) fn picture(browser: &Browser, whole: bool) -> Value {
    let mut how = json!({"format": "png", "captureBeyondViewport": whole});
    if whole {
        let size = &browser.devtools("Page.getLayoutMetrics", json!({}))["cssContentSize"];
        how["clip"] =
            json!({"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1});
    }
    browser.devtools("Page.captureScreenshot", how)["data"].take()
}
