//! What is saved is what is shown, number for number, also where canvases lie; and where a download
//! does not arrive, the page says so and shows the file.

use gradoscope_e2e::files::{Folder, read_png};
use gradoscope_e2e::inject::LYING_CANVAS;
use gradoscope_e2e::page::{Page, Visit, rgb};
use serde_json::{Value, json};

const FRAME: &str = "
    document.body.innerHTML = '';
    const frame = document.createElement('iframe');
    frame.width = 1200;
    frame.height = 700;
    frame.setAttribute('sandbox', arguments[1]);
    frame.src = arguments[0];
    document.body.append(frame);";

/// Addresses of files in memory that are there at a time.
const ADDRESSES: &str = "{
    window.addresses = new Set();
    const { createObjectURL, revokeObjectURL } = URL;
    URL.createObjectURL = (thing) => {
      const address = createObjectURL.call(URL, thing);
      if (thing.type.startsWith('image/')) window.addresses.add(address);
      return address;
    };
    URL.revokeObjectURL = (address) => {
      window.addresses.delete(address);
      revokeObjectURL.call(URL, address);
    };
  }";

#[test]
fn what_is_saved_is_what_is_shown_though_canvases_lie() {
    let page = Visit {
        query: "?device=cpu",
        before: LYING_CANVAS,
        ..Visit::default()
    }
    .open();
    a_map_is_saved_as_it_is_shown_though_canvases_lie(&page);
    an_attack_is_saved_as_it_is_shown_though_canvases_lie(&page);
    a_visualisation_and_a_sheet_are_saved_as_they_are_shown_though_canvases_lie(&page);
}

/// The file of a button holds what a canvas shows.
fn is_what_is_shown(page: &Page, button: &str, canvas: &str) {
    let (width, height, shown) = page.pixels(canvas);
    let (name, file) = page.file_from(button);
    assert!(name.ends_with(".png"), "{name}");
    let (found_width, found_height, found) = read_png(&file);
    assert_eq!((found_width, found_height), (width, height), "{button}");
    assert!(found == rgb(&shown), "{button}: other numbers");
}

fn nobody_read_a_canvas(page: &Page) {
    let lies = page.browser.run("return window.lies;", json!([]));
    assert_eq!(lies, json!([]));
}

fn click(page: &Page, selector: &str) {
    let click = "document.querySelector(arguments[0]).click();";
    page.browser.run(click, json!([selector]));
}

fn a_map_is_saved_as_it_is_shown_though_canvases_lie(page: &Page) {
    page.map_of_sample("coffee", "967");
    is_what_is_shown(page, "#save-map", "#saliency-map");
    for (view, what) in [("over", "over the image"), ("place", "in place")] {
        let before = page.pixels("#saliency-map").2;
        click(page, &format!("#view-{view}"));
        page.wait(what, |_| page.pixels("#saliency-map").2 != before);
        is_what_is_shown(page, "#save-map", "#saliency-map");
    }
    assert!(page.look().notices().is_empty());
    nobody_read_a_canvas(page);
}

fn an_attack_is_saved_as_it_is_shown_though_canvases_lie(page: &Page) {
    page.map_of_sample("chelsea", "285");
    page.open_attack();
    page.aim_at("stingray", "stingray (6)");
    page.start_attack();
    page.verdict();
    is_what_is_shown(page, "#save-adversarial", "#attack-image");
    is_what_is_shown(page, "#save-difference", "#attack-difference");
    page.scrub_to(1);
    page.wait("an older picture", |seen| {
        !seen.text("/attack/step").ends_with("the best")
    });
    is_what_is_shown(page, "#save-difference", "#attack-difference");
    nobody_read_a_canvas(page);
}

fn a_visualisation_and_a_sheet_are_saved_as_they_are_shown_though_canvases_lie(page: &Page) {
    page.open_visual();
    page.set("#visual-iterations", "3");
    page.visualise();
    is_what_is_shown(page, "#save-visual", "#visual-picture");
    page.browser.click("#sheet-lambda");
    page.set("#sheet-columns-values", "0 10");
    page.fill_sheet();
    let (_, file) = page.file_from("#sheet-save");
    let (width, height, sheet) = read_png(&file);
    let mut rest = sheet.clone();
    for at in 0..2 {
        let (side, _, cell) = page.pixels(&format!("#cell-{at} canvas"));
        let (left, top) = place_of(&sheet, width, &rgb(&cell), side)
            .unwrap_or_else(|| panic!("cell {at} is not in the file"));
        for y in top..top + side {
            let row = ((y * width + left) * 3) as usize;
            rest[row..row + side as usize * 3].fill(255);
        }
    }
    // What is not a picture is a label, black on white, and there are some.
    let is_white = |value: &&u8| **value == 255;
    let white = rest.iter().filter(is_white).count();
    let ink = rest.iter().filter(|value| **value == 0).count();
    assert_eq!(white + ink, (width * height * 3) as usize);
    assert!(ink > 3 * 200, "{ink}");
    let title = String::from_utf8_lossy(&file);
    assert!(title.contains("Description") && title.contains(": 10"));
    nobody_read_a_canvas(page);
}

