//! The bits of a scan, up to the next marker.

use crate::error::Error;

const END_OF_IMAGE: u8 = 0xd9;

/// Reads bits, the highest first. `FF 00` is the byte `FF`; another byte behind `FF`s is a marker,
/// at which it stops.
pub(crate) struct Bits<'a> {
    bytes: &'a [u8],
    /// Where the next byte is taken from; at a marker, where its `FF` stands.
    at: usize,
    /// The next bits, from the top; zeros below them.
    window: u64,
    /// How many of them are the file's.
    count: u32,
    stopped: bool,
}

impl<'a> Bits<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 0,
            window: 0,
            count: 0,
            stopped: false,
        }
    }

    /// Behind the bytes looked at; no marker lies before.
    pub fn position(&self) -> usize {
        self.at
    }

    /// Makes 32 bits ready at least, fewer only before a marker or the end.
    #[inline(always)]
    pub fn fill(&mut self) {
        if self.count < 32 {
            self.refill();
        }
    }

    #[inline(never)]
    fn refill(&mut self) {
        if let Some(&four) = self.bytes.get(self.at..).and_then(|b| b.first_chunk::<4>()) {
            let word = u32::from_be_bytes(four);
            // No byte of it is FF when no byte of its complement is 0.
            let rest = !word;
            if rest.wrapping_sub(0x0101_0101) & word & 0x8080_8080 == 0 {
                self.window |= u64::from(word) << (32 - self.count);
                self.count += 32;
                self.at += 4;
                return;
            }
        }
        while self.count <= 56 && !self.stopped {
            self.refill_byte();
        }
    }

    fn refill_byte(&mut self) {
        let Some(&byte) = self.bytes.get(self.at) else {
            self.stopped = true;
            return;
        };
        let mut next = self.at + 1;
        if byte == 0xff {
            while self.bytes.get(next) == Some(&0xff) {
                next += 1;
            }
            if self.bytes.get(next) != Some(&0) {
                self.stopped = true;
                return;
            }
            next += 1;
        }
        self.window |= u64::from(byte) << (56 - self.count);
        self.count += 8;
        self.at = next;
    }

    /// The next `count` bits, 1 to 32, zeros where there are no more.
    #[inline(always)]
    pub fn peek(&self, count: u32) -> u32 {
        (self.window >> (64 - count)) as u32
    }

    /// Passes `count` bits, 0 to 32.
    #[inline(always)]
    pub fn skip(&mut self, count: u32) -> Result<(), Error> {
        if count > self.count {
            return Err(self.too_early());
        }
        self.window <<= count;
        self.count -= count;
        Ok(())
    }

    /// The next `count` bits, 1 to 32 of those that [`fill`](Self::fill) has made ready.
    #[inline(always)]
    pub fn take(&mut self, count: u32) -> Result<u32, Error> {
        let value = self.peek(count);
        self.skip(count)?;
        Ok(value)
    }

    /// The next bit.
    #[inline(always)]
    pub fn bit(&mut self) -> Result<bool, Error> {
        self.fill();
        Ok(self.take(1)? != 0)
    }

    /// A signed number of `size` bits, 0 to 15 (T.81, F.2.2.1: RECEIVE and EXTEND).
    #[inline(always)]
    pub fn signed(&mut self, size: u32) -> Result<i32, Error> {
        if size == 0 {
            return Ok(0);
        }
        let value = self.take(size)? as i32;
        let negative = value < 1 << (size - 1);
        Ok(if negative {
            value - (1 << size) + 1
        } else {
            value
        })
    }

    /// Why there are no more bits.
    #[cold]
    pub fn too_early(&self) -> Error {
        match self.marker() {
            None | Some((END_OF_IMAGE, _)) => Error::Truncated,
            Some(_) => Error::Corrupt("a marker among the pixels"),
        }
    }

    /// Whether fewer bits are left than were asked for.
    pub fn is_short_of(&self, count: u32) -> bool {
        self.count < count
    }

    /// The next marker, and what stands behind it.
    fn marker(&self) -> Option<(u8, usize)> {
        let mut at = self.at;
        loop {
            at += self.bytes.get(at..)?.iter().position(|&b| b == 0xff)?;
            match *self.bytes.get(at + 1)? {
                0xff => at += 1,
                0 => at += 2,
                marker => return Some((marker, at + 2)),
            }
        }
    }

    /// Goes on behind the restart marker that has to come next, the `number`th of its scan: were
    /// one missing, what follows would lie in the wrong place.
    pub fn restart(&mut self, number: usize) -> Result<(), Error> {
        match self.marker() {
            Some((marker, behind)) if usize::from(marker) == 0xd0 + number % 8 => {
                let bytes = self.bytes;
                *self = Self::new(bytes);
                self.at = behind;
                Ok(())
            }
            _ => Err(self.too_early()),
        }
    }
}
