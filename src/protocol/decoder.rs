use serde::{Deserialize, Serialize};

use crate::image::{CropBox, Ending, Framing, ImageError, Label};

/// Of the text chunk of a PNG file that holds the record of a run.
pub const RECORD_KEYWORD: &str = "Gradoscope-Record";

/// From the page to the decoder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DecoderRequest {
    /// Buffer 0: the file, as a blob.
    Open {
        /// What the page will call the picture, in place of the one that is held.
        picture: u32,
        /// Longest side of the preview that comes back, in pixels.
        preview_side: u32,
    },
    /// The pixels that the network sees.
    Frame {
        /// Number of a picture that is held.
        picture: u32,
        /// Which part of it.
        framing: Framing,
        /// Of the square of pixels that comes back.
        side: u32,
    },
    /// Make a PNG file and decode it again. Buffer 0: 8-bit RGB, `[side, side, 3]`.
    Seal {
        /// Comes back with the answer.
        ticket: u32,
        /// In pixels.
        side: u32,
        /// What the file says of itself, for people; may be empty.
        description: String,
    },
    /// Change images in ways that the world does. Buffer 0: `count` images of `side`, 8-bit RGB,
    /// one after the other.
    Change {
        /// Comes back with the answer.
        ticket: u32,
        /// Of every image, in pixels.
        side: u32,
        /// How many images there are, at least 1.
        count: u32,
        /// Ids of [`crate::catalogue::CHANGES`], one that does not exist is refused; empty: all,
        /// in order of the table.
        only: Vec<String>,
    },
    /// Open a file and frame the middle of it, and keep nothing of it. Buffer 0: the file.
    Glance {
        /// Comes back with the answer.
        ticket: u32,
        /// Of the square of pixels that comes back.
        side: u32,
    },
    /// Make an animated GIF file. Buffer 0: the frames, 8-bit RGB, one after the other, frame
    /// `i` of side `sides[i]`; smaller ones are enlarged to the largest.
    Animate {
        /// Comes back with the answer.
        ticket: u32,
        /// In pixels, one per frame.
        sides: Vec<u32>,
        /// How long a frame shows, in milliseconds; the last one at least
        /// [`LAST_FRAME_MS`](crate::image::LAST_FRAME_MS).
        delay_ms: u32,
    },
    /// Make a PNG file of any size. Buffer 0: 8-bit RGB or RGBA, row-major.
    Encode {
        /// Comes back with the answer.
        ticket: u32,
        /// In pixels.
        width: u32,
        /// In pixels.
        height: u32,
        /// Drawn on the picture.
        labels: Vec<Label>,
        /// What the file says of itself, for people; may be empty.
        description: String,
        /// The record of its run, which the file carries as [`RECORD_KEYWORD`]; may be empty.
        record: String,
    },
}

/// From the decoder to the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DecoderEvent {
    /// The worker listens. Whatever was posted before is lost.
    Hello {
        /// Which must be [`BUILD`](super::BUILD).
        build: String,
    },
    /// A request was taken up: from here on a large picture may take its time.
    Began,
    /// Buffer 0: the preview, RGBA.
    Opened {
        /// The number that the page gave it.
        picture: u32,
        /// What there is to say about it.
        facts: PictureFacts,
        /// In pixels.
        preview_width: u32,
        /// In pixels.
        preview_height: u32,
    },
    /// The file cannot be opened, or its picture cannot be framed.
    Refused {
        /// The number that the page gave it.
        picture: u32,
        /// Why.
        error: ImageError,
    },
    /// The file could not be read.
    Unreadable {
        /// The number that the page gave it.
        picture: u32,
    },
    /// A framing was asked of a picture that is not here (any more): open it again.
    Missing {
        /// The number that was asked for.
        picture: u32,
    },
    /// Buffer 0: 8-bit RGB, `[side, side, 3]`.
    Framed {
        /// The number that the page gave it.
        picture: u32,
        /// Where they come from.
        source_box: CropBox,
        /// As it was asked for, in pixels.
        side: u32,
    },
    /// Buffer 0: the file of `file_bytes` bytes, then its pixels as decoded again.
    Sealed {
        /// Of the request.
        ticket: u32,
        /// Where in the buffer the pixels begin.
        file_bytes: u32,
    },
    /// Buffer 0: for each change asked for, in the order asked, every image changed so.
    Changed {
        /// Of the request.
        ticket: u32,
        /// How many images came with the request.
        count: u32,
    },
    /// Buffer 0: the GIF file.
    Animated {
        /// Of the request.
        ticket: u32,
    },
    /// Buffer 0: 8-bit RGB, `[side, side, 3]`.
    Glanced {
        /// Of the request.
        ticket: u32,
    },
    /// Buffer 0: the PNG file.
    Encoded {
        /// Of the request.
        ticket: u32,
        /// Whether something in a label is drawn as a box: our letters are not those of all scripts.
        lacks_letters: bool,
    },
    /// A seal, a change, an animation, a glance or a file could not be made.
    NotMade {
        /// Of the request.
        ticket: u32,
        /// In English, for the record; of a glance, the [`ImageError`] as JSON.
        message: String,
    },
    /// The worker is about to end: a panic.
    Dying {
        /// In English, for the record.
        message: String,
    },
}

/// What there is to say about an opened picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureFacts {
    /// In pixels, upright.
    pub width: u32,
    /// In pixels, upright.
    pub height: u32,
    /// As people name it: JPEG, PNG, ...
    pub format: String,
    /// Bits per channel as decoded: 8, or 16 where the file has more than 8.
    pub bit_depth: u8,
    /// Whether a pixel was not fully opaque; it is on white now.
    pub had_transparency: bool,
    /// Whether the file has a colour profile, which is ignored; `false` where the browser decoded
    /// it, which does not say.
    pub had_icc_profile: bool,
    /// As EXIF numbers it, already applied; 1: as stored.
    pub orientation: u8,
    /// Whether the file has several frames, of which this is the first.
    pub animated: bool,
    /// How the file ends.
    pub ending: Ending,
    /// Whether the browser decoded it, whose decoders differ from one to the next.
    pub by_browser: bool,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: String,
}

#[cfg(test)]
impl PictureFacts {
    /// Of an opaque PNG file without a profile, of 8 bits.
    pub(crate) fn for_tests(width: u32, height: u32) -> Self {
        Self {
            sha256: "0".repeat(64),
            width,
            height,
            format: "PNG".to_owned(),
            bit_depth: 8,
            had_transparency: false,
            had_icc_profile: false,
            orientation: 1,
            animated: false,
            ending: Ending::default(),
            by_browser: false,
        }
    }
}
