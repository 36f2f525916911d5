//! What people keep beside a model: names of classes, and how pictures are made ready for it, as Hugging Face's
//! `preprocessor_config.json` and timm's `config.json` say it.

use serde_json::Value;

use super::{NamesRefusal, bracketed, decode, read_class_names, refusal};
use crate::spec::Preparation;

/// What a file says of a network.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SideFile {
    /// Of its classes; none where it says nothing of them.
    pub names: Vec<String>,
    /// How pictures are made ready.
    pub preparation: Option<Stated>,
}

/// A way to make pictures ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stated {
    /// The one with this id.
    Known(&'static str),
    /// None of those that are here.
    Other,
}

/// What a file says of a network of so many classes.
///
/// # Errors
/// What it is instead.
pub fn read_side_file(file: &[u8], classes: usize) -> Result<SideFile, NamesRefusal> {
    let text = decode(file).ok_or_else(refusal::no_text)?;
    let settings: Option<Value> = serde_json::from_str(&text).ok();
    if let Some(settings) = settings
        && let preparation @ Some(_) = everywhere(&settings).find_map(stated_in)
    {
        // Of the lists in it, means and deviations are none of names.
        let lists = everywhere(&settings).flat_map(|of| NAMES.map(|name| of[name].to_string()));
        let names = { lists }.find_map(|list| bracketed(&list, classes));
        return Ok(SideFile {
            names: names.unwrap_or_default(),
            preparation,
        });
    }
    let names = read_class_names(file, classes)?;
    Ok(SideFile {
        names,
        preparation: None,
    })
}

/// What the names of classes are called in settings.
const NAMES: [&str; 7] = [
    "id2label",
    "label_names",
    "labels",
    "class_names",
    "classes",
    "names",
    "label2id",
];

/// Where the settings lie in a file.
const PLACES: [&str; 5] = [
    "pretrained_cfg",
    "data_config",
    "image_processor",
    "feature_extractor",
    "preprocessing",
];

fn everywhere(file: &Value) -> impl Iterator<Item = &Value> {
    let inner = PLACES.iter().map(|place| &file[*place]);
    std::iter::once(file).chain(inner)
}

fn stated_in(settings: &Value) -> Option<Stated> {
    let three = |names: [&str; 2]| names.iter().find_map(|name| three(&settings[*name]));
    let is_off = settings["do_normalize"] == false;
    let (mean, deviation) = match is_off {
        true => ([0.0; 3], [1.0; 3]),
        false => (three(["image_mean", "mean"])?, three(["image_std", "std"])?),
    };
    // A level of grey, where the settings do not say otherwise, is a 255th.
    let factor = match &settings["do_rescale"] {
        Value::Bool(false) => 1.0,
        _ => settings["rescale_factor"].as_f64().unwrap_or(1.0 / 255.0),
    };
    let is_reversed = settings["do_flip_channel_order"] == true;
    let is_it = |known: &&Preparation| {
        known.is_reversed == is_reversed
            && (0..3).all(|c| {
                let scale = factor / deviation[c];
                let offset = mean[c] / factor;
                (f64::from(known.scale[c]) / scale - 1.0).abs() < 1e-3
                    && (f64::from(known.offset[c]) - offset).abs() < 0.2
            })
    };
    let known = Preparation::ALL.iter().find(is_it);
    Some(known.map_or(Stated::Other, |known| Stated::Known(known.id)))
}

/// A number for each colour, or one for all.
fn three(value: &Value) -> Option<[f64; 3]> {
    let one = |value: &Value| value.as_f64().filter(|number| number.is_finite());
    match value.as_array() {
        Some(all) => match all.as_slice() {
            [a, b, c] => Some([one(a)?, one(b)?, one(c)?]),
            [a] => Some([one(a)?; 3]),
            _ => None,
        },
        None => Some([one(value)?; 3]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> SideFile {
        read_side_file(text.as_bytes(), 3).expect("a side file")
    }

    #[test]
    fn the_ways_in_use_are_known_by_what_they_do() {
        let torch = r#""image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]"#;
        let all = [
            (format!("{{{torch}, \"do_rescale\": true, \"rescale_factor\": 0.00392156862745098}}"), "imagenet"),
            (format!("{{{torch}, \"do_flip_channel_order\": true}}"), "imagenet-bgr"),
            (r#"{"image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5], "size": {"height": 224, "width": 224}}"#.to_owned(), "symmetric"),
            (r#"{"do_normalize": false, "do_rescale": true}"#.to_owned(), "unit"),
            (r#"{"do_normalize": false, "do_rescale": false}"#.to_owned(), "bytes"),
            (r#"{"architecture": "efficientnet_lite0", "num_classes": 3, "pretrained_cfg": {"input_size": [3, 224, 224], "mean": [0.498, 0.498, 0.498], "std": [0.50196, 0.50196, 0.50196], "crop_pct": 0.875}}"#.to_owned(), "lite"),
            (r#"{"mean": 0, "std": 1}"#.to_owned(), "unit"),
        ];
        for (text, id) in all {
            let said = said(&text);
            assert_eq!(said.preparation, Some(Stated::Known(id)), "{text}");
            assert_eq!(said.names, Vec::<String>::new(), "{text}");
        }
        let other = said(r#"{"mean": [0.3, 0.3, 0.3], "std": [0.1, 0.1, 0.1]}"#);
        assert_eq!(other.preparation, Some(Stated::Other));
        for nonsense in [
            r#"{"mean": "grey", "std": 1}"#,
            r#"{"mean": [1, 2], "std": [0, 0, 0]}"#,
        ] {
            assert!(
                read_side_file(nonsense.as_bytes(), 3).is_err(),
                "{nonsense}"
            );
        }
        let zero = said(r#"{"mean": 0, "std": 0}"#);
        assert_eq!(
            zero.preparation,
            Some(Stated::Other),
            "nothing is divided by zero"
        );
    }

    #[test]
    fn a_file_may_say_both_and_a_list_of_names_says_nothing_of_pictures() {
        let both = said(
            r#"{"id2label": {"0": "oak", "1": "fir", "2": "elm"}, "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]}"#,
        );
        assert_eq!(both.names, ["oak", "fir", "elm"]);
        assert_eq!(both.preparation, Some(Stated::Known("symmetric")));
        assert_eq!(said("oak\nfir\nelm\n").preparation, None);
        assert_eq!(said(r#"["oak", "fir", "elm"]"#).preparation, None);
        let names = read_side_file(b"oak\nfir\n", 3);
        assert!(names.is_err_and(|[en, _]| en.starts_with("it has 2 lines")));
    }
}
