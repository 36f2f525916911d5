//! PyTorch's zip format: `NAME/data.pkl` describes, `NAME/data/KEY` holds the numbers of a storage.

use std::collections::BTreeMap;

use super::source::read_exact;
use super::stored::Storage;
use super::zip::{self, Member};
use super::{CheckpointError, Content, OtherFile, ReadAt, pickle, state_dict};

const MAX_PICKLE: u64 = 16 << 20;

pub(super) async fn open<S: ReadAt>(source: &S) -> Result<Content, CheckpointError> {
    let members = zip::members(source).await?;
    let folder = folder_of(&members)?;
    expect_little_endian(source, &members, folder).await?;
    let bytes = read(source, &members, &format!("{folder}data.pkl")).await?;
    let pickled = pickle::read(&bytes)?;
    let mut storages = BTreeMap::new();
    for (key, named) in state_dict::named_storages(&pickled)? {
        let wrong = || CheckpointError::Storage(key.to_owned());
        let name = format!("{folder}data/{key}");
        let member = members.get(&name).ok_or_else(wrong)?;
        let bytes = (named.elements as u64).checked_mul(named.dtype.bytes() as u64);
        if bytes != Some(member.length) {
            return Err(wrong());
        }
        let place = Storage {
            offset: member.offset(source, &name).await?,
            dtype: named.dtype,
            elements: named.elements,
        };
        storages.insert(key, place);
    }
    Ok(Content {
        parts: state_dict::parts(&pickled, &storages)?,
        has_modules: state_dict::holds_modules(&pickled),
    })
}

/// What stands before the outermost `data.pkl`, with its slash.
///
/// # Errors
/// What the archive is instead.
fn folder_of(members: &BTreeMap<String, Member>) -> Result<&str, CheckpointError> {
    let folders = members.keys().filter_map(|name| {
        let folder = name.strip_suffix("data.pkl")?;
        (folder.is_empty() || folder.ends_with('/')).then_some(folder)
    });
    let folder = folders.min_by_key(|folder| folder.matches('/').count());
    let folder = folder.ok_or_else(|| CheckpointError::Other(without_pickle(members)))?;
    // A module compiled by TorchScript brings its code.
    let is_script = members.keys().any(|name| {
        let inside = name.strip_prefix(folder);
        inside.is_some_and(|name| name == "constants.pkl" || name.starts_with("code/"))
    });
    match is_script {
        true => Err(CheckpointError::Other(OtherFile::TorchScript)),
        false => Ok(folder),
    }
}

fn without_pickle(members: &BTreeMap<String, Member>) -> OtherFile {
    let has = |end: &str| members.keys().any(|name| name.ends_with(end));
    if has(".weights.h5") {
        OtherFile::Keras
    } else if has(".npy") {
        OtherFile::Numpy
    } else {
        OtherFile::Archive
    }
}

/// Files since PyTorch 2.1 say which way round they are; the earlier ones are little-endian.
async fn expect_little_endian<S: ReadAt>(
    source: &S,
    members: &BTreeMap<String, Member>,
    folder: &str,
) -> Result<(), CheckpointError> {
    let name = format!("{folder}byteorder");
    if members.contains_key(&name) && read(source, members, &name).await? != b"little" {
        return Err(CheckpointError::BigEndian);
    }
    Ok(())
}

async fn read<S: ReadAt>(
    source: &S,
    members: &BTreeMap<String, Member>,
    name: &str,
) -> Result<Vec<u8>, CheckpointError> {
    let missing = || CheckpointError::NoRecord(name.to_owned());
    let member = members.get(name).ok_or_else(missing)?;
    if member.length > MAX_PICKLE {
        let (what, limit) = ("the pickle", MAX_PICKLE);
        return Err(CheckpointError::TooLarge { what, limit });
    }
    read_exact(source, member.offset(source, name).await?, member.length).await
}
