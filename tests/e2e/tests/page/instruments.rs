//! Maps put to the test: other weights, pixels that go and come, the object that a map leads to.

use gradoscope_e2e::LONG_PATIENCE;
use gradoscope_e2e::browser::key;
use gradoscope_e2e::files::{Folder, png_of_colour, read_png};
use gradoscope_e2e::page::{Page, Visit};
use gradoscope_e2e::shots;
use serde_json::json;

use super::accessibility::assert_clean_in_every_look;

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
    page.open_leaf("saliency-leaf-sanity");
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
    page.open_leaf("saliency-leaf-faithful");
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
    page.open_leaf("saliency-leaf-object");
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
    page.open_leaf("saliency-leaf-faithful");
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
    page.open_leaf("saliency-leaf-doctor");
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
