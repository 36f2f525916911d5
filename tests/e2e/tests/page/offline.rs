//! Visits without a network, and a new build that comes while the old one is kept.

use std::cell::Cell;
use std::time::{Duration, Instant};

use gradoscope_e2e::page::{Page, Visit};
use gradoscope_e2e::{LONG_PATIENCE, shots};
use serde_json::json;

const QUERY: &str = "?device=cpu";

/// The service worker is there, has kept what this visit used, and answers for the page.
const IS_KEPT: &str = "
    const done = arguments[arguments.length - 1];
    (async () => {
      const one = await navigator.serviceWorker.getRegistration();
      const state = one?.active?.state === 'activated' && await gradoscope.offline('state');
      done(Boolean(state && state.why === '' && state.kept > 0 && navigator.serviceWorker.controller));
    })().catch(() => done(false));";
const NAMES: &str = "
    const done = arguments[arguments.length - 1];
    caches.keys().then((names) => done(names.sort()));";
const USED: &str = "
    const done = arguments[arguments.length - 1];
    navigator.storage.estimate().then(({ usage }) => done(usage + 100000));";
/// How long the decoder is that this site answers with; -1 for no answer.
const ASKED: &str = "
    const done = arguments[arguments.length - 1];
    fetch('decoder.js', { cache: arguments[0] })
      .then(async (answer) => done((await answer.arrayBuffer()).byteLength))
      .catch(() => done(-1));";
const SPOILT: &str = "
    const done = arguments[arguments.length - 1];
    const spoil = async (name) => {
      const cache = await caches.open(name);
      for (const { url } of await cache.keys()) {
        if (url.endsWith('/decoder.js')) await cache.put(url, new Response('spoilt'));
      }
    };
    caches.keys().then((names) => Promise.all(names.map(spoil))).then(done);";
/// How the site answers for a piece of a build that is kept: to a page of it, and to others.
const OLD_PIECE: &str = "
    const done = arguments[arguments.length - 1];
    (async () => {
      const cache = await caches.open(`gradoscope:/course/:${arguments[0]}`);
      const piece = (await cache.keys()).find(({ url }) => url.includes('-chunk')).url;
      const answers = [`${piece}?b=${arguments[0]}`, piece].map((address) => fetch(address));
      done((await Promise.all(answers)).map(({ status }) => status));
    })().catch((error) => done(String(error)));";
const BUILD: &str = "return document.querySelector('meta[name=gradoscope-build]').content;";

fn visit() -> Page {
    let page = Visit {
        query: QUERY,
        keeps_site: true,
        ..Visit::default()
    }
    .open();
    page.map_of_sample("chelsea", "285");
    is_kept(&page);
    page.wait_long(LONG_PATIENCE, "weights that are kept", |seen| {
        seen.text("/weights/words")
            .contains("kept for the next visit")
    });
    page
}

/// Waits until this visit is kept for another without a network.
pub fn is_kept(page: &Page) {
    page.wait_long(LONG_PATIENCE, "a site that is kept", |_| {
        page.browser.run_async(IS_KEPT, json!([])) == true
    });
}

fn build(page: &Page) -> String {
    let found = page.browser.run(BUILD, json!([]));
    found.as_str().unwrap_or_default().to_owned()
}

/// Builds of this site that the browser keeps; the teacher's files lie apart.
fn kept_builds(page: &Page) -> Vec<String> {
    let names = page.browser.run_async(NAMES, json!([]));
    let names = names.as_array().expect("a list").iter();
    let names = names.filter_map(|name| name.as_str());
    let ours =
        names.filter(|name| name.starts_with("gradoscope:/course/:") && !name.ends_with(":course"));
    ours.map(str::to_owned).collect()
}

fn a_map_and_every_part(page: &Page) {
    page.map_of_sample("chelsea", "285");
    page.open_attack();
    page.aim_at("stingray", "stingray (6)");
    page.start_attack();
    page.verdict();
    page.open_visual();
    page.set("#visual-iterations", "3");
    page.visualise();
    page.open_part("two-networks");
}

