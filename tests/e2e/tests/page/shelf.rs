//! The shelf: no change throws a result away, two results are compared, and a reload brings all back.

use std::thread::sleep;

use gradoscope_e2e::LONG_PATIENCE;
use gradoscope_e2e::browser::key;
use gradoscope_e2e::inject;
use gradoscope_e2e::page::{Page, Seen, Visit, rgb};
use gradoscope_e2e::shots;
use serde_json::json;

use super::accessibility::assert_clean_in_every_look;
use super::keeping::{TRAPDOOR, UPDATED, WRITTEN_DOWN, is_back, offer_a_reload};

fn count(seen: &Seen) -> usize {
    seen.text("/shelf/count").parse().unwrap_or(0)
}

/// Waits until so many results are on the shelf.
fn shelved(page: &Page, wanted: usize) -> Seen {
    let what = format!("{wanted} results on the shelf");
    page.wait_long(LONG_PATIENCE, &what, |seen| count(seen) == wanted)
}

/// Opens the shelf and waits until so many results can be chosen there.
fn open_shelf(page: &Page, wanted: usize) {
    page.tap("#shelf-name");
    let script =
        "return document.querySelectorAll('.shelf-card[data-state=done] .shelf-pick').length;";
    page.wait(&format!("{wanted} cards"), |_| {
        page.number(script) == wanted as f64
    });
}

/// Chooses a result, or chooses it no longer; 1 is the newest.
fn pick(page: &Page, place: usize) {
    page.tap(&format!(".shelf-card:nth-child({place}) .shelf-pick"));
}

fn wait_for_element(page: &Page, selector: &str) {
    let script = format!("return document.querySelectorAll('{selector}').length;");
    page.wait(selector, |_| page.number(&script) > 0.0);
}

/// A map of a sample and one of its second class, both kept.
fn two_maps(page: &Page, sample: &str, class: &str) {
    page.map_of_sample(sample, class);
    page.tap("#map-keep");
    shelved(page, 1);
    let class = page.look().text("/top/1/class").to_owned();
    page.browser.click("#top-2 button");
    page.wait("its map", |seen| seen.has_map_of(&class));
    page.tap("#map-keep");
    shelved(page, 2);
}

#[test]
fn an_attack_stays_on_the_shelf_when_another_picture_comes_and_is_seen_as_it_was() {
    let page = Visit::at("?device=cpu").attack("chelsea", "285");
    page.choose_attack("fgsm");
    page.start_attack();
    page.verdict();
    shelved(&page, 1);
    let pictures = ["#attack-original", "#attack-image"].map(|canvas| page.photo(canvas));
    page.map_of_sample("coffee", "967");
    assert_eq!(page.look().phase_of_attack(), "");
    shelved(&page, 1);
    // It is there in every part.
    page.open_part("two-networks");
    open_shelf(&page, 1);
    pick(&page, 1);
    wait_for_element(&page, "#shelf-opened");
    shots::whole(&page.browser, "shelf-attack");
    let title = page.words("#shelf-title");
    assert!(
        title.contains("Egyptian cat (285) → stingray (6)"),
        "{title}"
    );
    let kept = ["#shelf-picture-0", "#shelf-picture-1"].map(|canvas| page.photo(canvas));
    assert!(kept == pictures);
    let seed = page.rows("#shelf-settings");
    assert!(
        seed.iter().any(|row| row.cells == ["Seed", "0"]),
        "{seed:#?}"
    );
    assert_eq!(page.look().phase_of_attack(), "", "nothing is computed");
    // The same experiment once more is the same result.
    page.map_of_sample("chelsea", "285");
    page.open_attack();
    page.start_attack();
    page.verdict();
    shelved(&page, 1);
}

#[test]
fn an_attack_that_is_left_for_another_picture_is_there_as_far_as_it_came() {
    let page = Visit::at("?device=cpu").attack("chelsea", "285");
    page.aim_at("stingray", "stingray (6)");
    page.set("#param-eta", "0.1");
    page.start_attack();
    page.iteration_from(10);
    page.choose_sample("coffee");
    shelved(&page, 1);
    open_shelf(&page, 1);
    pick(&page, 1);
    wait_for_element(&page, "#shelf-opened");
    let title = page.words("#shelf-title");
    assert_eq!(title, "Attack: stingray (6)");
    let [before, after] = ["#shelf-picture-0", "#shelf-picture-1"].map(|id| page.photo(id));
    assert_eq!(before.len(), after.len());
    assert!(before != after, "the image that it came to");
    page.wait("the other picture", |seen| seen.has_map_of("967"));
    shelved(&page, 1);
}

