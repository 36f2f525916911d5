//! What the thread knows: the course, the place in it, the answers.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event as DomEvent, HtmlElement, wasm_bindgen::JsCast};

use super::reporter::Reporting;
use crate::app_model::{AppModel, Event, FileKind, HEAD_BYTES, KeepFailure, Shelved, part};
use crate::catalogue;
use crate::client::course as store;
use crate::course::{
    Answer, Answers, Checked, Course, Problem, Question, ReportWish, Step, Texts, Thread,
    read_bytes, seed_of,
};
use crate::protocol::TransferFailure;
use crate::record;
use crate::report::{Handed, Refusal};
use crate::ui::context::Ui;
use crate::ui::locks::locks;
use crate::ui::offered::offered;

/// So long after the last key an answer is kept.
const SETTLED: Duration = Duration::from_millis(500);

/// Where the thread is.
#[derive(Clone, PartialEq)]
pub(super) enum Loaded {
    Coming,
    Here(Arc<(Course, Thread)>),
    Failed(TransferFailure),
}

/// Whether the answer in view is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Keeping {
    Untouched,
    Typed,
    Kept,
    NotKept(KeepFailure),
}

/// Where the picture of a figure is.
#[derive(Clone, PartialEq)]
pub(super) enum Picture {
    Coming,
    Here(Arc<Shelved>),
    Lost,
}

/// A file that was looked through.
#[derive(Clone, PartialEq)]
pub(super) struct Inspected {
    pub file: String,
    pub problems: Vec<Problem>,
    /// Whether it was only dropped on the page.
    pub is_dropped: bool,
    /// Whether there is none.
    pub is_missing: bool,
}

/// What became of a report that was opened.
#[derive(Clone, PartialEq)]
pub(super) enum Restored {
    Refused {
        file: String,
        why: Refusal,
    },
    /// What reads it did not come.
    NoCode(TransferFailure),
    /// It is of another course: its answers have no place here.
    OtherCourse {
        file: String,
        course: String,
    },
    /// So many answers are others than those that are here: whose are wanted?
    Differs {
        file: String,
        count: usize,
        handed: Handed,
    },
    Done {
        file: String,
        answers: usize,
        figures: usize,
    },
}

/// Copied freely.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub ui: Ui,
    pub reporting: Reporting,
    pub loaded: RwSignal<Loaded>,
    pub step: RwSignal<Step>,
    pub answers: RwSignal<Answers>,
    /// The reader's, as the report has it.
    pub name: RwSignal<String>,
    pub keeping: RwSignal<Keeping>,
    pub pictures: RwSignal<BTreeMap<String, Picture>>,
    /// Why a figure is not kept.
    pub figure_failure: RwSignal<Option<KeepFailure>>,
    /// None: nothing to be shown.
    pub inspected: RwSignal<Option<Inspected>>,
    /// What a report gave back; none: nothing to be said.
    pub restored: RwSignal<Option<Restored>>,
    /// Of the texts, where the reader chose one that the page does not speak.
    pub own_lang: RwSignal<Option<String>>,
    /// Counts keys, and the question that they were typed for.
    typed: StoredValue<(u32, Option<String>)>,
    /// Whether there is anything that only this tab knows.
    has_unkept: StoredValue<bool>,
}

impl Desk {
    pub fn new(ui: Ui, reporting: Reporting) -> Self {
        let first = Step {
            section: 0,
            question: None,
        };
        Self {
            ui,
            reporting,
            loaded: RwSignal::new(Loaded::Coming),
            step: RwSignal::new(first),
            answers: RwSignal::new(Answers::new()),
            name: RwSignal::new(String::new()),
            keeping: RwSignal::new(Keeping::Untouched),
            pictures: RwSignal::new(BTreeMap::new()),
            figure_failure: RwSignal::new(None),
            inspected: RwSignal::new(None),
            restored: RwSignal::new(None),
            own_lang: RwSignal::new(None),
            typed: StoredValue::new((0, None)),
            has_unkept: StoredValue::new(false),
        }
    }

    /// The language of the texts.
    pub fn lang(self) -> String {
        let own = self.own_lang.get();
        own.unwrap_or_else(|| self.ui.lang.get().tag().to_owned())
    }

    /// The same for what is not drawn anew with it.
    pub fn lang_untracked(self) -> String {
        let own = self.own_lang.get_untracked();
        own.unwrap_or_else(|| self.ui.lang.get_untracked().tag().to_owned())
    }

    /// A plain text in it.
    pub fn text(self, texts: &Texts) -> String {
        texts.text(&self.lang()).to_owned()
    }

    pub fn with<T>(self, look: impl FnOnce(&Course, &Thread) -> T) -> Option<T> {
        self.loaded.with_untracked(|loaded| match loaded {
            Loaded::Here(all) => Some(look(&all.0, &all.1)),
            _ => None,
        })
    }

