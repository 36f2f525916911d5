//! The bytes of a pickle, one after the other.

use super::PickleError;
use super::machine::Machine;

impl<'a> Machine<'a> {
    pub(super) fn byte(&mut self) -> Result<u8, PickleError> {
        self.array().map(|[byte]| byte)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], PickleError> {
        let at = self.at;
        let bytes = self.take(N)?;
        bytes.try_into().map_err(|_| PickleError::Truncated { at })
    }

    /// Bytes behind their number, which takes one byte or four.
    pub(super) fn sized(&mut self, is_short: bool) -> Result<&'a [u8], PickleError> {
        let length = match is_short {
            true => usize::from(self.byte()?),
            false => u32::from_le_bytes(self.array()?) as usize,
        };
        self.take(length)
    }

    pub(super) fn sized_wide(&mut self) -> Result<&'a [u8], PickleError> {
        let at = self.data.len();
        let length = usize::try_from(u64::from_le_bytes(self.array()?));
        self.take(length.map_err(|_| PickleError::Truncated { at })?)
    }

    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], PickleError> {
        let at = self.data.len();
        let bytes = self.data[self.at..].get(..length);
        let bytes = bytes.ok_or(PickleError::Truncated { at })?;
        self.at += length;
        Ok(bytes)
    }

    /// The text up to the next line feed, which is passed over.
    pub(super) fn line(&mut self) -> Result<&'a str, PickleError> {
        let rest = &self.data[self.at..];
        let end = rest.iter().position(|byte| *byte == b'\n');
        let at = self.data.len();
        let bytes = self.take(end.ok_or(PickleError::Truncated { at })?)?;
        self.at += 1;
        let text = std::str::from_utf8(bytes).map_err(|_| self.unexpected("a line in UTF-8"))?;
        Ok(text.trim_end_matches('\r'))
    }
}
