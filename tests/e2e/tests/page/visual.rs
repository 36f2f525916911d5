//! The third part of the practical: a class climbed, watched, changed on the way, and a sheet.

use gradoscope::catalogue::{PRESETS, VISUALIZE_PARAMS};
use gradoscope::scores::{predicted, standing};
use gradoscope::spec::{ClassId, Lang, ParamSpec};
use gradoscope::ui::numbers::probability;
use gradoscope_e2e::files::read_png;
use gradoscope_e2e::judge::Judge;
use gradoscope_e2e::page::{Page, Visit};
use gradoscope_e2e::{LONG_PATIENCE, shots};
use serde_json::json;

const TARANTULA: &str = "tarantula (76)";

/// More than a test waits for.
const MANY: &str = "200";

#[test]
fn a_class_is_climbed_compared_held_cancelled_and_laid_out_in_a_sheet_in_any_browser() {
    let page = Visit::at("?device=cpu").visual("chelsea", "285");
    the_place_of_the_image_says_what_will_stand_there_until_it_does(&page);
    the_practical_and_the_best_picture_stand_side_by_side_after_one_click(&page);
    page.browser
        .click("#visual-preset option[data-option=practical]");
    a_class_is_climbed_on_the_cpu_and_saved_as_picture_and_animation(&page);
    a_run_is_held_changed_on_its_way_and_scrubbed(&page);
    a_cancelled_run_keeps_its_pictures_and_another_one_begins(&page);
    a_sheet_of_two_by_two_fills_opens_and_is_saved(&page);
    an_image_is_the_start_and_its_own_class_the_goal(&page);
}

/// What the page says of its image is what the network says of it, here.
fn the_numbers_are_those_of_the_image(page: &Page) -> Vec<u8> {
    let pixels = page.photo("#visual-picture");
    let scores = Judge::new(&page.setup).scores(&pixels);
    let best = predicted(&scores).expect("a class");
    let expected = standing(&scores, best).expect("a standing");
    let row = page.row("#visual-check-table", "change", "none");
    assert_eq!(row.data("class"), best.to_string());
    let shown = probability(expected.probability, Lang::En).replace('\u{a0}', " ");
    assert!(row.cells[1].ends_with(&shown), "{row:?} {shown}");
    let top = &page.rows("#visual-top")[0];
    assert_eq!(top.data("class"), best.to_string());
    pixels
}

/// From a page with the third part open.
pub fn a_class_is_climbed(page: &Page, iterations: &str) {
    page.set("#visual-iterations", iterations);
    let seen = page.visualise();
    println!("climbed {}", seen.text("/visual/progress"));
    assert_eq!(seen.text("/visual/class"), TARANTULA, "{seen}");
    let last: u32 = iterations.parse().expect("a number");
    assert_eq!(seen.visual_iteration(), Some(last), "{seen}");
    // Progress, slider, axes and file count from the same origin.
    let progress = format!("iteration {last} of {last}");
    assert!(seen.text("/visual/progress").contains(&progress), "{seen}");
    let shown = format!("the finished image (iteration {last})");
    assert_eq!(seen.text("/visual/shown"), shown, "{seen}");
    let axis = format!("iteration 0 – {last}.");
    let name = "return document.querySelector('#visual-curve-norm svg[role=img]').ariaLabel;";
    let name = page.browser.run(name, json!([]));
    assert!(name.as_str().is_some_and(|n| n.contains(&axis)), "{name}");
    // The axis ends at the last iteration, with its number.
    let labels = "const texts = document.querySelectorAll('#visual-curve-norm svg[role=img] text');
                  return [...texts].map((text) => text.textContent);";
    let labels = page.browser.run(labels, json!([]));
    let labels: Vec<String> = serde_json::from_value(labels).expect("texts");
    assert!(labels.contains(&last.to_string()), "{labels:?}");
    the_numbers_are_those_of_the_image(page);
    assert_eq!(page.rows("#visual-check-table").len(), 4);
    assert!(seen.notices().is_empty(), "{seen}");
}

