//! The sample photographs of the page as it frames them by default, or whole, and the box around the object of each.

use std::path::Path;

use gradoscope::image::{CropBox, Framing, Picture, crop_box, decode, resample_bilinear};
use gradoscope::spec::ClassId;
use serde_json::Value;

use crate::start::{fetched, path};

/// A photograph as the network sees it.
pub struct Sample {
    pub id: String,
    pub picture: Picture,
    /// The box around its main object, in pixels of `picture`: first row, first column, the row after the last,
    /// the column after the last. None where it has none, or where nothing of it is in the picture.
    #[allow(dead_code)]
    pub bounds: Option<[usize; 4]>,
    /// The classes that name this object.
    #[allow(dead_code)]
    pub classes: Vec<ClassId>,
}

/// All of them, `side` pixels wide and high, in the order of the page.
///
/// # Errors
/// What cannot be read.
pub fn all(side: u32, framing: Framing) -> Result<Vec<Sample>, String> {
    let folder = path("public/samples");
    let list = fetched(&folder.join("samples.json"))?;
    let list: Vec<Value> = serde_json::from_slice(&list).map_err(|error| error.to_string())?;
    let read = |entry: &Value| {
        let found = one(entry, &folder, (side, framing));
        found.map_err(|error| format!("{}: {error}", entry["id"]))
    };
    list.iter().map(read).collect()
}

fn one(entry: &Value, folder: &Path, (side, framing): (u32, Framing)) -> Result<Sample, String> {
    let text = |key: &str| entry[key].as_str().ok_or(format!("no {key}"));
    let whole = decode(&fetched(&folder.join(text("file")?))?);
    let whole = whole.map_err(|error| error.to_string())?.picture;
    let area = crop_box(whole.width(), whole.height(), framing);
    let picture = resample_bilinear(&whole, area, side, side).map_err(|e| e.to_string())?;
    let object = &entry["object"];
    let numbers = |key: &str| -> Vec<u64> {
        let all = object[key].as_array().into_iter().flatten();
        all.filter_map(Value::as_u64).collect()
    };
    let bounds: Option<[u64; 4]> = numbers("bounds").try_into().ok();
    let class = |number: u64| u16::try_from(number).map(ClassId);
    let classes: Result<_, _> = numbers("classes").into_iter().map(class).collect();
    Ok(Sample {
        id: text("id")?.to_owned(),
        picture,
        bounds: bounds.and_then(|bounds| within(bounds, area, side)),
        classes: classes.map_err(|error| error.to_string())?,
    })
}

/// A box of the photograph in pixels of the part `area` at this side, cut off where the part ends, each edge at the
/// nearest one between two pixels.
fn within(bounds: [u64; 4], area: CropBox, side: u32) -> Option<[usize; 4]> {
    let place = |at: u64, from: u32, length: u32| {
        let share = (at as f64 - f64::from(from)) / f64::from(length);
        (share.clamp(0.0, 1.0) * f64::from(side)).round() as usize
    };
    let row = |at| place(at, area.y0, area.height());
    let column = |at| place(at, area.x0, area.width());
    let [top, left, bottom, right] = bounds;
    let found @ [top, left, bottom, right] = [row(top), column(left), row(bottom), column(right)];
    (top < bottom && left < right).then_some(found)
}
