//! A worker that dies, falls silent, or never lives.

use std::time::{Duration, Instant};

use gradoscope_e2e::page::{Page, Visit};
use gradoscope_e2e::{inject, shots};
use serde_json::json;

/// The CPU's worker may be silent for 15 s; then some time to start again and compute.
const SILENCE: Duration = Duration::from_secs(15);

#[test]
fn an_engine_that_falls_silent_in_mid_run_is_replaced_and_finishes_the_job() {
    let page = Visit::after(inject::WATCH).open();
    page.map_of_sample("chelsea", "285");
    let pixels = page.network_pixels();
    page.browser.run(
        "document.querySelector('#colours-viridis').click();",
        json!([]),
    );
    let started = Instant::now();
    // In one go, so that the worker ends with the job in its hands.
    page.browser.run(
        "document.querySelector('#top-2 button').click(); e2e.current('engine_cpu').terminate();",
        json!([]),
    );
    let class = page.look().text("/top/1/class").to_owned();
    let seen = page.wait("a notice", |seen| !seen.notices().is_empty());
    let noticed = started.elapsed();
    println!("cpu: silence noticed after {:.1} s", noticed.as_secs_f32());
    assert_eq!(seen.notices(), ["engine-silent"], "{seen}");
    assert!(
        noticed >= SILENCE.mul_f32(0.8) && noticed <= SILENCE.mul_f32(1.5),
        "{noticed:?}"
    );
    let seen = page.wait("the map, by another worker", |seen| seen.has_map_of(&class));
    assert!(page.network_pixels() == pixels, "the picture changed");
    assert_eq!(
        page.browser.run(
            "return document.querySelector('#colours-viridis').checked;",
            json!([])
        ),
        true
    );
    assert_eq!(
        page.number("return e2e.workers.filter((w) => w.name === 'engine_cpu').length;"),
        2.0
    );
    assert_eq!(seen.text("/weights/fromStorage"), "true", "{seen}");
    shots::window(&page.browser, "notice-engine-silent");
}

#[test]
fn a_worker_that_dies_is_told_and_started_again_or_given_up() {
    let page = Visit::default().blank();
    an_engine_that_crashes_is_started_again_with_picture_and_settings(&page);
    an_engine_that_never_lives_is_given_up_after_two_restarts(&page);
    a_decoder_that_dies_is_told_and_the_next_picture_opens(&page);
}

fn an_engine_that_crashes_is_started_again_with_picture_and_settings(page: &Page) {
    let before = inject::in_workers(
        "if (self.name === 'engine_cpu')
           room.onmessage = () => setTimeout(() => { throw new Error('made to fail'); });",
    );
    page.visit_again_after(&before, "");
    page.map_of_sample("chelsea", "285");
    page.browser.run(
        "document.querySelector('#top-2 button').click(); e2e.tell('fail');",
        json!([]),
    );
    let class = page.look().text("/top/1/class").to_owned();
    let seen = page.wait("a notice and the map", |seen| {
        seen.notices() == ["engine-crashed"] && seen.is_ready() && seen.has_map_of(&class)
    });
    assert!(
        seen.notice("engine-crashed").contains("made to fail"),
        "{seen}"
    );
    assert_eq!(
        page.number("return e2e.workers.filter((w) => w.name === 'engine_cpu').length;"),
        2.0
    );
    shots::window(&page.browser, "notice-engine-crashed");
}

fn an_engine_that_never_lives_is_given_up_after_two_restarts(page: &Page) {
    let before =
        inject::in_workers("if (self.name === 'engine_cpu') throw new Error('stillborn');");
    page.visit_again_after(&before, "");
    let seen = page.wait("an engine that stopped", |seen| {
        seen.text("/phase") == "stopped"
    });
    assert_eq!(seen.notices(), ["engine-crashed", "gave-up"], "{seen}");
    let workers = "return e2e.workers.filter((w) => w.name === 'engine_cpu').length;";
    assert_eq!(page.number(workers), 3.0);
    shots::window(&page.browser, "notice-gave-up");
    page.browser.run("e2e.prefix = '';", json!([]));
    page.browser.click("#start-again");
    page.map_of_sample("chelsea", "285");
}

fn a_decoder_that_dies_is_told_and_the_next_picture_opens(page: &Page) {
    let before = inject::in_workers("if (self.name === 'decoder') throw new Error('stillborn');");
    page.visit_again_after(&before, "");
    page.ready();
    page.choose_sample("chelsea");
    let seen = page.wait("a notice", |seen| !seen.notices().is_empty());
    assert_eq!(seen.notices(), ["decoder-crashed"], "{seen}");
    assert!(seen.notice("decoder-crashed").contains("Chelsea"), "{seen}");
    shots::window(&page.browser, "notice-decoder-crashed");
    page.browser.run("e2e.prefix = '';", json!([]));
    // The notice lies over the photographs.
    page.browser.click(".notice .dismiss");
    page.map_of_sample("coffee", "967");
}
