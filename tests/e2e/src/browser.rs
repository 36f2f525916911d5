//! Chromium, driven by ChromeDriver: the part of WebDriver that the tests need.

use std::cell::RefCell;
use std::path::Path;
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::files::Folder;
use crate::http::Client;
use crate::process::Process;
use crate::setup::Setup;

/// As `cargo xtask test` starts it for the other browser tests, and a window's size.
const FLAGS: [&str; 10] = [
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
];
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
const SCRIPT_LIMIT_MS: u64 = 400_000;
/// What is fetched by the page's scripts does not count: only what the document waits for.
const PAGE_LIMIT_MS: u64 = 60_000;

/// Keys as WebDriver numbers them.
pub mod key {
    pub const BACKSPACE: char = '\u{e003}';
    pub const TAB: char = '\u{e004}';
    pub const ENTER: char = '\u{e007}';
    pub const ESCAPE: char = '\u{e00c}';
    pub const END: char = '\u{e010}';
    pub const HOME: char = '\u{e011}';
    pub const PAGE_UP: char = '\u{e00e}';
    pub const ARROW_UP: char = '\u{e013}';
    pub const ARROW_RIGHT: char = '\u{e014}';
    pub const ARROW_DOWN: char = '\u{e015}';
}

/// A browser window with a profile; dropping it closes it.
pub struct Browser {
    client: Client,
    session: String,
    /// Of the scripts that run before every page.
    scripts: RefCell<Vec<Value>>,
    _driver: Process,
}

/// Unfolds whatever an element is folded into, as a reader would to get at it.
const REVEAL: &str = "
    for (let at = document.querySelector(arguments[0]); at; at = at.parentElement) {
      const folded = at.parentElement?.closest('details:not([open])');
      if (folded && at.tagName !== 'SUMMARY' && at.parentElement === folded) folded.open = true;
      if (at.hidden && at.classList.contains('leaf')) {
        document.querySelector(`[aria-controls=\"${at.id}\"]`).click();
      }
    }
    const found = document.querySelector(arguments[0]);
    if (found?.closest('.workbench, .leaf')) found.scrollIntoView({ block: 'center' });";

