//! Tables in Markdown.

use crate::Figures;
use crate::interval::Mean;

/// The control that every method is held against: uniform noise.
pub const CONTROL: &str = "random";

type Quantity = (&'static str, fn(&Figures) -> Option<f64>);

const QUANTITIES: [Quantity; 4] = [
    ("insertion", |figures| Some(figures.insertion)),
    ("deletion", |figures| Some(figures.deletion)),
    ("insertion less deletion", |figures| {
        Some(figures.insertion - figures.deletion)
    }),
    ("ROAD", |figures| figures.road),
];

/// `found`: of every photograph in turn, of every method.
pub fn print(methods: &[&str], samples: &[&str], found: &[Figures]) {
    let of = |sample: usize, method: usize| {
        let figures = &found[sample * methods.len() + method];
        (!figures.is_zero).then_some(figures)
    };
    let control = methods.iter().position(|method| *method == CONTROL);
    for (name, quantity) in QUANTITIES {
        println!("\n## {name}\n");
        println!(
            "| method | photographs | mean (95 %) | less {CONTROL}, paired (95 %) | {} |",
            samples.join(" | ")
        );
        println!("|---|---|---|---|{}", "---|".repeat(samples.len()));
        for (at, method) in methods.iter().enumerate() {
            let values: Vec<Option<f64>> = (0..samples.len())
                .map(|sample| of(sample, at).and_then(quantity))
                .collect();
            let pairs = values.iter().enumerate().filter_map(|(sample, value)| {
                let control = of(sample, control?).and_then(quantity)?;
                Some((*value)? - control)
            });
            let known: Vec<f64> = values.iter().flatten().copied().collect();
            let cells: Vec<String> = values
                .iter()
                .map(|value| value.map_or("none".to_owned(), |value| format!("{value:.3}")))
                .collect();
            println!(
                "| {method} | {} | {} | {} | {} |",
                known.len(),
                Mean::cell(&known),
                Mean::cell(&pairs.collect::<Vec<_>>()),
                cells.join(" | ")
            );
        }
    }
}
