//! The site is a folder: it works as it is, under every path of every host.

use std::process::Command;

use gradoscope_e2e::files::Folder;
use gradoscope_e2e::host::{Host, unpack};
use gradoscope_e2e::page::{Page, Seen, Visit};
use serde_json::json;

const PARTS: [&str; 3] = ["adversarial", "visualisation", "two-networks"];

/// `cargo xtask package`, unpacked two folders deep; the path of the page within.
fn unpacked(page: &Page) -> (Folder, &'static str) {
    let folder = Folder::new();
    let zip = folder.path().join("site.zip");
    let mut package = Command::new(&page.setup.xtask);
    package.arg("package").arg("--dist").arg(&page.setup.dist);
    let status = package.arg("--to").arg(&zip).status().expect("xtask");
    assert!(status.success(), "{package:?}");
    unpack(&zip, &folder.path().join("a/b"));
    (folder, "a/b/gradoscope/")
}

/// A first visit with every part, and a second one, which fetches no weights; nothing is asked for
/// outside of the folder.
fn visit_twice(page: &Page, address: &str) {
    page.browser.requests();
    page.browser.go(address);
    let seen = page.map_of_sample("chelsea", "285");
    assert!(seen.notices().is_empty(), "{address}: {seen}");
    for part in PARTS {
        page.open_part(part);
    }
    let asked = asked_at(page, address);
    assert!(
        asked.iter().any(|url| url.contains("/weights/")),
        "{asked:#?}"
    );
    assert!(asked.iter().any(|url| url.ends_with(".css")), "{asked:#?}");

    page.browser.go("about:blank");
    page.browser.requests();
    page.browser.go(address);
    page.map_of_sample("chelsea", "285");
    let asked = asked_at(page, address);
    assert!(
        !asked.iter().any(|url| url.contains("/weights/")),
        "{asked:#?}"
    );
    assert_eq!(page.browser.console(), Vec::<String>::new(), "{address}");
}

/// What the page asked the network for, all of it below `address`.
fn asked_at(page: &Page, address: &str) -> Vec<String> {
    let of_network = |url: &String| url.starts_with("http");
    let asked: Vec<String> = page
        .browser
        .requests()
        .into_iter()
        .filter(of_network)
        .collect();
    for url in &asked {
        assert!(url.starts_with(address), "{url} is not below {address}");
    }
    asked
}

#[test]
fn the_folder_works_at_the_root_of_a_host() {
    let page = Visit {
        hears_network: true,
        ..Visit::default()
    }
    .blank();
    let host = Host::of(&page.setup.dist);
    visit_twice(&page, &host.address);
}

#[test]
fn the_zip_file_works_where_it_was_unpacked_by_every_form_of_its_address() {
    let page = Visit {
        hears_network: true,
        ..Visit::default()
    }
    .blank();
    let (folder, path) = unpacked(&page);
    for licence in [
        "LICENSE-MIT.txt",
        "labels/synonyms.LICENSE.txt",
        "samples/LICENSE.txt",
    ] {
        assert!(
            folder.path().join(path).join(licence).is_file(),
            "{licence}"
        );
    }
    let host = Host::of(folder.path());
    visit_twice(&page, &format!("{}{path}", host.address));
    every_form_of_its_address_leads_to_the_page(&page, &folder, path);
}

fn every_form_of_its_address_leads_to_the_page(page: &Page, folder: &Folder, path: &str) {
    let (usual, other) = (
        Host::of(folder.path()),
        Host::without_slashes(folder.path()),
    );
    let bare = path.trim_end_matches('/');
    for (host, address) in [
        (&usual, bare.to_owned()),
        (&usual, format!("{path}index.html")),
        (&usual, format!("{bare}?lang=fr#top")),
        (&other, path.to_owned()),
        (&other, bare.to_owned()),
        (&other, format!("{bare}?lang=fr#top")),
    ] {
        page.browser.go("about:blank");
        page.browser.console();
        page.browser.go(&format!("{}{address}", host.address));
        let seen = page.wait(&address, |seen| seen.has_samples() && seen.is_ready());
        assert!(seen.notices().is_empty(), "{address}: {seen}");
        let styled =
            "return getComputedStyle(document.querySelector('a.skip')).position !== 'static';";
        assert_eq!(
            page.browser.run(styled, json!([])),
            true,
            "{address} has no styles"
        );
        let language = page
            .browser
            .run("return document.documentElement.lang;", json!([]));
        let expected = if address.contains("lang=fr") {
            "fr"
        } else {
            "en"
        };
        assert_eq!(language, expected, "{address}");
    }
}

#[test]
fn a_file_that_was_not_copied_is_no_fault_of_the_readers() {
    let visit = Visit {
        faults: Some(json!({"missing": ["site.js"]})),
        ..Visit::default()
    };
    let page = visit.open();
    for (id, words) in [
        ("en", "whoever hosts the site"),
        ("fr", "la personne qui l’héberge"),
    ] {
        let text = format!("return document.querySelector('#boot-{id}')?.textContent ?? '';");
        page.wait(&format!("words in {id}"), |_: &Seen| {
            let text = page.browser.run(&text, json!([]));
            let text = text.as_str().unwrap_or_default();
            text.contains("404") && text.contains(words)
        });
    }
}
