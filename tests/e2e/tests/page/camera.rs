//! The camera of the reader's device, and the page inside of another one.

use std::collections::HashSet;

use gradoscope_e2e::axe::violations;
use gradoscope_e2e::browser::key;
use gradoscope_e2e::files::{Folder, png_of_colour};
use gradoscope_e2e::inject::CAMERA;
use gradoscope_e2e::page::{Page, Visit};
use gradoscope_e2e::shots;
use serde_json::{Value, json};

const QUERY: &str = "?device=cpu";
const MAP: &str = "g1~part_saliency~net_squeezenet-1.1~img_chelsea~crop_75-0-300~method_guided-backpropagation~class_281~reduction_l2~colours_viridis~scale_linear~view_alone~opacity_0.6~z";

/// Canvases of workers and of the page give back noise; the camera makes files of its own, or none.
const FALSIFIED: &str = "{
    const brush = OffscreenCanvasRenderingContext2D.prototype;
    const read = brush.getImageData;
    brush.getImageData = function (...where) {
      const image = read.apply(this, where);
      for (let at = 0; at < image.data.length; at += 4) image.data[at] ^= 1;
      return image;
    };
    window.ImageCapture = class {
      takePhoto() {
        if (!window.camera.makesFiles) return Promise.reject(new DOMException('no', 'UnknownError'));
        const canvas = document.createElement('canvas');
        canvas.width = 400;
        canvas.height = 300;
        canvas.getContext('2d').fillRect(0, 0, 200, 300);
        return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg'));
      }
    };
  }";

fn found(page: &Page, script: &str) -> Value {
    page.browser.run(&format!("return {script};"), json!([]))
}

fn wait_for(page: &Page, script: &str, wanted: &Value) {
    page.wait(&format!("{wanted} from {script}"), |_| {
        found(page, script) == *wanted
    });
}

fn is_there(page: &Page, selector: &str) -> bool {
    let script = format!("document.querySelector('{selector}')?.checkVisibility() ?? false");
    found(page, &script) == true
}

/// Opens the dialog, once there is a camera to be offered.
fn ask(page: &Page) {
    page.wait("the camera's button", |_| is_there(page, "#camera"));
    page.browser.click("#camera");
    page.wait("the camera's dialog", |_| is_there(page, "#camera-dialog"));
}

fn is_shown(page: &Page) {
    wait_for(
        page,
        "document.querySelector('#camera-act')?.ariaDisabled",
        &json!("false"),
    );
    page.wait("what it sees", |_| is_there(page, "#camera-dialog video"));
}

fn escape(page: &Page) {
    page.browser.press(&[key::ESCAPE]);
    is_closed(page);
}

fn is_closed(page: &Page) {
    wait_for(
        page,
        "document.querySelector('#camera-dialog') === null",
        &json!(true),
    );
    assert_eq!(found(page, "document.activeElement.id"), "camera");
}

#[test]
fn a_camera_gives_a_picture_and_is_off_afterwards() {
    let page = Visit {
        query: QUERY,
        before: CAMERA,
        ..Visit::default()
    }
    .open();
    the_shutter_opens_a_picture_and_ends_the_tracks(&page);
    two_clicks_ask_once_and_an_answer_after_closing_is_switched_off(&page);
    one_of_several_cameras_is_chosen_by_name(&page);
    a_page_out_of_sight_and_a_camera_that_is_pulled_out_say_so(&page);
    let complaints = page.browser.console();
    assert!(complaints.is_empty(), "{complaints:?}");
}

