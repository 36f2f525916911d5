use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::catalogue;
use crate::protocol::SaliencyRequest;
use crate::render::{ColourMap, Reduction, Scale};
use crate::spec::{ClassId, ParamValues};

/// Parts of the practical, by their permanent ids.
pub mod part {
    pub const SALIENCY: &str = "saliency";
    pub const ADVERSARIAL: &str = "adversarial";
    pub const VISUALISATION: &str = "visualisation";
    pub const TWO_NETWORKS: &str = "two-networks";
    /// The first one first.
    pub const ALL: [&str; 4] = [SALIENCY, ADVERSARIAL, VISUALISATION, TWO_NETWORKS];
}

/// What follows from the map of the first part, by permanent ids.
pub mod leaf {
    pub const MEANING: &str = "meaning";
    pub const METHODS: &str = "methods";
    pub const PICTURES: &str = "pictures";
    pub const SANITY: &str = "sanity";
    pub const FAITHFUL: &str = "faithful";
    pub const DOCTOR: &str = "doctor";
    pub const OBJECT: &str = "object";
    /// The first one first.
    pub const ALL: [&str; 7] = [MEANING, METHODS, PICTURES, SANITY, FAITHFUL, DOCTOR, OBJECT];
}

/// What the reader chose; nothing here is lost when a worker ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    pub network: &'static str,
    pub device: DeviceWish,
    pub method: &'static str,
    /// By method; a method that is not named has its defaults.
    pub params: BTreeMap<&'static str, ParamValues>,
    /// Methods that are put side by side, in the order of the catalogue.
    pub beside: Vec<&'static str>,
    /// Whether maps side by side are drawn on one scale for each unit.
    pub one_scale: bool,
    /// None: the predicted class.
    pub class: Option<ClassId>,
    pub reduction: Reduction,
    pub colours: ColourMap,
    pub scale: Scale,
    pub view: MapView,
    /// Of the map over the image, in 0..1.
    pub opacity: f32,
    /// Id of the part of the practical that is open; empty: the first.
    pub part: String,
    /// Of [`leaf::ALL`]: what is shown under the map.
    pub leaf: &'static str,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            network: catalogue::NETWORKS[0].id,
            device: DeviceWish::default(),
            method: catalogue::SALIENCY_METHODS[0].id,
            params: BTreeMap::new(),
            beside: Vec::new(),
            one_scale: false,
            class: None,
            reduction: Reduction::default(),
            colours: ColourMap::default(),
            scale: Scale::default(),
            view: MapView::default(),
            opacity: 0.6,
            part: String::new(),
            leaf: leaf::MEANING,
        }
    }
}

/// A change of how the map is drawn; nothing is computed anew for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Adjustment {
    Reduction(Reduction),
    Colours(ColourMap),
    Scale(Scale),
    View(MapView),
    /// In 0..1.
    Opacity(f32),
}

impl Settings {
    /// What is asked to explain `class`, or else the predicted class, as everything is set.
    pub fn saliency(&self, class: Option<ClassId>) -> SaliencyRequest {
        self.saliency_by(self.method, class)
    }

    /// The same by another method, as it is set.
    pub fn saliency_by(&self, method: &str, class: Option<ClassId>) -> SaliencyRequest {
        SaliencyRequest {
            method: method.to_owned(),
            params: self.params.get(method).cloned().unwrap_or_default(),
            class,
        }
    }

    pub(super) fn adjust(&mut self, adjustment: Adjustment) {
        match adjustment {
            Adjustment::Reduction(reduction) => self.reduction = reduction,
            Adjustment::Colours(colours) => self.colours = colours,
            Adjustment::Scale(scale) => self.scale = scale,
            Adjustment::View(view) => self.view = view,
            Adjustment::Opacity(opacity) => self.opacity = opacity.clamp(0.0, 1.0),
        }
    }
}

/// The device that the reader wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceWish {
    /// WebGPU on a real adapter, else the CPU.
    #[default]
    Auto,
    Cpu,
    WebGpu,
}

impl DeviceWish {
    /// From the `device` parameter of the address.
    pub fn from_param(value: &str) -> Option<Self> {
        match value.to_ascii_lowercase().as_str() {
            "auto" => Some(Self::Auto),
            "cpu" => Some(Self::Cpu),
            "webgpu" | "gpu" => Some(Self::WebGpu),
            _ => None,
        }
    }
}

/// How the map is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MapView {
    #[default]
    Alone,
    OverImage,
    /// In its place in the whole picture.
    InPlace,
}

/// Parameters by the ids of their methods, as they are kept. One after the other: to collect them would
/// take a sort into the page's first module that it needs nowhere else.
pub(in crate::app_model) fn kept_params(
    params: &BTreeMap<&'static str, ParamValues>,
) -> BTreeMap<String, ParamValues> {
    let mut kept = BTreeMap::new();
    for (method, values) in params {
        kept.insert((*method).to_owned(), values.clone());
    }
    kept
}
