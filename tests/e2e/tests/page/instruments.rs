//! Maps put to the test: other weights, pixels that go and come, the object that a map leads to.

use std::collections::BTreeMap;

use gradoscope_e2e::LONG_PATIENCE;
use gradoscope_e2e::browser::key;
use gradoscope_e2e::files::{Folder, png_of_colour, read_png};
use gradoscope_e2e::page::{Page, Visit};
use gradoscope_e2e::site::Answered;
use gradoscope_e2e::{inject, shots};
use serde_json::{Value, json};

use super::accessibility::assert_clean_in_every_look;
use super::checkpoints::drop_files;
use super::keeping::{UPDATED, is_back, offer_a_reload};

fn chelsea() -> Page {
    let page = Visit::at("?device=cpu").open();
    page.map_of_sample("chelsea", "285");
    page
}

/// Mid-grey, and a class whose score the last rectifier cuts off there: tests/fixtures/attack/dead.tsv.
fn a_class_without_a_gradient(page: &Page) {
    let folder = Folder::new();
    page.open_file(&folder.file("grey.png", &png_of_colour((224, 224), [128; 3])));
    page.wait("a map of it", |seen| {
        seen.text("/name") == "grey.png" && seen.text("/map/state") == "ready"
    });
    page.browser.click("#class-input");
    page.browser
        .type_into("#class-input", &format!("467{}", key::ENTER));
    page.wait("its map", |seen| seen.has_map_of("467"));
}

/// Opens a leaf and waits for the code of its test.
fn open_test(page: &Page, leaf: &str, test: &str) {
    page.open_leaf(&format!("saliency-leaf-{leaf}"));
    let script = format!("return document.querySelectorAll('#{test}-start').length;");
    page.wait("the test", |_| page.number(&script) == 1.0);
}

/// Presses the button of a test and waits until it is done.
fn finish(page: &Page, test: &str) {
    page.tap(&format!("#{test}-start"));
    wait_for(page, test, "done");
}

/// What a script finds, as a text.
fn found(page: &Page, script: &str) -> String {
    let found = page
        .browser
        .run(&format!("return String({script});"), json!([]));
    found.as_str().unwrap_or_default().to_owned()
}

fn expect(page: &Page, script: &str, wanted: &str) {
    page.wait(&format!("{wanted} from {script}"), |_| {
        found(page, script) == wanted
    });
}

/// Rows of a CSV file, each a value for each name of its header; no cell of these is quoted.
fn csv(page: &Page, button: &str) -> Vec<BTreeMap<String, String>> {
    let (name, file) = page.file_from(button);
    let stem = button.trim_start_matches('#').trim_end_matches("-csv");
    assert_eq!(name, format!("gradoscope-{stem}.csv"));
    let text = String::from_utf8(file).expect("UTF-8");
    let mut lines = text.trim_end().split("\r\n");
    let header: Vec<&str> = lines.next().expect("a header").split(',').collect();
    lines
        .map(|line| {
            let cells = line.split(',').map(str::to_owned);
            let row: BTreeMap<String, String> = header
                .iter()
                .map(|name| (*name).to_owned())
                .zip(cells)
                .collect();
            row
        })
        .collect()
}

/// Whether a figure of the page is this number, rounded.
fn is_shown_as(value: f64, cell: &str) -> bool {
    let shown: f64 = cell.replace('\u{2212}', "-").parse().expect("a number");
    let digits = cell.split_once('.').map_or(0, |(_, digits)| digits.len());
    (value - shown).abs() <= 0.5001 * 0.1_f64.powi(digits as i32)
}

/// The number in a column of the first row that `is` the one.
fn number(rows: &[BTreeMap<String, String>], is: &[(&str, &str)], column: &str) -> f64 {
    let row = rows
        .iter()
        .find(|row| is.iter().all(|(name, value)| row[*name] == **value));
    let row = row.unwrap_or_else(|| panic!("no {is:?} in {rows:#?}"));
    row[column]
        .parse()
        .unwrap_or_else(|_| panic!("{column}: {row:#?}"))
}

