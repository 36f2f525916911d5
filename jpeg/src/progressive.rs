//! Blocks of progressive files (T.81, annex G).

use crate::bits::Bits;
use crate::error::Error;
use crate::frame::BLOCK;
use crate::headers::Scan;
use crate::huffman::Table;
use crate::sequential::{BEYOND, ZIGZAG};

/// The first coefficient, all bits but the lowest `low`.
pub(crate) fn first_begun(
    bits: &mut Bits,
    table: &Table,
    low: u8,
    before: &mut i32,
    block: &mut [i16; BLOCK],
) -> Result<(), Error> {
    let size = table.symbol(bits)?;
    *before = before.wrapping_add(bits.signed(u32::from(size))?);
    block[0] = (*before << low) as i16;
    Ok(())
}

/// One more bit of the first coefficient.
pub(crate) fn first_refined(
    bits: &mut Bits,
    low: u8,
    block: &mut [i16; BLOCK],
) -> Result<(), Error> {
    if bits.bit()? {
        block[0] |= 1 << low;
    }
    Ok(())
}

/// Reads how many blocks, this one among them, bring nothing more.
fn run_of_blocks(bits: &mut Bits, size: u32) -> Result<u32, Error> {
    Ok((1 << size)
        + if size == 0 {
            0
        } else {
            bits.fill();
            bits.take(size)?
        })
}

/// The other coefficients of the scan's band, all bits but the lowest. `idle` counts the
/// blocks that bring nothing.
pub(crate) fn others_begun(
    bits: &mut Bits,
    table: &Table,
    scan: &Scan,
    idle: &mut u32,
    block: &mut [i16; BLOCK],
) -> Result<(), Error> {
    if *idle > 0 {
        *idle -= 1;
        return Ok(());
    }
    let mut k = scan.from;
    while k <= scan.to {
        let symbol = table.symbol(bits)?;
        let (zeros, size) = (usize::from(symbol >> 4), u32::from(symbol & 15));
        if size == 0 {
            if zeros < 15 {
                *idle = run_of_blocks(bits, zeros as u32)? - 1;
                break;
            }
            k += 16;
            continue;
        }
        k += zeros;
        if k > scan.to {
            return Err(BEYOND);
        }
        block[usize::from(ZIGZAG[k])] = (bits.signed(size)? << scan.low) as i16;
        k += 1;
    }
    Ok(())
}

/// One more bit of the other coefficients (T.81, G.1.2.3).
pub(crate) fn others_refined(
    bits: &mut Bits,
    table: &Table,
    scan: &Scan,
    idle: &mut u32,
    block: &mut [i16; BLOCK],
) -> Result<(), Error> {
    let one = 1i16 << scan.low;
    let mut k = scan.from;
    while *idle == 0 && k <= scan.to {
        let symbol = table.symbol(bits)?;
        let (zeros, size) = (usize::from(symbol >> 4), symbol & 15);
        let mut new = 0;
        match (zeros, size) {
            (15, 0) => {}
            (_, 0) => {
                *idle = run_of_blocks(bits, zeros as u32)?;
                break;
            }
            (_, 1) => new = if bits.bit()? { one } else { -one },
            _ => return Err(Error::Corrupt("a refinement by more than a bit")),
        }
        k = refined(bits, one, k..scan.to + 1, zeros, block)?;
        if new != 0 {
            if k > scan.to {
                return Err(BEYOND);
            }
            block[usize::from(ZIGZAG[k])] = new;
        }
        k += 1;
    }
    if *idle > 0 {
        refined(bits, one, k..scan.to + 1, BLOCK, block)?;
        *idle -= 1;
    }
    Ok(())
}

/// A bit for each coefficient that is not 0, up to the 0 that comes after `zeros` others:
/// its place, or the end of the band.
fn refined(
    bits: &mut Bits,
    one: i16,
    band: std::ops::Range<usize>,
    mut zeros: usize,
    block: &mut [i16; BLOCK],
) -> Result<usize, Error> {
    for k in band.clone() {
        let value = &mut block[usize::from(ZIGZAG[k])];
        if *value != 0 {
            if bits.bit()? && *value & one == 0 {
                *value = value.wrapping_add(if *value > 0 { one } else { -one });
            }
        } else if zeros == 0 {
            return Ok(k);
        } else {
            zeros -= 1;
        }
    }
    Ok(band.end.max(band.start))
}