    /// What answers are kept under.
    pub fn id(self) -> String {
        self.with(|course, _| course.id.clone())
            .flatten()
            .unwrap_or_default()
    }

    /// What the report is like.
    pub fn report_wish(self) -> ReportWish {
        self.with(|course, _| course.report.clone())
            .unwrap_or_default()
    }

    /// Whether seeds follow from the reader's name.
    pub fn seeds_by_name(self) -> bool {
        self.with(|course, _| course.seed_from_name)
            .unwrap_or_default()
    }

    /// The reader says who they are.
    pub fn call_reader(self, name: String) {
        store::keep_name(&self.id(), &name);
        self.name.set(name);
        self.seed();
    }

    fn seed(self) {
        if self.seeds_by_name() {
            let seed = self.name.with_untracked(|name| seed_of(name));
            self.ui.app.seed_of_name(seed);
        }
    }

    pub fn question(self, step: Step) -> Option<Question> {
        self.with(|_, thread| thread.question(step).cloned())
            .flatten()
    }

    /// The answer to a question; what hangs on it is drawn again when it changes.
    pub fn answer(self, id: &str) -> Answer {
        self.answers
            .with(|all| all.get(id).cloned().unwrap_or_default())
    }

    /// Fetches the course, and brings back what was answered.
    pub fn load(self) {
        self.loaded.set(Loaded::Coming);
        spawn_local(async move {
            let own = store::own_course().await;
            let is_missing = own.is_none();
            let Checked { course, problems } = own.as_deref().map(read_bytes).unwrap_or_default();
            self.tell(problems, is_missing);
            let builtin = match store::builtin_course().await {
                Ok(file) => read_bytes(&file).course,
                Err(_) if is_own(&course) => Course::default(),
                Err(failure) => return self.loaded.set(Loaded::Failed(failure)),
            };
            let all = course.complete(builtin);
            show_parts(self.ui, all.0.parts.as_deref());
            offer_networks(self.ui, all.0.networks.as_deref());
            locks().set(all.0.locked.clone());
            offered().set(all.0.classes.as_deref().map(Arc::from));
            // Before it is shown: a field takes the name that is there by then.
            let id = all.0.id.clone().unwrap_or_default();
            self.name.set(store::kept_name(&id));
            self.loaded.set(Loaded::Here(Arc::new(all)));
            self.seed();
            self.bring_back();
        });
    }

    /// Shows what is wrong with the course's file: to who asks, or where something is.
    fn tell(self, problems: Vec<Problem>, is_missing: bool) {
        let is_asked = store::asks_for_check();
        if problems.is_empty() && !is_asked {
            return;
        }
        if !problems.is_empty() {
            self.ui.app.course.open();
        }
        self.inspected.set(Some(Inspected {
            file: store::own_file(),
            problems,
            is_dropped: false,
            is_missing,
        }));
    }

    /// A teacher's file that is dropped on the page is looked through; a report gives back its work.
    pub fn mind_files(self) {
        Effect::new(move |_| {
            // What a report is held against has to be here.
            let is_here = self.loaded.with(|loaded| *loaded != Loaded::Coming);
            let Some(file) = self.ui.app.course.file.get().filter(|_| is_here) else {
                return;
            };
            self.ui.app.course.file.set(None);
            spawn_local(async move {
                let bytes = store::bytes_of_file(&file).await.unwrap_or_default();
                let head = &bytes[..bytes.len().min(HEAD_BYTES)];
                match FileKind::of(&file.name(), head) {
                    FileKind::Course => self.look_through(file.name(), &bytes),
                    _ => self.restore(file.name(), bytes).await,
                }
            });
        });
    }

    fn look_through(self, file: String, bytes: &[u8]) {
        self.inspected.set(Some(Inspected {
            file,
            problems: read_bytes(bytes).problems,
            is_dropped: true,
            is_missing: false,
        }));
    }

    async fn restore(self, file: String, bytes: Vec<u8>) {
        self.settle();
        let read = (self.reporting)().await.map(|code| (code.read)(&bytes));
        let restored = match read {
            Ok(Ok(handed)) if handed.course != self.id() => Restored::OtherCourse {
                file,
                course: handed.course,
            },
            Ok(Ok(handed)) => match self.others(&handed) {
                0 => return self.give_back(&file, handed, true),
                count => Restored::Differs {
                    file,
                    count,
                    handed,
                },
            },
            Ok(Err(why)) => Restored::Refused { file, why },
            Err(_) => Restored::NoCode(store::code_failure()),
        };
        self.restored.set(Some(restored));
    }

