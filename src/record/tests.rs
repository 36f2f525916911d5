use std::sync::Arc;

use serde_json::{Value, json};

use super::*;
use crate::app_model::{
    Adjusted, AttackRun, BlobId, Cell, CellState, Comparison, Contender, Effect, Event, Found,
    Frames, Item, ItemMap, Later, Look, Map, Named, Opened, OtherMap, Payload, Place, Recognition,
    RecordRefusal, RunPhase, SaliencyResult, Scores, SurvivalRow, Sweep, Transfer, Trouble,
    Verdict, VisualRun,
};
use crate::app_model::{Axis, NoticeKind, part};
use crate::catalogue;
use crate::image::{CropBox, Framing, encode_with};
use crate::protocol::{
    AttackEnd, AttackRequest, AttackStep, Cells, DecoderEvent, Ending, Goal, JobId, MapSheet,
    Norms, PictureFacts, RECORD_KEYWORD, SaliencyRequest, Start, Term, VisualEnd, VisualStep,
    VisualizeRequest,
};
use crate::scores::Standing;
use crate::spec::{ClassId, ParamSpec, ParamValues, Unit};

pub(super) const SECRET: &str = "my-holiday.jpg";
pub(super) const MADE: &str = "2026-11-27T10:00:00Z";
const SIZE: (u32, u32) = (451, 300);
const PLACE: Place = Place {
    standing: standing(281),
    rank: 2,
};

const fn standing(class: u16) -> Standing {
    Standing {
        class: ClassId(class),
        score: 12.1,
        probability: 0.1,
    }
}

fn pixels(byte: u8) -> Bytes {
    vec![byte; 224 * 224 * 3].into()
}

fn facts() -> PictureFacts {
    PictureFacts {
        format: "JPEG".to_owned(),
        sha256: "ab".repeat(32),
        ..PictureFacts::for_tests(SIZE.0, SIZE.1)
    }
}

fn source(sample: Option<&str>) -> PictureSource {
    let blob = BlobId(1);
    match sample {
        Some(id) => PictureSource::Sample {
            id: id.to_owned(),
            blob,
        },
        None => PictureSource::File { blob },
    }
}

/// A page with this sample on it, or else with a reader's own picture.
fn page(sample: Option<&str>) -> AppModel {
    let mut model = AppModel::default();
    model.picture.opened = Some(Opened {
        id: 1,
        name: SECRET.to_owned(),
        source: source(sample),
        facts: facts(),
        preview_rgba: Arc::default(),
        preview_width: 0,
        preview_height: 0,
        framing: Framing::default(),
        pixels: Some(pixels(1)),
        source_box: Some(CropBox {
            x0: 75,
            y0: 0,
            x1: 375,
            y1: 300,
        }),
        reframing: false,
    });
    model
}

