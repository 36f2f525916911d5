//! Makes the records that `tests/fixtures/repeat` holds, and the PyTorch that repeats them: the page's own
//! state, driven by links as a reader drives it, with the page's own engine behind it.
//!
//! `cargo run --example repeat` writes NAME.json and NAME.py there, and to `target/repeat` the
//! raw arrays that `run.py` compares with. Names behind it: only these.

#[path = "../benches/common/start.rs"]
mod start;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::path::Path;
use std::pin::Pin;
use std::process::ExitCode;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use gradoscope::app_model::{
    AppModel, AttackEvent, BesideEvent, BlobId, Effect, EngineId, Event, InstrumentEvent, Payload,
    PictureSource, ProofRequest, Surroundings, VisualEvent,
};
use gradoscope::engine::job::{LocalFuture, Turn};
use gradoscope::image::{Decoded, crop_box, decode, resample_bilinear, sha256};
use gradoscope::protocol::{
    DecoderEvent, DecoderRequest, EngineEvent, EngineRequest, PictureFacts,
};
use gradoscope::record::{self, Kind, Numbers, Record, Wanted};
use gradoscope::repeat;
use gradoscope::spec::{ClassId, Lang};
use gradoscope::worker::{self, Enclosed, Engine, Opened, Port, open_cpu};
use serde_json::{Value, json};

const MADE: &str = "2026-11-28T00:00:00Z";
const IMAGE: &str = "net_squeezenet-1.1~img_chelsea";

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
    let maps = MAPS
        .iter()
        .map(|(name, rest)| (*name, Kind::Map, *rest, Then::Nothing));
    let is_wanted = |name: &str| only.is_empty() || only.iter().any(|one| one == name);
    for (name, kind, rest, then) in maps {
        if is_wanted(name) {
            make(name, kind, rest, &then)?;
        }
    }
    for (name, kind, rest, then) in OTHERS {
        if is_wanted(name) {
            make(name, *kind, rest, then)?;
        }
    }
    Ok(())
}

