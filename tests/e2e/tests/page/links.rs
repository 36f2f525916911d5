//! The state of a part in the address: written, followed, handed on.

use gradoscope_e2e::page::{Page, Visit};
use gradoscope_e2e::{fixture, shots};
use serde_json::json;

use super::keeping::{reload, written_down};

const MAP: &str = "g1~part_saliency~net_squeezenet-1.1~img_chelsea~crop_75-0-300~method_guided-backpropagation~class_281~reduction_l2~colours_viridis~scale_linear~view_alone~opacity_0.6~z";
/// The practical's own rule, whose iterations an independent reference has counted.
const RULE: &str = "g1~part_adversarial~net_squeezenet-1.1~img_chelsea~crop_75-0-300~method_rule~steps_100~eta_0.5~objective_score~to_6~until_0~box_0~eight-bit_0~seed_0~factor_50~z";
const DREAM: &str = "g1~part_visualisation~net_squeezenet-1.1~img_chelsea~crop_75-0-300~preset_practical~term_1-score-130~iterations_60~eta_5~step_plain~lambda_0.001~penalty_norm~tv_0~decay_0~jitter_16~rotation_0~scale_0~blur_0.5~blur-every_10~norm-percentile_0~contribution-percentile_0~clamp_1~space_pixels~octaves_1~side_network~start_grey~seed_3~z";
const PAIR: &str = "g1~part_two-networks~net_squeezenet-1.1~img_chelsea~crop_75-0-300~second_efficientnet-lite0~targets_3~z";

const COPIES: &str = "
    Object.defineProperty(navigator, 'clipboard', {
      configurable: true,
      value: { writeText: async (text) => { window.e2eCopied = text; } },
    });";
const REFUSES: &str = "
    Object.defineProperty(navigator, 'clipboard', {
      value: { writeText: async () => { throw new DOMException('no', 'NotAllowedError'); } },
    });";

/// What a script finds, as a text; none where what it asks is not there yet.
fn found(page: &Page, script: &str) -> String {
    let script = format!("try {{ return String({script}); }} catch {{ return ''; }}");
    let found = page.browser.run(&script, json!([]));
    found.as_str().unwrap_or_default().to_owned()
}

fn fragment(page: &Page) -> String {
    found(page, "location.hash.slice(1)")
}

fn wait_for(page: &Page, script: &str, wanted: &str) {
    let what = format!("{wanted} from {script}");
    page.wait(&what, |_| found(page, script) == wanted);
}

/// Copies the link of a part, once the code of links is here.
fn copy_link(page: &Page, part: &str) {
    let button = format!("#{part}-copy-link");
    let state = format!("String(document.querySelector('{button}').disabled)");
    wait_for(page, &state, "false");
    page.tap(&button);
}

/// Comes by this link; its picture is explained as class `class`.
fn visit(page: &Page, link: &str, class: &str) {
    page.visit_again(&format!("?device=cpu#{link}"));
    let seen = page.wait("its map", |seen| seen.has_map_of(class));
    assert_eq!(seen.notices(), Vec::<&str>::new(), "{seen}");
}

/// The part that is shown.
const PART: &str = "document.querySelector('section.panel:not([hidden])').id";
const FOCUS: &str = "document.activeElement.id";

#[test]
fn links_of_every_part_set_it_up_and_damaged_ones_are_explained_in_any_browser() {
    let page = Visit::default().blank();
    a_map_is_drawn_as_its_link_says_which_follows_what_is_set_but_no_pointer_that_is_held_down(
        &page,
    );
    an_attack_waits_for_its_button_then_takes_the_references_iterations_and_is_reloaded(&page);
    a_visualisation_and_two_networks_wait(&page);
    a_damaged_link_is_explained(&page);
}

fn a_map_is_drawn_as_its_link_says_which_follows_what_is_set_but_no_pointer_that_is_held_down(
    page: &Page,
) {
    visit(page, MAP, "281");
    wait_for(page, PART, "saliency");
    wait_for(
        page,
        "document.querySelector('#method').value",
        "guided-backpropagation",
    );
    wait_for(
        page,
        "document.querySelector('#colours-viridis').checked",
        "true",
    );
    wait_for(
        page,
        "document.querySelector('#reduction-l2').checked",
        "true",
    );
    assert_eq!(fragment(page), MAP);

    // Nothing is written while a pointer is held down, and places of the page are no links.
    let pointer = |kind: &str| {
        let script =
            "document.body.dispatchEvent(new PointerEvent(arguments[0], { bubbles: true }));";
        page.browser.run(script, json!([kind]));
    };
    pointer("pointerdown");
    page.tap("#view-over");
    std::thread::sleep(std::time::Duration::from_millis(1200));
    assert_eq!(fragment(page), MAP);
    pointer("pointerup");
    let over = MAP.replace("view_alone", "view_over");
    wait_for(page, "location.hash.slice(1)", &over);
    page.tap("a.skip");
    wait_for(page, "location.hash", "#main");
    assert_eq!(page.look().notices(), Vec::<&str>::new());
    assert!(page.look().has_map_of("281"));
}

fn an_attack_waits_for_its_button_then_takes_the_references_iterations_and_is_reloaded(
    page: &Page,
) {
    visit(page, RULE, "285");
    wait_for(page, PART, "adversarial");
    wait_for(page, FOCUS, "attack-start");
    assert_eq!(page.look().phase_of_attack(), "");
    assert_eq!(page.look().text("/attack/target"), "stingray (6)");
    page.start_attack();
    assert_eq!(page.verdict().iteration(), 12);
    assert_eq!(fragment(page), RULE);
    written_down(page);

    // A reload of the reader's own sets the same up again, and brings back what was found.
    reload(page);
    page.wait("the map again", |seen| seen.has_map_of("285"));
    wait_for(page, PART, "adversarial");
    wait_for(page, "document.querySelector('#param-eta')?.value", "0.5");
    assert_eq!(page.verdict().iteration(), 12);
    assert_eq!(page.look().notices(), ["brought-back"]);
    assert_eq!(fragment(page), RULE);
}

