//! Cause and effect in one sight: what is set, what starts it and what comes out of it.

use gradoscope_e2e::page::{Page, Visit};
use gradoscope_e2e::shots;
use serde_json::json;

/// A part of the practical: its id; what is set, what starts or ends it, what comes out.
const PARTS: [(&str, [&str; 3]); 3] = [
    ("saliency", ["#class-input", "#save-map", "#saliency-map"]),
    (
        "adversarial",
        ["#param-eta", "#attack-start", "#attack-difference"],
    ),
    (
        "visualisation",
        ["#visual-preset", "#visual-begin", "#visual-picture"],
    ),
];

/// Whether each of the elements lies within so many windows' heights, once the first one's bench is at
/// the top; where it is not, its edges.
const IN_SIGHT: &str = "
    const [part, elements, screens] = arguments;
    document.querySelector(`#${part} .workbench`).scrollIntoView({ block: 'start' });
    return elements.map((selector) => {
      const { top, bottom, left, right } = document.querySelector(selector).getBoundingClientRect();
      const isIn = top >= -1 && bottom <= screens * innerHeight + 1 && left >= 0 && right <= innerWidth;
      return isIn ? '' : `${selector}: ${top} to ${bottom}, ${left} to ${right}`;
    }).join(' ').trim();";

fn open(page: &Page, part: &str) {
    match part {
        "saliency" => page
            .browser
            .click("nav.parts button[aria-controls=saliency]"),
        other => page.open_part(other),
    }
}

#[test]
fn cause_and_effect_are_seen_at_once_and_what_follows_one_at_a_time() {
    let page = Visit::at("?device=cpu").open();
    page.map_of_sample("chelsea", "285");
    what_is_set_what_starts_it_and_what_comes_out_are_seen_at_once(&page);
    what_follows_is_shown_one_at_a_time_and_stays_as_it_was_left(&page);
}

fn what_is_set_what_starts_it_and_what_comes_out_are_seen_at_once(page: &Page) {
    for (window, screens) in [(shots::WIDE, 1), (shots::PHONE, 2)] {
        page.browser.look_like(window, "light");
        for (part, elements) in PARTS {
            open(page, part);
            let seen = page.browser.run(IN_SIGHT, json!([part, elements, screens]));
            shots::window(&page.browser, &format!("bench-{part}-{}", window.0));
            assert_eq!(seen, "", "{part} at {window:?}");
        }
    }
}

fn what_follows_is_shown_one_at_a_time_and_stays_as_it_was_left(page: &Page) {
    page.browser.look_like(shots::WIDE, "light");
    page.open_part("adversarial");
    let shown = || {
        let script = "return [...document.querySelectorAll('#adversarial .leaf:not([hidden])')]
                        .map((leaf) => leaf.id);";
        page.browser.run(script, json!([]))
    };
    assert_eq!(shown(), json!(["attack-leaf-curves"]));
    page.browser.click("[aria-controls=attack-leaf-compare]");
    assert_eq!(shown(), json!(["attack-leaf-compare"]));
    open(page, "saliency");
    page.open_part("adversarial");
    assert_eq!(shown(), json!(["attack-leaf-compare"]));
}

/// Where the frames of the picture and of its map begin, and of how many lines their captions are.
const PAIR: &str = "
    const figures = [...document.querySelectorAll('#saliency .pair > figure')];
    const tops = figures.map((figure) => figure.querySelector('.frame').getBoundingClientRect().top);
    const lines = figures.map((figure) => {
      const range = document.createRange();
      range.selectNodeContents(figure.querySelector('figcaption'));
      const tops = [...range.getClientRects()].map((rect) => Math.round(rect.bottom));
      return new Set(tops).size;
    });
    return [tops[0] - tops[1], lines[0] - lines[1], figures.length];";

#[test]
fn the_picture_and_its_map_stand_in_one_line_at_every_width() {
    let page = Visit::at("?device=cpu&lang=fr").open();
    page.map_of_sample("chelsea", "285");
    let mut wraps = 0;
    for width in [
        320, 360, 412, 480, 560, 640, 768, 900, 1024, 1280, 1600, 1920,
    ] {
        page.browser.look_like((width, 800), "light");
        let found = page.browser.run(PAIR, json!([]));
        let [apart, lines, count] = serde_json::from_value(found).expect("three numbers");
        assert!(
            f64::abs(apart) < 1.0 && count == 2.0,
            "{width}: {apart} px apart"
        );
        wraps += u32::from(lines != 0.0);
    }
    assert!(
        wraps > 0,
        "no width at which one caption alone takes two lines"
    );
}
