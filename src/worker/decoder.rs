//! The decoder's worker: it holds one picture, makes files and changed images without
//! looking at it, and may be thrown away at any time.

use std::cell::RefCell;
use std::fmt::Display;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Blob;

use super::browser_decode;
use super::post::{announce_panics, listen, post};
use crate::image::{
    self, ChangeError, Decoded, Ending, Format, Framing, ImageError, Label, Picture,
};
use crate::protocol::{BUILD, DecoderEvent, DecoderRequest, PictureFacts, RECORD_KEYWORD};
use crate::wire::{self, Buffer};

struct Held {
    id: u32,
    picture: Picture,
}

type Shared = Rc<RefCell<Option<Held>>>;

/// Serves requests until the worker ends.
pub fn serve() {
    announce_panics(|message| post(&DecoderEvent::Dying { message }, &[]));
    let held = Shared::default();
    listen(move |data| on_message(&held, data));
    let build = BUILD.to_owned();
    post(&DecoderEvent::Hello { build }, &[]);
}

fn on_message(held: &Shared, data: JsValue) {
    // A message of another build cannot be answered; the page has seen that from the greeting.
    let Ok((request, mut buffers)) = wire::unpack::<DecoderRequest>(data) else {
        return;
    };
    post(&DecoderEvent::Began, &[]);
    match request {
        DecoderRequest::Open {
            picture,
            preview_side,
        } => {
            let held = held.clone();
            let blob = buffers.pop().and_then(Buffer::into_blob);
            spawn_local(async move { answer(open(&held, picture, preview_side, blob).await) });
        }
        DecoderRequest::Frame {
            picture,
            framing,
            side,
        } => answer(frame(held, picture, framing, side)),
        DecoderRequest::Seal {
            ticket,
            side,
            description,
        } => made(ticket, seal(ticket, side, bytes(buffers), &description)),
        DecoderRequest::Change {
            ticket,
            side,
            count,
            only,
        } => made(ticket, change(ticket, side, count, &only, bytes(buffers))),
        DecoderRequest::Glance { ticket, side } => {
            let file = bytes(buffers);
            spawn_local(async move { glanced(ticket, glance(side, &file).await) });
        }
        DecoderRequest::Animate {
            ticket,
            sides,
            delay_ms,
        } => made(ticket, animate(ticket, &sides, delay_ms, bytes(buffers))),
        DecoderRequest::Encode {
            ticket,
            width,
            height,
            labels,
            description,
            record,
        } => {
            let pixels = (bytes(buffers), (width, height));
            let texts = (description.as_str(), record.as_str());
            made(ticket, encode(ticket, pixels, &labels, texts));
        }
    }
}

/// The first buffer; without one it is empty, which is not the size of any image.
fn bytes(buffers: Vec<Buffer>) -> Vec<u8> {
    let first = buffers.first().and_then(Buffer::to_bytes);
    first.unwrap_or_default()
}

/// An event and its buffer, or the picture that was refused.
type Outcome = Result<(DecoderEvent, Vec<u8>), (u32, ImageError)>;

fn answer(outcome: Outcome) {
    let (event, buffer) = outcome
        .unwrap_or_else(|(picture, error)| (DecoderEvent::Refused { picture, error }, Vec::new()));
    post(&event, &[Buffer::from_bytes(&buffer)]);
}

fn made(ticket: u32, outcome: Result<(DecoderEvent, Vec<u8>), impl Display>) {
    let (event, buffer) = outcome.unwrap_or_else(|error| {
        let message = error.to_string();
        (DecoderEvent::NotMade { ticket, message }, Vec::new())
    });
    post(&event, &[Buffer::from_bytes(&buffer)]);
}

fn seal(
    ticket: u32,
    side: u32,
    rgb: Vec<u8>,
    description: &str,
) -> Result<(DecoderEvent, Vec<u8>), ImageError> {
    let sealed = image::seal(rgb, side, description)?;
    let event = DecoderEvent::Sealed {
        ticket,
        file_bytes: sealed.file.len() as u32,
    };
    let mut buffer = sealed.file;
    buffer.extend_from_slice(sealed.picture.rgb());
    Ok((event, buffer))
}

fn change(
    ticket: u32,
    side: u32,
    count: u32,
    only: &[String],
    rgb: Vec<u8>,
) -> Result<(DecoderEvent, Vec<u8>), ChangeError> {
    let changed = image::changes(&rgb, side, count, only)?;
    Ok((DecoderEvent::Changed { ticket, count }, changed))
}

fn animate(
    ticket: u32,
    sides: &[u32],
    delay_ms: u32,
    rgb: Vec<u8>,
) -> Result<(DecoderEvent, Vec<u8>), ImageError> {
    let file = image::animate(&rgb, sides, delay_ms)?;
    Ok((DecoderEvent::Animated { ticket }, file))
}

