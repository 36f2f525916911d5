//! Files on their way to the reader: the decoder makes them, so that what is saved are the numbers
//! that were computed and shown, and no canvas is read.

use super::errands::Errand;
use super::{AppModel, Bytes, Effect, NotSaved, Notice, NoticeKind, Payload, SavedFile};
use crate::image::Label;
use crate::protocol::DecoderRequest;

/// A picture that is to become a PNG file.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// Of the file.
    pub name: String,
    pub width: u32,
    pub height: u32,
    /// RGB or RGBA, row-major.
    pub pixels: Bytes,
    /// Drawn on it.
    pub labels: Vec<Label>,
    /// What the file says of itself.
    pub description: String,
    /// The record of its run, which the file carries; may be empty.
    pub record: String,
}

/// What happens to files.
#[derive(Debug, Clone)]
pub enum SaveEvent {
    Picture(Drawn),
    /// One that was made before.
    File(SavedFile),
    /// A download does not arrive, or may not: the file is wanted on the page.
    Show {
        file: SavedFile,
        can_download: bool,
    },
    Close,
    /// The browser did not take the file.
    Failed {
        name: String,
        message: String,
    },
}

/// Files that are made, and the one that is shown.
#[derive(Debug, Clone, Default)]
pub struct Saving {
    making: Vec<Making>,
    last: u32,
    /// The last one that was handed to the browser.
    handed: Option<SavedFile>,
    /// On the page, for those whom a download does not reach; and whether it may.
    pub shown: Option<(SavedFile, bool)>,
}

#[derive(Debug, Clone)]
struct Making {
    number: u32,
    name: String,
}

impl AppModel {
    pub(super) fn on_save(&mut self, event: SaveEvent, effects: &mut Vec<Effect>) {
        match event {
            SaveEvent::Picture(picture) => self.make_file(picture, effects),
            SaveEvent::File(file) => self.hand(file, effects),
            SaveEvent::Show { file, can_download } => {
                self.saving.shown = Some((file, can_download));
            }
            SaveEvent::Close => self.saving.shown = None,
            SaveEvent::Failed { name, message } => {
                let why = NotSaved::Browser(message);
                self.notify(NoticeKind::NotSaved { name, why });
            }
        }
    }

    fn make_file(&mut self, picture: Drawn, effects: &mut Vec<Effect>) {
        // Pressed again while it is made: one file comes of it, the newest.
        let is_same = |making: &Making| making.name == picture.name;
        if let Some(at) = self.saving.making.iter().position(is_same) {
            let older = self.saving.making.remove(at);
            self.errands
                .drop_all(|errand| errand == Errand::Encode(older.number));
        }
        self.saving.last += 1;
        let number = self.saving.last;
        self.saving.making.push(Making {
            number,
            name: picture.name,
        });
        let request = |ticket| DecoderRequest::Encode {
            ticket,
            width: picture.width,
            height: picture.height,
            labels: picture.labels.clone(),
            description: picture.description.clone(),
            record: picture.record.clone(),
        };
        self.send_errand(Errand::Encode(number), picture.pixels, request, effects);
    }

    pub(super) fn on_encoded(
        &mut self,
        ticket: u32,
        lacks_letters: bool,
        payload: Payload,
        effects: &mut Vec<Effect>,
    ) {
        let Some(errand) = self.errands.take(ticket) else {
            return;
        };
        let file = payload.bytes().filter(|file| !file.is_empty());
        let (Errand::Encode(number), Some(file)) = (errand, file) else {
            return self.fail_errand(errand, super::desk::MISFIT, effects);
        };
        if let Some(name) = self.made(number) {
            if lacks_letters {
                self.notify(NoticeKind::LabelsLackLetters);
            }
            self.hand(SavedFile::png(name, file), effects);
        }
    }

    pub(super) fn fail_save(&mut self, number: u32, why: NotSaved) {
        if let Some(name) = self.made(number) {
            self.notify(NoticeKind::NotSaved { name, why });
        }
    }

    /// The name of a file that is no longer waited for; what was said of the wait goes.
    fn made(&mut self, number: u32) -> Option<String> {
        let is_it = |making: &Making| making.number == number;
        let at = self.saving.making.iter().position(is_it)?;
        let name = self.saving.making.remove(at).name;
        self.forget_not_saved(&name);
        Some(name)
    }

    /// What was said of a file that has come is over.
    pub(super) fn forget_not_saved(&mut self, file: &str) {
        let is_about = |notice: &Notice| matches!(&notice.kind, NoticeKind::NotSaved { name, .. } if name == file);
        self.notices.retain(|notice| !is_about(notice));
    }

    /// Gives a file to the browser. Who asks for the same again may not have got it.
    fn hand(&mut self, file: SavedFile, effects: &mut Vec<Effect>) {
        let is_again = self.saving.handed.as_ref() == Some(&file);
        self.saving.handed = Some(file.clone());
        effects.push(Effect::Offer { file, is_again });
    }
}

#[cfg(test)]
mod tests;
