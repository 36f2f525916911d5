//! A reader's own checkpoint: looked through before it is trusted, then made into a network, without
//! ever holding the whole file.

use burn::tensor::Device;
use gradoscope_checkpoint::{Checkpoint, CheckpointError, ReadAt};
use sha2::{Digest, Sha256};

use super::Network;
use super::normalisation::Normalisation;
use super::onnx::{self, OnnxError};
use super::recognise::{Recognised, recognise};
use super::refusal;
use crate::protocol::{CheckpointRefusal, CheckpointSheet};
use crate::spec::Preparation;

/// What a network may take in all, in bytes: the weights and what working with them needs.
pub const MOST_BYTES: u64 = 1_200_000_000;
/// What reading a block and one gradient need beside the weights, in bytes.
const WORK_BYTES: u64 = 300_000_000;
/// Enough of a file to tell whether it is a model.
const HEAD_BYTES: u64 = 512;
/// How much is hashed at a time.
const PIECE_BYTES: usize = 8 << 20;

/// What a network of so many weights takes, in bytes.
pub fn needed_bytes(parameters: usize) -> u64 {
    4 * parameters as u64 + WORK_BYTES
}

/// Reads the checkpoint in `source` through: its network, every number, the hash of every byte.
/// `most_bytes` is what it may take; `progress` hears the share that is done, in 0..1.
///
/// # Errors
/// The [`CheckpointRefusal`] that says why it cannot be used.
pub async fn inspect<S: ReadAt>(
    source: &S,
    file_name: &str,
    most_bytes: u64,
    mut progress: impl FnMut(f32),
) -> Result<CheckpointSheet, CheckpointRefusal> {
    let half = |done: f32, of: f32| done / of.max(1.0) / 2.0;
    let length = source.length();
    let mut read = |done: usize, of: usize| progress(half(done as f32, of as f32));
    let sheet = match is_model(source).await? {
        true => model_sheet(source, most_bytes, &mut read).await?,
        false => checkpoint_sheet(source, file_name, most_bytes, &mut read).await?,
    };
    let sha256 = hash(source, |done| {
        progress(0.5 + half(done as f32, length as f32));
    })
    .await?;
    Ok(CheckpointSheet {
        sha256,
        file_name: file_name.to_owned(),
        bytes: length,
        ..sheet
    })
}

/// Whether it brings its own operations.
async fn is_model<S: ReadAt>(source: &S) -> Result<bool, CheckpointError> {
    let head = source.length().min(HEAD_BYTES) as usize;
    Ok(gradoscope_checkpoint::onnx::is_model(
        &source.read_at(0, head).await?,
    ))
}

/// Of a checkpoint, without what is known of any file.
async fn checkpoint_sheet<S: ReadAt>(
    source: &S,
    file_name: &str,
    most_bytes: u64,
    progress: &mut impl FnMut(usize, usize),
) -> Result<CheckpointSheet, CheckpointRefusal> {
    let checkpoint = Checkpoint::open(source).await?;
    let recognised = match (recognise(&checkpoint), refusal::pieces(file_name)) {
        (Err(not), Some(count)) => return Err(refusal::piece(count, not.to_string())),
        _ => network_of(&checkpoint)?,
    };
    let normalisation = recognised.own_normalisation(source).await?;
    let parameters = recognised.parameters();
    expect_room(parameters, most_bytes)?;
    recognised.check(source, progress).await?;
    Ok(CheckpointSheet {
        architecture: recognised.architecture.spec.id.to_owned(),
        classes: recognised.classes,
        parameters,
        path: recognised.path,
        normalisation: normalisation.map(Normalisation::in_ten_thousandths),
        ..CheckpointSheet::default()
    })
}

/// Likewise of a model.
async fn model_sheet<S: ReadAt>(
    source: &S,
    most_bytes: u64,
    progress: &mut impl FnMut(usize, usize),
) -> Result<CheckpointSheet, CheckpointRefusal> {
    let opened = onnx::Opened::read(source).await?;
    let parameters = opened.parameters();
    expect_room(parameters, most_bytes)?;
    opened.check(source, progress).await?;
    Ok(CheckpointSheet {
        architecture: onnx::ENTRY.id.to_owned(),
        classes: opened.classes(),
        parameters,
        preparation: opened.preparation().id.to_owned(),
        graph: Some(Box::new(opened.sheet())),
        ..CheckpointSheet::default()
    })
}

/// Makes the network from the checkpoint in `source`, with pictures made ready as `preparation` says where the file does
/// not; `progress` hears how many numbers have been read, of how many.
///
/// # Errors
/// As [`inspect`].
pub async fn load<S: ReadAt>(
    source: &S,
    most_bytes: u64,
    preparation: Preparation,
    device: &Device,
    progress: impl FnMut(usize, usize),
) -> Result<Box<dyn Network>, CheckpointRefusal> {
    if is_model(source).await? {
        let opened = onnx::Opened::read(source).await?;
        expect_room(opened.parameters(), most_bytes)?;
        let network = opened.load(source, preparation, device, false, progress);
        return Ok(network.await.map_err(OnnxError::from)?);
    }
    let checkpoint = Checkpoint::open(source).await?;
    let recognised = network_of(&checkpoint)?;
    expect_room(recognised.parameters(), most_bytes)?;
    Ok(recognised.load(source, device, progress).await?)
}

fn network_of(checkpoint: &Checkpoint) -> Result<Recognised<'_>, CheckpointRefusal> {
    recognise(checkpoint).map_err(|not| refusal::not_recognised(&not, checkpoint.has_modules))
}

/// The refusal of a checkpoint whose scores, or their gradient, are not finite on the picture of the
/// self-check.
pub fn overflow() -> CheckpointRefusal {
    refusal::overflow()
}

fn expect_room(parameters: usize, most_bytes: u64) -> Result<(), CheckpointRefusal> {
    let needed_bytes = needed_bytes(parameters);
    if needed_bytes <= most_bytes {
        return Ok(());
    }
    Err(CheckpointRefusal::Memory {
        needed_bytes,
        most_bytes,
    })
}

/// Lower-case hexadecimal SHA-256 of everything.
async fn hash<S: ReadAt>(
    source: &S,
    mut progress: impl FnMut(u64),
) -> Result<String, CheckpointError> {
    let length = source.length();
    let mut hasher = Sha256::new();
    let mut done = 0;
    while done < length {
        let piece = (length - done).min(PIECE_BYTES as u64);
        hasher.update(source.read_at(done, piece as usize).await?);
        done += piece;
        progress(done);
    }
    Ok(super::weights::hex(&hasher.finalize()))
}