fn the_shutter_opens_a_picture_and_ends_the_tracks(page: &Page) {
    ask(page);
    is_shown(page);
    let words = page.words("#camera-words");
    assert!(words.contains("320 × 240 px"), "{words}");
    assert_eq!(found(page, "camera.states()"), json!(["live"]));
    shots::window(&page.browser, "camera");
    assert_eq!(violations(&page.browser), Vec::<String>::new());
    page.browser.click("#camera-act");
    is_closed(page);
    wait_for(page, "camera.states()", &json!(["ended"]));
    let seen = page.wait("the picture", |seen| {
        seen.text("/name") == "camera.png" && !seen.top_class().is_empty()
    });
    assert!(seen.text("/facts").contains("PNG"), "{seen}");
    assert!(seen.text("/facts").contains("320 × 240 px"), "{seen}");
    assert!(seen.notices().is_empty(), "{seen}");
    // Video is not exact; left and right are not to be mistaken for each other.
    let (width, height, pixels) = page.pixels("#preview");
    let at = |x: u32| {
        let at = 4 * (height / 2 * width + x) as usize;
        (pixels[at], pixels[at + 2])
    };
    let (red, blue) = at(width / 4);
    assert!(red > 150 && blue < 100, "{red} {blue}");
    let (red, blue) = at(3 * width / 4);
    assert!(red < 100 && blue > 150, "{red} {blue}");
}

fn two_clicks_ask_once_and_an_answer_after_closing_is_switched_off(page: &Page) {
    page.browser
        .run("camera.held = true; camera.wishes = [];", json!([]));
    page.browser.double_click("#camera");
    page.tap("#camera");
    wait_for(page, "camera.wishes.length", &json!(1));
    escape(page);
    page.browser
        .run("camera.held = false; camera.release();", json!([]));
    wait_for(page, "camera.states()", &json!(["ended", "ended"]));
    assert_eq!(found(page, "camera.wishes.length"), 1);
    assert!(!is_there(page, "#camera-dialog"));
}

fn one_of_several_cameras_is_chosen_by_name(page: &Page) {
    let two = "camera.list.push({ kind: 'videoinput', deviceId: 'b', label: '' },
                                { kind: 'audioinput', deviceId: 'c', label: 'Mic' });
               camera.wishes = []; camera.tracks = [];";
    page.browser.run(two, json!([]));
    ask(page);
    is_shown(page);
    let names =
        "[...document.querySelectorAll('#camera-which option')].map((one) => one.textContent)";
    wait_for(page, names, &json!(["Front", "Camera 2"]));
    let choose = "const which = document.querySelector('#camera-which');
                  which.value = 'b';
                  which.dispatchEvent(new Event('change', { bubbles: true }));";
    page.browser.run(choose, json!([]));
    wait_for(page, "camera.states()", &json!(["ended", "live"]));
    is_shown(page);
    assert_eq!(found(page, "camera.wishes"), json!(["", "b"]));
    wait_for(
        page,
        "document.querySelector('#camera-which').value",
        &json!("b"),
    );
    escape(page);
    wait_for(page, "camera.states()", &json!(["ended", "ended"]));
    page.browser.run("camera.list.length = 1;", json!([]));
}

fn a_page_out_of_sight_and_a_camera_that_is_pulled_out_say_so(page: &Page) {
    let hide = "Object.defineProperty(document, 'hidden', { value: true, configurable: true });
                document.dispatchEvent(new Event('visibilitychange'));
                delete document.hidden;";
    let pull = "camera.tracks.at(-1).dispatchEvent(new Event('ended'));";
    for (act, word) in [(hide, "out of sight"), (pull, "unplugged")] {
        ask(page);
        is_shown(page);
        page.browser.run(act, json!([]));
        page.wait(word, |_| page.words("#camera-words").contains(word));
        wait_for(page, "camera.tracks.at(-1).readyState", &json!("ended"));
        assert!(is_there(page, "#camera-file"));
        // The same button starts it again.
        page.browser.click("#camera-act");
        is_shown(page);
        escape(page);
    }
}

/// The sentence that the dialog says now, in both languages.
fn refusal(page: &Page) -> [String; 2] {
    page.wait("a refusal", |_| is_there(page, "#camera-file"));
    let en = page.words("#camera-words");
    page.tap("#lang-switch");
    page.wait("the other language", |_| page.words("#camera-words") != en);
    let fr = page.words("#camera-words");
    page.tap("#lang-switch");
    page.wait("English again", |_| page.words("#camera-words") == en);
    println!("{en}\n{fr}");
    [en, fr]
}

