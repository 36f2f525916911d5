//! Ways back that end at a layer, or go by another rule: the same on two implementations.

use burn::tensor::Tensor;
use gradoscope::engine::network::{NetworkError, Rule, SCORES, Seed, Trace};

use super::random::noise;

const RULES: [Rule; 3] = [Rule::Gradient, Rule::Guided, Rule::Deconvnet];

/// Gradients of the scores with respect to the image by every rule, and with respect to every layer by
/// one of them.
///
/// # Panics
/// When some relative L2 distance is above `tolerance`, or only one of the two has an answer.
pub fn compare(traces: [&mut Trace<'_>; 2], layers: &[&str], tolerance: f64) {
    for (way, distance) in distances(traces, layers) {
        assert!(distance <= tolerance, "{way}: {distance:e}");
    }
}

/// The same: each way and its relative L2 distance.
///
/// # Panics
/// When only one of the two has an answer.
pub fn distances(mut traces: [&mut Trace<'_>; 2], layers: &[&str]) -> Vec<(String, f64)> {
    let image = RULES.map(|rule| (None, rule));
    let turns = RULES.iter().cycle();
    let at_layers = layers
        .iter()
        .zip(turns)
        .map(|(layer, rule)| (Some(*layer), *rule));
    let mut compared = Vec::new();
    for (to, rule) in image.into_iter().chain(at_layers) {
        let [found, expected] = traces.each_mut().map(|trace| pull_back(trace, to, rule));
        match (found, expected) {
            (Ok((shape, found)), Ok((expected_shape, expected))) => {
                assert_eq!(shape, expected_shape, "{to:?}");
                // Of a small network it may be zero everywhere.
                let distance = match found == expected {
                    true => 0.0,
                    false => super::relative_l2(&found, &expected),
                };
                compared.push((format!("{to:?}, {rule:?}"), distance));
            }
            (found, expected) => assert_eq!(found.err(), expected.err(), "{to:?}"),
        }
    }
    assert!(compared.len() > layers.len(), "too few ways back");
    compared
}

fn pull_back(
    trace: &mut Trace<'_>,
    to: Option<&str>,
    rule: Rule,
) -> Result<([usize; 4], Vec<f32>), NetworkError> {
    let scores = trace.activation(SCORES)?;
    let shape = scores.dims();
    let weights = super::tensor(&noise(shape.iter().product(), 78), shape, &scores.device());
    let gradient: Tensor<4> = trace.pull_back_to(
        to,
        rule,
        &[Seed {
            layer: SCORES,
            weights,
        }],
    )?;
    let shape = gradient.dims();
    Ok((shape, gradient.into_data().try_into_vec().expect("float32")))
}
