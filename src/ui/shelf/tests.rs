use serde_json::{Value, json};

use super::charts::charts;
use super::facts::settings;
use super::figures::figures;
use super::pictures::{Sight, common_sights, name, rgba, sights};
use super::reading::{Fact, Reading};
use super::tables::{differing, of_two, paired};
use super::titles::{in_short, subtitle, title};
use crate::app_model::{Names, PictureOf, Shelved, ShelvedPicture};
use crate::spec::Lang;
use crate::ui::chart::Chart;
use crate::ui::strings;

fn picture(of: PictureOf, value: u8) -> ShelvedPicture {
    ShelvedPicture {
        of,
        width: 2,
        height: 1,
        pixels: vec![value; 6].into(),
    }
}

fn shelved(record: &Value, pictures: Vec<ShelvedPicture>) -> Shelved {
    let class = |en: &str, fr: &str| [en.to_owned(), fr.to_owned()];
    Shelved {
        key: "k".to_owned(),
        record: record.to_string(),
        names: Names {
            network: "A network".to_owned(),
            second_network: None,
            picture: Some("chat.jpg".to_owned()),
            // Of a network that is another than the one in use.
            classes: [(6, class("bicycle", "vélo")), (3, class("car", "voiture"))].into(),
        },
        pictures,
    }
}

fn standing(class: u16, probability: f64) -> Value {
    json!({"class": class, "score": 2.5, "probability": probability})
}

fn attack(eta: f64) -> Shelved {
    let record = json!({
        "kind": "attack",
        "image": {"crop_px": [75, 0, 300]},
        "request": {
            "attack": "rule",
            "params": {"eta": eta, "steps": 100, "objective": "score"},
            "goal": {"class": 6},
            "eight_bit": false,
            "boxed": true,
            "until_probability": 0.0,
            "max_gradients": 0,
            "seed": 4,
            "frames": true,
        },
        "result": {
            "iterations": 12,
            "gradients": 12,
            "source": standing(3, 0.25),
            "target": standing(6, 0.56),
            "change": {"l2_unit": 0.93, "linf_unit": 0.5},
            "along": {
                "look": [0, 1, 2],
                "target_score": [1.0, 2.0, 3.0],
                "target_probability": [0.1, 0.2, 0.56],
                "source_score": [4.0, 3.0, 2.5],
                "source_probability": [0.7, 0.5, 0.25],
                "margin_score": [-3.0, -1.0, 0.5],
                "change_l2_unit": [0.0, 0.5, null],
            },
            "figures_are_of_8_bit": false,
            "file": {"holds": true, "best": standing(6, 0.5), "target": standing(6, 0.44)},
            "survival": [{"survives": true}, {"survives": false}],
            "elapsed_ms": 80.25,
        },
    });
    let pictures = vec![
        picture(PictureOf::Original, 100),
        picture(PictureOf::Adversarial, 101),
    ];
    shelved(&record, pictures)
}

#[test]
fn how_an_attack_went_is_drawn_from_its_record() {
    let drawn = |shelved: &Shelved| charts(&Reading::of(shelved), Lang::En);
    let all = drawn(&attack(0.5));
    let lines = |chart: &Chart| -> Vec<(String, usize)> {
        let lines = chart.series.iter();
        lines
            .map(|line| (line.name.clone(), line.points.len()))
            .collect()
    };
    let named = |name: &str, count| (name.to_owned(), count);
    let both = [
        named("target class · bicycle (6)", 3),
        named("original class · car (3)", 3),
    ];
    assert_eq!(lines(&all[0]), both);
    assert_eq!(lines(&all[1]), both);
    assert_eq!(all[1].series[0].points[2], (2.0, 0.56));
    assert_eq!(lines(&all[2]), [named("change", 2)]);
    let mut away = attack(0.5);
    away.record = away.record.replace("{\"class\":6}", "\"away\"");
    assert_eq!(lines(&drawn(&away)[0])[0].0, "best other class");
    // Of what was kept before records told it there is nothing to draw.
    let mut older = attack(0.5);
    older.record = older.record.replace("\"along\"", "\"other\"");
    assert_eq!(drawn(&older), []);
    let file = all[1].file(Lang::En);
    for part in [
        "<svg xmlns=",
        "original class · car (3)",
        "Probability",
        "line-1",
    ] {
        assert!(file.contains(part), "{part} in {file}");
    }
}

