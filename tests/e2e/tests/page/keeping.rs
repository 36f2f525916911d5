//! Nothing is lost by a reload, and a page that has stopped says so.

use std::cell::RefCell;
use std::thread::sleep;
use std::time::Duration;

use gradoscope_e2e::page::{Page, Seen, Visit};
use gradoscope_e2e::setup::{Kind, Setup};
use gradoscope_e2e::{LONG_PATIENCE, PATIENCE, fixture, inject, said_again, shots};
use serde_json::json;

/// From `e2e.update()` on, the site's manifest is one of another build.
pub(super) const UPDATED: &str = "
    const real = window.fetch;
    window.e2e.update = () => {
      window.fetch = (input, options) => String(input.url ?? input).includes('manifest.json')
        ? Promise.resolve(Response.json({ build: 'another', files: [] }))
        : real(input, options);
    };";

/// Keeps hold of the page's own module, to have it trap.
pub(super) const TRAPDOOR: &str = "
    for (const name of ['instantiate', 'instantiateStreaming']) {
      const real = WebAssembly[name];
      WebAssembly[name] = async (...given) => {
        const made = await real.apply(WebAssembly, given);
        const { exports } = made.instance ?? made;
        if (exports.__wbindgen_malloc) window.e2e.app ??= exports;
        return made;
      };
    }
    // No size of memory has this alignment: what asks for it aborts.
    window.e2e.trap = () => setTimeout(() => window.e2e.app.__wbindgen_malloc(16, 3));";

const NO_DATABASE: &str = "
    Object.defineProperty(window, 'indexedDB', {
      get() { throw new DOMException('forbidden', 'SecurityError'); },
    });";

/// What changed a second ago is written down.
pub(super) const WRITTEN_DOWN: Duration = Duration::from_millis(2500);

/// The page learns that the site is another one, and offers to reload.
pub(super) fn offer_a_reload(page: &Page) {
    page.browser.run("e2e.update();", json!([]));
    page.site.misbehave(json!({"deny": ["efficientnet"]}));
    page.browser
        .click("#network option[data-option=\"efficientnet-lite0\"]");
    page.wait("the offer to reload", |seen| {
        !seen.notice("new-version").is_empty()
    });
}

pub(super) fn is_back(seen: &Seen) -> bool {
    !seen.notice("brought-back").is_empty()
}

/// What the page says of a picture and what was found about it.
fn said(page: &Page) -> Vec<String> {
    let seen = page.look();
    let figures = [
        "/name",
        "/facts",
        "/top/0/class",
        "/top/0/score",
        "/map/class",
        "/visual/figures",
        "/visual/check",
        "/visual/phase",
    ];
    let mut said: Vec<String> = figures.map(|place| seen.text(place).to_owned()).into();
    said.extend(page.said_of_attack());
    said
}

