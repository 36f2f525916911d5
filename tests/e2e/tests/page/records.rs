//! Results as files: a record that restores its run, in a file of its own and inside of a picture; raw
//! arrays, tables; and files that only look like records.

use gradoscope::protocol::{Cells, MapSheet};
use gradoscope::render::{ColourMap, Reduction, Scale, limits, on_pixels, rgba_from_map};
use gradoscope::spec::Unit;
use gradoscope_e2e::files::{read_npy, read_png};
use gradoscope_e2e::page::{Page, Seen, Visit};
use gradoscope_e2e::shots;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::checkpoints::drop_files;

const KEYWORD: &str = "Gradoscope-Record";
/// The part that is shown.
const PART: &str = "document.querySelector('section.panel:not([hidden])').id";

fn found(page: &Page, script: &str) -> String {
    let found = page
        .browser
        .run(&format!("return String({script});"), json!([]));
    found.as_str().unwrap_or_default().to_owned()
}

fn wait_for(page: &Page, script: &str, wanted: &str) {
    let what = format!("{wanted} from {script}");
    page.wait(&what, |_| found(page, script) == wanted);
}

fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The record that a button saves, its fields looked at that all kinds have.
fn record(page: &Page, button: &str, kind: &str) -> Value {
    let (name, file) = page.file_from(button);
    assert!(name.ends_with(".json"), "{name}");
    let record = checked(&file, kind);
    assert!(!record["files"].is_null(), "{record:#}");
    record
}

fn checked(file: &[u8], kind: &str) -> Value {
    let record: Value = serde_json::from_slice(file).expect("JSON");
    assert_eq!(record["schema"], "gradoscope-record/1");
    assert_eq!(record["kind"], kind);
    assert_eq!(record["network"]["id"], "squeezenet-1.1");
    let made = record["made"].as_str().expect("a date");
    let is_date = made.len() == 20 && made.ends_with('Z') && made.starts_with("20");
    assert!(is_date, "{made}");
    for place in [
        "/network/sha256",
        "/software/build",
        "/device/variant",
        "/link",
    ] {
        let text = record.pointer(place).and_then(Value::as_str);
        assert!(text.is_some_and(|text| !text.is_empty()), "{place}");
    }
    record
}

/// The text of the chunk that a PNG file carries its record in, if it does.
fn record_in(file: &[u8]) -> Option<String> {
    let reader = png::Decoder::new(std::io::Cursor::new(file));
    let reader = reader.read_info().expect("a PNG file");
    let mut chunks = reader.info().utf8_text.iter();
    let chunk = chunks.find(|chunk| chunk.keyword == KEYWORD)?;
    Some(chunk.get_text().expect("a text"))
}

/// Drops a file and waits for what the page says of it.
fn notice_after(page: &Page, name: &str, bytes: &[u8], kind: &str) -> Seen {
    drop_files(page, &[(name, bytes)]);
    page.wait(&format!("{kind} of {name}"), |seen| {
        seen.notice(kind).contains(name)
    })
}

fn bytes_of(record: &Value) -> Vec<u8> {
    record.to_string().into_bytes()
}

#[test]
fn what_is_saved_of_a_map_an_attack_and_a_visualisation_says_all_and_restores_them() {
    let page = Visit::at("?device=cpu").open();
    page.map_of_sample("chelsea", "285");
    the_array_of_a_map_holds_the_numbers_that_are_shown(&page);
    what_is_no_record_is_explained_and_loses_nothing(&page);
    let map = the_record_of_a_map_says_all(&page);
    page.open_attack();
    tables_are_saved_with_all_of_their_rows(&page);
    the_record_of_a_visualisation_names_what_was_changed_on_the_way(&page);
    page.open_attack();
    let attack = the_record_of_an_attack_says_all(&page);
    let picture = a_picture_carries_its_record(&page);
    drop(page);

    let page = Visit::at("?device=cpu").open();
    page.ready();
    a_record_restores_its_map(&page, &map);
    a_record_restores_its_attack_which_waits_for_its_button(&page, &attack);
    a_picture_with_a_record_can_be_opened_as_either(&page, &picture);
}

