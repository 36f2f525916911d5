//! Networks of one and of two classes, and one that follows a larger one.

use gradoscope_e2e::checkpoint::drawn;
use gradoscope_e2e::page::{Page, Visit};
use serde_json::json;

use crate::checkpoints::{drop_files, text_of, wait_for_names};

#[test]
fn networks_of_ten_two_and_one_class_are_attacked_as_far_as_they_can_be() {
    let page = Visit::at("?device=cpu").attack("chelsea", "285");
    a_class_comes_back_as_a_goal_after_a_smaller_network(&page);
    page.open_visual();
    with_two_classes_the_goals_coincide_and_sheets_take_what_there_is(&page);
    with_one_class_no_attack_can_be_started_and_a_sentence_says_why(&page);
    for place in ["#scores", "#network-words"] {
        let words = text_of(&page, place);
        assert!(words.contains("one class only"), "{words}");
    }
}

/// A network of so many classes takes the place of the one before.
fn take_a_network(page: &Page, classes: usize, names: [&str; 2]) {
    let file = drawn("squeezenet-1.1", classes);
    drop_files(page, &[("mine.safetensors", &file)]);
    wait_for_names(page, names);
}

fn is_hidden(page: &Page, selector: &str) -> bool {
    let script = "return document.querySelector(arguments[0]).hidden;";
    page.browser.run(script, json!([selector])) == true
}

fn is_closed(page: &Page, button: &str) -> bool {
    let script = "return document.querySelector(arguments[0]).disabled;";
    page.browser.run(script, json!([button])) == true
}

fn with_one_class_no_attack_can_be_started_and_a_sentence_says_why(page: &Page) {
    take_a_network(page, 1, ["class 0", "class 0"]);
    page.wait("the sentence", |_| !is_hidden(page, "#no-other-class"));
    for goal in ["class", "runner-up", "least-likely", "away"] {
        let click = "document.querySelector(arguments[0]).click();";
        page.browser.run(click, json!([format!("#goal-{goal}")]));
        for button in ["#attack-start", "#compare"] {
            assert!(is_closed(page, button), "{goal}: {button}");
        }
    }
    assert!(!is_hidden(page, "#only-class"));
}

fn with_two_classes_the_goals_coincide_and_sheets_take_what_there_is(page: &Page) {
    take_a_network(page, 2, ["class 0", "class 1"]);
    page.wait("the sentence", |_| !is_hidden(page, "#one-other-class"));
    assert!(is_hidden(page, "#no-other-class"));
    page.tap("#sheet-classes");
    let values = "return document.querySelector('#sheet-columns-values').value;";
    page.wait("the classes", |_| {
        page.browser.run(values, json!([])) == "0 1"
    });
    page.open_attack();
    page.browser.click("#goal-away");
    page.start_attack();
    page.verdict();
    assert_eq!(page.rows("#top-before").len(), 2);
    let caption = "return document.querySelector('#top-before caption').textContent;";
    let caption = page.browser.run(caption, json!([]));
    assert_eq!(caption, "All classes before, the best first");
}

fn a_class_comes_back_as_a_goal_after_a_smaller_network(page: &Page) {
    page.aim_at("tabby", "tabby (281)");
    page.browser.click("#goal-away");
    let file = drawn("squeezenet-1.1", 10);
    drop_files(page, &[("mine.safetensors", &file)]);
    page.wait_long(gradoscope_e2e::LONG_PATIENCE, "a map", |seen| {
        seen.is_ready() && seen.top_class().parse().is_ok_and(|class: u16| class < 10)
    });
    page.browser.click("#goal-class");
    page.wait("a target", |seen| {
        seen.text("/attack/target").ends_with("(6)")
    });
}
