//! The third part of the practical, as its reader uses it.

use serde_json::{Value, json};

use crate::LONG_PATIENCE;
use crate::page::{Page, Seen, Visit};

impl Seen {
    pub fn phase_of_visual(&self) -> &str {
        self.text("/visual/phase")
    }

    /// Steps that a visualisation has applied; none where there is none.
    pub fn visual_iteration(&self) -> Option<u32> {
        self.text("/visual/iteration").parse().ok()
    }

    /// States of the cells of the sheet, row by row.
    pub fn cells(&self) -> Vec<String> {
        let cells = self.0.pointer("/visual/cells").and_then(Value::as_array);
        let state = |cell: &'_ Value| cell["state"].as_str().unwrap_or_default().to_owned();
        cells.into_iter().flatten().map(state).collect()
    }
}

impl Visit<'_> {
    /// Opens the page, a sample in it, and the third part with its parameters.
    pub fn visual(self, sample: &str, class: &str) -> Page {
        let page = self.open();
        page.choose_sample(sample);
        page.wait_long(LONG_PATIENCE, &format!("a map of {sample}"), |seen| {
            seen.has_map_of(class)
        });
        page.open_visual();
        page
    }
}

impl Page {
    /// Opens the third part and its parameters.
    pub fn open_visual(&self) {
        self.open_part("visualisation");
        self.browser.run(
            "document.querySelector('#visual-params').open = true;",
            json!([]),
        );
    }

    /// Waits for a step of the run.
    pub fn visual_from(&self, iteration: u32) -> Seen {
        let what = format!("iteration {iteration} of a visualisation under way");
        self.wait_long(LONG_PATIENCE, &what, |seen| {
            seen.phase_of_visual() == "running" && seen.visual_iteration() >= Some(iteration)
        })
    }

    /// Starts a visualisation and waits until its image has been looked at again.
    pub fn visualise(&self) -> Seen {
        self.browser.click("#visual-begin");
        self.visual_end()
    }

    pub fn visual_end(&self) -> Seen {
        self.wait_long(2 * LONG_PATIENCE, "a finished image", |seen| {
            seen.phase_of_visual() == "ended" && seen.text("/visual/check") == "done"
        })
    }

    /// Sets a sheet of these classes by these weights of the norm.
    pub fn set_sheet(&self, classes: &str, lambdas: &str) {
        self.browser.click("#sheet-classes");
        self.set("#sheet-columns-values", classes);
        self.browser.click("#sheet-rows option[data-option=lambda]");
        self.wait("the second axis", |_| {
            let value =
                "return document.querySelector('#sheet-rows').selectedOptions[0].dataset.option;";
            self.browser.run(value, json!([])) == "lambda"
        });
        self.set("#sheet-rows-values", lambdas);
    }

    /// Fills the sheet that is set.
    pub fn fill_sheet(&self) -> Seen {
        self.browser.click("#sheet-begin");
        self.wait_long(2 * LONG_PATIENCE, "a full sheet", |seen| {
            seen.text("/visual/sheet") == "done"
        })
    }
}
