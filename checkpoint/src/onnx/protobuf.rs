//! Protocol buffers as they lie in a file: fields one after the other, of which what is long is passed over.

use crate::source::read_exact;
use crate::{CheckpointError, ReadAt};

/// How much is read at once.
const WINDOW_BYTES: u64 = 1 << 16;

/// A file, and the piece of it that was read last.
pub(super) struct Wire<'s, S> {
    source: &'s S,
    window: Vec<u8>,
    at: u64,
}

/// What is left of a message.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// Of varying length.
    Number(u64),
    Four([u8; 4]),
    Eight([u8; 8]),
    /// A text, a message, or numbers one after the other.
    Bytes(Span),
}

pub(super) fn damaged(what: &'static str) -> CheckpointError {
    CheckpointError::Onnx(what)
}

impl<'s, S: ReadAt> Wire<'s, S> {
    pub fn new(source: &'s S) -> Self {
        Self {
            source,
            window: Vec::new(),
            at: 0,
        }
    }

    /// The number and the content of the next field of a message; none at its end.
    pub async fn next(
        &mut self,
        span: &mut Span,
    ) -> Result<Option<(u64, Content)>, CheckpointError> {
        if span.at >= span.end {
            return Ok(None);
        }
        let key = self.number(span).await?;
        let content = match key & 7 {
            0 => Content::Number(self.number(span).await?),
            1 => Content::Eight(self.array(span).await?),
            2 => {
                let length = self.number(span).await?;
                Content::Bytes(take(span, length)?)
            }
            5 => Content::Four(self.array(span).await?),
            _ => return Err(damaged("a field of no known kind")),
        };
        Ok(Some((key >> 3, content)))
    }

    /// A number of varying length.
    pub async fn number(&mut self, span: &mut Span) -> Result<u64, CheckpointError> {
        let mut number = 0;
        for place in 0..10 {
            let [byte] = self.array(span).await?;
            number |= u64::from(byte & 0x7f) << (7 * place);
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(damaged("a number without an end"))
    }

    /// All bytes of `span`, at most `limit`.
    pub async fn bytes(&self, span: Span, limit: u64) -> Result<Vec<u8>, CheckpointError> {
        if span.length() > limit {
            let what = "a text or a list of numbers";
            return Err(CheckpointError::TooLarge { what, limit });
        }
        read_exact(self.source, span.at, span.length()).await
    }

    async fn array<const N: usize>(&mut self, span: &mut Span) -> Result<[u8; N], CheckpointError> {
        let span = take(span, N as u64)?;
        let is_here = span.at >= self.at && span.end <= self.at + self.window.len() as u64;
        if !is_here {
            let rest = self.source.length().saturating_sub(span.at);
            self.window = read_exact(self.source, span.at, rest.min(WINDOW_BYTES)).await?;
            self.at = span.at;
        }
        let start = (span.at - self.at) as usize;
        let found = self.window.get(start..).and_then(<[u8]>::first_chunk);
        found
            .copied()
            .ok_or_else(|| damaged("a message that is cut"))
    }
}

/// The next `length` bytes of `span`.
fn take(span: &mut Span, length: u64) -> Result<Span, CheckpointError> {
    let end = span.at.checked_add(length).filter(|end| *end <= span.end);
    let end = end.ok_or_else(|| damaged("a message that is cut"))?;
    let taken = Span { at: span.at, end };
    span.at = end;
    Ok(taken)
}
