//! A teacher's check of reports: what was computed is confirmed, what was altered by hand is not.

use std::collections::BTreeMap;
use std::path::Path;

use gradoscope::app_model::{
    AttackEvent, BesideEvent, Bytes, Event, InstrumentEvent, Kind, Named, Of, PictureOf, Shelved,
    VisualEvent,
};
use gradoscope::catalogue;
use gradoscope::course::Answer;
use gradoscope::image::{Picture, encode_png};
use gradoscope::recheck::{
    Checked, Engines, Page, Verdict, check, csv_rows, lines, recheck, unread,
};
use gradoscope::record::shelved;
use gradoscope::report::Handed;
use serde_json::{Value, json};

const SIDE: usize = 224;
/// Two steps at the most: the sign of the gradient, 8 grey levels at a time.
const ATTACK: &str = "g1~part_adversarial~net_squeezenet-1.1~method_pgd-linf~steps_2~to_6~box_1~eight-bit_1~factor_50~z";
/// As the practical has it, in numbers that no file holds.
const RULE: &str =
    "g1~part_adversarial~net_squeezenet-1.1~method_rule~steps_3~to_6~box_0~eight-bit_0~z";
const ASCENT: &str = "g1~part_visualisation~net_squeezenet-1.1~preset_practical~iterations_3~term_1-score-130~seed_4~z";
const MAP: &str = "g1~part_saliency~net_squeezenet-1.1~method_gradient~class_predicted~z";

fn engines() -> Engines {
    Engines::new(|network| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("public")
            .join(network.file);
        std::fs::read(path).map_err(|error| format!("{error}; run `cargo xtask assets`"))
    })
}

/// A bright spot on a slope of greys.
fn spot() -> Bytes {
    let level = |at: usize| {
        let (row, column) = (at / SIDE, at % SIDE);
        match row.abs_diff(90) + column.abs_diff(120) < 40 {
            true => 230,
            false => (column / 4) as u8,
        }
    };
    (0..SIDE * SIDE)
        .flat_map(|at| [level(at), level(at) / 2, 90])
        .collect()
}

/// A page with the picture open that a link was followed on.
fn page<'a>(engines: &'a mut Engines, link: &str) -> Page<'a> {
    let mut page = Page::new(engines);
    page.set_up(&[link.to_owned()], Some((spot(), &Value::Null)));
    assert_eq!(page.model.notices, [], "{link}");
    page
}

fn kept(page: &Page<'_>, kind: Kind) -> Shelved {
    shelved(&page.model, kind, "2026-01-31T12:00:00Z").expect("a result")
}

fn attacked(engines: &mut Engines) -> Shelved {
    let mut page = page(engines, ATTACK);
    page.send(Event::Attack(AttackEvent::Start));
    page.send(Event::Attack(AttackEvent::AskRay));
    kept(&page, Kind::Attack)
}

/// The same with something else at one place of its record.
fn with(shelved: &Shelved, place: &str, value: Value) -> Shelved {
    let mut record: Value = serde_json::from_str(&shelved.record).expect("a record");
    let field = record
        .pointer_mut(place)
        .unwrap_or_else(|| panic!("no {place}"));
    assert_ne!(*field, value, "{place}");
    *field = value;
    Shelved {
        record: record.to_string(),
        ..shelved.clone()
    }
}

fn number(shelved: &Shelved, place: &str) -> f64 {
    let record: Value = serde_json::from_str(&shelved.record).expect("a record");
    let found = record.pointer(place).and_then(Value::as_f64);
    found.unwrap_or_else(|| panic!("no number at {place}"))
}

/// The same with one grey level more or less in a picture.
fn retouched(shelved: &Shelved, of: PictureOf) -> Shelved {
    let mut all = shelved.clone();
    let picture = all.pictures.iter_mut().find(|picture| picture.of == of);
    let picture = picture.expect("a picture");
    let mut pixels = picture.pixels.to_vec();
    pixels[5000] ^= 1;
    picture.pixels = pixels.into();
    all
}

fn checked(shelved: &Shelved, engines: &mut Engines) -> Checked {
    recheck(shelved, &[], engines)
}

fn is_altered(shelved: &Shelved, word: &str, engines: &mut Engines) {
    match checked(shelved, engines).verdict {
        Verdict::Altered(why) => assert!(why.iter().any(|why| why.contains(word)), "{why:?}"),
        other => panic!("{word}: {other:?}"),
    }
}

