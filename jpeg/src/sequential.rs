//! Blocks of baseline and extended files (T.81, F.2.2).

use crate::bits::Bits;
use crate::error::Error;
use crate::frame::BLOCK;
use crate::huffman::Table;

/// Where in a block, rows first, each coefficient of the zigzag order lies.
pub(crate) const ZIGZAG: [u8; BLOCK] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

pub(crate) const BEYOND: Error = Error::Corrupt("a coefficient beyond its block");

/// Reads a block of zeros full and says whether all but the first coefficient stayed 0.
#[inline(always)]
pub(crate) fn block(
    bits: &mut Bits,
    first: &Table,
    other: &Table,
    before: &mut i32,
    block: &mut [i16; BLOCK],
) -> Result<bool, Error> {
    let size = first.symbol(bits)?;
    *before = before.wrapping_add(bits.signed(u32::from(size))?);
    block[0] = *before as i16;
    let (mut k, mut only_first) = (1, true);
    while k < BLOCK {
        let symbol = other.symbol(bits)?;
        let (zeros, size) = (usize::from(symbol >> 4), u32::from(symbol & 15));
        if size == 0 {
            if zeros < 15 {
                break;
            }
            k += 16;
            continue;
        }
        k += zeros;
        let place = *ZIGZAG.get(k).ok_or(BEYOND)?;
        block[usize::from(place & 63)] = bits.signed(size)? as i16;
        only_first = false;
        k += 1;
    }
    Ok(only_first)
}
