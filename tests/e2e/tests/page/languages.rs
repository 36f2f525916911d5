//! English and French: by the address, by the browser, by the switch.

use gradoscope_e2e::page::{Page, Visit};
use gradoscope_e2e::{LONG_PATIENCE, shots};
use serde_json::json;

/// The page's own texts that are shown, but for those marked as another language and for names.
const SHOWN: &str = "
    const other = arguments[0];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
      const holder = walker.currentNode.parentElement;
      const text = walker.currentNode.textContent.trim();
      const apart = holder.closest(`[lang=${other}], .credit, script, style, math`);
      if (text && !apart && holder.checkVisibility()) found.push(text);
    }
    for (const element of document.querySelectorAll('[aria-label], [placeholder], [aria-valuetext]')) {
      if (element.closest(`[lang=${other}]`)) continue;
      for (const name of ['aria-label', 'placeholder', 'aria-valuetext']) {
        const text = element.getAttribute(name);
        if (text) found.push(text);
      }
    }
    return found;";

fn shown_without(page: &Page, other: &str) -> Vec<String> {
    let found = page.browser.run(SHOWN, json!([other]));
    let all = found.as_array().expect("a list");
    let texts: Vec<String> = all
        .iter()
        .filter_map(|text| text.as_str().map(str::to_owned))
        .collect();
    assert!(texts.len() > 60, "{texts:?}");
    texts
}

/// Those texts that hold one of the words.
fn with_words(texts: &[String], words: &[&str]) -> Vec<String> {
    let has = |text: &&String| {
        let text = text.to_lowercase();
        text.split(|c: char| !c.is_alphabetic())
            .any(|word| words.contains(&word))
    };
    texts.iter().filter(has).cloned().collect()
}

const ENGLISH: [&str; 14] = [
    "the", "of", "and", "your", "with", "this", "is", "which", "from", "choose", "open", "picture",
    "shown", "save",
];
const FRENCH: [&str; 14] = [
    "le", "la", "les", "des", "une", "votre", "vos", "aux", "est", "avec", "dans", "ou", "poids",
    "carte",
];

fn assert_speaks(page: &Page, lang: &str, texts: [(&str, &str); 6]) {
    let found = page
        .browser
        .run("return document.documentElement.lang;", json!([]));
    assert_eq!(found, lang);
    for (selector, expected) in texts {
        let script = "return document.querySelector(arguments[0])?.textContent.trim();";
        assert_eq!(
            page.browser.run(script, json!([selector])),
            expected,
            "{selector}"
        );
    }
    let (other, foreign) = if lang == "fr" {
        ("en", ENGLISH)
    } else {
        ("fr", FRENCH)
    };
    assert_eq!(
        with_words(&shown_without(page, other), &foreign),
        Vec::<String>::new()
    );
}

fn assert_speaks_french(page: &Page) {
    assert_speaks(
        page,
        "fr",
        [
            (
                "title",
                "Gradoscope\u{a0}: ce que regarde un classifieur d’images",
            ),
            ("#scores-title", "Ce que dit le réseau"),
            ("#save-map", "Enregistrer en PNG"),
            ("label[for=class-input]", "Classe à expliquer"),
            ("#lang-switch", "English"),
            ("#top-1 button", "chat égyptien"),
        ],
    );
}

fn assert_speaks_english(page: &Page) {
    assert_speaks(
        page,
        "en",
        [
            ("title", "Gradoscope: what an image classifier looks at"),
            ("#scores-title", "What the network says"),
            ("#save-map", "Save as PNG"),
            ("label[for=class-input]", "Class to explain"),
            ("#lang-switch", "Français"),
            ("#top-1 button", "Egyptian cat"),
        ],
    );
}

#[test]
fn the_address_chooses_the_language_and_the_switch_changes_and_keeps_it() {
    let query = "?device=cpu&lang=fr";
    let page = Visit::at(query).open();
    page.map_of_sample("chelsea", "285");
    assert_speaks_french(&page);
    the_second_part_speaks_french_from_the_question_to_the_comparison(&page);
    page.browser
        .click("nav.parts button[aria-controls=saliency]");
    page.browser.click("#lang-switch");
    assert_speaks_english(&page);
    let seen = page.look();
    assert!(seen.has_map_of("285"), "the switch lost the map: {seen}");
    page.browser.go(&page.site.at(""));
    page.map_of_sample("chelsea", "285");
    assert_speaks_english(&page);
}

#[test]
fn a_french_browser_gets_french_notices_too() {
    let page = Visit {
        languages: "fr-FR,fr",
        ..Visit::default()
    }
    .open();
    page.map_of_sample("chelsea", "285");
    assert_speaks_french(&page);
    page.open_file(&page.profile.file("mots.pdf", b"%PDF-1.7 rien que des mots"));
    let kind = "files-of-no-kind";
    let seen = page.wait("a refusal", |seen| seen.notices().contains(&kind));
    let words = seen.notice(kind);
    assert!(words.contains("Non ouvert"), "{words}");
    assert_speaks_french(&page);
    shots::window(&page.browser, "notice-refused-fr");
}

/// More English words that the second part could have left.
const MORE_ENGLISH: [&str; 12] = [
    "attack",
    "class",
    "goal",
    "step",
    "steps",
    "reached",
    "before",
    "after",
    "target",
    "seed",
    "computing",
    "failed",
];

fn the_second_part_speaks_french_from_the_question_to_the_comparison(page: &Page) {
    page.open_attack();
    page.browser.run(
        "for (const more of document.querySelectorAll('details')) more.open = true;",
        json!([]),
    );
    for attack in gradoscope::catalogue::ATTACKS {
        page.choose_attack(attack.id);
        assert_no_english(page, attack.id);
    }
    page.choose_attack("rule");
    page.browser.click("#attack-eight-bit");
    page.start_attack();
    let seen = page.verdict();
    let words = seen.text("/attack/words");
    assert!(words.contains("Vérifié sur le PNG enregistré"), "{words}");
    for what in ["survival", "maps", "ray"] {
        page.ask(what);
    }
    page.set("#compare-gradients", "2");
    page.browser.click("#compare");
    page.wait_long(LONG_PATIENCE, "the comparison", |seen| {
        seen.text("/attack/comparison") == "done"
    });
    assert_no_english(page, "after everything");
}

fn assert_no_english(page: &Page, when: &str) {
    let foreign = [&ENGLISH[..], &MORE_ENGLISH].concat();
    assert_eq!(
        with_words(&shown_without(page, "en"), &foreign),
        Vec::<String>::new(),
        "{when}"
    );
}
