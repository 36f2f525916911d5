/// Why no object was looked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SegmentError {
    /// The map has one value everywhere, and so chooses no pixels: that of a class whose score is cut off,
    /// for example.
    #[error("the map is the same everywhere: it tells no object from its background")]
    FlatMap,
    /// A map of another size than the picture.
    #[error("a map of {expected} values was expected, {found} came")]
    MapSize {
        /// Pixels of the picture.
        expected: usize,
        /// Values of the map.
        found: usize,
    },
    /// The map holds a number that is not finite.
    #[error("the map holds a number that is not finite")]
    NotFinite,
    /// What the border costs is below zero, too large, or no number.
    #[error("a border cannot cost {0}: 0 to 10000 was expected")]
    Gamma(String),
}
