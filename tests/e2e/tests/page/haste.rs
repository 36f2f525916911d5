//! A reader in a hurry: the last choice wins.

use gradoscope_e2e::page::{Page, Seen, Visit};
use serde_json::json;

#[test]
fn the_last_choice_wins() {
    let page = Visit::default().open();
    a_double_click_opens_a_sample_once(&page);
    the_last_of_many_samples_wins(&page);
    the_last_of_many_classes_wins(&page);
    a_cancelled_map_leaves_the_old_one_and_an_engine_that_works(&page);
}

/// How many files of photographs have arrived.
const ARRIVED: &str = "
    return performance.getEntriesByType('resource')
      .filter(({ name }) => /samples\\/[^/]+\\.(png|jpg)$/.test(name)).length;";

fn the_last_of_many_samples_wins(page: &Page) {
    page.map_of_sample("chelsea", "285");
    let before = page.number(ARRIVED);
    // Large ones first: their bytes arrive after those of the last.
    page.browser.run(
        "for (const id of ['astronaut', 'astronaut', 'deep-field', 'deep-field', 'coins', 'coins',
                           'coffee', 'coffee', 'rocket', 'rocket'])
           document.querySelector(`#sample-${id}`).click();",
        json!([]),
    );
    let is_of_rocket = |seen: &Seen| {
        seen.text("/name") == "Launch of a Falcon 9"
            && seen.text("/map/state") == "ready"
            && seen.text("/map/class") == seen.top_class()
            && page.pressed() == ["sample-rocket"]
    };
    let expected = page.wait("a map of the rocket", is_of_rocket);
    assert!(expected.notices().is_empty(), "{expected}");
    // Every file has arrived, wanted or not: ten clicks.
    page.wait("the end of every transfer", |_| {
        page.number(ARRIVED) >= before + 10.0
    });
    page.wait_for_quiet();
    let seen = page.wait("the same map", is_of_rocket);
    assert!(seen.notices().is_empty(), "{seen}");
    assert_eq!(seen.top_class(), expected.top_class(), "{seen}");
}

fn a_double_click_opens_a_sample_once(page: &Page) {
    page.ready();
    page.wait("the samples", |seen| seen.has_samples());
    page.browser.double_click("#sample-coffee");
    let seen = page.wait("a map of coffee", |seen| seen.has_map_of("967"));
    assert!(seen.notices().is_empty(), "{seen}");
}

fn the_last_of_many_classes_wins(page: &Page) {
    let seen = page.map_of_sample("chelsea", "285");
    let last = seen.text("/top/3/class").to_owned();
    page.browser.run(
        "for (const rank of [2, 2, 3, 5, 1, 2, 4, 5, 4, 4])
           document.querySelector(`#top-${rank} button`).click();",
        json!([]),
    );
    let seen = page.wait("a map of the last class", |seen| seen.has_map_of(&last));
    assert!(seen.notices().is_empty(), "{seen}");
    page.wait_for_quiet();
    let seen = page.look();
    assert!(seen.has_map_of(&last), "{seen}");
    assert!(seen.notices().is_empty(), "{seen}");
}

fn a_cancelled_map_leaves_the_old_one_and_an_engine_that_works(page: &Page) {
    page.map_of_sample("chelsea", "285");
    page.browser.run(
        "document.querySelector('#top-2 button').click(); document.querySelector('#cancel').click();",
        json!([]),
    );
    let seen = page.wait("calm", |seen| {
        seen.text("/map/state") == "ready" && seen.is_ready()
    });
    assert!(seen.notices().is_empty(), "{seen}");
    let third = seen.text("/top/2/class").to_owned();
    page.browser.click("#top-3 button");
    page.wait("a map of the third class", |seen| seen.has_map_of(&third));
}
