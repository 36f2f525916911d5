//! The practical as it is shipped, and the example for teachers.

use std::collections::BTreeSet;
use std::path::Path;

use gradoscope::app_model::{AppModel, Effect, check_link, part};
use gradoscope::catalogue::NETWORKS;
use gradoscope::course::{
    Answer, Answers, Course, FORMS, Thread, ThreadChoice, blocks, filled, read_bytes,
};
use gradoscope::report::Form;
use serde_json::Value;

use crate::typography::fault;

const PRACTICAL: &str = "public/course/practical.json";
const EXAMPLE: &str = "examples/course/course.json";

fn file(path: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A course without a mistake, with its thread.
fn right(path: &str) -> (Course, Thread) {
    let checked = read_bytes(&file(path));
    assert_eq!(checked.problems, [], "{path}");
    let ThreadChoice::Own(thread) = checked.course.thread.clone() else {
        panic!("{path} has no thread");
    };
    (checked.course, thread)
}

/// Every text of a file, with the language that it is in.
fn texts(value: &Value, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                match value.as_str() {
                    Some(text) => found.push((key.clone(), text.to_owned())),
                    None => texts(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        _ => {}
    }
}

#[test]
fn what_is_shipped_is_right() {
    let default = read_bytes(&file("public/course.json"));
    assert_eq!(default.problems, []);
    assert_eq!(default.course, Course::default());
    // The page's script knows it by its words.
    let usual = String::from_utf8(file("public/course.json")).expect("a text");
    let script = String::from_utf8(file("public/site.js")).expect("a text");
    assert!(script.contains(&format!("'{}'", usual.trim())));
    let (course, thread) = right(PRACTICAL);
    let sections: Vec<&str> = thread.sections.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(
        sections,
        [
            "introduction",
            "saliency",
            "adversarial",
            "visualisation",
            "references"
        ]
    );
    let numbers = |is: fn(&gradoscope::course::Question) -> bool| {
        let found = thread.questions().filter(|question| is(question));
        found.map(|question| question.number).collect::<Vec<_>>()
    };
    assert_eq!(numbers(|_| true), (1..=11).collect::<Vec<_>>());
    assert_eq!(numbers(|question| question.star), [1, 5, 8]);
    assert_eq!(numbers(|question| question.bonus), [4, 7, 11]);
    assert_eq!(course.languages, ["en", "fr"]);
    for question in thread.questions() {
        let id = &question.id;
        assert!(!question.setup.is_empty(), "{id} sets nothing up");
        assert!(!question.look.is_empty(), "{id} says nothing to look at");
        assert!((1..=3).contains(&question.expects), "{id}");
    }
    let of_part = |section: usize| {
        let questions = thread.sections[section].questions.iter();
        questions
            .filter_map(|question| question.part())
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(of_part(1), [part::SALIENCY].into());
    assert_eq!(of_part(2), [part::ADVERSARIAL].into());
    assert_eq!(of_part(3), [part::VISUALISATION].into());
}

#[test]
fn the_four_formulas_of_the_practical_stand_in_both_languages() {
    let (_, thread) = right(PRACTICAL);
    for lang in ["en", "fr"] {
        let whole: String = thread.sections.iter().map(|s| s.text.text(lang)).collect();
        for name in [
            "network", "softmax", "gradient", "linear", "saliency", "rule", "loss", "ascent",
        ] {
            assert!(whole.contains(&format!("$${name}$$")), "{lang}: {name}");
        }
    }
}

#[test]
fn every_experiment_is_set_up_without_a_complaint() {
    let samples: Value =
        serde_json::from_slice(&file("public/samples/samples.json")).expect("JSON");
    let samples = samples.as_array().expect("a list").iter();
    let samples: BTreeSet<&str> = samples.filter_map(|sample| sample["id"].as_str()).collect();
    for path in [PRACTICAL, EXAMPLE] {
        let (course, thread) = right(path);
        let mut links = BTreeSet::new();
        let of_questions = thread.questions().flat_map(|question| &question.setup);
        for setup in of_questions.chain(&course.presets) {
            let link = &setup.link;
            links.insert(link.clone());
            let check = check_link(link, &[]).unwrap_or_else(|why| panic!("{link}: {why:?}"));
            let sample = check.sample.as_deref().expect("a photograph");
            assert!(samples.contains(sample), "{link}: no {sample}");
            let mut model = AppModel::default();
            let effects = model.open_link(link);
            assert_eq!(model.notices, [], "{link}");
            assert_eq!(model.settings.part, setup.part, "{link}");
            let opens =
                |effect: &Effect| matches!(effect, Effect::OpenSample { id, .. } if id == sample);
            assert!(effects.iter().any(opens), "{link}");
        }
        assert!(links.len() > 2, "{path}");
    }
}

#[test]
fn french_texts_of_courses_have_the_spaces_that_french_wants_and_english_ones_none() {
    for path in [PRACTICAL, EXAMPLE] {
        let whole: Value = serde_json::from_slice(&file(path)).expect("JSON");
        let mut found = Vec::new();
        texts(&whole, &mut found);
        let faults: Vec<String> = (found.iter())
            .filter(|(lang, _)| ["en", "fr", "de"].contains(&lang.as_str()))
            .filter_map(|(lang, text)| Some(format!("{lang}: {}", fault(text)?)))
            .collect();
        assert!(faults.is_empty(), "{path}: {faults:#?}");
        for (lang, text) in found
            .iter()
            .filter(|(lang, _)| ["en", "fr"].contains(&lang.as_str()))
        {
            assert!(
                !text.contains('\''),
                "{path}, {lang}: a straight apostrophe in {text}"
            );
            assert!(!text.contains("..."), "{path}, {lang}: {text}");
            if lang == "fr" {
                let is_bare = |(at, sign): (usize, char)| {
                    let before = text[..at].chars().next_back();
                    ";!?".contains(sign) && before.is_some_and(char::is_alphanumeric)
                };
                assert!(
                    !text.char_indices().any(is_bare),
                    "{path}: no space: {text}"
                );
            }
        }
    }
}

#[test]
fn no_text_of_the_practical_loses_a_piece_on_its_way() {
    let whole: Value = serde_json::from_slice(&file(PRACTICAL)).expect("JSON");
    let mut found = Vec::new();
    texts(&whole, &mut found);
    for (_, text) in found {
        assert_eq!(blocks(&text).1, [], "{text}");
    }
}

#[test]
fn the_schema_and_the_reader_know_the_same_keys() {
    let schema: Value = serde_json::from_slice(&file("public/course.schema.json")).expect("JSON");
    let keys = |place: &str| {
        let properties = schema.pointer(&format!("{place}/properties"));
        let properties = properties.and_then(Value::as_object).expect("properties");
        properties.keys().cloned().collect::<BTreeSet<_>>()
    };
    // The example says everything that can be said.
    let example: Value = serde_json::from_slice(&file(EXAMPLE)).expect("JSON");
    let said = |places: &[&str]| {
        let objects = places
            .iter()
            .filter_map(|place| example.pointer(place)?.as_object());
        let keys = objects.flat_map(|object| object.keys().cloned());
        keys.filter(|key| !key.starts_with('_'))
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(keys(""), said(&[""]));
    let sections = ["/thread/sections/0", "/thread/sections/1"];
    assert_eq!(keys("/definitions/section"), said(&sections));
    let questions = sections.map(|section| format!("{section}/questions/0"));
    let questions = questions.each_ref().map(String::as_str);
    assert_eq!(keys("/definitions/question"), said(&questions));
    assert_eq!(keys("/properties/report"), said(&["/report"]));
    assert_eq!(keys("/definitions/sample"), said(&["/samples/0"]));
    assert_eq!(keys("/definitions/lock"), said(&["/locked/0"]));
    assert_eq!(keys("/definitions/preset"), said(&["/presets/0"]));
    assert_eq!(keys("/definitions/network"), said(&["/networks/1"]));
    assert_eq!(
        keys("/definitions/setup"),
        said(&["/thread/sections/0/questions/0/setup/0"])
    );
}

#[test]
fn the_schema_knows_every_network_and_every_form_of_a_report() {
    let schema: Value = serde_json::from_slice(&file("public/course.schema.json")).expect("JSON");
    let listed = |place: &str| {
        let all = schema.pointer(place).and_then(Value::as_array);
        let texts = all.expect("a list").iter().filter_map(Value::as_str);
        texts.map(str::to_owned).collect::<Vec<_>>()
    };
    let networks = NETWORKS
        .iter()
        .map(|network| network.id)
        .collect::<Vec<_>>();
    assert_eq!(listed("/properties/networks/items/oneOf/0/enum"), networks);
    let last = schema.pointer("/properties/classes/items/oneOf/0/maximum");
    let last = last.and_then(Value::as_u64).expect("a number");
    for network in NETWORKS {
        assert_eq!(network.classes as u64, last + 1, "{}", network.id);
    }
    let forms = listed("/properties/report/properties/forms/items/enum");
    assert_eq!(forms, FORMS);
    let made = Form::ALL.into_iter().filter(|form| *form != Form::Work);
    assert_eq!(forms, made.map(Form::id).collect::<Vec<_>>());
}

#[test]
fn a_thread_is_filled_in_order_with_what_was_answered() {
    let (course, thread) = right(PRACTICAL);
    let mut answers = Answers::new();
    let mut answer = Answer {
        text: "The border of the cat.".to_owned(),
        ..Answer::default()
    };
    answer.add("0011223344556677");
    answer.add("8899aabbccddeeff");
    answer.add("0011223344556677");
    answer.call("8899aabbccddeeff", "of the coffee".to_owned());
    answers.insert("q01".to_owned(), answer);
    answers.insert(
        "q02".to_owned(),
        Answer {
            text: "  \n".to_owned(),
            ..Answer::default()
        },
    );
    // A figure is no answer without words.
    let mut figure = Answer::default();
    figure.add("0011223344556677");
    answers.insert("q04".to_owned(), figure);
    answers.insert(
        "gone".to_owned(),
        Answer {
            text: "of another course".to_owned(),
            ..Answer::default()
        },
    );
    let filled = filled(&course, &thread, &answers, "fr");
    assert_eq!(filled.answered, (1, 11));
    assert_eq!(filled.title, "Visualiser les réseaux de neurones");
    assert_eq!(filled.sections.len(), 5);
    let questions: Vec<_> = filled.sections.iter().flat_map(|s| &s.questions).collect();
    let ids: Vec<&str> = questions
        .iter()
        .map(|question| question.id.as_str())
        .collect();
    assert_eq!(ids[..3], ["q01", "q02", "q03"]);
    let figures: Vec<(&str, &str)> = (questions[0].answer.figures.iter())
        .map(|figure| (figure.key.as_str(), figure.caption.as_str()))
        .collect();
    assert_eq!(
        figures,
        [
            ("0011223344556677", ""),
            ("8899aabbccddeeff", "of the coffee")
        ]
    );
    assert_eq!(questions[0].setup[0].0, "Le chat et sa carte");
    assert!(questions[2].answer.is_empty());
}

/// The links of a question of the practical.
fn links_of(number: usize) -> Vec<String> {
    let (_, thread) = right(PRACTICAL);
    let question = thread.questions().find(|q| q.number == number);
    let setup = &question.expect("a question").setup;
    setup.iter().map(|setup| setup.link.clone()).collect()
}

#[test]
fn a_question_about_a_second_network_opens_what_it_is_about() {
    for (question, leaf) in [(4, "maps"), (6, "transfer"), (11, "recognition")] {
        let links = links_of(question).into_iter();
        let mut links = links.filter(|link| link.contains("part_two-networks"));
        let mut model = AppModel::default();
        model.open_link(&links.next().expect("a link"));
        assert_eq!(model.pair.leaf, leaf, "question {question}");
        assert_eq!(links.next(), None);
    }
}

#[test]
fn what_a_question_sets_in_a_closed_group_is_told_from_what_it_leaves() {
    for (question, pairs) in [
        (8, [].as_slice()),
        (9, &["eta", "iterations", "lambda", "jitter"]),
        (10, &[]),
    ] {
        for link in links_of(question) {
            let sets = pairs.iter().any(|pair| link.contains(&format!("~{pair}_")));
            let mut model = AppModel::default();
            model.open_link(&link);
            assert_ne!(model.visual.settings.has_params_of_preset(), sets, "{link}");
        }
    }
    // Bounds, rounding and a probability stand beyond the formula; η and the class do not.
    for (question, count) in [(5, 1), (6, 2)] {
        let links = links_of(question).into_iter();
        let beyond = links.filter(|link| {
            let mut model = AppModel::default();
            model.open_link(link);
            model.attack.settings.goes_beyond_formula()
        });
        assert_eq!(beyond.count(), count, "question {question}");
    }
}
