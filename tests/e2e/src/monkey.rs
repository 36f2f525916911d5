//! Somebody who does everything, in any order, while the site misbehaves.

use std::thread;
use std::time::Duration;

use gradoscope::random::Random;
use serde_json::{Value, json};

use crate::deployment::Deployment;
use crate::fixture;
use crate::page::{Page, Seen};
use crate::trouble::said;

const SAMPLES: [&str; 5] = ["chelsea", "coffee", "siamese", "rocket", "coins"];
const GOOD_FILES: [&str; 4] = ["rgb8.png", "exif6.png", "animated.gif", "padded.bmp"];
const PARTS: [&str; 4] = ["saliency", "adversarial", "visualisation", "two-networks"];
const FAULTS: [&str; 9] = [
    "deny", "missing", "web_page", "redirect", "hang_up", "corrupt", "truncate", "silent", "stall",
];
const TARGETS: [&str; 7] = [
    "engine_cpu",
    "engine_gpu",
    "decoder",
    "weights/",
    "samples/",
    "-split_",
    ".wasm",
];
const WORKERS: [&str; 3] = ["engine_cpu", "engine_gpu", "decoder"];
/// Pairs of notices that cannot both be true, and each with an engine that is ready.
const CONTRADICTIONS: [(&str, &str); 6] = [
    ("engine-failed", "engine-crashed"),
    ("engine-failed", "engine-silent"),
    ("engine-failed", "gave-up"),
    ("engine-failed", "network-failed"),
    ("decoder-failed", "decoder-crashed"),
    ("gave-up", "device-failed"),
];
const OF_A_STOPPED_ENGINE: [&str; 2] = ["engine-failed", "gave-up"];

/// Clicks if it is there and can be; tells whether.
const CLICK: &str = "
    const found = document.querySelector(arguments[0]);
    if (!found || found.disabled || !found.checkVisibility()) return false;
    found.click();
    return true;";
/// Chooses an option of a select at random.
const CHOOSE: &str = "
    const select = document.querySelector(arguments[0]);
    if (!select || !select.checkVisibility() || select.disabled) return false;
    select.selectedIndex = arguments[1] % select.options.length;
    select.dispatchEvent(new Event('change', { bubbles: true }));
    return true;";
const SET: &str = "
    const field = document.querySelector(arguments[0]);
    if (!field || !field.checkVisibility()) return false;
    field.value = arguments[1];
    field.dispatchEvent(new Event('change', { bubbles: true }));
    return true;";
const KEY: &str = "
    document.querySelector('#crop')?.dispatchEvent(new KeyboardEvent('keydown',
      { key: arguments[0], bubbles: true, cancelable: true }));";
const TERMINATE: &str = "
    const found = window.e2e?.workers.filter((w) => w.name === arguments[0]).at(-1);
    found?.worker.terminate();";

/// What was finished, and on what: it has to stay.
#[derive(Debug, Clone, PartialEq)]
struct Finished {
    name: String,
    network: String,
    verdict: String,
    iteration: String,
}

/// A monkey at a page.
pub struct Monkey<'a> {
    page: &'a Page,
    random: Random,
    /// In order, for whoever has to repeat it.
    pub done: Vec<String>,
    other: Option<Deployment>,
    is_other: bool,
    files: u32,
    finished: Option<Finished>,
    complaints: Vec<String>,
}

impl<'a> Monkey<'a> {
    pub fn new(page: &'a Page, seed: u32) -> Self {
        Self {
            page,
            random: Random::new(seed),
            done: Vec::new(),
            other: None,
            is_other: false,
            files: 0,
            finished: None,
            complaints: Vec::new(),
        }
    }

    /// So many actions, and a look after each.
    ///
    /// # Panics
    /// When the page is not as it must be, with everything that was done.
    pub fn act(&mut self, actions: usize) {
        for _ in 0..actions {
            let action = self.one();
            self.done.push(action);
            let pause = 50 + u64::from(self.random.below(350));
            thread::sleep(Duration::from_millis(pause));
            self.check();
        }
    }

    /// Lifts every fault: whatever was done, the page has to come back.
    pub fn recover(&mut self) {
        self.page.site.behave();
        self.done.push("every fault lifted".to_owned());
        let works = |seen: &Seen| seen.is_ready() && seen.has_samples();
        for _ in 0..200 {
            if works(&self.page.look()) {
                break;
            }
            for button in [
                "#boot-again",
                "#start-again",
                "#samples-again",
                "#dead-reload",
            ] {
                self.click(button);
            }
            thread::sleep(Duration::from_millis(500));
        }
        self.click("nav.parts button[aria-controls=saliency]");
        for sample in ["photographer", "astronaut"] {
            self.page.choose_sample(sample);
            self.page
                .wait(&format!("a map, after {:#?}", self.done), |seen| {
                    seen.text("/map/state") == "ready"
                        && self.page.pressed() == [format!("sample-{sample}")]
                        && seen.text("/map/class") == seen.top_class()
                });
        }
        self.check();
    }