fn visual(seed: u32) -> Shelved {
    let record = json!({
        "kind": "visualisation",
        "request": {
            "terms": [{"weight": 1.0, "objective": "score", "class": 6, "layer": null, "channel": null}],
            "params": {"eta": 1.0},
            "start": "noise",
            "seed": seed,
        },
        "changes": [{"from_iteration": 5, "params": {"eta": 2.0}}],
        "result": {"class": standing(6, 0.9), "iterations": 200, "side_px": 224},
    });
    shelved(&record, vec![picture(PictureOf::Visualisation, 9)])
}

fn value(facts: &[Fact], name: &str) -> String {
    let fact = facts.iter().find(|fact| fact.name == name);
    fact.map_or_else(
        || panic!("no {name} in {facts:#?}"),
        |fact| fact.value.clone(),
    )
}

#[test]
fn an_attack_is_told_with_the_names_of_its_own_network() {
    let reading = Reading::of(&attack(0.5));
    assert_eq!(title(&reading, Lang::En), "Attack: car (3) → bicycle (6)");
    assert_eq!(
        title(&reading, Lang::Fr),
        "Attaque\u{a0}: voiture (3) → vélo (6)"
    );
    assert!(subtitle(&reading, Lang::En).starts_with("A network · chat.jpg · "));
    let set = settings(&reading, Lang::Fr);
    assert_eq!(value(&set, strings::GOAL.fr), "vélo (6)");
    assert_eq!(value(&set, strings::SEED.fr), "4");
    assert!(value(&set, strings::FRAMING.fr).contains("300"));
    let no_limit = set.iter().all(|fact| fact.name != strings::BUDGET.fr);
    assert!(no_limit, "{set:#?}");
    let found = figures(&reading, Lang::En);
    assert_eq!(value(&found, strings::PNG_TARGET.en), "bicycle (6), 44.0%");
    let judged = "Target class, image before rounding";
    assert_eq!(value(&found, judged), "bicycle (6), 56.0%");
    assert_eq!(value(&found, strings::STEPS.en), "12");
    let largest = "L∞ in grey levels, image before rounding";
    assert_eq!(value(&found, largest), "128");
    assert_eq!(value(&found, strings::SURVIVES.en), "1 of 2");
    assert_eq!(value(&found, strings::VERIFIED.en), strings::YES.en);
    let [set, found] = in_short(&reading, Lang::En);
    assert!(
        set.contains("0.5") && found.contains("bicycle"),
        "{set} {found}"
    );
}

/// What the network sees in an image before it is rounded is not what it sees in the file.
#[test]
fn a_card_tells_of_the_saved_png_and_every_figure_of_an_attack_names_its_image() {
    let told = |shelved: &Shelved, lang| in_short(&Reading::of(shelved), lang)[1].clone();
    assert_eq!(
        told(&attack(0.5), Lang::En),
        "Seen in the saved PNG: bicycle (6), 50.0% · Verified on PNG: ✓ yes · \
         Target class in the saved PNG: bicycle (6), 44.0%"
    );
    let mut rounded = attack(0.5);
    rounded.record = rounded.record.replace(
        "\"figures_are_of_8_bit\":false",
        "\"figures_are_of_8_bit\":true",
    );
    let found = figures(&Reading::of(&rounded), Lang::Fr);
    let name = "Classe cible, image arrondie à 8 bits";
    assert!(value(&found, name).starts_with("vélo (6)"), "{found:#?}");
    // Two that were judged on different images stand beside each other in what the files show alone.
    let [a, b] = [attack(0.5), rounded].map(|one| figures(&Reading::of(&one), Lang::En));
    let rows = paired(&a, &b);
    let both = |name: &str| {
        let row = rows.iter().find(|(of, _)| of == name).expect("a row");
        row.1.iter().all(Option::is_some)
    };
    assert!(both(strings::PNG_TARGET.en));
    assert!(!both("Target class, image before rounding"));
    assert!(!both("Target class, image rounded to 8 bits"));
}

#[test]
fn of_an_attack_that_was_left_the_card_says_how_far_it_came() {
    let mut left = attack(0.5);
    let mut record: Value = serde_json::from_str(&left.record).expect("JSON");
    record["result"] = json!({
        "phase": "cancelled",
        "last_step": {"iteration": 7, "gradients": 8, "stage": "attack", "target": standing(6, 0.125)},
        "elapsed_ms": 40.5,
    });
    left.record = record.to_string();
    let words = in_short(&Reading::of(&left), Lang::En)[1].clone();
    assert_eq!(
        words,
        "Target class at the last iteration, image before rounding: bicycle (6), 12.5% · \
         Iterations: 7 · Gradients: 8"
    );
}

