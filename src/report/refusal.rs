/// Why a file gives no work back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It is something else.
    NoReport,
    /// It was one, and is not whole any more.
    Damaged,
    /// A figure lacks its picture, or the picture is another one.
    LacksPicture,
    /// Made by another version of the page.
    OtherVersion,
    /// More than 200 MB.
    TooLarge,
}
