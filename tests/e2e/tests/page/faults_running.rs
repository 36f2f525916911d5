//! The same faults while something is computed: it goes on, and nothing that worked is given up.

use gradoscope::spec::Lang;
use gradoscope_e2e::LONG_PATIENCE;
use gradoscope_e2e::fixture::{self, OnNetwork};
use gradoscope_e2e::page::{Page, Seen};
use gradoscope_e2e::trouble::{CUT, Cells, Kind, LIST, NOT_FOUND, PARTS, SILENT, sentence};

const MOMENT: &str = "while something runs";
/// Long enough for every cell of a visit.
const STEPS: &str = "1000";

/// Whether the network that could not be had is waited for once the fault is lifted: 14 MB.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Thorough {
    No,
    Networks,
}

/// On a page whose engine is ready, whose list was at fault from the start, and whose workers are
/// watched.
pub fn beside_what_runs(cells: &mut Cells, thorough: Thorough) {
    cells.moment = MOMENT;
    let (page, kind) = (cells.page, cells.kind);
    start_visualisation(page);
    list(cells);
    decoder(cells);
    end_visualisation(page);
    start_attack(page, kind.lang);
    sample(cells);
    part(cells);
    device(cells);
    network(cells, thorough);
}

/// On a picture of the reader's own: the list of samples is at fault.
fn start_visualisation(page: &Page) {
    page.ready();
    let file = page
        .profile
        .file("first.png", &fixture::picture("rgb8.png"));
    page.browser.choose_file("#file", &file);
    page.wait("a map of an own picture", |seen| {
        seen.text("/map/state") == "ready"
    });
    page.open_visual();
    page.set("#visual-iterations", STEPS);
    page.tap("#visual-begin");
    page.visual_from(1);
}

fn end_visualisation(page: &Page) {
    page.tap("#visual-cancel");
    page.wait("an end of the visualisation", |seen| {
        ["cancelled", "ended"].contains(&seen.phase_of_visual())
    });
}

/// Steps so short that the target is not reached while the cells are filled.
fn start_attack(page: &Page, lang: Lang) {
    page.map_of_sample("chelsea", "285");
    page.open_attack();
    page.choose_attack("rule");
    let eta = match lang {
        Lang::En => "0.01",
        Lang::Fr => "0,01",
    };
    page.set("#param-eta", eta);
    page.set("#param-steps", STEPS);
    page.start_attack();
    page.iteration_from(2);
}

/// The visualisation goes on, or has come to its end.
fn visualisation_lives(page: &Page) {
    let before = page.look();
    if before.phase_of_visual() == "ended" {
        return;
    }
    assert_eq!(before.phase_of_visual(), "running", "{before}");
    let step = before.visual_iteration().unwrap_or(0);
    page.wait("a further step of the visualisation", |seen| {
        seen.phase_of_visual() == "ended" || seen.visual_iteration() > Some(step)
    });
}

/// The attack goes on, or has come to its end, on the picture and the network that it was started on.
fn attack_lives(page: &Page, kind: Kind, notices: &[&str]) -> Seen {
    let before = page.look();
    assert_eq!(before.notices(), notices, "{before}");
    assert!(before.is_ready(), "{before}");
    assert_eq!(before.text("/device"), "cpu", "{before}");
    assert_eq!(before.top_class(), "285", "{before}");
    if before.phase_of_attack() == "ended" {
        return before;
    }
    assert_eq!(before.phase_of_attack(), "running", "{before}");
    let what = format!("a further step, {}", kind.name);
    page.wait(&what, |seen| {
        seen.has_verdict() || seen.iteration() > before.iteration()
    })
}

/// It failed when the page was opened, and does so again when the reader asks again.
fn list(cells: &mut Cells) {
    let (page, kind) = (cells.page, cells.kind);
    let again = "return document.querySelectorAll('#samples-again').length;";
    page.wait("the samples or a way to ask again", |seen| {
        seen.has_samples() || page.number(again) == 1.0
    });
    // A list that was altered is shown as far as it can be read: there is nothing to ask for again.
    if page.look().has_samples() {
        return;
    }
    cells.cell(
        "list",
        &["#samples-missing", "#samples-partial"],
        || {
            kind.befall(page, &[LIST]);
            page.tap("#samples-again");
            // What it said of the first try may stand until the next ones are over.
            std::thread::sleep(kind.usual());
        },
        || visualisation_lives(page),
    );
    if page.number(again) == 1.0 {
        page.tap("#samples-again");
    }
    page.wait("the samples", Seen::has_samples);
}