    fn below(&mut self, end: usize) -> usize {
        self.random.below(end as u32) as usize
    }

    fn one(&mut self) -> String {
        match self.below(32) {
            0..=3 => self.sample(),
            4 | 5 => self.good_file(),
            6 | 7 => self.bad_file(),
            8 | 9 => {
                let rank = 1 + self.below(5);
                self.tried(&format!("#top-{rank} button"))
            }
            10..=12 => {
                let part = PARTS[self.below(PARTS.len())];
                self.tried(&format!("nav.parts button[aria-controls={part}]"))
            }
            13 | 14 => self.attack(),
            15 | 16 => self.visual(),
            17 => self.tried("#attack-cancel, #visual-cancel"),
            18 => self.tried("#lang-switch"),
            19 => self.device(),
            20 => self.network(),
            21 => self.tried("#second-load, #second-again"),
            22 => self.key(),
            23..=25 => self.fault(),
            26 => {
                self.page.site.behave();
                "faults lifted".to_owned()
            }
            27 | 28 => {
                let name = WORKERS[self.below(WORKERS.len())];
                self.page.browser.run(TERMINATE, json!([name]));
                format!("{name} terminated")
            }
            29 => self.deploy(),
            30 => self.dismiss(),
            _ => self.button(),
        }
    }

    fn click(&self, selector: &str) -> bool {
        self.page.browser.run(CLICK, json!([selector])) == true
    }

    fn tried(&self, selector: &str) -> String {
        let there = if self.click(selector) {
            ""
        } else {
            " (not there)"
        };
        format!("{selector}{there}")
    }

    fn sample(&mut self) -> String {
        let pressed = self.page.pressed();
        let at = self.below(SAMPLES.len());
        // Another one than the present: opened again it would be the same picture, without a run.
        let next = (0..SAMPLES.len()).map(|i| SAMPLES[(at + i) % SAMPLES.len()]);
        let mut other = next.filter(|id| !pressed.contains(&format!("sample-{id}")));
        let id = other.next().unwrap_or(SAMPLES[0]);
        self.tried(&format!("#sample-{id}"))
    }

    fn open(&mut self, name: &str, bytes: &[u8]) -> String {
        if !self.is_there("#file") {
            return format!("{name} (no field)");
        }
        let file = self.page.profile.file(name, bytes);
        self.page.browser.choose_file("#file", &file);
        name.to_owned()
    }

    fn is_there(&self, selector: &str) -> bool {
        let script = "return document.querySelector(arguments[0]) !== null;";
        self.page.browser.run(script, json!([selector])) == true
    }

    fn good_file(&mut self) -> String {
        let fixture = GOOD_FILES[self.below(GOOD_FILES.len())];
        self.files += 1;
        let name = format!("{}-{fixture}", self.files);
        self.open(&name, &fixture::picture(fixture))
    }

    fn bad_file(&mut self) -> String {
        self.files += 1;
        let whole = fixture::picture("rgb8.png");
        let (name, bytes) = match self.below(3) {
            0 => ("empty.png", Vec::new()),
            1 => ("cut.png", whole[..whole.len() / 2].to_vec()),
            _ => ("words.jpg", b"Only words.".repeat(9)),
        };
        self.open(&format!("{}-{name}", self.files), &bytes)
    }

    /// In its part, which is opened.
    fn attack(&mut self) -> String {
        self.click("nav.parts button[aria-controls=adversarial]");
        let choice = self.random.below(50);
        let run = |script, arguments| self.page.browser.run(script, arguments);
        run(CHOOSE, json!(["#attack", choice]));
        run(SET, json!(["#param-steps", "12"]));
        let started = self.click("#attack-start");
        if started {
            self.finished = None;
        }
        format!(
            "attack {choice}{}",
            if started { "" } else { " (not started)" }
        )
    }

    fn visual(&mut self) -> String {
        self.click("nav.parts button[aria-controls=visualisation]");
        let count = (2 + self.below(30)).to_string();
        let set = json!(["#visual-iterations", count]);
        self.page.browser.run(SET, set);
        self.tried("#visual-begin")
    }

