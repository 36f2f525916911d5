//! A new build takes the place of the one that an open page came from.

use std::time::Duration;

use gradoscope::spec::Lang;
use gradoscope_e2e::deployment::Deployment;
use gradoscope_e2e::fixture::{self, OnNetwork};
use gradoscope_e2e::page::{Page, Seen, Visit};
use gradoscope_e2e::trouble::{Cause, said, sentence};
use gradoscope_e2e::{LONG_PATIENCE, files, inject, until};
use serde_json::json;

const WITHIN: Duration = Duration::from_secs(12);
const QUERY: &str = "?patience=0.1&device=cpu";

/// A page whose reload would be noticed, with a picture of the reader's own in it.
fn old_tab(lang: &str) -> Page {
    let query = format!("{QUERY}&lang={lang}");
    let page = Visit {
        query: &query,
        before: inject::WATCH,
        ..Visit::default()
    }
    .open();
    page.ready();
    own_picture(&page);
    // What keeps it through a reload is fetched once everything works.
    let keeper = "return [...gradoscope.used].some((path) => path.includes('split_state'));";
    page.wait("the code that keeps it", |_| {
        page.browser.run(keeper, json!([])) == true
    });
    page.browser.run("window.isOld = true;", json!([]));
    page
}

fn own_picture(page: &Page) {
    page.open_file(&page.profile.file("mine.png", &fixture::picture("rgb8.png")));
    page.wait("a map of the reader's own picture", |seen| {
        seen.text("/name") == "mine.png" && seen.text("/map/state") == "ready"
    });
}

fn is_old(page: &Page) -> bool {
    page.browser.run("return window.isOld === true;", json!([])) == true
}

/// Nothing was reloaded, the picture is there, and nobody is told of something that is not so.
fn stands(page: &Page, name: &str) -> Seen {
    let seen = page.look();
    assert!(is_old(page), "the page was loaded anew unasked: {seen}");
    assert_eq!(seen.text("/name"), name, "{seen}");
    for saying in said(page) {
        let words = saying.words.to_lowercase();
        assert!(
            !words.contains("connection") && !words.contains("memory"),
            "{saying:?}"
        );
    }
    seen
}

/// Waits until `is_done`, or until the page asks in words, which is as good.
fn done_or_asked(page: &Page, what: &str, lang: Lang, is_done: impl Fn(&Seen) -> bool) {
    let look = || {
        let seen = page.look();
        let asked = said(page)
            .iter()
            .any(|saying| Cause::NewVersion.is_named_in(&saying.words, lang));
        match asked || is_done(&seen) {
            true => Ok(asked),
            false => Err(seen.to_string()),
        }
    };
    let asked = until(LONG_PATIENCE, look).unwrap_or_else(|last| panic!("{what}: {last}"));
    println!("{what}: {}", if asked { "asked first" } else { "done" });
}

fn dismiss_all(page: &Page) {
    let script =
        "for (const button of document.querySelectorAll('.notice .dismiss')) button.click();";
    page.browser.run(script, json!([]));
}

