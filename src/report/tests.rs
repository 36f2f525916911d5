use miniz_oxide::deflate::compress_to_vec;
use serde_json::{Value, json};

use super::*;
use crate::app_model::{Names, PictureOf, Shelved, ShelvedPicture};
use crate::course::{Answer, Answers, Figure, filled};
use crate::image::crc32;
use crate::spec::Lang;

/// What must come out as it went in, and be nothing but text.
const HOSTILE: &str = "<script>alert(1)</script> & \"quotes\" 'single' `code` ]]> --> \\u003c\n\
    # no heading\n1. no list\n- none\n$x$ **not bold** <img src=x onerror=alert(1)>\n\n\
    Second paragraph, l’été \u{202f}; 日本.";

const COURSE: &str = r##"{
  "version": 1, "id": "vision-2026",
  "title": {"en": "Seeing", "fr": "Voir"},
  "thread": {"sections": [
    {"id": "empty", "title": {"en": "Before", "fr": "Avant"}, "text": {"en": "Read.", "fr": "Lisez."}, "questions": []},
    {"id": "maps", "title": {"en": "Maps", "fr": "Cartes"}, "text": {"en": "T", "fr": "T"},
     "questions": [
       {"id": "q1", "star": true, "expects": 1, "text": {"en": "What is $$softmax$$? See [it](https://example.org/).", "fr": "Quoi"}},
       {"id": "q2", "bonus": true, "expects": 0, "text": {"en": "- a\n- b", "fr": "Deux"}}
     ]}
  ]}
}"##;

fn picture(of: PictureOf, first: u8) -> ShelvedPicture {
    let pixels: Vec<u8> = (0..7 * 7 * 3)
        .map(|i| first.wrapping_add(i as u8))
        .collect();
    ShelvedPicture {
        of,
        width: 7,
        height: 7,
        pixels: pixels.into(),
    }
}

fn shelved(key: &str) -> Shelved {
    Shelved {
        key: key.to_owned(),
        record: json!({"schema": "gradoscope-record/1", "kind": "attack", "evil": "</script><!--"})
            .to_string(),
        names: Names::default(),
        pictures: vec![
            picture(PictureOf::Original, 0),
            picture(PictureOf::Adversarial, 90),
        ],
    }
}

fn handed() -> Handed {
    let figure = |key: &str, caption: &str| Figure {
        key: key.to_owned(),
        caption: caption.to_owned(),
    };
    let answer = Answer {
        text: HOSTILE.to_owned(),
        figures: vec![figure("abc", "<b>mine</b>"), figure("lost", "")],
    };
    Handed {
        name: "Ada <Lovelace>".to_owned(),
        course: "vision-2026".to_owned(),
        lang: "en".to_owned(),
        made: "2026-11-28T12:00:00Z".to_owned(),
        build: "b".to_owned(),
        answered: (1, 2),
        answers: Answers::from([("q1".to_owned(), answer)]),
        figures: vec![shelved("abc")],
    }
}

/// `printf '<svg/>' | base64`
const SVG_AS_TEXT: &str = "PHN2Zy8+";

fn told(shelved: &Shelved) -> Told {
    let pictures = picture_files(shelved)
        .into_iter()
        .map(|(file, png)| ToldPicture {
            name: "Picture".to_owned(),
            file,
            png,
            width: 7,
            height: 7,
            scale: Some((vec![[0, 0, 0], [255, 255, 255]], "1,5".to_owned())),
        });
    let made = ToldPicture {
        name: "Made".to_owned(),
        png: picture_file(&[9; 27], 3, 3),
        width: 3,
        height: 3,
        ..ToldPicture::default()
    };
    Told {
        title: "Attack | of < all".to_owned(),
        alt: "An attack".to_owned(),
        settings: vec![("eta".to_owned(), "0.5".to_owned())],
        figures: vec![("p|q".to_owned(), "> 99 %".to_owned())],
        link: Some("#g1~part_saliency~z".to_owned()),
        pictures: pictures.chain([made]).collect(),
        charts: vec![ToldChart {
            name: "How it < went".to_owned(),
            svg: "<svg/>".to_owned(),
            width: 340,
            height: 272,
        }],
        record: shelved.record.clone(),
        arrays: vec![("seen.npy".to_owned(), b"ONE-ARRAY".to_vec())],
        code: Code {
            prelude: "import torch".to_owned(),
            lines: "print('a < b')".to_owned(),
            reads_pixels: true,
            file: "import torch\nprint('a < b')\n".to_owned(),
            notes: vec!["Not *all* of it.".to_owned()],
        },
    }
}

