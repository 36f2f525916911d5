use super::*;

use crate::app_model::{Found, Map, MapView, Named, NoticeKind, Trouble};
use crate::image::ImageError;
use crate::protocol::{Cells, MapSheet, SaliencyRequest};
use crate::scores::Standing;
use crate::spec::{ClassId, ParamValues};

const SIDE: u32 = 2;

fn standing(class: u16) -> Standing {
    Standing {
        class: ClassId(class),
        score: 12.0,
        probability: 0.25,
    }
}

/// A map of one number per place, or of three.
fn map(values: &[f32], unit: Unit) -> ItemMap {
    let channels = values.len() as u32 / (SIDE * SIDE);
    ItemMap {
        map: Map {
            values: values.into(),
            sheet: MapSheet {
                channels,
                height: SIDE,
                width: SIDE,
                signed: true,
                unit,
                cells: Cells::PIXELS,
            },
            facts: crate::protocol::Facts::default(),
        },
        class: standing(285),
        truth: Some((standing(284), 3)),
        elapsed_ms: 12.0,
        variant: "simd".to_owned(),
    }
}

fn item(method: &str, picture: Option<&str>, found: Found) -> Item {
    let named = |name: &str| Named {
        name: name.to_owned(),
        sample: None,
        truth: None,
    };
    Item {
        request: SaliencyRequest {
            method: method.to_owned(),
            params: ParamValues::default(),
            class: None,
        },
        picture: picture.map(named),
        pixels: Some(vec![9; 12].into()),
        found,
        progress: None,
        scores: None,
    }
}

fn series(items: Vec<Item>) -> Series {
    Series::for_tests(items)
}

/// A gradient, a map of a layer, and one that is to come.
fn three() -> Series {
    let gradient = [0.0, -2.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.5, 0.0, 0.25];
    series(vec![
        item("gradient", None, Found::Done(map(&gradient, Unit::Slope))),
        item(
            "grad-cam",
            None,
            Found::Done(map(&[0.0, 0.0, 8.0, 4.0], Unit::Score)),
        ),
        item("smooth-grad", None, Found::Computing),
    ])
}

fn figure(series: &Series, one_scale: bool) -> Figure {
    let settings = Settings {
        one_scale,
        ..Settings::default()
    };
    Figure::of(series, &settings, SIDE, None)
}

