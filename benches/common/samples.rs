//! The sample photographs of the page as it frames them by default, or whole, and the box around the object of each.

use std::path::Path;

use gradoscope::image::{Framing, Picture, crop_box, decode, resample_bilinear};
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
    let numbers = |key: &str| -> Vec<u32> {
        let all = object[key].as_array().into_iter().flatten();
        all.filter_map(|number| number.as_u64()?.try_into().ok())
            .collect()
    };
    let bounds: Option<[u32; 4]> = numbers("bounds").try_into().ok();
    let bounds = bounds.and_then(|bounds| area.place_of(bounds, side));
    let classes = numbers("classes").into_iter();
    Ok(Sample {
        id: text("id")?.to_owned(),
        picture,
        bounds: bounds.map(|bounds| bounds.map(|edge| edge as usize)),
        classes: classes.map(|class| ClassId(class as u16)).collect(),
    })
}
