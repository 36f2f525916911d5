//! Every way in which a weights file can be wrong.

use crate::common;

use burn::tensor::Device;
use common::toy::file;
use gradoscope::engine::network::{Conv, NetworkError, Weights, WeightsError, load};
use safetensors::{Dtype, tensor::TensorView};

const GOOD: [(&str, &[usize], [f32; 1]); 2] =
    [("c.weight", &[1, 1, 1, 1], [0.5]), ("c.bias", &[1], [0.0])];

fn good() -> Vec<(&'static str, &'static [usize], Vec<f32>)> {
    GOOD.iter()
        .map(|(name, shape, values)| (*name, *shape, values.to_vec()))
        .collect()
}

/// What loading one convolution of 1x1x1x1 says.
fn refusal(bytes: &[u8]) -> Option<WeightsError> {
    let load = || {
        let weights = Weights::parse(bytes)?;
        Conv::load(&weights, "c", [1, 1, 1], [1, 0], &Device::flex())?;
        weights.finish()
    };
    load().err()
}

#[test]
fn a_whole_file_loads() {
    assert_eq!(refusal(&file(&good())), None);
}

#[test]
fn rejects_weights_with_a_missing_tensor() {
    let bytes = file(&good()[..1]);
    assert_eq!(
        refusal(&bytes),
        Some(WeightsError::Missing("c.bias".to_owned()))
    );
}

#[test]
fn rejects_weights_with_a_surplus_tensor() {
    let mut tensors = good();
    tensors.push(("d.bias", &[1], vec![0.0]));
    assert_eq!(
        refusal(&file(&tensors)),
        Some(WeightsError::Surplus("d.bias".to_owned()))
    );
}

#[test]
fn rejects_weights_with_a_misshapen_tensor() {
    let mut tensors = good();
    tensors[0] = ("c.weight", &[1, 1, 1, 2], vec![0.0, 0.0]);
    let expected = WeightsError::Shape {
        name: "c.weight".to_owned(),
        expected: vec![1, 1, 1, 1],
        found: vec![1, 1, 1, 2],
    };
    assert_eq!(refusal(&file(&tensors)), Some(expected));
}

#[test]
fn rejects_weights_that_are_not_finite() {
    for value in [f32::NAN, f32::INFINITY] {
        let mut tensors = good();
        tensors[1].2 = vec![value];
        let expected = WeightsError::NotFinite("c.bias".to_owned());
        assert_eq!(refusal(&file(&tensors)), Some(expected));
    }
}

#[test]
fn rejects_weights_of_another_type() {
    let half = [0_u8; 2];
    let view = TensorView::new(Dtype::F16, vec![1, 1, 1, 1], &half).expect("a tensor");
    let bytes = safetensors::serialize([("c.weight", view)], None).expect("a file");
    let expected = WeightsError::Dtype {
        name: "c.weight".to_owned(),
        found: "F16".to_owned(),
    };
    assert_eq!(refusal(&bytes), Some(expected));
}

#[test]
fn rejects_what_is_not_a_safetensors_file_or_only_a_part_of_one() {
    let whole = file(&good());
    for bytes in [&b"not at all"[..], &[], &whole[..whole.len() - 1]] {
        let found = refusal(bytes);
        assert!(
            matches!(found, Some(WeightsError::NotSafetensors(_))),
            "{found:?}"
        );
    }
}

#[test]
fn names_the_hash_it_expected_and_the_one_it_found() {
    let found = load("squeezenet-1.1", b"abc", &Device::flex()).err();
    // SHA-256 of "abc", from FIPS 180-2, appendix B.1.
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    let Some(NetworkError::Weights(WeightsError::Hash { expected, found })) = found else {
        panic!("{found:?}");
    };
    assert_eq!(found, abc);
    assert_eq!(expected, gradoscope::catalogue::NETWORKS[0].sha256);
}

#[test]
fn refuses_a_network_that_does_not_exist() {
    let found = load("resnet-1", &[], &Device::flex()).err();
    assert_eq!(
        found,
        Some(NetworkError::NoSuchNetwork("resnet-1".to_owned()))
    );
}
