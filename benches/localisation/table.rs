//! Tables in Markdown.

use gradoscope::segment::RECIPES;

use crate::interval::Mean;
use crate::{Boxed, Place};

/// A box that fills more of the picture than this leaves no room to miss it.
const NEARLY_ALL: f64 = 0.95;

/// `found`: of every photograph in turn, of every method.
pub fn print(methods: &[&str], boxed: &[Boxed], found: &[Place]) {
    println!("| photograph | box in the picture | share of the picture | class | the object's |");
    println!("|---|---|---|---|---|");
    for (at, boxed) in boxed.iter().enumerate() {
        let class = found[at * methods.len()].class;
        let is_named = boxed.sample.classes.contains(&class);
        println!(
            "| {} | {:?} | {:.3} | {} | {} |",
            boxed.sample.id,
            boxed.sample.bounds.unwrap_or_default(),
            boxed.area,
            class.index(),
            if is_named { "yes" } else { "no" }
        );
    }
    let areas: Vec<f64> = boxed.iter().map(|boxed| boxed.area).collect();
    let table = |name: &str, first: Option<&str>, quantity: &dyn Fn(&Place) -> Option<f64>| {
        let first = first.map(|first| (first, areas.as_slice()));
        let rows = methods.iter().enumerate().map(|(at, method)| {
            let of = found.iter().skip(at).step_by(methods.len());
            (*method, of.map(quantity).collect())
        });
        print_table(name, boxed, first, rows.collect());
    };
    for (at, recipe) in RECIPES.iter().enumerate() {
        let name = format!("overlap of the boxes by {}", recipe.id);
        let overlap = |place: &Place| place.overlaps.get(at).copied();
        table(&name, Some("whole picture"), &overlap);
    }
    let chance = Some("a pixel anywhere");
    let hit = |place: &Place, at: usize| place.hits[at].map(|hit| f64::from(u8::from(hit)));
    table("strongest pixel in the box", chance, &|place| hit(place, 0));
    table("the same, or at most 15 pixels beside it", None, &|place| {
        hit(place, 1)
    });
    table("share of the map in the box", chance, &|place| place.share);
}

/// A method, and its figure on every photograph.
type Row<'a> = (&'a str, Vec<Option<f64>>);

/// `first` is what one would have that knows nothing.
fn print_table(name: &str, boxed: &[Boxed], first: Option<(&str, &[f64])>, rows: Vec<Row<'_>>) {
    let is_open: Vec<bool> = boxed.iter().map(|boxed| boxed.area < NEARLY_ALL).collect();
    let ids: Vec<&str> = boxed.iter().map(|boxed| boxed.sample.id.as_str()).collect();
    let open = is_open.iter().filter(|is_open| **is_open).count();
    println!("\n## {name}\n");
    println!(
        "| method | mean of {} (95 %) | mean of the {open} whose box leaves room (95 %) | {} |",
        ids.len(),
        ids.join(" | ")
    );
    println!("|---|---|---|{}", "---|".repeat(ids.len()));
    let row = |name: &str, values: &[Option<f64>]| {
        let all: Vec<f64> = values.iter().flatten().copied().collect();
        let pairs = values.iter().zip(&is_open);
        let with_room: Vec<f64> = pairs
            .filter(|(_, is_open)| **is_open)
            .filter_map(|(value, _)| *value)
            .collect();
        let cells: Vec<String> = values
            .iter()
            .map(|value| value.map_or("none".to_owned(), |value| format!("{value:.2}")))
            .collect();
        println!(
            "| {name} | {} | {} | {} |",
            Mean::cell(&all),
            Mean::cell(&with_room),
            cells.join(" | ")
        );
    };
    if let Some((first, values)) = first {
        row(first, &values.iter().copied().map(Some).collect::<Vec<_>>());
    }
    for (name, values) in rows {
        row(name, &values);
    }
}
