//! Another network: fetched when it is chosen, checked like the first.

use gradoscope_e2e::LONG_PATIENCE;
use gradoscope_e2e::fixture::OnNetwork;
use gradoscope_e2e::page::{Page, Seen, Visit};

/// Chooses a network and waits until the picture is classified by it.
fn choose(page: &Page, id: &str, score: f64) -> Seen {
    page.browser
        .click(&format!("#network option[data-option=\"{id}\"]"));
    page.wait_long(LONG_PATIENCE, &format!("the scores of {id}"), |seen| {
        seen.is_ready() && (seen.top_score() - score).abs() < 1e-3
    })
}

#[test]
fn a_second_network_is_fetched_when_chosen_and_says_what_its_reference_says() {
    says_what_its_reference_says("?device=cpu");
}

#[test]
#[ignore = "minutes on a software adapter"]
fn a_second_network_says_the_same_on_webgpu() {
    says_what_its_reference_says("?device=webgpu");
}

fn says_what_its_reference_says(settings: &str) {
    let page = Visit::at(settings).open();
    page.choose_sample("chelsea");
    let first = page.wait_long(LONG_PATIENCE, "the first map", |seen| {
        seen.has_map_of("285")
    });
    let before = first.top_score();
    let expected = OnNetwork::of("lite0-chelsea");
    assert!((before - expected.score).abs() > 1.0);
    let seen = choose(&page, "efficientnet-lite0", expected.score);
    assert_eq!(seen.top_class(), expected.class, "{seen}");
    let class = &expected.class;
    page.wait_long(LONG_PATIENCE, "its map", |seen| seen.has_map_of(class));
    assert!(page.look().notices().is_empty(), "{seen}");
    choose(&page, "squeezenet-1.1", before);
}