#[test]
fn every_refusal_of_a_camera_has_a_sentence_of_its_own() {
    let page = Visit {
        query: QUERY,
        before: CAMERA,
        ..Visit::default()
    }
    .open();
    let mut said = Vec::new();
    let errors = [
        ("NotAllowedError", ["was not allowed", "pas été autorisée"]),
        ("NotFoundError", ["No camera", "Aucune caméra"]),
        ("NotReadableError", ["another program", "autre programme"]),
        ("OverconstrainedError", ["chosen camera", "caméra choisie"]),
        ("UnknownError", ["made to fail", "made to fail"]),
    ];
    for (error, words) in errors {
        let wish = "camera.error = arguments[0];";
        page.browser.run(wish, json!([error]));
        ask(&page);
        said.push(named(&page, words));
        escape(&page);
    }
    let asked = found(&page, "camera.wishes.length");
    assert_eq!(asked, errors.len());
    let insecure = "Object.defineProperty(window, 'isSecureContext', { value: false });";
    page.visit_again_after(&format!("{CAMERA}{insecure}"), QUERY);
    ask(&page);
    said.push(named(&page, ["https", "https"]));
    page.site
        .misbehave(json!({"headers": {"Permissions-Policy": "camera=()"}}));
    page.visit_again_after(CAMERA, QUERY);
    ask(&page);
    said.push(named(&page, ["hosts this page", "hébergeur"]));
    page.site.behave();
    for lang in 0..2 {
        let distinct: HashSet<&String> = said.iter().map(|both| &both[lang]).collect();
        assert_eq!(distinct.len(), said.len(), "{said:#?}");
    }
}

fn named(page: &Page, words: [&str; 2]) -> [String; 2] {
    let said = refusal(page);
    for (text, word) in said.iter().zip(words) {
        assert!(text.contains(word), "{text}");
    }
    said
}

#[test]
fn where_canvases_are_falsified_the_camera_makes_the_file_or_the_page_says_so() {
    let page = Visit {
        query: QUERY,
        before: &format!("{CAMERA}{FALSIFIED}"),
        ..Visit::default()
    }
    .open();
    ask(&page);
    is_shown(&page);
    page.browser.click("#camera-act");
    named(
        &page,
        ["as the camera sees it", "telle que la voit la caméra"],
    );
    assert_eq!(found(&page, "camera.states()"), json!(["ended"]));
    page.browser.run("camera.makesFiles = true;", json!([]));
    page.browser.click("#camera-act");
    is_shown(&page);
    page.browser.click("#camera-act");
    is_closed(&page);
    let seen = page.wait("the picture", |seen| seen.text("/name") == "camera.jpg");
    assert!(seen.text("/facts").contains("400 × 300 px"), "{seen}");
    assert_eq!(found(&page, "camera.states()"), json!(["ended", "ended"]));
}

#[test]
fn without_a_camera_there_is_no_button_and_a_phone_has_a_door_of_its_own() {
    let page = Visit {
        query: QUERY,
        before: &format!("{CAMERA}window.camera.list = [];"),
        ..Visit::default()
    }
    .open();
    page.wait("the doors", |_| {
        found(&page, "Boolean(document.querySelector('#photograph'))") == true
    });
    page.ready();
    assert!(!is_there(&page, "#camera"));
    assert!(!is_there(&page, "#photograph"), "a mouse is no finger");
    let field = "(({ type, accept, attributes }) =>
                   [type, accept, attributes.capture.value])(document.querySelector('#photograph'))";
    let wanted = json!(["file", "image/*", "environment"]);
    assert_eq!(found(&page, field), wanted);
    // It comes while the page is open.
    let plug = "camera.list = [{ kind: 'videoinput', deviceId: 'a', label: '' }];
                navigator.mediaDevices.dispatchEvent(new Event('devicechange'));";
    page.browser.run(plug, json!([]));
    page.wait("the camera's button", |_| is_there(&page, "#camera"));
    page.browser.devtools(
        "Emulation.setTouchEmulationEnabled",
        json!({"enabled": true}),
    );
    page.browser.devtools(
        "Emulation.setDeviceMetricsOverride",
        json!({"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": true}),
    );
    page.wait("the door of a phone", |_| is_there(&page, "#photograph"));
    let folder = Folder::new();
    let file = folder.file("IMG_1.png", &png_of_colour((64, 48), [20, 120, 60]));
    page.browser.choose_file("#photograph", &file);
    page.wait("the picture", |seen| !seen.top_class().is_empty());
}

