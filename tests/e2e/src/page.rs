//! The page as its reader sees it.

use std::fmt;
use std::path::Path;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::LONG_PATIENCE;
use crate::browser::Browser;
use crate::files::Folder;
use crate::messages::cancelled_kind;
use crate::setup::Setup;
use crate::site::Site;
use crate::times::Stopwatch;
use crate::turn::Turn;
use crate::{PATIENCE, until};

/// Everything of the page that a test looks at, at one moment.
const LOOK: &str = include_str!("inject/look.js");
const PIXELS: &str = include_str!("inject/pixels.js");

/// A visit: a server, a browser with a fresh profile, the page.
pub struct Page {
    // The order matters: the browser ends before its profile is removed.
    pub browser: Browser,
    pub site: Site,
    pub profile: Folder,
    pub setup: Setup,
    has_service_workers: bool,
    hears_network: bool,
    _time: Stopwatch,
    _turn: Turn,
}

const BLANK: &str = "about:blank";
const ENGLISH: &str = "en-US,en";

/// How a visit begins.
#[derive(Default)]
pub struct Visit<'a> {
    /// Such as `?device=cpu`.
    pub query: &'a str,
    /// A script to run before the page's own.
    pub before: &'a str,
    /// What goes wrong from the start.
    pub faults: Option<Value>,
    /// As a browser's preferences list them; English when empty.
    pub languages: &'a str,
    /// Nothing else may run: something is timed.
    pub alone: bool,
    /// The site may keep itself for visits without a network. Where it does, a fault of the site is none
    /// of the page's any more: most tests go without.
    pub keeps_site: bool,
    /// The browser keeps what the page asks the network for, which costs it a twentieth of its time.
    pub hears_network: bool,
}

impl<'a> Visit<'a> {
    /// At the page with this query, nothing else out of the ordinary.
    pub fn at(query: &'a str) -> Self {
        Self {
            query,
            ..Self::default()
        }
    }

    /// With this script before the page's own, nothing else out of the ordinary.
    pub fn after(before: &'a str) -> Self {
        Self {
            before,
            ..Self::default()
        }
    }

    /// Everything is there but the page.
    pub fn blank(self) -> Page {
        Visit {
            query: BLANK,
            ..self
        }
        .open()
    }

    pub fn open(self) -> Page {
        let setup = Setup::read();
        let turn = Turn::take(self.alone);
        let time = Stopwatch::start();
        let profile = Folder::new();
        let site = Site::start(&setup);
        let languages = if self.languages.is_empty() {
            ENGLISH
        } else {
            self.languages
        };
        let browser = Browser::open(&setup, &profile, languages, self.hears_network);
        if !self.keeps_site {
            browser.without_service_workers();
        }
        if !self.before.is_empty() {
            browser.before_every_page(self.before);
        }
        if let Some(faults) = self.faults {
            site.misbehave(faults);
        }
        if self.query != BLANK {
            browser.go(&site.at(self.query));
        }
        Page {
            browser,
            site,
            profile,
            setup,
            has_service_workers: self.keeps_site,
            hears_network: self.hears_network,
            _time: time,
            _turn: turn,
        }
    }
}

/// What [`LOOK`] saw.
#[derive(Debug, Clone)]
pub struct Seen(pub(crate) Value);

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#}", self.0)
    }
}

impl Seen {
    /// A text by its place in `look.js`, such as `/map/state`; empty where there is none.
    pub fn text(&self, place: &str) -> &str {
        self.0
            .pointer(place)
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    pub fn top_class(&self) -> &str {
        self.text("/top/0/class")
    }

    pub fn top_score(&self) -> f64 {
        self.text("/top/0/score").parse().unwrap_or(f64::NAN)
    }

    pub fn notices(&self) -> Vec<&str> {
        let all = self.0["notices"].as_array().expect("a list");
        all.iter()
            .filter_map(|notice| notice["kind"].as_str())
            .collect()
    }

    /// The words of a notice; empty where there is none of that kind.
    pub fn notice(&self, kind: &str) -> &str {
        let all = self.0["notices"].as_array().expect("a list");
        let found = all.iter().find(|notice| notice["kind"] == kind);
        found
            .and_then(|notice| notice["words"].as_str())
            .unwrap_or_default()
    }

    pub fn has_map_of(&self, class: &str) -> bool {
        self.text("/map/state") == "ready" && self.text("/map/class") == class
    }

    pub fn is_ready(&self) -> bool {
        self.text("/phase") == "ready"
    }
}

impl Page {
    /// Closes the browser and opens the page anew, with the same profile.
    pub fn reopen(&mut self) {
        self.reopen_with("", "");
    }

