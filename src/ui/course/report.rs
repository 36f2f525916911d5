//! The report: made of the thread, the answers and the figures; and given back by its file.

use std::collections::BTreeMap;

use leptos::html::Details;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::desk::{Desk, Picture};
use super::name::name_field;
use super::reporter::ReportCode;
use crate::app_model::{Bytes, SaveEvent, SavedFile, Shelved};
use crate::client::{course as store, day, file_address, moment, yielded};
use crate::course::filled;
use crate::protocol::{BUILD, TransferFailure};
use crate::report::{Form, Handed, Report, form_name};
use crate::ui::intake::{Take, file_input};
use crate::ui::numbers::bytes;
use crate::ui::report::{Asked, report as assembled};
use crate::ui::shelf::titles_of;
use crate::ui::strings;

/// Where making one is.
#[derive(Clone, PartialEq)]
enum Making {
    Idle,
    Under,
    /// How long each form is.
    Ready(Vec<(Form, f64)>),
    Failed(TransferFailure),
}

/// What a report says besides, as the reader wants it.
#[derive(Clone, Copy)]
struct Wishes {
    desk: Desk,
    has_arrays: RwSignal<bool>,
    making: RwSignal<Making>,
    /// Of what is made: what was changed meanwhile is made anew.
    turn: StoredValue<u32>,
}

pub(super) fn report(desk: Desk) -> AnyView {
    let wishes = Wishes {
        desk,
        has_arrays: RwSignal::new(false),
        making: RwSignal::new(Making::Idle),
        turn: StoredValue::new(0),
    };
    let ui = desk.ui;
    // Where seeds follow from it, it stands before everything.
    let has_name = desk.report_wish().name && !desk.seeds_by_name();
    let node = NodeRef::<Details>::new();
    let is_open = RwSignal::new(false);
    let toggled = move |_| {
        let details = node.get_untracked();
        is_open.set(details.is_some_and(|details| details.has_attribute("open")));
    };
    // Sizes are told before: so all of it is made once it is looked at, and after every change.
    Effect::new(move |_| {
        desk.answers.with(|_| ());
        desk.pictures.with(|_| ());
        desk.name.with(|_| ());
        wishes.has_arrays.with(|_| ());
        desk.lang();
        if is_open.get() {
            wishes.measure();
        }
    });
    view! {
        <details class="course-report" id="course-report" node_ref=node on:toggle=toggled>
            <summary>{ui.t(strings::REPORT)}</summary>
            <p class="hint">{ui.t(strings::REPORT_HINT)}</p>
            {has_name.then(|| name_field(desk))}
            <label class="switch">
                <input
                    type="checkbox"
                    id="report-arrays"
                    prop:checked=move || wishes.has_arrays.get()
                    on:change=move |event| wishes.has_arrays.set(event_target_checked(&event))
                />
                {ui.t(strings::REPORT_ARRAYS)}
            </label>
            <ul class="report-forms">{offered(desk).into_iter().map(|form| button(wishes, form)).collect_view()}</ul>
            <p class="hint" role="status" id="report-state" data-state=move || state(&wishes.making.get())>
                {move || words(wishes)}
            </p>
            {open_again(wishes)}
        </details>
    }
    .into_any()
}

/// The forms that the course offers; the work itself can always be saved.
fn offered(desk: Desk) -> Vec<Form> {
    let forms = desk.report_wish().forms;
    let is_offered = |form: &Form| {
        let is_in = |forms: &Vec<&str>| forms.contains(&form.id());
        *form == Form::Work || forms.as_ref().is_none_or(is_in)
    };
    Form::ALL.into_iter().filter(is_offered).collect()
}

fn button(wishes: Wishes, form: Form) -> AnyView {
    let ui = wishes.desk.ui;
    let size = move || match wishes.making.get() {
        Making::Ready(sizes) => {
            let found = sizes.iter().find(|(of, _)| *of == form);
            found.map(|(_, length)| bytes(*length, ui.lang.get()))
        }
        _ => None,
    };
    view! {
        <li>
            <button
                type="button"
                class:primary=form == Form::Html
                id=format!("report-{}", form.id())
                on:click=move |_| wishes.save(form)
            >
                {ui.t(form_name(form))}
            </button>
            <span class="hint">{size}</span>
        </li>
    }
    .into_any()
}

fn state(making: &Making) -> &'static str {
    match making {
        Making::Idle => "idle",
        Making::Under => "under",
        Making::Ready(_) => "ready",
        Making::Failed(_) => "failed",
    }
}

fn words(wishes: Wishes) -> String {
    let lang = wishes.desk.ui.lang.get();
    match wishes.making.get() {
        Making::Idle => String::new(),
        Making::Under => strings::REPORT_UNDER.get(lang).to_owned(),
        Making::Ready(_) => strings::REPORT_PRINT.get(lang).to_owned(),
        Making::Failed(failure) => strings::transfer_failure(&failure, lang),
    }
}

