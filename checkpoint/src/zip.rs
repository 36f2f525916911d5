//! The directory of a zip archive whose members are stored, not compressed (PKWARE's APPNOTE 6.3).

use std::collections::BTreeMap;

use super::source::read_exact;
use super::{CheckpointError, ReadAt};

const END_BYTES: u64 = 22;
const LOCATOR_BYTES: u64 = 20;
const MAX_COMMENT: u64 = 0xffff;
const MAX_DIRECTORY: u64 = 16 << 20;
const ENTRY_BYTES: usize = 46;
const LOCAL_BYTES: u64 = 30;

/// One member: where its local header begins and how long its data is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Member {
    local: u64,
    pub length: u64,
    /// Whether its bytes lie there as they are.
    is_plain: bool,
}

impl Member {
    /// Where its data begins: the local header has lengths of its own.
    ///
    /// # Errors
    /// [`CheckpointError::Compressed`] with its name, or what is damaged.
    pub(super) async fn offset<S: ReadAt>(
        &self,
        source: &S,
        name: &str,
    ) -> Result<u64, CheckpointError> {
        if !self.is_plain {
            return Err(CheckpointError::Compressed(name.to_owned()));
        }
        let header = read_exact(source, self.local, LOCAL_BYTES).await?;
        if !header.starts_with(b"PK\x03\x04") {
            return Err(CheckpointError::Zip("a member without its header"));
        }
        let lengths = u64::from(u16_at(&header, 26)?) + u64::from(u16_at(&header, 28)?);
        let offset = self.local + LOCAL_BYTES + lengths;
        let end = offset.checked_add(self.length);
        match end.filter(|end| *end <= source.length()) {
            Some(_) => Ok(offset),
            None => Err(CheckpointError::Truncated {
                offset,
                wanted: self.length,
                length: source.length(),
            }),
        }
    }
}

/// Every member by name.
pub(super) async fn members<S: ReadAt>(
    source: &S,
) -> Result<BTreeMap<String, Member>, CheckpointError> {
    let (offset, length) = directory(source).await?;
    if length > MAX_DIRECTORY {
        let (what, limit) = ("the zip directory", MAX_DIRECTORY);
        return Err(CheckpointError::TooLarge { what, limit });
    }
    let bytes = read_exact(source, offset, length).await?;
    let mut rest = bytes.as_slice();
    let mut members = BTreeMap::new();
    while !rest.is_empty() {
        let (name, member, taken) = entry(rest)?;
        if members.insert(name.clone(), member).is_some() {
            return Err(CheckpointError::Duplicate(name));
        }
        rest = &rest[taken..];
    }
    Ok(members)
}

/// Offset and length of the central directory.
async fn directory<S: ReadAt>(source: &S) -> Result<(u64, u64), CheckpointError> {
    let length = source.length().min(END_BYTES + MAX_COMMENT);
    let start = source.length() - length;
    let tail = read_exact(source, start, length).await?;
    let at = (0..=tail.len().saturating_sub(END_BYTES as usize))
        .rev()
        .find(|at| tail[*at..].starts_with(b"PK\x05\x06"))
        .ok_or(CheckpointError::Zip("it has no end of its directory"))?;
    let end = &tail[at..];
    let (length, offset) = (u32_at(end, 12)?, u32_at(end, 16)?);
    if length != u32::MAX && offset != u32::MAX {
        return Ok((u64::from(offset), u64::from(length)));
    }
    let at = (start + at as u64).checked_sub(LOCATOR_BYTES);
    let at = at.ok_or(CheckpointError::Zip("it lacks its 64-bit directory"))?;
    directory_64(source, at).await
}

async fn directory_64<S: ReadAt>(source: &S, at: u64) -> Result<(u64, u64), CheckpointError> {
    let locator = read_exact(source, at, LOCATOR_BYTES).await?;
    if !locator.starts_with(b"PK\x06\x07") {
        return Err(CheckpointError::Zip("it lacks its 64-bit directory"));
    }
    let end = read_exact(source, u64_at(&locator, 8)?, 56).await?;
    if !end.starts_with(b"PK\x06\x06") {
        return Err(CheckpointError::Zip("it lacks its 64-bit directory"));
    }
    Ok((u64_at(&end, 48)?, u64_at(&end, 40)?))
}

/// The first entry of the directory: name, member, and the bytes that the entry takes.
fn entry(bytes: &[u8]) -> Result<(String, Member, usize), CheckpointError> {
    if !bytes.starts_with(b"PK\x01\x02") {
        return Err(CheckpointError::Zip("an entry of its directory"));
    }
    let name_length = usize::from(u16_at(bytes, 28)?);
    let extra_length = usize::from(u16_at(bytes, 30)?);
    let comment_length = usize::from(u16_at(bytes, 32)?);
    let name = part(bytes, ENTRY_BYTES, name_length)?;
    let name = String::from_utf8(name.to_vec())
        .map_err(|_| CheckpointError::Zip("a name that is not UTF-8"))?;
    let encrypted = u16_at(bytes, 8)? & 1 != 0;
    let compressed = u16_at(bytes, 10)? != 0;
    let extra = part(bytes, ENTRY_BYTES + name_length, extra_length)?;
    let mut wide = wide_numbers(extra);
    let mut widened = |short: u32| match short {
        u32::MAX => wide.next(),
        short => Some(u64::from(short)),
    };
    // In this order: the length as stored, the length itself, the place.
    let length = widened(u32_at(bytes, 24)?);
    let stored = widened(u32_at(bytes, 20)?);
    let local = widened(u32_at(bytes, 42)?);
    let (Some(length), Some(stored), Some(local)) = (length, stored, local) else {
        return Err(CheckpointError::Zip("a member without its length"));
    };
    let is_plain = !encrypted && !compressed && length == stored;
    let taken = ENTRY_BYTES + name_length + extra_length + comment_length;
    if taken > bytes.len() {
        return Err(CheckpointError::Zip("an entry of its directory"));
    }
    let member = Member {
        local,
        length,
        is_plain,
    };
    Ok((name, member, taken))
}

/// The 64-bit numbers of an entry's extra field 1.
fn wide_numbers(mut extra: &[u8]) -> impl Iterator<Item = u64> {
    let mut numbers: &[u8] = &[];
    while let [a, b, c, d, rest @ ..] = extra {
        let length = usize::from(u16::from_le_bytes([*c, *d]));
        let Some((field, after)) = rest.split_at_checked(length) else {
            break;
        };
        if u16::from_le_bytes([*a, *b]) == 1 {
            numbers = field;
        }
        extra = after;
    }
    let (numbers, _) = numbers.as_chunks::<8>();
    numbers.iter().map(|bytes| u64::from_le_bytes(*bytes))
}

fn part(bytes: &[u8], start: usize, length: usize) -> Result<&[u8], CheckpointError> {
    let rest = bytes.get(start..).unwrap_or_default();
    rest.get(..length)
        .ok_or(CheckpointError::Zip("it ends in the middle"))
}

fn array_at<const N: usize>(bytes: &[u8], at: usize) -> Result<[u8; N], CheckpointError> {
    let found = part(bytes, at, N)?;
    found
        .try_into()
        .map_err(|_| CheckpointError::Zip("it ends in the middle"))
}

fn u16_at(bytes: &[u8], at: usize) -> Result<u16, CheckpointError> {
    array_at(bytes, at).map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Result<u32, CheckpointError> {
    array_at(bytes, at).map(u32::from_le_bytes)
}

fn u64_at(bytes: &[u8], at: usize) -> Result<u64, CheckpointError> {
    array_at(bytes, at).map(u64::from_le_bytes)
}
