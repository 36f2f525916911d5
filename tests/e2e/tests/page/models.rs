//! A network as an ONNX file: dropped with the names of its classes and with the file of its weights, used in every part,
//! its pictures made ready in another way, refused by name.

use std::fs;
use std::path::Path;

use gradoscope_e2e::LONG_PATIENCE;
use gradoscope_e2e::page::{Page, Visit};
use serde_json::json;

use crate::checkpoints::{drop_files, text_of, wait_for_names};

fn model(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/onnx");
    fs::read(folder.join(name)).expect("a fixture")
}

const THREE: [&str; 2] = ["cat", "dog"];

#[test]
fn a_model_in_two_files_is_dropped_with_its_names_and_goes_through_every_part() {
    let mut page = Visit::at("?device=cpu").open();
    page.map_of_sample("chelsea", "285");
    let (graph, data) = (model("joined-new.onnx"), model("joined-new.onnx.data"));
    drop_files(&page, &[("mine.onnx", &graph)]);
    let seen = page.wait("a refusal", |seen| !seen.notices().is_empty());
    let words = seen.notice("checkpoint-refused");
    assert!(words.contains("joined-new.onnx.data"), "{words}");

    let settings = br#"{"image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}"#;
    let files: [(&str, &[u8]); 4] = [
        ("mine.onnx", &graph),
        ("joined-new.onnx.data", &data),
        ("names.txt", b"cat\ndog\nbird\n"),
        ("preprocessor_config.json", settings),
    ];
    drop_files(&page, &files);
    let seen = page.wait_long(LONG_PATIENCE, "the names", |seen| {
        let best = text_of(&page, "#top-1 .class-name");
        let is_named = ["cat", "dog", "bird"].contains(&best.as_str());
        seen.is_ready() && is_named && chosen_preparation(&page) == "symmetric"
    });
    assert!(seen.notices().is_empty(), "{seen}");
    let words = text_of(&page, "#network-words");
    for part in ["mine.onnx", "ONNX model", "3 classes", "softmax"] {
        assert!(words.contains(part), "{words}");
    }
    let check = text_of(&page, "#self-check");
    assert!(check.contains("Self-check passed"), "{check}");

    every_way_is_tried_on_the_photographs(&page);
    another_preparation_gives_other_scores(&page);
    the_parts_work_with_it(&page);
    page.reopen();
    page.wait_long(LONG_PATIENCE, "what was kept", |seen| {
        seen.text("/kept").contains("mine.onnx") && seen.text("/kept").contains("3 classes")
    });
}

fn chosen_preparation(page: &Page) -> String {
    let chosen = "return document.querySelector('#preparation')?.value ?? '';";
    let found = page.browser.run(chosen, json!([]));
    found.as_str().unwrap_or_default().to_owned()
}

/// The row in use has the class of the page's own scores; the others are what other choices would give.
fn every_way_is_tried_on_the_photographs(page: &Page) {
    page.open_leaf("saliency-leaf-pictures");
    page.tap("#pictures-samples");
    page.wait_long(4 * LONG_PATIENCE, "the photographs", |_| {
        page.number("return Number(document.querySelector('#ways-try').disabled);") == 0.0
    });
    page.tap("#ways-try");
    page.wait_long(4 * LONG_PATIENCE, "every way", |_| {
        !text_of(page, "#ways-table tbody").is_empty()
    });
    let rows = page.rows("#ways-table");
    assert_eq!(rows.len(), gradoscope::spec::Preparation::ALL.len());
    let now: Vec<_> = rows
        .iter()
        .filter(|row| row.data("now") == "true")
        .collect();
    assert_eq!(now.len(), 1);
    assert_eq!(now[0].data("way"), chosen_preparation(page));
    let found =
        "return [...document.querySelectorAll('.of-pictures > li')].map((li) => li.dataset.class);";
    let found = page.browser.run(found, json!([]));
    let found = found.as_array().expect("classes");
    let cells = &now[0].cells[now[0].cells.len() - found.len()..];
    for (cell, class) in cells.iter().zip(found) {
        let class = class.as_str().expect("a class");
        assert!(cell.contains(&format!("({class})")), "{cell}: {class}");
    }
    let words = text_of(page, "#ways-words");
    assert!(words.contains("look for the row"), "{words}");
    gradoscope_e2e::shots::window(&page.browser, "ways");
}

fn another_preparation_gives_other_scores(page: &Page) {
    let before = text_of(page, "#scores");
    let choose = "const list = document.querySelector('#preparation');
        list.value = 'unit';
        list.dispatchEvent(new Event('change', { bubbles: true }));";
    page.browser.run(choose, json!([]));
    page.wait_long(LONG_PATIENCE, "other scores", |seen| {
        seen.is_ready()
            && seen.text("/scores") == "ready"
            && chosen_preparation(page) == "unit"
            && text_of(page, "#scores") != before
    });
    wait_for_names(page, THREE);
}

fn the_parts_work_with_it(page: &Page) {
    page.open_attack();
    page.start_attack();
    page.verdict();
    page.open_visual();
    page.visualise();
    page.visual_end();
}

#[test]
fn a_model_that_is_not_computed_here_is_refused_by_the_name_of_its_operation() {
    let page = Visit::at("?device=cpu&lang=fr").open();
    page.ready();
    let mut bytes = model("residual-new.onnx");
    let at = bytes.windows(4).rposition(|part| part == b"Relu");
    let at = at.expect("an operation");
    bytes[at..at + 4].copy_from_slice(b"Celu");
    drop_files(&page, &[("mine.onnx", &bytes)]);
    let seen = page.wait("a refusal", |seen| !seen.notices().is_empty());
    let words = seen.notice("checkpoint-refused");
    assert!(
        words.contains("Celu") && words.contains("opération"),
        "{words}"
    );
    bytes.truncate(bytes.len() / 2);
    drop_files(&page, &[("mine.onnx", &bytes)]);
    let seen = page.wait("another refusal", |seen| {
        seen.notice("checkpoint-refused").contains("abîmé")
    });
    assert_eq!(seen.notices(), ["checkpoint-refused"], "{seen}");
}
