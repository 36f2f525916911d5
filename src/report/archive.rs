//! Zip files: written with members that are stored as they are, read also where somebody packed them
//! anew.

use miniz_oxide::inflate::decompress_to_vec_with_limit;

use super::markdown::{self, Of};
use super::words;
use super::work::{Files, without_pictures};
use super::{Report, Told};
use crate::course::{Figure, FilledQuestion};
use crate::image::crc32;

pub(super) const SIGNATURE: &[u8] = b"PK\x03\x04";
/// The member that is the work.
pub(super) const WORK: &str = "report.json";
const PICTURES: &str = "pictures";
const CENTRAL: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
const END_LENGTH: usize = 22;
const CENTRAL_LENGTH: usize = 46;
const LOCAL_LENGTH: usize = 30;
/// 1 January 1980: two files of the same content are the same.
const DATE: u16 = 0x21;
/// Names are UTF-8.
const UTF8: u16 = 0x800;
/// All members together, unpacked.
const MOST_BYTES: usize = 400_000_000;

/// Names and bytes of what a report consists of, the work first.
pub(super) fn members(report: &Report) -> Vec<(String, Vec<u8>)> {
    let mut all = vec![(
        WORK.to_owned(),
        without_pictures(&report.handed).into_bytes(),
    )];
    all.push(("report.md".to_owned(), page(report).into_bytes()));
    for (key, told) in &report.told {
        all.extend(of_figure(key, told, report));
    }
    all
}

fn of_figure(key: &str, told: &Told, report: &Report) -> Vec<(String, Vec<u8>)> {
    let pictures = told.pictures.iter().enumerate();
    let pictures =
        pictures.map(|(at, picture)| (place(key, Of::Picture(at), told), picture.png.clone()));
    let charts = told.charts.iter().enumerate();
    let charts = charts.map(|(at, chart)| {
        let svg = chart.svg.clone().into_bytes();
        (place(key, Of::Chart(at), told), svg)
    });
    let record = (
        format!("records/{key}.json"),
        told.record.clone().into_bytes(),
    );
    let arrays = told.arrays.iter().filter(|_| report.has_arrays);
    let arrays = arrays.map(|(name, file)| (format!("arrays/{key}-{name}"), file.clone()));
    let code = (!told.code.file.is_empty()).then(|| {
        (
            format!("code/{key}.py"),
            told.code.file.clone().into_bytes(),
        )
    });
    pictures
        .chain(charts)
        .chain([record])
        .chain(arrays)
        .chain(code)
        .collect()
}

/// Where a picture or a chart lies.
fn place(key: &str, of: Of, told: &Told) -> String {
    match of {
        Of::Chart(at) => format!("{PICTURES}/{key}-chart-{at}.svg"),
        Of::Picture(at) => match told.pictures[at].file.as_str() {
            "" => format!("{PICTURES}/{key}-made-{at}.png"),
            file => format!("{PICTURES}/{file}"),
        },
    }
}

/// The report that is read.
fn page(report: &Report) -> String {
    let mut all = vec![markdown::head(report)];
    for section in report
        .filled
        .sections
        .iter()
        .filter(|s| !s.questions.is_empty())
    {
        all.push(format!("# {}", markdown::plain(&section.title)));
        for question in &section.questions {
            all.extend(of_question(question, report));
        }
    }
    all.push(words::GIVES_BACK.get(report.lang).to_owned());
    all.join("\n\n") + "\n"
}

fn of_question(asked: &FilledQuestion, report: &Report) -> Vec<String> {
    let figures = asked.answer.figures.iter().enumerate();
    let figure = |(at, chosen): (usize, &Figure)| {
        let title = words::figure(asked.number, at);
        let Some(told) = report.told.get(&chosen.key) else {
            return format!("**{title}** {}", words::LOST.get(report.lang));
        };
        let caption = told.caption(chosen);
        markdown::figure(&title, caption, told, report, |of| {
            place(&chosen.key, of, told)
        })
    };
    [markdown::question(asked), markdown::answer(asked, report)]
        .into_iter()
        .chain(figures.map(figure))
        .collect()
}

