//! The record of a finished result: one JSON object of the schema `gradoscope-record/1`, with
//! everything that repeats it. Pure: it knows the state of the page, not the web.
//!
//! | field | what it is |
//! |---|---|
//! | `schema` | `gradoscope-record/1` |
//! | `kind` | which result: [`Kind::id`] |
//! | `link` | of format `g1`: sets up what the result was asked for |
//! | `link_before` | followed before `link`, where that does not say all: of what part 4 asked about |
//! | `made` | when the record was, ISO 8601 |
//! | `software` | the build, and the format of links |
//! | `device` | what computed; `selfcheck`: how far off the reference it was |
//! | `network`, `second_network` | id and SHA-256 of the weights |
//! | `image` | id of a sample, SHA-256 of the file, `crop_px`: `[x, y, side]` in pixels of the picture or `whole`, `pixels_sha256`: of the `[side, side, 3]` bytes that the network saw |
//! | `request` | as the protocol has it, its parameters all named, choices by their ids |
//! | `changes` | parameters of a run that were changed on its way, each with its first iteration |
//! | `result` | figures: `score` unnormalised, `probability` in 0..1, `_ms` milliseconds, `_px` pixels; norms of a change `_unit` with pixels in 0..1, `_norm` with pixels normalised; `last_colour`: the value that a drawn map's last colour stands for |
//! | `files` | SHA-256 of the raw arrays that the page saves of the result |
//! | `picture` | in a PNG file: SHA-256 of the very pixels of the picture |
//!
//! Names of files never stand in it. A reader of records ignores fields that it does not know.

mod along;
mod attack;
mod beside;
mod csv;
mod finding;
mod instruments;
mod npy;
mod numbers;
mod pair;
mod params;
mod read;
mod saliency;
mod shelved;
#[cfg(test)]
mod tests;
mod visual;
mod wanted;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

pub use crate::app_model::Kind;
use crate::app_model::{AppModel, Bytes, Drawn, OwnNetwork, Phase, PictureSource, SavedFile, Seat};
use crate::image::{picture_of, sha256};
use crate::protocol::BUILD;
use crate::repeat;

use finding::value;
pub use numbers::{Numbers, of_image};
pub use read::{MOST_BYTES, links, links_in_png};
pub use shelved::{carried, from_file, shelved, to_file};
pub use wanted::{LinesOf, Table, Wanted};

const LINK_FORMAT: &str = "g1";

/// One result with everything that repeats it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Record {
    schema: String,
    kind: String,
    link: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link_before: Option<String>,
    made: String,
    software: Value,
    device: Value,
    network: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    second_network: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<Value>,
    request: Value,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    changes: Vec<Value>,
    result: Value,
    files: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    picture: Option<Value>,
}

impl Record {
    /// None where there is no such result. `made`: when, ISO 8601.
    pub fn of(model: &AppModel, kind: Kind, made: &str) -> Option<Self> {
        let finding = match kind {
            Kind::Map => saliency::finding(model),
            Kind::Methods => beside::methods(model),
            Kind::Pictures => beside::pictures(model),
            Kind::Sanity => instruments::sanity(model),
            Kind::Faithful => instruments::faithful(model),
            Kind::Object => instruments::object(model),
            Kind::Proof => instruments::proof(model),
            Kind::Attack => attack::finding(model),
            Kind::Comparison => attack::comparison_finding(model),
            Kind::Visualisation => visual::finding(model),
            Kind::Sheet => visual::sheet_finding(model),
            Kind::SecondMap | Kind::Transfer | Kind::Recognition | Kind::Matrix => {
                pair::finding(model, kind)
            }
        }?;
        let arrays = finding.numbers.iter();
        let files = arrays.filter_map(|which| {
            let file = which.file(model)?;
            Some((format!("{}.npy", which.id()), sha256(&file)))
        });
        let is_of_both = finding.link_before.is_some();
        Some(Self {
            schema: read::SCHEMA.to_owned(),
            kind: kind.id().to_owned(),
            link: finding.link.map(|link| format!("#{link}")),
            link_before: finding.link_before.map(|link| format!("#{link}")),
            made: made.to_owned(),
            software: json!({"name": "gradoscope", "build": BUILD, "format": LINK_FORMAT}),
            device: device(model, Seat::First, finding.variant.as_deref()),
            network: network(model, Seat::First)?,
            second_network: network(model, Seat::Second).filter(|_| is_of_both),
            image: finding.pixels.map(|pixels| image(model, &pixels)),
            request: finding.request,
            changes: finding.changes,
            result: finding.result,
            files: files.collect(),
            picture: None,
        })
    }

    /// As it stands in a file.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// In a file of this picture, whose very pixels it names unless something is drawn on them.
    fn in_picture(mut self, picture: &Drawn) -> Self {
        self.picture = Some(facts_of(picture));
        self
    }
}

/// What a record says of the picture that carries it.
fn facts_of(picture: &Drawn) -> Value {
    json!({
        "width_px": picture.width,
        "height_px": picture.height,
        "pixels_sha256": rgb(picture).map(|rgb| sha256(&rgb)),
    })
}

