//! The second part of the practical, from a click to a file that fools the network.

use gradoscope_e2e::LONG_PATIENCE;
use gradoscope_e2e::browser::key;
use gradoscope_e2e::files::{Folder, png_of_colour, read_png};
use gradoscope_e2e::inject;
use gradoscope_e2e::judge::Judge;
use gradoscope_e2e::page::{Page, Seen, Visit};
use serde_json::json;

use crate::visual::a_class_is_climbed;

const STINGRAY: &str = "stingray (6)";

/// The software adapter takes every core: nothing else may run beside it.
fn visit(query: &str) -> Page {
    let visit = Visit {
        query,
        alone: query.contains("webgpu"),
        ..Visit::default()
    };
    let page = visit.attack("chelsea", "285");
    page.aim_at("stingray", STINGRAY);
    page
}

/// The file that the page offers is decoded and classified here, not by the page.
fn a_sample_is_fooled(query: &str) -> Page {
    let page = visit(query);
    if query.contains("webgpu") {
        // The software adapter is slow: the search for less is left to the CPU's test.
        page.browser.click("#attack-shrink");
    }
    page.start_attack();
    let seen = page.verdict();
    println!(
        "{query}: {}; {}",
        seen.text("/attack/progress"),
        seen.text("/attack/words")
    );
    assert_eq!(seen.text("/attack/verdict"), "verified", "{seen}");
    let (name, file) = page.file_from("#save-adversarial");
    assert!(name.ends_with(".png"), "{name}");
    let (width, height, pixels) = read_png(&file);
    assert_eq!((width, height), (224, 224));
    let judge = Judge::new(&page.setup);
    assert_eq!(judge.class(&pixels), 6);
    assert_eq!(pixels, page.photo("#attack-image"));
    let original = page.photo("#attack-original");
    assert_eq!(judge.class(&original), 285);
    let amplified = |(new, old): (&u8, &u8)| {
        (128 + 50 * (i32::from(*new) - i32::from(*old))).clamp(0, 255) as u8
    };
    let expected: Vec<u8> = pixels.iter().zip(&original).map(amplified).collect();
    assert_eq!(page.photo("#attack-difference"), expected);
    let square: i64 = pixels
        .iter()
        .zip(&original)
        .map(|(a, b)| (i64::from(*a) - i64::from(*b)).pow(2))
        .sum();
    let shown = page.row("#norms", "norm", "l2");
    let shown: f64 = shown.data("unit").parse().expect("a number");
    let computed = (square as f64).sqrt() / 255.0;
    assert!(
        (shown - computed).abs() < 1e-3 * computed,
        "{shown} {computed}"
    );
    page
}

#[test]
fn a_sample_is_fooled_from_click_to_verified_file_on_the_cpu() {
    a_sample_is_fooled("?device=cpu");
}

/// One visit for all: the software adapter needs most of its time to begin.
#[test]
fn a_sample_is_fooled_and_a_class_climbed_on_webgpu() {
    let page = a_sample_is_fooled("?device=webgpu");
    page.browser.click("#attack-bare");
    let found = bare_iterations(&page, "1");
    println!("webgpu, bare rule, eta 1: {found} iterations");
    assert_eq!(found, 6);
    page.open_visual();
    a_class_is_climbed(&page, "2");
}

fn bare_iterations(page: &Page, eta: &str) -> u32 {
    page.set("#param-eta", eta);
    page.start_attack();
    page.verdict().iteration()
}

fn bare(query: &str) -> Page {
    let page = visit(query);
    page.browser.click("#attack-bare");
    page
}

#[test]
fn the_bare_rule_takes_the_references_iterations_on_the_cpu() {
    let page = bare("?device=cpu");
    for (eta, iterations) in [("1", 6), ("0.5", 12), ("0.1", 47)] {
        let found = bare_iterations(&page, eta);
        println!("cpu, bare rule, eta {eta}: {found} iterations");
        assert_eq!(found, iterations, "eta {eta}");
    }
}

#[test]
#[ignore = "minutes on a software adapter; eta 1 stands in the test above"]
fn the_bare_rule_takes_the_references_iterations_on_webgpu() {
    let page = bare("?device=webgpu");
    for (eta, iterations) in [("1", 6), ("0.5", 12), ("0.1", 47)] {
        let found = bare_iterations(&page, eta);
        println!("webgpu, bare rule, eta {eta}: {found} iterations");
        assert_eq!(found, iterations, "eta {eta}");
    }
}

