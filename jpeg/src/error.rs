use std::fmt;

/// Why there are no pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// A sound file of a kind that is not taken.
    Unsupported(Variant),
    /// The data end before the picture does.
    Truncated,
    /// The file breaks the rules; how, in English.
    Corrupt(&'static str),
    /// So many bytes were not to be had.
    OutOfMemory(u64),
}

/// Kinds of JPEG that are not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// Arithmetic instead of Huffman coding.
    Arithmetic,
    /// Lossless, T.81 annex H.
    Lossless,
    /// JPEG-LS, another lossless format under the same first bytes.
    JpegLs,
    /// Hierarchical, T.81 annex J.
    Hierarchical,
    /// So many bits per sample.
    Bits(u8),
    /// So many components.
    Components(u8),
    /// Components whose sizes are not in whole ratios.
    Sampling,
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Arithmetic => f.write_str("arithmetic coding"),
            Self::Lossless => f.write_str("lossless"),
            Self::JpegLs => f.write_str("JPEG-LS"),
            Self::Hierarchical => f.write_str("hierarchical"),
            Self::Bits(bits) => write!(f, "{bits} bits"),
            Self::Components(count) => write!(f, "{count} components"),
            Self::Sampling => f.write_str("fractional sampling"),
        }
    }
}

/// An empty buffer with room for `count` values.
pub(crate) fn with_room<T>(count: usize) -> Result<Vec<T>, Error> {
    let mut buffer = Vec::new();
    let bytes = count as u64 * size_of::<T>() as u64;
    buffer
        .try_reserve_exact(count)
        .map_err(|_| Error::OutOfMemory(bytes))?;
    Ok(buffer)
}