fn deviates(shelved: &Shelved, word: &str, engines: &mut Engines) {
    match checked(shelved, engines).verdict {
        Verdict::Deviates(why) => assert!(why.iter().any(|why| why.contains(word)), "{why:?}"),
        other => panic!("{word}: {other:?}"),
    }
}

#[test]
fn an_attack_is_confirmed_and_what_is_altered_of_it_is_caught() {
    let engines = &mut engines();
    let attack = attacked(engines);
    let found = checked(&attack, engines);
    assert_eq!(found.verdict, Verdict::Agrees);
    let pictures: Vec<PictureOf> = found.apart.iter().map(|(of, _)| *of).collect();
    assert_eq!(pictures, [PictureOf::Original, PictureOf::Adversarial]);
    assert!(found.apart.iter().all(|(_, apart)| apart.largest == 0));

    // What is said of a picture is held against the picture.
    let place = "/result/file/target/probability";
    let raised = number(&attack, place) + 0.002;
    is_altered(&with(&attack, place, json!(raised)), "file.target", engines);
    let place = "/result/source/score";
    let raised = number(&attack, place) + 0.01;
    is_altered(&with(&attack, place, json!(raised)), "source", engines);
    is_altered(
        &retouched(&attack, PictureOf::Original),
        "attacked",
        engines,
    );
    is_altered(
        &retouched(&attack, PictureOf::Adversarial),
        "adversarial",
        engines,
    );
    let less = json!({"class": 6, "score": 1.0, "probability": 0.5});
    is_altered(&with(&attack, "/result/target", less), "target", engines);

    // What is said of the way to it is held against the way.
    let more = json!(number(&attack, "/result/iterations") as u64 + 1);
    deviates(
        &with(&attack, "/result/iterations", more.clone()),
        "iterations",
        engines,
    );
    let smaller = json!(number(&attack, "/result/change/l2_unit") * 0.9);
    is_altered(
        &with(&attack, "/result/change/l2_unit", smaller),
        "l2_unit",
        engines,
    );
    let reached = with(&attack, "/result/reached", json!("yes"));
    deviates(&reached, "reached", engines);
    let ray = json!(number(&attack, "/result/ray/source_score/3") + 0.1);
    is_altered(
        &with(&attack, "/result/ray/source_score/3", ray),
        "source_score",
        engines,
    );

    // What it was asked for, and what sets it up.
    is_altered(&with(&attack, "/request/seed", json!(7)), "seed", engines);
    let nothing = with(&attack, "/result", Value::Null);
    is_altered(&nothing, "result", engines);
}

#[test]
fn on_other_kernels_the_way_may_differ_a_little_and_what_is_said_of_the_picture_may_not() {
    let engines = &mut engines();
    let mut page = page(engines, ATTACK);
    page.send(Event::Attack(AttackEvent::Start));
    page.send(Event::Attack(AttackEvent::AskSurvival));
    let attack = with(
        &kept(&page, Kind::Attack),
        "/device/variant",
        json!("another"),
    );
    assert_eq!(checked(&attack, engines).verdict, Verdict::Agrees);
    let iterations = number(&attack, "/result/iterations") as u64;
    let a_little = with(&attack, "/result/iterations", json!(iterations + 2));
    assert_eq!(checked(&a_little, engines).verdict, Verdict::Agrees);
    let more = with(&attack, "/result/iterations", json!(iterations + 5));
    deviates(&more, "iterations", engines);
    let place = "/result/file/target/probability";
    let raised = number(&attack, place) + 0.002;
    is_altered(&with(&attack, place, json!(raised)), "file.target", engines);
    let place = "/result/survival/4/adversarial/score";
    let raised = number(&attack, place) + 0.01;
    is_altered(
        &with(&attack, place, json!(raised)),
        "adversarial after",
        engines,
    );
    let record: Value = serde_json::from_str(&attack.record).expect("a record");
    assert_eq!(record["result"]["survival"][4]["survives"], false);
    let held = with(&attack, "/result/survival/4/survives", json!(true));
    is_altered(&held, "the goal is not", engines);
}

