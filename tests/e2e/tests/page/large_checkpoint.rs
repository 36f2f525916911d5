//! A large network on the CPU engine: what it takes. By hand, with the file that
//! `GRADOSCOPE_VGG16` names: `cargo test -p gradoscope-e2e --test page vgg16 -- --ignored --nocapture`.

use std::path::PathBuf;
use std::time::Instant;

use gradoscope_e2e::page::{Page, Visit};
use gradoscope_e2e::{LONG_PATIENCE, inject, until};
use serde_json::json;

/// The most that the engine's heap may be, in bytes.
const MOST_HEAP: f64 = 1.2e9;

/// Tells, when asked, the bytes of the engine's WebAssembly memory, which never shrinks.
const COUNT: &str = "
    let heap = null;
    const keep = (result) => {
      heap = (result.instance ?? result).exports.memory ?? heap;
      return result;
    };
    for (const name of ['instantiate', 'instantiateStreaming']) {
      const native = WebAssembly[name];
      WebAssembly[name] = (...all) => native.apply(WebAssembly, all).then(keep);
    }
    room.onmessage = ({ data }) => {
      if (data === 'memory' && self.name.startsWith('engine')) {
        room.postMessage(`memory ${heap.buffer.byteLength}`);
      }
    };";

fn heap(page: &Page) -> f64 {
    let before = page.heard().len();
    let ask = "new BroadcastChannel('e2e').postMessage('memory');";
    page.browser.run(ask, json!([]));
    let told = until(LONG_PATIENCE, || {
        let heard = page.heard();
        let told = heard.iter().skip(before).find_map(|line| {
            let bytes = line.strip_prefix("memory ")?;
            bytes.parse::<f64>().ok()
        });
        told.ok_or(String::new())
    });
    told.expect("an answer")
}

fn tell(what: &str, since: Instant, page: &Page) {
    let seconds = since.elapsed().as_secs_f64();
    println!("{what}: {seconds:.1} s, heap {:.0} MB", heap(page) / 1e6);
}

#[test]
#[ignore = "needs a file of half a gigabyte"]
fn vgg16_classifies_explains_and_is_attacked_within_the_limits() {
    let file = std::env::var_os("GRADOSCOPE_VGG16").expect("GRADOSCOPE_VGG16 names a file");
    let script = inject::in_workers(COUNT);
    let visit = Visit {
        query: "?device=cpu",
        before: &script,
        ..Visit::default()
    };
    let page = visit.open();
    page.map_of_sample("chelsea", "285");
    let begun = Instant::now();
    page.browser
        .choose_file("#weights-file", &PathBuf::from(file));
    let chosen = "return document.querySelector('#network').value.startsWith('own-');";
    page.wait_long(LONG_PATIENCE, "a file that was looked through", |_| {
        page.browser.run(chosen, json!([])) == true
    });
    println!("looked through: {:.1} s", begun.elapsed().as_secs_f64());
    let begun = Instant::now();
    page.wait_long(LONG_PATIENCE, "the network", |seen| {
        seen.is_ready() && seen.text("/weights/fromStorage") == "true"
    });
    tell("loaded and checked", begun, &page);
    let check = "return document.querySelector('#self-check').textContent;";
    println!("{}", page.browser.run(check, json!([])));
    let begun = Instant::now();
    page.wait_long(LONG_PATIENCE, "scores", |seen| {
        seen.text("/scores") == "ready"
    });
    tell("classified", begun, &page);
    page.wait_long(LONG_PATIENCE, "a map", |seen| {
        seen.text("/map/state") == "ready"
    });
    tell("explained", begun, &page);
    println!("{}", page.look().text("/took"));
    page.open_attack();
    page.set("#param-eta", "0.02");
    let begun = Instant::now();
    page.start_attack();
    page.iteration_from(10);
    tell("ten steps of the attack", begun, &page);
    assert!(heap(&page) <= MOST_HEAP);
}