#[test]
fn an_embedded_page_leaves_title_and_foot_away_and_leads_to_the_whole_one() {
    let page = Visit::at(QUERY).open();
    page.ready();
    assert!(!is_there(&page, "#own-window"));
    page.visit_again(&format!("?embed=1&device=cpu#{MAP}"));
    page.wait("its map", |seen| seen.has_map_of("281"));
    for (selector, wanted) in [
        (".preferences", false),
        ("#about", false),
        ("#to-course", true),
        ("nav.parts", true),
        ("#own-window", true),
        ("#kept-apart", false),
    ] {
        assert_eq!(is_there(&page, selector), wanted, "{selector}");
    }
    let width =
        page.number("return document.querySelector('.brand').getBoundingClientRect().width;");
    assert!(width <= 1.0, "{width}");
    shots::window(&page.browser, "embed");
    assert_eq!(violations(&page.browser), Vec::<String>::new());
    page.browser.click("#class-input");
    page.browser
        .type_into("#class-input", &format!("282{}", key::ENTER));
    page.wait("another map", |seen| seen.has_map_of("282"));
    let link = "document.querySelector('#own-window')";
    wait_for(
        &page,
        &format!("{link}.hash === location.hash && location.hash.includes('class_282')"),
        &json!(true),
    );
    let how = found(
        &page,
        &format!("[{link}.target, {link}.rel, {link}.search]"),
    );
    assert_eq!(
        how,
        json!(["_blank", "noopener", "?device=cpu&start=empty"])
    );
    let href = found(&page, &format!("{link}.href"));
    let href = href.as_str().expect("an address");
    page.browser.go("about:blank");
    page.browser.go(href);
    page.wait("the same experiment", |seen| seen.has_map_of("282"));
    assert!(is_there(&page, ".preferences") && !is_there(&page, "#own-window"));
    wait_for(
        &page,
        "location.hash.includes('guided-backpropagation')",
        &json!(true),
    );
}

/// The page in a frame with these attributes, on a page at `origin`; the browser looks into it.
fn framed(page: &Page, origin: &str, attributes: &str) {
    let html = format!(
        "<!doctype html><title>A course</title>\
         <iframe {attributes} src=\"{}\" width=\"1200\" height=\"700\"></iframe>",
        page.site.at(QUERY)
    );
    let path = page.site.put_page("camera.html", &html);
    page.browser.look_into_frame(false);
    page.browser.go(&format!("{origin}{path}"));
    page.browser.look_into_frame(true);
    page.wait("the way out", |_| is_there(page, "#own-window"));
}

#[test]
fn a_frame_leads_out_of_itself_and_says_what_is_kept_apart_and_why_there_is_no_camera() {
    let page = Visit::default().blank();
    framed(&page, &page.site.origin, "");
    assert!(!is_there(&page, "#kept-apart"));
    framed(&page, &page.site.other_name(), "");
    let words = page.words("#kept-apart");
    assert!(words.contains("report"), "{words}");
    ask(&page);
    named(&page, ["The frame", "Le cadre"]);
    escape(&page);
    let link = found(&page, "document.querySelector('#own-window').href");
    assert_eq!(link, page.site.at(QUERY));
    page.browser.look_into_frame(false);
}
