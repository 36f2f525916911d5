//! Makes the records that `tests/fixtures/repeat` holds, and the PyTorch that repeats them: the page's own
//! state, driven by links as a reader drives it, with the page's own engine behind it.
//!
//! `cargo run --example repeat` writes NAME.json and NAME.py there, and to `target/repeat` the
//! raw arrays that `run.py` compares with. Names behind it: only these.

#[path = "../benches/common/start.rs"]
mod start;

use std::path::Path;
use std::process::ExitCode;

use gradoscope::app_model::{
    AttackEvent, BesideEvent, Bytes, Event, InstrumentEvent, ProofRequest, VisualEvent,
};
use gradoscope::image::{decode, sha256};
use gradoscope::recheck::{Engines, Page};
use gradoscope::record::{self, Kind, Numbers, Record, Wanted};
use gradoscope::repeat;
use gradoscope::spec::{ClassId, Lang};
use serde_json::{Value, json};

const MADE: &str = "2026-11-28T00:00:00Z";
const IMAGE: &str = "net_squeezenet-1.1~img_chelsea";
/// Of what the network sees, in pixels.
const SIDE: u32 = 224;

/// What is done once a link is followed.
enum Then {
    Nothing,
    Attack,
    Visualise,
    Methods,
    Proof,
}

/// Name, kind, what stands in the link behind the picture, and what is done then.
type Wish = (&'static str, Kind, &'static str, Then);

const MAPS: &[(&str, &str)] = &[
    ("gradient", "method_gradient~class_predicted"),
    (
        "gradient-x-input",
        "method_gradient-x-input~baseline_black~seed_0~class_281",
    ),
    ("contrastive", "method_contrastive~class_predicted"),
    ("guided", "method_guided-backpropagation~class_predicted"),
    ("deconvnet", "method_deconvnet~class_predicted"),
    (
        "smooth-grad",
        "method_smooth-grad~base_gradient~copies_10~noise_0.04~seed_3~class_predicted",
    ),
    (
        "smooth-grad-squared",
        "method_smooth-grad-squared~base_guided-backpropagation~copies_5~noise_0.1~seed_0~class_predicted",
    ),
    (
        "var-grad",
        "method_var-grad~base_grad-cam~copies_5~noise_0.1~seed_1~class_predicted",
    ),
    (
        "integrated-gradients",
        "method_integrated-gradients~baseline_black~steps_20~until_0~seed_0~class_predicted",
    ),
    (
        "integrated-gradients-noise",
        "method_integrated-gradients~baseline_noise~steps_10~until_0~seed_5~class_281",
    ),
    (
        "blur-ig",
        "method_blur-ig~steps_10~sigma_20~class_predicted",
    ),
    ("cam", "method_cam~class_281"),
    ("grad-cam", "method_grad-cam~layer_last~class_predicted"),
    (
        "grad-cam-plus-plus",
        "method_grad-cam-plus-plus~layer_fire7~class_predicted",
    ),
    ("hires-cam", "method_hires-cam~layer_fire5~class_predicted"),
    ("layer-cam", "method_layer-cam~layer_fire3~class_predicted"),
    (
        "guided-grad-cam",
        "method_guided-grad-cam~layer_last~class_predicted",
    ),
    (
        "occlusion",
        "method_occlusion~side_48~stride_24~fill_mean~seed_0~class_predicted",
    ),
    (
        "rise",
        "method_rise~masks_50~cells_7~keep_0.5~estimator_centred~seed_2~class_predicted",
    ),
    ("edges", "method_edges~class_predicted"),
    ("random-map", "method_random~seed_4~class_predicted"),
    ("centre", "method_centre~class_predicted"),
];

const OTHERS: &[Wish] = &[
    (
        "rule",
        Kind::Attack,
        "method_rule~to_6~eta_0.5~steps_100~objective_score~box_0~eight-bit_0",
        Then::Attack,
    ),
    (
        "rule-as-file",
        Kind::Attack,
        "method_rule~to_6~eta_0.5~steps_100~objective_cross-entropy~box_1~eight-bit_1~until_0.9",
        Then::Attack,
    ),
    (
        "fgsm",
        Kind::Attack,
        "method_fgsm~to_away~epsilon_4~objective_cross-entropy~box_1~eight-bit_1",
        Then::Attack,
    ),
    (
        "pgd-linf",
        Kind::Attack,
        "method_pgd-linf~to_6~steps_40~epsilon_4~step_1~random-start_1~objective_cross-entropy~box_1~eight-bit_1~seed_2",
        Then::Attack,
    ),
    (
        "pgd-l2",
        Kind::Attack,
        "method_pgd-l2~to_6~steps_40~epsilon_2~step_0.2~random-start_1~objective_margin~box_1~eight-bit_1~seed_1",
        Then::Attack,
    ),
    (
        "mi-fgsm",
        Kind::Attack,
        "method_mi-fgsm~to_6~steps_10~epsilon_4~decay_1~objective_score-then-cross-entropy~box_1~eight-bit_1",
        Then::Attack,
    ),
    (
        "deepfool",
        Kind::Attack,
        "method_deepfool~to_away~steps_50~overshoot_0.02~candidates_10~box_1~eight-bit_1",
        Then::Attack,
    ),
    (
        "ddn",
        Kind::Attack,
        "method_ddn~to_6~steps_12~epsilon_1~gamma_0.05~objective_cross-entropy~box_1~eight-bit_1",
        Then::Attack,
    ),
    (
        "practical",
        Kind::Visualisation,
        "preset_practical~iterations_60~term_1-score-130~seed_0",
        Then::Visualise,
    ),
    (
        "practical-first-steps",
        Kind::Visualisation,
        "preset_practical~iterations_5~term_1-score-130~seed_0",
        Then::Visualise,
    ),
    (
        "best",
        Kind::Visualisation,
        "preset_best~iterations_5~term_1-score-130~seed_0",
        Then::Visualise,
    ),
    (
        "yosinski",
        Kind::Visualisation,
        "preset_yosinski-4~iterations_5~term_1-probability-130~seed_1",
        Then::Visualise,
    ),
    (
        "deepdream",
        Kind::Visualisation,
        "preset_deepdream~iterations_6~side_network~term_1-layer-fire7~seed_0",
        Then::Visualise,
    ),
    (
        "methods",
        Kind::Methods,
        "method_gradient~class_281~beside_gradient~beside_smooth-grad_base_gradient_copies_3_noise_0.04_seed_0~beside_grad-cam_layer_fire8",
        Then::Methods,
    ),
    (
        "proof",
        Kind::Proof,
        "method_gradient~class_281",
        Then::Proof,
    ),
];