#[test]
fn a_pause_holds_the_run_and_a_cancelled_run_keeps_what_it_found() {
    let page = bare("?device=cpu");
    page.set("#param-eta", "0.1");
    page.start_attack();
    page.start_attack();
    page.iteration_from(3);
    page.browser.click("#attack-pause");
    page.wait("a pause", |seen| seen.phase_of_attack() == "paused");
    std::thread::sleep(std::time::Duration::from_millis(600));
    let held = page.look().iteration();
    std::thread::sleep(std::time::Duration::from_millis(600));
    assert_eq!(page.look().iteration(), held);
    page.browser.click("#attack-pause");
    page.iteration_from(held + 8);
    page.browser.click("#attack-cancel");
    page.wait("the end", |seen| seen.phase_of_attack() == "cancelled");
    assert!(page.kept_pictures() > 2);
    let newest = page.photo("#attack-image");
    page.scrub_to(0);
    page.wait("an older picture", |_| {
        page.photo("#attack-image") != newest
    });
    page.set("#param-eta", "1");
    page.start_attack();
    assert_eq!(page.verdict().iteration(), 6);
}

#[test]
fn an_attack_that_cannot_succeed_says_which_limit_it_met() {
    let page = Visit::at("?device=cpu").attack("chelsea", "285");
    page.aim_at("stingray", STINGRAY);
    page.choose_attack("fgsm");
    page.set("#param-epsilon", "1");
    page.start_attack();
    let seen = page.verdict();
    assert_eq!(seen.text("/attack/verdict"), "not-reached", "{seen}");
    assert!(seen.text("/attack/words").len() > 40, "{seen}");
}

#[test]
fn a_dead_target_is_explained_and_escaped() {
    let folder = Folder::new();
    let grey = folder.file("grey.png", &png_of_colour((224, 224), [128; 3]));
    let page = Visit::at("?device=cpu").open();
    page.open_file(&grey);
    page.wait("a map", |seen| seen.text("/map/state") == "ready");
    page.open_attack();
    // Class 467 has no gradient on mid-grey: tests/fixtures/attack/dead.tsv.
    page.browser.click("#target-input");
    page.browser
        .type_into("#target-input", &format!("467{}", key::ENTER));
    page.wait("the target", |seen| {
        seen.text("/attack/target").ends_with("(467)")
    });
    page.start_attack();
    let seen = page.verdict();
    assert_eq!(seen.text("/attack/verdict"), "verified", "{seen}");
    assert!(!seen.text("/attack/dead").is_empty(), "{seen}");
    let said = page.said_of_attack();
    assert!(said.iter().all(|text| !text.contains("NaN")));
}

#[test]
fn survival_maps_ray_and_comparison_are_complete() {
    let page = Visit::at("?device=cpu").attack("chelsea", "285");
    page.aim_at("stingray", STINGRAY);
    page.start_attack();
    page.verdict();
    for what in ["survival", "maps", "ray"] {
        page.ask(what);
    }
    let rows = page.rows("#survival-table");
    assert_eq!(rows.len(), 12, "{rows:?}");
    for row in &rows {
        assert!(["true", "false"].contains(&row.data("survives")), "{row:?}");
        assert!(row.cells.iter().all(|cell| !cell.is_empty()), "{row:?}");
    }
    for canvas in ["#map-before", "#map-after", "#map-change"] {
        let pixels = page.photo(canvas);
        assert!(pixels.iter().any(|value| *value != pixels[0]), "{canvas}");
    }
    page.set("#compare-gradients", "6");
    page.browser.click("#compare");
    let is_done = |seen: &Seen| seen.text("/attack/comparison") == "done";
    page.wait_long(LONG_PATIENCE, "the comparison", is_done);
    let rows = page.rows("#comparison");
    assert_eq!(rows.len(), 7, "{rows:?}");
    for row in &rows {
        let reached = row.data("reached");
        assert!(["true", "false"].contains(&reached), "{row:?}");
        assert_eq!(row.data("verified"), reached, "{row:?}");
    }
}

#[test]
fn a_run_survives_the_end_of_its_worker() {
    let page = Visit {
        query: "?device=cpu",
        before: inject::WATCH,
        ..Visit::default()
    }
    .attack("chelsea", "285");
    page.aim_at("stingray", STINGRAY);
    page.browser.click("#attack-bare");
    page.set("#param-eta", "0.02");
    page.start_attack();
    page.iteration_from(3);
    let stop = "e2e.current('engine_cpu').terminate();";
    page.browser.run(stop, json!([]));
    let seen = page.wait("a notice", |seen| !seen.notices().is_empty());
    assert_eq!(seen.notices(), ["engine-silent"], "{seen}");
    let words = seen.notice("engine-silent").to_owned();
    assert!(words.contains("begins anew by itself"), "{words}");
    page.wait("the same run, anew", |seen| {
        seen.phase_of_attack() == "running"
    });
    page.iteration_from(1);
}