/// Its code came with the first picture and is kept: another decoder needs no network.
fn decoder(cells: &Cells) {
    let (page, kind) = (cells.page, cells.kind);
    let file = page.profile.file("mine.png", &fixture::picture("rgb8.png"));
    kind.befall(page, &["decoder"]);
    let end = "e2e.current('decoder').terminate();";
    page.browser.run(end, serde_json::json!([]));
    page.open_file(&file);
    page.wait(
        "the picture, and what was said of the decoder gone",
        |seen| {
            let is_open = seen.text("/name") == "mine.png" && seen.text("/opening").is_empty();
            is_open && seen.notices().is_empty()
        },
    );
    page.site.behave();
    page.browser.unplug(false);
    visualisation_lives(page);
}

fn sample(cells: &mut Cells) {
    let (page, kind) = (cells.page, cells.kind);
    let pixels = page.network_pixels();
    cells.cell(
        "sample",
        &["sample-unreachable"],
        || {
            kind.befall(page, &["samples/coffee"]);
            page.choose_sample("coffee");
        },
        || {
            attack_lives(page, kind, &["sample-unreachable"]);
            assert!(page.network_pixels() == pixels, "the picture changed");
            page.tap(".notice .dismiss");
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
            page.tap("nav.parts button[aria-controls=two-networks]");
        },
        || {
            attack_lives(page, kind, &[]);
            page.tap("#two-networks .unreachable button");
            page.open_pair();
            attack_lives(page, kind, &[]);
        },
    );
}

/// Another engine, whose code was never loaded.
fn device(cells: &mut Cells) {
    let (page, kind) = (cells.page, cells.kind);
    cells.cell(
        "engine",
        &["device-failed"],
        || {
            kind.befall(page, &["engine_gpu"]);
            page.tap("#device-webgpu");
        },
        || {
            attack_lives(page, kind, &["device-failed"]);
            page.site.forget();
            page.tap("#device-webgpu");
            // The software adapter takes long: that its code comes is enough here.
            page.wait("the code of the other engine", |_| {
                page.site.sent("engine_gpu") > 0
            });
            page.tap("#device-cpu");
            attack_lives(page, kind, &[]);
        },
    );
}

/// Another network.
fn network(cells: &mut Cells, thorough: Thorough) {
    let (page, kind) = (cells.page, cells.kind);
    let choose = || {
        page.browser
            .click("#network option[data-option=\"efficientnet-lite0\"]");
    };
    let chosen = "return document.querySelector('#network').value;";
    let pixels = page.network_pixels();
    cells.cell(
        "weights",
        &["network-failed"],
        || {
            kind.befall(page, &["weights/efficientnet"]);
            choose();
        },
        || {
            attack_lives(page, kind, &["network-failed"]);
            let value = page.browser.run(chosen, serde_json::json!([]));
            assert_eq!(value, "squeezenet-1.1");
            assert!(page.network_pixels() == pixels, "the picture changed");
            if thorough == Thorough::No {
                return;
            }
            choose();
            let expected = OnNetwork::of("lite0-chelsea");
            page.wait_long(LONG_PATIENCE, "the scores of the other network", |seen| {
                seen.is_ready() && (seen.top_score() - expected.score).abs() < 1e-3
            });
            assert_eq!(page.look().notices(), Vec::<&str>::new());
        },
    );
}

/// The second network of part 4 has a place of its own for its words, and a button there. On a
/// page with a map of chelsea and that part open.
pub fn the_second_network_is_asked_for_again(page: &Page) {
    // The button stays where it was, or another one takes its place.
    let button = "#second-again, #second-load";
    for kind in [NOT_FOUND, CUT, SILENT] {
        kind.befall(page, &["weights/efficientnet"]);
        page.tap(button);
        let limit = kind.limit();
        sentence(page, &["#second-state"], kind.cause, kind.lang, limit);
        let seen = page.look();
        assert!(seen.is_ready() && seen.has_map_of("285"), "{seen}");
        assert!(seen.notices().is_empty(), "{seen}");
    }
    page.site.behave();
    page.tap(button);
    page.wait_long(LONG_PATIENCE, "the second network", |seen| {
        seen.text("/pair/second") == "ready"
    });
}