fn the_place_of_the_image_says_what_will_stand_there_until_it_does(page: &Page) {
    let words = "const found = document.querySelector('#visual-to-come');
                 const frame = document.querySelector('#visual-picture').closest('.frame');
                 const [a, b] = [found, frame].map((one) => one.getBoundingClientRect());
                 const isIn = a.top >= b.top - 1 && a.bottom <= b.bottom + 1 && a.height > 0;
                 return isIn ? found.textContent : '';";
    let seen = page.browser.run(words, json!([]));
    let seen = seen.as_str().unwrap_or_default();
    assert!(seen.contains("Start the visualisation"), "{seen:?}");
    // It begins with noise: of the photograph nothing is said.
    assert_eq!(page.words("#visual-class-standing"), "");
    shots::window(&page.browser, "visual-before");
    page.set("#visual-iterations", "2");
    page.visualise();
    assert_eq!(page.browser.run(words, json!([])), json!(""));
}

fn a_class_is_climbed_on_the_cpu_and_saved_as_picture_and_animation(page: &Page) {
    a_class_is_climbed(page, "12");
    let pixels = page.photo("#visual-picture");
    let (name, file) = page.file_from("#save-visual");
    assert!(
        name.contains("76") && name.ends_with("-iteration12.png"),
        "{name}"
    );
    assert_eq!(read_png(&file), (224, 224, pixels.clone()));
    let kept = "return Number(document.querySelector('#visual-scrub').max);";
    let kept = page.number(kept) as usize;
    assert!(kept > 2, "{kept}");
    let (name, file) = page.file_from("#save-animation");
    assert!(name.ends_with(".gif"), "{name}");
    let frames = read_gif(&file);
    assert_eq!(frames.len(), kept + 1);
    // 256 colours stand for all of a noisy picture's.
    let error = |frame: &[u8]| {
        let differences = frame
            .iter()
            .zip(&pixels)
            .map(|(a, b)| u64::from(a.abs_diff(*b)));
        differences.sum::<u64>() as f64 / pixels.len() as f64
    };
    let (first, last) = (error(&frames[0]), error(&frames[kept]));
    assert!(last < 20.0 && first > 2.0 * last, "{first} {last}");
    let judge = Judge::new(&page.setup);
    let score = |pixels: &[u8]| judge.scores(pixels)[76];
    let (before, after) = (score(&frames[0]), score(&pixels));
    assert!(after > before + 10.0, "{before} {after}");
}

/// RGB of every frame, each of the network's size.
fn read_gif(file: &[u8]) -> Vec<Vec<u8>> {
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    let mut decoder = options.read_info(file).expect("a GIF file");
    assert_eq!((decoder.width(), decoder.height()), (224, 224));
    let mut frames = Vec::new();
    while let Some(frame) = decoder.read_next_frame().expect("a frame") {
        assert_eq!((frame.width, frame.height), (224, 224));
        let pixels = frame.buffer.chunks_exact(4);
        frames.push(pixels.flat_map(|p| [p[0], p[1], p[2]]).collect());
    }
    frames
}

fn a_run_is_held_changed_on_its_way_and_scrubbed(page: &Page) {
    page.set("#visual-iterations", MANY);
    page.browser.double_click("#visual-begin");
    page.visual_from(2);
    page.browser.click("#visual-pause");
    let held = page.wait("the pause", |seen| seen.phase_of_visual() == "paused");
    std::thread::sleep(std::time::Duration::from_millis(700));
    let still = page.look();
    let steps = |seen: &gradoscope_e2e::page::Seen| seen.visual_iteration().expect("a step");
    assert!(steps(&still) <= steps(&held) + 1, "{held} {still}");
    let end = steps(&still) + 6;
    page.set("#visual-iterations", &end.to_string());
    page.browser.click("#visual-pause");
    let seen = page.visual_end();
    assert_eq!(seen.visual_iteration(), Some(end), "{seen}");
    let set = "const slider = document.querySelector('#visual-scrub');
               slider.value = 0;
               slider.dispatchEvent(new Event('input', { bubbles: true }));";
    let finished = page.photo("#visual-picture");
    page.browser.run(set, json!([]));
    let seen = page.wait("the first picture", |seen| {
        seen.text("/visual/shown").ends_with('0')
    });
    assert_ne!(page.photo("#visual-picture"), finished, "{seen}");
}

fn a_cancelled_run_keeps_its_pictures_and_another_one_begins(page: &Page) {
    page.set("#visual-iterations", MANY);
    page.browser.click("#visual-begin");
    page.visual_from(3);
    page.browser.click("#visual-cancel");
    let seen = page.wait("the cancel", |seen| seen.phase_of_visual() == "cancelled");
    assert_eq!(seen.text("/visual/picture"), "ready", "{seen}");
    page.set("#visual-iterations", "2");
    assert_eq!(page.visualise().visual_iteration(), Some(2));
}

