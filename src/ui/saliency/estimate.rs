//! How long the map that is set will take; pure functions.

use crate::app_model::AppModel;
use crate::catalogue;
use crate::protocol::SaliencyRequest;

/// In milliseconds, from the time that the last map took or else the scores; none before either.
pub fn expected_ms(model: &AppModel) -> Option<f64> {
    expected_ms_by(model, model.settings.method)
}

/// The same by another method, as that is set.
pub fn expected_ms_by(model: &AppModel, method: &str) -> Option<f64> {
    let side = model.network().side;
    let wanted = forwards(&model.settings.saliency_by(method, None), side)?;
    let of_map = model.saliency.map.as_ref().and_then(|map| {
        let ms = f64::from(map.elapsed_ms);
        Some(ms / forwards(&map.request, side)?)
    });
    let scores = model.saliency.scores.as_ref();
    let of_scores = || scores.map(|scores| f64::from(scores.elapsed_ms));
    Some(wanted * of_map.or_else(of_scores)?)
}

/// What a map takes, in forward passes, with the one that tells the scores.
fn forwards(request: &SaliencyRequest, side: usize) -> Option<f64> {
    let method = catalogue::saliency_method(&request.method)?;
    Some(1.0 + (method.cost)(&request.params, side).in_forwards())
}

/// To two digits: no estimate is better, and a name that changes all the time cannot be read.
pub fn rounded(ms: f64) -> f64 {
    let step = 10_f64.powf((ms.max(1.0).log10().floor() - 1.0).max(0.0));
    (ms / step).round() * step
}