fn report(lang: Lang) -> Report {
    let checked = crate::course::read(COURSE);
    assert_eq!(checked.problems, []);
    let (course, thread) = checked.course.complete(crate::course::Course::default());
    let handed = handed();
    let told = handed
        .figures
        .iter()
        .map(|figure| (figure.key.clone(), told(figure)));
    Report {
        filled: filled(&course, &thread, &handed.answers, lang.tag()),
        told: told.collect(),
        lang,
        date: "28 November 2026".to_owned(),
        networks: vec![("SqueezeNet 1.1".to_owned(), "abcd".to_owned())],
        devices: vec!["CPU".to_owned()],
        address: "https://example.org/tp/".to_owned(),
        has_arrays: true,
        handed,
    }
}

#[test]
fn every_form_gives_back_all_that_went_in() {
    for lang in [Lang::En, Lang::Fr] {
        for form in Form::ALL {
            let file = write(&report(lang), form);
            assert_eq!(read(&file), Ok(handed()), "{form:?}");
        }
    }
}

#[test]
fn nothing_that_a_reader_types_becomes_markup() {
    let page = String::from_utf8(write(&report(Lang::En), Form::Html)).expect("text");
    assert_eq!(page.matches("<script").count(), 1, "the work alone");
    assert_eq!(page.matches("</script").count(), 1);
    assert!(!page.contains("<img src=x") && !page.contains("<b>mine"));
    assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;"));
    assert!(page.contains("Ada &lt;Lovelace&gt;"));
    assert!(page.contains("<p>Second paragraph, l’été"));
    let chart = format!(
        "src=\"data:image/svg+xml;base64,{SVG_AS_TEXT}\" alt=\"How it &lt; went, An attack\""
    );
    assert!(page.contains(&chart), "{chart}");
    // Nothing is asked of any place.
    for fetches in [" src=\"http", "<link", "@import", "url("] {
        assert!(!page.contains(fetches), "{fetches}");
    }
}

#[test]
fn a_report_says_what_was_asked_answered_and_left_open() {
    let page = String::from_utf8(write(&report(Lang::En), Form::Html)).expect("text");
    for words in [
        "Seeing",
        "1 of 2",
        "SqueezeNet 1.1, SHA-256 abcd",
        "Question 1 ★",
        "Question 2 (bonus)",
        "Not answered.",
        "Figure 1.1.",
        "The picture of this figure was not kept.",
        "https://example.org/tp/#g1~part_saliency~z",
        "print(&#39;a &lt; b&#39;)",
    ] {
        assert!(page.contains(words), "{words}");
    }
    // A section without a question is not handed in.
    assert!(!page.contains("Before"));
    let french = String::from_utf8(write(&report(Lang::Fr), Form::Html)).expect("text");
    assert!(french.contains("Sans réponse.") && french.contains("1 sur 2"));
}

#[test]
fn a_notebook_is_one_by_the_rules_of_its_format() {
    let file = write(&report(Lang::En), Form::Notebook);
    let notebook: Value = serde_json::from_slice(&file).expect("JSON");
    assert_eq!(
        (&notebook["nbformat"], &notebook["nbformat_minor"]),
        (&json!(4), &json!(5))
    );
    let cells = notebook["cells"].as_array().expect("cells");
    let mut ids = Vec::new();
    for cell in cells {
        let id = cell["id"].as_str().expect("an id");
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        assert!(
            (1..=64).contains(&id.len()) && id.chars().all(allowed),
            "{id}"
        );
        assert!(!ids.contains(&id), "{id} twice");
        ids.push(id);
        let is_code = cell["cell_type"] == "code";
        assert_eq!(cell.get("outputs").is_some(), is_code);
        assert_eq!(cell.get("execution_count").is_some(), is_code);
        let source = cell["source"].as_str().expect("a source");
        let attached = cell["attachments"].as_object();
        let names = attached.into_iter().flatten().map(|(name, _)| name);
        for name in names {
            assert!(source.contains(&format!("(attachment:{name})")), "{name}");
        }
    }
    let charts = cells
        .iter()
        .filter_map(|cell| cell["attachments"].as_object());
    let charts: Vec<_> = charts
        .filter_map(|all| all.get("q01-figure-1-chart-0.svg"))
        .collect();
    assert_eq!(charts, [&json!({"image/svg+xml": SVG_AS_TEXT})], "{ids:?}");
    assert!(
        ids.contains(&"q01-answer") && ids.contains(&"q02-answer"),
        "{ids:?}"
    );
    let answer = cells
        .iter()
        .find(|cell| cell["id"] == "q01-answer")
        .expect("a cell");
    let source = answer["source"].as_str().expect("a source");
    for markup in [
        "\n# no",
        "\n1. no",
        "\n- none",
        " <img",
        "\n<script",
        " **not",
    ] {
        assert!(!source.contains(markup), "{markup:?} in {source}");
    }
}

