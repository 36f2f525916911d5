//! The report that is handed in: the thread of a practical with a reader's answers and figures, as one
//! file that reads, prints, and gives the work back. Pure; the page, the terminal and the tests share it.
//!
//! | form | what it is |
//! |---|---|
//! | [`Form::Html`] | one file without a script, pictures inside; prints; the work in `#gradoscope-report` |
//! | [`Form::Notebook`] | `.ipynb` 4.5, pictures and charts as attachments, code that repeats what has a counterpart; the work in `metadata.gradoscope` |
//! | [`Form::Zip`] | `report.json` (the work), `report.md`, `pictures/`, `records/`, `arrays/`, `code/` |
//! | [`Form::Work`] | the work alone, pictures inside, to go on elsewhere |
//!
//! The work is one JSON object of the schema `gradoscope-report/1` ([`Handed`]), and the pictures of every
//! figure as PNG files, whose pixels are those that the records speak of. [`read`] takes it out of any form.

mod archive;
mod base64;
mod html;
mod markdown;
mod markup;
mod notebook;
mod pictures;
mod read;
mod refusal;
#[cfg(test)]
mod tests;
mod told;
mod words;
mod work;

pub use pictures::{named as picture_files, of_rgb as picture_file};
pub use read::read;
pub use refusal::Refusal;
pub use told::{Code, Report, Told, ToldChart, ToldPicture};
pub use words::{form_name, refusal_words};
pub use work::Handed;

/// In which form a report is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One page.
    Html,
    /// For Jupyter and what reads its files.
    Notebook,
    /// A folder in a file.
    Zip,
    /// The work alone.
    Work,
}

impl Form {
    /// In the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Html, Self::Notebook, Self::Zip, Self::Work];

    /// In names of elements.
    pub fn id(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Notebook => "notebook",
            Self::Zip => "zip",
            Self::Work => "work",
        }
    }

    /// The end of the file's name.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Notebook => "ipynb",
            Self::Zip => "zip",
            Self::Work => "json",
        }
    }

    /// What the browser is told of the file.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Html => "text/html",
            Self::Notebook => "application/x-ipynb+json",
            Self::Zip => "application/zip",
            Self::Work => "application/json",
        }
    }
}

/// The file.
pub fn write(report: &Report, form: Form) -> Vec<u8> {
    match form {
        Form::Html => html::write(report).into_bytes(),
        Form::Notebook => notebook::write(report).into_bytes(),
        Form::Zip => archive::write(&archive::members(report)),
        Form::Work => work::with_pictures(&report.handed).into_bytes(),
    }
}
