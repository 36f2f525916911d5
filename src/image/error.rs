//! What can go wrong between a file and a picture.

use super::format::Format;

/// Why there is no picture. Each variant is a different sentence for the reader.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub enum ImageError {
    /// The file has no bytes at all.
    #[error("the file is empty")]
    Empty,
    /// The bytes begin like none of the formats this module can name.
    #[error("this is not an image in any format known here")]
    NotAnImage,
    /// A picture that some browsers decode and this module does not.
    #[error("{format} can only be decoded by the browser")]
    BrowserOnly {
        /// The format found.
        format: Format,
    },
    /// The browser decodes it, and gives other pixels than those it decoded.
    #[error("{format} can only be decoded by the browser, which falsifies what is read back")]
    Falsified {
        /// The format found.
        format: Format,
    },
    /// A format recognised and not taken, or a rare variant of one that is.
    #[error("{format} is not supported here{}", feature_in_words(.feature))]
    Unsupported {
        /// The format found.
        format: Format,
        /// The variant that is missing; `None` where the whole format is not taken.
        feature: Option<String>,
    },
    /// More pixels than [`MAX_MEGAPIXELS`](super::MAX_MEGAPIXELS), read from the header.
    #[error("{megapixels:.1} megapixels, the limit is {limit}", megapixels = *.pixels as f64 / 1e6)]
    TooLarge {
        /// Width times height.
        pixels: u64,
        /// The limit in megapixels.
        limit: u32,
    },
    /// A side of zero pixels, or bytes that do not make up a picture of that size.
    #[error("a picture of {width} x {height} pixels cannot be made of this")]
    BadSize {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// The file ends before the picture does.
    #[error("the {format} file is cut short")]
    Truncated {
        /// The format found.
        format: Format,
    },
    /// The file breaks the rules of its own format.
    #[error("the {format} file is damaged: {reason}")]
    Corrupt {
        /// The format found.
        format: Format,
        /// The decoder's own words, in English.
        reason: String,
    },
    /// A buffer could not be had.
    #[error("not enough memory: {bytes} bytes were needed")]
    OutOfMemory {
        /// Size of the buffer that was refused, in bytes.
        bytes: u64,
    },
}

fn feature_in_words(feature: &Option<String>) -> String {
    feature
        .as_ref()
        .map_or_else(String::new, |name| format!(" in this variant: {name}"))
}