fn wait_for(page: &Page, test: &str, state: &str) {
    let script = format!("return document.querySelector('#{test}-state').dataset.state;");
    page.wait_long(4 * LONG_PATIENCE, &format!("{test}: {state}"), |_| {
        page.browser.run(&script, json!([])) == state
    });
}

fn slide(page: &Page, place: &str) {
    page.browser
        .run("document.querySelector('#sanity-at').focus();", json!([]));
    page.browser.press(&[if place == "first" {
        key::HOME
    } else {
        key::END
    }]);
}

#[test]
fn layers_lose_their_weights_one_by_one_and_two_methods_are_compared() {
    let page = chelsea();
    open_test(&page, "sanity", "sanity");
    page.browser.click("#sanity-start");
    wait_for(&page, "sanity", "done");
    let first = page.photo("#sanity-first");
    assert!(first == page.photo("#saliency-map"), "the map of the bench");
    assert!(page.photo("#sanity-map") != first, "by a random network");
    let words = page.words("#sanity-words");
    assert!(
        words.starts_with("New weights from the scores down to conv1"),
        "{words}"
    );
    slide(&page, "first");
    page.wait("the first map", |_| page.photo("#sanity-map") == first);
    let words = page.words("#sanity-words");
    assert!(words.contains("57.5%"), "{words}");
    // What it is like itself: every measure of the trained network's map is 1.
    let rows = page.rows("#sanity-table");
    let own = &rows[0];
    assert_eq!(own.data("method"), "gradient");
    assert!(own.cells[1..6].iter().all(|cell| cell == "1.00"), "{own:?}");
    let controls: Vec<&str> = rows[1..].iter().map(|row| row.data("control")).collect();
    assert_eq!(controls, ["edges", "random", "centre"]);
    slide(&page, "last");
    page.wait("the last map", |_| {
        page.words("#sanity-words")
            .starts_with("New weights from the scores down to conv1")
    });
    let random = page.rows("#sanity-table")[0].cells.clone();
    let signed: f64 = random[2].parse().expect("a correlation");
    assert!(signed < 0.9, "{random:?}");

    page.browser.click("#method option[value=grad-cam]");
    page.wait("its map", |seen| seen.has_map_of("285"));
    page.browser.click("#sanity-start");
    wait_for(&page, "sanity", "done");
    let methods: Vec<String> = page
        .rows("#sanity-table")
        .iter()
        .filter(|row| !row.data("method").is_empty())
        .map(|row| row.data("method").to_owned())
        .collect();
    assert_eq!(methods, ["gradient", "grad-cam"]);
    let legend = page.words("#sanity-chart .legend");
    for name in ["Gradient", "Grad-CAM", "(control)"] {
        assert!(legend.contains(name), "{legend}");
    }
    page.browser.click("#sanity-measure option[value='3']");
    page.wait("what it hides", |_| {
        page.words("#sanity-hides")
            .contains("divided by its largest value")
    });
    shots::whole(&page.browser, "sanity");
    assert_clean_in_every_look(&page, "sanity");
}

#[test]
fn pixels_go_and_come_and_a_long_run_is_stopped_without_loss() {
    let page = chelsea();
    open_test(&page, "faithful", "faithful");
    page.browser.click("#faithful-start");
    wait_for(&page, "faithful", "done");
    let rows = page.rows("#faithful-table");
    let methods: Vec<&str> = rows.iter().map(|row| row.data("method")).collect();
    assert_eq!(methods, ["gradient", "edges", "random", "centre"]);
    for row in &rows {
        for cell in &row.cells[1..3] {
            let area: f64 = cell.parse().expect("an area");
            assert!(area > 0.0 && area < 1.0, "{row:?}");
        }
    }
    // Read at its ends: the whole picture, and nothing of it.
    for (chart, key, expected) in [
        ("#faithful-deletion", key::HOME, "0.575"),
        ("#faithful-insertion", key::END, "0.575"),
    ] {
        let focus = format!("document.querySelector('{chart} .reader').focus();");
        page.browser.run(&focus, json!([]));
        page.browser.press(&[key]);
        page.wait("the reading", |_| {
            page.words(&format!("{chart}-reading")).contains(expected)
        });
    }
    shots::whole(&page.browser, "faithful");
    page.browser.click("#faithful-protocol option[value='1']");
    page.browser.click("#faithful-start");
    wait_for(&page, "faithful", "running");
    page.browser.click("#faithful-cancel");
    wait_for(&page, "faithful", "cancelled");
    page.map_of_sample("coffee", "967");
    assert!(page.look().notices().is_empty());
    assert_clean_in_every_look(&page, "faithful");
}