fn the_record_of_a_map_says_all(page: &Page) -> Value {
    page.browser
        .click("#method option[value=guided-backpropagation]");
    page.wait("its map", |seen| seen.has_map_of("285"));
    let record = record(page, "#map-record", "map");
    assert_eq!(record["image"]["id"], "chelsea");
    assert_eq!(record["image"]["crop_px"], json!([75, 0, 300]));
    let seen = sha256(&page.network_pixels());
    assert_eq!(record["image"]["pixels_sha256"], seen);
    assert_eq!(record["request"]["method"], "guided-backpropagation");
    assert_eq!(record["result"]["class"], 285);
    assert_eq!(record["device"]["kind"], "cpu");
    let check = &record["device"]["selfcheck"];
    assert!(
        check["score_error"].as_f64().is_some_and(|e| e < 1e-3),
        "{check}"
    );
    record
}

fn a_record_restores_its_map(page: &Page, record: &Value) {
    drop_files(page, &[("run.json", &bytes_of(record))]);
    let seen = page.wait("its map", |seen| seen.has_map_of("285"));
    assert_eq!(seen.notices(), Vec::<&str>::new());
    wait_for(
        page,
        "document.querySelector('#method').value",
        "guided-backpropagation",
    );
    assert_eq!(
        sha256(&page.network_pixels()),
        record["image"]["pixels_sha256"]
    );
}

/// Also the iterations of the run, and the SHA-256 of the pixels that it came to.
fn the_record_of_an_attack_says_all(page: &Page) -> (Value, u32, String) {
    page.choose_attack("rule");
    page.aim_at("stingray", "stingray (6)");
    page.set("#param-eta", "0.5");
    page.browser.click("#attack-eight-bit");
    page.start_attack();
    let iterations = page.verdict().iteration();
    // What is set since is no business of the record.
    page.set("#param-eta", "1");
    let record = record(page, "#attack-record", "attack");
    assert_eq!(record["request"]["params"]["eta"], 0.5);
    assert_eq!(record["request"]["params"]["objective"], "score");
    assert_eq!(record["request"]["eight_bit"], true);
    assert_eq!(record["request"]["goal"], json!({"class": 6}));
    let result = &record["result"];
    assert_eq!(result["ending"], "reached");
    assert_eq!(result["iterations"], iterations);
    assert_eq!(result["file"]["holds"], true);
    let image = sha256(&page.photo("#attack-image"));
    assert_eq!(result["pixels_sha256"], image);
    let (name, file) = page.file_from("#attack-numbers");
    assert!(name.ends_with(".npy"), "{name}");
    assert_eq!(record["files"]["adversarial.npy"], sha256(&file));
    assert_eq!(sha256(&file[128..]), image);
    (record, iterations, image)
}

fn a_record_restores_its_attack_which_waits_for_its_button(
    page: &Page,
    (record, iterations, image): &(Value, u32, String),
) {
    drop_files(page, &[("run.json", &bytes_of(record))]);
    page.wait("its picture", |seen| seen.has_map_of("285"));
    wait_for(page, PART, "adversarial");
    wait_for(page, "document.querySelector('#param-eta')?.value", "0.5");
    wait_for(page, "document.activeElement.id", "attack-start");
    assert_eq!(page.look().phase_of_attack(), "");
    page.start_attack();
    assert_eq!(page.verdict().iteration(), *iterations);
    assert_eq!(sha256(&page.photo("#attack-image")), *image);
}

fn the_record_of_a_visualisation_names_what_was_changed_on_the_way(page: &Page) {
    page.set("#visual-iterations", "400");
    page.browser.click("#visual-begin");
    page.visual_from(2);
    page.set("#visual-eta", "3");
    page.wait("a few more", |seen| seen.visual_iteration() >= Some(8));
    page.set("#visual-iterations", "60");
    page.visual_end();
    let record = record(page, "#visual-record", "visualisation");
    assert_eq!(record["request"]["params"]["iterations"], 400);
    let changes = record["changes"].as_array().expect("changes");
    let last = changes.last().expect("a change");
    assert_eq!(last["params"]["eta"], 3.0);
    assert_eq!(last["params"]["iterations"], 60);
    let at = |change: &Value| change["from_iteration"].as_u64().expect("an iteration");
    assert!(changes.iter().all(|change| (2..=60).contains(&at(change))));
    assert!(changes.is_sorted_by_key(at), "{changes:#?}");
    let image = sha256(&page.photo("#visual-picture"));
    assert_eq!(record["result"]["pixels_sha256"], image);
}

