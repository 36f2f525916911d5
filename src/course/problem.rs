use super::source::{Place, Source};

/// A mistake in a file, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// From 1.
    pub line: usize,
    /// From 1, in letters.
    pub column: usize,
    /// The line, without the spaces around it; of a long one what stands near the column.
    pub line_text: String,
    /// Such as `thread.sections[1].title`; empty for the file as a whole.
    pub path: String,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Bytes that are no text.
    NotText,
    /// It ends in the midst.
    Unfinished,
    /// No JSON; in the words of the reader of JSON, which are English.
    NotJson(String),
    /// Something else is expected.
    Wants(Want),
    /// Nothing has this name.
    Unknown {
        /// As it is written.
        name: String,
        /// What was probably meant.
        near: Option<String>,
        /// What there is.
        known: Vec<String>,
    },
    /// The same key stands there before.
    Twice(String),
    /// The same id stands there before.
    SameId(String),
    /// This has to be there.
    Missing(&'static str),
    /// Another version of the format.
    Version(String),
    /// A language that the course speaks, and this text does not.
    LacksLanguage(String),
    /// A formula that nobody knows.
    Formula {
        /// As it is written.
        name: String,
        /// What was probably meant.
        near: Option<String>,
    },
    /// No class has this name.
    Class {
        /// As it is written.
        name: String,
        /// What was probably meant.
        near: Option<String>,
    },
    /// The report does not ask for the name that this needs.
    NoName,
    /// An address that is not linked to.
    Link(String),
    /// A number between these is expected; whole or not.
    Range(String, String, bool),
    /// The link of an experiment is not understood whole.
    SetUp(SetupFault),
}

/// What is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// `{…}`.
    Object,
    /// `[…]`.
    List,
    /// At least one in a list.
    Some,
    /// `"…"`, with something in it.
    Text,
    /// An object with a text for each language.
    Texts,
    /// `true` or `false`.
    YesNo,
    /// A number of figures.
    Count,
    /// Small letters, digits and dashes.
    Id,
    /// The number or the name of a class.
    Class,
    /// Such as `fr`.
    Language,
    /// `"builtin"` or an object.
    Thread,
    /// A link of the page, from `g1~` on.
    Link,
    /// The name of a file beside the page.
    File,
    /// The id of a network, or an object.
    Network,
    /// The name of a file with weights beside the page.
    Weights,
    /// A SHA-256 in hexadecimal digits.
    Hash,
}

/// What of a link is not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetupFault {
    /// Its end is missing.
    Cut,
    /// Pairs that the page does not know.
    Ignored(Vec<String>),
    /// Values out of range.
    Clamped(Vec<String>),
    /// Values that have to be whole numbers.
    Broken(Vec<String>),
    /// Pairs that are set before.
    Repeated(Vec<String>),
    /// It is about a file of somebody's own, which readers do not have.
    OwnFile,
}

impl Problem {
    pub(super) fn at(source: Source<'_>, place: Place, path: &str, fault: Fault) -> Self {
        Self {
            line: place.line,
            column: place.column,
            line_text: source.line(place),
            path: path.to_owned(),
            fault,
        }
    }
}