/// `rows A to B, columns C to D`, as it is said of the object.
fn said_box(words: &str) -> [u32; 4] {
    let at = words.find("rows ").expect("a box");
    let numbers: Vec<u32> = words[at..]
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|word| word.parse().ok())
        .take(4)
        .collect();
    let [top, bottom, left, right] = numbers[..] else {
        panic!("{words}");
    };
    [top, left, bottom + 1, right + 1]
}

#[test]
fn an_object_is_found_saved_and_held_against_a_box_that_keys_draw() {
    let page = chelsea();
    open_test(&page, "object", "object");
    page.browser.click("#object-start");
    wait_for(&page, "object", "done");
    let words = page.words("#object-words");
    println!("{words}");
    let found = said_box(&words);
    let (name, file) = page.file_from("#object-save");
    assert!(name.ends_with("-285-mask.png"), "{name}");
    let (width, height, mask) = read_png(&file);
    assert_eq!((width, height), (224, 224));
    let of_object: Vec<(u32, u32)> = (0..224 * 224)
        .filter(|at| mask[3 * *at as usize] == 255)
        .map(|at| (at / 224, at % 224))
        .collect();
    let ends = |pick: fn(&(u32, u32)) -> u32| {
        let all = of_object.iter().map(pick);
        (
            all.clone().min().expect("pixels"),
            all.max().expect("pixels") + 1,
        )
    };
    let ((top, bottom), (left, right)) = (ends(|at| at.0), ends(|at| at.1));
    assert_eq!(found, [top, left, bottom, right], "{words}");

    let drawn = [20, 30, 200, 210];
    for (id, value) in [
        ("#box-bottom", drawn[2] - 1),
        ("#box-top", drawn[0]),
        ("#box-right", drawn[3] - 1),
        ("#box-left", drawn[1]),
    ] {
        page.set(id, &value.to_string());
    }
    let area = |b: [u32; 4]| f64::from(b[2].saturating_sub(b[0]) * b[3].saturating_sub(b[1]));
    let shared = area([
        found[0].max(drawn[0]),
        found[1].max(drawn[1]),
        found[2].min(drawn[2]),
        found[3].min(drawn[3]),
    ]);
    let share = 100.0 * shared / (area(found) + area(drawn) - shared);
    let said = format!("{share:.1}%");
    page.wait(&format!("an agreement of {said}"), |_| {
        let words = page.words("#object-words");
        words.contains("Intersection over union") && words.contains(&said)
    });
    shots::whole(&page.browser, "object");
    // The maps are asked whether they look into the box.
    open_test(&page, "faithful", "faithful");
    page.browser.click("#faithful-start");
    wait_for(&page, "faithful", "done");
    let row = &page.rows("#faithful-table")[0];
    assert!(row.cells[7].ends_with('%'), "{row:?}");
    page.open_leaf("saliency-leaf-object");
    assert_clean_in_every_look(&page, "object");

    // A class whose score is cut off: its map chooses nothing.
    a_class_without_a_gradient(&page);
    page.browser.click("#object-start");
    wait_for(&page, "object", "failed");
    let words = page.words("#object-state");
    assert!(words.contains("Choose another class"), "{words}");
}