fn a_sheet_of_two_by_two_fills_opens_and_is_saved(page: &Page) {
    page.set("#visual-iterations", "3");
    page.set_sheet("366 130", "0 10");
    let seen = page.look();
    let estimate = seen.text("/visual/estimate");
    assert!(
        estimate.starts_with("4 ") && estimate.contains("about"),
        "{seen}"
    );
    let seen = page.fill_sheet();
    assert_eq!(seen.cells(), ["done"; 4], "{seen}");
    page.browser.click("#cell-1");
    let seen = page.visual_end();
    assert_eq!(seen.text("/visual/class"), "flamingo (130)", "{seen}");
    the_numbers_are_those_of_the_image(page);
    let lambda = "return Number(document.querySelector('#visual-lambda').value);";
    assert_eq!(page.number(lambda), 0.0);
    let (name, file) = page.file_from("#sheet-save");
    assert!(name.ends_with(".png"), "{name}");
    let (width, height, pixels) = read_png(&file);
    assert!(width > 2 * 224 && height > 2 * 224, "{width} {height}");
    // The opened cell stands in it as it is.
    let picture = page.photo("#visual-picture");
    let row = &picture[..224 * 3];
    let (width, row_bytes) = (width as usize * 3, row.len());
    let is_there = |line: &[u8]| line.windows(row_bytes).any(|part| part == row);
    assert!(
        pixels.chunks_exact(width).any(is_there),
        "the cell is not in the file"
    );
}

/// Whether an element lies in the window as it stands.
const IN_SIGHT: &str = "
    const { top, bottom } = document.querySelector(arguments[0]).getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;";

fn the_practical_and_the_best_picture_stand_side_by_side_after_one_click(page: &Page) {
    page.browser.look_like(shots::WIDE, "light");
    page.browser.run("scrollTo(0, 0);", json!([]));
    let in_sight = |selector: &str| page.browser.run(IN_SIGHT, json!([selector]));
    assert_eq!(in_sight("#beside-begin"), true);
    page.browser.click("#beside-begin");
    page.wait("the first steps", |_| {
        page.number("return document.querySelectorAll('#beside-0[data-state=running]').length;")
            == 1.0
    });
    assert_eq!(in_sight("#beside-1"), true);
    let done = "return document.querySelectorAll('#beside .cell[data-state=done]').length;";
    page.wait_long(4 * LONG_PATIENCE, "both pictures", |_| {
        page.number(done) == 2.0
    });
    shots::window(&page.browser, "beside");
    let [practical, best] = [&PRESETS[0], &PRESETS[1]].map(|preset| preset.params());
    let differs = |param: &&&ParamSpec| practical.get(param) != best.get(param);
    let expected: Vec<&str> = VISUALIZE_PARAMS
        .iter()
        .filter(differs)
        .map(|p| p.id)
        .collect();
    let rows = page.rows("#beside-table");
    let shown: Vec<&str> = rows.iter().map(|row| row.data("param")).collect();
    assert_eq!(shown, expected);
    let eta = rows.iter().find(|row| row.data("param") == "eta");
    assert_eq!(eta.expect("a row").cells[1..], ["5", "0.05"]);
    page.browser.click("#beside-1");
    let seen = page.visual_end();
    assert_eq!(seen.text("/visual/class"), TARANTULA, "{seen}");
    let eta = "return Number(document.querySelector('#visual-eta').value);";
    assert_eq!(page.number(eta), 0.05);
    the_numbers_are_those_of_the_image(page);
    assert_eq!(
        page.number("return document.querySelectorAll('#beside .cell').length;"),
        0.0
    );
}

fn an_image_is_the_start_and_its_own_class_the_goal(page: &Page) {
    page.browser.click("#visual-seen-class");
    page.browser
        .click("#visual-preset option[data-option=from-image]");
    // A drawing that begins with the photograph has its rank to do with it.
    page.wait("whose rank it is", |_| {
        page.words("#visual-class-standing")
            .starts_with("On the photograph: rank 1 of 1000")
    });
    page.set("#visual-iterations", "2");
    let seen = page.visualise();
    assert!(seen.text("/visual/class").contains("(285)"), "{seen}");
    let row = page.row("#visual-check-table", "change", "none");
    assert_eq!(row.data("class"), ClassId(285).to_string());
}
