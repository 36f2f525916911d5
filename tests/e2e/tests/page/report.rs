//! The report: made of answers and figures, read elsewhere, and given back by its file.

use gradoscope_e2e::page::{Page, Visit};
use gradoscope_e2e::{LONG_PATIENCE, shots};
use serde_json::{Value, json};

use super::accessibility::assert_clean_in_every_look;
use super::checkpoints::drop_files;
use super::course::{answer, go_to, open_thread, wait_for};

const HOSTILE: &str = "<b>edges</b> & <script>alert(1)</script>";
const FORMS: [(&str, &str); 4] = [
    ("html", "html"),
    ("notebook", "ipynb"),
    ("zip", "zip"),
    ("work", "json"),
];

/// Takes the newest result of the shelf as a figure of the question in view.
fn take_newest(page: &Page, caption: &str) -> (u32, u32, Vec<u8>) {
    page.tap("#course-shelf summary");
    wait_for(page, ".offered");
    page.tap(".offered");
    wait_for(page, "#course-chosen canvas");
    page.browser.type_into("#course-chosen .caption", caption);
    page.pixels("#course-chosen canvas")
}

pub(super) fn open_report(page: &Page) {
    page.tap("#course-report summary");
    wait_for(page, "#report-state[data-state=ready]");
}

/// A map, an attack and a visualisation, each in an answer.
fn three_answers(page: &Page) -> [(u32, u32, Vec<u8>); 3] {
    page.map_of_sample("chelsea", "285");
    open_thread(page);
    go_to(page, 1);
    page.tap("#map-keep");
    page.wait("a map on the shelf", |seen| {
        seen.text("/shelf/count") == "1"
    });
    let map = take_newest(page, "the <cat>");
    answer(page, HOSTILE);
    go_to(page, 5);
    page.tap(".set-ups a");
    page.wait("what the link sets up", |_| {
        let eta =
            "return ['0.5', '0,5'].includes(document.querySelector('#param-eta')?.value) ? 1 : 0;";
        page.number(eta) == 1.0
    });
    page.start_attack();
    page.verdict();
    let attack = take_newest(page, "");
    answer(page, "Twelve iterations.");
    go_to(page, 8);
    page.tap(".set-ups a");
    page.wait("the third part", |_| {
        page.number("return document.querySelector('#visual-begin')?.disabled === false ? 1 : 0;")
            == 1.0
    });
    page.set("#visual-iterations", "6");
    page.visualise();
    let visual = take_newest(page, "a dream");
    answer(page, "Legs.\n\nMore legs.");
    [map, attack, visual]
}

/// The page as a stranger sees it who gets the file.
fn given_back(page: &Page, name: &str, file: &[u8], figures: &[(u32, u32, Vec<u8>); 3]) {
    drop_files(page, &[(name, file)]);
    wait_for(page, "#course-restored[data-state=done]");
    let words = page.words("#course-restored p");
    assert!(words.contains("(answers: 3, figures: 3)"), "{words}");
    assert_eq!(page.words("#course-progress"), "3 of 11 answered");
    for (question, figure) in [1, 5, 8].into_iter().zip(figures) {
        go_to(page, question);
        wait_for(page, "#course-chosen canvas");
        assert!(
            page.pixels("#course-chosen canvas") == *figure,
            "{question}"
        );
    }
    go_to(page, 1);
    let text = "return document.querySelector('#course-answer').value;";
    assert_eq!(page.browser.run(text, json!([])), HOSTILE);
}

