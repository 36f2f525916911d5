//! The segments between the scans (T.81, annex B).

use crate::error::{Error, Variant};
use crate::frame::{BLOCK, Frame};
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

pub(crate) enum Next {
    Frame(FrameHeader),
    Scan(Scan),
    End,
}

/// How colours are stored.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Colour {
    Grey,
    YCbCr,
    Rgb,
    Cmyk,
    Ycck,
}

impl Colour {
    /// By the rules of libjpeg.
    pub fn of(reader: &Reader, frame: &Frame) -> Self {
        let ids: Vec<u8> = frame.components.iter().map(|c| c.id).collect();
        match (ids.len(), reader.adobe_transform) {
            (1, _) => Self::Grey,
            (3, Some(0)) if !reader.is_jfif => Self::Rgb,
            (3, None) if !reader.is_jfif && ids == *b"RGB" => Self::Rgb,
            (3, _) => Self::YCbCr,
            (_, None | Some(0)) => Self::Cmyk,
            _ => Self::Ycck,
        }
    }
}

pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    pub at: usize,
    pub exif: Option<&'a [u8]>,
    pub has_profile: bool,
    is_jfif: bool,
    adobe_transform: Option<u8>,
}

impl<'a> Reader<'a> {
    /// Behind the marker of the beginning.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            at: 2,
            exif: None,
            has_profile: false,
            is_jfif: false,
            adobe_transform: None,
        }
    }

    /// What has not been read.
    pub fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Whether the next marker is that of the end.
    pub fn end_follows(&self) -> bool {
        marker(self.bytes, self.at).is_some_and(|(marker, _)| marker == 0xd9)
    }

    /// The height that a DNL segment behind the first scan gives (T.81, B.2.5).
    pub fn height_behind_scan(&self) -> Option<usize> {
        let (marker, behind) = marker(self.bytes, self.at)?;
        let segment = self.bytes.get(behind..behind + 4)?;
        (marker == 0xdc).then(|| word(&segment[2..]))
    }

    /// Reads on to a header of a frame or of a scan, or to the end.
    pub fn next(&mut self, tables: &mut Tables) -> Result<Next, Error> {
        loop {
            let (marker, behind) = marker(self.bytes, self.at).ok_or(Error::Truncated)?;
            self.at = behind;
            if marker == 0xd9 {
                return Ok(Next::End);
            }
            let data = self.segment()?;
            match marker {
                0xc4 => codes(data, tables)?,
                0xdb => quantisation(data, tables)?,
                0xdd => tables.restart_interval = word(data.get(..2).ok_or(SHORT)?),
                0xda => {
                    let scan = scan(data)?;
                    tables.supply(scan.parts.iter().map(|part| (part.first, part.other)));
                    return Ok(Next::Scan(scan));
                }
                0xc0..=0xcf | 0xde | 0xf7 => return Ok(Next::Frame(frame(marker, data)?)),
                _ => self.application(marker, data),
            }
        }
    }

    fn segment(&mut self) -> Result<&'a [u8], Error> {
        let size = word(
            self.bytes
                .get(self.at..self.at + 2)
                .ok_or(Error::Truncated)?,
        );
        let (from, to) = (self.at + 2, self.at + size);
        if size < 2 {
            return Err(SHORT);
        }
        self.at = to;
        self.bytes.get(from..to).ok_or(Error::Truncated)
    }

    fn application(&mut self, marker: u8, data: &'a [u8]) {
        match marker {
            0xe0 => self.is_jfif |= data.starts_with(b"JFIF\0") && data.len() >= 14,
            0xe1 if self.exif.is_none() => self.exif = data.strip_prefix(b"Exif\0\0"),
            0xe2 => self.has_profile |= data.starts_with(b"ICC_PROFILE\0"),
            0xee if data.starts_with(b"Adobe") && data.len() >= 12 => {
                self.adobe_transform = Some(data[11]);
            }
            _ => {}
        }
    }
}

const SHORT: Error = Error::Corrupt("a segment of the wrong length");

fn word(bytes: &[u8]) -> usize {
    usize::from(bytes[0]) << 8 | usize::from(bytes[1])
}

/// The next marker that begins a segment or ends the picture, and what stands behind it.
/// Anything else before it is passed over.
fn marker(bytes: &[u8], mut at: usize) -> Option<(u8, usize)> {
    loop {
        at += bytes.get(at..)?.iter().position(|&byte| byte == 0xff)?;
        match *bytes.get(at + 1)? {
            0xff => at += 1,
            0x00 | 0x01 | 0xd0..=0xd8 => at += 2,
            marker => return Some((marker, at + 2)),
        }
    }
}

fn codes(mut data: &[u8], tables: &mut Tables) -> Result<(), Error> {
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

fn quantisation(mut data: &[u8], tables: &mut Tables) -> Result<(), Error> {
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

fn frame(marker: u8, data: &[u8]) -> Result<FrameHeader, Error> {
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

fn scan(data: &[u8]) -> Result<Scan, Error> {
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