#[test]
fn what_was_changed_on_the_way_is_told() {
    let reading = Reading::of(&visual(1));
    assert!(title(&reading, Lang::En).contains("bicycle (6)"));
    let set = settings(&reading, Lang::En);
    let changed = value(&set, "From iteration 5 on");
    assert!(changed.contains('2'), "{changed}");
    assert_eq!(
        value(&set, strings::VISUAL_START.en),
        strings::START_NOISE.en
    );
}

#[test]
fn two_entries_differ_in_what_was_set_otherwise_and_in_nothing_else() {
    let facts = |eta| settings(&Reading::of(&attack(eta)), Lang::En);
    assert_eq!(differing(&facts(0.5), &facts(0.5)), []);
    let pairs = differing(&facts(0.5), &facts(1.0));
    assert_eq!(pairs.len(), 1, "{pairs:?}");
    let starts = ["0.5 (", "1 ("];
    for (value, start) in pairs[0].1.iter().zip(starts) {
        assert!(
            value.as_ref().is_some_and(|v| v.starts_with(start)),
            "{pairs:?}"
        );
    }
    let html = of_two(strings::WHAT_DIFFERS, strings::PARAMETER, &pairs, Lang::En);
    assert!(
        html.contains("0.5") && html.contains("<th scope=\"row\">"),
        "{html}"
    );
    // Of another kind, what only one has is there too.
    let other = settings(&Reading::of(&visual(1)), Lang::En);
    let goal = differing(&facts(0.5), &other);
    let goal = goal.iter().find(|(name, _)| name == strings::GOAL.en);
    assert_eq!(goal.map(|(_, [_, b])| b.clone()), Some(None));
    let both = paired(&facts(0.5), &other);
    assert!(both.len() > facts(0.5).len());
}

#[test]
fn the_difference_is_drawn_from_the_pictures_that_are_kept() {
    let (a, b) = (attack(0.5), attack(1.0));
    let kept = [PictureOf::Original, PictureOf::Adversarial].map(Sight::Kept);
    assert_eq!(sights(&a), [kept[0], kept[1], Sight::Difference]);
    let drawn = rgba(&a, Some(Sight::Difference)).expect("a picture");
    assert_eq!(drawn.bytes, [178, 178, 178, 255].repeat(2));
    let seen = rgba(&a, None).expect("a picture");
    assert_eq!(seen.bytes, [101, 101, 101, 255].repeat(2));
    assert_eq!(
        common_sights(&a, &b)[0],
        kept[1],
        "what stands for it first"
    );
    assert_eq!(common_sights(&a, &visual(1)), []);
    let words = name(&Reading::of(&a), Sight::Difference, Lang::En);
    assert!(words.contains("× 50"), "{words}");
}

#[test]
fn cells_and_contenders_are_called_after_what_they_are() {
    let record = json!({
        "kind": "sheet",
        "request": {"terms": [], "params": {}},
        "result": {
            "axes": [{"varies": "seed", "values": [0, 7]}, {"varies": "class", "values": [6]}],
            "cells": [{"values": [0, 6]}, {"values": [7, 6]}],
            "contenders": [{
                "request": {"attack": "rule", "eight_bit": true},
                "reached": true,
                "gradients": 9,
                "target": standing(6, 0.5),
            }],
        },
    });
    let reading = Reading::of(&shelved(&record, Vec::new()));
    let cell = name(&reading, Sight::Kept(PictureOf::Cell(1)), Lang::En);
    assert_eq!(cell, "Seed: 7, Class: bicycle (6)");
    let contender = name(&reading, Sight::Kept(PictureOf::Contender(0)), Lang::En);
    let found = figures(&reading, Lang::En);
    let words = value(&found, &contender);
    assert!(
        words.contains("9 gradients") && words.ends_with("50.0% (image rounded to 8 bits)"),
        "{words}"
    );
    assert_eq!(
        value(&settings(&reading, Lang::En), strings::SEED.en),
        "0; 7"
    );
}

#[test]
fn what_two_networks_say_is_told_of_each() {
    let by = |class| json!({"network": "x", "best": standing(class, 0.5)});
    let cell = |fooled| json!({"successes": 4, "fooled": fooled, "at_target": 1});
    let record = json!({
        "kind": "matrix",
        "request": {"attack": "rule"},
        "result": {
            "targets_per_image": 2,
            "by_network": [by(3), by(6)],
            "cells": [cell(4), cell(1), cell(2), cell(3)],
        },
    });
    let mut shelved = shelved(&record, Vec::new());
    shelved.names.second_network = Some("Another".to_owned());
    let reading = Reading::of(&shelved);
    let found = figures(&reading, Lang::En);
    assert_eq!(value(&found, "Seen by Another"), "bicycle (6), 50.0%");
    let words = value(&found, "Made on Another, shown to A network");
    assert!(words.starts_with("2 of 4"), "{words}");
    assert_eq!(
        subtitle(&reading, Lang::En),
        "A network + Another · chat.jpg"
    );
}