/// Where a square of RGB lies in a sheet, whole.
fn place_of(sheet: &[u8], width: u32, cell: &[u8], side: u32) -> Option<(u32, u32)> {
    let (row, line) = (side as usize * 3, width as usize * 3);
    let height = sheet.len() / line;
    let fits = |left: usize, top: usize| {
        cell.chunks_exact(row).enumerate().all(|(y, cell_row)| {
            let from = (top + y) * line + left * 3;
            sheet[from..from + row] == *cell_row
        })
    };
    (0..=height - side as usize)
        .flat_map(|top| (0..=(width - side) as usize).map(move |left| (left, top)))
        .find(|(left, top)| fits(*left, *top))
        .map(|(left, top)| (left as u32, top as u32))
}

/// What the page shows of a file: its words, and its numbers as an image gives them.
fn shown_file(page: &Page) -> (String, Value) {
    page.wait("the file on the page", |_| {
        page.number("return document.querySelector('#saved img')?.naturalWidth ?? 0;") > 0.0
    });
    let words = page.browser.run(
        "return document.querySelector('#saved').textContent;",
        json!([]),
    );
    let numbers = page.browser.run(
        "const image = document.querySelector('#saved img');
         const canvas = document.createElement('canvas');
         [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
         const brush = canvas.getContext('2d');
         brush.drawImage(image, 0, 0);
         return [...brush.getImageData(0, 0, canvas.width, canvas.height).data];",
        json!([]),
    );
    (words.as_str().expect("words").to_owned(), numbers)
}

/// Shows the page in a frame with these rules, and looks into it.
fn frame(page: &Page, rules: &str) {
    page.browser.look_into_frame(false);
    page.browser
        .go(&format!("{}samples/samples.json", page.site.address));
    let address = page.site.at("?device=cpu");
    page.browser.run(FRAME, json!([address, rules]));
    page.browser.enter_frame();
}

#[test]
fn a_frame_that_allows_downloads_saves_and_one_that_forbids_them_shows_the_file_instead() {
    let page = Visit::default().blank();
    frame(&page, "allow-scripts allow-same-origin allow-downloads");
    page.map_of_sample("chelsea", "285");
    is_what_is_shown(&page, "#save-map", "#saliency-map");
    let shown = "return document.querySelectorAll('#saved').length;";
    assert_eq!(page.number(shown), 0.0);

    frame(&page, "allow-scripts allow-same-origin");
    page.map_of_sample("chelsea", "285");
    let folder = Folder::new();
    page.browser.save_to(&folder);
    page.browser.click("#save-map");
    let (words, numbers) = shown_file(&page);
    assert!(words.contains("does not allow downloads"), "{words}");
    assert!(!words.contains("Download again"), "{words}");
    assert_eq!(numbers, json!(page.pixels("#saliency-map").2));
    assert!(folder.files().is_empty());
    if page.number("return document.querySelectorAll('#saved-copy').length;") > 0.0 {
        page.browser.click("#saved-copy");
        page.wait("what became of the copy", |_| {
            let said = "return document.querySelector('#saved [role=status]').textContent;";
            let said = page.browser.run(said, json!([]));
            said == "Copied." || said.as_str().is_some_and(|s| s.contains("own menu"))
        });
    }
    page.browser.click("#saved-close");
    page.wait("the page again", |_| {
        page.number("return document.querySelectorAll('#saved').length;") == 0.0
    });
}

#[test]
fn who_saves_the_same_again_is_shown_the_file_and_its_address_goes_with_it() {
    let page = Visit {
        query: "?device=cpu",
        before: ADDRESSES,
        ..Visit::default()
    }
    .open();
    page.map_of_sample("chelsea", "285");
    is_what_is_shown(&page, "#save-map", "#saliency-map");
    let folder = Folder::new();
    page.browser.save_to(&folder);
    page.browser.click("#save-map");
    let (words, numbers) = shown_file(&page);
    assert!(words.contains("If it does not arrive"), "{words}");
    assert_eq!(numbers, json!(page.pixels("#saliency-map").2));
    let shown = "return document.querySelector('#saved img').src;";
    let shown = page.browser.run(shown, json!([]));
    let is_there = |address: &Value| {
        let script = "return window.addresses.has(arguments[0]);";
        page.browser.run(script, json!([address])) == true
    };
    assert!(is_there(&shown));
    page.browser.click("#saved-close");
    page.wait("the address gone", |_| !is_there(&shown));
    // The downloads' own are kept a while, for the browser that asks first where to put the file.
    let left = page.number("return window.addresses.size;");
    assert!(left <= 2.0, "{left}");
}
