//! What the headers of the frame and of the scans say (T.81, B.2.2 and B.2.3).

use crate::error::{Error, Variant};

pub(crate) const SHORT: Error = Error::Corrupt("a segment of the wrong length");

/// Two bytes, the higher one first.
pub(crate) fn word(bytes: &[u8]) -> usize {
    usize::from(bytes[0]) << 8 | usize::from(bytes[1])
}

/// What the frame header says.
pub(crate) struct FrameHeader {
    pub progressive: bool,
    pub width: usize,
    pub height: usize,
    /// Identifier, blocks across and down in a unit, quantisation table.
    pub components: Vec<(u8, u8, u8, u8)>,
}

/// A component's part in a scan.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    pub id: u8,
    pub first: usize,
    pub other: usize,
}

/// What a scan's header says.
pub(crate) struct Scan {
    pub parts: Vec<Part>,
    /// Coefficients in zigzag order, from and to.
    pub from: usize,
    pub to: usize,
    /// Lowest bit known before, 0 for a first scan, and lowest bit after.
    pub high: u8,
    pub low: u8,
}

/// Reads the header of a frame, of the kind that its marker says.
pub(crate) fn frame(marker: u8, data: &[u8]) -> Result<FrameHeader, Error> {
    let refuse = |variant| Err(Error::Unsupported(variant));
    match marker {
        0xc0..=0xc2 => {}
        0xc9 | 0xca => return refuse(Variant::Arithmetic),
        0xc3 | 0xcb => return refuse(Variant::Lossless),
        0xf7 => return refuse(Variant::JpegLs),
        0xc5..=0xc7 | 0xcd..=0xcf | 0xde => return refuse(Variant::Hierarchical),
        // Conditions of arithmetic coding may stand before the frame; the rest is reserved.
        0xcc => return refuse(Variant::Arithmetic),
        _ => return Err(Error::Corrupt("a frame of no known kind")),
    }
    let (head, rest) = data.split_first_chunk::<6>().ok_or(SHORT)?;
    let (bits, count) = (head[0], head[5]);
    if bits != 8 {
        return refuse(Variant::Bits(bits));
    }
    if !matches!(count, 1 | 3 | 4) {
        return refuse(Variant::Components(count));
    }
    if rest.len() != 3 * usize::from(count) {
        return Err(SHORT);
    }
    let components = rest.as_chunks::<3>().0.iter();
    let components = components.map(|&[id, sizes, table]| (id, sizes >> 4, sizes & 15, table));
    let components: Vec<_> = components.collect();
    if components.iter().any(|c| {
        let sizes = 1..=4;
        !sizes.contains(&c.1) || !sizes.contains(&c.2) || c.3 > 3
    }) {
        return Err(Error::Corrupt("a component of an impossible size"));
    }
    Ok(FrameHeader {
        progressive: marker == 0xc2,
        height: word(&head[1..]),
        width: word(&head[3..]),
        components,
    })
}

/// Reads the header of a scan.
pub(crate) fn scan(data: &[u8]) -> Result<Scan, Error> {
    let (&count, rest) = data.split_first().ok_or(SHORT)?;
    let (parts, rest) = rest.split_at_checked(2 * usize::from(count)).ok_or(SHORT)?;
    let parts: Vec<Part> = parts
        .as_chunks::<2>()
        .0
        .iter()
        .map(|&[id, tables]| Part {
            id,
            first: usize::from(tables >> 4),
            other: usize::from(tables & 15),
        })
        .collect();
    let &[from, to, bits, ..] = rest else {
        return Err(SHORT);
    };
    let fits = |part: &Part| part.first < 4 && part.other < 4;
    if !(1..=4).contains(&count) || !parts.iter().all(fits) {
        return Err(Error::Corrupt("a scan of impossible components"));
    }
    Ok(Scan {
        parts,
        from: usize::from(from),
        to: usize::from(to),
        high: bits >> 4,
        low: bits & 15,
    })
}
