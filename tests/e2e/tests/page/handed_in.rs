//! A report as those see it whom it is handed in to: in a browser, as a notebook, as a folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gradoscope_e2e::files::Folder;
use gradoscope_e2e::host::unpack;
use gradoscope_e2e::page::Page;
use serde_json::{Value, json};

/// What each form has to say.
pub struct Expected {
    pub lang: &'static str,
    /// Of its first page: name, date, how far, hashes of the networks.
    pub facts: Vec<String>,
    pub questions: Vec<Answered>,
}

/// The answer to a question.
pub struct Answered {
    pub text: String,
    /// Of its figures, in their order.
    pub captions: Vec<String>,
    /// How many of them a link sets up again.
    pub links: usize,
}

impl Expected {
    fn figures(&self) -> usize {
        self.questions
            .iter()
            .map(|answered| answered.captions.len())
            .sum()
    }
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

const READ: &str = "
    const texts = (from, selector) => [...from.querySelectorAll(selector)].map((one) => one.textContent);
    return {
      lang: document.documentElement.lang,
      facts: texts(document, 'header dd').join('\\n'),
      questions: [...document.querySelectorAll('article')].map((one) => ({
        answer: texts(one, 'p'),
        captions: texts(one, 'figcaption'),
        links: [...one.querySelectorAll('.again a')].map((link) => link.hash),
        pictures: [...one.querySelectorAll('figure')].map((figure) =>
          [...figure.querySelectorAll('img')].map((image) => image.naturalWidth > 0 && image.alt !== '')),
      })),
      scripts: [...document.scripts].map((script) => script.type),
      fetched: performance.getEntriesByType('resource').length,
    };";

fn assert_says(text: &str, wanted: &str) {
    assert!(text.contains(wanted), "{wanted:?} is not in {text}");
}

/// The page alone, without its site.
pub fn check_html(page: &Page, file: &[u8], expected: &Expected) {
    let folder = Folder::new();
    let path = folder.file("report.html", file);
    page.browser.go(&format!("file://{}", path.display()));
    let found = page.browser.run(READ, json!([]));
    assert_eq!(found["lang"], expected.lang);
    assert_eq!(found["fetched"], 0, "the report fetches something");
    assert_eq!(found["scripts"], json!(["application/json"]), "none runs");
    for fact in &expected.facts {
        assert_says(found["facts"].as_str().unwrap_or_default(), fact);
    }
    let questions = found["questions"].as_array().expect("questions");
    assert_eq!(questions.len(), expected.questions.len());
    for (found, answered) in questions.iter().zip(&expected.questions) {
        let Answered {
            text,
            captions,
            links: linked,
        } = answered;
        let paragraphs: BTreeSet<&str> = (found["answer"].as_array().into_iter().flatten())
            .filter_map(Value::as_str)
            .collect();
        for paragraph in text.split("\n\n") {
            assert!(paragraphs.contains(paragraph), "{paragraph}: {found}");
        }
        let [titles, links, pictures] =
            ["captions", "links", "pictures"].map(|key| found[key].as_array().expect("a list"));
        assert_eq!(titles.len(), captions.len(), "{found}");
        for (title, caption) in titles.iter().zip(captions) {
            assert!(
                title.as_str().is_some_and(|title| title.ends_with(caption)),
                "{title}"
            );
        }
        assert_eq!(links.len(), *linked, "{found}");
        for link in links {
            assert!(
                link.as_str().is_some_and(|link| link.starts_with("#g1~")),
                "{link}"
            );
        }
        for pictures in pictures {
            let all = pictures.as_array().expect("a list");
            assert!(
                !all.is_empty() && all.iter().all(|one| *one == true),
                "{found}"
            );
        }
    }
}

/// The rules of the notebook format 4.5, and what is in its cells.
pub fn check_notebook(file: &[u8], expected: &Expected) {
    let notebook: Value = serde_json::from_slice(file).expect("JSON");
    let keys: Vec<&String> = notebook.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["cells", "metadata", "nbformat", "nbformat_minor"]);
    assert_eq!([&notebook["nbformat"], &notebook["nbformat_minor"]], [4, 5]);
    let about = &notebook["metadata"];
    for name in [
        "/kernelspec/name",
        "/kernelspec/display_name",
        "/language_info/name",
    ] {
        assert!(about.pointer(name).is_some_and(Value::is_string), "{name}");
    }
    let cells = notebook["cells"].as_array().expect("cells");
    let ids: BTreeSet<&str> = cells.iter().map(checked_cell).collect();
    assert_eq!(ids.len(), cells.len(), "two cells of one id");
    let source = |id: &str| {
        let cell = cells.iter().find(|cell| cell["id"] == id);
        let cell = cell.unwrap_or_else(|| panic!("no cell {id}"));
        cell["source"].as_str().expect("a text")
    };
    for fact in &expected.facts {
        assert_says(source("head"), fact);
    }
    for (at, answered) in expected.questions.iter().enumerate() {
        let name = format!("q{:02}", at + 1);
        assert_says(source(&format!("{name}-answer")), &answered.text);
        for (at, caption) in answered.captions.iter().enumerate() {
            let figure = format!("{name}-figure-{}", at + 1);
            assert_says(source(&figure), caption);
            assert_says(source(&figure), "](attachment:");
        }
    }
}

