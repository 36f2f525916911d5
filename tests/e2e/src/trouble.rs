//! What can happen to a transfer, what the page then has to say, and the table of both.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use gradoscope::spec::Lang;
use serde_json::{Value, json};

use crate::page::Page;
use crate::until;

/// Everything that tells the reader of something wrong, where it is shown.
const SAID: &str = include_str!("inject/said.js");

/// Why something did not come, in the page's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    Offline,
    Unreachable,
    Stalled,
    Missing,
    WebPage,
    Cut,
    Damaged,
    NewVersion,
    Policy,
}

impl Cause {
    pub const ALL: [Self; 9] = [
        Self::Offline,
        Self::Unreachable,
        Self::Stalled,
        Self::Missing,
        Self::WebPage,
        Self::Cut,
        Self::Damaged,
        Self::NewVersion,
        Self::Policy,
    ];

    /// What a sentence that names this cause, and no other, contains: one of these.
    pub fn phrases(self, lang: Lang) -> &'static [&'static str] {
        let (en, fr): (&[&str], &[&str]) = match self {
            Self::Offline => (&["is offline"], &["est hors connexion"]),
            Self::Unreachable => (&["could not be reached"], &["n’a pas pu être joint"]),
            Self::Stalled => (&["transfer stood still"], &["transfert s’est arrêté"]),
            Self::Missing => (&["answered HTTP 404"], &["répondu HTTP 404"]),
            Self::WebPage => (
                &["a web page came instead"],
                &["une page web est arrivée à la place"],
            ),
            Self::Cut => (
                &["transfer ended"],
                &["transfert s’est interrompu", "transfert s’est terminé"],
            ),
            Self::Damaged => (
                &["is not the published file"],
                &["n’est pas le fichier publié"],
            ),
            Self::NewVersion => (&["has been updated since"], &["a été mis à jour depuis"]),
            Self::Policy => (&["content policy"], &["politique de contenu"]),
        };
        match lang {
            Lang::En => en,
            Lang::Fr => fr,
        }
    }

    /// Whether words name it.
    pub fn is_named_in(self, words: &str, lang: Lang) -> bool {
        let phrases = self.phrases(lang);
        phrases.iter().any(|phrase| words.contains(phrase))
    }
}

/// Words that put the blame where it never lies when a transfer fails.
pub const WRONG_BLAME: [&str; 8] = [
    "more memory",
    "other tabs",
    "several times in a row",
    "computed again",
    "plus de mémoire",
    "autres onglets",
    "plusieurs fois de suite",
    "onglets gourmands",
];

/// The modules of the parts of the practical, and what several of them share.
pub const PARTS: [&str; 2] = ["-split_", "-chunk"];
pub const LIST: &str = "samples/samples.json";

/// A fault of the transfer.
#[derive(Debug, Clone, Copy)]
pub struct Kind {
    /// In the table.
    pub name: &'static str,
    /// The server's name for it; none where the plug is pulled.
    field: Option<&'static str>,
    pub cause: Cause,
    pub lang: Lang,
}

const fn kind(name: &'static str, field: &'static str, cause: Cause, lang: Lang) -> Kind {
    let field = Some(field);
    Kind {
        name,
        field,
        cause,
        lang,
    }
}

pub const NOT_FOUND: Kind = kind("404", "missing", Cause::Missing, Lang::En);
pub const WEB_PAGE: Kind = kind("HTML", "web_page", Cause::WebPage, Lang::Fr);
pub const CUT: Kind = kind("cut", "truncate", Cause::Cut, Lang::En);
pub const FLIPPED: Kind = kind("flipped", "corrupt", Cause::Damaged, Lang::Fr);
pub const SILENT: Kind = kind("stalled at once", "silent", Cause::Stalled, Lang::En);
pub const HALF_WAY: Kind = kind("stalled half-way", "stall", Cause::Stalled, Lang::Fr);
pub const UNPLUGGED: Kind = Kind {
    name: "offline",
    field: None,
    cause: Cause::Offline,
    lang: Lang::En,
};
pub const PORTAL: Kind = kind("redirected", "redirect", Cause::WebPage, Lang::En);
pub const HUNG_UP: Kind = kind("hung up", "hang_up", Cause::Unreachable, Lang::Fr);

impl Kind {
    /// Lets it happen to everything whose path contains one of the texts.
    pub fn befall(&self, page: &Page, texts: &[&str]) {
        match self.field {
            Some(field) => page.site.misbehave(json!({ field: texts })),
            None => page.browser.unplug(true),
        }
    }

    /// What the server has to be told before a page is opened in which it shall happen to `texts`.
    /// A page that is opened offline does not come at all: there it begins as silence, and
    /// [`Kind::befall`] follows once the page is there.
    pub fn from_the_start(&self, texts: &[&str]) -> Value {
        json!({ self.field.unwrap_or("silent"): texts })
    }

    /// Opens the page in the language of the table's cell, a tenth as patient as for its readers; it
    /// happens to `faulty`.
    pub fn open(&self, page: &Page, faulty: &[&str]) {
        page.site.misbehave(self.from_the_start(faulty));
        let lang = match self.lang {
            Lang::En => "en",
            Lang::Fr => "fr",
        };
        let query = format!("?patience=0.1&device=cpu&lang={lang}");
        page.browser.go(&page.site.at(&query));
        if self.is_offline() {
            page.wait("the page", |seen| !seen.text("/phase").is_empty());
            self.befall(page, faulty);
        }
    }

    pub fn is_offline(&self) -> bool {
        self.field.is_none()
    }