#[test]
fn a_gradient_is_proved_at_a_pixel_and_what_ails_it_is_said_with_a_way_out() {
    let page = chelsea();
    open_test(&page, "doctor", "proof");
    let troubles = |page: &Page| -> Vec<String> {
        let script = "return [...document.querySelectorAll('#doctor-findings [data-trouble=true]')]
                        .map((li) => li.dataset.finding);";
        serde_json::from_value(page.browser.run(script, json!([]))).expect("their ids")
    };
    assert_eq!(troubles(&page), Vec::<String>::new());
    page.browser.click("#proof-start");
    wait_for(&page, "proof", "done");
    let rows = page.rows("#proof-table");
    assert_eq!(rows.len(), 3, "{rows:?}");
    let read = |at: usize, name: &str| -> f64 { rows[at].data(name).parse().expect("a number") };
    let largest = (0..3)
        .map(|at| read(at, "gradient").abs())
        .fold(0.0, f64::max);
    let map = gradoscope_e2e::fixture::Reference::of("chelsea").map;
    let strongest = f64::from(map.iter().copied().fold(0.0, f32::max));
    assert!(
        (largest / strongest - 1.0).abs() < 1e-3,
        "{largest} {strongest}"
    );
    for at in 0..3 {
        let (gradient, quotient) = (read(at, "gradient"), read(at, "quotient"));
        println!("{gradient} {quotient}");
        assert!((gradient - quotient).abs() < 0.1 * largest, "{rows:?}");
    }
    shots::whole(&page.browser, "doctor");
    assert_clean_in_every_look(&page, "doctor");

    a_class_without_a_gradient(&page);
    page.wait("what ails it", |_| {
        troubles(&page).starts_with(&["dead".to_owned(), "zero".to_owned()])
    });
    page.browser.click("#doctor-dead");
    page.wait("a class that has a gradient", |_| {
        !troubles(&page).contains(&"dead".to_owned())
    });
}

const MAP: &str = "g1~part_saliency~net_squeezenet-1.1~img_chelsea~crop_75-0-300~method_gradient~class_285~reduction_max-abs~colours_hot~scale_linear~view_alone~opacity_0.6";
const LEAF: &str = "document.querySelector('#saliency .leaf:not([hidden])').id";
const FOCUS: &str = "document.activeElement.id";
const LINK: &str = "location.hash.slice(1)";

#[test]
fn a_link_opens_each_test_as_it_was_set_and_waits_for_its_button() {
    let page = Visit::default().blank();
    for (leaf, test, pairs, fields) in [
        (
            "sanity",
            "sanity",
            "change_alone~weights_permutation~test-seed_7",
            &[("#sanity-redraw", "2"), ("#sanity-seed", "7")][..],
        ),
        (
            "sanity",
            "sanity",
            "change_classes~classes_3~test-seed_0",
            &[("#sanity-classes", "3")],
        ),
        (
            "faithful",
            "faithful",
            "protocol_road~test-seed_3~box_30-20-210-200",
            &[("#faithful-protocol", "2"), ("#faithful-seed", "3")],
        ),
        (
            "doctor",
            "proof",
            "pixel_120-80~levels_4",
            &[
                ("#proof-column", "120"),
                ("#proof-row", "80"),
                ("#proof-levels", "4"),
            ],
        ),
        (
            "object",
            "object",
            "recipe_simonyan~gamma_12.5~test-seed_1~box_30-20-210-200",
            &[
                ("#object-way", "1"),
                ("#object-gamma", "12.5"),
                ("#object-seed", "1"),
                ("#box-left", "30"),
                ("#box-bottom", "199"),
            ],
        ),
    ] {
        let link = format!("{MAP}~leaf_{leaf}~{pairs}~z");
        page.visit_again(&format!("?device=cpu#{link}"));
        let seen = page.wait("its map", |seen| seen.has_map_of("285"));
        assert_eq!(seen.notices(), Vec::<&str>::new(), "{seen}");
        expect(&page, LEAF, &format!("saliency-leaf-{leaf}"));
        expect(&page, FOCUS, &format!("{test}-start"));
        for (field, value) in fields {
            expect(
                &page,
                &format!("document.querySelector('{field}').value"),
                value,
            );
        }
        // Nothing that takes long begins by itself.
        let state = format!("document.querySelector('#{test}-state').dataset.state");
        assert_eq!(found(&page, &state), "empty");
        assert_eq!(found(&page, LINK), link);
        shots::window(&page.browser, &format!("link-{leaf}"));
    }
    // What is set then stands in the address, and Enter starts it.
    page.browser.press(&[key::ENTER]);
    wait_for(&page, "object", "done");
    page.tap("#box-remove");
    let link = format!("{MAP}~leaf_object~recipe_simonyan~gamma_12.5~test-seed_1~box_none~z");
    expect(&page, LINK, &link);
    page.open_leaf("saliency-leaf-meaning");
    expect(&page, LINK, &format!("{MAP}~z"));
}

