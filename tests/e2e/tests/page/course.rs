//! The thread of the practical: gone through, answered, kept; a teacher's own; by the keyboard alone.

use std::fs;
use std::path::Path;

use gradoscope::image::sha256;
use gradoscope_e2e::browser::key;
use gradoscope_e2e::checkpoint::drawn;
use gradoscope_e2e::files::{Folder, png_of_colour};
use gradoscope_e2e::page::{Page, Seen, Visit};
use gradoscope_e2e::shots;
use gradoscope_e2e::{LONG_PATIENCE, fixture, setup};
use serde_json::json;

use super::accessibility::{assert_clean_in_every_look, tab_back_to, tab_to};
use super::checkpoints::{drop_files, text_of, wait_for_names};
use super::offline::{is_kept, words};

const ANSWER: &str = "The change is noise; nobody would see it.";

/// Opens the thread and waits for it.
pub fn open_thread(page: &Page) {
    page.tap("#to-course");
    wait_for(page, "#course-progress");
}

pub fn wait_for(page: &Page, selector: &str) {
    let script = format!(
        "return document.querySelectorAll({}).length;",
        json!(selector)
    );
    page.wait_long(LONG_PATIENCE, selector, |_| page.number(&script) > 0.0);
}

pub fn go_to(page: &Page, question: usize) {
    page.tap(&format!("#course-to-{question}"));
    let heading = format!("Question {question}");
    page.wait(&heading, |_| {
        page.words("#course-step").starts_with(&heading)
    });
}

fn value(page: &Page, selector: &str) -> String {
    let script = "return document.querySelector(arguments[0])?.value ?? '';";
    let found = page.browser.run(script, json!([selector]));
    found.as_str().expect("a text").to_owned()
}

fn open_part(page: &Page) -> String {
    let script = "return document.querySelector('.parts [aria-current]')?.getAttribute('aria-controls') ?? '';";
    let found = page.browser.run(script, json!([]));
    found.as_str().expect("an id").to_owned()
}

pub fn answer(page: &Page, text: &str) {
    page.browser.type_into("#course-answer", text);
    wait_for(page, "#course-kept[data-state=kept]");
}

#[test]
fn the_practical_is_gone_through_set_up_answered_and_all_of_it_is_there_in_another_visit() {
    let mut page = Visit::at("?device=cpu").open();
    page.map_of_sample("chelsea", "285");
    open_thread(&page);
    assert_eq!(page.words("#course-progress"), "0 of 11 answered");
    every_question_comes_in_its_order_with_its_part(&page);
    go_to(&page, 5);
    page.tap(".set-ups a");
    page.wait("what the link sets up", |_| {
        value(&page, "#param-eta") == "0.5"
    });
    page.start_attack();
    page.verdict();
    page.tap("#course-shelf summary");
    wait_for(&page, ".offered");
    page.tap(".offered");
    wait_for(&page, "#course-chosen canvas");
    assert_eq!(page.words("#course-figures-count"), "1 chosen, 2 expected");
    let figure = page.pixels("#course-chosen canvas");
    page.browser
        .type_into("#course-chosen .caption", "cat to stingray");
    answer(&page, ANSWER);
    assert_eq!(page.words("#course-progress"), "1 of 11 answered");
    shots::window(&page.browser, "course-answered");
    // The browser ends without a word to the page.
    page.reopen_with("", "?device=cpu");
    page.ready();
    open_thread(&page);
    page.wait("the answer", |_| {
        page.words("#course-progress") == "1 of 11 answered"
    });
    go_to(&page, 5);
    assert_eq!(value(&page, "#course-answer"), ANSWER);
    wait_for(&page, "#course-chosen canvas");
    assert!(page.pixels("#course-chosen canvas") == figure);
    assert_eq!(value(&page, "#course-chosen .caption"), "cat to stingray");
    assert_eq!(
        page.look().text("/shelf/count"),
        "0",
        "the shelf is another matter"
    );
    page.tap("#course-chosen .remove");
    page.wait("no figure", |_| {
        page.words("#course-figures-count") == "0 chosen, 2 expected"
    });
    go_to(&page, 6);
    assert_eq!(value(&page, "#course-answer"), "");
}

