//! What a newcomer sees, and the photograph that is analysed for who chooses nothing.

use std::time::Duration;

use gradoscope_e2e::page::{Page, Seen, Visit};
use gradoscope_e2e::shots;
use serde_json::{Value, json};

/// What a script finds, as a text.
fn found(page: &Page, script: &str) -> String {
    let found = page
        .browser
        .run(&format!("return String({script});"), json!([]));
    found.as_str().unwrap_or_default().to_owned()
}

const PART: &str = "document.querySelector('section.panel:not([hidden])').id";
/// Of every picture: its side once it is there, and what it says to who cannot see it.
const PICTURES: &str = "
    return [...document.querySelectorAll('#first img')]
      .map((one) => [one.complete && one.naturalWidth, one.alt]);";
const LOADED: &str = "
    return [...document.querySelectorAll('#first img')].every((one) => one.complete && one.naturalWidth) ? 1 : 0;";
/// Those of the elements that reach below the window.
const BELOW: &str = "
    scrollTo(0, 0);
    return arguments[0].flatMap((selector) => [...document.querySelectorAll(selector)])
      .filter((one) => one.getBoundingClientRect().bottom > innerHeight)
      .map((one) => `${one.id || one.className || one.tagName} ${one.getBoundingClientRect().bottom}`);";

#[test]
fn the_first_view_says_what_the_page_does_opens_nothing_by_itself_and_leads_to_every_part() {
    let page = Visit::at("?device=cpu&lang=fr").open();
    let words = ("fr", "Que regarde le réseau\u{202f}?", "pastenague");
    the_first_view_says_what_the_page_does_by_pictures_of_its_own(&page, words);
    page.visit_again("?device=cpu&lang=en");
    nothing_is_opened_by_itself_where_the_address_says_so(&page);
    let words = ("en", "What does the network look at?", "stingray");
    the_first_view_says_what_the_page_does_by_pictures_of_its_own(&page, words);
    page.browser.look_like(shots::WIDE, "light");
    each_experiment_opens_its_part_with_everything_set(&page);
}

fn the_first_view_says_what_the_page_does_by_pictures_of_its_own(
    page: &Page,
    (lang, question, class): (&str, &str, &str),
) {
    page.wait("the pictures", |seen| {
        seen.has_samples() && page.number(LOADED) == 1.0
    });
    let words = found(page, "document.querySelector('#first').textContent");
    for part in [question, class, "SqueezeNet 1.1"] {
        assert!(words.contains(part), "{words}");
    }
    let pictures = page.browser.run(PICTURES, json!([]));
    let pictures = pictures.as_array().expect("pictures");
    assert_eq!(pictures.len(), 6, "{pictures:?}");
    for picture in pictures {
        assert_eq!(picture[0], 128, "{picture}");
        assert!(
            picture[1].as_str().is_some_and(|alt| alt.len() > 20),
            "{picture}"
        );
    }
    let below = |elements: &[&str]| page.browser.run(BELOW, json!([elements]));
    page.browser.look_like(shots::WIDE, "light");
    shots::window(&page.browser, &format!("first-view-{lang}"));
    let all = ["#first h2", "#first img", "#file + .button", ".sample img"];
    assert_eq!(below(&all), json!([]), "{lang}");
    page.browser.look_like(shots::PHONE, "dark");
    shots::window(&page.browser, &format!("first-view-phone-{lang}"));
    assert_eq!(below(&all[..2]), json!([]), "{lang}");
}

/// Clicks an experiment of the first view, or of what is left of it.
fn choose(page: &Page, example: u32, part: &str) {
    page.browser.click(&format!("#example-{example}"));
    page.wait(part, |seen| {
        found(page, PART) == part && seen.has_map_of("285") && seen.notices().is_empty()
    });
}

fn each_experiment_opens_its_part_with_everything_set(page: &Page) {
    page.wait("the samples", Seen::has_samples);
    let wait_for = |script: &str, wanted: &str| {
        page.wait(&format!("{wanted} from {script}"), |_| {
            found(page, script) == wanted
        })
    };
    choose(page, 2, "adversarial");
    wait_for("document.querySelector('#param-eta')?.value", "1");
    let seen = wait_for("document.activeElement.id", "attack-start");
    assert_eq!(seen.text("/attack/target"), "stingray (6)", "{seen}");
    assert_eq!(seen.phase_of_attack(), "", "{seen}");
    choose(page, 3, "visualisation");
    wait_for(
        "document.querySelector('#visual-preset')?.selectedOptions[0].dataset.option",
        "best",
    );
    let seen = wait_for("document.activeElement.id", "visual-begin");
    assert_eq!(seen.text("/visual/class"), "flamingo (130)", "{seen}");
    choose(page, 1, "saliency");
    wait_for("document.querySelector('#method').value", "smooth-grad");
}

