//! What a course wants of lists, experiments and seeds.

use super::{LINK, good};
use crate::course::problem::SetupFault;
use crate::course::read::{Checked, read};
use crate::course::{Fault, Want, sentence};
use crate::spec::Lang;

/// The good file with something more at its beginning.
fn with(what: &str) -> Checked {
    let file = good().replacen("\"version\": 1,", &format!("\"version\": 1, {what},"), 1);
    read(&file)
}

fn faults(what: &str) -> Vec<Fault> {
    let problems = with(what).problems.into_iter();
    problems.map(|problem| problem.fault).collect()
}

#[test]
fn classes_stand_by_their_numbers_and_names_in_either_language() {
    let Checked { course, problems } =
        with(r#""classes": [285, "flamingo", "Pastenague", 0, "chat tabby"]"#);
    assert_eq!(problems, []);
    let numbers = course.classes.expect("classes");
    let numbers: Vec<u16> = numbers.iter().map(|class| class.0).collect();
    assert_eq!(numbers, [0, 6, 130, 281, 285]);
    assert_eq!(with("\"_\": 0").course.classes, None);
}

#[test]
fn a_class_that_no_network_has_is_told_and_the_others_are_offered() {
    let range = || Fault::Range("0".to_owned(), "999".to_owned(), true);
    let class = |name: &str, near: Option<&str>| Fault::Class {
        name: name.to_owned(),
        near: near.map(str::to_owned),
    };
    for (classes, fault) in [
        ("[6, 1000]", range()),
        ("[6, -1]", range()),
        ("[6, 1.5]", range()),
        ("[6, 1e300]", range()),
        ("[6, 18446744073709551616]", range()),
        ("[6, true]", Fault::Wants(Want::Class)),
        ("[6, null]", Fault::Wants(Want::Class)),
        ("[6, [7]]", Fault::Wants(Want::Class)),
        ("[6, \"flamigno\"]", class("flamigno", Some("flamingo"))),
        ("[6, \"\"]", class("", None)),
        ("[6, \"n02007558\"]", class("n02007558", None)),
        ("[6, \"stingray\"]", Fault::SameId("6".to_owned())),
    ] {
        let Checked { course, problems } = with(&format!("\"classes\": {classes}"));
        assert_eq!(problems.len(), 1, "{classes}: {problems:?}");
        assert_eq!(problems[0].fault, fault, "{classes}");
        assert_eq!(problems[0].path, "classes[1]");
        assert_eq!(course.classes.map(|all| all.len()), Some(1), "{classes}");
        for lang in [Lang::En, Lang::Fr] {
            assert!(sentence(&problems[0], lang).ends_with('.'), "{classes}");
        }
    }
    for (classes, want) in [("[]", Want::Some), ("{}", Want::List), ("285", Want::List)] {
        assert_eq!(
            faults(&format!("\"classes\": {classes}")),
            [Fault::Wants(want)]
        );
    }
    let checked = with(r#""classes": [1000]"#);
    assert_eq!((checked.course.classes, checked.problems.len()), (None, 2));
}

#[test]
fn presets_have_a_name_and_a_link_that_is_checked_as_those_of_questions() {
    let name = r#"{"en": "Noise", "fr": "Bruit", "de": "Rauschen"}"#;
    let Checked { course, problems } = with(&format!(
        r##""presets": [{{"name": {name}, "setup": "#{LINK}"}}]"##
    ));
    assert_eq!(problems, []);
    let [preset] = &course.presets[..] else {
        panic!("{:?}", course.presets);
    };
    assert_eq!(
        (preset.label.text("de"), preset.part),
        ("Rauschen", "saliency")
    );
    assert_eq!(preset.link, LINK);
    let cut = LINK.trim_end_matches("~z");
    for (preset, fault) in [
        (format!(r#"{{"name": {name}}}"#), Fault::Missing("setup")),
        (format!(r#"{{"setup": "{LINK}"}}"#), Fault::Missing("name")),
        (
            format!(r#"{{"name": {name}, "setup": "{cut}"}}"#),
            Fault::SetUp(SetupFault::Cut),
        ),
        (
            format!(r#"{{"name": {name}, "setup": "javascript:alert(1)"}}"#),
            Fault::Wants(Want::Link),
        ),
        (
            format!(r#"{{"name": {name}, "setup": 3}}"#),
            Fault::Wants(Want::Link),
        ),
        ("3".to_owned(), Fault::Wants(Want::Object)),
    ] {
        assert_eq!(
            faults(&format!("\"presets\": [{preset}]")),
            [fault],
            "{preset}"
        );
    }
    let told = faults(&format!(
        r#""presets": [{{"label": {name}, "link": "{LINK}"}}]"#
    ));
    assert_eq!(
        told.len(),
        4,
        "two unknown keys and two missing ones: {told:?}"
    );
    assert_eq!(faults("\"presets\": {}"), [Fault::Wants(Want::List)]);
}

#[test]
fn seeds_follow_from_a_name_only_where_there_is_one() {
    let checked = with("\"seed_from_name\": true");
    assert_eq!(checked.problems, []);
    assert!(checked.course.seed_from_name);
    assert!(!with("\"seed_from_name\": false").course.seed_from_name);
    assert_eq!(
        faults("\"seed_from_name\": \"yes\""),
        [Fault::Wants(Want::YesNo)]
    );
    let checked = with(r#""seed_from_name": true, "report": {"name": false}"#);
    let faults: Vec<_> = checked
        .problems
        .iter()
        .map(|problem| &problem.fault)
        .collect();
    assert_eq!(faults, [&Fault::NoName]);
    assert_eq!(checked.problems[0].path, "seed_from_name");
    assert!(!checked.course.seed_from_name);
}

#[test]
fn the_experiments_that_come_with_the_page_leave_the_seed_to_the_name() {
    let link = "g1~part_saliency~method_gradient~leaf_sanity~test-seed_0~z";
    let builtin = || read(&good().replacen(LINK, link, 1)).course;
    let link_of = |course: &str| {
        let (_, thread) = read(course).course.complete(builtin());
        thread.sections[0].questions[0].setup[0].link.clone()
    };
    let plain = r#"{"version": 1, "thread": "builtin"}"#;
    assert_eq!(link_of(plain), link);
    let named = r#"{"version": 1, "thread": "builtin", "seed_from_name": true}"#;
    assert_eq!(
        link_of(named),
        "g1~part_saliency~method_gradient~leaf_sanity~z"
    );
    // What a teacher writes down stays.
    let own = good().replacen(LINK, link, 1);
    let own = own.replacen(
        "\"version\": 1,",
        "\"version\": 1, \"seed_from_name\": true,",
        1,
    );
    assert_eq!(link_of(&own), link);
}

#[test]
fn a_network_of_the_teachers_own_is_a_file_beside_the_page_with_its_hash() {
    let hash = "0123456789abcdef".repeat(4);
    let name = r#"{"en": "Mine", "fr": "Le mien", "de": "Meins"}"#;
    let own = |file: &str, more: &str| {
        format!(r#"{{"file": "{file}", "name": {name}{more}, "sha256": "{hash}"}}"#)
    };
    let whole = own("nets/mine.pth", r#", "labels": "nets/classes.txt""#);
    let networks = format!(r#""networks": ["squeezenet-1.1", {whole}]"#);
    let Checked { course, problems } = with(&networks);
    assert_eq!(problems, []);
    assert_eq!(course.networks, Some(vec!["squeezenet-1.1"]));
    let [found] = &course.own_networks[..] else {
        panic!("{:?}", course.own_networks);
    };
    assert_eq!(
        (found.file.as_str(), found.name.text("de")),
        ("nets/mine.pth", "Meins")
    );
    assert_eq!(found.labels.as_deref(), Some("nets/classes.txt"));
    assert_eq!(found.sha256, hash);
    // Whoever follows a link gets this network, and no other's.
    for (digits, faults) in [
        ("0123456789abcdef", vec![]),
        ("fedcba9876543210", vec![Fault::SetUp(SetupFault::OwnFile)]),
    ] {
        let setup = format!("g1~part_saliency~net_sha256-{digits}~img_chelsea~z");
        let presets = format!(r#""presets": [{{"name": {name}, "setup": "{setup}"}}], {networks}"#);
        let problems = with(&presets).problems.into_iter();
        let found: Vec<Fault> = problems.map(|problem| problem.fault).collect();
        assert_eq!(found, faults, "{digits}");
    }
    let alone = with(&format!(r#""networks": [{}]"#, own("mine.safetensors", "")));
    assert_eq!(alone.problems, []);
    assert_eq!(
        (alone.course.networks, alone.course.own_networks.len()),
        (None, 1)
    );

    let weights = || Fault::Wants(Want::Weights);
    for file in [
        "../mine.pth",
        "/mine.pth",
        "a/../../mine.pth",
        "https://example.org/mine.pth",
        "//example.org:80/mine.pth",
        "javascript:mine.pth",
        "a\\\\b.pth",
        "mine.pth?x=.pt",
        "mine.onnx",
    ] {
        let network = own(file, "");
        assert_eq!(
            faults(&format!(r#""networks": ["squeezenet-1.1", {network}]"#)),
            [weights()],
            "{file}"
        );
    }
    for (before, after, fault) in [
        (
            "nets/classes.txt",
            "../classes.txt",
            Fault::Wants(Want::File),
        ),
        (hash.as_str(), "0123", Fault::Wants(Want::Hash)),
        (&hash, &hash.to_uppercase(), Fault::Wants(Want::Hash)),
        ("\"file\": \"nets/mine.pth\", ", "", Fault::Missing("file")),
        (", \"sha256\"", ", \"sha\"", Fault::Missing("sha256")),
        (name, "\"Mine\"", Fault::Wants(Want::Texts)),
    ] {
        let found = faults(&networks.replacen(before, after, 1));
        assert!(found.contains(&fault), "{after}: {found:?}");
    }
    let twice = format!(r#""networks": [{whole}, {whole}]"#);
    assert_eq!(faults(&twice), [Fault::SameId(hash.clone())]);
    assert_eq!(faults("\"networks\": []"), [Fault::Wants(Want::Some)]);
}
