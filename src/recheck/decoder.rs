use crate::app_model::{Bytes, Payload};
use crate::image::{self, Framing, ImageError};
use crate::protocol::{BUILD, DecoderEvent, DecoderRequest, PictureFacts};

/// What the page's decoder does, with one picture that was framed long ago.
#[derive(Default)]
pub(super) struct Decoder {
    pub generation: u32,
    pub picture: Option<Framed>,
}

/// A picture of which the network's part alone is known.
#[derive(Clone)]
pub(super) struct Framed {
    pub facts: PictureFacts,
    /// What the network sees, `[side, side, 3]`.
    pub pixels: Bytes,
}

type Outcome = Result<(DecoderEvent, Bytes), String>;

impl Decoder {
    pub fn hello() -> DecoderEvent {
        DecoderEvent::Hello {
            build: BUILD.to_owned(),
        }
    }

    /// None where nobody asks that here: files are not wanted.
    pub fn answer(
        &self,
        request: DecoderRequest,
        bytes: Option<Bytes>,
    ) -> Option<(DecoderEvent, Payload)> {
        let bytes = bytes.unwrap_or_default();
        let (ticket, outcome) = match request {
            DecoderRequest::Open { picture, .. } => return self.opened(picture),
            DecoderRequest::Frame {
                picture,
                framing,
                side,
            } => return self.framed(picture, framing, side),
            DecoderRequest::Seal {
                ticket,
                side,
                description,
            } => (ticket, seal(ticket, side, &bytes, &description)),
            DecoderRequest::Change {
                ticket,
                side,
                count,
                only,
            } => {
                let changed = image::changes(&bytes, side, count, &only);
                let event = DecoderEvent::Changed { ticket, count };
                let changed = changed.map_err(|error| error.to_string());
                (ticket, changed.map(|all| (event, all.into())))
            }
            DecoderRequest::Glance { ticket, side } => {
                let glanced = glance(&bytes, side).map_err(|error| error.to_string());
                let event = DecoderEvent::Glanced { ticket };
                (ticket, glanced.map(|pixels| (event, pixels.into())))
            }
            DecoderRequest::Animate { .. } | DecoderRequest::Encode { .. } => return None,
        };
        let not_made = |message| (DecoderEvent::NotMade { ticket, message }, Bytes::default());
        let (event, buffer) = outcome.unwrap_or_else(not_made);
        Some((event, Payload::Bytes(buffer)))
    }

    /// Its preview is not looked at.
    fn opened(&self, picture: u32) -> Option<(DecoderEvent, Payload)> {
        let facts = self.picture.as_ref()?.facts.clone();
        let event = DecoderEvent::Opened {
            picture,
            facts,
            preview_width: 1,
            preview_height: 1,
        };
        Some((event, Payload::Bytes(vec![0; 4].into())))
    }

    fn framed(&self, picture: u32, framing: Framing, side: u32) -> Option<(DecoderEvent, Payload)> {
        let held = self.picture.as_ref()?;
        let event = DecoderEvent::Framed {
            picture,
            source_box: image::crop_box(held.facts.width, held.facts.height, framing),
            side,
        };
        Some((event, Payload::Bytes(held.pixels.clone())))
    }
}

fn seal(ticket: u32, side: u32, rgb: &[u8], description: &str) -> Outcome {
    let sealed = image::seal(rgb.to_vec(), side, description).map_err(|error| error.to_string())?;
    let event = DecoderEvent::Sealed {
        ticket,
        file_bytes: sealed.file.len() as u32,
    };
    Ok((event, [&sealed.file, sealed.picture.rgb()].concat().into()))
}

fn glance(file: &[u8], side: u32) -> Result<Vec<u8>, ImageError> {
    let picture = image::decode(file)?.picture;
    let area = image::crop_box(picture.width(), picture.height(), Framing::default());
    Ok(image::resample_bilinear(&picture, area, side, side)?.into_rgb())
}
