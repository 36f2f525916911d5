//! The segments between the scans (T.81, annex B).

use crate::error::Error;
use crate::headers::{FrameHeader, SHORT, Scan, frame, scan, word};
use crate::tables::{Tables, codes, quantisation};

pub(crate) enum Next {
    Frame(FrameHeader),
    Scan(Scan),
    End,
}

pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    pub at: usize,
    pub exif: Option<&'a [u8]>,
    pub has_profile: bool,
    pub is_jfif: bool,
    pub adobe_transform: Option<u8>,
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
