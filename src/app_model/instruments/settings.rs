//! What is set for tests of maps, and the requests that follow from it.

use serde::{Deserialize, Serialize};

use crate::app_model::AppModel;
use crate::catalogue;
use crate::protocol::{
    Change, FaithfulRequest, Filling, MethodChoice, Redraw, SanityRequest, SegmentRequest,
};
use crate::segment::{self, Recipe};
use crate::spec::{ClassId, MethodKind};

use super::ProofRequest;

/// Classes that are tried where the class changes, unless the reader wants others.
const OTHER_CLASSES: u32 = 8;

/// What a border may cost at the most.
pub const MOST_GAMMA: f32 = 10_000.0;
/// Grey levels at the most.
pub const MOST_LEVELS: u8 = 20;
/// Other classes at the most.
pub const MOST_CLASSES: u32 = 100;

/// Of every test.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct InstrumentSettings {
    pub sanity: SanitySettings,
    pub faithful: FaithfulSettings,
    pub object: ObjectSettings,
    pub proof: ProofSettings,
    /// The reader's box: first row, first column, the row after the last, the column after the last.
    pub bounds: Option<[u32; 4]>,
}

/// What changes from one map of the sanity test to the next.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Varied {
    #[default]
    Cascade,
    Alone,
    Classes,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SanitySettings {
    pub varied: Varied,
    /// Where it is weights that change.
    pub redraw: Redraw,
    /// How many, where it is the class.
    pub classes: u32,
    pub seed: u32,
}