#[test]
fn images_of_two_networks_lie_under_one_slider_with_what_differs() {
    let page = Visit::at("?device=cpu").visual("chelsea", "285");
    page.set("#visual-iterations", "3");
    page.visualise();
    shelved(&page, 1);
    let first = page.pixels("#visual-picture");
    page.browser
        .click("#network option[data-option=\"efficientnet-lite0\"]");
    page.wait_long(LONG_PATIENCE, "the other network", |seen| {
        let network = "return document.querySelector('#engine').dataset.network;";
        seen.is_ready() && page.browser.run(network, json!([])) == "efficientnet-lite0"
    });
    page.wait_long(LONG_PATIENCE, "its map", |seen| {
        seen.text("/map/state") == "ready"
    });
    page.visualise();
    shelved(&page, 2);
    open_shelf(&page, 2);
    pick(&page, 2);
    pick(&page, 1);
    wait_for_element(&page, "#shelf-compared");
    let rows = page.rows("#shelf-differs");
    let network = rows.iter().find(|row| row.cells[0] == "Network");
    let network = network.unwrap_or_else(|| panic!("{rows:#?}"));
    assert!(network.cells[1].starts_with("SqueezeNet"), "{rows:#?}");
    assert!(network.cells[2].starts_with("EfficientNet"), "{rows:#?}");
    assert!(rows.iter().all(|row| row.cells[0] != "Seed"), "{rows:#?}");
    assert!(page.pixels("#shelf-a") == first);
    shots::whole(&page.browser, "shelf-beside");

    page.tap("#shelf-layout-divided");
    wait_for_element(&page, "#shelf-divider");
    page.browser.run(
        "document.querySelector('#shelf-divider').focus();",
        json!([]),
    );
    page.browser.press(&[key::ARROW_RIGHT; 3]);
    let clip = "return document.querySelector('#shelf-over').style.clipPath;";
    page.wait("the divider moved", |_| {
        let clip = page.browser.run(clip, json!([]));
        clip.as_str().is_some_and(|clip| clip.contains("53%"))
    });
    assert!(page.pixels("#shelf-under") == first);
    let words = "return document.querySelector('#shelf-divider').getAttribute('aria-valuetext');";
    let words = page.browser.run(words, json!([]));
    assert!(
        words.as_str().is_some_and(|w| w.starts_with("53%")),
        "{words}"
    );
    shots::whole(&page.browser, "shelf-divided");
}

#[test]
fn an_entry_is_saved_set_up_again_removed_by_mistake_and_put_back() {
    let page = Visit::at("?device=cpu").open();
    an_entry_s_record_and_pictures_are_saved_and_its_experiment_is_set_up_again(&page);
    page.tap("#shelf-clear");
    shelved(&page, 0);
    let fold = "const shelf = document.querySelector('#shelf'); if (shelf) shelf.open = false;";
    page.browser.run(fold, json!([]));
    what_was_removed_by_mistake_is_put_back(&page);
}

fn what_was_removed_by_mistake_is_put_back(page: &Page) {
    two_maps(page, "coffee", "967");
    open_shelf(page, 2);
    page.tap(".shelf-card:nth-child(1) .remove");
    let seen = shelved(page, 1);
    assert_eq!(seen.text("/shelf/removed"), "One result was removed.");
    page.wait("the focus on the way back", |_| {
        page.browser
            .run("return document.activeElement.id;", json!([]))
            == "shelf-put-back"
    });
    page.tap("#shelf-put-back");
    shelved(page, 2);
    page.tap("#shelf-clear");
    let seen = shelved(page, 0);
    assert_eq!(seen.text("/shelf/removed"), "2 results were removed.");
    page.tap("#shelf-put-back");
    let seen = shelved(page, 2);
    assert!(
        seen.text("/shelf/words").starts_with("2 of at most"),
        "{seen}"
    );
}

