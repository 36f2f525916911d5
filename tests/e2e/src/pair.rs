//! Two networks side by side, as the page's reader asks them.

use crate::LONG_PATIENCE;
use crate::page::{Page, Seen};

impl Page {
    pub fn open_pair(&self) {
        self.open_part("two-networks");
    }

    /// Loads the second network.
    pub fn load_second(&self) -> Seen {
        self.browser.click("#second-load");
        self.wait_long(LONG_PATIENCE, "the second network", |seen| {
            seen.text("/pair/second") == "ready"
        })
    }

    /// Asks for one of `other-map`, `transfer` and `recognition`, and waits for it.
    pub fn ask_both(&self, what: &str) -> Seen {
        self.browser.click(&format!("#ask-{what}"));
        let place = match what {
            "other-map" => "/pair/map".to_owned(),
            what => format!("/pair/{what}"),
        };
        self.wait_long(LONG_PATIENCE, what, |seen| seen.text(&place) == "done")
    }

    /// Fills a matrix of so many images and targets.
    pub fn fill_matrix(&self, images: &str, targets: &str) -> Seen {
        self.set("#matrix-images", images);
        self.set("#matrix-targets", targets);
        self.browser.click("#matrix-fill");
        self.wait_long(4 * LONG_PATIENCE, "a full matrix", |seen| {
            seen.text("/pair/matrix") == "done"
        })
    }
}
