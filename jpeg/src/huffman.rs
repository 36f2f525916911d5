//! Huffman codes (T.81, annex C and F.2.2.3).

use crate::bits::Bits;
use crate::error::Error;

/// Codes up to this length are looked up at once.
const QUICK: u32 = 9;

pub(crate) struct Table {
    /// By the next bits: length and symbol of the code they begin with, 0 for a longer one.
    quick: [u16; 1 << QUICK],
    /// By length: one more than the last code, `0` without codes of that length.
    end: [u32; 17],
    /// By length: what to add to a code to get its place among the symbols.
    offset: [i32; 17],
    symbols: [u8; 256],
}

impl Table {
    /// From the number of codes of each length, 1 to 16, and their symbols in order.
    pub fn new(counts: &[u8; 16], symbols: &[u8]) -> Result<Self, Error> {
        let mut table = Self {
            quick: [0; 1 << QUICK],
            end: [0; 17],
            offset: [0; 17],
            symbols: [0; 256],
        };
        let bad = Error::Corrupt("a table of codes that are none");
        table
            .symbols
            .get_mut(..symbols.len())
            .ok_or(bad)?
            .copy_from_slice(symbols);
        let (mut code, mut place) = (0u32, 0usize);
        for (length, &count) in (1u32..).zip(counts) {
            let end = code + u32::from(count);
            if end > 1 << length {
                return Err(bad);
            }
            table.offset[length as usize] = place as i32 - code as i32;
            if count > 0 {
                table.end[length as usize] = end;
            }
            for code in code..end {
                table.list(code, length, symbols.get(place).copied().ok_or(bad)?);
                place += 1;
            }
            code = end << 1;
        }
        Ok(table)
    }

    fn list(&mut self, code: u32, length: u32, symbol: u8) {
        if let Some(spare) = QUICK.checked_sub(length) {
            let first = (code << spare) as usize;
            let entry = (length as u16) << 8 | u16::from(symbol);
            self.quick[first..first + (1 << spare)].fill(entry);
        }
    }

    /// The next symbol. At least 16 bits are left behind it of those made ready.
    #[inline(always)]
    pub fn symbol(&self, bits: &mut Bits) -> Result<u8, Error> {
        bits.fill();
        let entry = self.quick[bits.peek(QUICK) as usize];
        if entry != 0 {
            bits.skip(u32::from(entry >> 8))?;
            return Ok(entry as u8);
        }
        self.long_symbol(bits)
    }

    #[inline(never)]
    fn long_symbol(&self, bits: &mut Bits) -> Result<u8, Error> {
        let next = bits.peek(16);
        for length in QUICK + 1..=16 {
            let code = next >> (16 - length);
            if code < self.end[length as usize] {
                bits.skip(length)?;
                let place = self.offset[length as usize] + code as i32;
                let symbol = self.symbols.get(place as usize).copied();
                return symbol.ok_or(Error::Corrupt("a code without a symbol"));
            }
        }
        if bits.is_short_of(16) {
            return Err(bits.too_early());
        }
        Err(Error::Corrupt("a code without a symbol"))
    }
}
