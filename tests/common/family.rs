//! The family of saliency methods beside its reference: what is asked, what is expected, and how far an answer may
//! be. The tests hold answers to it, and the bench of parity prints how far they are.

use burn::tensor::Device;
use gradoscope::engine::answer::{self, SaliencyAnswer};
use gradoscope::engine::job::{Job, JobFailure};
use gradoscope::engine::network::Network;
use gradoscope::engine::saliency::{
    Attribution, baseline, blur_ig, contrastive, grad_cam, integrated_gradients, occlusion,
    random_map, rise, smooth_grad,
};
use gradoscope::image::Picture;
use gradoscope::protocol::{Fact, SaliencyRequest};
use gradoscope::spec::{ClassId, ParamSpec, ParamValues};
use safetensors::SafeTensors;

use super::fixtures::{Folder, Parity, floats, metadata};
use super::sampled::Sampled;
use super::{SCORE_TOLERANCE, largest_difference, parity, relative_l2, tolerance};

const FIXTURES: Folder = Folder("saliency");

/// The pictures that [`make_family.py`](../fixtures/saliency/make_family.py) takes.
pub const PICTURES: [&str; 6] = ["chelsea", "hubble", "grass", "gravel", "text", "clock"];

/// Of gradients at the picture, whose rectifiers rounding may turn over.
pub const TOLERANCE: f64 = 1e-3;
/// Of a sum of few gradients at noisy or blurred images: there rounding decides more rectifiers and maxima. JAX
/// in float32 is up to 6.6e-3 from itself in float64 on these pictures (`make_family.py --rounding`).
pub const SUM_TOLERANCE: f64 = 1e-2;
/// Of a small map, and of one that no gradient is in.
pub const SMALL_TOLERANCE: f64 = 1e-4;
/// Of a probability.
const PROBABILITY_TOLERANCE: f64 = 1e-3;

/// Asks for the map of `class`; everything that is said, in order.
pub async fn try_asking(
    (network, device): (&dyn Network, &Device),
    picture: &Picture,
    (method, params): (&str, &ParamValues),
    class: usize,
) -> Result<Vec<SaliencyAnswer>, JobFailure> {
    let request = SaliencyRequest {
        method: method.to_owned(),
        params: params.clone(),
        class: Some(ClassId(class as u16)),
    };
    let mut parts = Vec::new();
    let (job, emit) = (Job::unattended(), |part| parts.push(part));
    answer::saliency(&job, network, device, picture, &request, emit).await?;
    Ok(parts)
}

/// These parameters, the others as they are by default.
pub fn with(pairs: &[(&ParamSpec, f32)]) -> ParamValues {
    let pairs = pairs.iter();
    pairs.fold(ParamValues::default(), |values, (param, value)| {
        values.with(param, *value)
    })
}

/// The picture of a fixture.
pub fn picture_of(fixture: &Parity) -> Picture {
    let [height, width] = fixture.size.map(|side| side as u32);
    Picture::new(width, height, fixture.pixels.clone()).expect("its pixels")
}

/// One array of the reference, and how to ask for it.
pub struct Case {
    /// The array's name.
    pub key: &'static str,
    pub method: &'static str,
    pub params: ParamValues,
    /// Of the relative L2 distance.
    pub tolerance: f64,
}

/// A figure that comes with a map.
pub struct Told {
    pub what: &'static str,
    pub found: f64,
    pub expected: f64,
    /// Of the difference.
    pub tolerance: f64,
}

/// How far a map is from the reference.
pub struct Far {
    /// Relative L2 distance, which the tests hold it to.
    pub distance: f64,
    /// The largest difference among the values that the fixture holds.
    pub largest: f64,
    /// The largest size among these values, in the reference.
    pub size: f64,
    pub tolerance: f64,
}

/// What the reference says of one picture.
pub struct Reference {
    pub name: &'static str,
    bytes: Vec<u8>,
    controls: Vec<u8>,
    parity: Parity,
    pub picture: Picture,
    pub class: usize,
}

