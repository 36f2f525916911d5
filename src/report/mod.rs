//! The report that is handed in: the thread of a practical with a reader's answers and figures, as one
//! file that reads, prints, and gives the work back. Pure; the page, the terminal and the tests share it.
//!
//! Three forms: HTML in one file, a notebook (`.ipynb` 4.5), a zip file. Each carries the whole work: one
//! JSON object of the schema `gradoscope-report/1`, and the pictures of every figure as PNG files, whose
//! pixels are those of the records. [`read`] takes the work out of any of them.

mod work;

pub use work::Handed;