/// The pixels as a reader of the file gets them; none where something is drawn on them yet.
fn rgb(picture: &Drawn) -> Option<Vec<u8>> {
    if !picture.labels.is_empty() {
        return None;
    }
    let size = (picture.width, picture.height);
    Some(picture_of(picture.pixels.to_vec(), size).ok()?.into_rgb())
}

/// The picture with its record in it; as it came where there is none of its run.
pub fn recorded(model: &AppModel, mut picture: Drawn, kind: Kind, made: &str) -> Drawn {
    let record = Record::of(model, kind, made);
    let record = record.map(|record| record.in_picture(&picture).json());
    picture.record = record.unwrap_or_default();
    picture
}

/// A file of what was found; none where it was not. `site`: the address of the page.
pub fn file(model: &AppModel, wanted: &Wanted, made: &str, site: &str) -> Option<SavedFile> {
    let text = |text: String| Some(Bytes::from(text.into_bytes()));
    let (name, mime, bytes) = match wanted {
        Wanted::Record(kind, name) => {
            let json = Record::of(model, *kind, made)?.json();
            (name, "application/json", text(json))
        }
        Wanted::Numbers(which, name) => {
            let bytes = which.file(model).map(Bytes::from);
            (name, "application/octet-stream", bytes)
        }
        Wanted::Lines(of, lang, name) => {
            let record = match of {
                LinesOf::Bench(kind) => Record::of(model, *kind, made)?.json(),
                LinesOf::Record(record) => record.clone(),
            };
            let record = serde_json::from_str(&record).ok()?;
            (
                name,
                "text/x-python",
                text(repeat::file(&record, *lang, site)),
            )
        }
        Wanted::Table(which, name) => {
            let table = match which {
                Table::Methods => beside::methods_table(model),
                Table::Pictures => beside::pictures_table(model),
                Table::Sanity => instruments::sanity_table(model),
                Table::Faithful => instruments::faithful_table(model),
                Table::Object => instruments::object_table(model),
                Table::Proof => instruments::proof_table(model),
                Table::AttackCurves => attack::curves(model),
                Table::Comparison => attack::comparison(model),
                Table::Survival => attack::survival(model),
                Table::VisualCurves => visual::curves(model),
                Table::Sheet => visual::sheet(model),
                Table::Transfer => pair::transfer_table(model),
                Table::Recognition => pair::recognition_table(model),
                Table::Matrix => pair::matrix_table(model),
                Table::Trials => pair::trials_table(model),
            }?;
            (name, "text/csv", text(table.text()))
        }
    };
    let name = name.clone();
    Some(SavedFile {
        name,
        mime,
        bytes: bytes?,
    })
}

/// What computed; of the engine no more than its kernels, where it has others by now.
fn device(model: &AppModel, seat: Seat, variant: Option<&str>) -> Value {
    let engine = model.engines.ready(seat).map(|engine| &engine.phase);
    match engine {
        Some(Phase::Ready {
            device, self_check, ..
        }) if variant.is_none_or(|variant| variant == device.variant) => json!({
            "kind": value(&device.kind),
            "name": device.adapter,
            "software_adapter": device.software,
            "variant": device.variant,
            "selfcheck": {
                "score_error": value(&self_check.score_error),
                "gradient_relative_error": value(&self_check.gradient_error),
                "by_reference": self_check.by_reference,
            },
        }),
        _ => json!({"variant": variant}),
    }
}

fn network(model: &AppModel, seat: Seat) -> Option<Value> {
    let spec = match seat {
        Seat::First => Some(model.network()),
        Seat::Second => model.other_network(),
    }?;
    let mut network = json!({"id": spec.id, "sha256": spec.sha256});
    let own = model
        .checkpoints
        .all
        .iter()
        .find(|own| own.spec.id == spec.id);
    if let Some(preparation) = own.and_then(OwnNetwork::preparation) {
        network["preparation"] = preparation.id.into();
    }
    Some(network)
}

fn image(model: &AppModel, pixels: &Bytes) -> Value {
    let hash = sha256(pixels);
    let opened = model.picture.opened.as_ref();
    let opened = opened.filter(|opened| opened.pixels.as_ref() == Some(pixels));
    let Some(opened) = opened else {
        return json!({"pixels_sha256": hash});
    };
    let id = match &opened.source {
        PictureSource::Sample { id, .. } => Some(id),
        PictureSource::File { .. } => None,
    };
    let size = [opened.facts.width, opened.facts.height];
    let crop = opened.source_box.map(|area| {
        let sides = [area.x1 - area.x0, area.y1 - area.y0];
        match sides[0] == sides[1] {
            true => json!([area.x0, area.y0, sides[0]]),
            false => json!("whole"),
        }
    });
    json!({
        "id": id,
        "file_sha256": opened.facts.sha256,
        "size_px": size,
        "crop_px": crop,
        "pixels_sha256": hash,
    })
}
