//! Hosts, frames and browsers that are not as usual.

use std::path::Path;
use std::time::Duration;

use gradoscope::spec::Lang;
use gradoscope_e2e::page::{Page, Seen, Visit};
use gradoscope_e2e::trouble::{Cause, said, sentence};
use gradoscope_e2e::until;
use serde_json::{Value, json};

const WITHIN: Duration = Duration::from_secs(15);
const QUERY: &str = "?patience=0.1&device=cpu";

/// One browser for all of them: only what the host sends is another.
#[test]
fn hosts_that_are_not_as_usual_are_no_hindrance_or_are_named() {
    let page = Visit::default().blank();
    modules_of_another_media_type_open_in_every_part(&page);
    isolation_of_origins_is_no_hindrance(&page);
    a_policy_that_forbids_modules_is_named_in_both_languages(&page);
    a_policy_that_allows_modules_but_no_workers_of_our_own_making_is_no_hindrance_or_is_named(
        &page,
    );
    a_portal_is_named_and_everything_comes_once_it_is_open(&page);
}

/// A first visit at a host that does this.
fn at_a_host_with(page: &Page, faults: Value) {
    page.leave_no_weights();
    page.site.misbehave(faults);
    page.browser.go(&page.site.at(QUERY));
}

fn modules_of_another_media_type_open_in_every_part(page: &Page) {
    for media_type in ["application/octet-stream", "text/plain; charset=utf-8"] {
        at_a_host_with(page, json!({"types": {".wasm": media_type}}));
        let seen = page.map_of_sample("chelsea", "285");
        assert!(seen.notices().is_empty(), "{seen}");
        page.open_attack();
        page.open_visual();
        page.open_pair();
        let complaints = page.browser.console();
        assert!(complaints.is_empty(), "{media_type}: {complaints:?}");
    }
}

/// The words of the page that cannot start, in both languages.
fn boot(page: &Page, cause: Cause) {
    for (place, lang) in [("#boot-en", Lang::En), ("#boot-fr", Lang::Fr)] {
        let words = sentence(page, &[place], cause, lang, WITHIN);
        println!("{words}");
    }
}

fn a_policy_that_forbids_modules_is_named_in_both_languages(page: &Page) {
    let policy = json!({"headers": {"Content-Security-Policy": "default-src 'self'"}});
    at_a_host_with(page, policy);
    boot(page, Cause::Policy);
}

fn a_policy_that_allows_modules_but_no_workers_of_our_own_making_is_no_hindrance_or_is_named(
    page: &Page,
) {
    let policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; \
                  style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:";
    let policy = json!({ "headers": {"Content-Security-Policy": policy} });
    at_a_host_with(page, policy);
    works_or_names(page, Cause::Policy);
}

/// Either there is a map, or the cause stands there in words: never a wait without end.
fn works_or_names(page: &Page, cause: Cause) {
    let look = || {
        let seen = page.look();
        let named = said(page)
            .iter()
            .any(|saying| cause.is_named_in(&saying.words, Lang::En));
        match named || seen.is_ready() {
            true => Ok(named),
            false => Err(format!("{seen} {:#?}", said(page))),
        }
    };
    let named = until(WITHIN, look).unwrap_or_else(|last| panic!("neither: {last}"));
    println!("{}", if named { "named" } else { "it works" });
    if !named {
        page.map_of_sample("chelsea", "285");
    }
}

fn isolation_of_origins_is_no_hindrance(page: &Page) {
    let isolation = json!({"headers": {
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Opener-Policy": "same-origin",
    }});
    at_a_host_with(page, isolation);
    let seen = page.map_of_sample("chelsea", "285");
    // The tests' machines have several cores.
    assert!(seen.text("/engine").starts_with("CPU × "), "{seen}");
    page.open_attack();
    assert!(page.look().notices().is_empty());
}