/// From the introduction to the references, by one button.
fn every_question_comes_in_its_order_with_its_part(page: &Page) {
    assert_eq!(page.words("#course-step"), "Introduction");
    let mut seen = Vec::new();
    let is_over = "return document.querySelector('#course-next').disabled ? 1 : 0;";
    while page.number(is_over) == 0.0 {
        let before = page.words("#course-step");
        page.tap("#course-next");
        page.wait("the next step", |_| page.words("#course-step") != before);
        let step = page.words("#course-step");
        if step.starts_with("Question") {
            seen.push((step, open_part(page)));
            let links = page.number("return document.querySelectorAll('.set-ups a').length;");
            assert!(links >= 1.0, "{seen:?}");
        }
    }
    assert_eq!(page.words("#course-step"), "References");
    let headings: Vec<String> = seen.iter().map(|(step, _)| step.clone()).collect();
    assert_eq!(headings.len(), 11, "{headings:?}");
    for (at, heading) in headings.iter().enumerate() {
        let name = format!("Question {}", at + 1);
        assert!(heading.starts_with(&name), "{headings:?}");
        assert_eq!(
            heading.contains('★'),
            [1, 5, 8].contains(&(at + 1)),
            "{heading}"
        );
        assert_eq!(
            heading.contains("bonus"),
            [4, 7, 11].contains(&(at + 1)),
            "{heading}"
        );
    }
    let parts: Vec<&str> = seen.iter().map(|(_, part)| part.as_str()).collect();
    assert_eq!(parts[..4], ["saliency"; 4]);
    assert_eq!(parts[4..7], ["adversarial"; 3]);
    assert_eq!(parts[7..], ["visualisation"; 4]);
}

#[test]
fn the_keyboard_alone_answers_a_whole_question_in_any_browser() {
    let page = Visit::at("?device=cpu").open();
    page.ready();
    page.wait("the photographs", Seen::has_samples);
    tab_to(&page, "to-course");
    page.browser.press(&[key::ENTER]);
    wait_for(&page, "#course-progress");
    let focused = "return document.activeElement.id === 'course-step' ? 1 : 0;";
    page.wait("the focus in the thread", |_| page.number(focused) == 1.0);
    for _ in 0..2 {
        tab_to(&page, "course-next");
        page.browser.press(&[key::ENTER]);
        // A key pressed before would be undone by it.
        page.wait("the focus on the next step", |_| {
            page.number(focused) == 1.0
        });
    }
    page.wait("question 1", |_| {
        page.words("#course-step").starts_with("Question 1")
    });
    // The next stop is the first experiment.
    page.browser.press(&[key::TAB]);
    let link = "return document.activeElement.matches('.set-ups a') ? 1 : 0;";
    assert_eq!(page.number(link), 1.0);
    page.browser.press(&[key::TAB]);
    page.browser.press(&[key::ENTER]);
    page.wait("the map of the coffee", |seen| seen.has_map_of("967"));
    tab_to(&page, "course-answer");
    page.browser.press(&['e', 'd', 'g', 'e', 's']);
    wait_for(&page, "#course-kept[data-state=kept]");
    assert_eq!(value(&page, "#course-answer"), "edges");
    tab_back_to(&page, "course-away");
    page.browser.press(&[key::ENTER]);
    let back = "return document.activeElement.id === 'to-course' && document.querySelector('#course').hidden ? 1 : 0;";
    page.wait("the thread put away", |_| page.number(back) == 1.0);
}