#[test]
fn a_record_that_is_none_breaks_nothing() {
    let mut broken = attack(0.5);
    for text in [
        "",
        "{}",
        "[1]",
        "{\"kind\": 3, \"request\": 7, \"result\": {\"class\": {}}}",
    ] {
        broken.record = text.to_owned();
        let reading = Reading::of(&broken);
        for lang in [Lang::En, Lang::Fr] {
            let _ = (title(&reading, lang), subtitle(&reading, lang));
            let _ = (settings(&reading, lang), figures(&reading, lang));
            let _ = name(&reading, Sight::Kept(PictureOf::Cell(3)), lang);
        }
    }
}

#[test]
fn a_sanity_test_is_told_with_its_method_its_change_and_how_alike_its_maps_are() {
    let likeness = |size: f64| json!({"size": size, "signed": 0.125, "ssim": null});
    let record = json!({
        "kind": "sanity",
        "request": {
            "map": {"method": "smooth-grad", "params": {"copies": 7}, "class": 6},
            "change": {"cascade": "permutation"},
            "seed": 4,
        },
        "result": {
            "class": standing(6, 0.9),
            "maps": [
                {"what": "nothing", "likeness": likeness(1.0)},
                {"what": {"method": "edges"}, "method": "edges", "likeness": likeness(0.75)},
                {"what": {"layer": "conv1"}, "likeness": likeness(0.25)},
                {"what": {"method": "random"}, "method": "random", "likeness": likeness(0.5)},
            ],
        },
    });
    let reading = Reading::of(&shelved(&record, Vec::new()));
    assert_eq!(title(&reading, Lang::En), "Sanity test: bicycle (6), 90.0%");
    assert!(subtitle(&reading, Lang::En).contains("SmoothGrad"));
    let set = settings(&reading, Lang::Fr);
    assert_eq!(value(&set, strings::SEED.fr), "4");
    assert_eq!(
        value(&set, strings::WHAT_CHANGES.fr),
        "Couches, cumulées\u{a0}: Les poids appris, dans un autre ordre"
    );
    assert_eq!(value(&set, strings::CLASS_TO_EXPLAIN.fr), "vélo (6)");
    let found = figures(&reading, Lang::En);
    let size = "Rank correlation of sizes, after the last change";
    assert_eq!(value(&found, size), "0.25");
}

#[test]
fn curves_an_object_and_a_proof_are_told_by_their_figures() {
    let record = json!({
        "kind": "faithful",
        "request": {"methods": [], "class": 6, "steps": 28, "seed": 0},
        "result": {"class": 6, "curves": [{"method": "gradient", "areas": [0.25, 0.5]}]},
    });
    let reading = Reading::of(&shelved(&record, Vec::new()));
    assert_eq!(
        value(&settings(&reading, Lang::En), strings::PORTIONS.en),
        "28"
    );
    let found = figures(&reading, Lang::En);
    assert_eq!(value(&found, "Gradient"), "deletion 0.250, insertion 0.500");
    let record = json!({
        "kind": "object",
        "request": {
            "recipe": "simonyan",
            "map": {"method": "gradient", "params": {}, "class": 6},
            "gamma": 12.5,
        },
        "result": {"class": 6, "share": 0.25, "overlap": 0.5},
    });
    let reading = Reading::of(&shelved(&record, Vec::new()));
    let set = settings(&reading, Lang::En);
    assert_eq!(value(&set, strings::WAY.en), "Simonyan et al. (2014)");
    assert_eq!(value(&set, strings::BORDER_PRICE.en), "12.5");
    let found = figures(&reading, Lang::En);
    assert_eq!(value(&found, strings::AGREEMENT.en), "50.0%");
    let record = json!({
        "kind": "proof",
        "request": {"pixel": [120, 80], "levels": 4, "class": 6},
        "result": {"class": 6, "channels": [
            {"channel": "red", "gradient": 2.0, "difference_quotient": 1.5},
            {"channel": "green", "gradient": null, "difference_quotient": 0.5},
        ]},
    });
    let reading = Reading::of(&shelved(&record, Vec::new()));
    let set = settings(&reading, Lang::En);
    assert_eq!(value(&set, strings::PROOF_PIXEL.en), "row 80, column 120");
    let found = figures(&reading, Lang::En);
    assert_eq!(
        value(&found, strings::RED.en),
        "gradient 2.000, difference quotient 1.500"
    );
    assert_eq!(
        value(&found, strings::GREEN.en),
        "difference quotient 0.5000"
    );
}