    /// [`Page::reopen`] with a script that runs before the page's own, at an address with a query.
    pub fn reopen_with(&mut self, before: &str, query: &str) {
        self.browser.close();
        self.browser = Browser::open(&self.setup, &self.profile, ENGLISH, self.hears_network);
        if !self.has_service_workers {
            self.browser.without_service_workers();
        }
        if !before.is_empty() {
            self.browser.before_every_page(before);
        }
        self.browser.go(&self.site.at(query));
    }

    /// Leaves the page for another visit in the same browser, which keeps what is stored.
    pub fn visit_again(&self, query: &str) {
        self.browser.go(BLANK);
        self.browser.go(&self.site.at(query));
    }

    /// The same with this script before the page's own, and no other.
    pub fn visit_again_after(&self, before: &str, query: &str) {
        // The empty page between the two is none that the script is for.
        self.browser.go(BLANK);
        self.browser.instead_before_every_page(before);
        self.browser.go(&self.site.at(query));
    }

    /// Another visit in a browser that has never been here.
    pub fn visit_as_stranger(&self, query: &str) {
        self.browser.go(BLANK);
        self.browser.forget_all(&self.site.origin);
        self.browser.go(&self.site.at(query));
    }

    /// Leaves the page and empties the storage of weights: the next visit finds none.
    pub fn leave_no_weights(&self) {
        let weights = json!({"origin": self.site.origin, "storageTypes": "cache_storage"});
        self.browser.go(BLANK);
        self.browser.devtools("Storage.clearDataForOrigin", weights);
    }

    pub fn look(&self) -> Seen {
        Seen(self.browser.run(LOOK, json!([])))
    }

    /// Waits for the page to look so; `what` names it.
    ///
    /// # Panics
    /// When `patience` is over, with what the page looks like instead.
    pub fn wait_long(&self, patience: Duration, what: &str, is_so: impl Fn(&Seen) -> bool) -> Seen {
        let look = || {
            let seen = self.look();
            if is_so(&seen) {
                Ok(seen)
            } else {
                Err(seen.to_string())
            }
        };
        until(patience, look).unwrap_or_else(|last| {
            panic!(
                "in {} s there was not: {what}. The page shows {last}\nconsole: {:#?}",
                patience.as_secs(),
                self.browser.complaints()
            )
        })
    }

    /// The same with the usual patience.
    pub fn wait(&self, what: &str, is_so: impl Fn(&Seen) -> bool) -> Seen {
        self.wait_long(PATIENCE, what, is_so)
    }

    /// Waits for the engine.
    pub fn ready(&self) -> Seen {
        self.wait("an engine that is ready", Seen::is_ready)
    }

    /// Clicks a button that cancels, and waits for the engine's word that it has stopped: milliseconds. The page is
    /// watched by [`crate::inject::WATCH`].
    pub fn cancelled_after(&self, button: &str) -> f64 {
        const CANCEL: &str = "
            const [button, kind, done] = arguments;
            const start = performance.now();
            const stopped = () => e2e.said.some((s) => s.event[0] === kind && s.at >= start);
            document.querySelector(button).click();
            const look = () => {
              if (stopped() || performance.now() - start > 30000) done(performance.now() - start);
              else setTimeout(look, 5);
            };
            look();";
        let took = self
            .browser
            .run_async(CANCEL, json!([button, cancelled_kind()]));
        took.as_f64().expect("milliseconds")
    }

    /// Waits until nothing is under way: no picture, no request for a moment, no map.
    pub fn wait_for_quiet(&self) {
        const MOMENT: Duration = Duration::from_millis(60);
        let count = || self.site.log().len();
        let last = std::cell::Cell::new((count(), Instant::now()));
        self.wait("quiet", |seen| {
            let calm = seen.text("/opening").is_empty() && seen.text("/map/state") != "busy";
            let (before, since) = last.get();
            let now = count();
            if now != before {
                last.set((now, Instant::now()));
            }
            calm && now == before && since.elapsed() >= MOMENT
        });
    }

    /// The samples that look chosen.
    pub fn pressed(&self) -> Vec<String> {
        let script = "return [...document.querySelectorAll('.sample > [aria-pressed=true]')].map((b) => b.id);";
        let found = self.browser.run(script, json!([]));
        let all = found.as_array().expect("a list");
        all.iter()
            .filter_map(|id| id.as_str().map(str::to_owned))
            .collect()
    }