#[test]
fn axe_finds_nothing_in_the_thread_in_both_languages() {
    let page = Visit::at("?device=cpu").open();
    page.map_of_sample("chelsea", "285");
    open_thread(&page);
    assert_clean_in_every_look(&page, "course-introduction-en");
    page.tap("#course-progress");
    page.tap("#map-keep");
    page.wait("a map on the shelf", |seen| {
        seen.text("/shelf/count") == "1"
    });
    go_to(&page, 1);
    page.tap("#course-shelf summary");
    wait_for(&page, ".offered");
    assert_clean_in_every_look(&page, "course-question-en");
    page.tap(".offered");
    wait_for(&page, "#course-chosen canvas");
    page.browser.click("#lang-switch");
    page.wait("French", |_| {
        // A figure by itself is no answer.
        page.words("#course-progress") == "Réponses : 0 sur 11"
    });
    answer(&page, "Les contours.");
    page.wait("an answer", |_| {
        page.words("#course-progress") == "Réponses : 1 sur 11"
    });
    assert_clean_in_every_look(&page, "course-question-fr");
    go_to(&page, 7);
    assert_clean_in_every_look(&page, "course-attack-fr");
    // On a phone an experiment comes in the place of the thread, which is one tap away.
    page.browser.look_like(shots::PHONE, "light");
    page.tap(".set-ups a");
    let shown = "return [document.querySelector('#course').checkVisibility(), document.querySelector('.experiments').checkVisibility()];";
    page.wait("the experiment", |_| {
        page.browser.run(shown, json!([])) == json!([false, true])
    });
    shots::window(&page.browser, "course-put-away-phone");
    page.tap("#to-course");
    page.wait("the thread", |_| {
        page.browser.run(shown, json!([])) == json!([true, false])
    });
    assert!(page.words("#course-step").starts_with("Question 7"));
}

#[test]
fn a_storage_that_is_forbidden_or_full_is_said_beside_the_answer() {
    let forbidden = "Object.defineProperty(self, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });
        CacheStorage.prototype.open = () => Promise.reject(new DOMException('no', 'SecurityError'));";
    let page = Visit {
        query: "?device=cpu",
        before: forbidden,
        ..Visit::default()
    }
    .open();
    page.map_of_sample("chelsea", "285");
    open_thread(&page);
    go_to(&page, 1);
    page.browser.type_into("#course-answer", ANSWER);
    wait_for(&page, "#course-kept[data-state=not-kept]");
    let words = page.words("#course-kept");
    assert!(
        words.contains("allows no storage") && words.contains("Copy your answer"),
        "{words}"
    );
    page.tap("#map-keep");
    page.wait("a map on the shelf", |seen| {
        seen.text("/shelf/count") == "1"
    });
    page.tap("#course-shelf summary");
    wait_for(&page, ".offered");
    page.tap(".offered");
    wait_for(&page, "#course-chosen canvas");
    page.wait("why the figure is not kept", |_| {
        page.words(".course-figures .not-kept")
            .contains("until you leave the page")
    });

    let full = "Storage.prototype.setItem = function () { throw new DOMException('full', 'QuotaExceededError'); };";
    page.visit_again_after(full, "?device=cpu");
    page.ready();
    open_thread(&page);
    go_to(&page, 1);
    page.browser.type_into("#course-answer", ANSWER);
    wait_for(&page, "#course-kept[data-state=not-kept]");
    assert!(
        page.words("#course-kept").contains("is full"),
        "{}",
        page.words("#course-kept")
    );
    assert_eq!(value(&page, "#course-answer"), ANSWER);
}

/// The example for teachers.
fn example() -> String {
    let path = setup::here().join("../../examples/course/course.json");
    fs::read_to_string(path).expect("the example")
}

/// The site with a teacher's file beside it.
fn with_course(page: &Page, text: &str) -> gradoscope_e2e::deployment::Deployment {
    let site = page.site.deploy_another(&page.setup);
    put(site.path(), "course.json", text);
    page.browser.go(&page.site.at("?device=cpu"));
    site
}

fn put(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).expect("room for a file");
}

