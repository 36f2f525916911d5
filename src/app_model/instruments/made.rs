//! A run of every instrument, for tests of what is done with them.

use crate::app_model::AppModel;
use crate::app_model::map::Map;
use crate::protocol::FaithfulRequest;
use crate::protocol::{
    Change, Changed, FaithfulFigures, Filling, Found, InBox, Likeness, MethodChoice, Redraw,
    SaliencyRequest, SanityRequest, SanityStep, SegmentFacts, SegmentRequest,
};
use crate::scores::Standing;
use crate::spec::{ClassId, ParamValues};

use super::asked::Asked;
use super::{FoundObject, InstrumentEnd, InstrumentRun, JudgedMap, ProofRequest, Slope, TestedMap};

const CLASS: ClassId = ClassId(6);

fn map_request(method: &str) -> SaliencyRequest {
    SaliencyRequest {
        method: method.to_owned(),
        params: ParamValues::default(),
        class: Some(CLASS),
    }
}

fn choice(method: &str) -> MethodChoice {
    MethodChoice {
        method: method.to_owned(),
        params: ParamValues::default(),
    }
}

fn tested(what: Changed, size: f32) -> TestedMap {
    TestedMap {
        step: SanityStep {
            what,
            done: 1,
            total: 3,
            standing: Standing {
                class: CLASS,
                score: 2.5,
                probability: 0.25,
            },
            escaped: false,
            is_zero: false,
            likeness: Some(Likeness {
                signed: Some(-0.5),
                size: Some(size),
                coarse: None,
                ssim: Some(0.125),
                hog: Some(0.0),
            }),
            entropy: Some(3.5),
        },
        map: Map::of_pixels(vec![size; 224 * 224 * 3].into()).square(),
    }
}

fn judged(method: u32) -> JudgedMap {
    let order: Vec<u32> = (0..224 * 224).rev().collect();
    JudgedMap {
        figures: FaithfulFigures {
            method,
            class: CLASS,
            deletion: vec![0.5, 0.25, 0.0],
            insertion: vec![0.125, 0.25, 0.5],
            areas: [0.25, 0.28125],
            kept_and_removed: None,
            sensitivity: None,
            gini: Some(0.5),
            inside: Some(InBox {
                points_inside: Some(true),
                share: Some(0.5),
                area: 0.25,
            }),
            is_zero: false,
        },
        order: order.into_iter().flat_map(u32::to_le_bytes).collect(),
    }
}

impl AppModel {
    fn ran<Q: Asked>(&mut self, request: Q, answers: Vec<Q::Answer>) {
        let pixels = self.pixels().cloned().expect("a picture");
        self.instruments.count += 1;
        let run = InstrumentRun {
            pixels,
            number: self.instruments.count,
            network: self.settings.network,
            variant: "simd".to_owned(),
            end: Some(InstrumentEnd::Finished),
            ..InstrumentRun::for_tests(request, answers)
        };
        Q::bench(&mut self.instruments).push(run);
    }

    /// Puts one of each on the bench.
    pub(crate) fn put_to_test_for_tests(&mut self) {
        let request = SanityRequest {
            map: map_request("gradient"),
            change: Change::Alone(Redraw::Permutation),
            seed: 7,
            controls: vec![choice("edges")],
        };
        let answers = vec![
            tested(Changed::Nothing, 1.0),
            tested(Changed::Method("edges".to_owned()), 0.75),
            tested(Changed::Layer("conv10".to_owned()), 0.5),
        ];
        self.ran(request, answers);
        let request = FaithfulRequest {
            methods: ["gradient", "edges", "random", "centre"].map(choice).into(),
            class: Some(CLASS),
            steps: 20,
            deletion: Filling::Imputed,
            insertion: Filling::Imputed,
            neighbours: 0,
            bounds: Some([1, 2, 30, 40]),
            seed: 3,
        };
        self.ran(request, vec![judged(0), judged(1)]);
        let request = SegmentRequest {
            recipe: "simonyan".to_owned(),
            map: map_request("gradient"),
            side: 224,
            ten_crops: false,
            gamma: 12.5,
            seed: 1,
        };
        let mut mask = vec![0; 224 * 224];
        mask[..224].fill(2);
        let found = FoundObject {
            class: CLASS,
            facts: SegmentFacts {
                found: Found::Object,
                labelled: 224,
                object: 224,
                regions: 1,
                bounds: Some([0, 0, 1, 224]),
                energy: 1.5,
                rounds: 1,
            },
            mask: mask.into(),
        };
        self.ran(request, vec![found]);
        let request = ProofRequest {
            pixel: (120, 80),
            levels: 4,
            class: CLASS,
        };
        let slope = Slope {
            levels: 8,
            scores: [2.0, 2.5],
        };
        self.ran(request, vec![[slope; 3]]);
        // The reader's box shares one row in two with the object.
        self.instruments.settings.bounds = Some([0, 0, 2, 224]);
    }
}