#[test]
fn a_photograph_is_analysed_for_who_chooses_nothing_and_for_nobody_else() {
    let page = Visit::default().blank();
    a_photograph_is_analysed_for_who_chooses_nothing(&page);
    a_sample_that_is_chosen_at_once_stays(&page);
    what_is_chosen_before_the_engine_is_there_stays(&page);
    what_a_link_opens_stays(&page);
    nothing_is_said_where_the_photograph_does_not_come(&page);
}

/// Comes for the first time, by an address that says no more than this, to a server that does this.
fn come(page: &Page, query: &str, faults: Value) {
    page.leave_no_weights();
    page.site.misbehave(faults);
    page.site.forget();
    page.browser.go(&format!("{}{query}", page.site.address));
}

fn a_photograph_is_analysed_for_who_chooses_nothing(page: &Page) {
    come(page, "?device=cpu", json!({}));
    let seen = page.wait("a map", |seen| seen.has_map_of("285"));
    assert!(seen.text("/name").contains("Chelsea"), "{seen}");
    assert!(seen.notices().is_empty(), "{seen}");
    assert_eq!(page.pressed(), ["sample-chelsea"]);
    assert_eq!(found(page, PART), "saliency");
    assert_eq!(page.browser.console(), Vec::<String>::new());
    shots::window(&page.browser, "first-photograph");
}

fn nothing_is_opened_by_itself_where_the_address_says_so(page: &Page) {
    page.ready();
    stays_without_a_picture(page);
    assert_eq!(
        found(page, "document.querySelector('#first').checkVisibility()"),
        "true"
    );
}

/// What nobody asked for would have come by then.
fn stays_without_a_picture(page: &Page) {
    page.wait_for_quiet();
    std::thread::sleep(Duration::from_secs(1));
    let seen = page.look();
    assert_eq!(seen.text("/name"), "", "{seen}");
    assert!(seen.notices().is_empty(), "{seen}");
    assert_eq!(page.site.sent("samples/chelsea.png"), 0);
}

fn a_sample_that_is_chosen_at_once_stays(page: &Page) {
    come(page, "?device=cpu", json!({}));
    let seen = page.map_of_sample("coffee", "967");
    let name = seen.text("/name").to_owned();
    page.wait_for_quiet();
    std::thread::sleep(Duration::from_secs(1));
    let seen = page.look();
    assert_eq!(seen.text("/name"), name, "{seen}");
    assert!(seen.has_map_of("967"), "{seen}");
    assert_eq!(page.pressed(), ["sample-coffee"]);
}

/// A newcomer whose engine takes its time.
fn comes_before_the_engine(page: &Page) {
    let slow = json!({"slow": ["engine_cpu"], "bytes_per_s": 160_000});
    come(page, "?device=cpu", slow);
    let seen = page.wait("the page", Seen::has_samples);
    assert!(!seen.is_ready(), "{seen}");
}

fn what_is_chosen_before_the_engine_is_there_stays(page: &Page) {
    comes_before_the_engine(page);
    page.choose_sample("coffee");
    page.wait("a map of coffee", |seen| seen.has_map_of("967"));
    page.wait_for_quiet();
    assert_eq!(page.pressed(), ["sample-coffee"]);
    assert_eq!(page.site.sent("samples/chelsea.png"), 0);

    comes_before_the_engine(page);
    page.open_part("visualisation");
    page.ready();
    stays_without_a_picture(page);
    assert_eq!(found(page, PART), "visualisation");
    shots::window(&page.browser, "part-without-picture");
}

fn what_a_link_opens_stays(page: &Page) {
    let link = "?device=cpu#g1~part_adversarial~img_coffee~z";
    come(page, link, json!({}));
    page.wait("a map of coffee", |seen| seen.has_map_of("967"));
    page.wait_for_quiet();
    assert_eq!(page.pressed(), ["sample-coffee"]);
    assert_eq!(page.site.sent("samples/chelsea.png"), 0);
}

fn nothing_is_said_where_the_photograph_does_not_come(page: &Page) {
    let denied = json!({"deny": ["samples/chelsea.png"]});
    come(page, "?device=cpu&patience=0.1", denied);
    page.ready();
    page.wait("the attempt", |_| {
        let log = page.site.log();
        log.iter()
            .any(|answer| answer.path.contains("samples/chelsea.png"))
    });
    stays_without_a_picture(page);
}