    /// How long the page takes for its sentence, with a tenth of its usual patience: three tries of
    /// a second each where nothing comes, and pauses between them.
    pub fn usual(&self) -> Duration {
        Duration::from_millis(if self.cause == Cause::Stalled {
            3800
        } else {
            800
        })
    }

    /// How long it may take: the rest is the machine's.
    pub fn limit(&self) -> Duration {
        self.usual() + Duration::from_secs(8)
    }
}

/// Something that is said, and where.
#[derive(Debug, Clone)]
pub struct Saying {
    pub place: String,
    pub words: String,
}

/// Everything that the page says of something wrong at this moment.
pub fn said(page: &Page) -> Vec<Saying> {
    let found = page.browser.run(SAID, json!([]));
    let all = found.as_array().expect("a list");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    all.iter()
        .map(|saying| Saying {
            place: text(&saying["place"]),
            words: text(&saying["words"]),
        })
        .collect()
}

/// Waits for the sentence at one of the places that names `cause`, and holds everything that is said
/// against it. Returns the words.
///
/// # Panics
/// When it does not come in time, or something else is said that contradicts it.
pub fn sentence(
    page: &Page,
    places: &[&str],
    cause: Cause,
    lang: Lang,
    within: Duration,
) -> String {
    let names_it = |saying: &&Saying| {
        places.contains(&saying.place.as_str()) && cause.is_named_in(&saying.words, lang)
    };
    let look = || {
        let all = said(page);
        match all.iter().find(names_it) {
            Some(found) => Ok(found.words.clone()),
            None => Err(format!("{all:#?}")),
        }
    };
    let words = until(within, look).unwrap_or_else(|last| {
        panic!(
            "no {:?} at {places:?} within {within:?}, but {last}",
            cause.phrases(lang)
        )
    });
    no_contradiction(page, cause, lang);
    words
}

/// # Panics
/// When something that is said names another cause, or blames the reader's device.
pub fn no_contradiction(page: &Page, cause: Cause, lang: Lang) {
    for Saying { place, words } in said(page) {
        for other in Cause::ALL.into_iter().filter(|other| *other != cause) {
            let is_named = other.is_named_in(&words, lang);
            assert!(!is_named, "{cause:?}, but {place} says: {words}");
        }
        let wrong = WRONG_BLAME.iter().find(|blame| words.contains(**blame));
        assert!(wrong.is_none(), "{cause:?}, but {place} says: {words}");
    }
}

/// A line of the table: what, which fault, when; how long until the sentence, and the sentence.
struct Line {
    cell: String,
    seconds: f32,
    words: String,
    is_right: bool,
}

static TABLE: Mutex<Vec<Line>> = Mutex::new(Vec::new());

/// The cells of one visit: a cell that fails does not keep the others from being tried.
pub struct Cells<'a> {
    pub page: &'a Page,
    pub kind: Kind,
    /// When it happens, in the table.
    pub moment: &'static str,
    wrong: Vec<String>,
}

impl<'a> Cells<'a> {
    pub fn new(page: &'a Page, kind: Kind) -> Self {
        Self {
            page,
            kind,
            moment: "",
            wrong: Vec::new(),
        }
    }

    /// One cell: `fail` makes it happen; then a sentence that names the cause stands at one of the
    /// `places`, in time; then `mend` shows that all is well again.
    pub fn cell(&mut self, what: &str, places: &[&str], fail: impl FnOnce(), mend: impl FnOnce()) {
        let (page, kind) = (self.page, self.kind);
        let started = Instant::now();
        let mut took = None;
        let attempt = catch_unwind(AssertUnwindSafe(|| {
            fail();
            let words = sentence(page, places, kind.cause, kind.lang, kind.limit());
            took = Some(started.elapsed());
            self.lift();
            mend();
            words
        }));
        self.lift();
        let seconds = took.unwrap_or_else(|| started.elapsed()).as_secs_f32();
        let cell = format!("{what} · {} · {}", kind.name, self.moment);
        let (words, is_right) = match attempt {
            Ok(words) => (words, true),
            Err(panic) => (format!("WRONG: {}", message(&*panic)), false),
        };
        println!("{cell} | {seconds:.1} s | {words}");
        if !is_right {
            self.wrong.push(format!("{cell}: {words}"));
        }
        keep(Line {
            cell,
            seconds,
            words,
            is_right,
        });
    }

    fn lift(&self) {
        self.page.site.behave();
        if self.kind.is_offline() {
            self.page.browser.unplug(false);
        }
    }

    /// # Panics
    /// When a cell was wrong.
    pub fn end(self) {
        assert!(self.wrong.is_empty(), "{}", self.wrong.join("\n\n"));
    }
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("a panic without words").to_owned()
}

/// Writes the table anew where `GRADOSCOPE_FAULT_TABLE` names a file.
fn keep(line: Line) {
    let mut table = TABLE.lock().unwrap_or_else(PoisonError::into_inner);
    table.push(line);
    let Some(path) = env::var_os("GRADOSCOPE_FAULT_TABLE") else {
        return;
    };
    table.sort_by(|a, b| a.cell.cmp(&b.cell));
    let mut text = "| cell | | seconds | words |\n|---|---|---|---|\n".to_owned();
    for line in table.iter() {
        let mark = if line.is_right { "right" } else { "WRONG" };
        let words = line.words.replace(['\n', '|'], " ");
        // Writing into a String cannot fail.
        let _ = writeln!(
            text,
            "| {} | {mark} | {:.1} | {words} |",
            line.cell, line.seconds
        );
    }
    fs::write(path, text).expect("room for the table");
}
