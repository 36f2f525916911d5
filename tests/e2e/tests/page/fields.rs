//! Fields for numbers take what people type, in any language's way, or say why they do not.

use gradoscope_e2e::browser::key;
use gradoscope_e2e::page::{Page, Visit};
use serde_json::json;

/// Types into a field in the place of what stands there, and leaves it; what stands there then, and
/// what is said beside it.
fn typed(page: &Page, field: &str, text: &str) -> (String, String) {
    let mark = "const field = document.querySelector(arguments[0]);
        field.focus();
        field.select();";
    page.browser.reveal(field);
    page.browser.run(mark, json!([field]));
    // A field that a script has emptied would not tell that it was left empty.
    let mut keys = vec![key::BACKSPACE];
    keys.extend(text.chars());
    keys.push(key::TAB);
    page.browser.press(&keys);
    stands(page, field)
}

fn stands(page: &Page, field: &str) -> (String, String) {
    let look = r"const field = document.querySelector(arguments[0]);
        const said = document.querySelector(arguments[0] + '-refused');
        const isWrong = field.getAttribute('aria-invalid') === 'true';
        const names = field.getAttribute('aria-describedby').split(' ');
        if (isWrong === !said.textContent || !names.includes(said.id)) return ['', 'not tied'];
        return [field.value, said.textContent.replace(/\s/g, ' ')];";
    let found = page.browser.run(look, json!([field]));
    let part = |at: usize| found[at].as_str().expect("a text").to_owned();
    (part(0), part(1))
}

fn taken(value: &str) -> (String, String) {
    (value.to_owned(), String::new())
}

#[test]
fn numbers_are_taken_or_refused_in_english() {
    let page = Visit::at("?device=cpu").attack("chelsea", "285");
    a_decimal_comma_is_as_good_as_a_point(&page, ".");
    what_is_not_taken_leaves_the_value_and_says_why_until_something_is(&page);
}

#[test]
fn numbers_are_taken_or_refused_in_french() {
    let page = Visit::at("?device=cpu&lang=fr").attack("chelsea", "285");
    a_decimal_comma_is_as_good_as_a_point(&page, ",");
    arrow_keys_move_a_number_as_they_did(&page);
    a_list_of_values_is_taken_whole_or_not_at_all(&page);
    every_field_for_a_number_refuses_in_words(&page);
}

/// What is shown has the point of the page's language.
fn a_decimal_comma_is_as_good_as_a_point(page: &Page, point: &str) {
    let shown = |text: &str| taken(&text.replace('.', point));
    for text in ["0,5", "0.5", " 5e-1 ", "\u{ff10}\u{ff0c}\u{ff15}"] {
        assert_eq!(typed(page, "#param-eta", "2"), taken("2"));
        assert_eq!(typed(page, "#param-eta", text), shown("0.5"), "{text}");
    }
    page.open_visual();
    assert_eq!(typed(page, "#visual-lambda", "0,001"), shown("0.001"));
    assert_eq!(typed(page, "#visual-lambda", "0,25"), shown("0.25"));
}

fn what_is_not_taken_leaves_the_value_and_says_why_until_something_is(page: &Page) {
    page.open_attack();
    assert_eq!(typed(page, "#param-eta", "0.5"), taken("0.5"));
    for (text, word) in [
        ("abc", "not a number"),
        ("200", "outside"),
        ("\u{2212}1", "outside"),
        ("1,000", "1000 or 1"),
        ("", "Nothing"),
    ] {
        let (value, why) = typed(page, "#param-eta", text);
        assert_eq!(value, "0.5", "{text}");
        assert!(
            why.contains(word) && why.contains("from 0.01 to 20"),
            "{text}: {why}"
        );
    }
    assert_eq!(typed(page, "#param-eta", "0,75"), taken("0.75"));
    let (value, why) = typed(page, "#attack-seed", "1.5");
    assert!(
        value == "0" && why.contains("whole number"),
        "{value} {why}"
    );
    // The other language says the same.
    page.browser.click("#lang-switch");
    let (_, why) = stands(page, "#attack-seed");
    assert!(why.contains("nombre entier"), "{why}");
    assert_eq!(typed(page, "#attack-seed", "7"), taken("7"));
    assert_eq!(typed(page, "#attack-until", "99,5 %"), taken("99,5"));
}

fn arrow_keys_move_a_number_as_they_did(page: &Page) {
    page.open_attack();
    assert_eq!(typed(page, "#param-eta", "1"), taken("1"));
    let press = |keys: &[char]| {
        page.browser
            .run("document.querySelector('#param-eta').focus();", json!([]));
        page.browser.press(keys);
        stands(page, "#param-eta")
    };
    assert_eq!(press(&[key::ARROW_UP, key::ARROW_UP]), taken("1,2"));
    assert_eq!(press(&[key::ARROW_DOWN]), taken("1,1"));
    assert_eq!(press(&[key::PAGE_UP]), taken("2,1"));
    assert_eq!(typed(page, "#param-eta", "19,95"), taken("19,95"));
    assert_eq!(press(&[key::ARROW_UP, key::ARROW_UP]), taken("20"));
}

fn a_list_of_values_is_taken_whole_or_not_at_all(page: &Page) {
    page.open_visual();
    let list = "#sheet-columns-values";
    for text in ["0,5; 1; 2", "0.5, 1, 2", "0,5 1 2"] {
        assert_eq!(typed(page, list, "3"), taken("3"));
        assert_eq!(typed(page, list, text), taken("0,5 1 2"), "{text}");
    }
    page.browser.click("#sheet-iterations");
    assert_eq!(typed(page, list, "20; 30"), taken("20 30"));
    for (text, word) in [
        ("20; 20,5", "« 20,5 » n’est pas un nombre entier"),
        ("20; 99999", "sort"),
    ] {
        let (value, why) = typed(page, list, text);
        assert_eq!(value, "20 30", "{text}");
        assert!(why.contains(word), "{why}");
    }
    assert_eq!(typed(page, list, "40"), taken("40"));
}

/// Every field for a number, filled with what is none, with too much, and with the old value again.
const EVERY_FIELD: &str = r"
    for (const more of document.querySelectorAll('details')) more.open = true;
    const fields = [...document.querySelectorAll('input[inputmode]')];
    const put = (field, text) => {
      field.value = text;
      field.dispatchEvent(new Event('change', { bubbles: true }));
    };
    const wrong = [];
    for (const field of fields) {
      const before = field.value;
      const said = document.querySelector(`#${field.id}-refused`);
      for (const text of ['abc', '1e300', '1.2.3', '']) {
        put(field, text);
        await new Promise((done) => setTimeout(done));
        if (field.value !== before || said.getAttribute('role') !== 'alert' || said.textContent.length < 20) wrong.push([field.id, text, field.value]);
      }
      put(field, before);
      await new Promise((done) => setTimeout(done));
      if (field.value !== before || said.textContent) wrong.push([field.id, before, field.value]);
    }
    return { count: fields.length, wrong, native: document.querySelectorAll('input[type=number]').length };";

fn every_field_for_a_number_refuses_in_words(page: &Page) {
    page.open_attack();
    page.open_pair();
    page.browser.run(
        "document.querySelector('#scale-absolute').click();",
        json!([]),
    );
    let script = format!(
        "const done = arguments[arguments.length - 1]; (async () => {{ {EVERY_FIELD} }})().then(done);"
    );
    let found = page.browser.run_async(&script, json!([]));
    assert_eq!(found["wrong"], json!([]), "{found:#}");
    assert_eq!(found["native"], 0);
    let count = found["count"].as_u64().expect("a number");
    assert!(count > 15, "{count}");
}
