//! What a part of the practical says of its result, and how figures are written.

use serde::Serialize;
use serde_json::Value;

use super::Numbers;
use crate::app_model::Bytes;
use crate::image::sha256;
use crate::labels;
use crate::scores::Standing;
use crate::spec::{ClassId, Lang};

/// What a part of the practical says of its result.
pub(super) struct Finding {
    pub link: Option<String>,
    pub link_before: Option<String>,
    /// The image that it is about; none where it is about none, or about several.
    pub pixels: Option<Bytes>,
    /// The kernels that computed it; none where nobody noted them.
    pub variant: Option<String>,
    pub request: Value,
    pub changes: Vec<Value>,
    pub result: Value,
    /// Arrays that can be saved of it.
    pub numbers: &'static [Numbers],
}

/// As JSON. By way of text, so that float32 keep their shortest form.
pub(super) fn value(of: &impl Serialize) -> Value {
    let text = serde_json::to_string(of).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

pub(super) fn hash_of_floats(values: &[f32]) -> String {
    let bytes: Vec<u8> = values.iter().flat_map(|v| v.to_le_bytes()).collect();
    sha256(&bytes)
}

/// Index and English name of a class.
pub(super) fn class_cells(class: ClassId) -> [String; 2] {
    let name = labels::name(class, Lang::En).unwrap_or_default();
    [class.to_string(), name.to_owned()]
}

/// The class, its name, score and probability; empty where there is none.
pub(super) fn standing_cells(standing: Option<&Standing>) -> [String; 4] {
    standing.map_or_else(Default::default, |standing| {
        let [class, name] = class_cells(standing.class);
        let (score, probability) = (standing.score, standing.probability);
        [class, name, score.to_string(), probability.to_string()]
    })
}

/// The columns of [`standing_cells`].
pub(super) fn standing_columns(of: &str) -> [String; 4] {
    ["class", "class_name", "score", "probability"].map(|what| format!("{of}_{what}"))
}
