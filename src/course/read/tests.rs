use super::*;
use crate::course::problem::SetupFault;
use crate::course::{problem_words, sentence};
use crate::spec::Lang;

mod wishes;

const LINK: &str = "g1~part_saliency~net_squeezenet-1.1~img_chelsea~method_gradient~z";

/// A right file, line by line.
fn good() -> String {
    format!(
        r#"{{
  "$schema": "./course.schema.json",
  "version": 1,
  "_comment": "for the second year",
  "id": "vision-2026",
  "languages": ["en", "fr", "de"],
  "title": {{"en": "Seeing", "fr": "Voir", "de": "Sehen"}},
  "parts": ["saliency", "adversarial"],
  "thread": {{"sections": [
    {{"id": "maps",
     "title": {{"en": "Maps", "fr": "Cartes", "de": "Karten"}},
     "text": {{"en": "$$linear$$", "fr": "$$linear$$", "de": "$$linear$$"}},
     "questions": [
       {{"id": "q1", "star": true,
        "text": {{"en": "What?", "fr": "Quoi ?", "de": "Was?"}},
        "look": {{"en": "Look.", "fr": "Regardez.", "de": "Sieh hin."}},
        "setup": [{{"label": {{"en": "Cat", "fr": "Chat", "de": "Katze"}}, "link": "{LINK}"}}],
        "expects": 2}}
     ]}}
  ]}}
}}"#
    )
}

/// The only problem of the good file once `before` is written otherwise in it.
fn only(before: &str, after: &str) -> Problem {
    let problems = all(before, after);
    assert_eq!(problems.len(), 1, "{problems:#?}");
    problems[0].clone()
}

fn all(before: &str, after: &str) -> Vec<Problem> {
    let file = good();
    assert!(file.contains(before), "{before}");
    read(&file.replacen(before, after, 1)).problems
}

/// Where the good file has a text; from 1.
fn place(text: &str) -> (usize, usize) {
    let file = good();
    let line = file.lines().position(|line| line.contains(text));
    let line = line.expect("the text");
    let before = file.lines().nth(line).expect("the line").split(text).next();
    (line + 1, before.expect("the text").chars().count() + 1)
}

#[test]
fn a_right_file_is_read_whole() {
    let Checked { course, problems } = read(&good());
    assert_eq!(problems, []);
    assert_eq!(course.id.as_deref(), Some("vision-2026"));
    assert_eq!(course.title.text("de"), "Sehen");
    assert_eq!(course.languages, ["en", "fr", "de"]);
    assert_eq!(course.parts, Some(vec!["saliency", "adversarial"]));
    let ThreadChoice::Own(thread) = course.thread else {
        panic!("the builtin thread");
    };
    let [section] = &thread.sections[..] else {
        panic!("{thread:?}");
    };
    let [question] = &section.questions[..] else {
        panic!("{section:?}");
    };
    assert_eq!((section.id.as_str(), question.id.as_str()), ("maps", "q1"));
    assert_eq!(
        (question.number, question.star, question.bonus),
        (1, true, false)
    );
    assert_eq!(question.expects, 2);
    assert_eq!(question.setup[0].link, LINK);
    assert_eq!(question.part(), Some("saliency"));
    assert_eq!(thread.steps().len(), 2);
}

#[test]
fn the_default_file_and_one_with_a_byte_order_mark_are_right() {
    for text in [
        r#"{"version": 1, "thread": "builtin"}"#,
        "\u{feff}{\"version\": 1, \"thread\": \"builtin\"}\n",
    ] {
        let Checked { course, problems } = read_bytes(text.as_bytes());
        assert_eq!((course, problems), (Course::default(), vec![]));
    }
}

