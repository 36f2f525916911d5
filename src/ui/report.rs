//! From results and answers to what a report is made of; pure.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::chart::Chart;
use super::numbers::significant;
use super::shelf::charts::charts;
use super::shelf::facts::settings;
use super::shelf::figures::figures;
use super::shelf::pictures::{Sight, name, rgba, sights};
use super::shelf::reading::{Fact, Reading, Titles};
use super::shelf::titles::{subtitle, title};
use crate::app_model::{Kind, PictureOf, Shelved};
use crate::course::FilledThread;
use crate::image::sha256;
use crate::record::of_image;
use crate::render::ColourMap;
use crate::repeat;
use crate::report::{
    Code, Handed, Report, Told, ToldChart, ToldPicture, picture_file, picture_files,
};
use crate::spec::{Lang, Unit};

/// Colours of a bar: more cannot be told apart on paper.
const COLOURS: u16 = 32;

/// What is known when a report is asked for.
#[derive(Debug, Clone)]
pub struct Asked {
    pub filled: FilledThread,
    /// As it is given back, with its figures.
    pub handed: Handed,
    pub lang: Lang,
    /// Such as `28 November 2026`.
    pub date: String,
    /// Of the page, before the sign that begins a fragment.
    pub address: String,
    pub has_arrays: bool,
}

/// A report of figures that are told.
pub fn report(asked: Asked, told: BTreeMap<String, Told>) -> Report {
    let figures = &asked.handed.figures;
    let records = figures.iter().map(record_of);
    let records: Vec<Value> = records.collect();
    let both = figures.iter().zip(&records);
    let networks: BTreeSet<_> = both
        .flat_map(|(figure, record)| networks(figure, record))
        .collect();
    let devices: BTreeSet<_> = records.iter().filter_map(device).collect();
    Report {
        filled: asked.filled,
        told,
        lang: asked.lang,
        date: asked.date,
        networks: networks.into_iter().collect(),
        devices: devices.into_iter().collect(),
        address: asked.address,
        has_arrays: asked.has_arrays,
        handed: asked.handed,
    }
}

fn record_of(shelved: &Shelved) -> Value {
    serde_json::from_str(&shelved.record).unwrap_or_default()
}

/// Names and hashes.
fn networks(shelved: &Shelved, record: &Value) -> Vec<(String, String)> {
    let names = &shelved.names;
    let hash = |field: &str| Some(record[field]["sha256"].as_str()?.to_owned());
    let first = hash("network").map(|hash| (names.network.clone(), hash));
    let second = names.second_network.clone();
    let second = second.and_then(|name| Some((name, hash("second_network")?)));
    first.into_iter().chain(second).collect()
}

fn device(record: &Value) -> Option<String> {
    let device = &record["device"];
    let kind = match device["kind"].as_str() {
        Some("cpu") => "CPU",
        Some("webgpu") => "WebGPU",
        other => other.unwrap_or_default(),
    };
    let name = device["name"].as_str().unwrap_or_default();
    let variant = device["variant"].as_str().unwrap_or_default();
    let words = [kind, name, variant]
        .into_iter()
        .filter(|word| !word.is_empty());
    let words: Vec<&str> = words.collect();
    (!words.is_empty()).then(|| words.join(", "))
}

/// What there is to say of a figure.
pub fn told(shelved: &Shelved, titles: Titles, lang: Lang, address: &str) -> Told {
    let reading = Reading::of(shelved).titled(titles);
    let title = title(&reading, lang);
    let pairs = |facts: Vec<Fact>| facts.into_iter().map(|f| (f.name, f.value)).collect();
    let mut files = picture_files(shelved).into_iter();
    let seen = sights(shelved).into_iter();
    let pictures = seen.filter_map(|sight| {
        let file = match sight {
            Sight::Kept(_) => files.next(),
            Sight::Difference => None,
        };
        picture(shelved, &reading, sight, file, lang)
    });
    let link = reading.at("/link").and_then(Value::as_str);
    Told {
        alt: format!("{title}. {}", subtitle(&reading, lang)),
        settings: pairs(settings(&reading, lang)),
        figures: pairs(figures(&reading, lang)),
        // Of two links the second alone does not set all of it up.
        link: link
            .filter(|_| reading.at("/link_before").is_none())
            .map(str::to_owned),
        pictures: pictures.collect(),
        charts: charts(&reading, lang)
            .iter()
            .map(|of| chart(of, lang))
            .collect(),
        record: shelved.record.clone(),
        arrays: arrays(shelved, &reading),
        code: code(shelved, lang, address),
        title,
    }
}