impl Default for SanitySettings {
    fn default() -> Self {
        Self {
            varied: Varied::Cascade,
            redraw: Redraw::He,
            classes: OTHER_CLASSES,
            seed: 0,
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FaithfulSettings {
    /// Id of one of [`PROTOCOLS`]; empty: the first.
    protocol: String,
    pub seed: u32,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ObjectSettings {
    /// Id of one of [`segment::RECIPES`]; empty: the first.
    recipe: String,
    /// What a border costs; none: as the recipe has it.
    gamma: Option<f32>,
    /// Whether the map is the mean over ten crops.
    #[serde(default)]
    pub ten_crops: bool,
    pub seed: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProofSettings {
    /// Column and row; none: where the map is strongest.
    pub pixel: Option<(u32, u32)>,
    /// Grey levels up and down.
    pub levels: u8,
}

impl Default for ProofSettings {
    fn default() -> Self {
        Self {
            pixel: None,
            levels: 1,
        }
    }
}

/// How pixels go and come, by a name. What one stands for never changes: links name it.
#[derive(Debug)]
pub struct Protocol {
    /// Permanent, kebab-case.
    pub id: &'static str,
    pub steps: u32,
    pub deletion: Filling,
    pub insertion: Filling,
    pub neighbours: u32,
}

/// Every protocol, the default first.
pub const PROTOCOLS: &[Protocol] = &[
    Protocol {
        id: "quick",
        steps: 28,
        deletion: Filling::MeanColour,
        insertion: Filling::OutOfFocus,
        neighbours: 0,
    },
    Protocol {
        id: "as-published",
        steps: 224,
        deletion: Filling::MeanColour,
        insertion: Filling::OutOfFocus,
        neighbours: 10,
    },
    Protocol {
        id: "road",
        steps: 20,
        deletion: Filling::Imputed,
        insertion: Filling::Imputed,
        neighbours: 0,
    },
];

impl Protocol {
    /// Whether a seed makes a difference.
    pub fn is_by_chance(&self) -> bool {
        let is_drawn = |filling| matches!(filling, Filling::Noise | Filling::Imputed);
        self.neighbours > 0 || [self.deletion, self.insertion].into_iter().any(is_drawn)
    }
}

impl FaithfulSettings {
    pub fn protocol(&self) -> &'static Protocol {
        let found = PROTOCOLS.iter().find(|known| known.id == self.protocol);
        found.unwrap_or(&PROTOCOLS[0])
    }

    pub fn choose(&mut self, protocol: &str) {
        protocol.clone_into(&mut self.protocol);
    }
}

impl ObjectSettings {
    pub fn recipe(&self) -> &'static Recipe {
        segment::recipe(&self.recipe).unwrap_or(segment::RECIPES[0])
    }

    /// Another way has its own price of a border.
    pub fn choose(&mut self, recipe: &str) {
        recipe.clone_into(&mut self.recipe);
        self.gamma = None;
    }

    pub fn gamma(&self) -> f32 {
        self.gamma.unwrap_or(self.recipe().gamma as f32)
    }

    pub fn price(&mut self, gamma: f32) {
        self.gamma = (gamma != self.recipe().gamma as f32).then_some(gamma);
    }
}

impl SanitySettings {
    /// As they were for a request.
    pub fn take(&mut self, request: &SanityRequest) {
        self.seed = request.seed;
        match request.change {
            Change::Cascade(redraw) => (self.varied, self.redraw) = (Varied::Cascade, redraw),
            Change::Alone(redraw) => (self.varied, self.redraw) = (Varied::Alone, redraw),
            Change::Classes { count } => (self.varied, self.classes) = (Varied::Classes, count),
        }
    }
}

impl FaithfulSettings {
    /// As they were for a request; none where no protocol is like that.
    pub fn take(&mut self, request: &FaithfulRequest) -> Option<()> {
        let is_it = |known: &&Protocol| {
            let fillings = [known.deletion, known.insertion];
            let counts = [known.steps, known.neighbours];
            fillings == [request.deletion, request.insertion]
                && counts == [request.steps, request.neighbours]
        };
        self.choose(PROTOCOLS.iter().find(is_it)?.id);
        self.seed = request.seed;
        Some(())
    }
}

impl ObjectSettings {
    /// As they were for a request.
    pub fn take(&mut self, request: &SegmentRequest) {
        self.choose(&request.recipe);
        self.price(request.gamma);
        self.ten_crops = request.ten_crops;
        self.seed = request.seed;
    }
}

impl ProofSettings {
    /// As they were for a request.
    pub fn take(&mut self, request: &ProofRequest) {
        self.pixel = Some(request.pixel);
        self.levels = request.levels;
    }
}

/// The controls, whose curves any other map has to beat.
pub fn controls() -> impl Iterator<Item = &'static str> {
    let all = catalogue::SALIENCY_METHODS.iter();
    all.filter(|spec| spec.kind == MethodKind::Controls)
        .map(|spec| spec.id)
}

impl AppModel {
    /// What is set for tests of maps.
    pub fn instrument_settings(&self) -> &InstrumentSettings {
        &self.instruments.settings
    }

    /// The reader's box, where it lies inside of the picture.
    pub fn reader_box(&self) -> Option<[u32; 4]> {
        let side = self.network().side as u32;
        let is_inside = |[top, left, bottom, right]: &[u32; 4]| {
            top < bottom && left < right && *bottom <= side && *right <= side
        };
        self.instruments.settings.bounds.filter(is_inside)
    }

    /// The class whose maps are tested: the chosen one, else the predicted one.
    fn tested_class(&self) -> Option<ClassId> {
        self.settings.class.or_else(|| self.seen_class(0))
    }

    fn as_set(&self, method: &str) -> MethodChoice {
        MethodChoice {
            method: method.to_owned(),
            params: self.settings.saliency_by(method, None).params,
        }
    }

    /// The test of the method of the part, beside the controls.
    pub fn sanity_request(&self) -> SanityRequest {
        let set = &self.instruments.settings.sanity;
        let change = match set.varied {
            Varied::Cascade => Change::Cascade(set.redraw),
            Varied::Alone => Change::Alone(set.redraw),
            Varied::Classes => Change::Classes { count: set.classes },
        };
        let others = controls().filter(|id| *id != self.settings.method);
        SanityRequest {
            map: self.settings.saliency(self.tested_class()),
            change,
            seed: set.seed,
            controls: others.map(|id| self.as_set(id)).collect(),
        }
    }

    /// The curves of the methods that are put side by side, else of that of the part; and of the controls.
    pub fn faithful_request(&self) -> FaithfulRequest {
        let set = &self.instruments.settings.faithful;
        let protocol = set.protocol();
        let mut methods = self.settings.beside.clone();
        if methods.is_empty() {
            methods.push(self.settings.method);
        }
        let others: Vec<_> = controls().filter(|id| !methods.contains(id)).collect();
        methods.extend(others);
        FaithfulRequest {
            methods: methods.iter().map(|id| self.as_set(id)).collect(),
            class: self.tested_class(),
            steps: protocol.steps,
            deletion: protocol.deletion,
            insertion: protocol.insertion,
            neighbours: protocol.neighbours,
            bounds: self.reader_box(),
            seed: set.seed,
        }
    }

    /// The object by the map of the part.
    pub fn segment_request(&self) -> SegmentRequest {
        let set = &self.instruments.settings.object;
        SegmentRequest {
            recipe: set.recipe().id.to_owned(),
            map: self.settings.saliency(self.tested_class()),
            side: self.network().side as u32,
            ten_crops: set.ten_crops,
            gamma: set.gamma(),
            seed: set.seed,
        }
    }

    /// The proof at a pixel.
    pub fn proof_request(&self, pixel: (u32, u32)) -> ProofRequest {
        ProofRequest {
            pixel,
            levels: self.instruments.settings.proof.levels,
            class: self.tested_class().unwrap_or(ClassId(0)),
        }
    }
}