/// By the attack as it is set; the file, and its pixels.
fn a_picture_carries_its_record(page: &Page) -> (Vec<u8>, Vec<u8>) {
    page.start_attack();
    page.verdict();
    let (_, file) = page.file_from("#save-adversarial");
    let text = record_in(&file).expect("a record");
    let record = checked(text.as_bytes(), "attack");
    let (_, _, pixels) = read_png(&file);
    assert_eq!(record["picture"]["pixels_sha256"], sha256(&pixels));
    assert_eq!(record["result"]["pixels_sha256"], sha256(&pixels));
    (file, pixels)
}

fn a_picture_with_a_record_can_be_opened_as_either(
    page: &Page,
    (file, pixels): &(Vec<u8>, Vec<u8>),
) {
    page.browser
        .click("nav.parts button[aria-controls=saliency]");
    page.map_of_sample("coffee", "967");
    notice_after(page, "adversarial.png", file, "picture-with-record");
    shots::window(&page.browser, "notice-record");
    assert!(page.look().has_map_of("967"), "nothing happens unasked");
    page.tap("#restore-run");
    page.wait("its picture", |seen| seen.has_map_of("285"));
    wait_for(page, PART, "adversarial");
    assert_eq!(page.look().notices(), Vec::<&str>::new());
    notice_after(page, "adversarial.png", file, "picture-with-record");
    page.tap("#open-as-picture");
    page.wait("the picture itself", |seen| {
        seen.notices().is_empty() && seen.has_map_of("6")
    });
    assert_eq!(page.network_pixels(), *pixels);
}

fn the_array_of_a_map_holds_the_numbers_that_are_shown(page: &Page) {
    let (name, file) = page.file_from("#map-numbers");
    assert!(name.ends_with(".npy"), "{name}");
    let (header, values) = read_npy(&file);
    assert!(header.contains("'descr': '<f4'"), "{header}");
    assert!(header.contains("'shape': (3, 224, 224)"), "{header}");
    assert_eq!(values.len(), 3 * 224 * 224);
    let sheet = MapSheet {
        channels: 3,
        height: 224,
        width: 224,
        signed: true,
        unit: Unit::Slope,
        cells: Cells::PIXELS,
    };
    let map = on_pixels(&values, &sheet, Reduction::MaxAbs, 224);
    let drawn = rgba_from_map(&map, limits(&map, Scale::Linear), ColourMap::Hot);
    assert!(drawn == page.pixels("#saliency-map").2, "other numbers");
}

/// Lines of a CSV file, the header among them.
fn lines(page: &Page, button: &str) -> Vec<String> {
    let (name, file) = page.file_from(button);
    assert!(name.ends_with(".csv"), "{name}");
    let text = String::from_utf8(file).expect("UTF-8");
    assert!(text.ends_with("\r\n"), "{text}");
    text.trim_end().split("\r\n").map(str::to_owned).collect()
}

fn tables_are_saved_with_all_of_their_rows(page: &Page) {
    page.choose_attack("rule");
    page.aim_at("stingray", "stingray (6)");
    page.start_attack();
    let iterations = page.verdict().iteration();
    let steps = lines(page, "#attack-curves-csv");
    assert_eq!(steps.len() as u32, 1 + iterations + 1, "{steps:#?}");
    assert!(steps[0].starts_with("image_looked_at,iteration,gradients,stage,"));
    page.ask("survival");
    let rows = page.rows("#survival-table").len();
    assert_eq!(lines(page, "#attack-survival-csv").len(), 1 + rows);
    page.open_visual();
    page.set("#visual-iterations", "3");
    page.visualise();
    assert_eq!(lines(page, "#visual-curves-csv").len(), 1 + 3);
}