fn encode(
    ticket: u32,
    (pixels, size): (Vec<u8>, (u32, u32)),
    labels: &[Label],
    (description, record): (&str, &str),
) -> Result<(DecoderEvent, Vec<u8>), ImageError> {
    let file = match record {
        "" => image::encode(pixels, size, labels, description)?,
        record => image::encode_with(pixels, size, labels, description, (RECORD_KEYWORD, record))?,
    };
    let lacks_letters = image::lacks_letters(labels);
    let event = DecoderEvent::Encoded {
        ticket,
        lacks_letters,
    };
    Ok((event, file))
}

/// What a glance found; why it found nothing is told as JSON, since the page has words for it.
fn glanced(ticket: u32, outcome: Result<Vec<u8>, ImageError>) {
    let outcome = outcome.map(|pixels| (DecoderEvent::Glanced { ticket }, pixels));
    made(
        ticket,
        outcome.map_err(|error| serde_json::to_string(&error).unwrap_or_default()),
    );
}

async fn glance(side: u32, file: &[u8]) -> Result<Vec<u8>, ImageError> {
    let picture = match image::decode(file) {
        Ok(decoded) => decoded.picture,
        Err(ImageError::BrowserOnly { format }) => {
            let (width, height, rgba) =
                browser_decode::rgba(&blob_of(file, format)?, format).await?;
            image::picture_from_rgba(width, height, rgba)?.0
        }
        Err(error) => return Err(error),
    };
    let area = image::crop_box(picture.width(), picture.height(), Framing::default());
    let pixels = image::resample_bilinear(&picture, area, side, side)?;
    Ok(pixels.into_rgb())
}

/// A file for the browser to decode.
fn blob_of(file: &[u8], format: Format) -> Result<Blob, ImageError> {
    let parts = Array::of1(&Uint8Array::from(file));
    let blob = Blob::new_with_u8_array_sequence(&parts);
    blob.map_err(|_| ImageError::BrowserOnly { format })
}

async fn open(held: &Shared, id: u32, preview_side: u32, blob: Option<Blob>) -> Outcome {
    let unreadable = (DecoderEvent::Unreadable { picture: id }, Vec::new());
    let Some(blob) = blob else {
        return Ok(unreadable);
    };
    let Some(bytes) = read(&blob).await else {
        return Ok(unreadable);
    };
    let sha256 = image::sha256(&bytes);
    let (picture, facts) = match image::decode(&bytes) {
        Ok(decoded) => with_facts(decoded, sha256),
        Err(ImageError::BrowserOnly { format }) => {
            let (width, height, rgba) = browser_decode::rgba(&blob, format)
                .await
                .map_err(|error| (id, error))?;
            from_browser(format, sha256, (width, height), rgba).map_err(|error| (id, error))?
        }
        Err(error) => return Err((id, error)),
    };
    hold(held, id, preview_side, picture, facts)
}

async fn read(blob: &Blob) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(blob.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

fn with_facts(decoded: Decoded, sha256: String) -> (Picture, PictureFacts) {
    let facts = PictureFacts {
        sha256,
        width: decoded.picture.width(),
        height: decoded.picture.height(),
        format: decoded.format.name().to_owned(),
        bit_depth: decoded.bit_depth,
        had_transparency: decoded.had_transparency,
        had_icc_profile: decoded.had_icc_profile,
        orientation: decoded.orientation,
        animated: decoded.animated,
        ending: decoded.ending,
        by_browser: false,
    };
    (decoded.picture, facts)
}

fn from_browser(
    format: Format,
    sha256: String,
    (width, height): (u32, u32),
    rgba: Vec<u8>,
) -> Result<(Picture, PictureFacts), ImageError> {
    let (picture, had_transparency) = image::picture_from_rgba(width, height, rgba)?;
    let facts = PictureFacts {
        sha256,
        width,
        height,
        format: format.name().to_owned(),
        bit_depth: 8,
        had_transparency,
        had_icc_profile: false,
        orientation: 1,
        animated: false,
        ending: Ending::Marked,
        by_browser: true,
    };
    Ok((picture, facts))
}

fn hold(
    held: &Shared,
    id: u32,
    preview_side: u32,
    picture: Picture,
    facts: PictureFacts,
) -> Outcome {
    let small = image::preview(&picture, preview_side).map_err(|error| (id, error))?;
    *held.borrow_mut() = Some(Held { id, picture });
    let event = DecoderEvent::Opened {
        picture: id,
        facts,
        preview_width: small.width(),
        preview_height: small.height(),
    };
    Ok((event, rgba_from_rgb(small.rgb())))
}

fn frame(held: &Shared, id: u32, framing: Framing, side: u32) -> Outcome {
    let held = held.borrow();
    let Some(held) = held.as_ref().filter(|held| held.id == id) else {
        return Ok((DecoderEvent::Missing { picture: id }, Vec::new()));
    };
    let area = image::crop_box(held.picture.width(), held.picture.height(), framing);
    let pixels =
        image::resample_bilinear(&held.picture, area, side, side).map_err(|error| (id, error))?;
    let event = DecoderEvent::Framed {
        picture: id,
        source_box: area,
        side,
    };
    Ok((event, pixels.into_rgb()))
}

fn rgba_from_rgb(rgb: &[u8]) -> Vec<u8> {
    rgb.chunks_exact(3)
        .flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 255])
        .collect()
}
