//! The saliency methods on the bench: each draws a map, says what there is to say of it, and can be waited for.

use gradoscope_e2e::files::read_npy;
use gradoscope_e2e::page::{Page, Seen, Visit};
use gradoscope_e2e::{LONG_PATIENCE, MOST_CANCEL_MS, inject};
use serde_json::json;

/// So many methods there are, and these have to be told to do little before they are quick on a CPU.
const METHODS: usize = 21;
const QUICK: [(&str, &[(&str, &str)]); 7] = [
    ("smooth-grad", &[("copies", "3")]),
    ("smooth-grad-squared", &[("copies", "3")]),
    ("var-grad", &[("copies", "3")]),
    ("integrated-gradients", &[("steps", "4")]),
    ("blur-ig", &[("steps", "4")]),
    ("occlusion", &[("stride", "64")]),
    ("rise", &[("masks", "10")]),
];

fn chelsea() -> Page {
    let page = Visit {
        query: "?device=cpu",
        before: inject::WATCH,
        ..Visit::default()
    }
    .open();
    page.map_of_sample("chelsea", "285");
    page
}

fn job(seen: &Seen) -> u32 {
    seen.text("/map/job").parse().expect("a number")
}

/// Chooses a method, tells it to do little, and waits for its map.
fn draw(page: &Page, method: &str) -> Seen {
    let before = job(&page.look());
    page.browser
        .click(&format!("#method option[value={method}]"));
    let quick = QUICK.iter().find(|(id, _)| *id == method);
    for (param, value) in quick.map_or(&[][..], |(_, params)| *params) {
        page.set(&format!("#method-{param}"), value);
    }
    // The last one that is asked for: each field that is set asks anew.
    let jobs = 1 + quick.map_or(0, |(_, params)| params.len() as u32);
    page.wait_long(LONG_PATIENCE, &format!("a map by {method}"), |seen| {
        seen.has_map_of("285") && job(seen) >= before + jobs
    })
}

#[test]
fn every_method_draws_a_map_and_says_what_there_is_to_say_of_it() {
    let page = chelsea();
    let all =
        "return [...document.querySelectorAll('#method option')].map((option) => option.value);";
    let all: Vec<String> =
        serde_json::from_value(page.browser.run(all, json!([]))).expect("their ids");
    assert_eq!(all.len(), METHODS, "{all:?}");
    let groups = page.number("return document.querySelectorAll('#method optgroup').length;");
    assert!(groups >= 5.0, "{groups} groups");
    // The first one is on the bench already.
    for method in all.iter().skip(1).chain(&all[..1]) {
        let seen = draw(&page, method);
        assert!(seen.notices().is_empty(), "{method}: {seen}");
        let drawn = page.photo("#saliency-map");
        assert!(
            drawn.iter().any(|value| *value != drawn[0]),
            "{method} is flat"
        );
        let (_, file) = page.file_from("#map-numbers");
        let (_, numbers) = read_npy(&file);
        assert!(numbers.iter().all(|value| value.is_finite()), "{method}");
        println!("{method}: {}", page.words("#map-facts"));
        for phrase in phrases(method) {
            let words = page.words("#map-facts");
            assert!(words.contains(phrase), "{method}, {phrase:?}: {words}");
        }
    }
    assert_eq!(page.browser.console(), Vec::<String>::new());
}

/// What is said of the map of a method, among others.
fn phrases(method: &str) -> &'static [&'static str] {
    match method {
        "smooth-grad" | "smooth-grad-squared" | "var-grad" => &["n = 3, seed 0.", "of 3 copies."],
        "integrated-gradients" | "blur-ig" => &["a gap of ", "with 4 gradients."],
        "contrastive" => &["Held against tiger cat (282)"],
        "grad-cam" | "hires-cam" => &["are the same picture"],
        "rise" => &["n = 10, seed 0.", "Through the masks"],
        _ => &[],
    }
}

#[test]
fn a_slow_method_tells_its_time_shows_what_it_has_and_is_stopped_without_loss() {
    let page = chelsea();
    let before = page.photo("#saliency-map");
    page.browser.click("#method option[value=rise]");
    page.wait("how long it takes", |_| {
        page.words("#method-time").starts_with("Takes about")
    });
    let is_disabled = "return document.querySelector('#save-map').disabled ? 1 : 0;";
    page.wait("a map of some masks", |seen| {
        seen.text("/map/state") == "busy" && page.photo("#saliency-map") != before
    });
    assert_eq!(page.number(is_disabled), 1.0, "half a map is not saved");
    assert!(page.words("#busy").contains("/500"));
    let took = page.cancelled_after("#cancel");
    println!("cpu: RISE stopped {took:.0} ms after it was cancelled");
    assert!(took <= MOST_CANCEL_MS, "{took} ms");
    page.wait("the map of before", |seen| {
        seen.text("/map/state") == "ready" && page.photo("#saliency-map") == before
    });
    assert_eq!(page.number(is_disabled), 0.0);
    assert_eq!(draw(&page, "edges").text("/map/state"), "ready");
}

#[test]
fn a_class_is_held_against_another_one_and_the_link_says_which() {
    let page = chelsea();
    draw(&page, "contrastive");
    let against_the_next = page.photo("#saliency-map");
    page.browser.click("#other-class-input");
    let typed = format!("6{}", gradoscope_e2e::browser::key::ENTER);
    page.browser.type_into("#other-class-input", &typed);
    page.wait("its map", |seen| {
        seen.has_map_of("285")
            && page
                .words("#map-facts")
                .contains("Held against stingray (6)")
    });
    let against_the_ray = page.photo("#saliency-map");
    assert!(against_the_ray != against_the_next);
    page.wait("the link", |_| {
        let hash = page.browser.run("return location.hash;", json!([]));
        hash.as_str()
            .is_some_and(|hash| hash.contains("other-class_6"))
    });
    let hash = page.browser.run("return location.hash;", json!([]));
    let hash = hash.as_str().expect("a link").to_owned();
    page.browser.click("#other-class-best");
    page.wait("the map of before", |seen| {
        seen.has_map_of("285") && page.photo("#saliency-map") == against_the_next
    });
    // In another document, from the link alone.
    page.visit_again("?device=cpu");
    page.ready();
    let follow = "location.hash = arguments[0];";
    page.browser.run(follow, json!([hash]));
    page.wait_long(LONG_PATIENCE, "the map of the link", |seen| {
        seen.has_map_of("285") && page.photo("#saliency-map") == against_the_ray
    });
}