    /// Clicks whatever lies over it, such as a notice.
    ///
    /// # Panics
    /// When there is no such element.
    pub fn tap(&self, selector: &str) {
        let script = "const found = document.querySelector(arguments[0]);
                      found?.click();
                      return found !== null;";
        let found = self.browser.run(script, json!([selector]));
        assert_eq!(found, true, "no {selector}");
    }

    /// The text of the element that is found first, with ordinary spaces; empty where there is none.
    pub fn words(&self, selector: &str) -> String {
        let script = "return (document.querySelector(arguments[0])?.textContent ?? '')
                        .replace(/[\\u00a0\\u202f]/g, ' ').trim();";
        let found = self.browser.run(script, json!([selector]));
        found.as_str().expect("a text").to_owned()
    }

    /// Opens what follows from a result, by the id of its leaf.
    pub fn open_leaf(&self, id: &str) {
        self.tap(&format!(".leaf-names [aria-controls={id}]"));
    }

    /// Clicks a sample, once it is there.
    pub fn choose_sample(&self, id: &str) {
        let card = format!("sample-{id}");
        self.wait("the samples", |seen| seen.has_sample(&card));
        self.browser.click(&format!("#{card}"));
    }

    /// Opens a sample and waits for its map.
    pub fn map_of_sample(&self, id: &str, class: &str) -> Seen {
        self.choose_sample(id);
        self.wait(&format!("a map of {id}"), |seen| {
            seen.has_map_of(class) && seen.top_class() == class
        })
    }

    pub fn open_file(&self, file: &Path) {
        self.wait("the page", Seen::has_samples);
        self.browser.choose_file("#file", file);
    }

    /// Width, height and RGBA of a canvas.
    pub fn pixels(&self, selector: &str) -> (u32, u32, Vec<u8>) {
        let found = self.browser.run(PIXELS, json!([selector]));
        let side = |name: &str| found[name].as_u64().and_then(|side| side.try_into().ok());
        let bytes = STANDARD.decode(found["rgba"].as_str().expect("pixels"));
        (
            side("width").expect("a width"),
            side("height").expect("a height"),
            bytes.expect("base64"),
        )
    }

    /// RGB of the 224x224 pixels that the page says the network sees.
    pub fn network_pixels(&self) -> Vec<u8> {
        rgb(&self.pixels("#network-pixels").2)
    }

    /// Opens a part of the practical and waits for its code.
    pub fn open_part(&self, id: &str) {
        self.browser
            .click(&format!("nav.parts button[aria-controls={id}]"));
        let drawn = format!("return document.querySelectorAll('#{id} .explanation').length;");
        self.wait_long(LONG_PATIENCE, &format!("the part {id}"), |_| {
            self.number(&drawn) > 0.0
        });
    }

    /// A number that a script returns.
    pub fn number(&self, script: &str) -> f64 {
        let found = self.browser.run(script, json!([]));
        found
            .as_f64()
            .unwrap_or_else(|| panic!("{script}: {found}"))
    }

    /// What was posted to the tests' channel from inside the workers.
    pub fn heard(&self) -> Vec<String> {
        let heard = self.browser.run("return window.e2e.heard;", json!([]));
        let all = heard.as_array().expect("a list");
        all.iter()
            .filter_map(|line| line.as_str().map(str::to_owned))
            .collect()
    }

    /// Addresses stored in every cache of the origin.
    pub fn stored(&self) -> Vec<String> {
        let found = self.browser.run_async(
            "const done = arguments[arguments.length - 1];
             (async () => {
               const found = [];
               for (const name of await caches.keys()) {
                 const cache = await caches.open(name);
                 for (const request of await cache.keys()) found.push(request.url);
               }
               return found;
             })().then(done, (error) => done([String(error)]));",
            json!([]),
        );
        let all = found.as_array().expect("a list");
        all.iter()
            .filter_map(|url| url.as_str().map(str::to_owned))
            .collect()
    }
}

impl Seen {
    pub fn has_samples(&self) -> bool {
        self.0["samples"]
            .as_array()
            .is_some_and(|all| !all.is_empty())
    }

    pub fn has_sample(&self, id: &str) -> bool {
        self.0["samples"]
            .as_array()
            .is_some_and(|all| all.iter().any(|found| found == id))
    }
}

/// RGB of RGBA.
pub fn rgb(rgba: &[u8]) -> Vec<u8> {
    rgba.chunks_exact(4)
        .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]])
        .collect()
}
