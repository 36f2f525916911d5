//! Writes and reads records. Nothing else of the page calls this, so that its code is fetched only
//! when it is wanted.

use std::cell::RefCell;

use leptos::prelude::*;

use super::App;
use super::record::Recorded;
use super::site::address_of;
use super::surroundings::moment;
use crate::app_model::{AppModel, Drawn, Event, Notice, NoticeKind, SaveEvent};
use crate::image::sha256;
use crate::record::{self, Kind, Wanted};

/// Makes a file of what was found, and hands it to the reader.
pub fn write(app: App, wanted: Wanted) {
    let make = |made: &str| {
        let file = |model: &AppModel| record::file(model, &wanted, made, &address_of("./"));
        app.model.with_untracked(file)
    };
    let file = same_again(make, |file| sha256(&file.bytes));
    if let Some(file) = file {
        app.save(SaveEvent::File(file));
    }
}

/// Has a PNG file made that carries the record of its run.
pub fn draw(app: App, picture: Drawn, kind: Kind) {
    let make = |made: &str| {
        let picture = picture.clone();
        let recorded = |model: &AppModel| record::recorded(model, picture, kind, made);
        Some(app.model.with_untracked(recorded))
    };
    let picture = same_again(make, |picture| sha256(picture.record.as_bytes()));
    if let Some(picture) = picture {
        app.save(SaveEvent::Picture(picture));
    }
}

/// Sets up the run that a record is of, or says why not.
pub fn read(app: App, name: String, recorded: Recorded) {
    let links = match &recorded {
        Recorded::Json(file) => record::links(file),
        Recorded::Png(file) => record::links_in_png(file),
    };
    match links {
        Ok(links) => {
            app.model.update(|model| {
                let is_moot = |notice: &Notice| {
                    matches!(
                        notice.kind,
                        NoticeKind::PictureWithRecord { .. } | NoticeKind::RecordRefused { .. }
                    )
                };
                model.notices.retain(|notice| !is_moot(notice));
            });
            app.follow_record(links);
        }
        Err(why) => app.send(Event::Notify(NoticeKind::RecordRefused { name, why })),
    }
}

thread_local! {
    /// What was made last, were it undated, and its date.
    static LAST: RefCell<(String, String)> = RefCell::default();
}

/// What was made just before, and nothing about it has changed, has its date again: so the page sees
/// that the reader asks for the same file.
fn same_again<T>(make: impl Fn(&str) -> Option<T>, hash: fn(&T) -> String) -> Option<T> {
    let undated = hash(&make("")?);
    let made = LAST.with_borrow_mut(|last| {
        if last.0 != undated {
            *last = (undated, moment());
        }
        last.1.clone()
    });
    make(&made)
}
