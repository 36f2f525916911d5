use serde::{Deserialize, Serialize};

use crate::app_model::{Bytes, Floats, Later, Map, NoticeKind, Standstill};
use crate::protocol::SaliencyRequest;
use crate::scores::Standing;
use crate::spec::ClassId;

/// Maps that stand side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// No other series of the page has it.
    pub number: u32,
    /// Id of the network that all are of.
    pub network: &'static str,
    pub items: Vec<Item>,
    pub standstill: Option<Standstill>,
    pub ways: Ways,
}

/// A class and its probability.
pub type Seen = Option<(ClassId, f32)>;

/// What the network finds in the pictures of a series, made ready in every way.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ways {
    /// Positions in the series of the pictures that were shown.
    pub of: Vec<usize>,
    /// How many of how many have been.
    pub progress: Option<[u32; 2]>,
    /// For each way of [`Preparation::ALL`](crate::spec::Preparation::ALL), class and probability of each picture; none
    /// where the scores are no numbers.
    pub found: Later<Vec<Vec<Seen>>>,
}

/// One map of a series: what it is of, and how far it has come.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    pub request: SaliencyRequest,
    /// None: the picture of the page.
    pub picture: Option<Named>,
    /// `[side, side, 3]`, once they are there.
    pub pixels: Option<Bytes>,
    pub found: Found,
    /// How many of how many parts of its map are done while that is computed, where there are several.
    pub progress: Option<[u32; 2]>,
    /// While its map is computed, once they are there.
    pub scores: Option<Floats>,
}

/// A picture of a series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    pub name: String,
    /// The id of a sample.
    pub sample: Option<String>,
    /// The class that its label says, where it has one.
    pub truth: Option<ClassId>,
}

/// How far a map has come.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// Its turn comes.
    Waiting,
    /// Its picture is being decoded.
    Opening,
    Computing,
    Done(ItemMap),
    Failed(Trouble),
}

/// Why there is no map.
#[derive(Debug, Clone, PartialEq)]
pub enum Trouble {
    /// There is no picture, for the reason that a notice would give.
    NoPicture(NoticeKind),
    /// The engine's reason, in English.
    NoMap(String),
}

/// A map with what the network says of its picture.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemMap {
    pub map: Map,
    /// The class that is explained.
    pub class: Standing,
    /// The class of the picture's label and its rank, from 1.
    pub truth: Option<(Standing, usize)>,
    /// From the request's arrival at the engine.
    pub elapsed_ms: f32,
    pub variant: String,
}

impl Series {
    pub(super) fn new(number: u32, network: &'static str, items: Vec<Item>) -> Self {
        Self {
            number,
            network,
            items,
            standstill: None,
            ways: Ways::default(),
        }
    }

    /// Whether something will still happen by itself.
    pub fn is_under_way(&self) -> bool {
        self.standstill.is_none() && self.items.iter().any(|item| !item.found.is_over())
    }

    /// How many maps have ended, be it without an answer, and how many there will be.
    pub fn ended(&self) -> (usize, usize) {
        let over = self.items.iter().filter(|item| item.found.is_over());
        (over.count(), self.items.len())
    }

    /// Every map that there is, with what it is of.
    pub fn maps(&self) -> impl Iterator<Item = (&Item, &ItemMap)> {
        let map = |item: &'_ Item| item.found.map().is_some();
        let items = self.items.iter().filter(move |item| map(item));
        items.filter_map(|item| Some((item, item.found.map()?)))
    }

    /// How far the first of the maps under way has come, where it has several parts.
    pub fn progress(&self) -> Option<[u32; 2]> {
        self.items.iter().find_map(|item| item.progress)
    }

    /// The first map whose turn has not come, where fewer than so many are being made.
    pub(super) fn next(&self, at_once: usize) -> Option<usize> {
        let is_busy = |item: &&Item| matches!(item.found, Found::Opening | Found::Computing);
        if self.standstill.is_some() || self.items.iter().filter(is_busy).count() >= at_once {
            return None;
        }
        let is_next = |item: &Item| item.found == Found::Waiting;
        self.items.iter().position(is_next)
    }

    /// Nothing more happens; what was found stays, and what runs has its turn taken back.
    pub(super) fn stand_still(&mut self, why: Standstill) {
        if !self.is_under_way() {
            return;
        }
        self.standstill = Some(why);
        for item in &mut self.items {
            if !item.found.is_over() {
                item.found = Found::Waiting;
            }
            item.rest();
        }
    }
}

impl Item {
    pub(super) fn new(request: SaliencyRequest, picture: Option<Named>) -> Self {
        Self {
            request,
            picture,
            pixels: None,
            found: Found::Waiting,
            progress: None,
            scores: None,
        }
    }

    /// Nothing is being computed for it.
    pub(super) fn rest(&mut self) {
        self.progress = None;
        self.scores = None;
    }
}

impl Found {
    /// Whether nothing more comes of it.
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Done(_) | Self::Failed(_))
    }

    pub fn map(&self) -> Option<&ItemMap> {
        match self {
            Self::Done(map) => Some(map),
            _ => None,
        }
    }

    /// How tests and records know how far it has come.
    pub fn id(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Opening => "opening",
            Self::Computing => "computing",
            Self::Done(_) => "done",
            Self::Failed(_) => "failed",
        }
    }
}

#[cfg(test)]
impl Series {
    /// Of these maps, as the first one of the page.
    pub(crate) fn for_tests(items: Vec<Item>) -> Self {
        Self::new(1, crate::catalogue::NETWORKS[0].id, items)
    }
}