#[test]
fn a_file_that_is_no_json_is_told_where() {
    let problem = only("\"version\": 1,", "\"version\": 1");
    assert!(matches!(problem.fault, Fault::NotJson(_)), "{problem:?}");
    assert_eq!((problem.line, problem.column), (4, 3));
    assert_eq!(problem.line_text, "\"_comment\": \"for the second year\",");
    let words = problem_words(&problem, Lang::En);
    assert_eq!(
        words,
        "line 4, column 3: this is not JSON (expected `,` or `}`)."
    );
    let file = good();
    let problems = read(&file[..file.len() - 1]).problems;
    assert_eq!(problems[0].fault, Fault::Unfinished);
    assert_eq!(read("").problems[0].fault, Fault::Unfinished);
    let problems = read_bytes(b"{\"version\": 1,\n \"id\": \"\xff\"}").problems;
    assert_eq!(problems[0].fault, Fault::NotText);
    assert_eq!((problems[0].line, problems[0].column), (2, 9));
}

#[test]
fn unknown_keys_are_named_with_the_nearest_that_is_known() {
    for (before, after, near) in [
        ("\"parts\":", "\"prats\":", Some("parts")),
        ("\"star\": true", "\"starr\": true", Some("star")),
        ("\"label\":", "\"lable\":", Some("label")),
        ("\"version\": 1,", "\"version\": 1, \"colours\": [],", None),
        (
            "\"version\": 1,",
            "\"version\": 1, \"lockd\": [],",
            Some("locked"),
        ),
    ] {
        let problems = all(before, after);
        let unknown = problems.iter().find_map(|problem| match &problem.fault {
            Fault::Unknown { near, known, .. } => Some((near.clone(), known.clone(), problem)),
            _ => None,
        });
        let (found, known, problem) = unknown.unwrap_or_else(|| panic!("{after}: {problems:?}"));
        assert_eq!(found.as_deref(), near, "{after}");
        assert!(!known.is_empty());
        let words = sentence(problem, Lang::En);
        assert!(near.is_none_or(|near| words.contains(near)), "{words}");
    }
    let problem = only("\"parts\":", "\"prats\":");
    assert_eq!((problem.line, problem.column), place("\"parts\""));
}