/// On other kernels a way may differ by much, but all that is said of its end is said of one change.
#[test]
fn figures_that_belong_together_cannot_be_altered_alone() {
    let engines = &mut engines();
    let mut page = page(engines, RULE);
    page.send(Event::Attack(AttackEvent::Start));
    let kept = kept(&page, Kind::Attack);
    let attack = with(&kept, "/device/variant", json!("another"));
    assert_eq!(checked(&attack, engines).verdict, Verdict::Agrees);
    let of_change = [
        "l2_norm",
        "linf_norm",
        "mean_norm",
        "l2_unit",
        "linf_unit",
        "mean_unit",
    ];
    let of_change = of_change.map(|field| format!("/result/change/{field}"));
    let others = ["margin_score", "target/score", "source/probability"];
    let others = others.map(|field| format!("/result/{field}"));
    for place in of_change.iter().chain(&others) {
        let less = json!(number(&attack, place) * 0.75);
        let word = if place.contains("change") {
            "change"
        } else {
            "along"
        };
        is_altered(&with(&attack, place, less), word, engines);
    }
}

#[test]
fn maps_tests_of_them_and_an_ascent_are_confirmed() {
    let engines = &mut engines();
    let mut results = Vec::new();
    let mut page = page(engines, MAP);
    results.push(kept(&page, Kind::Map));
    page.act(|model| {
        model.settings.beside = vec!["gradient", "edges"];
        model.on_beside(BesideEvent::Compare)
    });
    results.push(kept(&page, Kind::Methods));
    page.act(|model| {
        let request = model.proof_request((120, 80));
        model.on_instrument(InstrumentEvent::Proof(request))
    });
    results.push(kept(&page, Kind::Proof));
    page.act(|model| {
        let request = model.segment_request();
        model.on_instrument(InstrumentEvent::Object(request))
    });
    results.push(kept(&page, Kind::Object));
    page.act(|model| model.open_link(ASCENT));
    page.send(Event::Visual(VisualEvent::Begin));
    results.push(kept(&page, Kind::Visualisation));
    for shelved in &results {
        let found = checked(shelved, engines);
        assert_eq!(found.verdict, Verdict::Agrees, "{}", found.kind);
        assert_eq!(found.apart.len(), shelved.pictures.len(), "{}", found.kind);
    }
    let [map, _, proof, _, ascent] = &results[..] else {
        panic!("{}", results.len());
    };
    let raised = json!(number(map, "/result/probability") + 0.01);
    deviates(
        &with(map, "/result/probability", raised),
        "probability",
        engines,
    );
    deviates(&retouched(map, PictureOf::Map), "the map", engines);
    let raised = json!(number(proof, "/result/channels/1/gradient") * 1.1);
    deviates(
        &with(proof, "/result/channels/1/gradient", raised),
        "gradient",
        engines,
    );
    is_altered(
        &retouched(ascent, PictureOf::Visualisation),
        "visualisation",
        engines,
    );
    let elsewhere = &with(ascent, "/device/variant", json!("another"));
    assert_eq!(checked(elsewhere, engines).verdict, Verdict::Agrees);
    let more = json!(number(ascent, "/result/iterations") as u64 + 1);
    deviates(
        &with(elsewhere, "/result/iterations", more),
        "iterations",
        engines,
    );
    let raised = json!(number(ascent, "/result/after_changes/1/best/score") + 0.1);
    let place = "/result/after_changes/1/best/score";
    is_altered(&with(elsewhere, place, raised), "best after", engines);
    let raised = json!(number(ascent, "/result/top/0/score") + 0.1);
    is_altered(
        &with(ascent, "/result/top/0/score", raised),
        "top[0]",
        engines,
    );
}

#[test]
fn what_cannot_be_computed_here_is_said_and_never_confirmed() {
    let engines = &mut Engines::new(|_| Err("there are no weights here".to_owned()));
    let spec = catalogue::NETWORKS[0];
    let record = |kind: &str, id: &str, link: &str| Shelved {
        key: "k".to_owned(),
        record: json!({
            "schema": "gradoscope-record/1",
            "kind": kind,
            "link": link,
            "network": {"id": id, "sha256": spec.sha256},
            "request": {},
            "result": {"class": 1},
        })
        .to_string(),
        names: Default::default(),
        pictures: Vec::new(),
    };
    let link = format!("#{ASCENT}");
    for (shelved, word) in [
        (record("visualisation", "mine", &link), "reader's own"),
        (record("visualisation", spec.id, &link), "no weights"),
        (record("matrix", spec.id, &link), "weights"),
        (record("of-tomorrow", spec.id, &link), "of-tomorrow"),
        (record("map", spec.id, "#g9~z"), "link"),
    ] {
        match checked(&shelved, engines).verdict {
            Verdict::NotRecomputed(why) => assert!(why.contains(word), "{why}"),
            other => panic!("{word}: {other:?}"),
        }
    }
    let stopped = with(
        &record("attack", spec.id, &link),
        "/result",
        json!({"phase": "cancelled"}),
    );
    let stopped = checked(&stopped, engines).verdict;
    assert!(matches!(stopped, Verdict::NotRecomputed(why) if why.contains("stopped")));
}

