use super::Texts;
use crate::spec::ClassId;

/// What a `course.json` says, as far as it is right.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Course {
    /// Answers are kept under it; the thread's own where there is none.
    pub id: Option<String>,
    /// The thread's own where there is none.
    pub title: Texts,
    /// Tags of the languages that the texts are written in.
    pub languages: Vec<String>,
    /// Whom to ask; shown, never used.
    pub contact: Texts,
    /// The parts whose buttons are shown; all of them where nothing is said.
    pub parts: Option<Vec<&'static str>>,
    /// Ids of the networks of the page that are offered; all of them where nothing is said.
    pub networks: Option<Vec<&'static str>>,
    /// Networks that come with it.
    pub own_networks: Vec<CourseNetwork>,
    /// Those that lists of classes offer, in their order; all of them where nothing is said.
    pub classes: Option<Vec<ClassId>>,
    /// Experiments that are offered beside those of the questions.
    pub presets: Vec<SetUp>,
    /// Whether default seeds follow from the reader's name, by [`super::seed_of`].
    pub seed_from_name: bool,
    /// What the report is like.
    pub report: ReportWish,
    /// Ids of photographs that come with it.
    pub samples: Vec<String>,
    /// Parameters whose values it sets.
    pub locked: Vec<Lock>,
    /// Which thread is followed.
    pub thread: ThreadChoice,
}

/// A network of the teacher's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CourseNetwork {
    /// Relative to the page.
    pub file: String,
    /// Plain.
    pub name: Texts,
    /// The file with the names of its classes, relative to the page.
    pub labels: Option<String>,
    /// Of the file: another one is refused.
    pub sha256: String,
}

/// What the report of a course is like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportWish {
    /// The forms that are offered, of [`FORMS`]; all of them where nothing is said.
    pub forms: Option<Vec<&'static str>>,
    /// Whether the reader's name is asked for.
    pub name: bool,
}

impl Default for ReportWish {
    fn default() -> Self {
        Self {
            forms: None,
            name: true,
        }
    }
}

/// The forms of a report that a course may offer.
pub const FORMS: [&str; 3] = ["html", "notebook", "zip"];

/// A parameter that has this value, whatever a reader or a link would set.
#[derive(Debug, Clone, PartialEq)]
pub struct Lock {
    /// Of the practical.
    pub part: &'static str,
    /// Its id.
    pub param: &'static str,
    /// As [`crate::spec::ParamKind`] means it.
    pub value: f32,
    /// Why; plain.
    pub reason: Texts,
}

/// Which thread is followed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ThreadChoice {
    /// The one that comes with the page.
    #[default]
    Builtin,
    /// The teacher's own.
    Own(Thread),
}

/// Sections, one after the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Thread {
    /// In their order.
    pub sections: Vec<Section>,
}

/// Some text, and the questions that follow from it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// Permanent, kebab-case.
    pub id: String,
    /// Plain.
    pub title: Texts,
    /// Markdown.
    pub text: Texts,
    /// In their order.
    pub questions: Vec<Question>,
}

/// Something that a reader answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// Permanent, kebab-case: the answer is kept under it.
    pub id: String,
    /// From 1, over the whole thread.
    pub number: usize,
    /// Whether it is one of those that come first.
    pub star: bool,
    /// Whether it may be left out.
    pub bonus: bool,
    /// Markdown.
    pub text: Texts,
    /// Markdown: what to look at, never the answer.
    pub look: Texts,
    /// Experiments that belong to it.
    pub setup: Vec<SetUp>,
    /// How many figures an answer is expected to have.
    pub expects: usize,
}

/// An experiment as a link.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SetUp {
    /// Plain.
    pub label: Texts,
    /// Of format `g1`, without the sign that begins a fragment.
    pub link: String,
    /// The part of the page that it opens.
    pub part: &'static str,
}

/// A place in a thread: a section's text, or one of its questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Step {
    /// Position of the section.
    pub section: usize,
    /// Position of the question in it; none: its text.
    pub question: Option<usize>,
}

impl Course {
    /// The course with the thread that it follows; `builtin` is the one that comes with the page. Its
    /// experiments name seeds, which give way where each reader has one of their own.
    pub fn complete(self, builtin: Self) -> (Self, Thread) {
        let (builtin_course, mut builtin_thread) = match builtin.thread {
            ThreadChoice::Own(thread) => (
                Self {
                    thread: ThreadChoice::Builtin,
                    ..builtin
                },
                thread,
            ),
            ThreadChoice::Builtin => (Self::default(), Thread::default()),
        };
        match self.thread {
            ThreadChoice::Own(thread) => (
                Self {
                    thread: ThreadChoice::Builtin,
                    ..self
                },
                thread,
            ),
            ThreadChoice::Builtin => {
                if self.seed_from_name {
                    builtin_thread.leave_seeds_open();
                }
                let title = match self.title.is_empty() {
                    true => builtin_course.title,
                    false => self.title,
                };
                let course = Self {
                    id: self.id.or(builtin_course.id),
                    title,
                    languages: builtin_course.languages,
                    ..self
                };
                (course, builtin_thread)
            }
        }
    }
}

impl Thread {
    /// Every question, in order.
    pub fn questions(&self) -> impl Iterator<Item = &Question> {
        self.sections.iter().flat_map(|section| &section.questions)
    }

    /// Takes the seeds out of its links.
    fn leave_seeds_open(&mut self) {
        let is_seed = |pair: &str| pair.starts_with("seed_") || pair.starts_with("test-seed_");
        let questions = self.sections.iter_mut();
        let questions = questions.flat_map(|section| &mut section.questions);
        for setup in questions.flat_map(|question| &mut question.setup) {
            let others = setup.link.split('~').filter(|pair| !is_seed(pair));
            setup.link = others.collect::<Vec<_>>().join("~");
        }
    }

    /// Every place, in the order in which they are gone through.
    pub fn steps(&self) -> Vec<Step> {
        let mut all = Vec::new();
        for (section, content) in self.sections.iter().enumerate() {
            let questions = (0..content.questions.len()).map(Some);
            let places = std::iter::once(None).chain(questions);
            all.extend(places.map(|question| Step { section, question }));
        }
        all
    }

    /// The question at a place, if one is there.
    pub fn question(&self, step: Step) -> Option<&Question> {
        self.sections
            .get(step.section)?
            .questions
            .get(step.question?)
    }

    /// Where a question stands.
    pub fn step_of(&self, id: &str) -> Option<Step> {
        let steps = self.steps().into_iter();
        let mut found = steps.filter(|step| self.question(*step).is_some_and(|q| q.id == id));
        found.next()
    }
}

impl Question {
    /// The part of the page that it belongs to: that of its first experiment.
    pub fn part(&self) -> Option<&'static str> {
        self.setup.first().map(|setup| setup.part)
    }
}
