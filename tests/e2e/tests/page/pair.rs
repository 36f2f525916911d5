//! Two networks side by side, their word checked here.

use gradoscope_e2e::LONG_PATIENCE;
use gradoscope_e2e::files::read_png;
use gradoscope_e2e::fixture::OnNetwork;
use gradoscope_e2e::judge::Judge;
use gradoscope_e2e::page::{Page, Seen, Visit};
use serde_json::json;

use super::faults_running::the_second_network_is_asked_for_again;
use super::records::two_networks_are_recorded_with_what_they_were_asked_about;

const STINGRAY: usize = 6;
const LITE0: &str = "efficientnet-lite0";

/// One visit for all: the second network is 14 MB, and has an engine of its own.
#[test]
fn two_networks_side_by_side_are_asked_everything() {
    let page = Visit::at("?patience=0.1&device=cpu").open();
    page.map_of_sample("chelsea", "285");
    page.open_pair();
    a_second_network_that_cannot_be_fetched_is_said_in_a_sentence(&page);
    two_maps_share_one_scale_whose_end_is_the_larger_of_both_maxima(&page);
    a_matrix_can_be_cancelled_and_says_how_far_it_came(&page);
    let judges = [Judge::new(&page.setup), Judge::of(&page.setup, LITE0)];
    what_is_said_of_the_transfer_is_what_both_networks_see(&page, &judges);
    a_visualisation_is_shown_to_both_networks(&page, &judges);
    a_matrix_of_one_image_counts_an_attack_on_each_network(&page);
    two_networks_are_recorded_with_what_they_were_asked_about(&page);
    page.browser.click("#second-unload");
    page.wait("no second network", |seen| {
        seen.text("/pair/second") == "absent"
    });
}

fn number(seen: &Seen, place: &str) -> f64 {
    let text = seen.text(place);
    text.parse().unwrap_or_else(|_| panic!("{place}: {seen}"))
}

/// The largest sum of a picture's three colours.
fn brightest(page: &Page, canvas: &str) -> u16 {
    let sums = page.photo(canvas);
    let sums = sums.chunks_exact(3);
    let sums = sums.map(|rgb| rgb.iter().map(|value| u16::from(*value)).sum());
    sums.max().expect("a picture")
}

/// The file that is saved holds both maps as they are shown, one beside the other.
fn both_are_in_the_file(page: &Page) {
    const SIDE: usize = 224;
    let (name, file) = page.file_from("#pair-maps-save");
    assert_eq!(name, "gradoscope-chelsea-285-two-networks.png");
    let (width, height, found) = read_png(&file);
    let (width, height) = (width as usize, height as usize);
    let mut after = 0;
    for canvas in ["#pair-first", "#pair-second"] {
        let shown = page.photo(canvas);
        let lies_at = |left: usize, top: usize| {
            let rows = shown.chunks_exact(SIDE * 3).enumerate();
            rows.map(|(y, row)| (((top + y) * width + left) * 3, row))
                .all(|(at, row)| found[at..at + SIDE * 3] == *row)
        };
        let place =
            (after..=width - SIDE).find(|left| (0..=height - SIDE).any(|top| lies_at(*left, top)));
        after = place.unwrap_or_else(|| panic!("{canvas} is not in {name}")) + SIDE;
    }
}

fn two_maps_share_one_scale_whose_end_is_the_larger_of_both_maxima(page: &Page) {
    let own = "return Number(document.querySelector('#colour-bar').dataset.high);";
    let own = page.number(own);
    let before = page.look();
    the_second_network_is_asked_for_again(page);
    let seen = page.ask_both("other-map");
    let [high, first, second] =
        ["high", "first", "second"].map(|name| number(&seen, &format!("/pair/scale/{name}")));
    println!("maps: {first} and {second} on a scale to {high}");
    assert_eq!(first, own, "the map of part 1");
    let expected = OnNetwork::of("lite0-chelsea");
    assert_eq!(expected.class, "285");
    let error = (second / expected.largest_gradient - 1.0).abs();
    assert!(
        error < 1e-2,
        "{second} instead of {}",
        expected.largest_gradient
    );
    assert_eq!(high, first.max(second));
    let (strong, weak) = match first > second {
        true => ("#pair-first", "#pair-second"),
        false => ("#pair-second", "#pair-first"),
    };
    // White is the last colour: only the map with the larger maximum comes to it.
    assert_eq!(brightest(page, strong), 3 * 255);
    assert!(brightest(page, weak) < 3 * 255);
    page.tap("#pair-scales-own");
    page.wait("each on its own scale", |_| {
        brightest(page, weak) == 3 * 255
    });
    assert_eq!(page.look().text("/pair/scale/high"), "");
    both_are_in_the_file(page);
    assert_eq!(
        seen.top_score(),
        before.top_score(),
        "the first is untouched"
    );
    assert_eq!(seen.text("/map/job"), before.text("/map/job"));
}