/// As archivers of other makers write: packed, in a folder, with a file of the system's.
fn packed_anew(file: &[u8]) -> Vec<u8> {
    let members = archive::read(file).expect("members");
    let (mut all, mut central) = (Vec::new(), Vec::new());
    let beside = ("__MACOSX/._report.json".to_owned(), b"junk".to_vec());
    let named = members
        .into_iter()
        .map(|(name, bytes)| (format!("my report/{name}"), bytes));
    let named: Vec<_> = [beside].into_iter().chain(named).collect();
    for (name, bytes) in &named {
        let packed = compress_to_vec(bytes, 6);
        let mut facts = [20_u16, 0, 8, 0, 0x21].map(u16::to_le_bytes).concat();
        facts.extend(crc32(bytes).to_le_bytes());
        facts.extend((packed.len() as u32).to_le_bytes());
        facts.extend((bytes.len() as u32).to_le_bytes());
        facts.extend((name.len() as u16).to_le_bytes());
        let at = all.len() as u32;
        all.extend([b"PK\x03\x04", &facts[..], &[0; 2], name.as_bytes(), &packed].concat());
        central.extend(
            [
                b"PK\x01\x02\x14\x00",
                &facts[..],
                &[0; 12],
                &at.to_le_bytes(),
            ]
            .concat(),
        );
        central.extend(name.as_bytes());
    }
    let count = (named.len() as u16).to_le_bytes();
    let (length, start) = (central.len() as u32, all.len() as u32);
    all.extend(&central);
    all.extend([b"PK\x05\x06", &[0; 4][..], &count, &count].concat());
    all.extend([length.to_le_bytes(), start.to_le_bytes()].concat());
    all.extend([7, 0]);
    all.extend(b"comment");
    all
}

#[test]
fn a_zip_file_is_read_however_it_was_packed_and_refused_where_a_bit_is_wrong() {
    let file = write(&report(Lang::En), Form::Zip);
    assert_eq!(read(&packed_anew(&file)), Ok(handed()));
    let members = archive::read(&file).expect("members");
    assert_eq!(members["abc-seen.npy"], b"ONE-ARRAY");
    assert!(members.contains_key("report.md") && members.contains_key("abc.json"));
    let place = file
        .windows(9)
        .position(|w| w == b"ONE-ARRAY")
        .expect("the array");
    let mut changed = file.clone();
    changed[place] ^= 1;
    assert_eq!(read(&changed), Err(Refusal::Damaged));
    for length in (30..file.len()).step_by(97) {
        assert!(read(&file[..length]).is_err(), "{length}");
    }
    let without = Report {
        has_arrays: false,
        ..report(Lang::En)
    };
    let members = archive::read(&write(&without, Form::Zip)).expect("members");
    assert!(!members.contains_key("abc-seen.npy"));
}

#[test]
fn what_is_no_report_or_not_whole_is_refused_by_its_reason() {
    assert_eq!(read(b""), Err(Refusal::NoReport));
    assert_eq!(read(b"<!doctype html><p>mine"), Err(Refusal::NoReport));
    assert_eq!(read(b"{\"version\": 1}"), Err(Refusal::NoReport));
    assert_eq!(
        read(b"{\"cells\": [], \"metadata\": {}}"),
        Err(Refusal::NoReport)
    );
    assert_eq!(read(b"\xff\xfe"), Err(Refusal::NoReport));
    let other = br#"{"schema": "gradoscope-report/9"}"#;
    assert_eq!(read(other), Err(Refusal::OtherVersion));
    let page = String::from_utf8(write(&report(Lang::En), Form::Html)).expect("text");
    let cut = page
        .split("gradoscope-report\">")
        .next()
        .expect("a beginning");
    assert_eq!(read(cut.as_bytes()), Err(Refusal::Damaged));
    // Another picture in the place of one, and none.
    let other = page.replacen("iVBOR", "iVBOS", 1);
    assert_eq!(read(other.as_bytes()), Err(Refusal::LacksPicture));
    let none = page.replacen("data-file=\"abc-0.png\"", "", 1);
    assert_eq!(read(none.as_bytes()), Err(Refusal::LacksPicture));
    let work = String::from_utf8(write(&report(Lang::En), Form::Work)).expect("text");
    assert_eq!(
        read(&work.as_bytes()[..work.len() / 2]),
        Err(Refusal::Damaged)
    );
}

#[test]
fn files_of_one_report_are_the_same_each_time() {
    let report = report(Lang::En);
    for form in Form::ALL {
        assert_eq!(write(&report, form), write(&report, form));
    }
}