fn param(params: &[&'static ParamSpec], id: &str) -> &'static ParamSpec {
    params
        .iter()
        .find(|param| param.id == id)
        .expect("a parameter")
}

fn map(value: f32) -> Map {
    Map {
        values: vec![value, -0.25, 0.0, value, 0.5, 0.75].into(),
        sheet: MapSheet {
            channels: 3,
            height: 1,
            width: 2,
            signed: true,
            unit: Unit::Slope,
            cells: Cells::PIXELS,
        },
        facts: crate::protocol::Facts::of(&[crate::protocol::Fact::NothingFor]),
    }
}

fn with_map(mut model: AppModel) -> AppModel {
    let method = catalogue::saliency_method("smooth-grad").expect("a method");
    let values = ParamValues::default().with(method.params[0], 7.0);
    let pixels = pixels(1);
    model.saliency.scores = Some(Scores {
        values: vec![3.0, 1.0, 2.0].into(),
        pixels: pixels.clone(),
        elapsed_ms: 2.0,
    });
    model.saliency.map = Some(SaliencyResult {
        job: JobId(1),
        map: map(0.1),
        request: SaliencyRequest {
            method: method.id.to_owned(),
            params: values,
            class: Some(ClassId(2)),
        },
        class: ClassId(2),
        pixels,
        elapsed_ms: 31.5,
        variant: "simd".to_owned(),
    });
    model
}

fn step(iteration: u32) -> AttackStep {
    AttackStep {
        margin: 0.1,
        top: vec![standing(6)],
        norms: Norms {
            l2_unit: 0.93,
            ..Norms::default()
        },
        reached: iteration == 2,
        ..AttackStep::for_tests(iteration, standing(285), standing(6))
    }
}

fn attack_request() -> AttackRequest {
    let rule = catalogue::attack("rule").expect("the rule");
    AttackRequest {
        params: ParamValues::default().with(param(rule.params, "eta"), 0.1),
        seed: 4,
        frames: true,
        ..AttackRequest::new(rule, Goal::Class(ClassId(6)))
    }
}

fn with_attack(mut model: AppModel) -> AppModel {
    let end = AttackEnd {
        ending: Ending::Reached,
        iterations: 2,
        gradients: 2,
        looks: 3,
        first_reached: Some(2),
        tried: None,
        search_looks: 0,
        search_gradients: 0,
        best: step(2),
        was_dead: false,
    };
    model.attack.run = Some(AttackRun {
        request: attack_request(),
        original: pixels(1),
        phase: RunPhase::Ended,
        steps: vec![step(0), step(1), step(2)],
        frames: Frames::default(),
        end: Some(end.clone()),
        image: Some(pixels(2)),
        elapsed_ms: 80.25,
        variant: "simd".to_owned(),
        png: Later::NotAsked,
        verdict: Later::Done(Verdict {
            best: standing(6),
            source: standing(285),
            target: standing(6),
            holds: true,
            same_pixels: true,
        }),
        survival: Later::Done(vec![SurvivalRow {
            change: "blur-1",
            original: standing(285),
            adversarial: standing(6),
            target_probability: 0.1,
            source_probability: 0.2,
            survives: true,
        }]),
        ray: Later::NotAsked,
        maps: Later::NotAsked,
        before: None,
    });
    let contender = |attack, goal, end| {
        let request = AttackRequest {
            until_probability: 0.5,
            ..AttackRequest::new(catalogue::attack(attack).expect("an attack"), goal)
        };
        Contender {
            attack,
            request,
            end,
            image: None,
            elapsed_ms: 3.0,
            variant: String::new(),
            verdict: Later::NotAsked,
        }
    };
    model.attack.comparison = Some(Comparison {
        goal: Goal::Class(ClassId(6)),
        max_gradients: 9,
        probability: 0.5,
        original: pixels(1),
        contenders: vec![
            contender("rule", Goal::Class(ClassId(6)), Later::Done(end)),
            contender("fgsm", Goal::Away, Later::Failed("no".to_owned())),
        ],
        standstill: None,
    });
    // What is set now is not what was asked for.
    model.attack.settings.seed = 99;
    model
}

fn visual_run() -> VisualRun {
    let params = |eta: f32| {
        let spec = param(catalogue::VISUALIZE_PARAMS, "eta");
        catalogue::PRESETS[0].params().with(spec, eta)
    };
    let step = |iteration| VisualStep {
        iteration,
        iterations: 3,
        adjustments: 0,
        side: 224,
        objective: 0.1,
        penalty: 0.2,
        gradient_norm: 0.3,
        image_norm: 0.4,
        class: Some(standing(130)),
        top: vec![standing(130)],
        escaped: false,
    };
    let adjusted = |eta, iteration| Adjusted {
        before: params(eta),
        iteration,
    };
    VisualRun {
        request: VisualizeRequest {
            terms: vec![Term::score(ClassId(130))],
            params: params(3.0),
            start: Start::Grey,
            seed: 8,
            frames: true,
        },
        // The second was taken back before an iteration began with it, the last one came too late.
        adjustments: vec![
            adjusted(0.1, Some(1)),
            adjusted(1.0, Some(1)),
            adjusted(2.0, None),
        ],
        first: Bytes::from([]),
        phase: RunPhase::Ended,
        steps: vec![step(0), step(1), step(2)],
        frames: Frames::default(),
        end: Some(VisualEnd {
            iterations: 3,
            side: 224,
            class: Some(standing(130)),
            top: vec![standing(130)],
            was_dead: false,
            no_gradient: false,
        }),
        image: Some(pixels(3)),
        elapsed_ms: 12.0,
        variant: "simd".to_owned(),
        check: Later::NotAsked,
        animation: Later::NotAsked,
    }
}

fn with_visual(mut model: AppModel) -> AppModel {
    let cell = |value| Cell {
        values: vec![value],
        state: CellState::Done,
        run: visual_run(),
    };
    model.visual.run = Some(visual_run());
    model.visual.sweep = Some(Sweep {
        number: 1,
        axes: vec![(Axis::LAMBDA, vec![0.0, 0.1])],
        cells: vec![cell(0.0), cell(0.1)],
        standstill: None,
    });
    model
}

pub(super) fn whole(sample: Option<&str>) -> AppModel {
    let mut model = with_visual(with_attack(with_map(page(sample))));
    let look = Look {
        best: standing(6),
        source: PLACE,
        target: PLACE,
    };
    let transfer = Transfer {
        original: [look; 2],
        adversarial: [look; 2],
    };
    let recognition = Recognition {
        best: [standing(130); 2],
        climbed: Some([PLACE; 2]),
    };
    let other = OtherMap {
        map: map(0.2),
        places: [PLACE; 2],
        elapsed_ms: 5.0,
        variant: "simd".to_owned(),
    };
    model.answer_for_tests(other, transfer, recognition);
    model.fill_for_tests(attack_request(), ClassId(6));
    model.put_to_test_for_tests();
    with_series(model)
}

/// With two methods side by side, of which one has failed, and with two pictures: a sample and a file of
/// the reader's, which is none.
fn with_series(mut model: AppModel) -> AppModel {
    let found = model.saliency.map.clone().expect("a map");
    let item = |method: &str, picture: Option<Named>, found| Item {
        request: SaliencyRequest {
            method: method.to_owned(),
            params: ParamValues::default(),
            class: picture.is_none().then_some(ClassId(281)),
        },
        picture,
        pixels: None,
        found,
        progress: None,
        scores: None,
    };
    let map = ItemMap {
        map: found.map,
        class: standing(281),
        truth: Some((standing(284), 4)),
        elapsed_ms: 31.5,
        variant: "simd".to_owned(),
    };
    let named = |name: &str, sample: Option<&str>| {
        Some(Named {
            name: name.to_owned(),
            sample: sample.map(str::to_owned),
            truth: None,
        })
    };
    let failed = Found::Failed(Trouble::NoMap("no numbers".to_owned()));
    let mut methods = vec![
        item("smooth-grad", None, Found::Done(map.clone())),
        item("grad-cam", None, failed.clone()),
    ];
    let shown = model.picture.opened.as_ref().and_then(|o| o.pixels.clone());
    methods
        .iter_mut()
        .for_each(|item| item.pixels = shown.clone());
    let mut pictures = vec![
        item(
            "gradient",
            named("Siamese", Some("siamese")),
            Found::Done(map),
        ),
        item("gradient", named(SECRET, None), failed),
    ];
    pictures[0].pixels = Some(pixels(4));
    model.put_beside_for_tests(methods, pictures);
    model
}

pub(super) const KINDS: [Kind; 15] = [
    Kind::Map,
    Kind::Attack,
    Kind::Comparison,
    Kind::Visualisation,
    Kind::Sheet,
    Kind::SecondMap,
    Kind::Transfer,
    Kind::Recognition,
    Kind::Matrix,
    Kind::Methods,
    Kind::Pictures,
    Kind::Sanity,
    Kind::Faithful,
    Kind::Object,
    Kind::Proof,
];

fn json_of(model: &AppModel, kind: Kind) -> String {
    Record::of(model, kind, MADE).expect("a record").json()
}

fn record(model: &AppModel, kind: Kind) -> Value {
    serde_json::from_str(&json_of(model, kind)).expect("JSON")
}

/// A page that has just begun, with the run of a record restored; its sample comes where it is asked
/// for.
fn restored(record: &str) -> AppModel {
    let mut model = AppModel::default();
    let mut effects = Vec::new();
    for link in links(record.as_bytes()).expect("links") {
        effects.extend(model.open_link(&link));
    }
    // The newest choice is the one that counts.
    let asked = effects.iter().rev().find_map(|effect| match effect {
        Effect::OpenSample { id, .. } => Some(id.clone()),
        _ => None,
    });
    let Some(id) = asked else { return model };
    let effects = model.on_event(Event::OpenPicture {
        name: "A sample".to_owned(),
        source: source(Some(&id)),
    });
    let generation = effects.iter().find_map(|effect| match effect {
        Effect::SpawnDecoder { generation } => Some(*generation),
        _ => None,
    });
    model.on_event(Event::Decoder {
        generation: generation.expect("a decoder"),
        event: DecoderEvent::Opened {
            picture: 1,
            facts: facts(),
            preview_width: 1,
            preview_height: 1,
        },
        payload: Payload::Bytes(vec![0; 4].into()),
    });
    assert_eq!(model.notices, Vec::new());
    model
}

#[test]
fn every_kind_says_what_repeats_it() {
    let model = whole(Some("chelsea"));
    for kind in KINDS {
        let record = record(&model, kind);
        assert_eq!(record["schema"], "gradoscope-record/1");
        assert_eq!(record["kind"], kind.id());
        assert_eq!(record["made"], MADE);
        assert_eq!(record["software"]["build"], BUILD);
        assert_eq!(record["network"]["id"], "squeezenet-1.1");
        assert_eq!(record["network"]["sha256"].as_str().map(str::len), Some(64));
        let link = record["link"].as_str().expect("a link");
        assert!(
            link.starts_with("#g1~part_") && link.ends_with("~z"),
            "{link}"
        );
        assert!(link.contains("~img_chelsea~crop_75-0-300~"), "{link}");
        let request = match kind {
            Kind::Comparison => &record["result"]["contenders"][1]["request"],
            Kind::Methods | Kind::Faithful => &record["request"]["methods"][0],
            Kind::Sanity | Kind::Object => &record["request"]["map"],
            // It is about the gradient itself.
            Kind::Proof => continue,
            _ => &record["request"],
        };
        assert!(request["params"].is_object(), "{kind:?}");
        assert!(record["result"].is_object(), "{kind:?}");
    }
}

#[test]
fn a_record_begins_with_its_schema_and_has_float32_as_they_are_written() {
    let json = json_of(&whole(Some("chelsea")), Kind::Attack);
    assert!(json.starts_with("{\n  \"schema\": \"gradoscope-record/1\","));
    assert!(json.contains("\"eta\": 0.1,"), "{json}");
    assert!(json.contains("\"l2_unit\": 0.93,"), "{json}");
    assert!(json.contains("\"elapsed_ms\": 80.25,"), "{json}");
}

#[test]
fn the_picture_is_told_by_hashes_alone() {
    let sample = record(&whole(Some("chelsea")), Kind::Map);
    assert_eq!(
        sample["image"],
        json!({
            "id": "chelsea",
            "file_sha256": "ab".repeat(32),
            "size_px": [451, 300],
            "crop_px": [75, 0, 300],
            // python3 -c "import hashlib; print(hashlib.sha256(b'\1' * 150528).hexdigest())"
            "pixels_sha256": "e1c2c9b0c42d3cebbf6716237ee0549e1dddae5aafe47447285a8a5e8b3347dd",
        })
    );
    let own = whole(None);
    for kind in KINDS {
        assert!(!json_of(&own, kind).contains("holiday"), "{kind:?}");
    }
    assert_eq!(record(&own, Kind::Map)["image"]["id"], Value::Null);
    // Another picture has come since: of the one before, the pixels are known.
    let mut later = whole(Some("chelsea"));
    let opened = later.picture.opened.as_mut().expect("a picture");
    opened.pixels = Some(pixels(9));
    let record = record(&later, Kind::Attack);
    assert_eq!(
        record["image"],
        json!({"pixels_sha256": "e1c2c9b0c42d3cebbf6716237ee0549e1dddae5aafe47447285a8a5e8b3347dd"})
    );
    assert!(!record["link"].as_str().expect("a link").contains("img_"));
}

#[test]
fn choices_stand_by_their_ids_and_files_by_their_hashes() {
    let model = whole(Some("chelsea"));
    let attack = record(&model, Kind::Attack);
    let rule = catalogue::attack("rule").expect("the rule");
    let params = attack["request"]["params"].as_object().expect("parameters");
    assert_eq!(params.len(), rule.params.len());
    assert_eq!(params["objective"], "score");
    assert_eq!(attack["request"]["goal"], json!({"class": 6}));
    let file = Numbers::Adversarial.file(&model).expect("an array");
    assert_eq!(attack["files"]["adversarial.npy"], sha256(&file));
    assert_eq!(attack["result"]["pixels_sha256"], sha256(&pixels(2)));
    assert_eq!(attack["result"]["file"]["holds"], true);
    let map = record(&model, Kind::Map);
    assert_eq!(map["result"]["rank"], 2);
    assert_eq!(map["result"]["map"]["least"], -0.25);
}

#[test]
fn changes_on_the_way_stand_with_their_iterations_and_the_request_is_the_first() {
    let record = record(&whole(Some("chelsea")), Kind::Visualisation);
    assert_eq!(record["request"]["params"]["eta"], 0.1);
    let changes = record["changes"].as_array().expect("changes");
    assert_eq!(changes.len(), 1, "{changes:#?}");
    assert_eq!(changes[0]["from_iteration"], 1);
    assert_eq!(changes[0]["params"]["eta"], 2.0);
}

#[test]
fn a_record_restores_the_request_that_it_is_of() {
    let model = whole(Some("chelsea"));
    let map = restored(&json_of(&model, Kind::Map));
    let wanted = &model.saliency.map.as_ref().expect("a map").request;
    assert_eq!(&map.settings.saliency(map.settings.class), wanted);

    let attack = restored(&json_of(&model, Kind::Attack));
    let settings = &attack.attack.settings;
    assert_eq!(settings.request(settings.spec()), attack_request());
    assert_eq!(attack.settings.part, part::ADVERSARIAL);

    let visual = restored(&json_of(&model, Kind::Visualisation));
    let wanted = visual_run().begun_with();
    let found = visual.visual.settings.request();
    let value = |params: &ParamValues| {
        catalogue::VISUALIZE_PARAMS
            .iter()
            .map(|p| params.get(p))
            .collect::<Vec<_>>()
    };
    assert_eq!(value(&found.params), value(&wanted.params));
    assert_eq!(found.terms, wanted.terms);
    assert_eq!((found.start, found.seed), (wanted.start, wanted.seed));
    for restored in [&map, &attack, &visual] {
        let opened = restored.picture.opened.as_ref().expect("its picture");
        assert_eq!(opened.source, source(Some("chelsea")));
    }
}

#[test]
fn methods_side_by_side_and_the_method_of_several_pictures_come_back() {
    let model = whole(Some("chelsea"));
    let methods = restored(&json_of(&model, Kind::Methods));
    assert_eq!(methods.settings.beside, ["smooth-grad", "grad-cam"]);
    assert_eq!(methods.settings.class, Some(ClassId(281)));
    let told = record(&model, Kind::Methods);
    assert_eq!(told["request"]["class"], 281);
    assert_eq!(told["result"]["maps"][0]["map"]["greatest"], 0.75);
    assert_eq!(told["result"]["maps"][1]["state"], "failed");
    let pictures = restored(&json_of(&model, Kind::Pictures));
    let settings = &pictures.settings;
    assert_eq!((settings.method, settings.class), ("gradient", None));
    let told = record(&model, Kind::Pictures);
    assert_eq!(told["image"], Value::Null);
    let images = &told["result"]["images"];
    assert_eq!(
        (&images[0]["id"], &images[1]["id"]),
        (&json!("siamese"), &Value::Null)
    );
    assert_eq!(images[0]["pixels_sha256"], sha256(&pixels(4)));
    assert_eq!(images[0]["truth"]["rank"], 4);
    assert_eq!(images[0]["class"]["class"], 281);
}

#[test]
fn a_record_of_two_networks_restores_what_it_asked_about_too() {
    let model = whole(Some("chelsea"));
    for kind in [
        Kind::SecondMap,
        Kind::Transfer,
        Kind::Recognition,
        Kind::Matrix,
    ] {
        let restored = restored(&json_of(&model, kind));
        assert_eq!(restored.settings.part, part::TWO_NETWORKS, "{kind:?}");
        match kind {
            Kind::SecondMap => {
                let found = restored.settings.saliency(restored.settings.class);
                assert_eq!(found, model.saliency.map.as_ref().expect("a map").request);
            }
            Kind::Recognition => assert_eq!(restored.visual.settings.seed, 8),
            _ => assert_eq!(restored.attack.settings.seed, 4),
        }
    }
}

#[test]
fn without_the_readers_picture_it_is_asked_for() {
    let json = json_of(&whole(None), Kind::Attack);
    let mut model = AppModel::default();
    for link in links(json.as_bytes()).expect("links") {
        model.open_link(&link);
    }
    let kinds: Vec<_> = model.notices.iter().map(|notice| &notice.kind).collect();
    assert_eq!(kinds, [&NoticeKind::LinkLacksPicture]);
}

#[test]
fn what_is_no_record_is_told_apart_and_unknown_fields_are_ignored() {
    use RecordRefusal::{Damaged, NoLink, NoRecord, OtherVersion, TooLarge};
    let record = |schema: &str, link: &str| {
        json!({"schema": schema, "link": link, "result": [], "future": {"a": 1}}).to_string()
    };
    let good = record("gradoscope-record/1", "#g1~part_adversarial~eta_2~z");
    assert_eq!(links(good.as_bytes()).map(|links| links.len()), Ok(1));
    let marked = format!("\u{feff}\n{good}");
    assert!(links(marked.as_bytes()).is_ok());
    let deep = "[".repeat(1_000_000);
    let cases: &[(&str, RecordRefusal)] = &[
        ("", Damaged),
        ("hello", Damaged),
        (&good[..good.len() - 1], Damaged),
        (&good[..9], Damaged),
        (&deep, Damaged),
        ("{\"schema\": NaN}", Damaged),
        ("{\"schema\": 1e999}", Damaged),
        ("\u{0}", Damaged),
        ("null", NoRecord),
        ("[]", NoRecord),
        ("\"gradoscope-record/1\"", NoRecord),
        ("{}", NoRecord),
        ("{\"id2label\": {\"0\": \"cat\"}}", NoRecord),
        ("{\"schema\": [\"gradoscope-record/1\"]}", NoRecord),
        ("{\"schema\": \"gradoscope-recording/1\"}", NoRecord),
        (
            "{\"schema\": \"gradoscope-record/2\", \"link\": 3}",
            OtherVersion,
        ),
        ("{\"schema\": \"gradoscope-record/1\"}", NoLink),
        (
            "{\"schema\": \"gradoscope-record/1\", \"link\": {}}",
            NoLink,
        ),
        (
            "{\"schema\": \"gradoscope-record/1\", \"link\": \"javascript:alert(1)\"}",
            NoLink,
        ),
        (
            "{\"schema\": \"gradoscope-record/1\", \"link\": \"#g2~part_adversarial~z\"}",
            OtherVersion,
        ),
    ];
    for (text, why) in cases {
        let shown: String = text.chars().take(60).collect();
        assert_eq!(links(text.as_bytes()).as_ref(), Err(why), "{shown}");
    }
    assert_eq!(links(&vec![b' '; MOST_BYTES + 1]), Err(TooLarge));
    assert_eq!(links(b"{\"schema\": \"\xff\"}"), Err(Damaged));
    let units = "\u{feff}{\"schema\": \"gradoscope-record/1\"}".encode_utf16();
    let wide: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
    assert_eq!(links(&wide), Err(NoLink));
}

#[test]
fn a_picture_carries_the_record_of_its_run_and_of_its_pixels() {
    let model = whole(Some("chelsea"));
    let drawn = Drawn {
        name: "map.png".to_owned(),
        width: 2,
        height: 1,
        pixels: vec![1, 2, 3, 255, 4, 5, 6, 255].into(),
        labels: Vec::new(),
        description: "words".to_owned(),
        record: String::new(),
    };
    let drawn = recorded(&model, drawn, Kind::Map, MADE);
    let told: Value = serde_json::from_str(&drawn.record).expect("JSON");
    // python3 -c "import hashlib; print(hashlib.sha256(bytes([1, 2, 3, 4, 5, 6])).hexdigest())"
    assert_eq!(
        told["picture"]["pixels_sha256"],
        "7192385c3c0605de55bb9476ce1d90748190ecb32a8eed7f5207b30cf6a1fe89"
    );
    let text = (RECORD_KEYWORD, drawn.record.as_str());
    let file = encode_with(drawn.pixels.to_vec(), (2, 1), &[], "words", text).expect("a file");
    assert_eq!(links_in_png(&file), links(drawn.record.as_bytes()));
    let end = file.len() - 60;
    assert!(links_in_png(&file[..end]).is_ok());
    assert_eq!(links_in_png(&file[..200]), Err(RecordRefusal::Damaged));
    assert_eq!(links_in_png(b"no picture"), Err(RecordRefusal::Damaged));
}

#[test]
fn tables_have_a_row_for_each_thing_and_every_row_is_as_long_as_the_header() {
    let model = whole(Some("chelsea"));
    let text = |table| {
        let wanted = Wanted::Table(table, "table.csv".to_owned());
        let file = file(&model, &wanted, MADE, "").expect("a table");
        assert_eq!((file.name.as_str(), file.mime), ("table.csv", "text/csv"));
        String::from_utf8(file.bytes.to_vec()).expect("UTF-8")
    };
    for (table, rows) in [
        (Table::AttackCurves, 3),
        (Table::Comparison, 2),
        (Table::Survival, 1),
        (Table::VisualCurves, 3),
        (Table::Sheet, 2),
        (Table::Transfer, 4),
        (Table::Recognition, 2),
        (Table::Matrix, 4),
        (Table::Trials, 2),
        (Table::Methods, 2),
        (Table::Pictures, 2),
        // Six figures of each of three maps.
        (Table::Sanity, 18),
        // Two curves of three points for each of two maps.
        (Table::Faithful, 12),
        (Table::Object, 1),
        (Table::Proof, 3),
    ] {
        let text = text(table);
        let lines: Vec<&str> = text.trim_end().split("\r\n").collect();
        assert_eq!(lines.len(), 1 + rows, "{text}");
        let fields = |line: &str| line.split(',').count();
        // No class of these has a comma in its name.
        assert!(
            lines.iter().all(|line| fields(line) == fields(lines[0])),
            "{text}"
        );
    }
    assert!(text(Table::AttackCurves).contains("\r\n2,2,2,attack,true,285,"));
    assert!(text(Table::Sheet).contains("\r\n0.1,done,3,12,130,"));
    let comparison = text(Table::Comparison);
    assert!(comparison.contains("\r\nrule,6,0.5,0,done,true,2,2,2,,"));
    assert!(comparison.contains("\r\nfgsm,away,0.5,0,failed,,"));
    let methods = text(Table::Methods);
    let smooth = "\r\nsmooth-grad,base=gradient copies=25 noise=0.04 seed=0,281,tabby,12.1,0.1,done,slope,-0.25,0.75,";
    assert!(methods.contains(smooth), "{methods}");
    assert!(
        methods.contains("\r\ngrad-cam,layer=last,,,,,failed,,"),
        "{methods}"
    );
    let pictures = text(Table::Pictures);
    let siamese = "\r\nSiamese,gradient,281,tabby,12.1,0.1,284,Siamese cat,4,12.1,0.1,done,slope,";
    assert!(pictures.contains(siamese), "{pictures}");
    assert!(
        pictures.contains("\r\nmy-holiday.jpg,gradient,,,,,,,,,,failed,,"),
        "{pictures}"
    );
}

#[test]
fn nothing_is_written_of_what_was_not_found() {
    let model = page(Some("chelsea"));
    for kind in KINDS {
        assert_eq!(Record::of(&model, kind, MADE), None, "{kind:?}");
    }
    for which in [
        Numbers::Map,
        Numbers::Adversarial,
        Numbers::Visualisation,
        Numbers::SecondMap,
    ] {
        assert_eq!(which.file(&model), None);
    }
}

#[test]
fn the_records_of_tests_of_maps_set_them_up_again() {
    let model = whole(Some("chelsea"));
    for (kind, pairs) in [
        (
            Kind::Sanity,
            "~method_gradient~class_6~ ~leaf_sanity~change_alone~weights_permutation~test-seed_7~z",
        ),
        (
            Kind::Faithful,
            "~beside_gradient~ ~leaf_faithful~protocol_road~test-seed_3~box_2-1-40-30~z",
        ),
        (
            Kind::Object,
            "~method_gradient~class_6~ ~leaf_object~recipe_simonyan~gamma_12.5~test-seed_1~box_0-0-224-2~z",
        ),
        (
            Kind::Proof,
            "~class_6~ ~leaf_doctor~pixel_120-80~levels_4~z",
        ),
    ] {
        let record = record(&model, kind);
        let link = record["link"].as_str().expect("a link");
        for piece in pairs.split(' ') {
            assert!(link.contains(piece), "{piece} in {link}");
        }
    }
}

#[test]
fn tables_of_tests_of_maps_say_what_the_page_says() {
    let model = whole(Some("chelsea"));
    let text = |table| {
        let wanted = Wanted::Table(table, "table.csv".to_owned());
        let file = file(&model, &wanted, MADE, "").expect("a table");
        String::from_utf8(file.bytes.to_vec()).expect("UTF-8")
    };
    let sanity = text(Table::Sanity);
    for row in [
        "0,,gradient,tested,6,stingray,2.5,0.25,size,1",
        "1,conv10,gradient,tested,6,stingray,2.5,0.25,size,0.5",
        "1,conv10,gradient,tested,6,stingray,2.5,0.25,coarse,",
        ",,edges,control,6,stingray,2.5,0.25,size,0.75",
    ] {
        assert!(
            sanity.contains(&format!("\r\n{row}\r\n")),
            "{row} in {sanity}"
        );
    }
    let faithful = text(Table::Faithful);
    for row in [
        "gradient,deletion,1,0.5,0.25,0.25",
        "edges,insertion,2,1,0.5,0.28125",
    ] {
        assert!(
            faithful.contains(&format!("{row}\r\n")),
            "{row} in {faithful}"
        );
    }
    // One row of the two of the box is the object: half of their union.
    let object = text(Table::Object);
    let row = "simonyan,gradient,6,stingray,1,12.5,object,0,0,223,0,0,0,223,1,0.5,224,224,1,1.5,1";
    assert!(object.contains(row), "{object}");
    let proof = text(Table::Proof);
    // No gradient is shown of that class: python3 -c "print(8 / 255 / 0.229, 0.5 / (8 / 255 / 0.229))"
    let red = proof.lines().nth(1).expect("a row");
    let cells: Vec<&str> = red.split(',').collect();
    assert_eq!(cells[..6], ["red", "120", "80", "6", "stingray", ""]);
    let number = |at: usize| cells[at].parse::<f64>().expect("a number");
    assert!((number(6) - 3.6496875).abs() < 1e-6, "{red}");
    assert!((number(7) - 0.1369980306533094).abs() < 1e-7, "{red}");
    assert_eq!(cells[8..11], ["8", "2", "2.5"]);
}