impl Reference {
    /// Native tests only.
    pub fn read(name: &'static str) -> Self {
        let parity = parity(name);
        Self {
            name,
            bytes: FIXTURES.bytes(&format!("family_{name}.safetensors")),
            controls: FIXTURES.bytes("controls.safetensors"),
            picture: picture_of(&parity),
            class: parity.class,
            parity,
        }
    }

    pub fn fact(&self, key: &str) -> f64 {
        metadata(&self.bytes)[key].parse().expect("a number")
    }

    /// Every array that there is a reference of: of each method of the table one at least.
    pub fn cases(&self) -> Vec<Case> {
        let mut cases = self.of_one_way_back();
        cases.extend(of_sums());
        cases.extend(of_layers());
        cases.extend(of_masks_and_controls());
        cases
    }

    /// The one of the array `key`.
    pub fn case(&self, key: &str) -> Case {
        let mut cases = self.cases().into_iter();
        cases.find(|case| case.key == key).expect("a case")
    }

    fn of_one_way_back(&self) -> Vec<Case> {
        let other = with(&[(&contrastive::OTHER, self.fact("other") as f32 + 1.0)]);
        let by_default = ParamValues::default;
        let gradient = tolerance(self.parity.distance.max(self.parity.rounding));
        vec![
            case("gradient", "gradient", by_default(), gradient),
            case(
                "gradient_input",
                "gradient-x-input",
                by_default(),
                TOLERANCE,
            ),
            case("contrastive", "contrastive", other, TOLERANCE),
            case("guided", "guided-backpropagation", by_default(), TOLERANCE),
            case("deconvnet", "deconvnet", by_default(), TOLERANCE),
            case(
                "guided_grad_cam",
                "guided-grad-cam",
                by_default(),
                TOLERANCE,
            ),
        ]
    }

    /// How far `found` is from the array of `case`.
    pub fn far(&self, case: &Case, found: &[f32]) -> Far {
        let far = |distance, found: &[f32], expected: &[f32]| Far {
            distance,
            largest: largest_difference(found, expected),
            size: expected
                .iter()
                .fold(0.0, |size, v| size.max(f64::from(v.abs()))),
            tolerance: case.tolerance,
        };
        let file = match case.key {
            "random" | "centre" => &self.controls,
            _ => &self.bytes,
        };
        let sampled = match case.key {
            "gradient" => self.parity.gradient.clone(),
            // A small map is whole.
            key if is_whole(file, key) => {
                let file = SafeTensors::deserialize(file).expect("a safetensors fixture");
                let expected = floats(&file, key);
                return far(relative_l2(found, &expected), found, &expected);
            }
            key => Sampled::read(file, key),
        };
        let distance = match case.key {
            "gradient" => self.parity.distance(found),
            _ => sampled.distance(found),
        };
        let of = sampled.of(found);
        far(distance, of.kept(), sampled.kept())
    }

    /// The figures that `case` comes with, beside the reference's.
    pub fn told(&self, case: &Case, found: &Attribution) -> Vec<Told> {
        let told = |what, found: f32, key: &str, tolerance| Told {
            what,
            found: f64::from(found),
            expected: self.fact(key),
            tolerance,
        };
        let of = |fact: &Fact| match fact {
            Fact::UnderNoise {
                probability,
                without,
                ..
            } => {
                let key = "probability_under_noise";
                vec![
                    told(
                        "probability under noise",
                        *probability,
                        key,
                        PROBABILITY_TOLERANCE,
                    ),
                    told(
                        "probability",
                        *without,
                        "probability",
                        PROBABILITY_TOLERANCE,
                    ),
                ]
            }
            Fact::Completeness {
                score,
                baseline_score,
                ..
            } => {
                let key = case
                    .key
                    .replace("integrated", "score")
                    .replace("blur_ig", "score_blurred");
                vec![
                    told("score", *score, "score", SCORE_TOLERANCE),
                    told(
                        "score of the baseline",
                        *baseline_score,
                        &key,
                        SCORE_TOLERANCE,
                    ),
                ]
            }
            Fact::UnderMasks { probability } => {
                let key = "probability_under_masks";
                vec![told(
                    "probability under masks",
                    *probability,
                    key,
                    PROBABILITY_TOLERANCE,
                )]
            }
            _ => Vec::new(),
        };
        found.facts.iter().flat_map(of).collect()
    }
}