/// What is said of every test.
fn said(page: &Page) -> Vec<String> {
    let tables = ["#sanity-table", "#faithful-table", "#proof-table"];
    let mut said: Vec<String> = tables
        .iter()
        .flat_map(|table| page.rows(table))
        .flat_map(|row| row.cells)
        .collect();
    let words = ["#sanity-words", "#object-words", "#proof-pixel"];
    said.extend(words.map(|place| page.words(place)));
    said
}

#[test]
fn every_test_is_there_again_after_a_reload_and_each_is_on_the_shelf() {
    let page = Visit::after(&inject::and(UPDATED)).open();
    page.map_of_sample("chelsea", "285");
    open_test(&page, "doctor", "proof");
    page.set("#proof-column", "100");
    finish(&page, "proof");
    open_test(&page, "object", "object");
    page.set("#box-left", "30");
    finish(&page, "object");
    open_test(&page, "faithful", "faithful");
    finish(&page, "faithful");
    open_test(&page, "sanity", "sanity");
    finish(&page, "sanity");
    page.wait("four results on the shelf", |seen| {
        seen.text("/shelf/count") == "4"
    });
    let before = said(&page);
    let pictures = [
        "#sanity-map",
        "#faithful-gone",
        "#faithful-come",
        "#object-picture",
    ];
    let drawn = pictures.map(|canvas| page.photo(canvas));

    offer_a_reload(&page);
    page.site.misbehave(json!({}));
    page.browser.click("#reload-keeping");
    let seen = page.wait("everything back", |seen| is_back(seen) && seen.is_ready());
    let words = seen.notice("brought-back");
    assert!(words.contains("results are back"), "{seen}");
    expect(&page, LEAF, "saliency-leaf-sanity");
    for (leaf, test) in [
        ("sanity", "sanity"),
        ("doctor", "proof"),
        ("object", "object"),
        ("faithful", "faithful"),
    ] {
        open_test(&page, leaf, test);
        wait_for(&page, test, "done");
    }
    page.wait("the proof", |_| !page.rows("#proof-table").is_empty());
    assert_eq!(said(&page), before);
    for (canvas, drawn) in pictures.iter().zip(&drawn) {
        page.wait(canvas, |_| page.photo(canvas) == *drawn);
    }
    assert_eq!(page.look().text("/shelf/count"), "4");
    // What stands on the shelf is told by its record alone.
    page.tap("#shelf-name");
    let cards =
        "return document.querySelectorAll('.shelf-card[data-state=done] .shelf-pick').length;";
    page.wait("its cards", |_| page.number(cards) == 4.0);
    shots::whole(&page.browser, "shelf-tests");
    assert_clean_in_every_look(&page, "shelf-tests");
}