fn make(name: &str, kind: Kind, rest: &str, then: &Then) -> Result<(), String> {
    let part = match kind {
        Kind::Attack => "adversarial",
        Kind::Visualisation => "visualisation",
        _ => "saliency",
    };
    let mut lab = Lab::open()?;
    lab.follow(&format!("g1~part_{part}~{IMAGE}~{rest}~z"))?;
    let effects = match then {
        Then::Nothing => Vec::new(),
        Then::Attack => lab.model.on_event(Event::Attack(AttackEvent::Start)),
        Then::Visualise => lab.model.on_event(Event::Visual(VisualEvent::Begin)),
        Then::Methods => lab.model.on_beside(BesideEvent::Compare),
        Then::Proof => lab
            .model
            .on_instrument(InstrumentEvent::Proof(ProofRequest {
                pixel: (100, 90),
                levels: 4,
                class: ClassId(281),
            })),
    };
    lab.carry_out(effects)?;
    let record = Record::of(&lab.model, kind, MADE).ok_or(format!("{name}: no result"))?;
    let mut record: Value = serde_json::from_str(&record.json()).map_err(|e| e.to_string())?;
    timeless(&mut record);
    let text = serde_json::to_string_pretty(&record).map_err(|e| e.to_string())?;
    let folder = start::path("tests/fixtures/repeat");
    write(
        &folder.join(format!("{name}.json")),
        (text + "\n").as_bytes(),
    )?;
    // One in French.
    let lang = if name == "guided" { Lang::Fr } else { Lang::En };
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
    let file = record::file(&lab.model, &wanted, MADE, "").ok_or(format!("{name}: no numbers"))?;
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

/// What the page would be told.
type Heard = Rc<RefCell<VecDeque<(EngineEvent, Payload)>>>;
type Tasks = Rc<RefCell<Vec<LocalFuture<'static, ()>>>>;

/// The engine's end of the line.
#[derive(Clone, Default)]
struct Line {
    heard: Heard,
    tasks: Tasks,
}

impl Port for Line {
    type File = &'static [u8];

    fn post(&self, event: &EngineEvent, payload: &[worker::Payload<'_>]) {
        let payload = match payload.first() {
            Some(worker::Payload::Bytes(bytes)) => Payload::Bytes((*bytes).into()),
            Some(worker::Payload::Floats(values)) => Payload::Floats((*values).into()),
            None => Payload::None,
        };
        self.heard.borrow_mut().push_back((event.clone(), payload));
    }

    fn spawn(&self, task: impl Future<Output = ()> + 'static) {
        self.tasks.borrow_mut().push(Box::pin(task));
    }

    fn give_way(&self, _: Turn) -> LocalFuture<'static, ()> {
        Box::pin(std::future::ready(()))
    }

    fn now_ms(&self) -> f64 {
        0.0
    }

    fn most_bytes(&self) -> u64 {
        u64::MAX
    }

    async fn open_device(&self) -> Result<Opened, String> {
        open_cpu().await
    }
}

/// The page's state, with an engine and a decoder behind it.
struct Lab {
    model: AppModel,
    line: Line,
    engine: Rc<Engine<Line>>,
    id: Option<EngineId>,
    decoder: u32,
    file: Vec<u8>,
}

impl Lab {
    fn open() -> Result<Self, String> {
        let mut model = AppModel::default();
        model.seat_beside();
        model.seat_instruments();
        let line = Line::default();
        let mut lab = Self {
            model,
            engine: Engine::new(line.clone()),
            line,
            id: None,
            decoder: 0,
            file: start::fetched(&start::path("public/samples/chelsea.png"))?,
        };
        let effects = lab.model.on_event(Event::Started {
            surroundings: Surroundings::default(),
            adapter: None,
        });
        lab.carry_out(effects)?;
        Ok(lab)
    }

    fn follow(&mut self, link: &str) -> Result<(), String> {
        let effects = self.model.open_link(link);
        for notice in &self.model.notices {
            println!("{link}: {:?}", notice.kind);
        }
        self.carry_out(effects)
    }

    /// Until nothing is left to do.
    fn carry_out(&mut self, effects: Vec<Effect>) -> Result<(), String> {
        let mut waiting = VecDeque::from(effects);
        loop {
            while let Some(effect) = waiting.pop_front() {
                waiting.extend(self.one(effect)?);
            }
            self.turn();
            let heard = self.line.heard.borrow_mut().pop_front();
            let (Some((event, payload)), Some(id)) = (heard, self.id) else {
                return Ok(());
            };
            waiting.extend(self.model.on_event(Event::Engine {
                id,
                event,
                payload,
                now_ms: 0.0,
            }));
        }
    }

    /// Every task of the engine to its end.
    fn turn(&self) {
        let mut context = Context::from_waker(Waker::noop());
        while !self.line.tasks.borrow().is_empty() {
            for mut task in self.line.tasks.take() {
                while Pin::new(&mut task).poll(&mut context) == Poll::Pending {}
            }
        }
    }

    fn one(&mut self, effect: Effect) -> Result<Vec<Effect>, String> {
        Ok(match effect {
            Effect::SpawnEngine { id, .. } => {
                self.id = Some(id);
                self.engine.greet();
                self.model.on_event(Event::EngineStarted { id })
            }
            Effect::LoadNetwork { network, .. } => {
                let weights = start::weights(network)?.leak();
                let request = EngineRequest::Load {
                    network: network.to_owned(),
                    spoil_self_check: false,
                };
                self.engine.take(request, Enclosed::File(weights));
                Vec::new()
            }
            Effect::ToEngine {
                request, buffer, ..
            } => {
                let enclosed =
                    buffer.map_or(Enclosed::Nothing, |buffer| Enclosed::Bytes(buffer.to_vec()));
                self.engine.take(request, enclosed);
                Vec::new()
            }
            Effect::OpenSample { id, name } => {
                let blob = BlobId(1);
                let source = PictureSource::Sample { id, blob };
                self.model.on_event(Event::OpenPicture { name, source })
            }
            Effect::SpawnDecoder { generation } => {
                self.decoder = generation;
                self.model.on_event(Event::DecoderStarted { generation })
            }
            Effect::ToDecoder { request, .. } => self.decoder(request)?,
            _ => Vec::new(),
        })
    }

    fn decoder(&mut self, request: DecoderRequest) -> Result<Vec<Effect>, String> {
        let whole = decode(&self.file).map_err(|error| error.to_string())?;
        let (event, bytes) = match request {
            DecoderRequest::Open { picture, .. } => {
                let opened = DecoderEvent::Opened {
                    picture,
                    facts: facts(&whole, &self.file),
                    preview_width: 1,
                    preview_height: 1,
                };
                (opened, vec![0; 4])
            }
            DecoderRequest::Frame {
                picture,
                framing,
                side,
            } => {
                let of = &whole.picture;
                let source_box = crop_box(of.width(), of.height(), framing);
                let framed = resample_bilinear(of, source_box, side, side);
                let framed = framed.map_err(|error| error.to_string())?;
                let event = DecoderEvent::Framed {
                    picture,
                    source_box,
                    side,
                };
                (event, framed.into_rgb())
            }
            // Nothing of a file is in these records.
            _ => return Ok(Vec::new()),
        };
        Ok(self.model.on_event(Event::Decoder {
            generation: self.decoder,
            event,
            payload: Payload::Bytes(bytes.into()),
        }))
    }
}

fn facts(whole: &Decoded, file: &[u8]) -> PictureFacts {
    PictureFacts {
        sha256: sha256(file),
        width: whole.picture.width(),
        height: whole.picture.height(),
        format: whole.format.name().to_owned(),
        bit_depth: whole.bit_depth,
        had_transparency: whole.had_transparency,
        had_icc_profile: whole.had_icc_profile,
        orientation: whole.orientation,
        animated: whole.animated,
        ending: whole.ending,
        by_browser: false,
    }
}
