//! The main job, on real input: the right class, and the map of the reference.

use gradoscope_e2e::colours::compare;
use gradoscope_e2e::fixture::{Reference, colour_table};
use gradoscope_e2e::page::{Page, Seen, Visit};
use gradoscope_e2e::{LONG_PATIENCE, shots};
use serde_json::json;

use crate::attack::a_sample_is_fooled_and_a_class_climbed_on_webgpu;
use crate::elsewhere::what_webgpu_made_the_cpu_repeats;

const SCORE: f64 = 33.4496;
const SCORE_TOLERANCE: f64 = 1e-3;

/// The most that each part may transfer, in bytes.
const PAGE: u64 = 512_500;
/// The first part, the page’s foot with the doors of the camera, and what comes ahead of need: links, the shelf with its
/// charts, keeping.
const OTHER_PARTS: u64 = 640_000;
/// Fetched with the first picture.
const DECODER: u64 = 280_000;
const CPU_ENGINE: u64 = 480_000;
const GPU_ENGINE: u64 = 2_055_000;
const WEIGHTS: u64 = 5_000_000;

fn assert_is_chelsea(page: &Page, seen: &Seen, device: &str) {
    assert_eq!(seen.top_class(), "285", "{seen}");
    let score = seen.top_score();
    println!("{device}: class 285, score {score}");
    assert!((score - SCORE).abs() <= SCORE_TOLERANCE, "score {score}");
    let reference = Reference::of("chelsea");
    assert!(
        page.network_pixels() == reference.pixels,
        "the network's pixels are not Pillow's"
    );
    let (width, height, drawn) = page.pixels("#saliency-map");
    assert_eq!((width, height), (224, 224));
    let agreement = compare(&drawn, &reference.map, &colour_table("hot"));
    println!("{device}: map {agreement:?}");
    assert!(agreement.holds(), "{agreement:?}");
}

/// Prints what was transferred; `engine` is the budget's.
fn assert_bytes_are_within_budget(page: &Page, device: &str, engine: (&str, u64)) {
    let parts = page.site.bytes_by_part();
    println!("{device}: bytes transferred on a first visit: {parts:?}");
    let of = |part: &str| parts.get(part).copied().unwrap_or(0);
    assert!((1..=PAGE).contains(&of("page")), "{parts:?}");
    assert!((1..=OTHER_PARTS).contains(&of("other parts")), "{parts:?}");
    assert!((1..=DECODER).contains(&of("decoder")), "{parts:?}");
    assert!((1..=engine.1).contains(&of(engine.0)), "{parts:?}");
    assert!((1..=WEIGHTS).contains(&of("weights")), "{parts:?}");
}

#[test]
fn a_first_visit_classifies_a_sample_and_draws_its_map_on_the_cpu_in_any_browser() {
    let page = Visit::default().open();
    let seen = page.map_of_sample("chelsea", "285");
    assert_is_chelsea(&page, &seen, "cpu");
    assert_eq!(seen.text("/device"), "cpu");
    assert_eq!(seen.text("/engine"), "CPU");
    if page.browser.is_chromium() {
        assert!(seen.text("/why").contains("emulated in software"), "{seen}");
        assert_eq!(page.browser.console(), Vec::<String>::new());
    }
    assert!(seen.notices().is_empty(), "{seen}");
    assert!(
        !page.site.bytes_by_part().contains_key("GPU engine"),
        "{:?}",
        page.site.log()
    );
    assert!(
        page.site.log().iter().all(|answer| answer.status == 200),
        "{:?}",
        page.site.log()
    );
    shots::window(&page.browser, "first-visit");
    assert_bytes_are_within_budget(&page, "cpu", ("CPU engine", CPU_ENGINE));
    let found = engines(&page);
    // Firefox has relaxed SIMD since version 145 only.
    let is_plain = !page.browser.is_chromium() && found == ["engine_cpu_bg.wasm"];
    assert!(
        is_plain || found == ["engine_cpu_relaxed_bg.wasm"],
        "{found:?}"
    );
}

/// Modules of engines that were fetched.
fn engines(page: &Page) -> Vec<String> {
    let log = page.site.log().into_iter();
    let files = log.filter_map(|answer| Some(answer.path.rsplit('/').next()?.to_owned()));
    files
        .filter(|file| file.starts_with("engine") && file.ends_with(".wasm"))
        .collect()
}

#[test]
fn the_same_without_relaxed_simd() {
    let page = Visit::at("?simd=plain").open();
    let seen = page.map_of_sample("chelsea", "285");
    assert_is_chelsea(&page, &seen, "cpu, plain SIMD");
    assert_eq!(engines(&page), ["engine_cpu_bg.wasm"]);
    // A result names the variant of the engine.
    page.open_attack();
    page.aim_at("stingray", "stingray (6)");
    page.start_attack();
    page.verdict();
    let words = "return document.querySelector('#attack-variant').textContent;";
    let words = page.browser.run(words, json!([]));
    let words = words.as_str().expect("a text");
    assert!(words.contains("gradoscope simd128, float32"), "{words}");
}

/// One visit for all: the software adapter needs most of its time to begin, and takes every core.
#[test]
fn the_same_on_webgpu_when_it_is_asked_for_and_attack_and_visualisation_too() {
    let page = Visit {
        query: "?device=webgpu",
        alone: true,
        ..Visit::default()
    }
    .open();
    let started = std::time::Instant::now();
    let seen = page.wait_long(LONG_PATIENCE, "WebGPU", Seen::is_ready);
    println!(
        "webgpu: ready after {:.1} s",
        started.elapsed().as_secs_f32()
    );
    assert_eq!(seen.text("/device"), "webgpu", "{seen}");
    page.choose_sample("chelsea");
    let seen = page.wait_long(LONG_PATIENCE, "a map of chelsea", |seen| {
        seen.has_map_of("285")
    });
    println!(
        "webgpu: map after {:.1} s; {}",
        started.elapsed().as_secs_f32(),
        seen.text("/took")
    );
    assert_is_chelsea(&page, &seen, "webgpu");
    let name = seen.text("/engine");
    assert!(
        name.starts_with("WebGPU · ") && name.to_lowercase().contains("swiftshader"),
        "{name}"
    );
    assert_eq!(seen.text("/why"), "This is the device that you chose.");
    assert!(
        !page.site.bytes_by_part().contains_key("CPU engine"),
        "{:?}",
        page.site.log()
    );
    shots::window(&page.browser, "first-visit-webgpu");
    assert_bytes_are_within_budget(&page, "webgpu", ("GPU engine", GPU_ENGINE));
    page.open_attack();
    a_sample_is_fooled_and_a_class_climbed_on_webgpu(&page);
    what_webgpu_made_the_cpu_repeats(&page);
}