#[test]
fn a_reload_for_a_new_version_brings_back_the_own_picture_everything_found_and_a_run_under_way() {
    let page = Visit::after(&inject::and(UPDATED)).open();
    page.open_file(&page.profile.file("mine.png", &fixture::picture("rgb8.png")));
    page.wait("a map of it", |seen| seen.text("/map/state") == "ready");
    page.browser.run(
        "document.querySelector('#colours-viridis').click();
         document.querySelector('#top-2 button').click();",
        json!([]),
    );
    let class = page.look().text("/top/1/class").to_owned();
    page.wait("its map", |seen| seen.has_map_of(&class));
    page.open_attack();
    page.choose_attack("fgsm");
    page.start_attack();
    page.verdict();
    page.ask("survival");
    page.ask("ray");
    page.open_visual();
    page.set("#visual-iterations", "10");
    page.visualise();
    let before = said(&page);
    let pixels = page.network_pixels();
    let image = page.pixels("#visual-picture");
    let attacked = page.pixels("#attack-image");

    offer_a_reload(&page);
    page.site.misbehave(json!({}));
    page.browser.click("#reload-keeping");
    let seen = page.wait("everything back", |seen| is_back(seen) && seen.is_ready());
    assert!(
        seen.notice("brought-back").contains("results are back"),
        "{seen}"
    );
    shots::window(&page.browser, "notice-brought-back");
    // The part that was open opens; the others have their state when they do.
    page.wait_long(LONG_PATIENCE, "the third part", |seen| {
        seen.text("/visual/picture") == "ready"
    });
    page.open_attack();
    page.wait("the attack", Seen::has_verdict);
    said_again(PATIENCE, &before, || said(&page));
    assert!(page.network_pixels() == pixels);
    assert!(page.pixels("#visual-picture") == image);
    assert!(page.pixels("#attack-image") == attacked);
    let viridis = "return document.querySelector('#colours-viridis').checked;";
    assert_eq!(page.browser.run(viridis, json!([])), true);
    // Who comes to the page anew begins anew.
    page.browser.go(&page.site.at("?start=empty"));
    let seen = page.ready();
    assert!(!is_back(&seen) && seen.text("/name").is_empty(), "{seen}");

    // A run under way begins again after the reload.
    page.map_of_sample("chelsea", "285");
    page.open_visual();
    page.set("#visual-iterations", "2000");
    page.browser.click("#visual-begin");
    page.visual_from(3);
    offer_a_reload(&page);
    page.browser.click("#reload-keeping");
    let seen = page.wait("a run that runs", |seen| {
        is_back(seen) && seen.phase_of_visual() == "running"
    });
    assert!(
        seen.notice("brought-back").contains("begun again"),
        "{seen}"
    );
    page.visual_from(3);
}

/// What is kept for reloads, by all tabs.
fn records(page: &Page) -> f64 {
    let found = page.browser.run_async(
        "const done = arguments[arguments.length - 1];
         const open = indexedDB.open('gradoscope-kept');
         open.onsuccess = () => {
           const count = open.result.transaction('kept').objectStore('kept').count();
           count.onsuccess = () => { open.result.close(); done(count.result); };
         };",
        json!([]),
    );
    found.as_f64().expect("a number")
}

#[test]
fn where_nothing_can_be_kept_the_loss_is_said_before_the_reload_and_nothing_happens_unasked() {
    let before = inject::and(&format!("{UPDATED}\n{NO_DATABASE}"));
    let page = Visit::after(&before).attack("chelsea", "285");
    page.choose_attack("fgsm");
    page.start_attack();
    page.verdict();
    let said = page.said_of_attack();
    offer_a_reload(&page);
    page.browser.click("#reload-keeping");
    let seen = page.wait("the loss named", |seen| {
        !seen.notice("cannot-keep").is_empty()
    });
    assert!(
        seen.notice("cannot-keep").contains("results would be lost"),
        "{seen}"
    );
    shots::window(&page.browser, "notice-cannot-keep");
    said_again(PATIENCE, &said, || page.said_of_attack());
    page.site.misbehave(json!({}));
    page.browser.click("#reload-anyway");
    let seen = page.wait("the photograph and the settings", |seen| {
        is_back(seen) && seen.has_map_of("285")
    });
    assert!(
        seen.notice("brought-back")
            .contains("picture and settings are back"),
        "{seen}"
    );
    let chosen = "return document.querySelector('#attack')?.selectedOptions[0]?.dataset.option;";
    page.wait("the second part", |_| {
        page.browser.run(chosen, json!([])) == "fgsm"
    });
}