#[test]
fn a_report_is_made_in_every_form_and_each_gives_the_work_back_in_any_browser() {
    let page = Visit::at("?device=cpu").open();
    let figures = three_answers(&page);
    page.tap("#course-report summary");
    page.browser.type_into("#report-name", "Ada <L>");
    page.tap("#report-arrays");
    wait_for(&page, "#report-state[data-state=ready]");
    let sizes =
        "return [...document.querySelectorAll('.report-forms .hint')].map((e) => e.textContent);";
    page.wait("the sizes", |_| {
        let sizes = page.browser.run(sizes, json!([]));
        let sizes: Vec<String> = serde_json::from_value(sizes).expect("texts");
        sizes.len() == 4
            && sizes
                .iter()
                .all(|size| size.contains("kB") || size.contains("MB"))
    });
    shots::window(&page.browser, "report");
    let files = FORMS.map(|(form, ending)| {
        let (name, file) = page.file_from(&format!("#report-{form}"));
        assert!(
            name.starts_with("report-") && name.ends_with(&format!("-Ada-L.{ending}")),
            "{name}"
        );
        shots::file(&name, &file);
        (name, file)
    });
    let html = String::from_utf8(files[0].1.clone()).expect("text");
    for words in [
        "Ada &lt;L&gt;",
        "3 of 11",
        "&lt;b&gt;edges&lt;/b&gt; &amp; &lt;script&gt;",
        "Figure 1.1.",
        "the &lt;cat&gt;",
        "Attack: Egyptian cat (285) → stingray (6)",
        "#g1~part_adversarial",
        "a dream",
        "<p>More legs.</p>",
    ] {
        assert!(html.contains(words), "{words}");
    }
    let notebook: Value = serde_json::from_slice(&files[1].1).expect("JSON");
    assert_eq!(notebook["nbformat"], 4);
    for (name, file) in &files {
        page.visit_as_stranger("?device=cpu");
        page.ready();
        given_back(&page, name, file, &figures);
    }
    // The same once more changes nothing and asks nothing; another answer is asked about.
    drop_files(&page, &[("again.html", &files[0].1)]);
    wait_for(&page, "#course-restored[data-state=done]");
    answer(&page, "otherwise");
    drop_files(&page, &[("again.html", &files[0].1)]);
    wait_for(&page, "#course-restored[data-state=differs]");
    page.tap("#restore-mine");
    wait_for(&page, "#course-restored[data-state=done]");
    let text = "return document.querySelector('#course-answer').value;";
    assert_eq!(
        page.browser.run(text, json!([])),
        format!("{HOSTILE}otherwise")
    );
    drop_files(&page, &[("again.html", &files[0].1)]);
    wait_for(&page, "#course-restored[data-state=differs]");
    page.tap("#restore-theirs");
    page.wait("their answer", |_| {
        page.browser.run(text, json!([])) == HOSTILE
    });
}

#[test]
fn a_file_that_gives_nothing_back_is_named_with_its_reason_and_nothing_is_lost() {
    let page = Visit::at("?device=cpu").open();
    page.map_of_sample("chelsea", "285");
    open_thread(&page);
    go_to(&page, 1);
    answer(&page, "mine");
    open_report(&page);
    let (_, work) = page.file_from("#report-work");
    let other = String::from_utf8(work.clone()).expect("text");
    let other = other.replacen("\"course\":\"", "\"course\":\"other-", 1);
    let cases: [(&str, &[u8], &str); 5] = [
        (
            "mine.html",
            b"<!doctype html><p>mine",
            "is no report of this page",
        ),
        (
            "mine.ipynb",
            b"{\"cells\": []}",
            "is no report of this page",
        ),
        (
            "work.json",
            &work[..work.len() / 2],
            "a part of it is missing",
        ),
        ("other.json", other.as_bytes(), "of another course (other-"),
        (
            "new.json",
            b"{\"schema\":\"gradoscope-report/7\"}",
            "a newer version",
        ),
    ];
    for (name, file, words) in cases {
        drop_files(&page, &[(name, file)]);
        page.wait_long(LONG_PATIENCE, words, |_| {
            let said = page.words("#course-restored p");
            said.contains(name) && said.contains(words)
        });
        assert_eq!(page.words("#course-progress"), "1 of 11 answered");
    }
    page.browser.click("#lang-switch");
    page.wait("French", |_| {
        page.words("#course-restored p")
            .contains("version plus récente")
    });
}

#[test]
fn axe_finds_nothing_in_the_report_nor_beside_it() {
    let page = Visit::at("?device=cpu&lang=fr").open();
    three_answers(&page);
    open_report(&page);
    assert_clean_in_every_look(&page, "report-fr");
    page.browser.look_like(shots::WIDE, "light");
    let (_, html) = page.file_from("#report-html");
    let file = page.profile.file("report.html", &html);
    page.browser.go(&format!("file://{}", file.display()));
    assert_clean_in_every_look(&page, "report-page-fr");
    let asked = "return performance.getEntriesByType('resource').length;";
    assert_eq!(page.number(asked), 0.0, "the report fetches something");
}
