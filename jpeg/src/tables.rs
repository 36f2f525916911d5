//! Tables of quantisation and of codes (T.81, B.2.4).

use crate::error::Error;
use crate::frame::BLOCK;
use crate::headers::SHORT;
use crate::huffman::Table;
use crate::sequential::ZIGZAG;
use crate::standard;

/// What the scans are decoded with.
#[derive(Default)]
pub(crate) struct Tables {
    pub quantisation: [Option<[u16; BLOCK]>; 4],
    first: [Option<Table>; 4],
    other: [Option<Table>; 4],
    /// Units between two restart markers; 0: there are none.
    pub restart_interval: usize,
}

impl Tables {
    /// Supplies the standard's tables where a scan needs one that the file has not brought.
    pub fn supply(&mut self, slots: impl Iterator<Item = (usize, usize)>) {
        for (first, other) in slots {
            if self.first[first].is_none() {
                self.first[first] = standard::table(first, true);
            }
            if self.other[other].is_none() {
                self.other[other] = standard::table(other, false);
            }
        }
    }

    /// The codes of first coefficients.
    pub fn first(&self, slot: usize) -> Result<&Table, Error> {
        self.first[slot].as_ref().ok_or(MISSING)
    }

    /// The codes of the other ones.
    pub fn other(&self, slot: usize) -> Result<&Table, Error> {
        self.other[slot].as_ref().ok_or(MISSING)
    }
}

const MISSING: Error = Error::Corrupt("a table of codes that is missing");

/// Reads a segment of Huffman tables.
pub(crate) fn codes(mut data: &[u8], tables: &mut Tables) -> Result<(), Error> {
    while let [slot, rest @ ..] = data {
        let (counts, rest) = rest.split_first_chunk::<16>().ok_or(SHORT)?;
        let total: usize = counts.iter().map(|&count| usize::from(count)).sum();
        let (symbols, rest) = rest.split_at_checked(total).ok_or(SHORT)?;
        let slots = match slot >> 4 {
            0 => &mut tables.first,
            1 => &mut tables.other,
            _ => return Err(Error::Corrupt("a table of codes of no class")),
        };
        if slot >> 4 == 0 && symbols.iter().any(|&size| size > 15) {
            return Err(Error::Corrupt("a table of codes for too large numbers"));
        }
        let place = slots.get_mut(usize::from(slot & 15)).ok_or(SHORT)?;
        *place = Some(Table::new(counts, symbols)?);
        data = rest;
    }
    Ok(())
}

/// Reads a segment of quantisation tables.
pub(crate) fn quantisation(mut data: &[u8], tables: &mut Tables) -> Result<(), Error> {
    while let [slot, rest @ ..] = data {
        let bytes = if slot >> 4 == 0 { 1 } else { 2 };
        let (values, rest) = rest.split_at_checked(BLOCK * bytes).ok_or(SHORT)?;
        let mut factors = [0; BLOCK];
        for (value, &place) in values.chunks_exact(bytes).zip(&ZIGZAG) {
            let value = value
                .iter()
                .fold(0, |all, &byte| all << 8 | u16::from(byte));
            factors[usize::from(place)] = value;
        }
        let place = tables.quantisation.get_mut(usize::from(slot & 15));
        *place.ok_or(SHORT)? = Some(factors);
        data = rest;
    }
    Ok(())
}