#[test]
fn a_teachers_own_thread_is_followed_in_its_languages_with_the_parts_that_it_shows() {
    let page = Visit::default().blank();
    let site = with_course(&page, &example());
    page.ready();
    let parts = "return [...document.querySelectorAll('.parts li')].filter((one) => one.checkVisibility()).length;";
    page.wait("two parts", |_| page.number(parts) == 2.0);
    let networks = "return document.querySelectorAll('#network option:not([disabled])').length;";
    assert_eq!(
        page.number(networks),
        2.0,
        "one of the page's, one of the teacher's"
    );
    open_thread(&page);
    assert_eq!(page.words(".course-top h2"), "Looking inside");
    let has = |id: &str| {
        let script = format!("return document.querySelectorAll('#report-{id}').length;");
        page.number(&script) == 1.0
    };
    assert_eq!(
        ["html", "notebook", "zip", "work", "name"].map(has),
        [true, true, false, true, true]
    );
    assert_eq!(page.words("#course-progress"), "0 of 2 answered");
    assert_eq!(page.words("#course-mistakes"), "");
    assert!(text_of(&page, "#course-lang").contains("Deutsch"));
    let choose = "const field = document.querySelector('#course-lang');
        field.value = 'de';
        field.dispatchEvent(new Event('change', { bubbles: true }));";
    page.browser.run(choose, json!([]));
    page.wait("German", |_| page.words(".course-top h2") == "Hineinsehen");
    let lang = "return document.querySelector('.prose').lang === 'de' ? 1 : 0;";
    assert_eq!(page.number(lang), 1.0);
    go_to(&page, 1);
    answer(&page, "Am Rand.");

    // A mistake hides nothing that is right, and is told with its place.
    let bad = example().replacen("\"star\": true", "\"starr\": true", 1);
    put(site.path(), "course.json", &bad);
    page.visit_again("?device=cpu");
    wait_for(&page, "#course-mistakes[data-count=\"1\"]");
    let line = 1 + bad
        .lines()
        .position(|line| line.contains("starr"))
        .expect("the line");
    let words = page.words("#course-mistakes");
    assert!(words.contains(&format!("line {line}, column")), "{words}");
    assert!(words.contains("Is “star” meant?"), "{words}");
    page.wait("the answer", |_| {
        page.words("#course-progress") == "1 of 2 answered"
    });
    shots::window(&page.browser, "course-mistakes");
}

#[test]
fn a_teachers_own_photographs_are_offered_and_linked_and_a_locked_parameter_stays() {
    let page = Visit::default().blank();
    let hash = format!("\"sha256\": \"{}\"", "0".repeat(64));
    let plain = example().replacen(&hash, "\"_\": \"\"", 1);
    let site = with_course(&page, &plain);
    fs::create_dir(site.path().join("pictures")).expect("a folder");
    let picture = fixture::picture("rgb8.png");
    fs::write(site.path().join("pictures/oak.jpg"), &picture).expect("room");
    page.visit_again(
        "?device=cpu#g1~part_adversarial~net_squeezenet-1.1~img_oak~method_rule~to_6~eta_2.0~z",
    );
    page.wait_long(LONG_PATIENCE, "the linked picture", |seen| {
        seen.text("/name") == "Oak" && seen.text("/map/state") == "ready"
    });
    let first =
        "return document.querySelector('[data-testid^=sample-]').id === 'sample-oak' ? 1 : 0;";
    assert_eq!(page.number(first), 1.0);
    page.wait("the lock", |_| {
        page.words(".lock[data-param=eta]")
            .contains("So that all of you find the same.")
    });
    let words = page.words(".lock[data-param=eta]");
    assert!(
        words.contains("η = 0.5") || words.contains(": 0.5"),
        "{words}"
    );
    assert_eq!(
        value(&page, "#param-eta"),
        "0.5",
        "the link does not change it"
    );
    let hidden = "return document.querySelector('#param-eta').checkVisibility() ? 0 : 1;";
    assert_eq!(page.number(hidden), 1.0);
    shots::window(&page.browser, "course-locked");

    // Of a file that is another one than the course says, the picture is refused.
    put(site.path(), "course.json", &example());
    page.visit_again("?device=cpu&start=empty");
    page.ready();
    page.wait("the photograph", |_| {
        page.number("return document.querySelectorAll('#sample-oak').length;") == 1.0
    });
    page.browser.click("#sample-oak");
    page.wait("why not", |seen| !seen.notices().is_empty());
    assert_ne!(page.look().text("/name"), "Oak");
}

