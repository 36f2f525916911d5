//! The second part of the practical, as its reader uses it.

use std::time::Duration;

use serde_json::{Value, json};

use crate::LONG_PATIENCE;
use crate::browser::key;
use crate::files::Folder;
use crate::page::{Page, Seen, Visit, rgb};

/// What an ended run may come to.
const VERDICTS: [&str; 4] = ["verified", "refuted", "not-reached", "failed"];

const SET: &str = "
    const field = document.querySelector(arguments[0]);
    field.value = arguments[1];
    field.dispatchEvent(new Event(arguments[2], { bubbles: true }));
    return field.value;";

const ROWS: &str = "
    const plain = (text) => text.replace(/[\\u00a0\\u202f]/g, ' ').trim();
    return [...document.querySelectorAll(`${arguments[0]} tbody tr`)].map((row) => ({
      data: { ...row.dataset },
      cells: [...row.cells].map((cell) => plain(cell.textContent)),
    }));";

/// Texts of the panel and of what stands for its pictures.
const TEXTS: &str = "
    const panel = document.querySelector('#adversarial');
    const names = [...panel.querySelectorAll('[aria-label], [aria-valuetext]')].flatMap((element) =>
      ['aria-label', 'aria-valuetext'].map((name) => element.getAttribute(name) ?? ''));
    const drawn = [...panel.querySelectorAll('path')].map((path) => path.getAttribute('d'));
    const known = [...panel.querySelectorAll('[data-unit], [data-probability]')].flatMap((element) =>
      Object.values(element.dataset));
    // What a screen reader is told of a run may be five seconds behind.
    const shown = panel.cloneNode(true);
    shown.querySelectorAll('.progress-place .unseen').forEach((late) => late.remove());
    return [shown.textContent, ...names, ...drawn, ...known];";

/// A row of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    data: Value,
    /// The first one names the row.
    pub cells: Vec<String>,
}

impl Row {
    /// What a `data-` attribute says; empty where there is none.
    pub fn data(&self, name: &str) -> &str {
        self.data[name].as_str().unwrap_or_default()
    }
}

impl Seen {
    pub fn phase_of_attack(&self) -> &str {
        self.text("/attack/phase")
    }

    /// The iteration of the last step; 0 where there is none.
    pub fn iteration(&self) -> u32 {
        self.text("/attack/iteration").parse().unwrap_or(0)
    }

    /// Whether the run is over and its file judged.
    pub fn has_verdict(&self) -> bool {
        self.phase_of_attack() == "ended" && VERDICTS.contains(&self.text("/attack/verdict"))
    }
}

impl Visit<'_> {
    /// Opens the page, a sample in it, and the second part.
    pub fn attack(self, sample: &str, class: &str) -> Page {
        let page = self.open();
        page.choose_sample(sample);
        page.wait_long(LONG_PATIENCE, &format!("a map of {sample}"), |seen| {
            seen.has_map_of(class)
        });
        page.open_attack();
        page
    }
}

impl Page {
    pub fn open_attack(&self) {
        self.open_part("adversarial");
    }

    /// Types words into the field of the target and takes the first class that it finds.
    pub fn aim_at(&self, words: &str, shown: &str) {
        self.browser.click("#target-input");
        self.browser
            .type_into("#target-input", &format!("{words}{}", key::ENTER));
        self.wait(&format!("the target {shown}"), |seen| {
            seen.text("/attack/target") == shown
        });
    }

    pub fn choose_attack(&self, id: &str) {
        self.browser
            .click(&format!("#attack option[data-option={id}]"));
        self.wait(&format!("the attack {id}"), |_| {
            let chosen =
                "return document.querySelector('#attack').selectedOptions[0].dataset.option;";
            self.browser.run(chosen, json!([])) == id
        });
    }

    /// Types a number into a field; it has to stand there afterwards.
    pub fn set(&self, field: &str, value: &str) {
        let found = self.browser.run(SET, json!([field, value, "change"]));
        assert_eq!(found, value, "{field}");
    }

    /// Moves the slider of the steps.
    pub fn scrub_to(&self, position: usize) {
        let value = position.to_string();
        let found = self
            .browser
            .run(SET, json!(["#attack-scrub", value, "input"]));
        assert_eq!(found, value, "the slider");
    }

    /// Starts the attack.
    pub fn start_attack(&self) {
        self.browser.click("#attack-start");
    }

    /// Waits for the end of the run and for what its file is worth.
    pub fn verdict(&self) -> Seen {
        self.wait_long(2 * LONG_PATIENCE, "a verdict", Seen::has_verdict)
    }

    /// Waits for a step of the run.
    pub fn iteration_from(&self, iteration: u32) -> Seen {
        let what = format!("iteration {iteration} of a running attack");
        self.wait_long(LONG_PATIENCE, &what, |seen| {
            seen.phase_of_attack() == "running" && seen.iteration() >= iteration
        })
    }

    /// Asks for one of `survival`, `maps` and `ray`, and waits for it.
    pub fn ask(&self, what: &str) -> Seen {
        self.browser.click(&format!("#ask-{what}"));
        let state = format!("/attack/{what}");
        self.wait_long(LONG_PATIENCE, what, |seen| seen.text(&state) == "done")
    }

    pub fn rows(&self, table: &str) -> Vec<Row> {
        let found = self.browser.run(ROWS, json!([table]));
        let rows = found.as_array().expect("a list");
        rows.iter()
            .map(|row| Row {
                data: row["data"].clone(),
                cells: serde_json::from_value(row["cells"].clone()).expect("texts"),
            })
            .collect()
    }

    /// The row of a table whose `data-` attribute says so.
    pub fn row(&self, table: &str, name: &str, value: &str) -> Row {
        let rows = self.rows(table);
        let found = rows.iter().find(|row| row.data(name) == value);
        found
            .unwrap_or_else(|| panic!("{table} has no {value}: {rows:#?}"))
            .clone()
    }

    /// RGB of a picture of the network's size.
    pub fn photo(&self, canvas: &str) -> Vec<u8> {
        let (width, height, rgba) = self.pixels(canvas);
        assert_eq!((width, height), (224, 224), "{canvas}");
        rgb(&rgba)
    }

    /// The slider's last position: the number of pictures that are kept.
    pub fn kept_pictures(&self) -> usize {
        self.number("return Number(document.querySelector('#attack-scrub').max);") as usize
    }

    /// Everything that the second part says, in words, in figures and to screen readers.
    pub fn said_of_attack(&self) -> Vec<String> {
        let found = self.browser.run(TEXTS, json!([]));
        serde_json::from_value(found).expect("texts")
    }

    /// Name and bytes of the file that a button offers.
    pub fn file_from(&self, button: &str) -> (String, Vec<u8>) {
        let folder = Folder::new();
        self.browser.save_to(&folder);
        self.browser.click(button);
        let look = || folder.files().pop().ok_or_else(|| "no file".to_owned());
        crate::until(Duration::from_secs(20), look)
            .unwrap_or_else(|last| panic!("{button}: {last}"))
    }
}
