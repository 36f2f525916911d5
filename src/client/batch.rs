//! Pictures of a series, whose files are fetched or read one after the other.

use web_sys::File;

use wasm_bindgen_futures::spawn_local;

use super::App;
use super::files::{Sample, fetch_bytes};
use super::intake::bytes_of;
use crate::app_model::{BesideEvent, Bytes, InstrumentEvent, NoticeKind};
use crate::image::ImageError;
use crate::protocol::TransferFailure;

/// Files of more bytes are not read: they stand in the page's own memory on their way to the decoder.
const MOST_BYTES: f64 = 128_000_000.0;

/// Where a picture of a series comes from.
#[derive(Clone)]
pub enum PictureFile {
    Sample(Sample),
    /// Chosen or dropped.
    Own(File),
}

impl App {
    /// What the reader wants of maps side by side.
    pub fn beside(self, event: BesideEvent) {
        self.change(|model| model.on_beside(event));
    }

    /// What the reader wants of a test of maps.
    pub fn instrument(self, event: InstrumentEvent) {
        self.change(|model| model.on_instrument(event));
    }

    /// Sends the file of a picture, or why there is none; without a file the page has lost it.
    pub fn send_picture(self, series: u32, at: usize, file: Option<PictureFile>) {
        spawn_local(async move {
            let file = match file {
                Some(file) => read(file).await,
                None => Err(NoticeKind::FileUnreadable {
                    name: String::new(),
                }),
            };
            self.beside(BesideEvent::File { series, at, file });
        });
    }
}

async fn read(file: PictureFile) -> Result<Bytes, NoticeKind> {
    match file {
        PictureFile::Sample(sample) => {
            let unreachable = |failure: TransferFailure| NoticeKind::SampleUnreachable {
                name: sample.title(super::preferences::page_lang()).to_owned(),
                failure,
            };
            let bytes = fetch_bytes(&sample).await.map_err(unreachable)?;
            Ok(bytes.to_vec().into())
        }
        PictureFile::Own(file) => {
            let (name, size) = (file.name(), file.size());
            if size > MOST_BYTES {
                let error = ImageError::OutOfMemory { bytes: size as u64 };
                return Err(NoticeKind::PictureRefused { name, error });
            }
            let bytes = bytes_of(&file).await;
            let bytes = bytes.ok_or(NoticeKind::FileUnreadable { name })?;
            Ok(bytes.into())
        }
    }
}