    /// How many of its answers are others than those that are here.
    fn others(self, handed: &Handed) -> usize {
        self.answers.with_untracked(|mine| {
            let differs = |(id, theirs): &(&String, &Answer)| {
                let mine = mine.get(*id).filter(|mine| !mine.is_empty());
                !theirs.is_empty() && mine.is_some_and(|mine| mine != *theirs)
            };
            handed.answers.iter().filter(differs).count()
        })
    }

    /// Takes the answers and figures of a report; where both have something, `is_theirs` decides.
    pub fn give_back(self, file: &str, handed: Handed, is_theirs: bool) {
        let known = self.with(|_, thread| {
            let ids = thread.questions().map(|question| question.id.clone());
            ids.collect::<Vec<_>>()
        });
        let known = known.unwrap_or_default();
        let is_wanted = |id: &String, theirs: &Answer| {
            let mine = self.answers.with_untracked(|all| all.get(id).cloned());
            let is_free = mine.is_none_or(|mine| mine.is_empty());
            known.contains(id) && !theirs.is_empty() && (is_free || is_theirs)
        };
        let taken: Answers = handed
            .answers
            .into_iter()
            .filter(|(id, theirs)| is_wanted(id, theirs))
            .collect();
        let keys: Vec<String> = taken
            .values()
            .flat_map(|answer| &answer.figures)
            .map(|figure| figure.key.clone())
            .collect();
        let figures: Vec<Shelved> = handed
            .figures
            .into_iter()
            .filter(|figure| keys.contains(&figure.key))
            .collect();
        self.restored.set(Some(Restored::Done {
            file: file.to_owned(),
            answers: taken.len(),
            figures: figures.len(),
        }));
        let ids: Vec<String> = taken.keys().cloned().collect();
        self.answers.update(|all| all.extend(taken));
        ids.iter().for_each(|id| self.keep(id));
        for figure in figures {
            self.keep_figure(Arc::new(figure));
        }
    }

    /// Answers as the browser kept them.
    fn bring_back(self) {
        let id = self.id();
        let questions = self.with(|_, thread| {
            let ids = thread.questions().map(|question| question.id.clone());
            ids.collect::<Vec<_>>()
        });
        let kept = questions.unwrap_or_default().into_iter();
        let kept = kept.filter_map(|q| Some((q.clone(), store::kept_answer(&id, &q)?)));
        let kept: Answers = kept.collect();
        for figure in kept.values().flat_map(|answer| &answer.figures) {
            self.fetch_picture(figure.key.clone());
        }
        self.answers.update(|all| all.extend(kept));
    }

    fn fetch_picture(self, key: String) {
        if self.pictures.with_untracked(|all| all.contains_key(&key)) {
            return;
        }
        let put = move |key: String, picture| {
            self.pictures.update(|all| _ = all.insert(key, picture));
        };
        put(key.clone(), Picture::Coming);
        let course = self.id();
        spawn_local(async move {
            let file = store::kept_figure(&course, &key).await;
            let shelved = file.and_then(|file| record::from_file(&file));
            let picture = shelved.map_or(Picture::Lost, |shelved| Picture::Here(Arc::new(shelved)));
            put(key, picture);
        });
    }

    /// Another tab of this browser may have answered meanwhile. What is being typed here stays, and all of
    /// it where the browser refused any.
    pub fn mind_others(self) {
        window_event_listener(ev::Custom::<DomEvent>::new("storage"), move |_| {
            let is_typing = self.typed.with_value(|(_, id)| id.is_some());
            if !is_typing && !self.has_unkept.get_value() {
                self.bring_back();
            }
        });
        for event in ["pagehide", "visibilitychange"] {
            window_event_listener(ev::Custom::<DomEvent>::new(event), move |_| self.settle());
        }
    }

    /// A key was pressed in an answer.
    pub fn type_in(self, id: &str, text: String) {
        self.answers
            .update(|all| all.entry(id.to_owned()).or_default().text = text);
        self.wait_to_keep(id);
    }

    /// A figure is called something.
    pub fn call(self, id: &str, key: &str, caption: String) {
        self.answers.update_untracked(|all| {
            all.entry(id.to_owned()).or_default().call(key, caption);
        });
        self.wait_to_keep(id);
    }

    fn wait_to_keep(self, id: &str) {
        self.keeping.set(Keeping::Typed);
        let turn = self.typed.try_update_value(|(turn, typed)| {
            *turn = turn.wrapping_add(1);
            *typed = Some(id.to_owned());
            *turn
        });
        let is_last = move || self.typed.try_with_value(|(now, _)| Some(*now) == turn);
        set_timeout(
            move || {
                if is_last() == Some(true) {
                    self.settle();
                }
            },
            SETTLED,
        );
    }

    /// Keeps what was typed and is not kept yet.
    pub fn settle(self) {
        let typed = self.typed.try_update_value(|(_, typed)| typed.take());
        if let Some(id) = typed.flatten() {
            self.keep(&id);
        }
    }