/// The picture of the map, and what computed it.
fn map_and_device(page: &Page) -> (Vec<u8>, String) {
    let seen = page.wait("the map", |seen| seen.has_map_of("285"));
    let device = seen.text("/engine").to_owned();
    (page.photo("#saliency-map"), device)
}

#[test]
fn after_one_visit_the_server_may_be_off_and_after_a_click_nothing_is_missing() {
    let mut page = visit();
    page.wait("the words", |_| {
        words(&page).contains("opens without a network")
    });
    let before = words(&page);
    let one_thread = map_and_device(&page);
    page.browser.click("#keep-all");
    page.wait_long(LONG_PATIENCE, "everything", |_| {
        words(&page).contains("Ready for visits")
    });
    println!("{before}\n{}", words(&page));
    shots::whole(&page.browser, "offline-ready");
    page.site.switch_off();
    page.visit_again(QUERY);
    a_map_and_every_part(&page);
    page.open_part("saliency");
    // The page may share memory now, and what it shows is the same.
    let (map, device) = map_and_device(&page);
    assert!(map == one_thread.0);
    assert_eq!(one_thread.1, "CPU");
    let threads: u32 = device
        .trim_start_matches("CPU × ")
        .parse()
        .expect("CPU × N");
    assert!((2..=4).contains(&threads), "{device}");
    page.visit_again("?device=cpu&threads=1");
    page.map_of_sample("chelsea", "285");
    assert_eq!(map_and_device(&page), one_thread);
    // What was never opened before is there, too.
    page.browser
        .click("nav.parts button[aria-controls=saliency]");
    page.map_of_sample("coffee", "967");
    page.open_part("two-networks");
    page.load_second();
    assert_eq!(page.look().notices(), Vec::<&str>::new());
}

/// The disk is full: said, nothing that was kept is lost, and with room again it goes on.
#[test]
fn a_full_storage_keeps_what_it_has_and_says_so() {
    let page = visit();
    let room = page.browser.run_async(USED, json!([]));
    let mut quota = json!({ "origin": page.site.origin, "quotaSize": room });
    let set = |quota: &serde_json::Value| {
        page.browser
            .devtools("Storage.overrideQuotaForOrigin", quota.clone());
    };
    set(&quota);
    page.browser.click("#keep-all");
    let progress = "return document.querySelector('#keeping-all')?.textContent ?? '';";
    let said = || {
        let found = page.browser.run(progress, json!([]));
        found.as_str().unwrap_or_default().to_owned()
    };
    page.wait_long(LONG_PATIENCE, "words", |_| {
        said().contains("There is no room for all of it.")
    });
    shots::whole(&page.browser, "offline-full");
    page.visit_again(QUERY);
    page.map_of_sample("chelsea", "285");

    quota["quotaSize"] = json!(1_u64 << 32);
    set(&quota);
    page.wait("the words", |_| {
        words(&page).contains("opens without a network")
    });
    page.browser.click("#keep-all");
    page.wait_long(LONG_PATIENCE, "everything", |_| {
        words(&page).contains("Ready for visits")
    });
    assert_eq!(said(), "");
    assert_eq!(page.look().notices(), Vec::<&str>::new());
}

#[test]
fn what_one_visit_used_is_there_without_a_server_and_the_rest_is_said_to_be_missing_in_any_browser()
{
    let mut page = visit();
    page.site.switch_off();
    page.reopen_with("", &format!("{QUERY}&patience=0.1"));
    page.map_of_sample("chelsea", "285");
    page.browser.click("#sample-coffee");
    let seen = page.wait_long(LONG_PATIENCE, "words", |seen| {
        !seen.notice("sample-unreachable").is_empty()
    });
    assert!(seen.has_map_of("285"), "{seen}");
    page.open_attack();
    page.aim_at("stingray", "stingray (6)");
    page.start_attack();
    page.verdict();
}

/// The page does not wait long for it, and would ask the site, which is not there: what comes late is taken.
#[test]
fn a_storage_that_is_slow_to_answer_is_waited_for_where_there_is_no_network() {
    let slow = "const open = CacheStorage.prototype.open;
        CacheStorage.prototype.open = function (name) {
          return new Promise((resolve) => setTimeout(resolve, 900)).then(() => open.call(this, name));
        };";
    let mut page = visit();
    page.site.switch_off();
    page.reopen_with(slow, &format!("{QUERY}&patience=0.1"));
    let seen = page.map_of_sample("chelsea", "285");
    assert_eq!(seen.notices(), Vec::<&str>::new());
}