#[test]
fn an_old_tab_works_on_whatever_it_is_asked_and_nothing_is_reloaded_unasked() {
    let page = old_tab("en");
    let other = page.site.deploy_another(&page.setup);
    println!("build {} lies there now", other.build);

    // Loses a worker.
    page.browser
        .run("e2e.current('engine_cpu').terminate();", json!([]));
    page.tap("#top-2 button");
    let class = page.look().text("/top/1/class").to_owned();
    done_or_asked(&page, "a lost worker", Lang::En, |seen| {
        seen.has_map_of(&class)
    });
    stands(&page, "mine.png");
    dismiss_all(&page);

    // Opens a large picture, for which the decoder is started anew, and one after it.
    let large = page
        .profile
        .file("large.png", &files::png_of_size(5000, 4000));
    page.open_file(&large);
    done_or_asked(&page, "a large picture", Lang::En, |seen| {
        seen.text("/name") == "large.png" && seen.text("/map/state") == "ready"
    });
    page.open_file(&page.profile.path().join("mine.png"));
    done_or_asked(&page, "a picture after it", Lang::En, |seen| {
        seen.text("/name") == "mine.png" && seen.text("/map/state") == "ready"
    });
    stands(&page, "mine.png");
    dismiss_all(&page);

    // A part whose code never came.
    page.tap("nav.parts button[aria-controls=two-networks]");
    let places = [".unreachable", "new-version"];
    sentence(&page, &places, Cause::NewVersion, Lang::En, WITHIN);
    stands(&page, "mine.png");
    dismiss_all(&page);

    // A device whose code never came; the one in use stays.
    page.tap("#device-webgpu");
    let places = ["new-version", "device-failed"];
    sentence(&page, &places, Cause::NewVersion, Lang::En, WITHIN);
    let seen = stands(&page, "mine.png");
    assert!(seen.is_ready() && seen.text("/device") == "cpu", "{seen}");
    dismiss_all(&page);

    // Another network.
    page.choose_sample("chelsea");
    page.wait("a map of chelsea", |seen| seen.has_map_of("285"));
    page.browser
        .click("#network option[data-option=\"efficientnet-lite0\"]");
    let expected = OnNetwork::of("lite0-chelsea");
    done_or_asked(&page, "another network", Lang::En, |seen| {
        seen.is_ready() && (seen.top_score() - expected.score).abs() < 1e-3
    });
    assert!(is_old(&page), "the page was loaded anew unasked");
    assert!(page.look().text("/name").contains("Chelsea"));
}

#[test]
fn an_old_tab_loads_a_second_network_and_the_reload_it_offers_keeps_picture_and_settings() {
    let page = old_tab("fr");
    let pixels = page.network_pixels();
    page.tap("#colours-viridis");
    page.open_attack();
    page.choose_attack("rule");
    page.set("#param-steps", "17");
    let steps = "return document.querySelector('#param-steps')?.value ?? '';";
    page.open_pair();
    let other = page.site.deploy_another(&page.setup);
    page.tap("#second-load");
    done_or_asked(&page, "a second network", Lang::Fr, |seen| {
        seen.text("/pair/second") == "ready"
    });
    stands(&page, "mine.png");
    dismiss_all(&page);
    page.tap("nav.parts button[aria-controls=visualisation]");
    let places = [".unreachable", "new-version"];
    sentence(&page, &places, Cause::NewVersion, Lang::Fr, WITHIN);
    page.tap("#reload-keeping");
    // What was seen before may still be of the old page.
    page.wait("the new build", |_| !is_old(&page));
    page.wait("the picture in it", |seen| {
        seen.text("/name") == "mine.png" && seen.text("/map/state") == "ready"
    });
    let build = "return document.querySelector('meta[name=gradoscope-build]').content;";
    assert_eq!(page.browser.run(build, json!([])), other.build);
    assert!(page.network_pixels() == pixels, "the picture changed");
    let viridis = "return document.querySelector('#colours-viridis').checked;";
    assert_eq!(page.browser.run(viridis, json!([])), true);
    page.open_attack();
    assert_eq!(page.browser.run(steps, json!([])), "17");
    // One remark says what came back; nothing else is said.
    let all = said(&page);
    assert!(all.iter().all(|one| one.place == "brought-back"), "{all:?}");
    page.open_visual();
}

/// A host that lost its way: the page of one build beside the engines of another.
#[test]
fn a_lasting_mix_of_builds_is_said_at_once() {
    let page = Visit::default().blank();
    let mixed = Deployment::of(&page.setup.dist);
    for file in ["engine_cpu.js", "engine_cpu_relaxed.js"] {
        mixed.take(&page.setup.dist, file);
    }
    for file in ["engine_cpu_bg.wasm", "engine_cpu_relaxed_bg.wasm"] {
        mixed.take(&page.setup.dist, file);
    }
    page.site.serve(mixed.path());
    page.browser.go(&page.site.at(QUERY));
    let places = ["engine-failed"];
    sentence(&page, &places, Cause::Damaged, Lang::En, WITHIN);
    let seen = page.look();
    assert_eq!(seen.text("/phase"), "stopped", "{seen}");
}
