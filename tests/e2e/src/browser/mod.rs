//! A browser, driven: the part of WebDriver that the tests need. Chromium by ChromeDriver, or Firefox by
//! geckodriver; what one of them alone can do is in its file.

mod chromium;
mod firefox;

use std::cell::RefCell;
use std::path::Path;
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::files::Folder;
use crate::http::Client;
use crate::process::Process;
use crate::setup::{Kind, Setup};

/// Of Firefox, which takes no such argument; Chromium has it among its flags.
const WINDOW: (u32, u32) = (1280, 800);
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// How often a browser is started before the test is given up.
const STARTS: u32 = 3;
const SCRIPT_LIMIT_MS: u64 = 400_000;
/// What is fetched by the page's scripts does not count: only what the document waits for.
const PAGE_LIMIT_MS: u64 = 60_000;

/// Keys as WebDriver numbers them.
pub mod key {
    pub const BACKSPACE: char = '\u{e003}';
    pub const TAB: char = '\u{e004}';
    pub const SHIFT: char = '\u{e008}';
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
    kind: Kind,
    hears_network: bool,
    client: Client,
    session: String,
    /// Of the scripts that run before every page.
    scripts: RefCell<Vec<Value>>,
    _driver: Process,
}

/// Unfolds whatever an element is folded into, as a reader would to get at it, and returns it.
const REVEAL: &str = "
    for (let at = document.querySelector(arguments[0]); at; at = at.parentElement) {
      const folded = at.parentElement?.closest('details:not([open])');
      if (folded && at.tagName !== 'SUMMARY' && at.parentElement === folded) folded.open = true;
      if (at.hidden && at.classList.contains('leaf')) {
        document.querySelector(`[aria-controls=\"${at.id}\"]`).click();
      }
    }
    const found = document.querySelector(arguments[0]);
    if (found?.closest('.workbench, .leaf')) found.scrollIntoView({ block: 'center' });
    return found;";

impl Browser {
    /// Opens a window on the profile in `profile`, which stays; with `hears_network` Chromium keeps what is asked for.
    pub fn open(setup: &Setup, profile: &Folder, languages: &str, hears_network: bool) -> Self {
        let (arguments, port_in): (_, fn(&str) -> Option<u16>) = match setup.kind {
            Kind::Chromium => (chromium::DRIVER, chromium::port_in),
            Kind::Firefox => (firefox::DRIVER, firefox::port_in),
        };
        let command = || {
            let mut command = Command::new(&setup.driver);
            command.args(arguments);
            command
        };
        let (driver, port) = Process::start(command, port_in);
        let client = Client::default();
        let mut wanted = match setup.kind {
            Kind::Chromium => {
                chromium::wanted(&setup.browser, profile.path(), languages, hears_network)
            }
            Kind::Firefox => firefox::wanted(&setup.browser, profile.path(), languages),
        };
        wanted["timeouts"] = json!({"script": SCRIPT_LIMIT_MS, "pageLoad": PAGE_LIMIT_MS});
        let wanted = json!({"capabilities": {"alwaysMatch": wanted}});
        let root = format!("http://127.0.0.1:{port}/session");
        // On a busy machine a browser now and then ends while it starts; it has seen nothing of the page then.
        let mut left = STARTS;
        let id = loop {
            let answer = client.post(&root, &wanted).expect("the driver answers");
            left -= 1;
            match answer.1["value"]["sessionId"].as_str() {
                Some(id) => break id.to_owned(),
                None if left == 0 => panic!("no browser window: {}", answer.1),
                None => {}
            }
        };
        let browser = Self {
            kind: setup.kind,
            hears_network,
            session: format!("{root}/{id}"),
            client,
            scripts: RefCell::default(),
            _driver: driver,
        };
        if setup.kind == Kind::Firefox {
            firefox::look_like(&browser, WINDOW, "light");
        }
        browser
    }

    pub fn is_chromium(&self) -> bool {
        self.kind == Kind::Chromium
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

    /// As a browser that has no service workers: what the site sends is what the page gets.
    pub fn without_service_workers(&self) {
        let hide = "Object.defineProperty(navigator, 'serviceWorker', { value: undefined });";
        match self.kind {
            Kind::Chromium => {
                _ = self.devtools(
                    "Page.addScriptToEvaluateOnNewDocument",
                    json!({"source": hide}),
                )
            }
            Kind::Firefox => firefox::without_service_workers(self),
        }
    }

    /// Looks at the only frame of the page from now on, or at the page again.
    pub fn look_into_frame(&self, into: bool) {
        let frame = if into { json!(0) } else { Value::Null };
        self.post("frame", json!({"id": frame}));
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
        let strokes = keys
            .iter()
            .flat_map(|key| [stroke("keyDown", *key), stroke("keyUp", *key)]);
        self.strike(strokes.collect());
    }

    /// Presses and releases a key while another one is held down.
    pub fn press_with(&self, held: char, key: char) {
        let (down, up) = (stroke("keyDown", key), stroke("keyUp", key));
        self.strike(vec![
            stroke("keyDown", held),
            down,
            up,
            stroke("keyUp", held),
        ]);
    }

    fn strike(&self, strokes: Vec<Value>) {
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
        match self.kind {
            Kind::Chromium => {
                _ = self.devtools(
                    "Browser.setDownloadBehavior",
                    json!({"behavior": "allow", "downloadPath": folder.path()}),
                )
            }
            Kind::Firefox => firefox::save_to(self, folder.path()),
        }
    }

    /// Empties everything that an origin has stored.
    pub fn forget_all(&self, origin: &str) {
        match self.kind {
            Kind::Chromium => {
                let all = json!({"origin": origin, "storageTypes": "all"});
                self.devtools("Storage.clearDataForOrigin", all);
            }
            Kind::Firefox => firefox::forget_all(self, origin),
        }
    }

    /// Brings an element in sight, as a reader would.
    pub fn reveal(&self, selector: &str) {
        self.run(REVEAL, json!([selector]));
    }

    fn element(&self, selector: &str) -> String {
        let found = self.run(REVEAL, json!([selector]));
        found[ELEMENT]
            .as_str()
            .unwrap_or_else(|| panic!("no {selector}"))
            .to_owned()
    }

    /// What a browser complained about, for people; Firefox tells its driver nothing of it.
    pub fn complaints(&self) -> Vec<String> {
        match self.kind {
            Kind::Chromium => self.console(),
            Kind::Firefox => Vec::new(),
        }
    }

    pub fn cookies(&self) -> Value {
        self.get("cookie")
    }

    /// Makes the window as wide and high as asked, and light or dark.
    pub fn look_like(&self, size: (u32, u32), scheme: &str) {
        match self.kind {
            Kind::Chromium => chromium::look_like(self, size, scheme),
            Kind::Firefox => firefox::look_like(self, size, scheme),
        }
    }

    /// The page as a PNG file: what is in the window, or all of it.
    pub fn picture(&self, whole: bool) -> Vec<u8> {
        let shot = match self.kind {
            Kind::Chromium => chromium::picture(self, whole),
            Kind::Firefox => firefox::picture(self, whole),
        };
        let data = shot.as_str().expect("a screenshot");
        STANDARD.decode(data).expect("base64")
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.close();
    }
}

fn stroke(what: &str, key: char) -> Value {
    json!({"type": what, "value": key.to_string()})
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