/// The page in a frame with these attributes, on a page at `origin`; the browser looks into it.
fn framed(page: &Page, origin: &str, attributes: &str) {
    let address = page.site.at(QUERY);
    let html = format!(
        "<!doctype html><title>A course</title>\
         <iframe {attributes} src=\"{address}\" width=\"1200\" height=\"900\"></iframe>"
    );
    let path = page.site.put_page("frame.html", &html);
    page.browser.look_into_frame(false);
    page.browser.go(&format!("{origin}{path}"));
    page.browser.look_into_frame(true);
}

#[test]
fn a_frame_and_a_file_work_or_say_why_not() {
    let page = Visit::default().blank();
    a_page_opened_from_a_file_says_so(&page);
    a_frame_of_no_origin_says_so_and_offers_the_page_by_itself(&page);
    a_frame_on_a_foreign_page_works(&page);
}

fn a_frame_of_no_origin_says_so_and_offers_the_page_by_itself(page: &Page) {
    for attributes in [
        "sandbox=\"allow-scripts\"",
        "sandbox=\"allow-scripts allow-downloads allow-popups\"",
    ] {
        framed(page, &page.site.origin, attributes);
        let link = "const main = document.querySelector('#boot');
                    const link = main?.querySelector('a[href]');
                    return main?.dataset.missing && link?.checkVisibility()
                      ? [main.dataset.missing, main.textContent, link.href, link.target]
                      : document.documentElement.outerHTML.slice(-3000);";
        let look = || {
            let found = page.browser.run(link, json!([]));
            found.as_array().cloned().ok_or_else(|| found.to_string())
        };
        let found = until(WITHIN, look).unwrap_or_else(|last| panic!("{attributes}: {last}"));
        let text = |at: usize| found[at].as_str().unwrap_or_default();
        println!("{attributes}: {} {}", text(0), text(1));
        assert!(text(2).starts_with(&page.site.address), "{found:?}");
        // A frame cannot be left by itself: the link has to open another window.
        assert_eq!(text(3), "_blank", "{found:?}");
        let words = text(1).to_lowercase();
        for word in ["frame", "cadre"] {
            assert!(words.contains(word), "{words}");
        }
    }
}

fn a_frame_on_a_foreign_page_works(page: &Page) {
    let foreign = [page.site.foreign_origin(), page.site.other_name()];
    let sandboxed = "sandbox=\"allow-scripts allow-same-origin allow-downloads\"";
    for (origin, attributes) in foreign.iter().zip([sandboxed, ""]) {
        framed(page, origin, attributes);
        let seen = page.map_of_sample("chelsea", "285");
        assert!(seen.notices().is_empty(), "{origin} {attributes}: {seen}");
        page.open_attack();
        page.browser.look_into_frame(false);
    }
}

fn a_page_opened_from_a_file_says_so(page: &Page) {
    let index = page.setup.dist.join("index.html");
    page.browser.go(&format!("file://{}", index.display()));
    missing(page, "file", ["from a file", "depuis un fichier"]);
}

/// The page stands still, names what is missing, and says it in both languages.
fn missing(page: &Page, what: &str, [en, fr]: [&str; 2]) {
    let script = "const main = document.querySelector('#boot');
                  const text = (id) => document.querySelector(id)?.textContent ?? '';
                  return [main?.dataset.missing ?? document.documentElement.dataset.missing ?? '',
                          text('#boot-en'), text('#boot-fr')];";
    let look = || {
        let found = page.browser.run(script, json!([]));
        let text = |at: usize| found[at].as_str().unwrap_or_default();
        let is_so = text(0) == what && text(1).contains(en) && text(2).contains(fr);
        if is_so {
            Ok(())
        } else {
            Err(found.to_string())
        }
    };
    until(WITHIN, look).unwrap_or_else(|last| panic!("{what}: {last}"));
}

