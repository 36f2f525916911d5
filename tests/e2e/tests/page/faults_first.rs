//! Every transfer of a first visit, one fault: one sentence that names the cause, and a way on.

use gradoscope::spec::Lang;
use gradoscope_e2e::fixture;
use gradoscope_e2e::page::{Page, Seen};
use gradoscope_e2e::trouble::{Cells, Kind, LIST, PARTS, no_contradiction, sentence};

const MOMENT: &str = "first visit";
const ENGINE: &str = "engine_cpu";
const DECODER_AGAIN: &str = ".notice[data-kind=decoder-failed] button:not(.dismiss)";

/// Everything but the weights, at one opening of the page: it comes once the boot's button was clicked.
pub fn all_but_the_weights(cells: &mut Cells) {
    cells.moment = MOMENT;
    let (page, kind) = (cells.page, cells.kind);
    let both = [LIST, ENGINE];
    if kind.is_offline() {
        // A page that is opened offline does not come at all: its cells begin once it is there.
        list_and_engine(cells, || kind.open(page, &both));
    } else {
        let files = [".js", "_bg.wasm"].map(|ending| name_of_app(page, ending));
        app(cells, "js", || kind.open(page, &[&files[0]]));
        app(cells, "wasm", || ask_again(page, kind, &[&files[1]]));
        list_and_engine(cells, || ask_again(page, kind, &both));
    }
    decoder(cells);
    sample(cells);
    part(cells);
}

/// Clicks the button of a page that has not come.
fn ask_again(page: &Page, kind: Kind, faulty: &[&str]) {
    kind.befall(page, faulty);
    page.tap("#boot-again");
}

/// Both fail at once: two sentences about two things, of one cause.
fn list_and_engine(cells: &mut Cells, come: impl FnOnce()) {
    let (page, kind) = (cells.page, cells.kind);
    let list = ["#samples-missing", "#samples-partial"];
    cells.cell(
        "list and engine",
        &["engine-failed"],
        || {
            come();
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

/// The page itself: nothing of ours runs yet but plain scripts. Their button asks for all of it again.
fn app(cells: &mut Cells, what: &str, come: impl FnOnce()) {
    let (page, kind) = (cells.page, cells.kind);
    let places = match kind.lang {
        Lang::En => ["#boot-en"],
        Lang::Fr => ["#boot-fr"],
    };
    cells.cell(&format!("app ({what})"), &places, come, || {
        for (place, lang) in [("#boot-en", Lang::En), ("#boot-fr", Lang::Fr)] {
            sentence(page, &[place], kind.cause, lang, kind.limit());
        }
    });
}

/// The weights at another opening of the page, which finds none that are stored. What is named in
/// `also` is at fault beside them, and stays so.
pub fn weights(cells: &mut Cells, also: &[&str]) {
    cells.moment = MOMENT;
    let (page, kind) = (cells.page, cells.kind);
    cells.cell(
        "weights",
        &["engine-failed"],
        || {
            page.leave_no_weights();
            kind.open(page, &[&["weights/"][..], also].concat());
        },
        || {
            let seen = page.look();
            assert_eq!(seen.notices(), ["engine-failed"], "{seen}");
            assert_eq!(seen.text("/phase"), "stopped", "{seen}");
            assert_eq!(page.stored(), Vec::<String>::new());
            page.site.misbehave(kind.from_the_start(also));
            page.tap("#start-again");
            let seen = page.ready();
            assert!(seen.notices().is_empty(), "{seen}");
        },
    );
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