fn is_whole(file: &[u8], key: &str) -> bool {
    let file = SafeTensors::deserialize(file).expect("a safetensors fixture");
    file.tensor(key).is_ok()
}

fn case(key: &'static str, method: &'static str, params: ParamValues, tolerance: f64) -> Case {
    Case {
        key,
        method,
        params,
        tolerance,
    }
}

fn of_sums() -> Vec<Case> {
    let noisy = || {
        with(&[
            (&smooth_grad::COPIES, 4.0),
            (&smooth_grad::NOISE, 0.04),
            (&smooth_grad::SEED, 7.0),
        ])
    };
    let path = |chosen: f32| {
        with(&[
            (&baseline::BASELINE, chosen),
            (&baseline::SEED, 3.0),
            (&integrated_gradients::STEPS, 8.0),
        ])
    };
    let integrated = |key, chosen| case(key, "integrated-gradients", path(chosen), SUM_TOLERANCE);
    let blur = with(&[(&blur_ig::STEPS, 8.0)]);
    vec![
        case("smooth_grad", "smooth-grad", noisy(), SUM_TOLERANCE),
        case(
            "smooth_grad_squared",
            "smooth-grad-squared",
            noisy(),
            SUM_TOLERANCE,
        ),
        case("var_grad", "var-grad", noisy(), SUM_TOLERANCE),
        integrated("integrated_black", 0.0),
        integrated("integrated_blur", 3.0),
        integrated("integrated_noise", 4.0),
        case("blur_ig", "blur-ig", blur, SUM_TOLERANCE),
    ]
}

fn of_layers() -> Vec<Case> {
    let by_default = ParamValues::default;
    let fire5 = || with(&[(&grad_cam::LAYER, 5.0)]);
    // Of fire5, the way back goes through rectifiers that rounding may turn over.
    let late = |key, method| case(key, method, by_default(), SMALL_TOLERANCE);
    let early = |key, method| case(key, method, fire5(), TOLERANCE);
    vec![
        late("cam", "cam"),
        late("grad_cam_9", "grad-cam"),
        early("grad_cam_5", "grad-cam"),
        late("grad_cam_plus_plus_9", "grad-cam-plus-plus"),
        early("grad_cam_plus_plus_5", "grad-cam-plus-plus"),
        late("hires_cam_9", "hires-cam"),
        early("hires_cam_5", "hires-cam"),
        late("layer_cam_9", "layer-cam"),
        early("layer_cam_5", "layer-cam"),
    ]
}

fn of_masks_and_controls() -> Vec<Case> {
    let by_default = ParamValues::default;
    let windows = with(&[(&occlusion::SIDE, 64.0), (&occlusion::STRIDE, 48.0)]);
    let masks = |plain: f32| {
        with(&[
            (&rise::MASKS, 24.0),
            (&rise::SEED, 5.0),
            (&rise::ESTIMATOR, plain),
        ])
    };
    let chance = with(&[(&random_map::SEED, 11.0)]);
    vec![
        case("occlusion", "occlusion", windows, SMALL_TOLERANCE),
        case("rise", "rise", masks(0.0), SMALL_TOLERANCE),
        case("rise_plain", "rise", masks(1.0), SMALL_TOLERANCE),
        case("edges", "edges", by_default(), SMALL_TOLERANCE),
        case("random", "random", chance, SMALL_TOLERANCE),
        case("centre", "centre", by_default(), SMALL_TOLERANCE),
    ]
}
