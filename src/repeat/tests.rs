use std::fs;
use std::path::PathBuf;

use serde_json::json;

use super::*;
use crate::app_model::Kind;
use crate::spec::ParamKind;

const SITE: &str = "https://example.org/";

fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/repeat")
}

/// Every record of the fixtures with its name.
fn records() -> Vec<(String, Value)> {
    let entries = fs::read_dir(fixtures()).expect("the fixtures");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let records = paths.filter(|path| path.extension().is_some_and(|end| end == "json"));
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a record");
        let name = path.file_stem().expect("a name").to_string_lossy();
        (
            name.into_owned(),
            serde_json::from_str(&text).expect("JSON"),
        )
    };
    records.map(read).collect()
}

fn record_of(name: &str) -> Value {
    let found = records().into_iter().find(|(known, _)| known == name);
    found.expect("a record of that name").1
}

#[test]
fn the_programs_are_those_that_ran_with_pytorch() {
    let records = records();
    assert!(records.len() > 30);
    for (name, record) in records {
        let lang = if name == "guided" { Lang::Fr } else { Lang::En };
        let golden = fs::read_to_string(fixtures().join(format!("{name}.py")));
        let golden = golden.expect("its program");
        assert_eq!(file(&record, lang, SITE), golden, "{name}");
    }
}

#[test]
fn no_place_is_left_open_in_either_language() {
    for (name, record) in records() {
        for lang in [Lang::En, Lang::Fr] {
            let script = script(&record, lang).expect("lines");
            for text in [&script.prelude, &script.lines, &file(&record, lang, SITE)] {
                assert!(!text.contains(['⟦', '⟧']), "{name}: {text}");
            }
        }
    }
}

#[test]
fn every_method_attack_and_objective_has_lines_or_a_reason() {
    for method in catalogue::SALIENCY_METHODS {
        assert!(saliency::has_lines(method.id), "{}", method.id);
    }
    for attack in catalogue::ATTACKS {
        let [has_lines, has_reason] = attack::is_known(attack.id);
        assert_ne!(has_lines, has_reason, "{}", attack.id);
        for param in attack.params.iter().filter(|p| p.id == "objective") {
            let ParamKind::Choice { options, .. } = param.kind else {
                panic!("{} is no choice", param.id);
            };
            assert!(options.iter().all(|(id, _)| attack::climbs(id)));
        }
    }
    for objective in catalogue::OBJECTIVES {
        assert!(visual::has_lines(objective.id), "{}", objective.id);
    }
}

#[test]
fn every_method_and_attack_with_lines_has_a_program_that_ran() {
    let records = records();
    let ran = |field: &str, id: &str| {
        let is_of = |record: &Value| record["request"][field].as_str() == Some(id);
        records.iter().any(|(_, record)| is_of(record))
    };
    for method in catalogue::SALIENCY_METHODS {
        assert!(ran("method", method.id), "{}", method.id);
    }
    for attack in catalogue::ATTACKS {
        let [has_lines, _] = attack::is_known(attack.id);
        assert_eq!(ran("attack", attack.id), has_lines, "{}", attack.id);
    }
}

/// Records without a counterpart, and a word of why.
fn without_counterpart() -> Vec<(Value, &'static str)> {
    let mut lite = record_of("gradient");
    let network = catalogue::NETWORKS[1];
    lite["network"] = json!({"id": network.id, "sha256": network.sha256});
    let mut own = record_of("gradient");
    own["network"]["sha256"] = json!("ab");
    let mut unknown = record_of("gradient");
    unknown["request"]["method"] = json!("not-yet");
    let mut carlini = record_of("rule");
    carlini["request"]["attack"] = json!("carlini-wagner");
    let mut changed = record_of("practical");
    changed["changes"] = json!([{"from_iteration": 3, "params": {}}]);
    let kinds = [
        ("comparison", "one of them by itself"),
        ("sheet", "by itself"),
        ("transfer", "two networks"),
        ("recognition", "two networks"),
        ("matrix", "two networks"),
        ("sanity", "quantus.MPRT"),
        ("faithful", "quantus.ROAD"),
        ("object", "cv2.grabCut"),
    ];
    let of_kinds = kinds.map(|(kind, word)| {
        let mut record = record_of("gradient");
        record["kind"] = json!(kind);
        (record, word)
    });
    let mut all = vec![
        (lite, "EfficientNet-Lite0"),
        (own, "checkpoint of your own"),
        (unknown, "no lines"),
        (carlini, "L2CarliniWagnerAttack"),
        (changed, "changed while it ran"),
    ];
    all.extend(of_kinds);
    all
}

#[test]
fn what_has_no_counterpart_says_why_in_comments_alone() {
    for (record, word) in without_counterpart() {
        assert!(script(&record, Lang::En).is_err(), "{word}");
        let text = file(&record, Lang::En, SITE);
        assert!(text.contains(word), "{text}");
        assert!(text.lines().all(|line| line.starts_with("# ")), "{text}");
        assert_ne!(file(&record, Lang::Fr, SITE), text);
    }
}

#[test]
fn no_kind_of_result_is_left_without_lines_or_a_reason_of_its_own() {
    let with_lines = [
        "map",
        "methods",
        "pictures",
        "proof",
        "attack",
        "visualisation",
        "second-map",
    ];
    let without = without_counterpart().into_iter();
    let without = without.filter_map(|(record, _)| record["kind"].as_str().map(str::to_owned));
    let mut kinds: Vec<String> = with_lines
        .map(str::to_owned)
        .into_iter()
        .chain(without)
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert!(kinds.iter().all(|kind| Kind::named(kind).is_some()));
    assert_eq!(kinds.len(), 15);
}

#[test]
fn a_second_map_and_pictures_are_repeated_from_what_their_records_say() {
    let mut second = record_of("gradient");
    second["kind"] = json!("second-map");
    second["second_network"] = second["network"].clone();
    let map = second["result"]["map"].clone();
    let class = json!({"class": 281, "score": 1.5, "probability": 0.25, "rank": 2});
    second["result"]["by_network"] = json!([{}, {"class": class, "map": map}]);
    let lines = script(&second, Lang::En).expect("lines").lines;
    assert!(lines.contains("c = 281  # tabby"), "{lines}");
    assert!(lines.contains("show(\"score\", s[c], 1.5)"), "{lines}");
    let mut pictures = record_of("grad-cam");
    pictures["kind"] = json!("pictures");
    let map = pictures["result"]["map"].clone();
    pictures["result"]["images"] = json!([
        {"state": "failed", "map": null},
        {"state": "done", "map": map, "class": class, "pixels_sha256": "abc"},
    ]);
    let script = script(&pictures, Lang::En).expect("lines");
    let told = "    \"abc\": (281, 1.5, 0.25,";
    assert!(script.lines.contains(told), "{}", script.lines);
    assert!(script.notes.contains(&reasons::ONE_PICTURE));
}
