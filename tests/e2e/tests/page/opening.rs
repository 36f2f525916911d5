//! Opening pictures: by file, drop and paste; what is refused, and why.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gradoscope_e2e::page::{Page, Seen, Visit, rgb};
use gradoscope_e2e::{files, fixture, inject, shots};
use serde_json::json;

#[test]
fn files_are_opened_or_refused_with_their_reason() {
    let page = Visit::default().open();
    page.ready();
    a_file_can_be_dropped_and_pasted(&page);
    a_sample_that_cannot_be_fetched_is_said_to_be_so(&page);
    what_is_no_picture_is_refused_with_its_reason_and_the_picture_before_it_stays(&page);
    a_file_is_opened_turned_and_rounded_as_it_should_be(&page);
    what_only_the_browser_decodes_is_labelled_so(&page);
    a_jpeg_without_its_end_marker_opens_with_a_remark_and_variants_are_named(&page);
}

fn what_is_no_picture_is_refused_with_its_reason_and_the_picture_before_it_stays(page: &Page) {
    page.map_of_sample("chelsea", "285");
    let pixels = page.network_pixels();
    let name = page.look().text("/name").to_owned();
    let whole = fixture::picture("rgb8.png");
    let bad: [(&str, Vec<u8>, &str); 4] = [
        (
            "cut.png",
            whole[..whole.len() / 2].to_vec(),
            "ends before the picture does",
        ),
        (
            "huge.png",
            files::png_that_claims(100_000, 100_000),
            "the limit is 50",
        ),
        (
            "scan.tif",
            b"II*\0\x08\0\0\0\0\0\0\0\0\0".to_vec(),
            "TIFF is not read here",
        ),
        (
            "drawing.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(),
            "SVG is not read here",
        ),
    ];
    for (file, bytes, reason) in bad {
        page.open_file(&page.profile.file(file, &bytes));
        let seen = page.wait(&format!("a refusal of {file}"), |seen| {
            seen.notice("picture-refused").contains(file)
        });
        assert!(seen.notice("picture-refused").contains(reason), "{seen}");
        assert_eq!(seen.notices(), ["picture-refused"], "{seen}");
        assert_eq!(seen.text("/name"), name, "{seen}");
        assert!(seen.has_map_of("285"), "{seen}");
        assert!(
            page.network_pixels() == pixels,
            "{file} changed the picture"
        );
        shots::window(
            &page.browser,
            &format!("notice-refused-{}", file.replace('.', "-")),
        );
    }
    page.open_file(&page.profile.file("good.png", &whole));
    let seen = page.wait("the next picture", |seen| seen.text("/name") == "good.png");
    assert!(seen.notices().is_empty(), "{seen}");
}

/// Opens a fixture in some way and compares the preview with the expected pixels.
fn assert_opens(page: &Page, fixture: &str, open: impl Fn(&[u8])) -> Seen {
    open(&fixture::picture(fixture));
    let seen = page.wait(&format!("{fixture}, open, with its map"), |seen| {
        seen.text("/name") == fixture && seen.text("/map/state") == "ready"
    });
    let (width, height, expected) = fixture::expected_pixels(fixture);
    let (w, h, drawn) = page.pixels("#preview");
    assert_eq!((w, h), (width, height), "{fixture}");
    assert!(rgb(&drawn) == expected, "{fixture} has other pixels");
    assert!(seen.notices().is_empty(), "{seen}");
    seen
}

fn a_file_is_opened_turned_and_rounded_as_it_should_be(page: &Page) {
    let file = |name: &'static str| {
        assert_opens(page, name, move |bytes| {
            page.open_file(&page.profile.file(name, bytes))
        })
    };
    let seen = file("exif6.png");
    assert!(seen.text("/remarks").contains("EXIF"), "{seen}");
    let seen = file("rgb16.png");
    assert!(seen.text("/remarks").contains("16 bits"), "{seen}");
    let seen = file("animated.gif");
    assert!(seen.text("/remarks").contains("first frame"), "{seen}");
    let seen = file("lossless_alpha.webp");
    assert!(seen.text("/remarks").contains("white"), "{seen}");
    file("grey16.png");
    file("padded.bmp");
}

