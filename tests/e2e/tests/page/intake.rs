//! What is dropped, pasted and looked for: files of every kind, things that are none, other names.

use gradoscope_e2e::LONG_PATIENCE;
use gradoscope_e2e::checkpoint::drawn;
use gradoscope_e2e::page::{Page, Visit};
use serde_json::json;

use super::checkpoints::{drop_files, text_of};

/// Drops, or pastes, texts by their types.
const WITHOUT_FILE: &str = "
    const data = new DataTransfer();
    for (const [type, text] of arguments[1]) data.setData(type, text);
    const how = { bubbles: true, cancelable: true, dataTransfer: data, clipboardData: data };
    const event = arguments[0] === 'paste' ? new ClipboardEvent('paste', how) : new DragEvent('drop', how);
    document.querySelector(arguments[2]).dispatchEvent(event);";

fn notice_after(page: &Page, what: &str, kind: &str, act: impl FnOnce()) -> String {
    act();
    let seen = page.wait(what, |seen| seen.notices().contains(&kind));
    seen.notice(kind).to_owned()
}

#[test]
fn what_is_dropped_pasted_and_looked_for_is_answered() {
    let page = Visit::at("?device=cpu").open();
    a_drop_or_a_paste_without_a_file_is_answered_in_words(&page);
    classes_answer_to_every_name_that_wordnet_has_for_them(&page);
    files_are_opened_as_what_they_are_and_the_others_are_named(&page);
}

fn a_drop_or_a_paste_without_a_file_is_answered_in_words(page: &Page) {
    page.ready();
    let url = "https://example.org/cat.jpg";
    let cases = [
        (
            "drop",
            json!([["text/uri-list", url], ["text/plain", url]]),
            "address",
        ),
        ("paste", json!([["text/plain", url]]), "address"),
        (
            "drop",
            json!([["text/plain", "the cat"]]),
            "text, not a file",
        ),
    ];
    for (how, data, word) in cases {
        page.browser.run(WITHOUT_FILE, json!([how, data, "body"]));
        page.wait(word, |seen| seen.notice("no-file").contains(word));
    }
    // What is pasted into a field is the field's.
    let before = page.look().notice("no-file").to_owned();
    page.map_of_sample("chelsea", "285");
    let args = json!(["paste", [["text/plain", url]], "#class-input"]);
    page.browser.run(WITHOUT_FILE, args);
    assert_eq!(page.look().notice("no-file"), before);
}

fn files_are_opened_as_what_they_are_and_the_others_are_named(page: &Page) {
    let words = notice_after(page, "a word on the paper", "files-of-no-kind", || {
        drop_files(page, &[("paper.pdf", b"%PDF-1.7"), ("nothing.png", b"")]);
    });
    assert!(words.contains("paper.pdf"), "{words}");
    assert!(page.look().notice("files-empty").contains("nothing.png"));
    // A checkpoint under no name of one, with its names in two encodings of which one is taken.
    let utf16: Vec<u8> = "tanche\r\ntibétain"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let network = drawn("squeezenet-1.1", 2);
    let files: [(&str, &[u8]); 3] = [
        ("epoch-3", &network),
        ("classes.names", &utf16),
        ("labels.json", b"[\"a\", \"b\"]"),
    ];
    drop_files(page, &files);
    page.wait_long(LONG_PATIENCE, "names of the classes", |seen| {
        seen.is_ready() && ["tanche", "tibétain"].contains(&&*text_of(page, "#top-1 .class-name"))
    });
    assert!(page.look().notice("files-left").contains("labels.json"));
    drop_files(page, &[("index.csv", b"index,label\n1,\"b, c\"\n0,a\n")]);
    page.wait("names of the table", |_| {
        ["a", "b, c"].contains(&&*text_of(page, "#top-1 .class-name"))
    });
}

fn classes_answer_to_every_name_that_wordnet_has_for_them(page: &Page) {
    for (query, class) in [
        ("tench, Tinca tinca", "0"),
        ("tabby cat", "281"),
        ("n02132136", "294"),
    ] {
        page.browser.click("#class-input");
        page.browser.type_into("#class-input", query);
        page.wait(&format!("an answer to {query}"), |_| {
            let first = "return document.querySelector('#class-list li')?.dataset.class ?? '';";
            page.browser.run(first, json!([])) == json!(class)
        });
        page.browser.press(&['\u{e00c}']);
    }
}