#[test]
fn tests_of_maps_and_several_pictures_are_confirmed_too() {
    let engines = &mut engines();
    let mut page = page(engines, MAP);
    let mut results = Vec::new();
    page.act(|model| {
        let request = model.sanity_request();
        model.on_instrument(InstrumentEvent::Sanity(request))
    });
    results.push(kept(&page, Kind::Sanity));
    page.act(|model| {
        let request = model.faithful_request();
        model.on_instrument(InstrumentEvent::Faithful(request))
    });
    results.push(kept(&page, Kind::Faithful));
    let named = ["one", "two"].map(|name| Named {
        name: name.to_owned(),
        sample: None,
        truth: None,
    });
    page.act(|model| model.on_beside(BesideEvent::Open(named.to_vec())));
    let series = page.model.series(Of::Pictures).expect("a series").number;
    for at in 0..2 {
        let picture = Picture::new(SIDE as u32, SIDE as u32, spot().to_vec()).expect("a picture");
        let file = Ok(encode_png(&picture).expect("a file").into());
        page.act(|model| model.on_beside(BesideEvent::File { series, at, file }));
    }
    results.push(kept(&page, Kind::Pictures));
    for shelved in &results {
        let found = checked(shelved, engines);
        assert_eq!(found.verdict, Verdict::Agrees, "{}", found.kind);
    }
    let [sanity, faithful, _] = &results[..] else {
        panic!("{}", results.len());
    };
    let record: Value = serde_json::from_str(&sanity.record).expect("a record");
    let places = (0..20).map(|at| format!("/result/maps/{at}/likeness/signed"));
    let mut known = places.filter(|place| record.pointer(place).is_some_and(Value::is_number));
    let place = known.next().expect("a likeness");
    let other = json!(number(sanity, &place) - 0.2);
    deviates(&with(sanity, &place, other), "signed", engines);
    let place = "/result/curves/0/areas/0";
    let other = json!(number(faithful, place) + 0.2);
    deviates(&with(faithful, place, other), "areas", engines);
}

#[test]
fn a_report_has_a_line_and_a_figure_that_does_not_agree_has_one_too() {
    let answer = |text: &str| Answer {
        text: text.to_owned(),
        figures: Vec::new(),
    };
    let answers = [("q1", answer("A cat.")), ("q2", answer(" "))];
    let handed = Handed {
        name: "Ada, the \"first\"".to_owned(),
        course: "builtin".to_owned(),
        answers: BTreeMap::from(answers.map(|(id, answer)| (id.to_owned(), answer))),
        ..Handed::default()
    };
    let of = |kind: &str, verdict| Checked {
        key: "k1".to_owned(),
        kind: kind.to_owned(),
        verdict,
        apart: Vec::new(),
        remarks: vec!["d".to_owned()],
    };
    let all = [
        of("map", Verdict::Agrees),
        of(
            "attack",
            Verdict::Deviates(vec!["a".to_owned(), "b".to_owned()]),
        ),
        of("sheet", Verdict::NotRecomputed("c".to_owned())),
    ];
    assert_eq!(
        lines("x/ada.html", &handed, &all),
        "x/ada.html: Ada, the \"first\", course builtin, 1 answered, 3 figures: 1 agree, 1 deviate, \
         0 altered, 1 not recomputed\n    \
         figure 1 (map): d\n    \
         figure 2 (attack) deviates: a\n    \
         figure 2 (attack) deviates: b\n    \
         figure 3 (sheet) not recomputed: c\n"
    );
    assert_eq!(
        csv_rows("=x", &handed, &all[1..2]),
        "'=x,\"Ada, the \"\"first\"\"\",builtin,1,k1,attack,deviates,\"a; b\"\n"
    );
    assert_eq!(unread("x", "why"), "x: not read: why\n");
    let nothing = Handed {
        figures: vec![Shelved {
            key: "k2".to_owned(),
            record: "no record".to_owned(),
            names: Default::default(),
            pictures: Vec::new(),
        }],
        ..handed
    };
    let checked = check(&nothing, &mut Engines::new(|_| Err(String::new())));
    assert!(matches!(checked[0].verdict, Verdict::NotRecomputed(_)));
}