impl Browser {
    /// Opens a window on the profile in `profile`, which stays.
    pub fn open(setup: &Setup, profile: &Folder, languages: &str) -> Self {
        let command = || {
            let mut command = Command::new(&setup.driver);
            command.args(["--port=0", "--log-level=SEVERE"]);
            command
        };
        let (driver, port) = Process::start(command, port_in);
        let client = Client::default();
        let mut args: Vec<String> = FLAGS.map(str::to_owned).into();
        args.push(format!("user-data-dir={}", profile.path().display()));
        args.push(format!("lang={languages}"));
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": {
                "binary": setup.chromium,
                "args": args,
                "prefs": {"intl.accept_languages": languages},
            },
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
            "timeouts": {"script": SCRIPT_LIMIT_MS, "pageLoad": PAGE_LIMIT_MS},
        }}});
        let root = format!("http://127.0.0.1:{port}/session");
        let answer = client.post(&root, &wanted).expect("ChromeDriver answers");
        let id = answer.1["value"]["sessionId"].as_str();
        let id = id.unwrap_or_else(|| panic!("no browser window: {}", answer.1));
        Self {
            session: format!("{root}/{id}"),
            client,
            scripts: RefCell::default(),
            _driver: driver,
        }
    }

    /// Closes the window and waits for the browser to be gone.
    pub fn close(&self) {
        let _ = self.client.delete(&self.session);
    }

    fn post(&self, path: &str, body: Value) -> Value {
        let answer = self.client.post(&format!("{}/{path}", self.session), &body);
        value_of(path, answer)
    }

    fn get(&self, path: &str) -> Value {
        value_of(path, self.client.get(&format!("{}/{path}", self.session)))
    }

    pub fn go(&self, url: &str) {
        self.post("url", json!({"url": url}));
    }

    /// What the body of a function returns in the page.
    pub fn run(&self, script: &str, args: Value) -> Value {
        self.post("execute/sync", json!({"script": script, "args": args}))
    }

    /// What the body of a function gives to its last argument, a callback.
    pub fn run_async(&self, script: &str, args: Value) -> Value {
        self.post("execute/async", json!({"script": script, "args": args}))
    }

    /// A command of the DevTools protocol.
    pub fn devtools(&self, command: &str, parameters: Value) -> Value {
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

    /// As a browser that has no service workers: what the site sends is what the page gets.
    pub fn without_service_workers(&self) {
        let hide = "Object.defineProperty(navigator, 'serviceWorker', { value: undefined });";
        self.devtools(
            "Page.addScriptToEvaluateOnNewDocument",
            json!({"source": hide}),
        );
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

    /// Looks at the only frame of the page from now on, or at the page again.
    pub fn look_into_frame(&self, into: bool) {
        let frame = if into { json!(0) } else { Value::Null };
        self.post("frame", json!({"id": frame}));
    }

    /// Pulls the plug, or puts it in again.
    pub fn unplug(&self, unplugged: bool) {
        self.devtools(
            "Network.emulateNetworkConditions",
            json!({"offline": unplugged, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}),
        );
    }

    pub fn click(&self, selector: &str) {
        let element = self.element(selector);
        self.post(&format!("element/{element}/click"), json!({}));
    }

    /// Types into an element; for a file field: the paths of the files.
    pub fn type_into(&self, selector: &str, text: &str) {
        let element = self.element(selector);
        self.post(&format!("element/{element}/value"), json!({"text": text}));
    }

    /// Chooses a file in a file field.
    pub fn choose_file(&self, selector: &str, file: &Path) {
        self.type_into(selector, file.to_str().expect("a plain path"));
    }

    /// Presses and releases keys, wherever the focus is.
    pub fn press(&self, keys: &[char]) {
        let both = |key: &char| {
            let key = key.to_string();
            [
                json!({"type": "keyDown", "value": key}),
                json!({"type": "keyUp", "value": key}),
            ]
        };
        let strokes: Vec<Value> = keys.iter().flat_map(both).collect();
        self.post(
            "actions",
            json!({"actions": [{"type": "key", "id": "keys", "actions": strokes}]}),
        );
    }

    /// Clicks twice, as fast as a pointer can.
    pub fn double_click(&self, selector: &str) {
        let origin = json!({ELEMENT: self.element(selector)});
        let (down, up) = (
            json!({"type": "pointerDown", "button": 0}),
            json!({"type": "pointerUp", "button": 0}),
        );
        let moves = json!({"type": "pointerMove", "origin": origin, "x": 0, "y": 0});
        let steps = [moves, down.clone(), up.clone(), down, up];
        let mouse = json!({"type": "pointer", "id": "mouse", "actions": steps});
        self.post("actions", json!({"actions": [mouse]}));
    }

    /// Goes on inside of the page's first frame.
    pub fn enter_frame(&self) {
        self.post("frame", json!({"id": 0}));
    }

    /// Puts the files that the page offers into a folder, without asking.
    pub fn save_to(&self, folder: &Folder) {
        self.devtools(
            "Browser.setDownloadBehavior",
            json!({"behavior": "allow", "downloadPath": folder.path()}),
        );
    }

    /// Brings an element in sight, as a reader would.
    pub fn reveal(&self, selector: &str) {
        self.run(REVEAL, json!([selector]));
    }

    fn element(&self, selector: &str) -> String {
        self.reveal(selector);
        let found = self.post(
            "element",
            json!({"using": "css selector", "value": selector}),
        );
        found[ELEMENT]
            .as_str()
            .unwrap_or_else(|| panic!("no {selector}"))
            .to_owned()
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
        let entries = self.post("se/log", json!({"type": kind}));
        entries.as_array().cloned().unwrap_or_default()
    }

    pub fn cookies(&self) -> Value {
        self.get("cookie")
    }

    /// Makes the window as wide and high as asked, and light or dark.
    pub fn look_like(&self, (width, height): (u32, u32), scheme: &str) {
        let size =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.devtools("Emulation.setDeviceMetricsOverride", size);
        let feature = json!({"name": "prefers-color-scheme", "value": scheme});
        self.devtools("Emulation.setEmulatedMedia", json!({"features": [feature]}));
    }

    /// Shows the page as a medium does, with a feature of the reader's system.
    pub fn show_as(&self, medium: &str, (name, value): (&str, &str)) {
        let features = [json!({"name": name, "value": value})];
        let look = json!({"media": medium, "features": features});
        self.devtools("Emulation.setEmulatedMedia", look);
    }

    /// The page as a PNG file: what is in the window, or all of it.
    pub fn picture(&self, whole: bool) -> Vec<u8> {
        let how = json!({"format": "png", "captureBeyondViewport": whole});
        let mut how = how;
        if whole {
            let size = &self.devtools("Page.getLayoutMetrics", json!({}))["cssContentSize"];
            how["clip"] = json!({"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1});
        }
        let shot = self.devtools("Page.captureScreenshot", how);
        let data = shot["data"].as_str().expect("a screenshot");
        STANDARD.decode(data).expect("base64")
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.close();
    }
}

/// ChromeDriver chooses a free port and tells which.
fn port_in(line: &str) -> Option<u16> {
    let rest = line.split("started successfully on port ").nth(1)?;
    rest.trim_end_matches('.').trim().parse().ok()
}

fn value_of(path: &str, answer: Result<(u16, Value), String>) -> Value {
    match answer {
        Ok((200, mut body)) => body["value"].take(),
        Ok((status, body)) => {
            let error = &body["value"];
            panic!(
                "WebDriver: {path}: {status} {}: {}",
                error["error"], error["message"]
            )
        }
        Err(error) => panic!("WebDriver: {path}: {error}"),
    }
}
