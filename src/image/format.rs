//! File formats.

use std::fmt;

/// A format this module can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each is called what its format is")]
pub enum Format {
    Jpeg,
    Png,
    WebP,
    Gif,
    Bmp,
    Avif,
    Heic,
    JpegXl,
    Jpeg2000,
    Tiff,
    Svg,
    Ico,
    Pdf,
    Psd,
    OpenExr,
    RadianceHdr,
    Dds,
    Qoi,
    Netpbm,
    Raw,
    Xcf,
    PostScript,
    JpegXr,
    Tga,
    Video,
    Html,
    Zip,
}

/// Who turns a format into pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handling {
    /// [`decode`](super::decode) does.
    Here,
    /// The browser may.
    Browser,
    /// Nobody: the file is refused.
    Refused,
}

impl Format {
    /// The format's name as a person would write it; the same in English and French
    /// for all that are pictures.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::WebP => "WebP",
            Self::Gif => "GIF",
            Self::Bmp => "BMP",
            Self::Avif => "AVIF",
            Self::Heic => "HEIC",
            Self::JpegXl => "JPEG XL",
            Self::Jpeg2000 => "JPEG 2000",
            Self::Tiff => "TIFF",
            Self::Svg => "SVG",
            Self::Ico => "ICO",
            Self::Pdf => "PDF",
            Self::Psd => "PSD",
            Self::OpenExr => "OpenEXR",
            Self::RadianceHdr => "Radiance HDR",
            Self::Dds => "DDS",
            Self::Qoi => "QOI",
            Self::Netpbm => "PNM",
            Self::Raw => "RAW",
            Self::Xcf => "XCF",
            Self::PostScript => "PostScript",
            Self::JpegXr => "JPEG XR",
            Self::Tga => "TGA",
            Self::Video => "MP4/WebM",
            Self::Html => "HTML",
            Self::Zip => "ZIP",
        }
    }

    /// Who decodes it.
    pub fn handling(self) -> Handling {
        match self {
            Self::Jpeg | Self::Png | Self::WebP | Self::Gif | Self::Bmp => Handling::Here,
            Self::Avif | Self::Heic | Self::JpegXl => Handling::Browser,
            _ => Handling::Refused,
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
