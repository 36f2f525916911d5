//! Work that falls into independent images, done by several engines: the same numbers, whatever becomes of them.

use gradoscope_e2e::page::{Page, Visit};
use gradoscope_e2e::{LONG_PATIENCE, inject};
use serde_json::json;

/// Tells the page of every worker that a worker starts.
const COUNT: &str = "
    const Native = self.Worker;
    if (Native && self.postMessage) {
      self.Worker = class extends Native {
        constructor(...all) {
          super(...all);
          room.postMessage('helper');
          whatever(this);
        }
      };
    }
    const whatever = (worker) => {};";

/// The same, and ends each in the middle of its work.
const AND_LOSE: &str = "
    let words = 0;
    whatever = (worker) => worker.addEventListener('message', () => {
      words += 1;
      if (words !== 4) return;
      worker.terminate();
      room.postMessage('lost');
      worker.dispatchEvent(new ErrorEvent('error', { message: 'out of memory', cancelable: true }));
    });";

fn chelsea(query: &str, script: &str) -> Page {
    let before = inject::in_workers(script);
    let page = Visit {
        query,
        before: &before,
        ..Visit::default()
    }
    .open();
    page.map_of_sample("chelsea", "285");
    page
}

/// Where nothing of the page's workers is overheard.
fn as_it_is(query: &str) -> Page {
    let page = Visit::at(query).open();
    page.map_of_sample("chelsea", "285");
    page
}

/// The numbers of the map of 24 noisy copies, as the page saves them.
fn smooth_grad(page: &Page) -> Vec<u8> {
    page.browser.click("#method option[value=smooth-grad]");
    page.set("#method-copies", "24");
    page.wait_long(LONG_PATIENCE, "a map of all copies", |seen| {
        seen.text("/map/state") == "ready" && page.words("#map-facts").contains("of 24 copies")
    });
    page.file_from("#map-numbers").1
}

/// What a comparison found, but for how long it took.
fn comparison(page: &Page) -> Vec<Vec<String>> {
    page.open_attack();
    page.set("#compare-gradients", "4");
    page.browser.click("#compare");
    page.wait_long(2 * LONG_PATIENCE, "the comparison", |seen| {
        seen.text("/attack/comparison") == "done"
    });
    let told = [
        "attack",
        "reached",
        "verified",
        "reachedAt",
        "verifiedAt",
        "l2",
        "linf",
    ];
    let rows = page.rows("#comparison");
    assert_eq!(rows.len(), 7, "{rows:?}");
    let row = |row: &gradoscope_e2e::attack::Row| {
        let data = told.iter().map(|name| row.data(name).to_owned());
        data.chain(
            row.cells
                .iter()
                .filter(|cell| !cell.ends_with('s'))
                .cloned(),
        )
        .collect()
    };
    rows.iter().map(row).collect()
}

/// The pictures of a sheet of four cells.
fn sheet(page: &Page) -> Vec<Vec<u8>> {
    page.open_visual();
    page.set("#visual-iterations", "3");
    page.set_sheet("366 130", "0 10");
    let seen = page.fill_sheet();
    assert_eq!(seen.cells(), ["done"; 4], "{seen}");
    let canvas = |at: usize| page.photo(&format!("#cell-{at} canvas"));
    (0..4).map(canvas).collect()
}

fn heard(page: &Page, word: &str) -> usize {
    page.heard().iter().filter(|said| *said == word).count()
}

#[test]
fn how_many_engines_there_are_changes_no_number_and_no_pixel_in_any_browser() {
    let found = ["?device=cpu&engines=1", "?device=cpu&engines=3"].map(|query| {
        let page = as_it_is(query);
        let found = (smooth_grad(&page), sheet(&page));
        assert!(page.look().notices().is_empty(), "{}", page.look());
        found
    });
    assert!(found[0] == found[1]);
}

#[test]
fn several_engines_find_what_one_finds_to_the_bit_and_none_is_started_for_one_map() {
    let one = chelsea("?device=cpu&engines=1", COUNT);
    let expected = (smooth_grad(&one), comparison(&one), sheet(&one));
    assert_eq!(heard(&one, "helper"), 0);
    drop(one);

    let three = chelsea("?device=cpu&engines=3", COUNT);
    assert_eq!(heard(&three, "helper"), 0, "for one map");
    assert!(smooth_grad(&three) == expected.0, "another map");
    assert_eq!(heard(&three, "helper"), 2);
    assert_eq!(comparison(&three), expected.1);
    assert!(sheet(&three) == expected.2, "other pictures");
    assert_eq!(three.browser.console(), Vec::<String>::new());
    assert!(three.look().notices().is_empty(), "{}", three.look());
}

#[test]
fn an_engine_that_is_lost_at_the_others_work_changes_nothing() {
    let one = chelsea("?device=cpu&engines=1", COUNT);
    let expected = (smooth_grad(&one), sheet(&one));
    drop(one);

    let script = format!(
        "{}\n{AND_LOSE}",
        COUNT.replace("const whatever", "let whatever")
    );
    let page = chelsea("?device=cpu&engines=2", &script);
    assert!(smooth_grad(&page) == expected.0, "another map");
    assert_eq!(heard(&page, "lost"), 1);
    assert!(sheet(&page) == expected.1, "other pictures");
    assert_eq!(heard(&page, "helper"), 2, "another one came");
    assert!(page.look().notices().is_empty(), "{}", page.look());
}

#[test]
fn where_a_worker_cannot_start_others_one_engine_does_it_all() {
    let page = chelsea("?device=cpu&engines=6", "self.Worker = undefined;");
    let alone = smooth_grad(&page);
    assert!(!alone.is_empty());
    assert_eq!(sheet(&page).len(), 4);
    assert!(page.look().notices().is_empty(), "{}", page.look());
    assert_eq!(page.browser.console(), Vec::<String>::new());
}

#[test]
fn a_comparison_by_several_engines_is_cancelled_at_once_and_begun_again() {
    let page = chelsea("?device=cpu&engines=2", COUNT);
    page.open_attack();
    page.set("#compare-gradients", "400");
    page.browser.click("#compare");
    page.wait_long(LONG_PATIENCE, "two at it", |_| heard(&page, "helper") == 1);
    let took = page.cancelled_after("#compare-cancel");
    println!("cancelled after {took:.0} ms");
    assert!(took <= gradoscope_e2e::MOST_CANCEL_MS, "{took} ms");
    let rows = comparison(&page);
    assert_eq!(rows.len(), 7);
    let errors = page.browser.run("return e2e.errors ?? [];", json!([]));
    assert_eq!(errors, json!([]));
}