    fn device(&mut self) -> String {
        // The software adapter takes most of a minute: seldom, and never for long.
        let id = ["cpu", "cpu", "auto", "webgpu"][self.below(4)];
        self.tried(&format!("#device-{id}"))
    }

    fn network(&mut self) -> String {
        let choice = self.random.below(50);
        // What was found is the network's before, if the other one comes.
        self.finished = None;
        self.page.browser.run(CHOOSE, json!(["#network", choice]));
        format!("network {choice}")
    }

    fn key(&mut self) -> String {
        let key = ["ArrowRight", "ArrowLeft", "ArrowUp", "+", "-", "0"][self.below(6)];
        // Another crop is another picture.
        self.finished = None;
        self.page.browser.run(KEY, json!([key]));
        format!("key {key}")
    }

    fn fault(&mut self) -> String {
        let fault = FAULTS[self.below(FAULTS.len())];
        let target = TARGETS[self.below(TARGETS.len())];
        self.page.site.misbehave(json!({ fault: [target] }));
        format!("{fault} {target}")
    }

    /// The other build of the two takes the present one's place.
    fn deploy(&mut self) -> String {
        self.is_other = !self.is_other;
        if !self.is_other {
            self.page.site.serve(&self.page.setup.dist);
            return "the first build".to_owned();
        }
        let dist = &self.page.setup.dist;
        let other = self.other.get_or_insert_with(|| Deployment::of(dist));
        self.page.site.serve(other.path());
        "another build".to_owned()
    }

    fn dismiss(&mut self) -> String {
        self.tried(".notice .dismiss")
    }

    /// One of the buttons that a trouble brings.
    fn button(&mut self) -> String {
        let buttons = [
            "#start-again",
            "#samples-again",
            ".unreachable button",
            "#transfer-cancel",
            "#reload-keeping",
        ];
        let button = buttons[self.below(buttons.len())];
        let name = self.page.look().text("/name").to_owned();
        let said = self.tried(button);
        if button == "#reload-keeping" && !said.ends_with(')') {
            self.finished = None;
            self.keeps_the_picture(&name);
        }
        said
    }

    /// The reload that the page offers brings the picture back; without faults, so that it can.
    fn keeps_the_picture(&mut self, name: &str) {
        self.page.site.behave();
        if name.is_empty() {
            return;
        }
        let what = format!("{name} after the reload, after {:#?}", self.done);
        self.page.wait(&what, |seen| seen.text("/name") == name);
    }

    /// What must hold after whatever was done.
    fn check(&mut self) {
        let seen = self.page.look();
        self.complaints.extend(self.page.browser.console());
        let before = self.finished.clone();
        let is_kept = self.result_is_kept(&seen);
        let done = || format!("{seen}\n{:#?}\nafter {:#?}", said(self.page), self.done);
        let is_ours = |line: &&String| {
            let network = [
                "Failed to load resource",
                // A transfer of ours: the page says so in words.
                "Failure: ",
                "net::ERR_",
                "Content Security Policy",
                "blocked by CORS",
            ];
            !network.iter().any(|text| line.contains(text))
        };
        let ours: Vec<&String> = self.complaints.iter().filter(is_ours).collect();
        assert!(ours.is_empty(), "{ours:#?}\n{}", done());
        assert!(!self.is_there("#dead"), "the page is dead: {}", done());
        let notices = seen.notices();
        for (one, other) in CONTRADICTIONS {
            let both = notices.contains(&one) && notices.contains(&other);
            assert!(!both, "{one} and {other}: {}", done());
        }
        for kind in OF_A_STOPPED_ENGINE {
            let both = notices.contains(&kind) && seen.is_ready();
            assert!(!both, "{kind}, and the engine is ready: {}", done());
        }
        assert!(is_kept, "{before:?} was lost: {}", done());
    }

    /// Whether the attack that had ended is still there, as long as nothing took its place.
    fn result_is_kept(&mut self, seen: &Seen) -> bool {
        let network = "return document.querySelector('#network')?.value ?? '';";
        let network = self.page.browser.run(network, json!([]));
        let now = Finished {
            name: seen.text("/name").to_owned(),
            network: text(&network),
            verdict: seen.text("/attack/verdict").to_owned(),
            iteration: seen.text("/attack/iteration").to_owned(),
        };
        if let Some(before) = &self.finished {
            let is_same = before.name == now.name && before.network == now.network;
            if is_same && (!seen.has_verdict() || *before != now) {
                return false;
            }
        }
        self.finished = seen.has_verdict().then_some(now);
        true
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
