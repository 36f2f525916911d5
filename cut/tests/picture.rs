//! Mixtures and cuts of pictures against NumPy, SciPy and PyMaxflow.

use std::collections::HashMap;

use gradoscope_cut::{Colour, Flow, Grid, Mixture, Rect, Regions, overlap};
use safetensors::SafeTensors;

const FIXTURE: &[u8] = include_bytes!("fixtures/cut.safetensors");

struct Case {
    size: [usize; 2],
    pixels: Vec<u8>,
    seeds: Vec<u8>,
    /// Of every 17th pixel, object then background.
    costs: Vec<f32>,
    labels: Vec<bool>,
    gamma: f64,
    seed: u64,
    flow: i64,
}

fn case(name: &str) -> Case {
    let file = SafeTensors::deserialize(FIXTURE).expect("a fixture");
    let (_, header) = SafeTensors::read_metadata(FIXTURE).expect("a header");
    let facts: HashMap<_, _> = header.metadata().clone().expect("facts");
    let tensor = |part: &str| file.tensor(&format!("{name}_{part}")).expect("a tensor");
    let fact = |part: &str| facts[&format!("{name}_{part}")].as_str();
    let costs = tensor("costs").data().as_chunks::<4>().0.iter();
    Case {
        size: [tensor("pixels").shape()[0], tensor("pixels").shape()[1]],
        pixels: tensor("pixels").data().to_vec(),
        seeds: tensor("seeds").data().to_vec(),
        costs: costs.map(|bytes| f32::from_le_bytes(*bytes)).collect(),
        labels: tensor("labels")
            .data()
            .iter()
            .map(|label| *label == 1)
            .collect(),
        gamma: fact("gamma").parse().expect("a number"),
        seed: fact("seed").parse().expect("a number"),
        flow: fact("flow").parse().expect("a number"),
    }
}

/// SplitMix64; uniform numbers of 24 bits.
fn uniform(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((z ^ (z >> 31)) >> 40) as f64 / (1_u64 << 24) as f64
}

fn colours(pixels: &[u8]) -> Vec<Colour> {
    let (triples, _) = pixels.as_chunks::<3>();
    triples.iter().map(|rgb| rgb.map(f64::from)).collect()
}

fn costs(case: &Case) -> [Vec<f64>; 2] {
    let (all, mut state) = (colours(&case.pixels), case.seed);
    [1, 2].map(|kind| {
        let examples = all.iter().zip(&case.seeds);
        let examples = examples.filter(|(_, seed)| **seed == kind);
        let examples: Vec<Colour> = examples.map(|(colour, _)| *colour).collect();
        let mixture = Mixture::fit(&examples, &mut || uniform(&mut state)).expect("a mixture");
        all.iter().map(|colour| mixture.cost(*colour)).collect()
    })
}

#[test]
fn mixtures_cost_and_cuts_are_as_cheap_as_by_other_programs() {
    for name in ["chelsea", "coffee", "rocket", "astronaut", "grey", "flat"] {
        let case = case(name);
        let costs = costs(&case);
        let (object, background) = case.costs.split_at(case.costs.len() / 2);
        for (found, expected) in costs.iter().zip([object, background]) {
            for (found, expected) in found.iter().step_by(17).zip(expected) {
                let expected = f64::from(*expected);
                let off = (found - expected).abs();
                assert!(
                    off < 1e-5 * expected.abs().max(1.0),
                    "{name}: {found} for {expected}"
                );
            }
        }
        let [object, background] = &costs;
        let grid = Grid::of_image(&case.pixels, case.size, [object, background], case.gamma);
        let grid = grid.expect("a grid");
        let mut flow = Flow::new(&grid);
        assert!(flow.advance(usize::MAX), "{name}");
        // A cost that lies on the edge between two whole numbers may fall to either side.
        let slack = 3;
        assert!(
            (flow.value() - case.flow).abs() <= slack,
            "{name}: {} for {}",
            flow.value(),
            case.flow
        );
        let theirs = grid.energy(&case.labels).expect("their labels");
        assert!(
            (theirs - flow.value()).abs() <= slack,
            "{name}: their labels cost {theirs}"
        );
        assert_eq!(grid.energy(&flow.labels()), Some(flow.value()), "{name}");
        let labels = flow.labels();
        let pairs = labels.iter().zip(&case.labels);
        let others = pairs.filter(|(own, theirs)| own != theirs).count();
        println!(
            "{name}: flow {} for {}, {others} labels differ",
            flow.value(),
            case.flow
        );
        assert!(others * 1000 < labels.len(), "{name}: {others}");
    }
}

#[test]
fn of_no_colours_there_is_no_mixture_and_of_one_there_is() {
    let mut half = || 0.5;
    assert!(Mixture::fit(&[], &mut half).is_none());
    let one = Mixture::fit(&[[9.0, 8.0, 7.0]; 3], &mut half).expect("a mixture");
    // A single Gaussian of variance 4: (4 x 2 pi)^(-3/2) at its middle.
    let expected = 1.5 * (8.0 * std::f64::consts::PI).ln();
    assert!((one.cost([9.0, 8.0, 7.0]) - expected).abs() < 1e-9);
    assert!((one.cost([11.0, 8.0, 7.0]) - expected - 0.5).abs() < 1e-9);
    // Far from every component: large, and a number.
    assert!(one.cost([255.0; 3]).is_finite());
}

fn mask(rows: &[&str]) -> (Vec<bool>, [usize; 2]) {
    let cells = rows.iter().flat_map(|row| row.chars());
    (
        cells.map(|c| c == '#').collect(),
        [rows.len(), rows[0].len()],
    )
}

#[test]
fn regions_touch_at_corners_and_the_first_of_equals_is_the_largest() {
    let (all, size) = mask(&["##..#", "..#..", "#....", "....#", "...##"]);
    let found = Regions::of(&all, size);
    let (largest, _) = mask(&["##...", "..#..", ".....", ".....", "....."]);
    // Two of three pixels, two of one.
    assert_eq!((found.count, found.largest), (4, largest));
    let (none, size) = mask(&["...", "..."]);
    assert_eq!(
        Regions::of(&none, size),
        Regions {
            count: 0,
            largest: none
        }
    );
    // Rows do not go on at the other edge.
    let (edges, size) = mask(&["..#", "...", "#.."]);
    assert_eq!(Regions::of(&edges, size).count, 2);
}

#[test]
fn boxes_are_half_open_and_overlap_as_areas_do() {
    let (all, [_, width]) = mask(&[".....", "..##.", ".#...", "....."]);
    let found = Rect::around(&all, width).expect("a box");
    assert_eq!(
        found,
        Rect {
            top: 1,
            left: 1,
            bottom: 3,
            right: 4
        }
    );
    assert_eq!(found.area(), 6);
    let other = Rect {
        top: 2,
        left: 3,
        bottom: 5,
        right: 6,
    };
    assert_eq!(found.overlap(&other), 1.0 / 14.0);
    assert_eq!(found.overlap(&found), 1.0);
    let far = Rect {
        top: 9,
        left: 9,
        bottom: 10,
        right: 10,
    };
    assert_eq!(found.overlap(&far), 0.0);
    assert_eq!(Rect::around(&[false; 10], width), None);
    assert_eq!(
        overlap(&[true, true, false], &[false, true, true]),
        1.0 / 3.0
    );
    assert_eq!(overlap(&[false; 3], &[false; 3]), 0.0);
}
