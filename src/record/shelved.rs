//! A finished result as the shelf keeps it, and the file that it is kept in: the length of a text, the
//! text (JSON), the pixels of the pictures one after the other.

use serde_json::{Value, json};

use super::{Kind, Record, facts_of, finding::value};
use crate::app_model::{
    AppModel, Bytes, Drawn, InstrumentRun, Map, MapView, Names, Of, PictureOf, Shelved,
    ShelvedPicture, TestedMap,
};
use crate::image::sha256;
use crate::labels;
use crate::protocol::Changed;
use crate::render::{
    Limits, Scale, highs, limits, on_pixels, over_image, rgb_from_labels, rgba_from_map,
};
use crate::spec::{ClassId, Lang, Unit};

/// None where there is no such result. `made`: when, ISO 8601.
pub fn shelved(model: &AppModel, kind: Kind, made: &str) -> Option<Shelved> {
    let record = Record::of(model, kind, made)?;
    let whole = value(&record);
    Some(Shelved {
        key: key(&whole),
        names: names(model, &whole),
        pictures: pictures(model, kind),
        record: record.json(),
    })
}

/// Of what was asked for, of what, and of what came out; not of when, nor of what else is known of it.
fn key(record: &Value) -> String {
    let fields = [
        "/kind",
        "/network",
        "/second_network",
        "/image/pixels_sha256",
        "/request",
        "/changes",
        "/result/pixels_sha256",
        "/result/iterations",
        "/result/drawn",
        "/result/one_scale",
        "/result/axes",
        "/result/targets_per_image",
        "/result/images",
    ];
    let of = fields.map(|place| record.pointer(place).cloned().unwrap_or_default());
    // What the fourth part asks about has its request; which image it was, the arrays tell.
    let is_on_top = !record["link_before"].is_null();
    let arrays = is_on_top.then(|| record["files"].clone());
    let text = json!([of, arrays]).to_string();
    sha256(text.as_bytes()).chars().take(16).collect()
}

fn names(model: &AppModel, record: &Value) -> Names {
    let mut classes = Vec::new();
    classes_in(record, &mut classes);
    let named = |class: u16| {
        let name = |lang| labels::name(ClassId(class), lang).unwrap_or_default();
        (
            class,
            [Lang::En, Lang::Fr].map(|lang| name(lang).to_owned()),
        )
    };
    let other = model
        .other_network()
        .filter(|_| !record["second_network"].is_null());
    // Only of the picture that is open still is more known than its pixels.
    let opened = model.picture.opened.as_ref();
    let opened = opened.filter(|_| !record["image"]["size_px"].is_null());
    Names {
        network: model.network().name.to_owned(),
        second_network: other.map(|other| other.name.to_owned()),
        picture: opened.map(|opened| opened.name.clone()),
        classes: classes.into_iter().map(named).collect(),
    }
}

/// Every class that something is said of.
fn classes_in(value: &Value, found: &mut Vec<u16>) {
    match value {
        Value::Object(fields) => {
            let class = fields.get("class").and_then(Value::as_u64);
            found.extend(class.and_then(|class| u16::try_from(class).ok()));
            fields.values().for_each(|value| classes_in(value, found));
        }
        Value::Array(list) => list.iter().for_each(|value| classes_in(value, found)),
        _ => {}
    }
}

/// The pictures of a result, that of what it is about first.
fn pictures(model: &AppModel, kind: Kind) -> Vec<ShelvedPicture> {
    let attack = model.attack.run.as_ref();
    let visual = model.visual.run.as_ref();
    let found: Vec<Option<ShelvedPicture>> = match kind {
        Kind::Map => vec![seen(model), map(model, PictureOf::Map)],
        Kind::Methods => methods(model),
        Kind::Pictures => among(model),
        Kind::Sanity => tested(model),
        Kind::Faithful => vec![about(model.faithful_run())],
        Kind::Proof => vec![about(model.proof_run())],
        Kind::Object => vec![about(model.object_run()), mask(model)],
        Kind::SecondMap => vec![
            seen(model),
            map(model, PictureOf::Map),
            map(model, PictureOf::SecondMap),
        ],
        Kind::Attack | Kind::Transfer => vec![
            attack.and_then(|run| square(PictureOf::Original, &run.original)),
            attack.and_then(|run| square(PictureOf::Adversarial, run.newest_picture()?)),
        ],
        Kind::Comparison => compared(model),
        Kind::Visualisation => vec![
            visual.and_then(|run| square(PictureOf::Seen, &run.first)),
            visual.and_then(|run| square(PictureOf::Visualisation, run.newest_picture()?)),
        ],
        Kind::Recognition => {
            vec![visual.and_then(|run| square(PictureOf::Visualisation, run.newest_picture()?))]
        }
        Kind::Sheet => sheet(model),
        Kind::Matrix => Vec::new(),
    };
    found.into_iter().flatten().collect()
}