fn what_is_said_of_the_transfer_is_what_both_networks_see(page: &Page, judges: &[Judge; 2]) {
    page.open_attack();
    page.aim_at("stingray", "stingray (6)");
    page.browser.click("#attack-eight-bit");
    page.start_attack();
    page.verdict();
    let images = ["#attack-original", "#attack-image"].map(|canvas| page.photo(canvas));
    page.open_pair();
    let seen = page.ask_both("transfer");
    println!("transfer: {}", seen.text("/pair/verdict/words"));
    let mut classes = Vec::new();
    for (at, judge) in judges.iter().enumerate() {
        for (image, name) in images.iter().zip(["original", "adversarial"]) {
            let row = page.row("#transfer-table", "shown", &format!("{name}-{}", at + 1));
            let scores = judge.scores(image);
            let better = scores.iter().filter(|score| **score > scores[STINGRAY]);
            let rank = 1 + better.count();
            assert_eq!(row.data("class"), judge.class(image).to_string(), "{row:?}");
            assert_eq!(row.data("targetRank"), rank.to_string(), "{row:?}");
            classes.push(judge.class(image));
        }
    }
    assert_eq!(classes[1], STINGRAY, "made on the first network");
    let fools = classes[2] != classes[3];
    assert_eq!(seen.text("/pair/verdict/fools"), fools.to_string());
    let reaches = classes[3] == STINGRAY;
    assert_eq!(seen.text("/pair/verdict/reaches"), reaches.to_string());
}

fn a_visualisation_is_shown_to_both_networks(page: &Page, judges: &[Judge; 2]) {
    page.open_visual();
    page.set("#visual-iterations", "2");
    page.visualise();
    let image = page.photo("#visual-picture");
    page.open_pair();
    let seen = page.ask_both("recognition");
    println!("recognition: {}", seen.text("/pair/recognised"));
    for (at, judge) in judges.iter().enumerate() {
        let row = page.row("#recognition-table", "network", &(at + 1).to_string());
        assert_eq!(
            row.data("class"),
            judge.class(&image).to_string(),
            "{row:?}"
        );
    }
}

fn a_matrix_of_one_image_counts_an_attack_on_each_network(page: &Page) {
    let seen = page.fill_matrix("1", "1");
    println!("matrix: {}", seen.text("/pair/progress"));
    assert!(
        seen.text("/pair/progress").starts_with("Attacks: 2 of 2"),
        "{seen}"
    );
    let trials = page.rows("#matrix-trials");
    assert_eq!(trials.len(), 2, "{trials:?}");
    for (from, trial) in trials.iter().enumerate() {
        let row = page.row("#matrix", "from", &(from + 1).to_string());
        println!("{:?} {:?}", row.cells, trial.cells);
        let (target, seen) = (&trial.cells[2], &trial.cells[3..]);
        let reached = seen[from] == *target;
        assert_eq!(row.data("attacks"), "1");
        assert_eq!(row.data("successes"), usize::from(reached).to_string());
        let led = reached && seen[1 - from] == *target;
        assert_eq!(row.data("atTarget"), usize::from(led).to_string());
    }
    assert!(page.look().notices().is_empty());
}

fn a_matrix_can_be_cancelled_and_says_how_far_it_came(page: &Page) {
    page.set("#matrix-images", "2");
    page.set("#matrix-targets", "10");
    page.browser.click("#matrix-fill");
    page.wait_long(
        2 * LONG_PATIENCE,
        "an attack that ended, and the time left",
        |seen| {
            let words = seen.text("/pair/progress");
            seen.text("/pair/matrix") == "running" && words.contains("left")
        },
    );
    page.browser.click("#matrix-cancel");
    let seen = page.wait("a matrix that stands still", |seen| {
        seen.text("/pair/matrix") == "cancelled"
    });
    let words = seen.text("/pair/progress");
    assert!(
        words.contains("of 40") && words.contains("Cancelled"),
        "{words}"
    );
}

fn a_second_network_that_cannot_be_fetched_is_said_in_a_sentence(page: &Page) {
    page.site
        .misbehave(json!({"deny": ["weights/efficientnet-lite0"]}));
    page.tap("#second-load");
    let seen = page.wait_long(LONG_PATIENCE, "a sentence", |seen| {
        seen.text("/pair/second") == "stopped"
    });
    let words = seen.text("/pair/words");
    assert!(words.contains("the site answered HTTP 403"), "{words}");
    assert!(seen.is_ready() && seen.notices().is_empty(), "{seen}");
    page.site.behave();
}