#[test]
fn tables_and_records_of_every_test_agree_with_the_page_and_restore_it() {
    let page = chelsea();
    open_test(&page, "sanity", "sanity");
    page.tap("#sanity-what-alone");
    finish(&page, "sanity");
    let shown = page.rows("#sanity-table")[0].cells.clone();
    let rows = csv(&page, "#sanity-csv");
    let last = rows
        .iter()
        .filter_map(|row| row["step"].parse::<u32>().ok())
        .max();
    let last = last.expect("steps").to_string();
    for (measure, cell) in ["size", "signed", "coarse", "ssim", "hog", "entropy"]
        .iter()
        .zip(&shown[1..])
    {
        let is = [
            ("method", "gradient"),
            ("step", &last),
            ("measure", measure),
        ];
        let value = number(&rows, &is, "value");
        assert!(is_shown_as(value, cell), "{measure}: {value} {cell}");
    }
    let (name, file) = page.file_from("#sanity-save");
    assert!(
        name.ends_with(&format!("-285-gradient-sanity-{last}.png")),
        "{name}"
    );
    assert!(read_png(&file).2 == page.photo("#sanity-map"));

    open_test(&page, "faithful", "faithful");
    finish(&page, "faithful");
    let rows = csv(&page, "#faithful-csv");
    for row in page.rows("#faithful-table") {
        for (curve, cell) in [("deletion", &row.cells[1]), ("insertion", &row.cells[2])] {
            let is = [("method", row.data("method")), ("curve", curve)];
            assert_eq!(
                format!("{:.3}", number(&rows, &is, "area")),
                *cell,
                "{is:?}"
            );
            let of_curve: Vec<f64> = rows
                .iter()
                .filter(|row| is.iter().all(|(name, value)| row[*name] == **value))
                .map(|row| row["probability"].parse().expect("a probability"))
                .collect();
            // The trapezoids once more.
            let steps = of_curve.len() - 1;
            assert_eq!(steps, 28);
            let ends = (of_curve[0] + of_curve[steps]) / 2.0;
            let area = (of_curve.iter().sum::<f64>() - ends) / steps as f64;
            assert!(is_shown_as(area, cell), "{is:?}: {area} {cell}");
        }
    }

    open_test(&page, "object", "object");
    finish(&page, "object");
    page.browser.click("#object-way option[value='1']");
    finish(&page, "object");
    let found = said_box(&page.words("#object-words"));
    let rows = csv(&page, "#object-csv");
    let recipes: Vec<&str> = rows.iter().map(|row| row["recipe"].as_str()).collect();
    assert_eq!(recipes, ["class-map-with-prior", "simonyan"]);
    let edges = ["top", "left", "bottom", "right"].map(|edge| {
        number(
            &rows,
            &[("recipe", "simonyan")],
            &format!("object_{edge}_px"),
        )
    });
    let expected = [found[0], found[1], found[2] - 1, found[3] - 1].map(f64::from);
    assert_eq!(edges, expected);

    open_test(&page, "doctor", "proof");
    finish(&page, "proof");
    let rows = csv(&page, "#proof-csv");
    for (row, channel) in page
        .rows("#proof-table")
        .iter()
        .zip(["red", "green", "blue"])
    {
        for (column, name) in [("gradient", "gradient"), ("finite_difference", "quotient")] {
            let value = number(&rows, &[("channel", channel)], column);
            let shown: f64 = row.data(name).parse().expect("a number");
            assert!(
                (value - shown).abs() <= 1e-12 * shown.abs(),
                "{channel} {column}"
            );
        }
    }
    restored(&page);
}

/// The record of a sanity test, dropped on the page, sets it up again.
fn restored(page: &Page) {
    open_test(page, "sanity", "sanity");
    let (name, file) = page.file_from("#sanity-record");
    assert_eq!(name, "gradoscope-sanity.json");
    let record: Value = serde_json::from_slice(&file).expect("JSON");
    assert_eq!(record["kind"], "sanity");
    assert_eq!(record["request"]["change"], json!({"alone": "he"}));
    let maps = record["result"]["maps"].as_array().expect("maps");
    let of_layers = maps.iter().filter(|map| map["method"].is_null()).count();
    assert!(of_layers > 10, "{of_layers}");
    page.tap("#sanity-what-cascade");
    page.open_leaf("saliency-leaf-meaning");
    drop_files(page, &[(&name, &file)]);
    expect(page, LEAF, "saliency-leaf-sanity");
    expect(
        page,
        "document.querySelector('#sanity-what-alone').checked",
        "true",
    );
}