#[test]
fn old_browsers_are_told_what_they_lack() {
    let old = [
        (
            "wasm",
            "delete globalThis.WebAssembly;",
            ["no WebAssembly", "n’a pas WebAssembly"],
        ),
        (
            "simd",
            "const validate = WebAssembly.validate;
             const simd = (bytes) => bytes.some((b, i) => b === 0xfd && bytes[i + 1] < 0x80);
             WebAssembly.validate = (bytes) => !simd(new Uint8Array(bytes)) && validate(bytes);",
            ["SIMD", "SIMD"],
        ),
        (
            "workers",
            "const Native = Worker;
             globalThis.Worker = function (address) { return new Native(address); };",
            ["module workers", "module workers"],
        ),
    ];
    let page = Visit::default().blank();
    for (what, before, words) in old {
        page.visit_again_after(before, "");
        missing(&page, what, words);
    }
}

/// A browser that claims relaxed SIMD and does not compile the module that uses it.
#[test]
fn an_engine_that_does_not_compile_gives_way_to_the_plain_one() {
    let page = Visit::default().blank();
    let module = page.setup.dist.join("engine_cpu_relaxed_bg.wasm");
    let bytes = std::fs::metadata(module).expect("an engine").len();
    page.browser.before_every_page(&format!(
        "{{
           const isIt = (bytes) => bytes.byteLength === {bytes};
           const refuse = () => Promise.reject(new WebAssembly.CompileError('made to fail'));
           const {{ compile }} = WebAssembly;
           WebAssembly.compile = (bytes) => (isIt(bytes) ? refuse() : compile(bytes));
           WebAssembly.compileStreaming = async (answer) =>
             WebAssembly.compile(await (await answer).arrayBuffer());
         }}"
    ));
    page.browser.go(&page.site.at(QUERY));
    let seen = page.map_of_sample("chelsea", "285");
    assert_eq!(seen.text("/device"), "cpu", "{seen}");
    assert!(seen.notices().is_empty(), "{seen}");
    assert!(page.site.sent("engine_cpu_bg.wasm") > 0, "another one ran");
}

/// A captive portal, through which the page came from a cache: later it opens.
fn a_portal_is_named_and_everything_comes_once_it_is_open(page: &Page) {
    at_a_host_with(page, json!({"web_page": ["weights/", "samples/"]}));
    let seen = page.wait("an engine that stopped", |seen| {
        seen.text("/phase") == "stopped"
    });
    assert_eq!(seen.notices(), ["engine-failed"], "{seen}");
    for place in ["engine-failed", "#samples-missing"] {
        sentence(page, &[place], Cause::WebPage, Lang::En, WITHIN);
    }
    page.site.behave();
    page.tap("#start-again");
    // What failed at the start is asked for again with it, without a click of its own.
    page.wait("the samples and the engine", |seen| {
        seen.has_samples() && seen.is_ready()
    });
    page.map_of_sample("chelsea", "285");
    let seen: Seen = page.look();
    assert!(seen.notices().is_empty(), "{seen}");
}

/// One entry of the list is wrong: the others are there, and it is said how many are not.
#[test]
fn a_wrong_entry_of_the_list_costs_that_photograph_alone() {
    let page = Visit::default().blank();
    let other = gradoscope_e2e::deployment::Deployment::of(&page.setup.dist);
    let samples = spoil_an_entry(other.path());
    other.list_again();
    page.site.serve(other.path());
    page.browser.go(&page.site.at(QUERY));
    page.wait("the other samples", Seen::has_samples);
    let shown = page.number("return document.querySelectorAll('.sample').length;");
    assert_eq!(shown as usize, samples - 1);
    let words = "return document.querySelector('#samples-partial')?.textContent ?? '';";
    let words = page.browser.run(words, json!([]));
    assert!(
        words
            .as_str()
            .is_some_and(|words| words.starts_with("One photograph is missing")),
        "{words}"
    );
}

/// Takes the file's name away from the second entry; returns how many entries there are.
fn spoil_an_entry(site: &Path) -> usize {
    let path = site.join("samples/samples.json");
    let text = std::fs::read_to_string(&path).expect("a list");
    let mut list: Vec<Value> = serde_json::from_str(&text).expect("a list");
    let entry = list[1].as_object_mut().expect("an entry");
    entry.remove("file");
    std::fs::write(&path, json!(list).to_string()).expect("room for a list");
    list.len()
}