#[test]
fn networks_and_the_report_are_as_the_course_wants_them() {
    let with = |what: &str| {
        let file = good().replacen("\"version\": 1,", &format!("\"version\": 1, {what},"), 1);
        read(&file)
    };
    let report = r#""networks": ["efficientnet-lite0"], "report": {"forms": ["zip", "html"], "name": false}"#;
    let Checked { course, problems } = with(report);
    assert_eq!(problems, []);
    assert_eq!(course.networks, Some(vec!["efficientnet-lite0"]));
    assert_eq!(course.report.forms, Some(vec!["zip", "html"]));
    assert!(!course.report.name);
    for (what, fault) in [
        (r#""report": {"name": "no"}"#, Fault::Wants(Want::YesNo)),
        (r#""report": {"forms": []}"#, Fault::Wants(Want::Some)),
        (
            r#""report": {"forms": ["zip", "zip"]}"#,
            Fault::SameId("zip".to_owned()),
        ),
        (
            r#""networks": ["efficientnet-lite0", 1]"#,
            Fault::Wants(Want::Network),
        ),
    ] {
        let Checked { course, problems } = with(what);
        assert_eq!(problems[0].fault, fault, "{what}");
        assert!(course.report.name, "{what}");
    }
    let Checked { course, problems } = with(r#""networks": ["squeezenet-1.0", "squeezenet-1.1"]"#);
    let words = sentence(&problems[0], Lang::En);
    assert!(words.contains("“squeezenet-1.1”"), "{words}");
    assert_eq!(course.networks, Some(vec!["squeezenet-1.1"]));
}

#[test]
fn a_key_that_stands_there_twice_is_refused_and_the_first_counts() {
    let problem = only("\"expects\": 2", "\"expects\": 2, \"expects\": 3");
    assert_eq!(problem.fault, Fault::Twice("expects".to_owned()));
    let (line, column) = place("\"expects\"");
    assert_eq!((problem.line, problem.column), (line, column + 14));
    let file = good().replacen("\"expects\": 2", "\"expects\": 2, \"expects\": 3", 1);
    let ThreadChoice::Own(thread) = read(&file).course.thread else {
        panic!("the builtin thread");
    };
    assert_eq!(thread.sections[0].questions[0].expects, 2);
}

#[test]
fn every_wrong_piece_is_told_with_what_is_expected() {
    let wants = |want| Fault::Wants(want);
    let cases = [
        ("\"star\": true", "\"star\": \"yes\"", wants(Want::YesNo)),
        ("\"expects\": 2", "\"expects\": -1", wants(Want::Count)),
        ("\"expects\": 2", "\"expects\": 21", wants(Want::Count)),
        (
            "\"id\": \"vision-2026\"",
            "\"id\": \"Vision 2026\"",
            wants(Want::Id),
        ),
        (
            "{\"en\": \"What?\", \"fr\": \"Quoi ?\", \"de\": \"Was?\"}",
            "\"What?\"",
            wants(Want::Texts),
        ),
        ("\"en\": \"Maps\"", "\"en\": 3", wants(Want::Text)),
        (
            "[\"en\", \"fr\", \"de\"]",
            "[\"en\", \"fr\", \"de\", \"Deutsch!\"]",
            wants(Want::Language),
        ),
        (
            "[\"saliency\", \"adversarial\"]",
            "\"saliency\"",
            wants(Want::List),
        ),
        ("[\"saliency\", \"adversarial\"]", "[]", wants(Want::Some)),
        (
            "\"version\": 1",
            "\"version\": 2",
            Fault::Version("2".to_owned()),
        ),
        ("\"version\": 1,", "", Fault::Missing("version")),
        ("\"id\": \"vision-2026\",", "", Fault::Missing("id")),
        ("\"id\": \"q1\", ", "", Fault::Missing("id")),
        (LINK, "https://example.org/", wants(Want::Link)),
        (LINK, "g2~part_saliency~z", wants(Want::Link)),
        ("gradient~z", "gradient", Fault::SetUp(SetupFault::Cut)),
        (
            "method_gradient",
            "method_gradent",
            Fault::SetUp(SetupFault::Ignored(vec!["method_gradent".to_owned()])),
        ),
        (
            "method_gradient",
            "opacity_3",
            Fault::SetUp(SetupFault::Clamped(vec!["opacity_3".to_owned()])),
        ),
        (
            "method_gradient",
            "method_smooth-grad~copies_2.5",
            Fault::SetUp(SetupFault::Broken(vec!["copies_2.5".to_owned()])),
        ),
        (
            "method_gradient",
            "method_gradient~method_edges",
            Fault::SetUp(SetupFault::Repeated(vec!["method_edges".to_owned()])),
        ),
        (
            "img_chelsea",
            "img_sha256-0123456789abcdef",
            Fault::SetUp(SetupFault::OwnFile),
        ),
        (
            "\"en\": \"$$linear$$\"",
            "\"en\": \"$$liner$$\"",
            Fault::Formula {
                name: "liner".to_owned(),
                near: Some("linear".to_owned()),
            },
        ),
        (
            "Look.",
            "[Look](http://example.org).",
            Fault::Link("http://example.org".to_owned()),
        ),
        (
            ", \"de\": \"Karten\"",
            "",
            Fault::LacksLanguage("de".to_owned()),
        ),
    ];
    for (before, after, fault) in cases {
        let found = all(before, after);
        assert!(
            found.iter().any(|p| p.fault == fault),
            "{after}: {found:#?}"
        );
        for lang in [Lang::En, Lang::Fr] {
            for problem in &found {
                let words = sentence(problem, lang);
                assert!(words.ends_with(['.', '?']) && words.len() > 20, "{words}");
            }
        }
    }
}

#[test]
fn texts_in_a_language_that_the_course_does_not_speak_are_named() {
    let problem = only(
        "\"fr\": \"Cartes\"",
        "\"fr\": \"Cartes\", \"it\": \"Mappe\"",
    );
    assert!(matches!(problem.fault, Fault::Unknown { ref name, .. } if name == "it"));
    // Who says nothing may write in any.
    let file = good().replacen("  \"languages\": [\"en\", \"fr\", \"de\"],\n", "", 1);
    let file = file.replacen("\"fr\": \"Cartes\"", "\"it\": \"Mappe\"", 1);
    assert_eq!(read(&file).problems, []);
}

#[test]
fn a_bad_field_hides_neither_the_next_nor_what_is_right() {
    let file = good()
        .replacen("\"star\": true", "\"star\": 1", 1)
        .replacen("\"parts\"", "\"Parts\"", 1)
        .replacen("\"expects\": 2", "\"expects\": \"two\"", 1)
        .replacen("\"id\": \"vision-2026\"", "\"id\": 7", 1);
    let Checked { course, problems } = read(&file);
    let lines: Vec<usize> = problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [5, 8, 14, 18], "{problems:#?}");
    assert_eq!((course.id, course.parts), (None, None));
    assert_eq!(course.title.text("fr"), "Voir");
    let ThreadChoice::Own(thread) = course.thread else {
        panic!("the builtin thread");
    };
    let question = &thread.sections[0].questions[0];
    assert_eq!((question.star, question.expects), (false, 0));
    assert_eq!(question.setup.len(), 1);
}

#[test]
fn ids_are_each_their_own_and_a_thread_that_is_none_leaves_the_builtin_one() {
    let question = r#"{"id": "q1", "text": {"en": "And?", "fr": "Et ?", "de": "Und?"}}, "#;
    let again = format!("\"questions\": [{question}");
    let problem = only("\"questions\": [", &again);
    assert_eq!(problem.fault, Fault::SameId("q1".to_owned()));
    for (thread, fault) in [
        ("\"builtn\"", None),
        ("[]", Some(Fault::Wants(Want::Thread))),
        ("{\"sections\": []}", Some(Fault::Wants(Want::Some))),
        ("{}", Some(Fault::Missing("sections"))),
        ("3", Some(Fault::Wants(Want::Thread))),
    ] {
        let file = format!(
            "{{\"version\": 1, \"id\": \"a\", \"title\": {{\"en\": \"A\"}}, \"thread\": {thread}}}"
        );
        let Checked { course, problems } = read(&file);
        assert_eq!(course.thread, ThreadChoice::Builtin);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(
            fault.is_none_or(|fault| problems[0].fault == fault),
            "{problems:?}"
        );
    }
    let problems = read("[1, 2]").problems;
    assert_eq!(problems[0].fault, Fault::Wants(Want::Object));
}

#[test]
fn whatever_stands_in_a_file_it_is_read_to_its_end() {
    let file = good();
    for at in (0..file.len()).filter(|at| file.is_char_boundary(*at)) {
        for piece in [
            "", "\"", "{", "[", "]", "}", "\\", "\u{0}", "é", "9", "null",
        ] {
            let (before, behind) = file.split_at(at);
            let mut rest = behind.chars();
            rest.next();
            let _ = read(&format!("{before}{piece}{}", rest.as_str()));
        }
    }
    let deep = "[".repeat(100_000);
    assert!(!read(&deep).problems.is_empty());
    let nested = format!("{}{}", "{\"thread\":".repeat(50_000), "}".repeat(50_000));
    assert!(!read(&nested).problems.is_empty());
}

/// The good file with photographs and locks.
fn with(samples: &str, locked: &str) -> Checked {
    let more = format!("\"version\": 1, \"samples\": [{samples}], \"locked\": [{locked}],");
    read(&good().replacen("\"version\": 1,", &more, 1))
}

#[test]
fn own_photographs_are_files_beside_the_page_with_author_and_licence() {
    let sample = |id: &str, file: &str, more: &str| {
        format!(
            r#"{{"id": "{id}", "file": "{file}", "title": {{"en": "A", "fr": "A", "de": "A"}},
            "author": "B", "licence": "CC0"{more}}}"#
        )
    };
    let good = [
        sample("oak", "a/oak.jpg", ""),
        sample("elm", "elm.png", ", \"sha256\": \"aa\""),
    ];
    let checked = with(&good.join(","), "");
    assert_eq!(checked.course.samples, ["oak", "elm"]);
    assert_eq!(checked.problems.len(), 1);
    assert_eq!(checked.problems[0].fault, Fault::Wants(Want::Hash));
    for file in [
        "/etc/x.jpg",
        "https://a.b/x.jpg",
        "../x.jpg",
        "a/../../x.jpg",
        "a\\\\b.jpg",
    ] {
        let checked = with(&sample("oak", file, ""), "");
        assert_eq!(checked.course.samples, Vec::<String>::new(), "{file}");
        assert_eq!(
            checked.problems[0].fault,
            Fault::Wants(Want::File),
            "{file}"
        );
    }
    let twice = [sample("oak", "a.jpg", ""), sample("oak", "b.jpg", "")];
    let checked = with(&twice.join(","), "");
    assert_eq!(checked.problems[0].fault, Fault::SameId("oak".to_owned()));
    let bare = with(
        r#"{"id": "oak", "file": "a.jpg", "title": {"en": "A", "fr": "A", "de": "A"}}"#,
        "",
    );
    let missing = bare.problems.iter().map(|problem| problem.fault.clone());
    assert_eq!(
        missing.collect::<Vec<_>>(),
        [Fault::Missing("author"), Fault::Missing("licence")]
    );
    let script = with(
        &sample("oak", "a.jpg", ", \"source\": \"javascript:alert(1)\""),
        "",
    );
    assert_eq!(
        script.problems[0].fault,
        Fault::Link("javascript:alert(1)".to_owned())
    );
}

