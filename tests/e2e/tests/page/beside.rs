//! Maps side by side: several methods on one picture, and one method on several pictures.

use gradoscope_e2e::LONG_PATIENCE;
use gradoscope_e2e::files::{Folder, read_png};
use gradoscope_e2e::fixture::{Reference, picture};
use gradoscope_e2e::judge::Judge;
use gradoscope_e2e::page::{Page, Visit};
use serde_json::json;

const SIDE: usize = 224;
/// As WebDriver writes the key.
const HOME: char = '\u{e011}';
const METHODS: [&str; 3] = ["gradient", "guided-backpropagation", "grad-cam"];

fn chelsea() -> Page {
    let page = Visit::at("?device=cpu").open();
    page.map_of_sample("chelsea", "285");
    page
}

/// An attribute of the element that is found first, or its text.
fn read(page: &Page, selector: &str, what: &str) -> String {
    let script = "const found = document.querySelector(arguments[0]);
                  if (arguments[1] === 'text') return found?.textContent ?? '';
                  return found?.getAttribute(arguments[1]) ?? '';";
    let found = page.browser.run(script, json!([selector, what]));
    found.as_str().expect("a text").to_owned()
}

fn wait_for(page: &Page, series: &str, state: &str) {
    let place = format!("#{series}-state");
    page.wait_long(4 * LONG_PATIENCE, &format!("{series}: {state}"), |_| {
        read(page, &place, "data-state") == state
    });
}

/// Chelsea with the maps of three methods.
fn compared() -> Page {
    let page = chelsea();
    page.open_leaf("saliency-leaf-methods");
    for method in METHODS {
        page.tap(&format!("#methods-{method}"));
    }
    page.tap("#methods-draw");
    wait_for(&page, "methods", "done");
    page
}

/// Each canvas stands in the file as it is shown, left of the next one or above it.
fn all_are_in_the_file(page: &Page, button: &str, name: &str, canvases: &[String]) {
    let (found_name, file) = page.file_from(button);
    assert_eq!(found_name, name);
    let (width, height, found) = read_png(&file);
    let (width, height) = (width as usize, height as usize);
    for canvas in canvases {
        let shown = page.photo(canvas);
        let lies_at = |left: usize, top: usize| {
            let rows = shown.chunks_exact(SIDE * 3).enumerate();
            rows.map(|(y, row)| (((top + y) * width + left) * 3, row))
                .all(|(at, row)| found[at..at + SIDE * 3] == *row)
        };
        let is_there =
            (0..=height - SIDE).any(|top| (0..=width - SIDE).any(|left| lies_at(left, top)));
        assert!(is_there, "{canvas} is not in {name}");
    }
}

#[test]
fn the_maps_of_several_methods_are_of_one_picture_and_read_at_one_pixel() {
    let page = compared();
    assert_eq!(page.photo("#methods-picture"), page.network_pixels());
    // The gradient is the map of the bench.
    assert_eq!(page.photo("#methods-map-0"), page.photo("#saliency-map"));
    page.browser.run(
        "document.querySelector('#methods-probe').focus();",
        json!([]),
    );
    page.browser.press(&[HOME]);
    let rows = page.rows("#methods-readout table");
    let methods: Vec<&str> = rows.iter().map(|row| row.data("method")).collect();
    assert_eq!(methods, METHODS);
    let value: f32 = rows[0].data("value").parse().expect("a value");
    let reference = Reference::of("chelsea");
    let largest = reference.map.iter().copied().fold(0.0, f32::max);
    println!("the largest gradient: {value}, by the reference {largest}");
    assert!((value / largest - 1.0).abs() < 1e-2);
    assert_eq!(
        read(&page, "#probe-value", "data-value"),
        rows[0].data("value"),
        "the map of the bench is read at the same pixel"
    );
    // The largest values of each, on its own scale.
    assert_eq!(
        read(
            &page,
            "#saliency-leaf-methods [data-method=gradient]",
            "data-high"
        ),
        read(&page, "#colour-bar", "data-high")
    );
    let canvases = ["picture", "map-0", "map-1", "map-2"];
    let canvases = canvases.map(|canvas| format!("#methods-{canvas}"));
    let name = "gradoscope-chelsea-285-methods.png";
    all_are_in_the_file(&page, "#methods-save", name, &canvases);
    let (name, table) = page.file_from("#methods-csv");
    assert_eq!(name, "gradoscope-methods.csv");
    let table = String::from_utf8(table).expect("UTF-8");
    assert_eq!(
        table.trim_end().lines().count(),
        1 + METHODS.len(),
        "{table}"
    );
}