#[test]
fn a_page_that_has_stopped_says_so_and_its_reload_brings_picture_and_settings_back() {
    let page = Visit::after(&inject::and(TRAPDOOR)).open();
    page.open_file(&page.profile.file("mine.png", &fixture::picture("rgb8.png")));
    page.wait("a map of it", |seen| seen.text("/map/state") == "ready");
    page.browser.run(
        "document.querySelector('#colours-viridis').click();
         document.querySelector('#top-2 button').click();",
        json!([]),
    );
    let class = page.look().text("/top/1/class").to_owned();
    page.wait("its map", |seen| seen.has_map_of(&class));
    let pixels = page.network_pixels();
    sleep(WRITTEN_DOWN);
    crash(&page);
    let state = page.browser.run(
        "const dead = document.querySelector('#dead');
         const others = [...document.body.children].filter((child) => child !== dead);
         return {
           role: dead.getAttribute('role'),
           words: dead.textContent,
           focus: document.activeElement.id,
           inert: others.every((child) => child.inert),
         };",
        json!([]),
    );
    assert_eq!(state["role"], "alertdialog");
    assert_eq!(state["focus"], "dead-reload");
    assert_eq!(state["inert"], true);
    let words = state["words"].as_str().unwrap_or_default();
    assert!(words.contains("stopped working"), "{words}");
    shots::window(&page.browser, "dead-page");
    page.browser.click("#dead-reload");
    let seen = page.wait("picture and settings", |seen| {
        is_back(seen) && seen.has_map_of(&class)
    });
    assert!(
        seen.notice("brought-back").contains("had stopped working"),
        "{seen}"
    );
    assert_eq!(seen.text("/name"), "mine.png");
    assert!(page.network_pixels() == pixels);
    let viridis = "return document.querySelector('#colours-viridis').checked;";
    assert_eq!(page.browser.run(viridis, json!([])), true);
}

#[test]
fn errors_that_are_none_of_the_page_s_do_not_stop_it() {
    let page = Visit::after(inject::WATCH).open();
    page.map_of_sample("chelsea", "285");
    page.browser.run(
        "setTimeout(() => { throw new Error('of some script'); });
         setTimeout(() => { throw new RangeError('of some script'); });
         Promise.reject(new DOMException('cancelled', 'AbortError'));
         Promise.reject(undefined);
         window.dispatchEvent(new ErrorEvent('error', { message: 'ResizeObserver loop' }));
         const foreign = new WebAssembly.RuntimeError('of an extension');
         foreign.stack = 'at chrome-extension://abcdef/content.js:1:1';
         setTimeout(() => { throw foreign; });",
        json!([]),
    );
    sleep(Duration::from_millis(500));
    assert_eq!(
        page.number("return document.querySelectorAll('#dead').length;"),
        0.0
    );
    page.map_of_sample("coffee", "967");
}

/// Waits until nothing of what is on the page is yet to be written down.
pub(super) fn written_down(page: &Page) {
    let state = "const note = JSON.parse(sessionStorage.getItem('gradoscope-kept:/course/'));
        return note && note.results ? note.results + note.choices : '';";
    let before = RefCell::new(String::new());
    page.wait_long(LONG_PATIENCE, "all written down", |_| {
        let now = page.browser.run(state, json!([]));
        let now = now.as_str().unwrap_or_default().to_owned();
        let is_settled = !now.is_empty() && now == before.replace(now.clone());
        sleep(Duration::from_millis(if is_settled { 0 } else { 7000 }));
        is_settled
    });
}

/// The page's own module traps.
fn crash(page: &Page) {
    page.browser.run("e2e.trap();", json!([]));
    page.wait("a sentence", |_| {
        page.number("return document.querySelectorAll('#dead').length;") == 1.0
    });
}

/// The reader's own key for it.
pub(super) fn reload(page: &Page) {
    page.browser
        .run("window.isOld = true; location.reload();", json!([]));
    page.wait("the new page", |_| {
        page.browser.run("return window.isOld !== true;", json!([])) == true
    });
}

