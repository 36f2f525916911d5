//! What one device made another one opens: the link, the record and the picture of an attack, from the
//! CPU to WebGPU and back.

use gradoscope_e2e::LONG_PATIENCE;
use gradoscope_e2e::page::{Page, Visit};
use serde_json::{Value, json};

use super::checkpoints::drop_files;

/// The practical's own rule, whose iterations an independent reference has counted.
const RULE: &str = "g1~part_adversarial~net_squeezenet-1.1~img_chelsea~crop_75-0-300~method_rule~steps_100~eta_0.5~objective_score~to_6~until_0~box_0~eight-bit_0~seed_0~factor_50~z";
const ITERATIONS: u32 = 12;
/// The rule's image is rounded for the file: where two devices differ in their last digits, a value may
/// fall on the other side of a half. A share of 0.01 is what a mean difference of 2e-5 of the range of
/// values would bring about.
const AT_MOST_ONE_LEVEL: f64 = 0.01;

/// A finished attack, as its reader takes it away.
struct Taken {
    link: String,
    record: Vec<u8>,
    picture: Vec<u8>,
    pixels: Vec<u8>,
}

impl Taken {
    /// From the page on this device, which is set to the practical's rule.
    fn on(page: &Page, device: &str, folder: Option<&str>) -> Self {
        runs(page, device);
        let (_, record) = page.file_from("#attack-record");
        let said: Value = serde_json::from_slice(&record).expect("JSON");
        assert_eq!(said["device"]["kind"], device);
        let (_, picture) = page.file_from("#save-adversarial");
        let link = said["link"].as_str().expect("a link").to_owned();
        if let Some(folder) = folder {
            let put = |name: &str, bytes: &[u8]| {
                let path = std::path::Path::new(folder).join(format!("{device}{name}"));
                std::fs::write(path, bytes).expect("a folder for what is taken");
            };
            put(".json", &record);
            put(".png", &picture);
            put(".txt", link.as_bytes());
        }
        Self {
            link,
            record,
            picture,
            pixels: page.photo("#attack-image"),
        }
    }

    /// By each of its three forms the attack is set up, waits, and comes to the same.
    fn is_repeated_on(&self, page: &Page, device: &str) {
        page.visit_again(&format!("?device={device}{}", self.link));
        self.comes_to_the_same(page, device);

        page.set("#param-eta", "1");
        drop_files(page, &[("run.json", &self.record)]);
        is_set_up(page);
        self.comes_to_the_same(page, device);

        page.set("#param-eta", "1");
        drop_files(page, &[("adversarial.png", &self.picture)]);
        page.wait("its record", |seen| {
            !seen.notice("picture-with-record").is_empty()
        });
        page.tap("#restore-run");
        is_set_up(page);
        self.comes_to_the_same(page, device);
    }

    fn comes_to_the_same(&self, page: &Page, device: &str) {
        runs(page, device);
        let found = page.photo("#attack-image");
        let apart = |(a, b): (&u8, &u8)| a.abs_diff(*b);
        let differences: Vec<u8> = found.iter().zip(&self.pixels).map(apart).collect();
        let other = differences.iter().filter(|difference| **difference > 0);
        let share = other.count() as f64 / differences.len() as f64;
        println!("{device}: {:.4} % of the values differ", 100.0 * share);
        assert!(differences.iter().all(|difference| *difference <= 1));
        assert!(share <= AT_MOST_ONE_LEVEL, "{share}");
    }
}

fn is_set_up(page: &Page) {
    let eta = "return document.querySelector('#param-eta')?.value;";
    page.wait("its step length", |_| {
        page.browser.run(eta, json!([])) == "0.5"
    });
}

/// The attack that is set up waits, and takes the reference's iterations.
fn runs(page: &Page, device: &str) {
    let seen = page.wait_long(LONG_PATIENCE, "what the link is about", |seen| {
        seen.has_map_of("285") && seen.text("/attack/target") == "stingray (6)"
    });
    assert_eq!(seen.text("/device"), device, "{seen}");
    assert_eq!(seen.notices(), Vec::<&str>::new(), "{seen}");
    is_set_up(page);
    page.start_attack();
    page.wait_long(LONG_PATIENCE, "a run of twelve iterations", |seen| {
        seen.has_verdict() && seen.iteration() == ITERATIONS
    });
}

/// `GRADOSCOPE_TAKEN` names a folder that the files are put into, for yet another browser.
#[test]
#[ignore = "minutes on a software adapter; the way from WebGPU to the CPU stands in a test of its own"]
fn what_each_device_made_the_other_one_repeats() {
    let folder = std::env::var("GRADOSCOPE_TAKEN").ok();
    let page = Visit {
        query: &format!("?device=cpu#{RULE}"),
        alone: true,
        ..Visit::default()
    }
    .open();
    let from_cpu = Taken::on(&page, "cpu", folder.as_deref());
    from_cpu.is_repeated_on(&page, "webgpu");
    let from_webgpu = Taken::on(&page, "webgpu", folder.as_deref());
    from_webgpu.is_repeated_on(&page, "cpu");
}

/// From the second part of a page on WebGPU that is set to the practical's rule towards the stingray.
pub fn what_webgpu_made_the_cpu_repeats(page: &Page) {
    page.open_attack();
    page.set("#param-eta", "0.5");
    Taken::on(page, "webgpu", None).is_repeated_on(page, "cpu");
}
