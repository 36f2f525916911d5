//! The decoder's worker: it holds one picture, and may be thrown away at any time.

use std::cell::RefCell;

use wasm_bindgen::JsValue;

use super::post::{announce_panics, listen, post};
use crate::engine::image::{self, Framing, ImageError, Picture};
use crate::protocol::{BUILD, DecoderEvent, DecoderRequest, PictureFacts};
use crate::wire::{self, Buffer};

struct Held {
    id: u32,
    picture: Picture,
}

/// Serves requests until the worker ends.
pub fn serve() {
    announce_panics(|message| post(&DecoderEvent::Dying { message }, &[]));
    let held = RefCell::new(None);
    listen(move |data| on_message(&held, data));
    let build = BUILD.to_owned();
    post(&DecoderEvent::Hello { build }, &[]);
}

fn on_message(held: &RefCell<Option<Held>>, data: JsValue) {
    // A message of another build cannot be answered; the page has seen that from the greeting.
    let Ok((request, mut buffers)) = wire::unpack::<DecoderRequest>(data) else {
        return;
    };
    let bytes = buffers
        .pop()
        .and_then(|buffer| buffer.to_bytes())
        .unwrap_or_default();
    let outcome = match request {
        DecoderRequest::Open {
            picture,
            preview_side,
        } => open(held, picture, preview_side, &bytes),
        DecoderRequest::OpenRgba {
            picture,
            width,
            height,
            preview_side,
        } => open_rgba(held, picture, preview_side, (width, height, bytes)),
        DecoderRequest::Frame {
            picture,
            framing,
            side,
        } => frame(held, picture, framing, side),
    };
    let (event, buffer) = outcome
        .unwrap_or_else(|(picture, error)| (DecoderEvent::Refused { picture, error }, Vec::new()));
    post(&event, &[Buffer::from_bytes(&buffer)]);
}

/// An event and its buffer, or the picture that was refused.
type Outcome = Result<(DecoderEvent, Vec<u8>), (u32, ImageError)>;

fn open(held: &RefCell<Option<Held>>, id: u32, preview_side: u32, bytes: &[u8]) -> Outcome {
    let decoded = image::decode(bytes).map_err(|error| (id, error))?;
    let facts = PictureFacts {
        width: decoded.picture.width(),
        height: decoded.picture.height(),
        format: decoded.format.name().to_owned(),
        bit_depth: decoded.bit_depth,
        had_transparency: decoded.had_transparency,
        had_icc_profile: decoded.had_icc_profile,
        orientation: decoded.orientation,
        animated: decoded.animated,
        by_browser: false,
    };
    hold(held, id, preview_side, decoded.picture, facts)
}

fn open_rgba(
    held: &RefCell<Option<Held>>,
    id: u32,
    preview_side: u32,
    (width, height, rgba): (u32, u32, Vec<u8>),
) -> Outcome {
    let (picture, had_transparency) =
        image::picture_from_rgba(width, height, rgba).map_err(|error| (id, error))?;
    let facts = PictureFacts {
        width,
        height,
        format: String::new(),
        bit_depth: 8,
        had_transparency,
        had_icc_profile: false,
        orientation: 1,
        animated: false,
        by_browser: true,
    };
    hold(held, id, preview_side, picture, facts)
}

fn hold(
    held: &RefCell<Option<Held>>,
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

fn frame(held: &RefCell<Option<Held>>, id: u32, framing: Framing, side: u32) -> Outcome {
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
