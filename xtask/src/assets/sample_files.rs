//! Writes the sample photographs, their thumbnails and the list that the page reads.

use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::archive;
use super::download::Archives;
use super::picture::Picture;
use super::samples::{Object, SAMPLES, Sample};
use crate::digest::{sha256_hex, write_if_changed};

/// Copies the photographs unchanged into `folder`, with `thumb/ID.jpg`, `samples.json` and their licences.
pub fn write(archives: &Archives, folder: &Path) -> Result<()> {
    let mut list = Vec::new();
    for sample in &SAMPLES {
        list.push(write_one(sample, archives, folder).with_context(|| sample.id.to_owned())?);
    }
    let text = format!("{:#}\n", Value::Array(list));
    write_if_changed(&folder.join("samples.json"), text.as_bytes())?;
    write_if_changed(&folder.join("LICENSE.txt"), licences().as_bytes())?;
    println!("assets: {} sample photographs", SAMPLES.len());
    Ok(())
}

/// The text that lies beside the photographs.
fn licences() -> String {
    let mut text = String::from("The photographs, and the smaller copies of them in thumb/.\n");
    for sample in &SAMPLES {
        text += &format!(
            "\n{}: {}\n  by {}\n  {}, {}\n  from {}\n",
            sample.file,
            sample.title_en,
            sample.author,
            sample.licence.name,
            sample.licence.url,
            sample.source
        );
    }
    text
}

fn write_one(sample: &Sample, archives: &Archives, folder: &Path) -> Result<Value> {
    let bytes = archive::read(&archives.path(sample.package), sample.member, sample.inner)?;
    let picture = Picture::decode(&bytes)?;
    if let Some(Object { bounds, .. }) = &sample.object {
        check(*bounds, [picture.height, picture.width])?;
    }
    let thumb = format!("thumb/{}.jpg", sample.id);
    write_if_changed(&folder.join(sample.file), &bytes)?;
    write_if_changed(&folder.join(&thumb), &picture.thumbnail()?)?;
    Ok(json!({
        "id": sample.id,
        "file": sample.file,
        "thumb": thumb,
        "bytes": bytes.len(),
        "sha256": sha256_hex(&bytes),
        "width": picture.width,
        "height": picture.height,
        "title": {"en": sample.title_en, "fr": sample.title_fr},
        "author": sample.author,
        "licence": sample.licence.name,
        "licence_url": sample.licence.url,
        "source": sample.source,
        "class": sample.class,
        "object": sample.object.as_ref().map(|object| json!({
            "what": object.what,
            "bounds": object.bounds,
            "classes": object.classes,
        })),
    }))
}

/// # Errors
/// Where the box is not one of a picture of this height and width.
fn check([top, left, bottom, right]: [usize; 4], [height, width]: [usize; 2]) -> Result<()> {
    if top < bottom && left < right && bottom <= height && right <= width {
        return Ok(());
    }
    bail!("a box of rows {top}..{bottom} and columns {left}..{right} in {width}x{height} pixels")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_has_its_own_id_both_titles_author_and_licence() {
        let mut ids: Vec<_> = SAMPLES.iter().map(|sample| sample.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), SAMPLES.len());
        for sample in &SAMPLES {
            for text in [sample.title_en, sample.title_fr, sample.author] {
                assert!(!text.trim().is_empty(), "{}", sample.id);
            }
            assert!(sample.licence.url.starts_with("https://"), "{}", sample.id);
        }
    }

    #[test]
    fn a_box_lies_inside_of_its_photograph_and_is_not_empty() {
        assert!(check([0, 0, 2, 3], [2, 3]).is_ok());
        for bounds in [[0, 0, 3, 3], [0, 0, 2, 4], [1, 0, 1, 3], [0, 2, 2, 2]] {
            assert!(check(bounds, [2, 3]).is_err(), "{bounds:?}");
        }
        // The photograph's own class names the object.
        for sample in &SAMPLES {
            if let (Some(class), Some(object)) = (sample.class, &sample.object) {
                assert!(object.classes.contains(&class), "{}", sample.id);
            }
        }
    }
}