/// The id of a cell that is as such cells are.
fn checked_cell(cell: &Value) -> &str {
    let id = cell["id"].as_str().expect("an id");
    let is_allowed = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
    assert!(
        (1..=64).contains(&id.len()) && id.chars().all(is_allowed),
        "{id}"
    );
    assert!(cell["metadata"].is_object(), "{id}");
    let source = cell["source"].as_str().expect("a text");
    let [outputs, count] = ["outputs", "execution_count"].map(|key| cell.get(key));
    match cell["cell_type"].as_str() {
        Some("code") => {
            assert!(
                outputs == Some(&json!([])) && count == Some(&Value::Null),
                "{id}"
            );
        }
        Some("markdown") => assert!(outputs.is_none() && count.is_none(), "{id}"),
        other => panic!("{id}: {other:?}"),
    }
    let attached = cell["attachments"].as_object();
    for piece in source.split("](attachment:").skip(1) {
        let name = piece.split(')').next().unwrap_or_default();
        let file = attached.and_then(|all| all.get(name)?["image/png"].as_str());
        let file = file.unwrap_or_else(|| panic!("{id}: {name} is not attached"));
        assert!(
            STANDARD.decode(file).expect("base64").starts_with(PNG),
            "{id}: {name}"
        );
    }
    id
}

/// Unpacked by another program; what is read there refers to what lies there.
pub fn check_zip(file: &[u8], expected: &Expected) {
    let folder = Folder::new();
    let zip = folder.file("report.zip", file);
    let inside = Folder::new();
    unpack(&zip, inside.path());
    let text = fs::read_to_string(inside.path().join("report.md")).expect("report.md");
    for fact in &expected.facts {
        assert_says(&text, fact);
    }
    for answered in &expected.questions {
        assert_says(&text, &answered.text);
        let captions = answered.captions.iter();
        captions.for_each(|caption| assert_says(&text, caption));
    }
    let pictures: Vec<&str> = (text.split("](pictures/").skip(1))
        .filter_map(|piece| piece.split(')').next())
        .collect();
    assert!(pictures.len() >= expected.figures(), "{pictures:?}");
    for name in pictures {
        let file = fs::read(inside.path().join("pictures").join(name));
        assert!(file.is_ok_and(|file| file.starts_with(PNG)), "{name}");
    }
    let records = json_files(&inside.path().join("records"));
    assert_eq!(records.len(), expected.figures());
    assert!(
        records
            .iter()
            .all(|record| record["schema"] == "gradoscope-record/1")
    );
}

fn json_files(folder: &Path) -> Vec<Value> {
    let entries = fs::read_dir(folder).expect("a folder");
    let texts = entries.map(|entry| fs::read(entry.expect("an entry").path()).expect("a file"));
    texts
        .map(|text| serde_json::from_slice(&text).expect("JSON"))
        .collect()
}
