//! JPEG files to 8-bit RGB.
//!
//! Why a decoder of our own: the pixels that a network sees must be the file's, or none. Here
//! every block of every component is counted, so that data that is missing is never filled in,
//! and an end marker that is missing matters to nobody once all pixels are there.
//!
//! - **Taken**: Huffman coding, baseline, extended and progressive, 8 bits; components in any
//!   order and grouping of scans; any sampling of whole ratios; restart intervals, also other
//!   ones for each scan; heights that stand behind the first scan (DNL); grey, YCbCr, RGB, CMYK
//!   and YCCK; files without Huffman tables (the standard's are meant then).
//! - **Refused by name**: see [`Variant`].
//! - **Numbers**: those of libjpeg-turbo 3 with its default settings (accurate integer inverse
//!   transform, "fancy" enlarging of the colours), bit for bit. Of a progressive file that ends
//!   before its last refinement, libjpeg smooths the blocks; here they are as the file says.
//!
//! ITU-T T.81 is quoted by section. A crate of its own because the rest is built for size.

#![warn(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used
)]

mod bits;
mod colour;
mod error;
mod frame;
mod headers;
mod huffman;
mod idct;
mod progressive;
mod scan;
mod segments;
mod sequential;
mod standard;
mod tables;
mod upsample;

use colour::Colour;
use frame::Frame;
use headers::Scan;
use segments::Next;
use tables::Tables;

pub use error::{Error, Variant};

/// A file whose headers have been read.
pub struct Decoder<'a> {
    reader: segments::Reader<'a>,
    tables: Tables,
    frame: Frame,
    first_scan: Scan,
}

/// The pixels of a file.
pub struct Decoded {
    /// `[height, width, 3]`, values 0..=255.
    pub rgb: Vec<u8>,
    /// How the file ends.
    pub ending: Ending,
}

/// How a file ends of which no pixel is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// With the end marker, everything read.
    Marked,
    /// Everything has been read, and no end marker comes next.
    Unmarked,
    /// With the end marker before the last refinements of a progressive file: it holds a coarse
    /// picture.
    Coarse,
}

impl<'a> Decoder<'a> {
    /// Reads up to the first scan. No pixel is looked at, and no memory for them is asked for.
    ///
    /// # Errors
    /// All but [`Error::OutOfMemory`].
    pub fn new(bytes: &'a [u8]) -> Result<Self, Error> {
        let mut reader = segments::Reader::new(bytes);
        let mut tables = Tables::default();
        let mut frame = None;
        loop {
            match reader.next(&mut tables)? {
                Next::Frame(header) if frame.is_none() => frame = Some(header),
                Next::Frame(_) => return Err(Error::Corrupt("a second frame header")),
                Next::End => return Err(Error::Corrupt("an end before any pixels")),
                Next::Scan(first_scan) => {
                    let header = frame.ok_or(Error::Corrupt("a scan without a frame header"))?;
                    let frame = Frame::new(header, || reader.height_behind_scan())?;
                    return Ok(Self {
                        reader,
                        tables,
                        frame,
                        first_scan,
                    });
                }
            }
        }
    }

    /// Width in pixels, at least 1.
    pub fn width(&self) -> u32 {
        self.frame.width as u32
    }

    /// Height in pixels, at least 1.
    pub fn height(&self) -> u32 {
        self.frame.height as u32
    }

    /// The TIFF structure that holds the camera's notes, its orientation among them.
    pub fn exif(&self) -> Option<&'a [u8]> {
        self.reader.exif
    }

    /// Whether the file brings a colour profile. It is not applied.
    pub fn has_colour_profile(&self) -> bool {
        self.reader.has_profile
    }

    /// All pixels.
    ///
    /// Peak memory: a byte per stored sample (1.5 per pixel at 4:2:0, 3 at 4:4:4), two more for
    /// each while a progressive file is read, and 3 bytes per pixel.
    ///
    /// # Errors
    /// [`Error::Truncated`] when a pixel is missing; every other one.
    pub fn decode(mut self) -> Result<Decoded, Error> {
        self.frame.allocate()?;
        let mut scan = self.first_scan;
        loop {
            let bytes = self.reader.rest();
            self.reader.at += scan::decode(bytes, &scan, &self.tables, &mut self.frame)?;
            if self.frame.is_complete() {
                break;
            }
            match self.reader.next(&mut self.tables)? {
                Next::Scan(next) => scan = next,
                Next::Frame(_) => return Err(Error::Corrupt("a second frame header")),
                Next::End if self.frame.is_begun() => break,
                Next::End => return Err(Error::Truncated),
            }
        }
        let ending = match self.frame.is_complete() {
            true if self.reader.end_follows() => Ending::Marked,
            true => Ending::Unmarked,
            false => Ending::Coarse,
        };
        let colour = Colour::of(&self.reader, &self.frame);
        let rgb = colour::rgb(self.frame, colour)?;
        Ok(Decoded { rgb, ending })
    }
}