/// For who does not drop files.
fn open_again(wishes: Wishes) -> AnyView {
    let ui = wishes.desk.ui;
    let take: Take = Box::new(move |files| {
        if let Some(file) = files.and_then(|files| files.get(0)) {
            ui.app.course.file.set(Some(file));
        }
    });
    view! {
        <label class="file">
            {file_input("report-open", ".html,.htm,.ipynb,.zip,.json", false, take)}
            <span class="button">{ui.t(strings::REPORT_OPEN)}</span>
        </label>
    }
    .into_any()
}

impl Wishes {
    /// All that a report is made of; none where the thread is not here.
    fn asked(self) -> Option<Asked> {
        let desk = self.desk;
        let lang = desk.ui.lang.get_untracked();
        let answers = desk.answers.get_untracked();
        let text_lang = desk.lang_untracked();
        let filled = desk.with(|course, thread| filled(course, thread, &answers, &text_lang))?;
        let figures = desk.pictures.with_untracked(|all| {
            let here = all.iter().filter_map(|(key, picture)| match picture {
                Picture::Here(shelved) => Some((key.clone(), Shelved::clone(shelved))),
                _ => None,
            });
            here.collect::<BTreeMap<_, _>>()
        });
        let is_named = |key: &String| {
            let mut all = answers.values().flat_map(|answer| &answer.figures);
            all.any(|figure| figure.key == *key)
        };
        let figures = figures.into_iter().filter(|(key, _)| is_named(key));
        let handed = Handed {
            name: desk.name.get_untracked(),
            course: desk.id(),
            lang: text_lang,
            made: moment(),
            build: BUILD.to_owned(),
            answered: filled.answered,
            figures: figures.map(|(_, shelved)| shelved).collect(),
            answers,
        };
        Some(Asked {
            filled,
            handed,
            lang,
            date: day(js_sys::Date::now(), lang),
            address: file_address("./"),
            has_arrays: self.has_arrays.get_untracked(),
        })
    }

    /// The report, its figures told one after the other: the page stays awake.
    async fn made(self) -> Result<Option<Report>, TransferFailure> {
        let Some(asked) = self.asked() else {
            return Ok(None);
        };
        let code = self.code().await?;
        let mut told = BTreeMap::new();
        for figure in &asked.handed.figures {
            let one = (code.tell)(figure, titles_of(self.desk.ui), asked.lang, &asked.address);
            told.insert(figure.key.clone(), one);
            yielded().await;
        }
        Ok(Some(assembled(asked, told)))
    }

    async fn code(self) -> Result<ReportCode, TransferFailure> {
        let coming = (self.desk.reporting)();
        coming.await.map_err(|_| store::code_failure())
    }

    async fn file(self, report: &Report, form: Form) -> Result<Vec<u8>, TransferFailure> {
        Ok((self.code().await?.write)(report, form))
    }

    /// Finds out how long each form is.
    fn measure(self) {
        let turn = self.turn.try_update_value(|turn| {
            *turn = turn.wrapping_add(1);
            *turn
        });
        self.making.set(Making::Under);
        spawn_local(async move {
            let is_last = || self.turn.try_get_value() == turn;
            let sizes = async {
                let mut sizes = Vec::new();
                if let Some(report) = self.made().await? {
                    for form in Form::ALL.into_iter().filter(|_| is_last()) {
                        let length = self.file(&report, form).await?.len() as f64;
                        sizes.push((form, length));
                        yielded().await;
                    }
                }
                Ok(sizes)
            };
            let found = sizes.await;
            if is_last() {
                self.making
                    .set(found.map_or_else(Making::Failed, Making::Ready));
            }
        });
    }

    /// Makes it anew, of what is there now, and hands it to the reader.
    fn save(self, form: Form) {
        self.desk.settle();
        spawn_local(async move {
            let made = async {
                match self.made().await? {
                    Some(report) => Ok(Some((self.file(&report, form).await?, report))),
                    None => Ok(None),
                }
            };
            match made.await {
                Ok(Some((file, report))) => self.hand(file, &report, form),
                Ok(None) => {}
                Err(failure) => self.making.set(Making::Failed(failure)),
            }
        });
    }

    fn hand(self, file: Vec<u8>, report: &Report, form: Form) {
        let name = strings::report_file(&report.handed.course, &report.handed.name, report.lang);
        let bytes: Bytes = file.into();
        self.desk.ui.save(SaveEvent::File(SavedFile {
            name: format!("{name}.{}", form.ending()),
            mime: form.mime(),
            bytes,
        }));
    }
}
