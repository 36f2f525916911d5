//! A result once more, in PyTorch: from its record to lines of Python that repeat it with torchvision's
//! SqueezeNet and the page's weights, and print what the page found beside what they find. Where there is no
//! counterpart: why, the formula, and where else the method exists. Pure.
//!
//! The lines of a method, an attack or a visualisation are text with places to fill in ([`template`]); what
//! several have need of stands in `parts`. `tests/fixtures/repeat/run.py` runs what comes of it.

mod attack;
mod parts;
mod proof;
mod reasons;
mod saliency;
mod template;
#[cfg(test)]
mod tests;
mod visual;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::catalogue;
use crate::labels;
use crate::spec::{ClassId, Lang, Text};

use parts::Part;
pub use reasons::NoCounterpart;
use template::{Values, fill, literal};

/// The one network that torchvision has too.
const NETWORK: &str = "squeezenet-1.1";
/// Side of the image that it sees, in pixels.
const SIDE: u64 = 224;

/// Python that repeats one result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// Imports, the network, what all results have need of: the same for all, so that a notebook has it once.
    /// It reads the weights from the file `squeezenet-1.1.safetensors`.
    pub prelude: String,
    /// This result. They print its figures, and those of the page beside them.
    pub lines: String,
    /// What the lines leave behind.
    pub leaves: Leaves,
    /// Whether the lines read `pixels`, bytes in an array `[224, 224, 3]`: the image that the network saw.
    pub reads_pixels: bool,
    /// What is not repeated exactly.
    pub notes: Vec<Text>,
}

/// What the lines of a result leave behind, by its name in Python.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaves {
    /// `attribution`, a tensor as the page's `.npy` has it, and `drawn`, one number for each pixel.
    Map,
    /// `results`: from the id of a method to these two.
    Maps,
    /// `image`, bytes in an array `[side, side, 3]`.
    Image,
    /// Nothing but what they print.
    Figures,
}

/// What a result is made of, before the rest is put around it.
struct Body {
    parts: BTreeSet<Part>,
    lines: String,
    leaves: Leaves,
    reads_pixels: bool,
    notes: Vec<Text>,
}

/// The lines that repeat the result of a record, with comments in `lang`.
///
/// # Errors
/// Why nothing repeats it, and what there is instead.
pub fn script(record: &Value, lang: Lang) -> Result<Script, NoCounterpart> {
    let network = network_of(record);
    let counterpart = reasons::of_kind(record)
        .or_else(|| reasons::of_network(network))
        .map(|reason| reason.about(record));
    if let Some(reason) = counterpart {
        return Err(reason);
    }
    let body = match record["kind"].as_str().unwrap_or_default() {
        "map" => saliency::map(record, lang),
        "second-map" => saliency::second_map(record, lang),
        "methods" => saliency::methods(record, lang),
        "pictures" => saliency::pictures(record, lang),
        "proof" => Ok(proof::body(record, lang)),
        "attack" => attack::body(record, lang),
        "visualisation" => visual::body(record, lang),
        _ => Err(NoCounterpart::UNKNOWN),
    };
    let body = body.map_err(|reason| reason.about(record))?;
    let mut lines = String::new();
    for part in &body.parts {
        lines.push_str(&fill(part.lines(), &Values::default(), lang));
        lines.push('\n');
    }
    lines.push_str(&body.lines);
    Ok(Script {
        prelude: prelude("\"squeezenet-1.1.safetensors\"", lang),
        lines,
        leaves: body.leaves,
        reads_pixels: body.reads_pixels,
        notes: std::iter::once(reasons::OTHER_ORDER)
            .chain(body.notes)
            .collect(),
    })
}

/// The network whose result it is: of a second map, the second one.
fn network_of(record: &Value) -> &Value {
    match record["kind"].as_str() {
        Some("second-map") => &record["second_network"],
        _ => &record["network"],
    }
}

/// `weights`: where the file is, as Python says it.
fn prelude(weights: &str, lang: Lang) -> String {
    let mut values = Values::default();
    values.set("weights", weights);
    let sha256 = catalogue::network(NETWORK).map_or("", |network| network.sha256);
    values.set("sha256", format!("\"{sha256}\""));
    fill(include_str!("parts/prelude.py"), &values, lang)
}

/// A whole program that repeats the result of a record, or comments that say why there is none. `site`: the
/// address of the page, with a slash at its end.
pub fn file(record: &Value, lang: Lang, site: &str) -> String {
    let script = match script(record, lang) {
        Ok(script) => script,
        Err(reason) => return comment(&reason.told(lang)),
    };
    let mut values = Values::default();
    values.set("site", site);
    values.set("link", record["link"].as_str().unwrap_or_default());
    values.set("reads", script.reads_pixels);
    if script.reads_pixels {
        set_framing(&mut values, &record["image"]);
    }
    values.set("map", script.leaves == Leaves::Map);
    values.set("image", script.leaves == Leaves::Image);
    let notes = script.notes.iter().map(|note| comment(note.get(lang)));
    values.set("notes", notes.collect::<String>());
    let weights = r#"sys.argv[2] if len(sys.argv) > 2 else "squeezenet-1.1.safetensors""#;
    values.set("prelude", prelude(weights, lang));
    values.set("lines", script.lines);
    fill(include_str!("parts/file.py"), &values, lang)
}

/// How the pixels come out of the picture, where the record knows it still, and their hash.
fn set_framing(values: &mut Values, image: &Value) {
    let crop = image["crop_px"].as_array();
    let crop: Option<Vec<i64>> = crop.map(|all| all.iter().filter_map(Value::as_i64).collect());
    if let Some([x, y, side]) = crop.as_deref() {
        values.set("box", format!("({x}, {y}, {}, {})", x + side, y + side));
    }
    values.set("framed", !image["crop_px"].is_null());
    if !image["pixels_sha256"].is_null() {
        values.set("hash", literal(&image["pixels_sha256"]));
    }
}

/// Every line of a text as a comment.
fn comment(text: &str) -> String {
    let lines = text.lines().map(|line| format!("# {line}\n"));
    lines.collect()
}

/// The name of a class, for a comment.
fn class_name(class: &Value, lang: Lang) -> &'static str {
    let class = class.as_u64().and_then(|class| u16::try_from(class).ok());
    let name = class.and_then(|class| labels::name(ClassId(class), lang));
    name.unwrap_or_default()
}

/// Whether the image of a record has the side that the lines say.
fn has_the_side(sheet: &Value) -> bool {
    [&sheet["height"], &sheet["width"]]
        .iter()
        .all(|side| side.as_u64() == Some(SIDE))
}
