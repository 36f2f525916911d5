//! Maps and colours against NumPy and Matplotlib.

use crate::common;

use common::fixtures::floats;
use gradoscope::protocol::{Cells, MapSheet};
use gradoscope::render::{
    ColourMap, Limits, Reduction, Scale, limits, on_pixels, over_image, reduce, rgba_from_map,
};
use gradoscope::spec::Unit;
use safetensors::SafeTensors;

const REDUCTIONS: &[u8] = include_bytes!("../fixtures/render/reductions.safetensors");
const COLOURS: &[u8] = include_bytes!("../fixtures/render/colour_maps.safetensors");

const TABLE: [(Reduction, &str); 3] = [
    (Reduction::MaxAbs, "max_abs"),
    (Reduction::SumAbs, "sum_abs"),
    (Reduction::L2, "l2"),
];

fn near(found: &[f32], expected: &[f32], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (a, b) in found.iter().zip(expected) {
        assert!(
            (a - b).abs() <= 1e-6 * b.abs().max(1.0),
            "{what}: {a} for {b}"
        );
    }
}

#[test]
fn reductions_equal_numpys() {
    let file = SafeTensors::deserialize(REDUCTIONS).expect("a fixture");
    let gradient = floats(&file, "gradient");
    for (reduction, name) in TABLE {
        near(&reduce(&gradient, 3, reduction), &floats(&file, name), name);
    }
}

#[test]
fn percentile_limits_equal_numpys() {
    let file = SafeTensors::deserialize(REDUCTIONS).expect("a fixture");
    let percents = floats(&file, "percents");
    for (_, name) in TABLE {
        let map = floats(&file, name);
        let expected = floats(&file, &format!("{name}_percentiles"));
        let found: Vec<f32> = percents
            .iter()
            .map(|percent| limits(&map, Scale::Percentile(*percent)).high)
            .collect();
        near(&found, &expected, name);
    }
}

#[test]
fn colours_equal_matplotlibs_tables() {
    let file = SafeTensors::deserialize(COLOURS).expect("a fixture");
    let maps = [
        (ColourMap::Hot, "hot"),
        (ColourMap::Grey, "gray"),
        (ColourMap::Viridis, "viridis"),
        (ColourMap::Inferno, "inferno"),
    ];
    for (map, name) in maps {
        let table = file.tensor(name).expect("a table").data();
        for (step, expected) in table.chunks_exact(3).enumerate() {
            let found = map.rgb((step as f32 + 0.5) / 256.0);
            assert_eq!(found, expected, "{name} {step}");
        }
    }
}

#[test]
fn zero_gets_the_first_colour_and_the_limit_the_last() {
    let map = [0.0, 1.0, 2.0, 4.0];
    let limits = limits(&map, Scale::Absolute(2.0));
    assert_eq!(
        (limits.high, limits.largest, limits.clipped),
        (2.0, 4.0, 0.25)
    );
    let rgba = rgba_from_map(&map, limits, ColourMap::Grey);
    assert_eq!(rgba[..4], [0, 0, 0, 255]);
    assert_eq!(rgba[4..8], [128, 128, 128, 255]);
    assert_eq!(rgba[8..], [255, 255, 255, 255, 255, 255, 255, 255]);
}

#[test]
fn an_all_zero_map_is_drawn_flat() {
    let map = [0.0; 4];
    for scale in [Scale::Linear, Scale::Percentile(99.0)] {
        let limits = limits(&map, scale);
        assert!(limits.is_empty());
        let rgba = rgba_from_map(&map, limits, ColourMap::Grey);
        assert_eq!(rgba, [0, 0, 0, 255].repeat(4));
    }
}

#[test]
fn a_percentile_of_zero_of_a_map_that_is_not_zero_falls_back_to_its_largest_value() {
    let mut map = vec![0.0; 100];
    map[7] = 3.0;
    let found = limits(&map, Scale::Percentile(50.0));
    let expected = Limits {
        high: 3.0,
        largest: 3.0,
        clipped: 0.0,
    };
    assert_eq!(found, expected);
}

#[test]
fn opacity_mixes_the_map_with_the_image() {
    let map = [0.0, 1.0];
    let limits = limits(&map, Scale::Linear);
    let image = [100, 100, 100, 200, 200, 200];
    let grey = |opacity| over_image(&map, limits, ColourMap::Grey, &image, opacity);
    assert_eq!(grey(0.0), [100, 100, 100, 255, 200, 200, 200, 255]);
    assert_eq!(grey(1.0), [0, 0, 0, 255, 255, 255, 255, 255]);
    assert_eq!(grey(0.5), [50, 50, 50, 255, 228, 228, 228, 255]);
}

#[test]
fn a_map_of_few_numbers_lies_at_its_cells() {
    let sheet = MapSheet {
        channels: 1,
        height: 1,
        width: 3,
        signed: false,
        unit: Unit::Score,
        cells: Cells {
            first: [2.0, 1.0],
            step: [4.0, 2.0],
        },
    };
    let drawn = on_pixels(&[1.0, 3.0, 0.0], &sheet, Reduction::MaxAbs, 8);
    // The numbers at columns 1, 3 and 5, lines in between, constants outside and along the column.
    let row = [1.0, 1.0, 2.0, 3.0, 1.5, 0.0, 0.0, 0.0];
    assert_eq!(drawn, row.repeat(8));
    let upright = MapSheet {
        height: 3,
        width: 1,
        cells: Cells {
            first: [1.0, 2.0],
            step: [2.0, 4.0],
        },
        ..sheet
    };
    let drawn = on_pixels(&[1.0, 3.0, 0.0], &upright, Reduction::MaxAbs, 8);
    assert_eq!(drawn, row.map(|value| [value; 8]).concat());
}

#[test]
fn a_number_at_every_pixel_stays_where_it_is() {
    let sheet = MapSheet {
        channels: 3,
        height: 2,
        width: 2,
        signed: true,
        unit: Unit::Slope,
        cells: Cells::PIXELS,
    };
    let values: Vec<f32> = (0..12_u8).map(|value| 6.0 - f32::from(value)).collect();
    assert_eq!(sheet.numbers(), values.len());
    let drawn = on_pixels(&values, &sheet, Reduction::SumAbs, 2);
    assert_eq!(
        drawn,
        [
            6.0 + 2.0 + 2.0,
            5.0 + 1.0 + 3.0,
            4.0 + 0.0 + 4.0,
            3.0 + 1.0 + 5.0
        ]
    );
}
