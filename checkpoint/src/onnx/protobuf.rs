//! Protocol buffers: fields one after the other, of which what is long may stay where it lies.

use crate::CheckpointError;

/// A message, or a text, and where it lies in the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Message<'b> {
    pub bytes: &'b [u8],
    pub at: u64,
}

/// A stretch of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub at: u64,
    pub end: u64,
}

impl Span {
    pub fn length(self) -> u64 {
        self.end - self.at
    }
}

/// The content of a field.
#[derive(Debug, Clone, Copy)]
pub(super) enum Content<'b> {
    /// Of varying length.
    Number(u64),
    Four([u8; 4]),
    Eight,
    /// A text, a message, or numbers one after the other.
    Bytes(Message<'b>),
}

/// A field whose bytes may lie elsewhere: its number, and where its content begins and ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head {
    pub field: u64,
    /// Whether its content is bytes, not a single number.
    pub is_bytes: bool,
    pub span: Span,
}

/// The most bytes that a key and a length take.
pub(super) const MOST_HEAD_BYTES: u64 = 20;

pub(super) fn damaged(what: &'static str) -> CheckpointError {
    CheckpointError::Onnx(what)
}

fn cut() -> CheckpointError {
    damaged("a message that is cut")
}

/// A number of varying length at the beginning of `bytes`, which are shortened by it.
pub(super) fn number(bytes: &mut &[u8]) -> Result<u64, CheckpointError> {
    let mut number = 0;
    for place in 0..10 {
        let (byte, rest) = bytes.split_first().ok_or_else(cut)?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << (7 * place);
        if *byte < 0x80 {
            return Ok(number);
        }
    }
    Err(damaged("a number without an end"))
}

impl Head {
    /// Of the field that begins with `bytes`, at `at` in a message that goes to `end`.
    pub fn of(mut bytes: &[u8], at: u64, end: u64) -> Result<Self, CheckpointError> {
        let before = bytes.len();
        let key = number(&mut bytes)?;
        let (is_bytes, length) = match key & 7 {
            0 => {
                let mut rest = bytes;
                number(&mut rest)?;
                (false, (bytes.len() - rest.len()) as u64)
            }
            1 => (false, 8),
            2 => (true, number(&mut bytes)?),
            5 => (false, 4),
            _ => return Err(damaged("a field of no known kind")),
        };
        let start = at + (before - bytes.len()) as u64;
        let stop = start.checked_add(length).filter(|stop| *stop <= end);
        Ok(Self {
            field: key >> 3,
            is_bytes,
            span: Span {
                at: start,
                end: stop.ok_or_else(cut)?,
            },
        })
    }
}

impl<'b> Message<'b> {
    /// The number and the content of the next field, which it is shortened by; none at its end.
    pub fn next(&mut self) -> Result<Option<(u64, Content<'b>)>, CheckpointError> {
        if self.bytes.is_empty() {
            return Ok(None);
        }
        let key = self.number()?;
        let content = match key & 7 {
            0 => Content::Number(self.number()?),
            1 => {
                self.take(8)?;
                Content::Eight
            }
            2 => {
                let length = self.number()?;
                Content::Bytes(self.take(length)?)
            }
            5 => {
                let four = self.take(4)?;
                Content::Four(four.bytes.try_into().map_err(|_| cut())?)
            }
            _ => return Err(damaged("a field of no known kind")),
        };
        Ok(Some((key >> 3, content)))
    }

    /// A number of varying length.
    pub fn number(&mut self) -> Result<u64, CheckpointError> {
        let before = self.bytes.len();
        let number = number(&mut self.bytes)?;
        self.at += (before - self.bytes.len()) as u64;
        Ok(number)
    }

    fn take(&mut self, length: u64) -> Result<Self, CheckpointError> {
        let length = usize::try_from(length).map_err(|_| cut())?;
        let (bytes, rest) = self.bytes.split_at_checked(length).ok_or_else(cut)?;
        let taken = Self { bytes, at: self.at };
        self.bytes = rest;
        self.at += length as u64;
        Ok(taken)
    }

    pub fn span(self) -> Span {
        Span {
            at: self.at,
            end: self.at + self.bytes.len() as u64,
        }
    }

    /// As text, of which the longest are cut.
    pub fn text(self) -> String {
        const MOST_TEXT_BYTES: usize = 1 << 12;
        let bytes = &self.bytes[..self.bytes.len().min(MOST_TEXT_BYTES)];
        String::from_utf8_lossy(bytes).into_owned()
    }
}