#[test]
fn maps_of_one_unit_share_the_last_colour_where_that_is_wanted() {
    let mut all = three();
    let weak = [0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    all.items[2].found = Found::Done(map(&weak, Unit::Slope));
    let highs = |is_one| -> Vec<f32> {
        let figure = figure(&all, is_one);
        figure.plates.iter().map(|plate| plate.high).collect()
    };
    assert_eq!(highs(false), [2.0, 8.0, 1.0]);
    assert_eq!(highs(true), [2.0, 8.0, 2.0]);
    let units = figure(&all, true).units();
    assert_eq!(units, [(Unit::Slope, 2.0), (Unit::Score, 8.0)]);
    // On the shared scale the weak map is drawn in half the colours.
    let settings = Settings {
        colours: crate::render::ColourMap::Grey,
        ..Settings::default()
    };
    let brightest = |is_one| {
        let rgba = figure(&all, is_one).plates[2].rgba(&settings);
        rgba.expect("a map").chunks(4).map(|p| p[0]).max()
    };
    assert_eq!(brightest(false), Some(255));
    let half = brightest(true).expect("a pixel");
    assert!((126..=129).contains(&half), "{half}");
}

#[test]
fn a_pixel_is_read_in_every_map_with_its_unit_and_its_colours_where_there_are_any() {
    let figure = figure(&three(), false);
    let html = figure.readout((1, 0), Lang::En);
    assert!(html.contains("(1, 0)"), "{html}");
    let rows: Vec<&str> = html.split("<tr").skip(2).collect();
    assert_eq!(rows.len(), 2, "the third has nothing to read yet");
    assert!(
        rows[0].contains("data-method=\"gradient\" data-value=\"2\""),
        "{html}"
    );
    for part in ["−2.00", "1.00", "0.500", "score per normalised unit"] {
        assert!(rows[0].contains(part), "{part}: {html}");
    }
    assert!(rows[1].contains("data-value=\"0\""), "{html}");
    assert_eq!(rows[1].matches(NO_NUMBER).count(), 3, "{html}");
    let outside = figure.readout((5, 5), Lang::En);
    assert_eq!(outside.matches("<tr").count(), 1, "the head alone");
}

#[test]
fn reading_begins_at_the_largest_value() {
    assert_eq!(figure(&three(), false).peak(), Some((1, 0)));
    let zero = Found::Done(map(&[0.0; 4], Unit::Score));
    let all = series(vec![item("grad-cam", None, zero)]);
    assert_eq!(figure(&all, true).peak(), None);
}

#[test]
fn numbers_are_made_once() {
    let before = figure(&three(), false);
    let mut later = three();
    later.items[0].found = before.plates[0].item.found.clone();
    let after = Figure::of(&later, &Settings::default(), SIDE, Some(&before));
    let drawn = |figure: &Figure, at: usize| figure.plates[at].drawn.clone().expect("a map");
    assert!(Arc::ptr_eq(&drawn(&before, 0), &drawn(&after, 0)));
    assert!(
        !Arc::ptr_eq(&drawn(&before, 1), &drawn(&after, 1)),
        "it is another"
    );
    let settings = Settings {
        reduction: Reduction::SumAbs,
        ..Settings::default()
    };
    let summed = Figure::of(&later, &settings, SIDE, Some(&before));
    assert_eq!(drawn(&summed, 0).values, [0.0, 3.5, 0.0, 0.25]);
}

#[test]
fn the_file_has_the_picture_and_every_map_with_its_words_and_nothing_on_anything_else() {
    let figure = figure(&three(), false);
    let settings = Settings::default();
    let (layout, pixels) = figure.file("Title".to_owned(), &settings, false, Lang::En);
    assert_eq!(layout.cells.len(), 4);
    assert_eq!(pixels.len() as u32, layout.width * layout.height * 3);
    let texts: Vec<&str> = layout.labels.iter().map(|l| l.text.as_str()).collect();
    assert_eq!(texts[0], "Title");
    assert!(
        texts[2].contains("Gradient") && texts[2].contains("2.00"),
        "{texts:?}"
    );
    for (at, (x, y)) in layout.cells.iter().enumerate() {
        assert!(x + layout.cell <= layout.width && y + layout.cell <= layout.height);
        for (a, b) in &layout.cells[at + 1..] {
            assert!(x.abs_diff(*a) >= layout.cell || y.abs_diff(*b) > layout.cell);
        }
    }
    // The picture is there as the network saw it, and the last colour in the first map.
    let at = |(x, y): (u32, u32)| {
        let at = ((y * layout.width + x) * 3) as usize;
        [pixels[at], pixels[at + 1], pixels[at + 2]]
    };
    assert_eq!(at(layout.cells[0]), [9; 3]);
    let (x, y) = layout.cells[1];
    assert_eq!(at((x + layout.cell - 1, y)), [255; 3]);
    assert_eq!(at(layout.cells[3]), [255; 3], "nothing is drawn there yet");
}

#[test]
fn a_picture_that_is_none_has_its_sentence_in_its_place() {
    let refused = NoticeKind::PictureRefused {
        name: "notes.txt".to_owned(),
        error: ImageError::NotAnImage,
    };
    let mut none = item(
        "gradient",
        Some("notes.txt"),
        Found::Failed(Trouble::NoPicture(refused)),
    );
    none.pixels = None;
    let there = Found::Done(map(&[1.0; 4], Unit::Score));
    let all = series(vec![item("gradient", Some("cat.png"), there), none]);
    let settings = Settings {
        view: MapView::OverImage,
        ..Settings::default()
    };
    for lang in [Lang::En, Lang::Fr] {
        let figure = Figure::of(&all, &settings, SIDE, None);
        let (layout, _) = figure.file(String::new(), &settings, true, lang);
        let texts: Vec<&str> = layout.labels.iter().map(|l| l.text.as_str()).collect();
        assert_eq!(texts.len(), 5);
        assert!(
            texts[1].contains("cat.png") && texts[1].contains("(285)"),
            "{texts:?}"
        );
        assert!(texts[1].contains("(284)"), "{texts:?}");
        assert!(texts[3].contains("notes.txt"), "{texts:?}");
    }
}
