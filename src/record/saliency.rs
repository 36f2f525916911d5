use std::sync::Arc;

use serde_json::{Value, json};

use super::finding::{Finding, hash_of_floats, value};
use super::{Numbers, params};
use crate::app_model::{AppModel, Map, Settings};
use crate::protocol::SaliencyRequest;
use crate::render::{limits, on_pixels};
use crate::{catalogue, scores};

pub(super) fn finding(model: &AppModel) -> Option<Finding> {
    let found = model.saliency.map.as_ref()?;
    let scores = model.saliency.scores.as_ref();
    let scores = scores.filter(|scores| Arc::ptr_eq(&scores.pixels, &found.pixels));
    let standing = scores.and_then(|scores| scores.of(found.class));
    let rank = scores.and_then(|scores| scores::rank(&scores.values, found.class));
    Some(Finding {
        link: model.link_to_map(&found.request, &found.pixels),
        link_before: None,
        pixels: Some(found.pixels.clone()),
        variant: Some(found.variant.clone()),
        request: request(model, &found.request)?,
        changes: Vec::new(),
        result: json!({
            "class": found.class.0,
            "score": standing.map(|standing| value(&standing.score)),
            "probability": standing.map(|standing| value(&standing.probability)),
            "rank": rank,
            "map": figures(&found.map),
            "drawn": drawn(&model.settings),
            "last_colour": value(&last_colour(model, &found.map, found.pixels.len())),
            "elapsed_ms": value(&found.elapsed_ms),
        }),
        numbers: &[Numbers::Map],
    })
}

/// The value that the last colour stands for, the map drawn as maps are now.
fn last_colour(model: &AppModel, map: &Map, bytes: usize) -> f32 {
    let settings = &model.settings;
    let side = (bytes / 3).isqrt() as u32;
    let values = on_pixels(&map.values, &map.sheet, settings.reduction, side);
    limits(&values, settings.scale).high
}

/// How maps are drawn now.
pub(super) fn drawn(settings: &Settings) -> Value {
    json!({
        "reduction": value(&settings.reduction),
        "colours": value(&settings.colours),
        "scale": value(&settings.scale),
        "view": value(&settings.view),
        "opacity": value(&settings.opacity),
    })
}

pub(super) fn request(model: &AppModel, request: &SaliencyRequest) -> Option<Value> {
    let method = catalogue::saliency_method(&request.method)?;
    let named = params::named(method.params, &request.params, model.network());
    Some(params::request(request, named))
}

/// What the numbers of a map are; their hash is of float32, little-endian.
pub(super) fn figures(map: &Map) -> Value {
    let ends = |pick: fn(f32, f32) -> f32| value(&map.values.iter().copied().reduce(pick));
    json!({
        "sheet": value(&map.sheet),
        "facts": value(&map.facts.read()),
        "least": ends(f32::min),
        "greatest": ends(f32::max),
        "values_sha256": hash_of_floats(&map.values),
    })
}
