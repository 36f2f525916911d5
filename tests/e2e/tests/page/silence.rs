//! What never answers: the browser's storage, a decoder that has died without a word.

use std::time::{Duration, Instant};

use gradoscope_e2e::inject;
use gradoscope_e2e::page::{Page, Visit};
use gradoscope_e2e::trouble::{WRONG_BLAME, said};
use serde_json::json;

/// A tenth as patient as for readers, and without a look at WebGPU.
const QUERY: &str = "?patience=0.1&device=cpu";
/// A storage is given 3 s to answer, of which a tenth is left; the rest is a start as always.
const START_WITHOUT_STORAGE: Duration = Duration::from_secs(10);
/// From the reader's move to the pixels.
const MENDED_WITHIN: Duration = Duration::from_secs(20);

/// Opens the page with this script before its own and before its workers'.
fn starts_without_storage(page: &Page, script: &str) {
    let before = format!("{}\n{script}", inject::in_workers(script));
    let opened = Instant::now();
    page.visit_again_after(&before, QUERY);
    page.wait_long(
        START_WITHOUT_STORAGE,
        "an engine without a storage",
        |seen| seen.is_ready(),
    );
    let took = opened.elapsed().as_secs_f32();
    println!("ready after {took:.1} s");
    let seen = page.map_of_sample("chelsea", "285");
    let allowed = ["not-stored", "insecure"];
    let notices = seen.notices();
    assert!(notices.iter().all(|kind| allowed.contains(kind)), "{seen}");
    assert_eq!(page.browser.console(), Vec::<String>::new());
}

#[test]
fn a_storage_that_never_answers_or_refuses_its_mention_is_done_without() {
    let page = Visit::default().blank();
    starts_without_storage(
        &page,
        "for (const name of self.caches ? ['open', 'match', 'has', 'keys', 'delete'] : [])
           CacheStorage.prototype[name] = () => new Promise(() => {});",
    );
    // One that answers, and then never gives anything.
    starts_without_storage(
        &page,
        "for (const name of self.caches ? ['match', 'put', 'keys', 'delete'] : [])
           Cache.prototype[name] = () => new Promise(() => {});",
    );
    starts_without_storage(
        &page,
        "Object.defineProperty(self, 'caches', { configurable: true,
           get() { throw new DOMException('forbidden', 'SecurityError'); } });",
    );
}

/// Moves the square by a key, as a reader does.
const MOVE: &str = "
    const place = document.querySelector('#crop');
    place.dispatchEvent(new KeyboardEvent('keydown',
      { key: 'ArrowRight', shiftKey: true, bubbles: true, cancelable: true }));
    return place !== null;";

#[test]
fn a_decoder_that_died_silently_is_replaced_when_the_square_moves_and_when_a_file_is_opened() {
    let page = Visit {
        query: QUERY,
        before: inject::WATCH,
        ..Visit::default()
    }
    .open();
    page.map_of_sample("chelsea", "285");
    let pixels = page.network_pixels();
    let end = "e2e.current('decoder').terminate();";
    page.browser.run(end, json!([]));
    let started = Instant::now();
    assert_eq!(page.browser.run(MOVE, json!([])), true);
    page.wait_long(MENDED_WITHIN, "the pixels where the square is", |seen| {
        page.network_pixels() != pixels && seen.text("/map/state") == "ready"
    });
    println!("mended after {:.1} s", started.elapsed().as_secs_f32());
    for saying in said(&page) {
        let wrong = WRONG_BLAME
            .iter()
            .find(|blame| saying.words.contains(**blame));
        assert!(wrong.is_none(), "{saying:?}");
    }
    // Where the square was, the pixels are what they were: nothing was lost on the way.
    page.browser.run(&MOVE.replace("Right", "Left"), json!([]));
    page.wait("the pixels of before", |seen| {
        page.network_pixels() == pixels && seen.text("/map/state") == "ready"
    });
    page.browser.run(end, json!([]));
    page.choose_sample("coffee");
    page.wait_long(MENDED_WITHIN, "a map of coffee", |seen| {
        seen.has_map_of("967")
    });
}
