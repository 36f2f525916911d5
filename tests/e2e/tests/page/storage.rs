//! Weights are fetched once, kept, listed and removed; a storage that refuses them is no end.

use gradoscope_e2e::LONG_PATIENCE;
use gradoscope_e2e::browser::Browser;
use gradoscope_e2e::page::{Page, Visit};
use gradoscope_e2e::shots;
use serde_json::json;

#[test]
fn a_later_visit_takes_the_weights_from_storage_but_spoilt_ones_and_they_can_be_removed() {
    let mut page = Visit::default().open();
    assert_eq!(page.ready().text("/weights/fromStorage"), "false");
    assert!(page.site.weight_bytes() > 4_000_000);
    assert_eq!(page.stored().len(), 1);

    // What was spoilt in storage is fetched again.
    page.site.forget();
    spoil_stored(&page.browser);
    page.visit_again("");
    let seen = page.ready();
    assert_eq!(seen.text("/weights/fromStorage"), "false", "{seen}");
    assert!(page.site.weight_bytes() > 4_000_000);
    assert_eq!(page.stored().len(), 1);

    // The same profile, after the browser was closed.
    page.site.misbehave(json!({"deny": ["weights/"]}));
    page.site.forget();
    page.reopen();
    let seen = page.map_of_sample("chelsea", "285");
    assert_eq!(seen.text("/weights/fromStorage"), "true", "{seen}");
    let asked: Vec<_> = page
        .site
        .log()
        .into_iter()
        .filter(|a| a.path.contains("weights/"))
        .collect();
    assert!(asked.is_empty(), "{asked:?}");
    println!(
        "second visit: bytes transferred {:?}",
        page.site.bytes_by_part()
    );

    let kept = page.wait("the list of what is kept", |seen| {
        seen.text("/kept").contains("SqueezeNet")
    });
    assert!(kept.text("/kept").contains("MB"), "{kept}");
    page.browser.click("#kept button");
    page.wait("an empty list", |seen| seen.text("/kept").is_empty());
    assert_eq!(page.stored(), Vec::<String>::new());
}

#[test]
fn what_is_stored_during_a_visit_is_listed_at_once_and_removed_things_go() {
    let page = Visit::at("?device=cpu").open();
    page.map_of_sample("chelsea", "285");
    let lists = |names: &[&str]| {
        page.wait_long(LONG_PATIENCE, &format!("a list of {names:?}"), |seen| {
            let kept = seen.text("/kept");
            names.iter().all(|name| kept.contains(name))
        })
    };
    lists(&["SqueezeNet"]);
    // The second network of the fourth part is stored by an engine of its own.
    page.open_pair();
    page.load_second();
    lists(&["SqueezeNet", "EfficientNet"]);
    // What another tab removes is gone for whoever comes to the list.
    page.browser.run_async(
        "const done = arguments[arguments.length - 1];
         caches.keys().then((all) => Promise.all(all.map((name) => caches.delete(name)))).then(done);",
        json!([]),
    );
    page.browser.run(
        "document.querySelector('#kept').dispatchEvent(new FocusEvent('focusin', { bubbles: true }));",
        json!([]),
    );
    page.wait("an empty list", |seen| seen.text("/kept").is_empty());
}

#[test]
fn weights_are_asked_for_while_the_engine_s_code_is_on_its_way() {
    // Without its module the engine cannot ask for anything.
    let modules = ["engine_cpu_bg.wasm", "engine_cpu_relaxed_bg.wasm"];
    let page = Visit {
        faults: Some(json!({"deny": modules})),
        ..Visit::default()
    }
    .open();
    let seen = page.wait("an engine that stopped", |seen| {
        seen.text("/phase") == "stopped"
    });
    assert_eq!(seen.notices(), ["engine-failed"], "{seen}");
    page.wait("the weights", |_| page.site.weight_bytes() > 4_000_000);
    page.site.misbehave(json!({}));
    page.browser.click("#start-again");
    page.map_of_sample("chelsea", "285");
    assert_eq!(page.stored().len(), 1);
}

fn assert_works_but_does_not_keep(page: &Page, name: &str) {
    let seen = page.map_of_sample("chelsea", "285");
    assert_eq!(seen.notices(), ["not-stored"], "{seen}");
    assert!(
        seen.notice("not-stored").contains("for this visit"),
        "{seen}"
    );
    assert!(
        seen.text("/weights/words").contains("for this visit only"),
        "{seen}"
    );
    shots::window(&page.browser, name);
}

#[test]
fn a_storage_that_is_full_or_forbidden_works_for_this_visit_and_the_page_says_so() {
    let page = Visit::default().blank();
    let quota = json!({"origin": page.site.origin, "quotaSize": 100_000});
    page.browser
        .devtools("Storage.overrideQuotaForOrigin", quota);
    page.browser.go(&page.site.at(""));
    assert_works_but_does_not_keep(&page, "notice-not-stored-full");
    assert_eq!(page.stored(), Vec::<String>::new());
    let room_again = json!({"origin": page.site.origin});
    page.browser
        .devtools("Storage.overrideQuotaForOrigin", room_again);

    let forbidden = "CacheStorage.prototype.open = () =>
        Promise.reject(new DOMException('forbidden', 'SecurityError'));";
    page.visit_again_after(forbidden, "");
    assert_works_but_does_not_keep(&page, "notice-not-stored");

    // One whose very look throws lists nothing.
    let throws = "Object.defineProperty(self, 'caches', { get() { throw new DOMException('no', 'SecurityError'); } });";
    page.visit_again_after(throws, "");
    let seen = page.map_of_sample("chelsea", "285");
    assert_eq!(seen.text("/kept"), "", "{seen}");
    page.wait("the word on the weights", |seen| {
        seen.text("/weights/words").contains("for this visit only")
    });
}

fn spoil_stored(browser: &Browser) {
    let spoilt = browser.run_async(
        "const done = arguments[arguments.length - 1];
         (async () => {
           const cache = await caches.open((await caches.keys())[0]);
           const [request] = await cache.keys();
           const bytes = new Uint8Array(await (await cache.match(request)).arrayBuffer());
           bytes[bytes.length >> 1] ^= 1;
           await cache.put(request, new Response(bytes));
           return bytes.length;
         })().then(done, (error) => done(String(error)));",
        json!([]),
    );
    assert!(
        spoilt.as_u64().is_some_and(|bytes| bytes > 4_000_000),
        "{spoilt}"
    );
}