/// A zip file of these members.
pub(super) fn write(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut central = Vec::new();
    for (name, bytes) in members {
        let at = file.len() as u32;
        let facts = facts(name, bytes);
        file.extend_from_slice(SIGNATURE);
        file.extend_from_slice(&facts);
        file.extend_from_slice(name.as_bytes());
        file.extend_from_slice(bytes);
        central.extend_from_slice(CENTRAL);
        central.extend_from_slice(&20_u16.to_le_bytes());
        central.extend_from_slice(&facts);
        // No comment, first disk, no attributes.
        central.extend_from_slice(&[0; 10]);
        central.extend_from_slice(&at.to_le_bytes());
        central.extend_from_slice(name.as_bytes());
    }
    let start = file.len() as u32;
    let count = (members.len() as u16).to_le_bytes();
    file.extend_from_slice(&central);
    file.extend_from_slice(END);
    file.extend_from_slice(&[0; 4]);
    file.extend_from_slice(&[count, count].concat());
    file.extend_from_slice(&(central.len() as u32).to_le_bytes());
    file.extend_from_slice(&start.to_le_bytes());
    file.extend_from_slice(&[0; 2]);
    file
}

/// What stands of a member at both of its places: version, flags, way, time, date, checksum, lengths.
fn facts(name: &str, bytes: &[u8]) -> Vec<u8> {
    let length = (bytes.len() as u32).to_le_bytes();
    let mut facts = Vec::new();
    for short in [20, UTF8, 0, 0, DATE] {
        facts.extend_from_slice(&short.to_le_bytes());
    }
    facts.extend_from_slice(&crc32(bytes).to_le_bytes());
    facts.extend_from_slice(&length);
    facts.extend_from_slice(&length);
    facts.extend_from_slice(&(name.len() as u16).to_le_bytes());
    facts.extend_from_slice(&[0; 2]);
    facts
}

/// The members by the last part of their names; none where it is no whole zip file.
pub(super) fn read(file: &[u8]) -> Option<Files> {
    let short = |at: usize| Some(u16::from_le_bytes(*file.get(at..)?.first_chunk()?));
    let long = |at: usize| Some(u32::from_le_bytes(*file.get(at..)?.first_chunk()?) as usize);
    let last = file.len().checked_sub(END_LENGTH)?;
    let is_end = |at: &usize| file[*at..].starts_with(END);
    // A comment may stand behind it.
    let end = (last.saturating_sub(65_535)..=last).rev().find(is_end)?;
    let mut at = long(end + 16)?;
    let mut files = Files::new();
    let mut room = MOST_BYTES;
    for _ in 0..short(end + 10)? {
        if !file.get(at..)?.starts_with(CENTRAL) {
            return None;
        }
        let (way, sum) = (short(at + 10)?, long(at + 16)?);
        let (packed, size) = (long(at + 20)?, long(at + 24)?);
        let lengths = [short(at + 28)?, short(at + 30)?, short(at + 32)?].map(usize::from);
        let local = long(at + 42)?;
        let name = file.get(at + CENTRAL_LENGTH..)?.get(..lengths[0])?;
        at += CENTRAL_LENGTH + lengths.iter().sum::<usize>();
        let skipped = usize::from(short(local + 26)?) + usize::from(short(local + 28)?);
        let packed = file.get(local + LOCAL_LENGTH + skipped..)?.get(..packed)?;
        room = room.checked_sub(size)?;
        let bytes = match way {
            0 => packed.to_vec(),
            8 => decompress_to_vec_with_limit(packed, size).ok()?,
            _ => return None,
        };
        if bytes.len() != size || crc32(&bytes) as usize != sum {
            return None;
        }
        let name = String::from_utf8_lossy(name).into_owned();
        let last = name.rsplit('/').next().unwrap_or_default();
        // Systems put files of their own beside.
        if !last.is_empty() && !last.starts_with('.') {
            files.entry(last.to_owned()).or_insert(bytes);
        }
    }
    Some(files)
}
