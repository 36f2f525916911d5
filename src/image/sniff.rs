//! Formats are told apart by their first bytes and never by the file's name.

use super::error::ImageError;
use super::format::Format;

impl Format {
    /// Recognises a file by its first bytes (at most the first 1024).
    ///
    /// # Errors
    /// [`ImageError::Empty`] without bytes, [`ImageError::NotAnImage`] when nothing matches.
    pub fn sniff(bytes: &[u8]) -> Result<Self, ImageError> {
        if bytes.is_empty() {
            return Err(ImageError::Empty);
        }
        SIGNATURES
            .iter()
            .find(|(start, _)| bytes.starts_with(start))
            .map(|&(_, format)| format)
            .or_else(|| riff(bytes))
            .or_else(|| bmp(bytes))
            .or_else(|| iso_media(bytes))
            .or_else(|| ico(bytes))
            .or_else(|| tga(bytes))
            .or_else(|| netpbm(bytes))
            .or_else(|| markup(bytes))
            .ok_or(ImageError::NotAnImage)
    }
}

const SIGNATURES: &[(&[u8], Format)] = &[
    (b"\xff\xd8\xff", Format::Jpeg),
    (b"\x89PNG\r\n\x1a\n", Format::Png),
    (b"GIF87a", Format::Gif),
    (b"GIF89a", Format::Gif),
    (b"\x00\x00\x00\x0cJXL \r\n\x87\n", Format::JpegXl),
    (b"\xff\x0a", Format::JpegXl),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", Format::Jpeg2000),
    (b"\xff\x4f\xff\x51", Format::Jpeg2000),
    // What cameras write before their own conversion to JPEG; many others call themselves TIFF.
    (b"II*\x00\x10\x00\x00\x00CR", Format::Raw),
    (b"FUJIFILMCCD-RAW", Format::Raw),
    (b"IIU\x00", Format::Raw),
    (b"IIRO", Format::Raw),
    (b"IIRS", Format::Raw),
    (b"MMOR", Format::Raw),
    (b"FOVb", Format::Raw),
    (b"\x00MRM", Format::Raw),
    (b"II*\x00", Format::Tiff),
    (b"MM\x00*", Format::Tiff),
    (b"II+\x00", Format::Tiff),
    (b"MM\x00+", Format::Tiff),
    (b"%PDF-", Format::Pdf),
    (b"8BPS", Format::Psd),
    (b"gimp xcf", Format::Xcf),
    (b"%!PS", Format::PostScript),
    (b"\xc5\xd0\xd3\xc6", Format::PostScript),
    (b"II\xbc", Format::JpegXr),
    (b"\x76\x2f\x31\x01", Format::OpenExr),
    (b"#?RADIANCE", Format::RadianceHdr),
    (b"DDS ", Format::Dds),
    (b"qoif", Format::Qoi),
    (b"\x1a\x45\xdf\xa3", Format::Video),
    (b"PK\x03\x04", Format::Zip),
];

fn riff(bytes: &[u8]) -> Option<Format> {
    let webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    webp.then_some(Format::WebP)
}

/// "BM" alone also begins many a text, so the size of the second header must be one that exists.
fn bmp(bytes: &[u8]) -> Option<Format> {
    let header_bytes = bytes.get(14..18)?;
    let known = [12u8, 16, 40, 52, 56, 64, 108, 124]
        .iter()
        .any(|&size| header_bytes == [size, 0, 0, 0]);
    (known && bytes.starts_with(b"BM")).then_some(Format::Bmp)
}

/// Zeros begin many a file: an icon says how many pictures are in it, and has a zero in the description of the first.
fn ico(bytes: &[u8]) -> Option<Format> {
    match bytes {
        [0, 0, 1 | 2, 0, low, high, rest @ ..] if (*low, *high) != (0, 0) => rest
            .get(3)
            .is_none_or(|zero| *zero == 0)
            .then_some(Format::Ico),
        _ => None,
    }
}

/// There is nothing that all of them begin with, so the whole header must make sense.
fn tga(bytes: &[u8]) -> Option<Format> {
    let header: &[u8; 18] = bytes.first_chunk()?;
    let (has_palette, kind, palette) = (header[1], header[2], &header[3..8]);
    let is_kind = match has_palette {
        0 => matches!(kind, 2 | 3 | 10 | 11) && palette == [0; 5],
        1 => matches!(kind, 1 | 9) && matches!(palette[4], 15 | 16 | 24 | 32),
        _ => false,
    };
    let has_sides = header[12..14] != [0; 2] && header[14..16] != [0; 2];
    let has_depth = matches!(header[16], 8 | 15 | 16 | 24 | 32) && header[17] & 0xc0 == 0;
    (is_kind && has_sides && has_depth).then_some(Format::Tga)
}

/// AVIF, HEIC and MP4 share a container; the brands of its first box tell them apart.
fn iso_media(bytes: &[u8]) -> Option<Format> {
    if bytes.get(4..8) != Some(b"ftyp") {
        return None;
    }
    let length = u32::from_be_bytes(bytes.get(..4)?.try_into().ok()?) as usize;
    let brands = bytes.get(8..length.min(bytes.len()).min(1024))?;
    let has = |wanted: &[&[u8]]| brands.chunks_exact(4).any(|brand| wanted.contains(&brand));
    if has(&[b"avif", b"avis"]) {
        Some(Format::Avif)
    } else if has(&[
        b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1",
    ]) {
        Some(Format::Heic)
    } else if has(&[b"crx "]) {
        Some(Format::Raw)
    } else {
        Some(Format::Video)
    }
}

fn netpbm(bytes: &[u8]) -> Option<Format> {
    match bytes {
        [b'P', b'1'..=b'7', b' ' | b'\t' | b'\r' | b'\n', ..] => Some(Format::Netpbm),
        _ => None,
    }
}

fn markup(bytes: &[u8]) -> Option<Format> {
    let start = bytes.get(..bytes.len().min(1024))?;
    let text = String::from_utf8_lossy(start).to_ascii_lowercase();
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if !text.starts_with('<') {
        return None;
    }
    if text.contains("<svg") && !text.contains("<html") {
        Some(Format::Svg)
    } else if text.contains("<html") || text.starts_with("<!doctype html") {
        Some(Format::Html)
    } else {
        None
    }
}
