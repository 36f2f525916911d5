//! What bitmaps say that the decoder does not hear: an alpha channel.
//!
//! A header of 56 bytes or more (V3, V4, V5) has a mask for alpha. The decoder looks at it only
//! where the masks are in force (`BI_BITFIELDS`); browsers and picture programs take the alpha
//! of uncompressed pixels too where the header names it. A header of 40 bytes has no such mask:
//! its fourth byte is padding, whatever stands in it.

use std::io::{self, BufRead, Cursor, Read, Seek, SeekFrom};

use super::fields::u32_le;

const V3: u32 = 56;
const INFO: u32 = 40;

const UNCOMPRESSED: u32 = 0;
const MASKS: u32 = 3;
/// Windows CE: four masks behind a header of 40 bytes, which is the layout of V3.
const MASKS_WITH_ALPHA: u32 = 6;

/// Where uncompressed pixels of 32 bits have their colours, and their alpha.
const BLUE_FIRST: [u32; 4] = [0xff_0000, 0xff00, 0xff, 0xff00_0000];

/// Bytes of the file up to the end of the masks.
const HEAD: usize = 70;

/// A bitmap's bytes, its header put into words that the decoder understands.
pub(super) struct Reworded<'a> {
    head: Cursor<Vec<u8>>,
    file: Cursor<&'a [u8]>,
}

impl<'a> Reworded<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        let mut head = bytes[..bytes.len().min(HEAD)].to_vec();
        let mut write = |at: usize, value: u32| {
            if let Some(field) = head.get_mut(at..at + 4) {
                field.copy_from_slice(&value.to_le_bytes());
            }
        };
        let field = |at| u32_le(bytes, at).unwrap_or(0);
        let (header, compression) = (field(14), field(30));
        let bits = field(28) & 0xffff;
        let names_alpha = header >= V3 && field(66) == BLUE_FIRST[3];
        if compression == UNCOMPRESSED && bits == 32 && names_alpha {
            write(30, MASKS);
            (0..)
                .zip(BLUE_FIRST)
                .for_each(|(i, mask)| write(54 + 4 * i, mask));
        } else if compression == MASKS_WITH_ALPHA && header >= INFO {
            write(14, header.max(V3));
            write(30, MASKS);
        }
        Self {
            head: Cursor::new(head),
            file: Cursor::new(bytes),
        }
    }
}

impl BufRead for Reworded<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let at = self.file.position();
        if at < self.head.get_ref().len() as u64 {
            self.head.set_position(at);
            return self.head.fill_buf();
        }
        self.file.fill_buf()
    }

    fn consume(&mut self, bytes: usize) {
        self.file.consume(bytes);
    }
}

impl Read for Reworded<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(out)?;
        self.consume(count);
        Ok(count)
    }
}

impl Seek for Reworded<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
    }
}

/// Lets pixels be seen, RGBA, of which none would be: an alpha channel of zeros is one that the
/// writer left empty, and browsers show such bitmaps opaque.
pub(super) fn fill_empty_alpha(rgba: &mut [u8]) {
    if rgba.chunks_exact(4).all(|pixel| pixel[3] == 0) {
        rgba.chunks_exact_mut(4).for_each(|pixel| pixel[3] = 255);
    }
}

/// Whether its width is negative: of the two sides, the height alone may be.
pub(super) fn is_inside_out(bytes: &[u8]) -> bool {
    let is_wide = u32_le(bytes, 14).is_some_and(|header| header >= INFO);
    is_wide && u32_le(bytes, 18).is_some_and(|width| width.cast_signed() < 0)
}

/// Whether the file is shorter than it says, or than its rows need.
pub(super) fn is_cut_short(bytes: &[u8]) -> bool {
    let length = bytes.len() as u64;
    u32_le(bytes, 2).is_none_or(|size| length < size.into())
        || end_of_rows(bytes).is_none_or(|end| length < end)
}

/// Where uncompressed rows end; where the compressed ones begin.
fn end_of_rows(bytes: &[u8]) -> Option<u64> {
    let start = u64::from(u32_le(bytes, 10)?);
    if u32_le(bytes, 14)? < INFO {
        return Some(start);
    }
    let (width, height) = (u32_le(bytes, 18)?, u32_le(bytes, 22)?.cast_signed());
    let bits = u64::from(u32_le(bytes, 28)? & 0xffff);
    let rows = match u32_le(bytes, 30)? {
        UNCOMPRESSED | MASKS | MASKS_WITH_ALPHA => u64::from(height.unsigned_abs()),
        _ => 0,
    };
    let row = (u64::from(width) * bits).div_ceil(32) * 4;
    Some(start.saturating_add(row.saturating_mul(rows)))
}