/// As the page asks when an answer was late or was not the published file.
#[test]
fn a_file_asked_for_once_more_needs_no_server_unless_what_is_kept_is_spoilt() {
    let mut page = visit();
    let asked = |page: &Page, cache: &str| page.browser.run_async(ASKED, json!([cache]));
    let whole = asked(&page, "reload");
    page.browser.run_async(SPOILT, json!([]));
    assert_eq!(asked(&page, "default"), "spoilt".len());
    assert_eq!(asked(&page, "reload"), whole);
    page.wait("the published file, kept anew", |_| {
        asked(&page, "default") == whole
    });
    page.site.switch_off();
    assert_eq!(asked(&page, "reload"), whole);
    page.browser.run_async(SPOILT, json!([]));
    assert_eq!(asked(&page, "reload"), -1, "what is spoilt is no answer");
}

#[test]
fn a_new_build_is_kept_whole_loaded_on_a_click_and_never_mixed() {
    let page = visit();
    let first = build(&page);
    let other = page.site.deploy_another(&page.setup);

    // Half of it lies there: nobody is told, and the old one goes on, for new visits as well.
    other.take(&page.setup.dist, "engine_cpu.js");
    other.take(&page.setup.dist, "decoder.js");
    page.visit_again(QUERY);
    page.map_of_sample("chelsea", "285");
    update(&page);
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(page.look().notices(), Vec::<&str>::new());
    assert_eq!(build(&page), first);

    // A storage of another site of this host is left alone.
    page.browser
        .run("caches.open('gradoscope:/course/other/:1');", json!([]));
    let whole = page.site.deploy_another(&page.setup);
    // One that is asked for while the half is still being refused comes to nothing: other visits ask again.
    let asked = Cell::new(None::<Instant>);
    let seen = page.wait_long(LONG_PATIENCE, "a notice", |seen| {
        if asked
            .get()
            .is_none_or(|at| at.elapsed() > Duration::from_secs(5))
        {
            asked.set(Some(Instant::now()));
            update(&page);
        }
        !seen.notice("new-version").is_empty()
    });
    assert!(seen.has_map_of("285"), "{seen}");
    assert_eq!(build(&page), first, "nothing is reloaded unasked");
    page.tap("#reload-keeping");
    page.wait_long(LONG_PATIENCE, "the new build with its map", |seen| {
        build(&page) == whole.build && seen.has_map_of("285")
    });
    let kept = kept_builds(&page);
    assert_eq!(kept.len(), 2, "{kept:?}");
    // The site has no piece of the build before any more; a tab of it that is still open may need one.
    let answers = page.browser.run_async(OLD_PIECE, json!([first]));
    assert_eq!(answers, json!([200, 404]));
    let all = page.browser.run_async(NAMES, json!([])).to_string();
    assert!(all.contains("gradoscope:/course/other/:1"), "{all}");

    page.visit_again("?device=cpu&sw=off");
    page.ready();
    page.wait("nothing kept", |_| kept_builds(&page).is_empty());
    page.wait("words", |_| words(&page).contains("sw=off"));
}

/// Asks for the service worker that lies on the site now, as a new visit does.
fn update(page: &Page) {
    let script =
        "navigator.serviceWorker.getRegistration().then((one) => one.update()).catch(() => 0);";
    page.browser.run(script, json!([]));
}

#[test]
fn a_browser_without_service_workers_works_online_and_says_so() {
    let page = Visit::at(QUERY).open();
    page.map_of_sample("chelsea", "285");
    page.wait("words", |_| {
        words(&page).contains("does not keep the page here")
    });
}

/// What is said of visits without a network.
pub fn words(page: &Page) -> String {
    let script = "return document.querySelector('#offline-words')?.textContent ?? '';";
    let found = page.browser.run(script, json!([]));
    found
        .as_str()
        .unwrap_or_default()
        .replace(['\u{a0}', '\u{202f}'], " ")
}
