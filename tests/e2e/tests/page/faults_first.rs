//! Every transfer of a first visit, every fault: one sentence that names the cause, and a way on.

use gradoscope::spec::Lang;
use gradoscope_e2e::fixture;
use gradoscope_e2e::page::{Page, Seen, Visit};
use gradoscope_e2e::trouble::{
    CUT, Cells, FLIPPED, HALF_WAY, HUNG_UP, Kind, NOT_FOUND, PORTAL, SILENT, UNPLUGGED, WEB_PAGE,
    no_contradiction, sentence,
};
use serde_json::json;

const MOMENT: &str = "first visit";
/// The modules of the parts, and what several of them share.
const PARTS: [&str; 2] = ["-split_", "-chunk_"];
const LIST: &str = "samples/samples.json";
const ENGINE: &str = "engine_cpu";
const DECODER_AGAIN: &str = ".notice[data-kind=decoder-failed] button:not(.dismiss)";

#[test]
fn not_found() {
    a_first_visit_survives(NOT_FOUND);
}

#[test]
fn a_web_page_instead() {
    a_first_visit_survives(WEB_PAGE);
}

#[test]
fn cut_short() {
    a_first_visit_survives(CUT);
}

#[test]
fn a_bit_flipped() {
    a_first_visit_survives(FLIPPED);
}

#[test]
fn stalled_at_once() {
    a_first_visit_survives(SILENT);
}

#[test]
fn stalled_half_way() {
    a_first_visit_survives(HALF_WAY);
}

#[test]
fn offline() {
    a_first_visit_survives(UNPLUGGED);
}

/// Two kinds beyond the table; the weights and the engine are where most time is spent.
#[test]
fn redirected_to_another_origin() {
    a_first_visit_survives(PORTAL);
}

#[test]
fn hung_up() {
    a_first_visit_survives(HUNG_UP);
}

fn tag(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "en",
        Lang::Fr => "fr",
    }
}

/// Opens the page in the language of the table's cell, a tenth as patient as for its readers.
fn go(page: &Page, kind: Kind, faulty: &[&str]) {
    page.site.misbehave(kind.from_the_start(faulty));
    let lang = tag(kind.lang);
    let query = format!("?patience=0.1&device=cpu&lang={lang}");
    page.browser.go(&page.site.at(&query));
    if kind.is_offline() {
        page.wait("the page", |seen| !seen.text("/phase").is_empty());
        kind.befall(page, faulty);
    }
}

fn a_first_visit_survives(kind: Kind) {
    let page = Visit::default().blank();
    let mut cells = Cells::new(&page, kind, MOMENT);
    list_and_engine(&mut cells);
    decoder(&mut cells);
    sample(&mut cells);
    part(&mut cells);
    if !kind.is_offline() {
        app(&mut cells, &name_of_app(&page, ".js"));
    }
    weights(&mut cells);
    if !kind.is_offline() {
        app(&mut cells, &name_of_app(&page, "_bg.wasm"));
    }
    cells.end();
}

/// Both fail at once: two sentences about two things, of one cause.
fn list_and_engine(cells: &mut Cells) {
    let (page, kind) = (cells.page, cells.kind);
    let list = ["#samples-missing", "#samples-partial"];
    cells.cell(
        "list and engine",
        &["engine-failed"],
        || {
            go(page, kind, &[LIST, ENGINE]);
            sentence(page, &list, kind.cause, kind.lang, kind.limit());
        },
        || {
            let seen = page.look();
            assert_eq!(seen.text("/phase"), "stopped", "{seen}");
            assert_eq!(seen.notices(), ["engine-failed"], "{seen}");
            page.site.behave();
            // Of a list that was altered what can be read is there already.
            if !seen.has_samples() {
                page.tap("#samples-again");
            }
            page.wait("the samples", Seen::has_samples);
            page.tap("#start-again");
            let seen = page.ready();
            assert!(seen.notices().is_empty(), "{seen}");
            no_contradiction(page, kind.cause, kind.lang);
        },
    );
}