fn chart(chart: &Chart, lang: Lang) -> ToldChart {
    ToldChart {
        name: chart.title.to_owned(),
        svg: chart.file(lang),
        width: Chart::FILE_WIDTH as u32,
        height: chart.file_height() as u32,
    }
}

/// What repeats it, or why nothing does.
fn code(shelved: &Shelved, lang: Lang, address: &str) -> Code {
    let record = &record_of(shelved);
    // Lines read the pixels of the first picture: a result of an earlier build may lack the one that it began with.
    let first = shelved.pictures.first().map(|picture| picture.of);
    let has_source = matches!(first, Some(PictureOf::Seen | PictureOf::Original));
    match repeat::script(record, lang) {
        Ok(script) => Code {
            prelude: script.prelude,
            lines: match script.reads_pixels && !has_source {
                true => String::new(),
                false => script.lines,
            },
            reads_pixels: script.reads_pixels,
            file: repeat::file(record, lang, address),
            notes: script
                .notes
                .iter()
                .map(|note| note.get(lang).to_owned())
                .collect(),
        },
        Err(reason) => Code {
            notes: vec![reason.told(lang)],
            ..Code::default()
        },
    }
}

fn picture(
    shelved: &Shelved,
    reading: &Reading,
    sight: Sight,
    file: Option<(String, Vec<u8>)>,
    lang: Lang,
) -> Option<ToldPicture> {
    let shown = rgba(shelved, Some(sight))?;
    let (file, png) = file.unwrap_or_else(|| {
        let rgb = shown.bytes.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]);
        let rgb: Vec<u8> = rgb.collect();
        (String::new(), picture_file(&rgb, shown.width, shown.height))
    });
    Some(ToldPicture {
        name: name(reading, sight, lang),
        file,
        png,
        width: shown.width,
        height: shown.height,
        scale: scale(reading, sight, lang),
    })
}

/// The bar of a map whose largest colour is known.
fn scale(reading: &Reading, sight: Sight, lang: Lang) -> Option<(Vec<[u8; 3]>, String)> {
    let is_one_map = reading.kind == Some(Kind::Map) && sight == Sight::Kept(PictureOf::Map);
    let high = reading
        .at("/result/last_colour")
        .filter(|_| is_one_map)?
        .as_f64()?;
    let colours = reading.at("/result/drawn/colours")?.clone();
    let colours: ColourMap = serde_json::from_value(colours).ok()?;
    let unit = reading.at("/result/map/sheet/unit")?.clone();
    let unit: Unit = serde_json::from_value(unit).ok()?;
    let ramp = (0..COLOURS).map(|i| colours.rgb(f32::from(i) / f32::from(COLOURS - 1)));
    let words = format!(
        "{}\u{a0}{}",
        significant(high, 3, lang),
        unit.name().get(lang)
    );
    Some((ramp.collect(), words))
}

/// The arrays of images, as the record names them.
fn arrays(shelved: &Shelved, reading: &Reading) -> Vec<(String, Vec<u8>)> {
    let file = |picture: &crate::app_model::ShelvedPicture| {
        let name = match picture.of {
            PictureOf::Seen => return Some(("seen.npy".to_owned(), of_image(&picture.pixels)?)),
            PictureOf::Original => "original.npy",
            PictureOf::Adversarial => "adversarial.npy",
            PictureOf::Visualisation => "visualisation.npy",
            _ => return None,
        };
        let file = of_image(&picture.pixels)?;
        let known = reading.at("/files")?.get(name)?.as_str()?;
        (sha256(&file) == known).then(|| (name.to_owned(), file))
    };
    shelved.pictures.iter().filter_map(file).collect()
}