fn a_visualisation_and_two_networks_wait(page: &Page) {
    visit(page, DREAM, "285");
    wait_for(page, PART, "visualisation");
    wait_for(page, FOCUS, "visual-begin");
    wait_for(
        page,
        "document.querySelector('#visual-iterations').value",
        "60",
    );
    assert_eq!(page.look().phase_of_visual(), "");
    // A link that is pasted into the open page is followed, too.
    page.browser
        .run("location.hash = arguments[0];", json!([PAIR]));
    wait_for(page, PART, "two-networks");
    wait_for(page, "document.querySelector('#matrix-targets').value", "3");
    wait_for(page, FOCUS, "second-load");
    assert_eq!(page.look().text("/pair/second"), "absent");
    assert_eq!(fragment(page), PAIR);
}

#[test]
fn back_and_forward_move_between_parts_with_what_was_set_there() {
    let page = Visit::at("?device=cpu").open();
    page.ready();
    assert_eq!(fragment(&page), "");
    page.map_of_sample("chelsea", "285");
    page.wait("an address", |_| {
        fragment(&page).starts_with("g1~part_saliency~")
    });
    let entries = page.number("return history.length;");
    page.open_attack();
    page.set("#param-eta", "0.5");
    page.start_attack();
    page.verdict();
    let said = page.said_of_attack();
    page.open_visual();
    assert!(fragment(&page).starts_with("g1~part_visualisation~"));
    assert_eq!(page.number("return history.length;"), entries + 2.0);
    page.browser.run("history.back();", json!([]));
    wait_for(&page, PART, "adversarial");
    wait_for(&page, "document.querySelector('#param-eta').value", "0.5");
    // What was found is still there.
    gradoscope_e2e::said_again(gradoscope_e2e::PATIENCE, &said, || page.said_of_attack());
    page.browser.run("history.back();", json!([]));
    wait_for(&page, PART, "saliency");
    assert!(page.look().has_map_of("285"));
    page.browser.run("history.go(2);", json!([]));
    wait_for(&page, PART, "visualisation");
    assert_eq!(page.number("return history.length;"), entries + 2.0);
}

fn a_damaged_link_is_explained(page: &Page) {
    let link = MAP
        .replace(
            "colours_viridis",
            "colours_<img src=x onerror=document.title=1>",
        )
        .replace("opacity_0.6", "opacity_7");
    let query = format!("?device=cpu#{}", link.trim_end_matches("~z"));
    page.visit_again(&query);
    let seen = page.wait("its map", |seen| seen.has_map_of("281"));
    assert!(seen.notice("link-cut").contains("missing"), "{seen}");
    let partly = seen.notice("link-partly");
    assert!(partly.contains("colours_"), "{seen}");
    assert_eq!(
        page.number("return document.querySelectorAll('.notice img').length;"),
        0.0
    );
    shots::window(&page.browser, "notice-link");
    page.browser
        .run("location.hash = 'g2~part_adversarial~z';", json!([]));
    page.wait("a refusal", |seen| !seen.notice("link-refused").is_empty());
    wait_for(page, PART, "saliency");
}

#[test]
fn a_picture_of_ones_own_is_framed_once_it_is_there() {
    let page = Visit::at("?device=cpu").open();
    let picture = fixture::picture("rgb8.png");
    page.open_file(&page.profile.file("mine.png", &picture));
    page.wait("an address", |_| fragment(&page).contains("~img_sha256-"));
    let link = fragment(&page);
    let crop = link.split('~').find(|pair| pair.starts_with("crop_"));
    let link = link.replace(crop.expect("a crop"), "crop_1-1-4");
    page.visit_again(&format!("?device=cpu#{link}"));
    page.wait("what is missing", |seen| {
        !seen.notice("link-lacks-picture").is_empty()
    });
    page.open_file(&page.profile.file("renamed.png", &picture));
    page.wait("a map", |seen| {
        seen.text("/map/state") == "ready" && seen.notice("link-lacks-picture").is_empty()
    });
    page.wait("the link", |_| fragment(&page) == link);
}

#[test]
fn a_button_of_every_part_copies_the_link_or_shows_it_where_the_clipboard_refuses() {
    let page = Visit::after(COPIES).open();
    page.map_of_sample("chelsea", "285");
    for (part, button) in [
        ("saliency", "map"),
        ("adversarial", "attack"),
        ("visualisation", "visual"),
        ("two-networks", "pair"),
    ] {
        page.open_part(part);
        copy_link(&page, button);
        let words = format!("document.querySelector('#{button}-link-copied').textContent");
        wait_for(&page, &words, "Link copied.");
        let copied = found(&page, "window.e2eCopied");
        assert!(copied.contains(&format!("#g1~part_{part}~")), "{copied}");
        // The address is renewed half a second after the last change.
        wait_for(&page, "location.href", &copied);
    }

    // Where the clipboard refuses, the link is shown and selected.
    page.browser.run(REFUSES, json!([]));
    page.browser
        .click("nav.parts button[aria-controls=saliency]");
    copy_link(&page, "map");
    wait_for(&page, FOCUS, "map-link");
    let selected = "(({ value, selectionStart, selectionEnd }) =>
        value.slice(selectionStart, selectionEnd))(document.activeElement)";
    assert!(found(&page, selected).contains("#g1~part_saliency~"));
    shots::window(&page.browser, "link-shown");
}