fn what_only_the_browser_decodes_is_labelled_so(page: &Page) {
    let avif = fixture::picture("real.avif");
    page.open_file(&page.profile.file("real.avif", &avif));
    let seen = page.wait("the AVIF picture", |seen| {
        seen.text("/name") == "real.avif" && seen.text("/map/state") == "ready"
    });
    assert!(seen.text("/facts").contains("AVIF"), "{seen}");
    assert!(
        seen.text("/remarks").contains("Decoded by the browser"),
        "{seen}"
    );
    let mut broken = fixture::picture("real.avif");
    broken.truncate(broken.len() / 3);
    page.open_file(&page.profile.file("broken.avif", &broken));
    let seen = page.wait("a notice", |seen| !seen.notices().is_empty());
    assert_eq!(seen.notices(), ["browser-could-not-decode"], "{seen}");
    assert_eq!(seen.text("/name"), "real.avif");
    shots::window(&page.browser, "notice-browser-could-not-decode");
}

/// In a worker: pixels that come back from a canvas, `data` of a canvas of `pixels` pixels, are
/// changed by `lie`.
fn lying_canvas(lie: &str) -> String {
    inject::in_workers(&format!(
        "const drawing = OffscreenCanvasRenderingContext2D.prototype;
         const read = drawing.getImageData;
         drawing.getImageData = function (...area) {{
           const image = read.apply(this, area);
           const data = image.data;
           const pixels = this.canvas.width * this.canvas.height;
           {lie}
           return image;
         }};"
    ))
}

/// Opens the page anew with such a canvas in its workers.
fn visit_with(page: &Page, lie: &str) {
    page.visit_again_after(&lying_canvas(lie), "");
}

#[test]
fn pixels_that_the_browser_falsifies_are_refused_and_large_pictures_need_no_canvas_of_their_size() {
    let lies = [
        ("white", "data.fill(255);"),
        ("empty", "data.fill(0);"),
        (
            "noise",
            "data.forEach((_, i) => { if (i % 4 < 3) data[i] = Math.random() * 256; });",
        ),
        ("few", "if (pixels > 4096) data[4 * 4096] ^= 1;"),
    ];
    let page = Visit::default().blank();
    for (name, lie) in lies {
        visit_with(&page, lie);
        // Our own decoders need no canvas.
        page.map_of_sample("chelsea", "285");
        for file in ["real.avif", "large.avif"] {
            if (name, file) == ("few", "real.avif") {
                continue;
            }
            page.open_file(&page.profile.file(file, &fixture::picture(file)));
            let seen = page.wait(&format!("a refusal of {file}"), |seen| {
                seen.notice("picture-refused").contains(file)
            });
            let words = seen.notice("picture-refused");
            assert!(words.contains("falsifies the pixels"), "{name}: {seen}");
            assert!(words.contains("PNG or JPEG"), "{name}: {seen}");
            assert!(seen.has_map_of("285"), "{name}: {seen}");
        }
        if name == "white" {
            shots::window(&page.browser, "notice-refused-falsified");
        }
    }
    a_large_picture_of_the_browsers_needs_no_canvas_of_its_size(&page);
}