#[test]
fn the_pictures_that_the_network_saw_follow_the_charts_and_the_slider() {
    let page = chelsea();
    open_test(&page, "faithful", "faithful");
    finish(&page, "faithful");
    let whole = page.network_pixels();
    let slide = |key| {
        page.browser
            .run("document.querySelector('#faithful-at').focus();", json!([]));
        page.browser.press(&[key]);
    };
    slide(key::HOME);
    page.wait("the whole picture", |_| {
        page.photo("#faithful-gone") == whole
    });
    assert!(page.photo("#faithful-come") != whole, "it is out of focus");
    slide(key::END);
    page.wait("the whole picture", |_| {
        page.photo("#faithful-come") == whole
    });
    // The mean of ImageNet's colours, 0.485, 0.456, 0.406 of 255.
    let gone = page.photo("#faithful-gone");
    assert!(gone.chunks(3).all(|pixel| pixel == [124, 116, 104]));
    // Half of them, by way of a chart; the strongest pixel of the map is the first to go.
    let half = "document.querySelector('#faithful-deletion .reader').focus();";
    page.browser.run(half, json!([]));
    page.browser.press(&[key::HOME]);
    page.browser.press(&[key::PAGE_UP]);
    expect(&page, "document.querySelector('#faithful-at').value", "10");
    let map = gradoscope_e2e::fixture::Reference::of("chelsea").map;
    let ahead = |best: usize, at: usize| if map[at] > map[best] { at } else { best };
    let peak = (0..map.len()).reduce(ahead).expect("a map") % (224 * 224);
    page.wait("the strongest pixel gone", |_| {
        page.photo("#faithful-gone")[3 * peak..3 * peak + 3] == [124, 116, 104]
    });
    let come = page.photo("#faithful-come");
    assert_eq!(come[3 * peak..3 * peak + 3], whole[3 * peak..3 * peak + 3]);
    // Ten of 28 portions.
    let changed = page.photo("#faithful-gone");
    let gone = changed
        .chunks(3)
        .zip(whole.chunks(3))
        .filter(|(a, b)| a != b)
        .count();
    let portion = 10 * 224 * 224 / 28;
    assert!(
        gone <= portion && gone > portion * 9 / 10,
        "{gone} of {portion}"
    );
    shots::whole(&page.browser, "faithful-pictures");
    // Imputed pixels take a while; the slider does not wait for them.
    page.browser.click("#faithful-protocol option[value='2']");
    finish(&page, "faithful");
    slide(key::HOME);
    page.wait("the whole picture", |_| {
        page.photo("#faithful-gone") == whole
    });
    slide(key::END);
    page.wait("nothing of it", |_| {
        page.photo("#faithful-gone")
            .chunks(3)
            .all(|pixel| pixel == [124, 116, 104])
    });
}

#[test]
fn the_code_of_the_tests_comes_when_one_is_opened_and_a_failure_is_explained() {
    let page = chelsea();
    page.wait_for_quiet();
    // Other parts of the page come ahead of need meanwhile.
    let fetched = || {
        let of_the_tests = |answered: &Answered| {
            answered.status == 200 && answered.path.contains("-split_instruments")
        };
        page.site
            .log()
            .into_iter()
            .filter(of_the_tests)
            .collect::<Vec<_>>()
    };
    assert_eq!(fetched(), []);
    page.site.misbehave(json!({"deny": ["-split_"]}));
    page.open_leaf("saliency-leaf-object");
    let words = "return document.querySelectorAll('#saliency-leaf-object .unreachable').length;";
    page.wait("a message", |_| page.number(words) == 1.0);
    shots::window(&page.browser, "tests-unreachable");
    page.site.misbehave(json!({}));
    page.browser
        .click("#saliency-leaf-object .unreachable button");
    page.wait("the test", |_| {
        page.number("return document.querySelectorAll('#object-start').length;") == 1.0
    });
    let after = fetched();
    assert_eq!(after.len(), 1, "{after:?}");
    open_test(&page, "sanity", "sanity");
    page.wait_for_quiet();
    assert_eq!(fetched(), after, "one module for all of them");
}