#[test]
fn what_a_question_sets_is_to_be_seen_and_the_readers_own_picture_comes_back() {
    let page = Visit::at("?device=cpu").open();
    let folder = Folder::new();
    let file = folder.file("IMG_1.png", &png_of_colour((64, 48), [20, 120, 60]));
    page.open_file(&file);
    let is_shown = |page: &Page| page.look().text("/name") == "IMG_1.png";
    page.wait("the picture", |_| is_shown(&page));
    open_thread(&page);
    go_to(&page, 9);
    page.tap(".set-ups a[href*='~eta_1~']");
    let is_open = "return document.querySelector('#visual-params')?.open ? 1 : 0;";
    page.wait("the step length", |_| {
        value(&page, "#visual-eta") == "1" && page.number(is_open) == 1.0
    });
    page.wait("the link's photograph", |_| !is_shown(&page));
    assert_eq!(page.words("#own-back"), "Back to IMG_1.png");
    page.tap("#own-back");
    page.wait("the picture again", |_| is_shown(&page));
    let doors = "return document.querySelectorAll('#own-back').length;";
    page.wait("nothing to go back to", |_| page.number(doors) == 0.0);
    assert_eq!(value(&page, "#visual-eta"), "1", "what was set up stays");
    go_to(&page, 2);
    page.tap(".set-ups a[href*='leaf_sanity']");
    let names = "const names = document.querySelector('#saliency .leaf-names');
                 const top = names?.getBoundingClientRect().top ?? -1;
                 return top >= 0 && top <= innerHeight * 0.6 ? 1 : 0;";
    page.wait("the test under the map", |_| page.number(names) == 1.0);
    assert!(
        page.words("#saliency .leaf:not([hidden]) h3")
            .starts_with("Sanity")
    );
}

