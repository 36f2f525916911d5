//! A browser's translator, which puts texts of its own in the place of the page's.

use gradoscope::labels;
use gradoscope::spec::{ClassId, Lang};
use gradoscope_e2e::page::{Page, Visit};
use serde_json::json;

const TRANSLATE: &str = include_str!("../../src/inject/translate.js");

/// The name and the class of the best row.
fn best(page: &Page) -> (String, u16) {
    let row = "const row = document.querySelector('#top-1');
        return [row.querySelector('th').textContent.trim(), Number(row.dataset.class)];";
    let row = page.browser.run(row, json!([]));
    let name = row[0].as_str().expect("a name").to_owned();
    (name, row[1].as_u64().expect("a class") as u16)
}

#[test]
fn a_translated_page_never_shows_old_words_beside_new_ones() {
    let page = Visit::at("?device=cpu").open();
    page.map_of_sample("chelsea", "285");
    let asks = "return [document.documentElement.translate, document.documentElement.lang];";
    assert_eq!(page.browser.run(asks, json!([])), json!([false, "en"]));
    page.browser.run(TRANSLATE, json!([]));
    page.map_of_sample("coffee", "967");
    page.wait_for_quiet();
    for lang in [Lang::En, Lang::Fr] {
        let (name, class) = best(&page);
        assert_eq!(class, 967);
        assert_eq!(Some(name.as_str()), labels::name(ClassId(class), lang));
        page.browser.click("#lang-switch");
    }
    assert_eq!(page.browser.run(asks, json!([])), json!([false, "en"]));
    page.open_attack();
    // So small, and so far, that it does not end while the test looks on.
    page.aim_at("stingray", "stingray (6)");
    page.set("#param-eta", "0.01");
    page.start_attack();
    page.iteration_from(3);
    let first = page.look().text("/attack/progress").to_owned();
    page.wait("other words", |seen| seen.text("/attack/progress") != first);
    page.browser.click("#attack-cancel");
}
