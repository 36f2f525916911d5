//! A reader's own checkpoint: dropped, named, kept, used after a reload, removed; bad ones refused.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gradoscope_e2e::checkpoint::drawn;
use gradoscope_e2e::page::{Page, Seen, Visit};
use gradoscope_e2e::{LONG_PATIENCE, fixture};
use serde_json::json;

/// Drops files, each a name and its bytes in base64, all at once.
const DROP: &str = "
    const data = new DataTransfer();
    for (const [name, text] of arguments[0]) {
      const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
      data.items.add(new File([bytes], name));
    }
    const how = { bubbles: true, cancelable: true, dataTransfer: data };
    document.body.dispatchEvent(new DragEvent('drop', how));";

pub fn drop_files(page: &Page, files: &[(&str, &[u8])]) {
    let files: Vec<_> = files
        .iter()
        .map(|(name, bytes)| json!([name, STANDARD.encode(bytes)]))
        .collect();
    page.browser.run(DROP, json!([files]));
}

pub fn text_of(page: &Page, selector: &str) -> String {
    let script = "return document.querySelector(arguments[0])?.textContent ?? '';";
    let found = page.browser.run(script, json!([selector]));
    found.as_str().unwrap_or_default().replace('\u{a0}', " ")
}

/// Waits for the map of the picture by a network whose best class has one of these names.
pub fn wait_for_names(page: &Page, names: [&str; 2]) -> Seen {
    page.wait_long(LONG_PATIENCE, "names", |seen| {
        let shown = text_of(page, "#top-1 .class-name");
        seen.is_ready() && names.contains(&shown.as_str())
    });
    // The names were looked at after the rest: what belongs to them comes with another look.
    page.wait_long(LONG_PATIENCE, "the map beside them", |seen| {
        seen.text("/scores") == "ready" && seen.text("/map/state") == "ready"
    })
}

#[test]
fn a_checkpoint_is_dropped_named_kept_used_after_a_reload_and_removed() {
    let mut page = Visit::at("?device=cpu").open();
    page.map_of_sample("chelsea", "285");
    drop_files(&page, &[("mine.safetensors", &drawn("squeezenet-1.1", 2))]);
    let seen = wait_for_names(&page, ["class 0", "class 1"]);
    let score = seen.top_score();
    assert!(seen.notices().is_empty(), "{seen}");
    let check = text_of(&page, "#self-check");
    assert!(check.contains("no independent reference"), "{check}");
    let words = text_of(&page, "#network-words");
    for part in ["SqueezeNet 1.1", "2 classes", "accuracy unknown"] {
        assert!(words.contains(part), "{words}");
    }
    assert_eq!(
        page.browser.run(
            "return document.querySelectorAll('#top-3 button').length;",
            json!([])
        ),
        0
    );

    drop_files(&page, &[("names.txt", b"cat\ndog\nbird\n")]);
    let seen = page.wait("a refusal", |seen| !seen.notices().is_empty());
    assert_eq!(seen.notices(), ["class-names-refused"], "{seen}");
    drop_files(&page, &[("names.txt", b"cat\ndog\n")]);
    wait_for_names(&page, ["cat", "dog"]);

    page.wait("the list of what is kept", |seen| {
        seen.text("/kept").contains("mine.safetensors") && seen.text("/kept").contains("2 classes")
    });
    let asked = page.site.log();
    assert!(
        !asked.iter().any(|a| a.path.contains("own/")),
        "nothing is sent"
    );

    page.reopen();
    page.map_of_sample("chelsea", "285");
    page.wait("its place in the list", |_| {
        text_of(&page, "#network").contains("mine.safetensors")
    });
    page.browser.click("#network option[data-option^=\"own-\"]");
    let seen = wait_for_names(&page, ["cat", "dog"]);
    assert_eq!(seen.top_score(), score);

    let buttons = "[...document.querySelectorAll('#kept li')].find((li) => li.textContent.includes('mine')).querySelector('button').click();";
    page.browser.run(buttons, json!([]));
    page.wait_long(LONG_PATIENCE, "the published network", |seen| {
        seen.is_ready() && seen.top_class() == "285"
    });
    page.wait("nothing of it left", |_| {
        let is_listed = text_of(&page, "#network").contains("mine");
        !is_listed && !page.stored().iter().any(|address| address.contains("own/"))
    });
}

#[test]
fn hostile_damaged_and_strange_checkpoints_are_refused_and_nothing_changes() {
    let page = Visit::at("?device=cpu").open();
    let before = page.map_of_sample("chelsea", "285").top_score();
    let hostile = fixture::checkpoint("hostile.zip.pth");
    let whole = drawn("squeezenet-1.1", 2);
    let strange = fixture::checkpoint("f32.zip.pth");
    let pointer = fixture::checkpoint("awkward/bad.pointer.safetensors");
    let module = fixture::checkpoint("whole-model.zip.pth");
    let bad: [(&str, &[u8], &str); 6] = [
        ("model.safetensors", &pointer, "pointer"),
        ("whole.pth.tar", &module, "model.state_dict()"),
        ("hostile.pth", &hostile, "run a program (posix.system)"),
        (
            "cut.safetensors",
            &whole[..whole.len() / 2],
            "did not arrive",
        ),
        ("strange.pt", &strange, "begin with a.weight"),
        (
            "notes.bin",
            b"not a checkpoint at all",
            "a text, not weights",
        ),
    ];
    for (name, bytes, word) in bad {
        drop_files(&page, &[(name, bytes)]);
        let seen = page.wait(&format!("the refusal of {name}"), |seen| {
            seen.notice("checkpoint-refused").contains(name)
        });
        let words = seen.notice("checkpoint-refused");
        assert!(words.contains(word), "{words}");
        println!("{words}");
        assert!(seen.is_ready() && seen.top_score() == before, "{seen}");
        assert!(seen.has_map_of("285"), "{seen}");
    }
    assert_eq!(page.stored().len(), 1);
    drop_files(&page, &[("names.txt", b"cat\n")]);
    page.wait("a word on it", |seen| {
        seen.notices().contains(&"class-names-without-checkpoint")
    });
}