/// What a test is about.
fn about<Q, A>(run: Option<&InstrumentRun<Q, A>>) -> Option<ShelvedPicture> {
    square(PictureOf::Seen, &run?.pixels)
}

fn mask(model: &AppModel) -> Option<ShelvedPicture> {
    let found = model.object_run()?.answers.first()?;
    square(PictureOf::Mask, &rgb_from_labels(&found.mask).into())
}

/// The first map and that after the last change, each on its own scale.
fn tested(model: &AppModel) -> Vec<Option<ShelvedPicture>> {
    let Some(run) = model.sanity_run() else {
        return Vec::new();
    };
    let is_step = |map: &&TestedMap| !matches!(map.step.what, Changed::Method(_));
    let steps: Vec<_> = run.answers.iter().filter(is_step).collect();
    let drawn = |of, tested: &TestedMap| {
        let values = reduced(model, &tested.map, &run.pixels);
        let limits = limits(&values, model.settings.scale);
        drawn(model, of, &values, limits, &run.pixels)
    };
    let first = steps.first().and_then(|map| drawn(PictureOf::Map, map));
    let last = steps.get(1..).and_then(<[_]>::last);
    let last = last.and_then(|map| drawn(PictureOf::Changed, map));
    vec![about(Some(run)), first, last]
}

fn compared(model: &AppModel) -> Vec<Option<ShelvedPicture>> {
    let Some(comparison) = &model.attack.comparison else {
        return Vec::new();
    };
    let original = square(PictureOf::Original, &comparison.original);
    let contenders = comparison.contenders.iter().enumerate();
    let images =
        contenders.map(|(i, contender)| square(PictureOf::Contender(i), contender.image.as_ref()?));
    std::iter::once(original).chain(images).collect()
}

fn sheet(model: &AppModel) -> Vec<Option<ShelvedPicture>> {
    let cells = model.visual.sweep.iter().flat_map(|sheet| &sheet.cells);
    let picture = |(i, cell): (usize, &crate::app_model::Cell)| {
        square(PictureOf::Cell(i), cell.run.image.as_ref()?)
    };
    cells.enumerate().map(picture).collect()
}

/// None where it is no square.
fn square(of: PictureOf, pixels: &Bytes) -> Option<ShelvedPicture> {
    let side = (pixels.len() / 3).isqrt();
    let is_square = side > 0 && side * side * 3 == pixels.len();
    is_square.then(|| ShelvedPicture {
        of,
        width: side as u32,
        height: side as u32,
        pixels: pixels.clone(),
    })
}

fn seen(model: &AppModel) -> Option<ShelvedPicture> {
    square(PictureOf::Seen, &model.saliency.map.as_ref()?.pixels)
}

/// The map as maps are drawn now: alone, or over what the network saw.
fn map(model: &AppModel, of: PictureOf) -> Option<ShelvedPicture> {
    let found = model.saliency.map.as_ref()?;
    let map: &Map = match of {
        PictureOf::SecondMap => &model.other_map().done()?.map,
        _ => &found.map,
    };
    let values = reduced(model, map, &found.pixels);
    let limits = limits(&values, model.settings.scale);
    drawn(model, of, &values, limits, &found.pixels)
}

/// One value per pixel.
fn reduced(model: &AppModel, map: &Map, pixels: &Bytes) -> Vec<f32> {
    let side = (pixels.len() / 3).isqrt() as u32;
    on_pixels(&map.values, &map.sheet, model.settings.reduction, side)
}