fn what_is_no_record_is_explained_and_loses_nothing(page: &Page) {
    let before = page.pixels("#saliency-map");
    let deep = format!(
        "{{\"schema\": \"gradoscope-record/1\", \"a\": {}",
        "[".repeat(500_000)
    );
    let large = vec![b' '; 2_100_000];
    let other_link = br##"{"schema": "gradoscope-record/1", "link": "#g2~part_adversarial~z"}"##;
    let cases: [(&str, &[u8], &str); 8] = [
        ("config.json", b"{\"id2label\": {}}", "no record"),
        ("list.json", b"[1, 2]", "no record"),
        (
            "cut.json",
            b"{\"schema\": \"gradoscope-record/1\", \"link\": \"#g1",
            "damaged or cut",
        ),
        (
            "nan.json",
            b"{\"schema\": \"gradoscope-record/1\", \"link\": NaN}",
            "damaged or cut",
        ),
        ("deep.json", deep.as_bytes(), "damaged or cut"),
        (
            "new.json",
            b"{\"schema\": \"gradoscope-record/2\"}",
            "another version",
        ),
        ("link.json", other_link, "another version"),
        (
            "wrong.json",
            b"{\"schema\": \"gradoscope-record/1\", \"link\": [7]}",
            "without a link",
        ),
    ];
    for (name, bytes, word) in cases {
        let seen = notice_after(page, name, bytes, "record-refused");
        let words = seen.notice("record-refused");
        assert!(words.contains(word), "{words}");
        assert!(words.contains("nothing was changed"), "{words}");
    }
    let seen = notice_after(page, "large.json", &large, "record-refused");
    assert!(seen.notice("record-refused").contains("larger"), "{seen}");
    assert!(page.look().has_map_of("285"));
    assert!(page.pixels("#saliency-map") == before);
    wait_for(page, PART, "saliency");
    page.tap(".notice .dismiss");
}

/// In the fourth part, once it has both maps and a matrix of one image and one target.
pub(super) fn two_networks_are_recorded_with_what_they_were_asked_about(page: &Page) {
    let map = record(page, "#second-map-record", "second-map");
    assert_eq!(map["second_network"]["id"], "efficientnet-lite0");
    assert_eq!(
        map["result"]["by_network"].as_array().map(Vec::len),
        Some(2)
    );
    let (_, file) = page.file_from("#second-map-numbers");
    let (_, values) = read_npy(&file);
    assert!(values.iter().any(|value| *value != 0.0));
    assert_eq!(map["files"]["second-map.npy"], sha256(&file));
    let matrix = record(page, "#matrix-record", "matrix");
    assert_eq!(matrix["result"]["trials"].as_array().map(Vec::len), Some(2));
    assert_eq!(lines(page, "#matrix-csv").len(), 1 + 4);
    drop_files(page, &[("run.json", &bytes_of(&map))]);
    page.wait("quiet", |seen| seen.has_map_of("285"));
    wait_for(page, PART, "two-networks");
    assert_eq!(page.look().notices(), Vec::<&str>::new());
}

#[test]
fn the_record_is_left_out_where_the_reader_wants_it_so_and_of_an_own_picture_has_the_hash_alone() {
    let mut page = Visit::at("?device=cpu").open();
    page.map_of_sample("chelsea", "285");
    let (_, file) = page.file_from("#save-map");
    assert!(record_in(&file).is_some());
    page.tap("#map-carry");
    let (_, file) = page.file_from("#save-map");
    assert_eq!(record_in(&file), None);

    // Of the reader's own picture a record has the hash alone.
    let picture = gradoscope_e2e::fixture::picture("rgb8.png");
    page.open_file(&page.profile.file("our-holiday.png", &picture));
    page.wait("a map of it", |seen| {
        seen.text("/name") == "our-holiday.png" && seen.text("/map/state") == "ready"
    });
    let (_, own) = page.file_from("#map-record");
    let text = String::from_utf8(own.clone()).expect("UTF-8");
    assert!(!text.contains("holiday"), "{text}");
    let record = checked(&own, "map");
    assert_eq!(record["image"]["file_sha256"], sha256(&picture));

    page.reopen_with("", "?device=cpu");
    page.map_of_sample("chelsea", "285");
    assert_eq!(
        found(&page, "document.querySelector('#map-carry').checked"),
        "false"
    );
    let (_, file) = page.file_from("#save-map");
    assert_eq!(record_in(&file), None);
    // A picture without a record is a picture.
    drop_files(&page, &[("map.png", &file)]);
    page.wait("the picture", |seen| {
        seen.text("/map/state") == "ready" && !seen.has_map_of("285")
    });
    assert_eq!(page.look().notices(), Vec::<&str>::new());

    drop_files(&page, &[("run.json", &own)]);
    page.wait("what is missing", |seen| {
        !seen.notice("link-lacks-picture").is_empty()
    });
    page.open_file(&page.profile.file("renamed.png", &picture));
    page.wait("a map", |seen| {
        seen.text("/map/state") == "ready" && seen.notice("link-lacks-picture").is_empty()
    });
    assert_eq!(
        sha256(&page.network_pixels()),
        record["image"]["pixels_sha256"]
    );
}