#[test]
fn methods_side_by_side_are_in_the_link_and_one_scale_is_one_for_each_unit() {
    let page = compared();
    page.tap("#methods-scale-one");
    page.wait("a scale for each unit", |_| {
        read(&page, "#methods-scale-words", "text").contains("One scale")
    });
    page.wait("the link", |_| {
        let hash = page.browser.run("return location.hash;", json!([]));
        let hash = hash.as_str().unwrap_or_default();
        METHODS
            .iter()
            .all(|method| hash.contains(&format!("~beside_{method}")))
            && hash.contains("~beside-scale_one~")
    });
    page.tap("#methods-keep");
    page.wait("an entry of the shelf", |_| {
        read(&page, "#shelf-name", "text").contains("(1)")
    });
}

#[test]
fn each_of_several_files_has_its_map_and_one_that_is_no_picture_its_sentence() {
    let page = chelsea();
    page.open_leaf("saliency-leaf-pictures");
    let folder = Folder::new();
    let files = [
        folder.file("first.png", &picture("rgb8.png")),
        folder.file("notes.txt", b"no picture at all"),
        folder.file("second.jpg", &picture("photo_444_q95.jpg")),
    ];
    let paths: Vec<&str> = files.iter().filter_map(|file| file.to_str()).collect();
    page.browser.type_into("#pictures-files", &paths.join("\n"));
    wait_for(&page, "pictures", "done");
    let place = |at: usize| format!(".of-pictures li:nth-child({})", at + 1);
    let states: Vec<String> = (0..3)
        .map(|at| read(&page, &place(at), "data-state"))
        .collect();
    assert_eq!(states, ["done", "failed", "done"]);
    let words = read(&page, &format!("{} .found", place(1)), "text");
    assert!(
        words.contains("notes.txt") && words.contains("not a picture"),
        "{words}"
    );
    let judge = Judge::new(&page.setup);
    for at in [0, 2] {
        let seen = page.photo(&format!("#pictures-seen-{at}"));
        let class = judge.class(&seen).to_string();
        assert_eq!(read(&page, &place(at), "data-class"), class);
    }
    // The picture of the page is what it was, and nothing is said of the files up there.
    let seen = page.look();
    assert_eq!(seen.top_class(), "285");
    assert_eq!(seen.notices(), Vec::<&str>::new());
}

#[test]
fn all_photographs_have_their_class_beside_the_true_one() {
    let page = chelsea();
    page.open_leaf("saliency-leaf-pictures");
    page.tap("#pictures-samples");
    wait_for(&page, "pictures", "done");
    let count = page.number("return document.querySelectorAll('.samples li').length;") as usize;
    let places = page.number("return document.querySelectorAll('.of-pictures li').length;");
    assert_eq!(places as usize, count);
    assert_eq!(
        read(&page, ".of-pictures li:nth-child(1)", "data-class"),
        "285"
    );
    let truths = "return document.querySelectorAll('.of-pictures li[data-truth=\"284\"]').length;";
    assert_eq!(page.number(truths), 1.0, "the Siamese cat");
    let judge = Judge::new(&page.setup);
    for at in 0..count {
        let seen = page.photo(&format!("#pictures-seen-{at}"));
        let place = format!(".of-pictures li:nth-child({})", at + 1);
        assert_eq!(
            read(&page, &place, "data-class"),
            judge.class(&seen).to_string()
        );
    }
    let canvases: Vec<String> = (0..count)
        .flat_map(|at| ["seen", "map"].map(|what| format!("#pictures-{what}-{at}")))
        .collect();
    let name = "gradoscope-gradient-pictures.png";
    all_are_in_the_file(&page, "#pictures-save", name, &canvases[..4]);
    let (_, table) = page.file_from("#pictures-csv");
    let table = String::from_utf8(table).expect("UTF-8");
    assert_eq!(table.trim_end().lines().count(), 1 + count, "{table}");
}
