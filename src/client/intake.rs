//! Files that were chosen, dropped or pasted: each is opened as what it is.

use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, File};

use super::App;
use crate::app_model::{AppModel, Event, FileKind, HEAD_BYTES, NoticeKind};
use crate::protocol::{RECORD_KEYWORD, header_of_model_with_data};

/// Of more than so many files the rest is not even looked at.
const MOST_FILES: usize = 32;

/// Files by what becomes of them.
#[derive(Default)]
struct Sorted {
    picture: Option<File>,
    /// A picture that carries a record.
    recorded: Option<File>,
    record: Option<File>,
    course: Option<File>,
    checkpoint: Option<File>,
    /// Of a model beside it.
    model_data: Option<File>,
    /// And what else lies beside a network.
    class_names: Vec<File>,
    /// More of a kind than one.
    left: Vec<String>,
    other: Vec<String>,
    empty: Vec<String>,
    unreadable: Vec<String>,
}

impl App {
    /// Opens the first file of each kind, and says what becomes of the others.
    pub fn open_files(self, files: Vec<File>) {
        // Before they are looked through: nothing that nobody asked for comes in between.
        self.send(Event::Intake(Vec::new()));
        spawn_local(async move {
            let mut sorted = Sorted::default();
            for (count, file) in files.into_iter().enumerate() {
                match count < MOST_FILES {
                    true => {
                        let kind = kind_of(&file).await;
                        let is_picture = kind == Some(FileKind::Picture);
                        let is_recorded = is_picture && seems_recorded(&file).await;
                        sorted.take(kind, is_recorded, file);
                    }
                    false => sorted.left.push(file.name()),
                }
            }
            sorted.mind_json(|| self.model.with_untracked(AppModel::takes_class_names));
            sorted.bring_data();
            let mut notices = sorted.notices();
            let recorded = sorted.recorded.take();
            notices.extend(recorded.map(|file| self.offer_record(file)));
            self.send(Event::Intake(notices));
            if let Some(file) = sorted.record {
                self.open_record(file);
            }
            if let Some(file) = sorted.picture {
                self.open_file(file);
            }
            if let Some(file) = sorted.course {
                self.check_course(file);
            }
            if let Some(file) = sorted.checkpoint {
                self.open_checkpoint(file);
            }
            for file in sorted.class_names {
                self.open_class_names(file);
            }
        });
    }
}

impl Sorted {
    fn take(&mut self, kind: Option<FileKind>, is_recorded: bool, file: File) {
        let name = file.name();
        let place = match kind {
            Some(FileKind::Picture) if is_recorded => &mut self.recorded,
            Some(FileKind::Picture) => &mut self.picture,
            Some(FileKind::Record) => &mut self.record,
            Some(FileKind::Course | FileKind::Report) => &mut self.course,
            Some(FileKind::Checkpoint) => &mut self.checkpoint,
            Some(FileKind::ModelData) => &mut self.model_data,
            Some(FileKind::ClassNames) => return self.take_side_file(file),
            Some(FileKind::Empty) => return self.empty.push(name),
            Some(FileKind::Other) => return self.other.push(name),
            None => return self.unreadable.push(name),
        };
        match place {
            Some(_) => self.left.push(name),
            None => *place = Some(file),
        }
    }

    /// One list of names, and the settings that people have beside it.
    fn take_side_file(&mut self, file: File) {
        let is_settings = |file: &File| ends_with(file, "config.json");
        let is_first = self.class_names.iter().all(is_settings);
        match is_settings(&file) || is_first {
            true => self.class_names.push(file),
            false => self.left.push(file.name()),
        }
    }

    /// JSON that can hold no names of classes, there being nothing to name, is taken for a record.
    fn mind_json(&mut self, takes_names: impl Fn() -> bool) {
        let is_json = |file: &File| ends_with(file, ".json");
        if self.record.is_none() && self.checkpoint.is_none() && !takes_names() {
            let at = self.class_names.iter().position(is_json);
            self.record = at.map(|at| self.class_names.remove(at));
        }
    }

    /// A model and its weights are one file from here on; weights without a model are nothing.
    fn bring_data(&mut self) {
        let Some(data) = self.model_data.take() else {
            return;
        };
        let is_model = |file: &mut File| ends_with(file, ".onnx");
        match self.checkpoint.take_if(is_model) {
            Some(model) => self.checkpoint = joined(&model, &data).or(Some(model)),
            None => self.other.push(data.name()),
        }
    }

    fn notices(&mut self) -> Vec<NoticeKind> {
        let some = |names: &mut Vec<String>| {
            let names = std::mem::take(names);
            (!names.is_empty()).then_some(names)
        };
        let unreadable = some(&mut self.unreadable).map(|names| NoticeKind::FileUnreadable {
            name: names.join(", "),
        });
        let left = some(&mut self.left).map(|names| NoticeKind::FilesLeft { names });
        let other = some(&mut self.other).map(|names| NoticeKind::FilesOfNoKind { names });
        let empty = some(&mut self.empty).map(|names| NoticeKind::FilesEmpty { names });
        [unreadable, left, other, empty]
            .into_iter()
            .flatten()
            .collect()
    }
}

/// Nothing is copied: a file of the browser's can be of pieces.
fn joined(model: &File, data: &File) -> Option<File> {
    let header = header_of_model_with_data(model.size() as u64, &data.name());
    let header = Uint8Array::from(header.as_slice());
    let pieces = Array::of3(&header, model, data);
    File::new_with_blob_sequence(&pieces, &model.name()).ok()
}

fn ends_with(file: &File, ending: &str) -> bool {
    file.name().to_ascii_lowercase().ends_with(ending)
}

/// None for a file, or a folder, that cannot be read.
async fn kind_of(file: &File) -> Option<FileKind> {
    let head = file.slice_with_f64_and_f64(0.0, HEAD_BYTES as f64).ok()?;
    let kind = FileKind::of(&file.name(), &bytes_of(&head).await?);
    // The system may know a kind of picture that the page does not; the decoder names it then.
    let is_picture = kind == FileKind::Other && file.type_().starts_with("image/");
    Some(if is_picture { FileKind::Picture } else { kind })
}

/// All bytes; none where the file cannot be read.
pub(super) async fn bytes_of(blob: &Blob) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(blob.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

/// Whether a PNG file seems to carry a record: where it does, that stands near its beginning.
async fn seems_recorded(file: &Blob) -> bool {
    const HEAD: f64 = 65_536.0;
    let Ok(head) = file.slice_with_f64_and_f64(0.0, HEAD) else {
        return false;
    };
    let Ok(text) = JsFuture::from(head.text()).await else {
        return false;
    };
    let text = text.as_string().unwrap_or_default();
    text.contains(RECORD_KEYWORD)
}