#[test]
fn locks_name_a_parameter_and_a_value_that_it_takes() {
    let lock = |part: &str, param: &str, value: &str| {
        format!(
            r#"{{"part": "{part}", "param": "{param}", "value": {value},
            "reason": {{"en": "A", "fr": "A", "de": "A"}}}}"#
        )
    };
    let right = [
        lock("adversarial", "eta", "0.5"),
        lock("visualisation", "eta", "2"),
        lock("saliency", "copies", "16"),
    ];
    let checked = with("", &right.join(","));
    assert_eq!(checked.problems, []);
    let found = checked
        .course
        .locked
        .iter()
        .map(|lock| (lock.part, lock.param, lock.value));
    assert_eq!(
        found.collect::<Vec<_>>(),
        [
            ("adversarial", "eta", 0.5),
            ("visualisation", "eta", 2.0),
            ("saliency", "copies", 16.0)
        ]
    );
    for (value, wrong) in [
        ("-1", true),
        ("1e9", true),
        ("\"0.5\"", true),
        ("0.1", false),
    ] {
        let checked = with("", &lock("adversarial", "eta", value));
        let is_range = |problem: &Problem| matches!(problem.fault, Fault::Range(..));
        assert_eq!(checked.problems.iter().any(is_range), wrong, "{value}");
        assert_eq!(checked.course.locked.is_empty(), wrong, "{value}");
    }
    let unknown = with("", &lock("adversarial", "etta", "0.5"));
    let words = sentence(&unknown.problems[0], Lang::En);
    assert!(words.contains("Is “eta” meant?"), "{words}");
    let twice = [
        lock("adversarial", "eta", "0.5"),
        lock("adversarial", "eta", "1"),
    ];
    let checked = with("", &twice.join(","));
    assert_eq!(checked.problems[0].fault, Fault::Twice("eta".to_owned()));
    assert_eq!(checked.course.locked.len(), 1);
}
