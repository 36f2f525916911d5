//! axe-core finds nothing, and the keyboard alone is enough.

use gradoscope_e2e::LONG_PATIENCE;
use gradoscope_e2e::axe::{violations, violations_of_colours};
use gradoscope_e2e::browser::key;
use gradoscope_e2e::page::{Page, Visit};
use gradoscope_e2e::shots::{self, PHONE, WIDE};
use serde_json::{Value, json};

/// Looks at the page in both schemes and both widths.
pub(super) fn assert_clean_in_every_look(page: &Page, name: &str) {
    let mut found = Vec::new();
    for (size, width) in [(WIDE, "wide"), (PHONE, "phone")] {
        for scheme in ["light", "dark"] {
            page.browser.look_like(size, scheme);
            let here = match scheme {
                "dark" => violations_of_colours(&page.browser),
                _ => violations(&page.browser),
            };
            found.extend(
                here.into_iter()
                    .map(|line| format!("{name}, {width}, {scheme}: {line}")),
            );
            shots::whole(&page.browser, &format!("{name}-{width}-{scheme}"));
        }
        let overflow = "return document.documentElement.scrollWidth - window.innerWidth;";
        let overflow = page.number(overflow);
        if overflow > 0.0 {
            let who = page.browser.run(OUTSIDE, json!([]));
            found.push(format!(
                "{name}, {width}: wider than the window by {overflow} px: {who}"
            ));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// What reaches beyond the window's right edge, the innermost elements.
const OUTSIDE: &str = "
    const out = [...document.querySelectorAll('body *')]
      .filter((one) => one.getBoundingClientRect().right > window.innerWidth + 0.5);
    return out.filter((one) => !out.some((other) => other !== one && one.contains(other)))
      .map((one) => one.outerHTML.slice(0, 200));";

#[test]
fn axe_finds_nothing_in_english_at_the_start_with_a_map_an_attack_and_a_notice() {
    let page = Visit::default().open();
    page.ready();
    page.wait("the samples", |seen| seen.has_samples());
    assert_clean_in_every_look(&page, "start-en");
    page.map_of_sample("chelsea", "285");
    assert_clean_in_every_look(&page, "map-en");
    page.browser.run(
        "document.querySelector('#view-place').click();
         document.querySelector('#scale-percentile').click();
         for (const more of document.querySelectorAll('details')) more.open = true;",
        json!([]),
    );
    assert_clean_in_every_look(&page, "settings-en");
    page.open_attack();
    assert_clean_in_every_look(&page, "attack-start-en");
    finish_an_attack(&page);
    assert_clean_in_every_look(&page, "attack-en");
    page.browser
        .click("nav.parts button[aria-controls=saliency]");
    page.open_file(&page.profile.file("words.md", b"These are only words."));
    page.wait("a refusal", |seen| !seen.notices().is_empty());
    assert_clean_in_every_look(&page, "notice-en");
}

#[test]
fn axe_finds_nothing_in_french_with_a_list_of_classes_and_every_detail_of_every_part_open() {
    let page = Visit::at("?device=cpu&lang=fr").open();
    page.map_of_sample("coffee", "967");
    assert_clean_in_every_look(&page, "map-fr");
    page.browser.click("#class-input");
    page.browser.type_into("#class-input", "chat");
    assert_eq!(
        page.number("return document.querySelector('#class-list').hidden ? 0 : 1;"),
        1.0
    );
    assert_clean_in_every_look(&page, "classes-fr");

    page.map_of_sample("chelsea", "285");
    page.open_attack();
    finish_an_attack(&page);
    open_every_detail(&page);
    assert_clean_in_every_look(&page, "attack-fr");

    page.open_visual();
    page.set("#visual-iterations", "2");
    page.browser.click("#visual-begin");
    page.visual_end();
    page.browser.click("#sheet-lambda");
    page.set("#sheet-columns-values", "0 1");
    page.fill_sheet();
    open_every_detail(&page);
    assert_clean_in_every_look(&page, "visual-fr");

    page.open_pair();
    assert_clean_in_every_look(&page, "pair-start-fr");
    page.load_second();
    for what in ["other-map", "transfer", "recognition"] {
        page.ask_both(what);
    }
    page.fill_matrix("1", "1");
    open_every_detail(&page);
    assert_clean_in_every_look(&page, "pair-fr");
}

fn open_every_detail(page: &Page) {
    let open = "for (const more of document.querySelectorAll('details')) more.open = true;";
    page.browser.run(open, json!([]));
}

/// Fools the network, in the second part, and asks for everything that can be asked of that.
fn finish_an_attack(page: &Page) {
    page.start_attack();
    page.verdict();
    for what in ["survival", "maps", "ray"] {
        page.ask(what);
    }
    page.set("#compare-gradients", "2");
    page.browser.click("#compare");
    page.wait_long(LONG_PATIENCE, "the comparison", |seen| {
        seen.text("/attack/comparison") == "done"
    });
}

#[test]
fn forced_colours_names_paper_and_a_narrow_telephone() {
    let page = Visit::at("?device=cpu").open();
    page.map_of_sample("chelsea", "285");
    forced_colours_tell_what_is_open_ready_and_chosen_by_lines_and_shapes(&page);
    every_id_stands_once_and_every_slider_has_its_name(&page);
    paper_is_light_and_has_one_column_without_what_only_a_screen_needs(&page);
    no_part_is_wider_than_a_narrow_telephone(&page);
}

/// Ids that stand more than once, sliders without one label of their own or without words for their
/// value, live outputs, and labels that name nothing.
const FLAWS: &str = "
    const all = [...document.querySelectorAll('[id]')].map((one) => one.id);
    const flaws = all.filter((id, at) => all.indexOf(id) !== at).map((id) => `twice: ${id}`);
    for (const slider of document.querySelectorAll('input[type=range]')) {
      const names = [...slider.labels].map((label) => label.textContent.trim());
      if (names.length !== 1 || !names[0] || /[0-9]/.test(names[0])) flaws.push(`slider: ${slider.id} ${names}`);
      if (!slider.disabled && !/[^0-9.,]/.test(slider.getAttribute('aria-valuetext') ?? '')) flaws.push(`no words: ${slider.id}`);
    }
    for (const live of document.querySelectorAll('output:not([aria-live=off])')) flaws.push(`live: ${live.outerHTML}`);
    for (const label of document.querySelectorAll('label')) {
      if (!label.control) flaws.push(`of nothing: ${label.outerHTML}`);
    }
    for (const one of document.querySelectorAll('[aria-labelledby], [aria-controls]')) {
      for (const id of (one.getAttribute('aria-labelledby') ?? one.getAttribute('aria-controls')).split(' ')) {
        if (!document.getElementById(id)) flaws.push(`leads nowhere: ${id}`);
      }
    }
    return flaws;";

fn every_id_stands_once_and_every_slider_has_its_name(page: &Page) {
    page.browser
        .run("document.querySelector('#view-over').click();", json!([]));
    page.open_attack();
    page.set("#param-eta", "1");
    page.start_attack();
    page.verdict();
    page.open_visual();
    page.set("#visual-iterations", "2");
    page.visualise();
    page.browser.click("#sheet-classes");
    page.set("#sheet-columns-values", "366");
    page.set("#sheet-rows-values", "0 1");
    page.fill_sheet();
    page.browser.run(
        "document.querySelector('#visual-add-term').click();",
        json!([]),
    );
    page.open_pair();
    assert_eq!(page.browser.run(FLAWS, json!([])), json!([]));
}

/// Notes what of the part is read aloud from now on.
const LISTEN: &str = "
    window.said = [];
    const live = '[role=status], [role=alert], [aria-live]:not([aria-live=off]), output';
    const part = document.querySelector('#visualisation');
    const listen = (changes) => {
      const found = changes.map((change) => change.target.parentElement?.closest(live)).find(Boolean);
      if (found) window.said.push(found.textContent);
    };
    new MutationObserver(listen).observe(part, { childList: true, characterData: true, subtree: true });";

fn the_progress_of_a_run_is_read_aloud_at_most_every_five_seconds(page: &Page) {
    page.open_visual();
    page.set("#visual-iterations", "200");
    page.browser.run(LISTEN, json!([]));
    let began = std::time::Instant::now();
    page.browser.click("#visual-begin");
    page.visual_from(30);
    // What was said before the start may keep it still for five seconds.
    std::thread::sleep(std::time::Duration::from_secs(6).saturating_sub(began.elapsed()));
    let seconds = began.elapsed().as_secs_f64();
    let said = page.browser.run("return window.said;", json!([]));
    page.browser.click("#visual-cancel");
    let count = said.as_array().map_or(0, Vec::len) as f64;
    // The start of the run, and its progress.
    assert!(
        count >= 1.0 && count <= 3.0 + seconds / 5.0,
        "{said} in {seconds} s"
    );
}

fn forced_colours_tell_what_is_open_ready_and_chosen_by_lines_and_shapes(page: &Page) {
    page.browser.show_as("screen", ("forced-colors", "active"));
    let looks = "const look = (selector, ...names) => {
          const style = getComputedStyle(document.querySelector(selector));
          return names.map((name) => style[name]).join();
        };
        const lines = ['borderBottomStyle', 'borderBottomColor'];
        return [
          [look('.parts [aria-current]', ...lines), look('.parts button:not([aria-current])', ...lines)],
          [look('.segment input:checked + span', 'textDecorationLine'), look('.segment input:not(:checked) + span', 'textDecorationLine')],
          [look('.chosen .class-name', 'textDecorationLine'), look('tr:not(.chosen) .class-name', 'textDecorationLine')],
          [look('.lamp', 'backgroundColor'), look('.lamp', 'forcedColorAdjust') === 'none' ? '' : look('.lamp', 'backgroundColor')],
        ];";
    let looks = page.browser.run(looks, json!([]));
    for pair in looks.as_array().expect("pairs") {
        assert_ne!(pair[0], pair[1], "{looks}");
    }
    shots::whole(&page.browser, "forced-colours");
    page.browser.show_as("screen", ("forced-colors", "none"));
}

fn paper_is_light_and_has_one_column_without_what_only_a_screen_needs(page: &Page) {
    page.open_attack();
    let darken = "const theme = document.querySelector('#theme');
        theme.value = 'theme-dark';
        theme.dispatchEvent(new Event('change', { bubbles: true }));";
    page.browser.run(darken, json!([]));
    let theme = "return document.documentElement.dataset.theme;";
    assert_eq!(page.browser.run(theme, json!([])), "dark");
    page.browser
        .show_as("print", ("prefers-color-scheme", "dark"));
    let look = "const shown = (selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility()).length;
        const right = (selector) => document.querySelector(selector).getBoundingClientRect();
        const chosen = getComputedStyle(document.querySelector('#goal-class + span'));
        return {
          ground: getComputedStyle(document.documentElement).backgroundColor,
          buttons: shown('button:not(.class-name, .cell), input[type=range], .preferences, .skip'),
          below: right('.experiments').top >= right('.subject').bottom,
          charts: shown('.chart'),
          chosen: [chosen.printColorAdjust ?? chosen.webkitPrintColorAdjust, chosen.color !== chosen.backgroundColor],
        };";
    let look = page.browser.run(look, json!([]));
    assert_eq!(look["ground"], "rgb(255, 255, 255)", "{look}");
    assert_eq!(look["buttons"], 0, "{look}");
    assert_eq!(look["below"], true, "{look}");
    assert_eq!(look["chosen"], json!(["exact", true]), "{look}");
    assert!(look["charts"].as_u64() > Some(1), "{look}");
    page.browser
        .show_as("screen", ("prefers-color-scheme", "light"));
}

fn no_part_is_wider_than_a_narrow_telephone(page: &Page) {
    page.browser.look_like((320, 640), "light");
    for _ in 0..2 {
        for part in ["saliency", "adversarial", "visualisation", "two-networks"] {
            let open = format!(
                "document.querySelector('nav.parts button[aria-controls={part}]').click();"
            );
            page.browser.run(&open, json!([]));
            page.wait_for_quiet();
            let drawn = format!("return document.querySelectorAll('#{part} .explanation').length;");
            page.wait(part, |_| page.number(&drawn) > 0.0);
            open_every_detail(page);
            let wider = "return document.documentElement.scrollWidth - window.innerWidth;";
            let who = page.browser.run(OUTSIDE, json!([]));
            assert!(page.number(wider) <= 0.0, "{part}: {who}");
        }
        page.browser.click("#lang-switch");
    }
}

/// The focused element, and whether a line around it, or around what stands for it, shows that.
const FOCUS: &str = "
    const focused = document.activeElement;
    const shown = (element) => {
      if (!element) return false;
      const style = getComputedStyle(element);
      return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
    };
    return {
      id: focused.id || focused.className || focused.textContent.trim(),
      tag: focused.tagName,
      shown: shown(focused) || (focused.tagName === 'INPUT' && shown(focused.nextElementSibling)),
    };";

/// Presses Tab until the element has the focus; everything on the way shows its focus.
pub(super) fn tab_to(page: &Page, id: &str) {
    walk_to(page, id, || page.browser.press(&[key::TAB]));
}

/// The same with Shift, towards the beginning.
pub(super) fn tab_back_to(page: &Page, id: &str) {
    walk_to(page, id, || page.browser.press_with(key::SHIFT, key::TAB));
}

fn walk_to(page: &Page, id: &str, step: impl Fn()) {
    let mut way = Vec::new();
    for _ in 0..150 {
        step();
        let focus = page.browser.run(FOCUS, json!([]));
        assert!(
            focus["tag"] == "BODY" || focus["shown"] == true,
            "no visible focus: {focus}"
        );
        if focus["id"] == id {
            return;
        }
        way.push(focus["id"].clone());
    }
    panic!("Tab never came to {id}: {}", Value::from(way));
}

#[test]
fn the_keyboard_alone_is_enough_and_the_progress_of_a_run_is_read_aloud_seldom() {
    let page = Visit::default().open();
    page.ready();
    page.wait("the samples", |seen| seen.has_samples());
    tab_to(&page, "sample-chelsea");
    page.browser.press(&[key::ENTER]);
    page.wait("a map of chelsea", |seen| seen.has_map_of("285"));
    tab_to(&page, "class-input");
    page.browser
        .press(&['f', 'o', 'x', key::ARROW_DOWN, key::ENTER]);
    let seen = page.wait("a map of another class", |seen| {
        seen.text("/map/state") == "ready" && !["", "285"].contains(&seen.text("/map/class"))
    });
    println!("keyboard: {}", seen.text("/standing"));
    page.browser.press(&['3', '4', '0', key::ENTER]);
    page.wait("a map of the zebra", |seen| seen.has_map_of("340"));
    tab_to(&page, "view-alone");
    page.browser.press(&[key::ARROW_RIGHT]);
    assert_eq!(
        page.browser.run(
            "return document.querySelector('#view-over').checked;",
            json!([])
        ),
        true
    );
    tab_to(&page, "crop");
    let before = page.network_pixels();
    page.browser.press(&[key::ARROW_RIGHT; 8]);
    page.wait("a map of the moved square", |seen| {
        seen.text("/map/state") == "ready" && page.network_pixels() != before
    });
    assert!(page.look().notices().is_empty());
    the_progress_of_a_run_is_read_aloud_at_most_every_five_seconds(&page);
}
