use serde::{Deserialize, Serialize};

use crate::image::{CropBox, Ending, Framing, ImageError, Label};

/// From the page to the decoder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DecoderRequest {
    /// Buffer 0: the file, as a blob.
    Open { picture: u32, preview_side: u32 },
    /// The pixels that the network sees.
    Frame {
        picture: u32,
        framing: Framing,
        side: u32,
    },
    /// Make a PNG file and decode it again. Buffer 0: 8-bit RGB, `[side, side, 3]`.
    Seal {
        ticket: u32,
        side: u32,
        /// What the file says of itself, for people; may be empty.
        description: String,
    },
    /// Change images in ways that the world does. Buffer 0: `count` images of `side`, 8-bit RGB,
    /// one after the other.
    Change {
        ticket: u32,
        side: u32,
        count: u32,
        /// Ids of [`crate::catalogue::CHANGES`], one that does not exist is refused; empty: all,
        /// in order of the table.
        only: Vec<String>,
    },
    /// Open a file and frame the middle of it, and keep nothing of it. Buffer 0: the file.
    Glance { ticket: u32, side: u32 },
    /// Make an animated GIF file. Buffer 0: the frames, 8-bit RGB, one after the other, frame
    /// `i` of side `sides[i]`; smaller ones are enlarged to the largest.
    Animate {
        ticket: u32,
        sides: Vec<u32>,
        /// How long a frame shows, in milliseconds; the last one at least
        /// [`LAST_FRAME_MS`](crate::image::LAST_FRAME_MS).
        delay_ms: u32,
    },
    /// Make a PNG file of any size. Buffer 0: 8-bit RGB or RGBA, row-major.
    Encode {
        ticket: u32,
        width: u32,
        height: u32,
        /// Drawn on the picture.
        labels: Vec<Label>,
        /// What the file says of itself, for people; may be empty.
        description: String,
    },
}

/// From the decoder to the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DecoderEvent {
    Hello {
        build: String,
    },
    /// A request was taken up: from here on a large picture may take its time.
    Began,
    /// Buffer 0: the preview, RGBA.
    Opened {
        picture: u32,
        facts: PictureFacts,
        preview_width: u32,
        preview_height: u32,
    },
    Refused {
        picture: u32,
        error: ImageError,
    },
    /// The file could not be read.
    Unreadable {
        picture: u32,
    },
    /// A framing was asked of a picture that is not here (any more): open it again.
    Missing {
        picture: u32,
    },
    /// Buffer 0: 8-bit RGB, `[side, side, 3]`.
    Framed {
        picture: u32,
        /// Where they come from.
        source_box: CropBox,
        side: u32,
    },
    /// Buffer 0: the file of `file_bytes` bytes, then its pixels as decoded again.
    Sealed {
        ticket: u32,
        file_bytes: u32,
    },
    /// Buffer 0: for each change asked for, in the order asked, every image changed so.
    Changed {
        ticket: u32,
        count: u32,
    },
    /// Buffer 0: the GIF file.
    Animated {
        ticket: u32,
    },
    /// Buffer 0: 8-bit RGB, `[side, side, 3]`.
    Glanced {
        ticket: u32,
    },
    /// Buffer 0: the PNG file.
    Encoded {
        ticket: u32,
        /// Whether something in a label is drawn as a box: our letters are not those of all scripts.
        lacks_letters: bool,
    },
    /// A seal, a change, an animation, a glance or a file could not be made.
    NotMade {
        ticket: u32,
        message: String,
    },
    Dying {
        message: String,
    },
}

/// What there is to say about an opened picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PictureFacts {
    pub width: u32,
    pub height: u32,
    /// As people name it: JPEG, PNG, ...
    pub format: String,
    pub bit_depth: u8,
    pub had_transparency: bool,
    pub had_icc_profile: bool,
    /// As EXIF numbers it, already applied; 1: as stored.
    pub orientation: u8,
    pub animated: bool,
    /// How the file ends.
    pub ending: Ending,
    /// Whether the browser decoded it, whose decoders differ from one to the next.
    pub by_browser: bool,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: String,
}