/// A file of the reader's own needs nothing but the decoder; it opens once that has come.
fn decoder(cells: &mut Cells) {
    let (page, kind) = (cells.page, cells.kind);
    let file = page.profile.file("mine.png", &fixture::picture("rgb8.png"));
    cells.cell(
        "decoder",
        &["decoder-failed"],
        || {
            kind.befall(page, &["decoder"]);
            page.open_file(&file);
        },
        || {
            assert_eq!(page.look().notices(), ["decoder-failed"]);
            page.tap(DECODER_AGAIN);
            let seen = page.wait("the picture and its map", |seen| {
                seen.text("/name") == "mine.png" && seen.text("/map/state") == "ready"
            });
            assert!(seen.notices().is_empty(), "{seen}");
        },
    );
}

fn sample(cells: &mut Cells) {
    let (page, kind) = (cells.page, cells.kind);
    page.map_of_sample("chelsea", "285");
    let pixels = page.network_pixels();
    cells.cell(
        "sample",
        &["sample-unreachable"],
        || {
            kind.befall(page, &["samples/coffee"]);
            page.choose_sample("coffee");
        },
        || {
            let seen = page.look();
            assert_eq!(seen.notices(), ["sample-unreachable"], "{seen}");
            assert!(seen.has_map_of("285"), "{seen}");
            assert!(page.network_pixels() == pixels, "the picture changed");
            let seen = page.map_of_sample("coffee", "967");
            assert!(seen.notices().is_empty(), "{seen}");
        },
    );
}

fn part(cells: &mut Cells) {
    let (page, kind) = (cells.page, cells.kind);
    cells.cell(
        "part",
        &[".unreachable"],
        || {
            kind.befall(page, &PARTS);
            page.tap("nav.parts button[aria-controls=adversarial]");
        },
        || {
            let seen = page.look();
            assert!(seen.is_ready() && seen.has_map_of("967"), "{seen}");
            assert!(seen.notices().is_empty(), "{seen}");
            page.tap("#adversarial .unreachable button");
            page.open_attack();
        },
    );
}

/// The page itself: nothing of ours runs yet but plain scripts.
fn app(cells: &mut Cells, file: &str) {
    let (page, kind) = (cells.page, cells.kind);
    let places = match kind.lang {
        Lang::En => ["#boot-en"],
        Lang::Fr => ["#boot-fr"],
    };
    cells.cell(
        &format!("app ({})", file.rsplit('.').next().unwrap_or_default()),
        &places,
        || go(page, kind, &[file]),
        || {
            for (place, lang) in [("#boot-en", Lang::En), ("#boot-fr", Lang::Fr)] {
                sentence(page, &[place], kind.cause, lang, kind.limit());
            }
            page.tap("#boot-again");
            page.wait("the page", |seen| {
                seen.has_samples() && !seen.text("/phase").is_empty()
            });
        },
    );
}

fn weights(cells: &mut Cells) {
    let (page, kind) = (cells.page, cells.kind);
    cells.cell(
        "weights",
        &["engine-failed"],
        || {
            // This visit finds none that are stored.
            forget_weights(page);
            go(page, kind, &["weights/"])
        },
        || {
            let seen = page.look();
            assert_eq!(seen.notices(), ["engine-failed"], "{seen}");
            assert_eq!(seen.text("/phase"), "stopped", "{seen}");
            assert_eq!(page.stored(), Vec::<String>::new());
            page.tap("#start-again");
            let seen = page.ready();
            assert!(seen.notices().is_empty(), "{seen}");
        },
    );
}

/// Leaves the page and empties what it stored.
fn forget_weights(page: &Page) {
    let origin = json!({"origin": page.site.origin, "storageTypes": "cache_storage"});
    page.browser.go("about:blank");
    page.browser.devtools("Storage.clearDataForOrigin", origin);
}

/// The file of the page's own code with this ending.
fn name_of_app(page: &Page, ending: &str) -> String {
    let entries = std::fs::read_dir(&page.setup.dist).expect("the site");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let names: Vec<String> = names
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    let stem = names.iter().find_map(|name| {
        let is_app = name.starts_with("app-");
        name.strip_suffix("_bg.wasm").filter(|_| is_app)
    });
    format!("{}{ending}", stem.expect("a page's module"))
}
