//! The thread of the practical: sections and questions that a teacher writes down in `course.json`, and
//! the answers that a reader gives to them. Pure; the page, the terminal and the tests read the same.
//!
//! The file is version 1 of the format. Everything in it has an effect on the page; what has none is
//! refused by name, so that nobody relies on it. All mistakes are told at once, each with its place;
//! what is right applies all the same.
//!
//! | key | what it is |
//! |---|---|
//! | `version` | `1` |
//! | `id` | kebab-case; answers are kept under it |
//! | `title`, `contact` | texts |
//! | `languages` | tags such as `"fr"`; every text is then expected in each of them |
//! | `parts` | ids of the parts whose buttons are shown |
//! | `networks` | ids of the networks of the page that are offered; and objects for your own: `file` beside the page, `name`, `sha256`, and if wanted `labels` |
//! | `classes` | the classes of ImageNet that lists of classes offer: numbers, or names |
//! | `presets` | named experiments: `name`, and `setup`, a link of format `g1` |
//! | `seed_from_name` | whether default seeds follow from the name on the report |
//! | `report` | `forms` (some of `"html"`, `"notebook"`, `"zip"`), and whether the `name` is asked for |
//! | `samples` | photographs of your own: `id`, `file` beside the page, `title`, `author`, `licence`, and if wanted `licence_url`, `source`, `sha256` |
//! | `locked` | parameters with a value that stays: `part`, `param`, `value`, `reason` |
//! | `thread` | `"builtin"`, or `{"sections": […]}` |
//! | a section | `id`, `title`, `text`, `questions` |
//! | a question | `id`, `star`, `bonus`, `text`, `look`, `setup`, `expects` |
//! | a set-up | `label`, `link` of format `g1` |
//!
//! A text is an object with one entry for each language; where a language lacks, English is shown, then
//! French. Texts are Markdown, of which paragraphs, lists, emphasis, code and links are taken; a formula
//! stands in it by its name, such as `$$rule$$`. Keys that begin with `_` are comments.

mod answers;
mod formula;
mod markdown;
mod near;
mod problem;
mod read;
mod seed;
mod source;
mod texts;
mod thread;
mod words;

pub use answers::{Answer, Answers, Figure, FilledQuestion, FilledSection, FilledThread, filled};
pub use formula::{FORMULAS, NamedFormula};
pub use markdown::{Block, Inline, Part, blocks};
pub use problem::{Fault, Problem, SetupFault, Want};
pub use read::{Checked, read, read_bytes};
pub use seed::{SEEDS, seed_of};
pub use texts::Texts;
pub use thread::{
    Course, CourseNetwork, FORMS, Lock, Question, ReportWish, Section, SetUp, Step, Thread,
    ThreadChoice,
};
pub use words::{problem_words, sentence};

/// The thread that comes with the page.
pub const BUILTIN_FILE: &str = "course/practical.json";