#[test]
fn a_reload_and_a_crash_bring_back_picture_results_and_shelf_and_who_begins_anew_keeps_the_shelf_in_any_browser()
 {
    // A crash needs a script before the page's own.
    let can_crash = Setup::read().kind == Kind::Chromium;
    let trapdoor = inject::and(TRAPDOOR);
    let page = Visit::after(if can_crash { &trapdoor } else { "" }).open();
    page.open_file(&page.profile.file("mine.png", &fixture::picture("rgb8.png")));
    page.wait("a map of it", |seen| seen.text("/map/state") == "ready");
    page.open_attack();
    page.choose_attack("fgsm");
    page.start_attack();
    page.verdict();
    page.open_visual();
    page.set("#visual-iterations", "10");
    page.visualise();
    let before = said(&page);
    let image = page.pixels("#visual-picture");
    let shelf = page.look().text("/shelf/count").to_owned();
    assert_eq!(shelf, "2");
    written_down(&page);

    let is_whole = |words: &str| {
        let seen = page.wait("everything back", |seen| {
            is_back(seen) && seen.text("/shelf/count") == shelf
        });
        let notice = seen.notice("brought-back");
        assert!(notice.contains(words), "{seen}");
        assert!(notice.contains("results are back"), "{seen}");
        page.wait_long(LONG_PATIENCE, "the third part", |seen| {
            seen.text("/visual/picture") == "ready"
        });
        page.open_attack();
        page.wait("the attack", Seen::has_verdict);
        said_again(PATIENCE, &before, || said(&page));
        page.open_visual();
        assert!(page.pixels("#visual-picture") == image);
    };
    reload(&page);
    is_whole("The page was reloaded");
    // Twice in haste, as a reader does it who has no patience.
    reload(&page);
    reload(&page);
    is_whole("The page was reloaded");
    if can_crash {
        written_down(&page);
        crash(&page);
        let words = page.words("#dead-words");
        assert!(words.contains("what was found come back"), "{words}");
        page.browser.click("#dead-reload");
        is_whole("had stopped working");
    }

    page.browser.run("window.isOld = true;", json!([]));
    page.browser.click("#start-afresh");
    let seen = page.wait("the shelf alone", |seen| {
        seen.text("/shelf/count") == shelf && seen.text("/name") != "mine.png"
    });
    assert!(!is_back(&seen), "{seen}");
}

#[test]
fn who_wants_nothing_written_down_has_nothing_written_down() {
    let page = Visit::after(inject::WATCH).open();
    page.open_file(&page.profile.file("mine.png", &fixture::picture("rgb8.png")));
    page.wait("a map of it", |seen| seen.text("/map/state") == "ready");
    written_down(&page);
    assert!(records(&page) >= 2.0);
    page.browser.run(
        "document.querySelector('#about').scrollIntoView();",
        json!([]),
    );
    page.wait("the switch", |_| {
        page.number("return document.querySelectorAll('#keep-for-reloads').length;") == 1.0
    });
    page.tap("#keep-for-reloads");
    page.wait("nothing written down", |_| records(&page) == 0.0);
    page.browser.run(
        "document.querySelector('#colours-viridis').click();",
        json!([]),
    );
    sleep(WRITTEN_DOWN);
    assert_eq!(records(&page), 0.0);
    reload(&page);
    let seen = page.wait("what is lost", is_back);
    assert!(
        seen.notice("brought-back")
            .contains("Not back: your picture"),
        "{seen}"
    );
    assert_ne!(seen.text("/name"), "mine.png");
}

#[test]
fn a_copy_of_the_tab_has_a_place_of_its_own() {
    let page = Visit::after(inject::WATCH).open();
    page.open_file(&page.profile.file("mine.png", &fixture::picture("rgb8.png")));
    page.wait("a map of it", |seen| seen.text("/map/state") == "ready");
    written_down(&page);
    let name = "return JSON.parse(sessionStorage.getItem('gradoscope-kept:/course/')).tab;";
    let first = page.browser.run(name, json!([]));
    // The copy has the first one's note, while the first one is there.
    page.browser
        .run("window.copy = window.open(location.href);", json!([]));
    let other = "const note = window.copy.sessionStorage.getItem('gradoscope-kept:/course/');
        return note ? JSON.parse(note).tab : '';";
    page.wait_long(LONG_PATIENCE, "a name of its own", |_| {
        let other = page.browser.run(other, json!([]));
        other != first && other != ""
    });
    assert_eq!(page.browser.run(name, json!([])), first);
    page.browser.run("window.copy.close();", json!([]));
}