fn main() -> ExitCode {
    start::end(run)
}

fn run() -> Result<(), String> {
    let only: Vec<String> = std::env::args().skip(1).collect();
    let is_wanted = |name: &str| only.is_empty() || only.iter().any(|one| one == name);
    let mut engines = Engines::new(|network| start::weights(network.id));
    let seen = seen()?;
    for (name, rest) in MAPS.iter().filter(|(name, _)| is_wanted(name)) {
        make(
            &mut engines,
            &seen,
            &(*name, Kind::Map, *rest, Then::Nothing),
        )?;
    }
    for wish in OTHERS.iter().filter(|(name, ..)| is_wanted(name)) {
        make(&mut engines, &seen, wish)?;
    }
    Ok(())
}

/// What the network sees of the cat, and what there is to say of its file.
fn seen() -> Result<(Bytes, Value), String> {
    let file = start::fetched(&start::path("public/samples/chelsea.png"))?;
    let picture = decode(&file).map_err(|error| error.to_string())?.picture;
    let image = json!({
        "id": "chelsea",
        "size_px": [picture.width(), picture.height()],
        "file_sha256": sha256(&file),
    });
    let framed = start::framed(&file, SIDE)?;
    Ok((framed.rgb().into(), image))
}

fn make(
    engines: &mut Engines,
    (pixels, image): &(Bytes, Value),
    (name, kind, rest, then): &Wish,
) -> Result<(), String> {
    let part = match kind {
        Kind::Attack => "adversarial",
        Kind::Visualisation => "visualisation",
        _ => "saliency",
    };
    let link = format!("g1~part_{part}~{IMAGE}~{rest}~z");
    let mut page = Page::new(engines);
    page.set_up(&[link], Some((pixels.clone(), image)));
    for notice in &page.model.notices {
        println!("{name}: {:?}", notice.kind);
    }
    match then {
        Then::Nothing => {}
        Then::Attack => page.send(Event::Attack(AttackEvent::Start)),
        Then::Visualise => page.send(Event::Visual(VisualEvent::Begin)),
        Then::Methods => page.act(|model| model.on_beside(BesideEvent::Compare)),
        Then::Proof => page.act(|model| {
            model.on_instrument(InstrumentEvent::Proof(ProofRequest {
                pixel: (100, 90),
                levels: 4,
                class: ClassId(281),
            }))
        }),
    }
    let record = Record::of(&page.model, *kind, MADE).ok_or(format!("{name}: no result"))?;
    let mut record: Value = serde_json::from_str(&record.json()).map_err(|e| e.to_string())?;
    timeless(&mut record);
    let text = serde_json::to_string_pretty(&record).map_err(|e| e.to_string())?;
    let folder = start::path("tests/fixtures/repeat");
    write(
        &folder.join(format!("{name}.json")),
        (text + "\n").as_bytes(),
    )?;
    // One in French.
    let lang = if *name == "guided" {
        Lang::Fr
    } else {
        Lang::En
    };
    let lines = repeat::file(&record, lang, "https://example.org/");
    write(&folder.join(format!("{name}.py")), lines.as_bytes())?;
    println!("{name}");
    let numbers = match kind {
        Kind::Map => Numbers::Map,
        Kind::Attack => Numbers::Adversarial,
        Kind::Visualisation => Numbers::Visualisation,
        _ => return Ok(()),
    };
    let wanted = Wanted::Numbers(numbers, String::new());
    let file = record::file(&page.model, &wanted, MADE, "").ok_or(format!("{name}: no numbers"))?;
    write(
        &start::path("target/repeat").join(format!("{name}.npy")),
        &file.bytes,
    )
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let folder = path.parent().ok_or("no folder")?;
    std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    std::fs::write(path, bytes).map_err(|error| format!("{}: {error}", path.display()))
}

/// Without what differs from one run to the next: times, and the build.
fn timeless(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                match name.as_str() {
                    "elapsed_ms" => *value = json!(0),
                    "build" => *value = json!("…"),
                    _ => timeless(value),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(timeless),
        _ => {}
    }
}