fn a_large_picture_of_the_browsers_needs_no_canvas_of_its_size(page: &Page) {
    visit_with(page, "if (pixels > 16777216) data.fill(0);");
    let bytes = fixture::picture("large.avif");
    page.open_file(&page.profile.file("large.avif", &bytes));
    let seen = page.wait("24 megapixels", |seen| {
        seen.text("/name") == "large.avif" && seen.text("/map/state") == "ready"
    });
    assert!(seen.notices().is_empty(), "{seen}");
    assert!(seen.text("/facts").contains("6000 × 4000"), "{seen}");
    assert!(!seen.text("/remarks").contains("white"), "{seen}");
    // The quadrants of the script that made it, but for what AVIF loses.
    let (width, height, drawn) = page.pixels("#preview");
    let drawn = rgb(&drawn);
    let colours = [[220, 30, 30], [30, 200, 40], [40, 40, 210], [230, 230, 60]];
    for (i, colour) in colours.into_iter().enumerate() {
        let (column, row) = (i as u32 % 2, i as u32 / 2);
        let x = width / 6 + column * width * 2 / 3;
        let y = height / 4 + row * height / 2;
        let at = 3 * (y * width + x) as usize;
        let pixel = &drawn[at..at + 3];
        let far = (0..3).any(|c| u8::abs_diff(pixel[c], colour[c]) > 8);
        assert!(!far, "{pixel:?} instead of {colour:?} in quadrant {i}");
    }
}

fn a_jpeg_without_its_end_marker_opens_with_a_remark_and_variants_are_named(page: &Page) {
    let mut bytes = fixture::picture("photo_420_q90.jpg");
    bytes.truncate(bytes.len() - 2);
    page.open_file(&page.profile.file("open.jpg", &bytes));
    let seen = page.wait("the picture", |seen| {
        seen.text("/name") == "open.jpg" && seen.text("/map/state") == "ready"
    });
    assert!(seen.text("/remarks").contains("end marker"), "{seen}");
    bytes.truncate(bytes.len() - 300);
    page.open_file(&page.profile.file("cut.jpg", &bytes));
    let seen = page.wait("a refusal", |seen| !seen.notices().is_empty());
    let words = seen.notice("picture-refused");
    assert!(
        words.contains("pixels are missing") && words.contains("save it again"),
        "{seen}"
    );
    let mut arithmetic = fixture::picture("photo_420_q90.jpg");
    let frame = arithmetic.windows(2).position(|two| two == [0xff, 0xc0]);
    arithmetic[frame.expect("a frame header") + 1] = 0xc9;
    page.open_file(&page.profile.file("arithmetic.jpg", &arithmetic));
    let seen = page.wait("a refusal by name", |seen| {
        seen.notice("picture-refused").contains("arithmetic coding")
    });
    assert!(
        !seen.notice("picture-refused").contains("damaged"),
        "{seen}"
    );
    assert_eq!(seen.text("/name"), "open.jpg", "{seen}");
}

/// Dispatches an event of this sort with a file, as if a reader had dropped or pasted it.
const GIVE: &str = "
    const [kind, name, text] = arguments;
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], name, { type: 'image/png' }));
    const how = { bubbles: true, cancelable: true };
    const event = kind === 'drop'
      ? new DragEvent('drop', { ...how, dataTransfer: data })
      : new ClipboardEvent('paste', { ...how, clipboardData: data });
    document.body.dispatchEvent(event);
    return event.defaultPrevented;";

fn a_file_can_be_dropped_and_pasted(page: &Page) {
    page.ready();
    for (kind, name) in [("drop", "exif6.png"), ("paste", "rgb8.png")] {
        assert_opens(page, name, |bytes| {
            let taken = page
                .browser
                .run(GIVE, json!([kind, name, STANDARD.encode(bytes)]));
            assert_eq!(taken, true, "{kind}");
        });
    }
}

fn a_sample_that_cannot_be_fetched_is_said_to_be_so(page: &Page) {
    page.map_of_sample("chelsea", "285");
    page.site.misbehave(json!({"deny": ["samples/coffee"]}));
    page.choose_sample("coffee");
    let seen = page.wait("a notice", |seen| !seen.notices().is_empty());
    assert_eq!(seen.notices(), ["sample-unreachable"], "{seen}");
    assert!(seen.has_map_of("285"), "{seen}");
    shots::window(&page.browser, "notice-sample-unreachable");
    page.site.misbehave(json!({}));
    page.choose_sample("coffee");
    let seen = page.wait("a map of coffee", |seen| seen.has_map_of("967"));
    assert!(seen.notices().is_empty(), "{seen}");
}
