//! Walks a file's skeleton without decoding a pixel, for two questions the decoders
//! leave open: does the file end too early, and does it hold more than one frame?

use super::bmp;
use super::fields::{u32_be, u32_le};
use super::format::Format;

/// Width and height from the header, where the decoder would read further first.
pub(super) fn declared_size(format: Format, bytes: &[u8]) -> Option<(u32, u32)> {
    match format {
        Format::Png if bytes.get(12..16) == Some(b"IHDR") => {
            Some((u32_be(bytes, 16)?, u32_be(bytes, 20)?))
        }
        // The oldest header, of 12 bytes, cannot say anything large. A negative height
        // means that the rows run downwards.
        Format::Bmp if u32_le(bytes, 14)? > 12 => {
            let height = u32_le(bytes, 22)?.cast_signed();
            Some((u32_le(bytes, 18)?, height.unsigned_abs()))
        }
        _ => None,
    }
}

/// Whether the bytes stop before the end that the format itself announces.
pub(super) fn is_cut_short(format: Format, bytes: &[u8]) -> bool {
    match format {
        Format::Png => !png_has_end(bytes),
        Format::WebP => u32_le(bytes, 4).is_none_or(|size| bytes.len() as u64 - 8 < size.into()),
        Format::Gif => gif_frames(bytes).is_none(),
        Format::Bmp => bmp::is_cut_short(bytes),
        _ => false,
    }
}

/// Whether a GIF holds at least two frames.
pub(super) fn gif_is_animated(bytes: &[u8]) -> bool {
    gif_frames(bytes).is_some_and(|frames| frames > 1)
}

fn png_has_end(bytes: &[u8]) -> bool {
    let mut at = 8usize;
    while let Some(length) = u32_be(bytes, at) {
        if bytes.get(at + 4..at + 8) == Some(b"IEND") {
            return true;
        }
        let Some(next) = at
            .checked_add(length as usize)
            .and_then(|n| n.checked_add(12))
        else {
            return false;
        };
        at = next;
    }
    false
}

/// Number of frames, counting no further than two; `None` when the file ends first.
fn gif_frames(bytes: &[u8]) -> Option<u32> {
    let palette = |packed: u8| {
        if packed & 0x80 == 0 {
            0
        } else {
            6usize << (packed & 7)
        }
    };
    let mut at = 13 + palette(*bytes.get(10)?);
    let mut frames = 0;
    loop {
        match *bytes.get(at)? {
            0x2c => {
                let data = at + 11 + palette(*bytes.get(at + 9)?);
                at = after_gif_blocks(bytes, data)?;
                frames += 1;
                if frames > 1 {
                    return Some(frames);
                }
            }
            0x21 => at = after_gif_blocks(bytes, at + 2)?,
            _ => return Some(frames),
        }
    }
}

fn after_gif_blocks(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match *bytes.get(at)? {
            0 => return Some(at + 1),
            length => at += 1 + usize::from(length),
        }
    }
}