    fn keep(self, id: &str) {
        let answer = self.answers.with_untracked(|all| all.get(id).cloned());
        let kept = store::keep_answer(&self.id(), id, &answer.unwrap_or_default());
        if kept.is_err() {
            self.has_unkept.set_value(true);
        }
        self.keeping.set(match kept {
            Ok(()) => Keeping::Kept,
            Err(why) => Keeping::NotKept(why),
        });
    }

    /// Takes a result of the shelf among the figures; a copy of its file is kept with the answers,
    /// whatever becomes of the shelf.
    pub fn take(self, id: &str, shelved: Arc<Shelved>) {
        let key = shelved.key.clone();
        self.answers
            .update(|all| all.entry(id.to_owned()).or_default().add(&key));
        self.keep(id);
        self.keep_figure(shelved);
    }

    fn keep_figure(self, shelved: Arc<Shelved>) {
        let key = shelved.key.clone();
        let file = record::to_file(&shelved);
        self.pictures
            .update(|all| _ = all.insert(key.clone(), Picture::Here(shelved)));
        let course = self.id();
        spawn_local(async move {
            let kept = store::keep_figure(&course, &key, &file).await;
            self.figure_failure.set(kept.err());
        });
    }

    /// Puts a figure aside; its file goes once no answer needs it.
    pub fn put_aside(self, id: &str, key: &str) {
        self.answers
            .update(|all| all.entry(id.to_owned()).or_default().remove(key));
        self.keep(id);
        let is_needed = self.answers.with_untracked(|all| {
            let mut figures = all.values().flat_map(|answer| &answer.figures);
            figures.any(|figure| figure.key == key)
        });
        if !is_needed {
            let (course, key) = (self.id(), key.to_owned());
            spawn_local(async move { store::forget_figure(&course, &key).await });
        }
    }

    /// Goes to a place of the thread, and opens the part that it belongs to.
    pub fn go(self, step: Step) {
        self.settle();
        self.keeping.set(Keeping::Untouched);
        self.figure_failure.set(None);
        self.step.set(step);
        if let Some(part) = self.question(step).and_then(|question| question.part()) {
            self.ui.send(Event::OpenPart(part));
        }
        request_animation_frame(focus_step);
    }

    /// So many steps further, where there is one.
    pub fn neighbour(self, by: isize) -> Option<Step> {
        let here = self.step.get();
        let steps = self.loaded.with(|loaded| match loaded {
            Loaded::Here(all) => all.1.steps(),
            _ => Vec::new(),
        });
        let at = steps.iter().position(|step| *step == here)?;
        steps.get(at.checked_add_signed(by)?).copied()
    }
}

/// What stands at the present place has the focus.
pub(super) fn focus_step() {
    let _ = focus_on("course-step");
}

/// Gives an element the focus.
pub(super) fn focus_on(id: &str) -> Option<HtmlElement> {
    let element: HtmlElement = document().get_element_by_id(id)?.dyn_into().ok()?;
    let _ = element.focus();
    Some(element)
}

fn is_own(course: &Course) -> bool {
    course.thread != crate::course::ThreadChoice::Builtin
}

/// Networks that a course leaves out cannot be chosen; a link still opens them.
fn offer_networks(ui: Ui, offered: Option<&[&'static str]>) {
    let Some(offered) = offered else { return };
    for network in catalogue::NETWORKS {
        let option = document().query_selector(&format!("#network option[value='{}']", network.id));
        if let (false, Ok(Some(option))) = (offered.contains(&network.id), option) {
            // Not every browser hides an option.
            for attribute in ["hidden", "disabled"] {
                let _ = option.set_attribute(attribute, "");
            }
        }
    }
    let is_default =
        |model: &AppModel| model.settings.network == AppModel::default().settings.network;
    if let Some(first) = offered.first()
        && ui.app.model.with_untracked(is_default)
    {
        ui.send(Event::ChooseNetwork(first));
    }
}

/// Parts that a course leaves out have no button; a link still opens them.
fn show_parts(ui: Ui, shown: Option<&[&'static str]>) {
    let Some(shown) = shown else { return };
    for id in part::ALL.iter().filter(|id| !shown.contains(id)) {
        let button = document().query_selector(&format!(".parts button[aria-controls={id}]"));
        let item = button
            .ok()
            .flatten()
            .and_then(|button| button.parent_element());
        if let Some(item) = item {
            let _ = item.set_attribute("hidden", "");
        }
    }
    let is_open = ui
        .app
        .model
        .with_untracked(|model| model.settings.part.clone());
    let is_default = is_open == part::SALIENCY;
    if let Some(first) = shown
        .first()
        .filter(|_| is_default && !shown.contains(&part::SALIENCY))
    {
        ui.send(Event::OpenPart(first));
    }
}