fn drawn(
    model: &AppModel,
    of: PictureOf,
    values: &[f32],
    limits: Limits,
    pixels: &Bytes,
) -> Option<ShelvedPicture> {
    let settings = &model.settings;
    let colours = settings.colours;
    let rgba = match settings.view {
        MapView::OverImage => over_image(values, limits, colours, pixels, settings.opacity),
        MapView::Alone | MapView::InPlace => rgba_from_map(values, limits, colours),
    };
    let rgb: Vec<u8> = rgba
        .chunks_exact(4)
        .flat_map(|p| [p[0], p[1], p[2]])
        .collect();
    square(of, &rgb.into())
}

/// What the network saw, and every map of it.
fn methods(model: &AppModel) -> Vec<Option<ShelvedPicture>> {
    let seen = model.series(Of::Methods).and_then(|series| {
        let (item, _) = series.maps().next()?;
        square(PictureOf::Seen, item.pixels.as_ref()?)
    });
    let maps = maps_among(model, Of::Methods);
    std::iter::once(seen).chain(maps).collect()
}

/// Every picture that has a map, before it.
fn among(model: &AppModel) -> Vec<Option<ShelvedPicture>> {
    let items = model.series(Of::Pictures).into_iter();
    let items = items.flat_map(|series| series.items.iter().enumerate());
    let there = items.filter(|(_, item)| item.found.map().is_some());
    let pictures = there.map(|(at, item)| square(PictureOf::Among(at), item.pixels.as_ref()?));
    let both = pictures.zip(maps_among(model, Of::Pictures));
    both.flat_map(|(picture, map)| [picture, map]).collect()
}

/// The maps of a series on the scales that they are shown on, each by its position in the series.
fn maps_among(model: &AppModel, of: Of) -> Vec<Option<ShelvedPicture>> {
    let Some(series) = model.series(of) else {
        return Vec::new();
    };
    let settings = &model.settings;
    let there = series.items.iter().enumerate().filter_map(|(at, item)| {
        let (map, pixels) = (&item.found.map()?.map, item.pixels.as_ref()?);
        Some((at, map.sheet.unit, reduced(model, map, pixels), pixels))
    });
    let there: Vec<_> = there.collect();
    let own: Vec<(Unit, f32)> = there
        .iter()
        .map(|(_, unit, values, _)| (*unit, limits(values, settings.scale).high))
        .collect();
    let highs = highs(&own, settings.one_scale);
    let both = there.iter().zip(highs);
    both.map(|((at, _, values, pixels), high)| {
        let limits = limits(values, Scale::Absolute(high));
        drawn(model, PictureOf::MapAmong(*at), values, limits, pixels)
    })
    .collect()
}

/// The record that a picture of the result carries as a file.
pub fn carried(shelved: &Shelved, picture: &Drawn) -> String {
    let record: Value = serde_json::from_str(&shelved.record).unwrap_or_default();
    let Value::Object(mut fields) = record else {
        return String::new();
    };
    fields.insert("picture".to_owned(), facts_of(picture));
    serde_json::to_string_pretty(&fields).unwrap_or_default()
}

/// The file of a result.
pub fn to_file(shelved: &Shelved) -> Vec<u8> {
    let text = serde_json::to_vec(shelved).unwrap_or_default();
    let mut file = (text.len() as u32).to_le_bytes().to_vec();
    file.extend(text);
    for picture in &shelved.pictures {
        file.extend_from_slice(&picture.pixels);
    }
    file
}

/// The result that a file holds; none where it is no such file, or not the whole of it.
pub fn from_file(file: &[u8]) -> Option<Shelved> {
    let (length, rest) = file.split_first_chunk()?;
    let length = u32::from_le_bytes(*length) as usize;
    let (text, mut rest) = rest.split_at_checked(length)?;
    let mut shelved: Shelved = serde_json::from_slice(text).ok()?;
    for picture in &mut shelved.pictures {
        let count = (picture.width as usize).checked_mul(picture.height as usize)?;
        let (pixels, others) = rest.split_at_checked(count.checked_mul(3)?)?;
        picture.pixels = pixels.into();
        rest = others;
    }
    rest.is_empty().then_some(shelved)
}

#[cfg(test)]
mod tests;
