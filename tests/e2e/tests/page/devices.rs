//! Which device runs, and what happens when one is missing or wrong.

use gradoscope_e2e::page::Visit;
use gradoscope_e2e::{LONG_PATIENCE, inject, messages, shots};

const NO_WEBGPU: &str = "delete Navigator.prototype.gpu;";

#[test]
fn without_webgpu_the_cpu_runs_and_the_page_says_why_more_so_where_it_was_asked_for() {
    let page = Visit::after(NO_WEBGPU).open();
    let seen = page.map_of_sample("chelsea", "285");
    assert_eq!(seen.text("/device"), "cpu");
    assert_eq!(seen.text("/why"), "This browser has no WebGPU.");
    assert!(seen.notices().is_empty(), "{seen}");

    // Where it is asked for, its absence is told.
    page.visit_again("?device=webgpu");
    let seen = page.map_of_sample("chelsea", "285");
    assert_eq!(seen.text("/device"), "cpu");
    assert_eq!(seen.notices(), ["no-webgpu"], "{seen}");
    shots::window(&page.browser, "notice-no-webgpu");
    assert!(
        !page.site.bytes_by_part().contains_key("GPU engine"),
        "{:?}",
        page.site.log()
    );
}

#[test]
fn webgpu_without_an_adapter_is_told_apart_from_no_webgpu_and_from_the_reader_s_choice() {
    let before = "GPU.prototype.requestAdapter = () => Promise.resolve(null);";
    let page = Visit::after(before).open();
    let seen = page.ready();
    assert_eq!(seen.text("/device"), "cpu");
    assert!(
        seen.text("/why").contains("found no graphics card"),
        "{seen}"
    );
    // The reader's own choice is another reason.
    page.browser.run(
        "document.querySelector('#device-cpu').click();",
        serde_json::json!([]),
    );
    let seen = page.wait("the reader's choice", |seen| {
        seen.text("/why") == "This is the device that you chose."
    });
    assert!(seen.is_ready(), "{seen}");
}

#[test]
fn a_cpu_that_fails_its_self_check_computes_nothing() {
    let query = "?device=cpu&self-check=fail";
    let page = Visit::at(query).open();
    let seen = page.wait("an engine that stopped", |seen| {
        seen.text("/phase") == "stopped"
    });
    assert_eq!(seen.notices(), ["engine-failed"], "{seen}");
    assert!(
        seen.notice("engine-failed")
            .contains("computes wrong numbers"),
        "{seen}"
    );
    page.choose_sample("chelsea");
    let seen = page.wait("the picture", |seen| seen.text("/name").contains("Chelsea"));
    assert_eq!(seen.text("/scores"), "empty", "{seen}");
    assert_eq!(seen.text("/map/class"), "", "{seen}");
    shots::window(&page.browser, "notice-engine-failed-self-check");
}

#[test]
fn a_webgpu_device_that_fails_its_self_check_gives_way_to_the_cpu() {
    let before = inject::and(&messages::spoiled("engine_gpu"));
    let query = "?device=webgpu";
    let page = Visit {
        query,
        before: &before,
        ..Visit::default()
    }
    .open();
    page.choose_sample("chelsea");
    let seen = page.wait_long(LONG_PATIENCE, "a map by the CPU", |seen| {
        seen.has_map_of("285")
    });
    assert_eq!(seen.text("/device"), "cpu");
    assert_eq!(seen.notices(), ["fell-back"], "{seen}");
    assert!(seen.notice("fell-back").contains("self-check"), "{seen}");
    assert!(
        seen.text("/why").contains("tried and is not used"),
        "{seen}"
    );
    shots::window(&page.browser, "notice-fell-back");
}

#[test]
fn when_both_devices_fail_nothing_computes_and_both_are_named() {
    let query = "?device=webgpu&self-check=fail";
    let page = Visit::at(query).open();
    let seen = page.wait_long(LONG_PATIENCE, "a stop", |seen| {
        seen.text("/phase") == "stopped"
    });
    assert_eq!(seen.notices(), ["fell-back", "engine-failed"], "{seen}");
    assert_eq!(seen.text("/device"), "");
}
