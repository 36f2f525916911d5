//! PyTorch's zip format: `NAME/data.pkl` describes, `NAME/data/KEY` holds the numbers of a storage.

use std::collections::BTreeMap;

use super::source::read_exact;
use super::stored::Storage;
use super::zip::{self, Member};
use super::{CheckpointError, ReadAt, Stored, pickle, state_dict};

const MAX_PICKLE: u64 = 16 << 20;

pub(super) async fn open<S: ReadAt>(source: &S) -> Result<Vec<Stored>, CheckpointError> {
    let members = zip::members(source).await?;
    let folder = folder_of(&members)?;
    expect_little_endian(source, &members, folder).await?;
    let bytes = read(source, &members, &format!("{folder}data.pkl")).await?;
    let pickled = pickle::read(&bytes)?;
    let mut storages = BTreeMap::new();
    for (key, named) in state_dict::named_storages(&pickled)? {
        let wrong = || CheckpointError::Storage(key.to_owned());
        let member = members
            .get(&format!("{folder}data/{key}"))
            .ok_or_else(wrong)?;
        let bytes = (named.elements as u64).checked_mul(named.dtype.bytes() as u64);
        if bytes != Some(member.length) {
            return Err(wrong());
        }
        let place = Storage {
            offset: member.offset(source).await?,
            dtype: named.dtype,
            elements: named.elements,
        };
        storages.insert(key, place);
    }
    state_dict::tensors(&pickled, &storages)
}

/// What stands before `data.pkl`, with its slash.
fn folder_of(members: &BTreeMap<String, Member>) -> Result<&str, CheckpointError> {
    let mut folders = members.keys().filter_map(|name| {
        let folder = name.strip_suffix("data.pkl")?;
        (folder.ends_with('/') && folder.matches('/').count() == 1).then_some(folder)
    });
    folders
        .next()
        .ok_or_else(|| CheckpointError::NoRecord("data.pkl".to_owned()))
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
    read_exact(source, member.offset(source).await?, member.length).await
}
