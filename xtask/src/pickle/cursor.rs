//! The bytes of a pickle, read in order and never past the end.

use super::error::PickleError;

pub(super) struct Cursor<'a> {
    data: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self { data, at: 0 }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// How many bytes follow.
    pub(super) fn left(&self) -> usize {
        self.data.len() - self.at
    }

    pub(super) fn byte(&mut self) -> Result<u8, PickleError> {
        self.array().map(|[byte]| byte)
    }

    /// A length of four bytes.
    pub(super) fn length(&mut self) -> Result<usize, PickleError> {
        let length = u32::from_le_bytes(self.array()?);
        usize::try_from(length).map_err(|_| PickleError::Truncated { at: self.at })
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], PickleError> {
        let at = self.at;
        let bytes = self.take(N)?;
        bytes.try_into().map_err(|_| PickleError::Truncated { at })
    }

    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], PickleError> {
        let bytes = self.data[self.at..]
            .get(..length)
            .ok_or(PickleError::Truncated {
                at: self.data.len(),
            })?;
        self.at += length;
        Ok(bytes)
    }

    /// The text up to the next line feed, which is passed over.
    pub(super) fn line(&mut self) -> Result<&'a str, PickleError> {
        let rest = &self.data[self.at..];
        let end = rest.iter().position(|byte| *byte == b'\n');
        let length = end.ok_or(PickleError::Truncated {
            at: self.data.len(),
        })?;
        let line = std::str::from_utf8(&rest[..length]).map_err(|_| PickleError::Unexpected {
            at: self.at,
            wanted: "a name in UTF-8",
        })?;
        self.at += length + 1;
        Ok(line)
    }
}