#[test]
fn a_file_that_is_dropped_is_checked_and_the_address_asks_for_the_same() {
    let page = Visit::at("?device=cpu&check").open();
    wait_for(&page, "#course-mistakes[data-count=\"0\"]");
    assert!(
        page.words("#course-mistakes")
            .starts_with("course.json is right.")
    );
    let example = example();
    drop_files(&page, &[("mine.json", example.as_bytes())]);
    page.wait("the word on it", |_| {
        page.words("#course-mistakes")
            .starts_with("mine.json is right.")
    });
    let broken = example.replacen("\"version\": 1,", "\"version\": 2,", 1);
    let broken = broken.replacen("$$linear$$", "$$liner$$", 1);
    drop_files(&page, &[("course.json", broken.as_bytes())]);
    wait_for(&page, "#course-mistakes[data-count=\"2\"]");
    // Wherever the thread was scrolled to, the list begins in sight.
    let top = "return document.querySelector('#course-mistakes').getBoundingClientRect().top;";
    page.wait("the list in sight", |_| {
        (-1.0..100.0).contains(&page.number(top))
    });
    let words = page.words("#course-mistakes");
    for said in [
        "2 mistakes in course.json",
        "version 2 of the format",
        "Is “linear” meant?",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    // What is no JSON any more is still a course, by its name.
    drop_files(&page, &[("course.json", b"\"version\": 1}")]);
    page.wait("what it is not", |_| {
        page.words("#course-mistakes").contains("is not JSON")
    });
    assert!(page.look().notices().is_empty());
    assert_eq!(page.words(".course-top h2"), "Visualising neural networks");
}

/// What a field for a class offers to who types this.
fn offered(page: &Page, words: &str) -> Vec<String> {
    page.browser.click("#class-input");
    page.browser.type_into("#class-input", words);
    let script =
        "return [...document.querySelectorAll('#class-list li')].map((one) => one.dataset.class);";
    let found = page.browser.run(script, json!([]));
    let found = found.as_array().expect("a list").iter();
    found
        .map(|id| id.as_str().expect("an id").to_owned())
        .collect()
}

#[test]
fn a_course_offers_its_classes_and_experiments_and_seeds_that_follow_from_the_name() {
    let page = Visit::default().blank();
    let _site = with_course(&page, &example());
    page.map_of_sample("chelsea", "285");
    page.wait("why the list is short", |_| {
        page.words(".few-classes")
            .starts_with("This course offers 6 of the 1000 classes here")
    });
    assert_eq!(offered(&page, "chat"), ["281", "285"]);
    page.browser.press(&[key::ESCAPE]);
    assert_eq!(offered(&page, "goldfish"), Vec::<String>::new());
    page.wait("why there is none", |_| {
        page.words(".class-picker .no-option")
            .contains("this course offers")
    });
    page.browser.press(&[key::ESCAPE]);
    shots::window(&page.browser, "course-classes");
    // All classes have their scores.
    assert!(page.words("#class-standing").contains("of 1000"));

    open_thread(&page);
    assert!(
        page.words("#report-name-seed")
            .contains("type it before you begin")
    );
    page.browser
        .type_into("#report-name", &format!("Ada Lovelace{}", key::TAB));
    page.wait("the seed of the name", |_| {
        page.words("#report-name-seed").contains("yours is 3311")
    });
    page.tap("#course-presets summary");
    shots::window(&page.browser, "course-presets");
    page.tap("#course-presets a");
    page.wait_long(LONG_PATIENCE, "the experiment with that seed", |seen| {
        value(&page, "#method-seed") == "3311" && seen.text("/map/state") == "ready"
    });
    page.open_attack();
    assert_eq!(value(&page, "#attack-seed"), "3311");
    // What is typed stays, and what a link says.
    page.set("#attack-seed", "7");
    page.browser.run(
        "location.hash = arguments[0];",
        json!(["g1~part_visualisation~preset_best~seed_0~z"]),
    );
    page.wait("the link's seed", |_| {
        open_part(&page) == "visualisation" && value(&page, "#visual-seed") == "0"
    });
    page.browser
        .type_into("#report-name", &format!(" Byron{}", key::TAB));
    page.wait("another seed", |_| {
        !page.words("#report-name-seed").contains("3311")
    });
    assert_eq!(
        [value(&page, "#attack-seed"), value(&page, "#visual-seed")],
        ["7", "0"]
    );
    assert_clean_in_every_look(&page, "course-wishes");
    // The name is there at the next visit, and so is its seed.
    let seed = page.words("#report-name-seed");
    page.visit_again("?device=cpu");
    page.ready();
    open_thread(&page);
    page.wait("the same seed", |_| page.words("#report-name-seed") == seed);
}

#[test]
fn a_teachers_photographs_and_network_are_there_without_a_server() {
    let mut page = Visit {
        keeps_site: true,
        ..Visit::default()
    }
    .blank();
    let (picture, weights) = (fixture::picture("rgb8.png"), drawn("squeezenet-1.1", 2));
    let (zeros, ones) = ("0".repeat(64), "1".repeat(64));
    // Of one photograph the hash is known, of the other it is not.
    let text = example().replacen(&zeros, &sha256(&picture), 1).replacen(
        "\"samples\": [",
        "\"samples\": [{\"id\": \"fir\", \"file\": \"pictures/fir.png\", \"title\": {\"en\": \"Fir\", \"fr\": \"Sapin\", \"de\": \"Tanne\"}, \"author\": \"The teachers\", \"licence\": \"CC0 1.0\"},",
        1,
    );
    let site = with_course(&page, &text);
    for folder in ["pictures", "networks"] {
        fs::create_dir(site.path().join(folder)).expect("a folder");
    }
    let lay = |name: &str, bytes: &[u8]| fs::write(site.path().join(name), bytes).expect("room");
    lay("pictures/oak.jpg", &picture);
    lay("pictures/fir.png", &fixture::picture("rgb8.png"));
    lay("networks/two-trees.safetensors", &weights);
    lay("networks/two-trees.txt", b"oak\nfir\n");
    page.visit_again("?device=cpu&patience=0.1");
    page.map_of_sample("chelsea", "285");
    for id in ["oak", "fir"] {
        page.choose_sample(id);
        page.wait_long(LONG_PATIENCE, id, |seen| {
            seen.text("/name").to_lowercase() == id && seen.text("/map/state") == "ready"
        });
    }

    // Of another hash than the course says, the network is refused.
    let choose = "const list = document.querySelector('#network');
        list.value = list.querySelector('[data-course]').value;
        list.dispatchEvent(new Event('change', { bubbles: true }));";
    page.browser.run(choose, json!([]));
    let seen = page.wait_long(LONG_PATIENCE, "why not", |seen| {
        !seen.notice("course-network").is_empty()
    });
    let words = seen.notice("course-network");
    assert!(
        words.contains("“Two trees”, of this course") && words.contains("not the published file"),
        "{words}"
    );
    assert_eq!(value(&page, "#network"), "squeezenet-1.1");
    assert!(seen.is_ready());
    put(
        site.path(),
        "course.json",
        &text.replacen(&ones, &sha256(&weights), 1),
    );
    page.visit_again("?device=cpu");
    page.map_of_sample("chelsea", "285");
    page.wait("its place in the list", |_| {
        text_of(&page, "#network").contains("Two trees")
    });
    page.browser.run(choose, json!([]));
    let seen = wait_for_names(&page, ["oak", "fir"]);
    assert!(seen.notices().is_empty(), "{seen}");
    assert!(text_of(&page, "#network").contains("SqueezeNet 1.1 (Two trees)"));
    let left = "return document.querySelectorAll('#network [data-course]').length;";
    assert_eq!(page.number(left), 0.0, "it stands there once");
    assert!(
        text_of(&page, ".few-classes").is_empty(),
        "its classes are others"
    );

    is_kept(&page);
    page.site.switch_off();
    page.reopen_with("", "?device=cpu&patience=0.1");
    for id in ["oak", "fir"] {
        page.choose_sample(id);
        page.wait_long(LONG_PATIENCE, id, |seen| {
            seen.text("/name").to_lowercase() == id && seen.text("/map/state") == "ready"
        });
    }
    page.browser.click("#network option[data-option^=\"own-\"]");
    wait_for_names(&page, ["oak", "fir"]);
}

/// It was never opened before, and nobody chose it: it comes by the link, out of what was kept with everything else.
#[test]
fn a_link_brings_the_courses_network_that_it_is_about_and_keeping_everything_keeps_it() {
    let mut page = Visit {
        keeps_site: true,
        ..Visit::default()
    }
    .blank();
    let weights = drawn("squeezenet-1.1", 2);
    let hash = sha256(&weights);
    let text = example().replacen(&"1".repeat(64), &hash, 1);
    let text = text.replacen(&"0".repeat(64), &sha256(&fixture::picture("rgb8.png")), 1);
    let site = with_course(&page, &text);
    for folder in ["pictures", "networks"] {
        fs::create_dir(site.path().join(folder)).expect("a folder");
    }
    let lay = |name: &str, bytes: &[u8]| fs::write(site.path().join(name), bytes).expect("room");
    lay("pictures/oak.jpg", &fixture::picture("rgb8.png"));
    lay("networks/two-trees.safetensors", &weights);
    lay("networks/two-trees.txt", b"oak\nfir\n");
    page.visit_again("?device=cpu");
    page.ready();
    is_kept(&page);
    page.browser.click("#keep-all");
    page.wait_long(LONG_PATIENCE, "everything", |_| {
        words(&page).contains("Ready for visits")
    });
    page.site.switch_off();
    let link = format!(
        "g1~part_saliency~net_sha256-{}~img_chelsea~class_1~z",
        &hash[..16]
    );
    page.reopen_with("", &format!("?device=cpu&patience=0.1#{link}"));
    let seen = wait_for_names(&page, ["oak", "fir"]);
    assert!(seen.notices().is_empty(), "{seen}");
    assert!(text_of(&page, "#network").contains("SqueezeNet 1.1 (Two trees)"));
    page.wait_long(LONG_PATIENCE, "what the link sets", |seen| {
        let shown = page.browser.run("return location.hash;", json!([]));
        seen.has_map_of("1") && shown.to_string().contains(&hash[..16])
    });
}