fn an_entry_s_record_and_pictures_are_saved_and_its_experiment_is_set_up_again(page: &Page) {
    page.map_of_sample("chelsea", "285");
    page.tap("#map-keep");
    shelved(page, 1);
    let map = page.pixels("#saliency-map");
    page.map_of_sample("coffee", "967");
    open_shelf(page, 1);
    pick(page, 1);
    wait_for_element(page, "#shelf-opened");
    assert!(page.pixels("#shelf-picture-1") == map);
    let (name, file) = page.file_from("#shelf-record");
    assert!(name.starts_with("gradoscope-map-") && name.ends_with(".json"));
    let record: serde_json::Value = serde_json::from_slice(&file).expect("JSON");
    assert_eq!(record["image"]["id"], "chelsea");
    let (name, file) = page.file_from(".shelf-pictures > :nth-child(2) button");
    assert!(name.ends_with("-map.png"), "{name}");
    let (_, _, pixels) = gradoscope_e2e::files::read_png(&file);
    assert!(pixels == rgb(&map.2));
    page.tap("#shelf-restore");
    page.wait("the picture of the record", |seen| seen.has_map_of("285"));
}

#[test]
fn the_shelf_comes_back_after_a_reload_and_after_the_page_has_stopped() {
    let page = Visit::after(&inject::and(&format!("{UPDATED}\n{TRAPDOOR}"))).open();
    two_maps(&page, "chelsea", "285");
    open_shelf(&page, 2);
    pick(&page, 1);
    wait_for_element(&page, "#shelf-opened");
    let map = page.pixels("#shelf-picture-1");
    sleep(WRITTEN_DOWN);
    page.browser.run("e2e.trap();", json!([]));
    page.wait("a sentence", |_| {
        page.number("return document.querySelectorAll('#dead').length;") == 1.0
    });
    page.browser.click("#dead-reload");
    let seen = page.wait("the shelf", |seen| is_back(seen) && count(seen) == 2);
    let words = seen.notice("brought-back");
    assert!(words.contains("results on the shelf are back"), "{words}");
    open_shelf(&page, 2);
    pick(&page, 1);
    wait_for_element(&page, "#shelf-opened");
    assert!(page.pixels("#shelf-picture-1") == map);

    page.ready();
    offer_a_reload(&page);
    page.site.misbehave(json!({}));
    page.browser.run("window.isOld = true;", json!([]));
    page.browser.click("#reload-keeping");
    page.wait("another document", |_| {
        page.number("return window.isOld ? 0 : 1;") == 1.0
    });
    page.wait("the shelf once more", |seen| {
        is_back(seen) && seen.is_ready() && count(seen) == 2
    });
    open_shelf(&page, 2);
    pick(&page, 1);
    wait_for_element(&page, "#shelf-opened");
    assert!(page.pixels("#shelf-picture-1") == map);
}

#[test]
fn axe_finds_nothing_on_the_shelf_and_it_fits_a_narrow_telephone() {
    let page = Visit::at("?device=cpu&lang=fr").open();
    two_maps(&page, "chelsea", "285");
    open_shelf(&page, 2);
    pick(&page, 1);
    wait_for_element(&page, "#shelf-opened");
    assert_clean_in_every_look(&page, "shelf-one-fr");
    pick(&page, 2);
    wait_for_element(&page, "#shelf-compared");
    page.tap("#shelf-layout-divided");
    wait_for_element(&page, "#shelf-divider");
    assert_clean_in_every_look(&page, "shelf-two-fr");
    page.browser.look_like((320, 640), "light");
    let wider = "return document.documentElement.scrollWidth - window.innerWidth;";
    assert!(page.number(wider) <= 0.0);
    // One tap leads there from the top of a long page.
    page.browser.run("window.scrollTo(0, 0);", json!([]));
    page.browser.click("#to-shelf");
    page.wait("the shelf in sight", |_| {
        let top = "return document.querySelector('#shelf-name').getBoundingClientRect().top;";
        (-1.0..640.0).contains(&page.number(top))
    });
}
