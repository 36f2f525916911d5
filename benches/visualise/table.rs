use std::path::Path;

use gradoscope::engine::visualize::presets::Preset;
use gradoscope::labels;
use gradoscope::spec::{ClassId, Lang};
use serde_json::{Map, Value, json};

use crate::trial::{Elsewhere, Outcome};

pub const HEAD: &str = "preset       class                seed  its.     score  probab.  top class              ms/it.  survives";

/// One run as a line.
pub fn line(outcome: &Outcome) -> String {
    let (score, probability) = standing(outcome);
    let survival: Vec<String> = outcome
        .survival
        .iter()
        .map(|(change, probability)| format!("{change} {probability:.3}"))
        .collect();
    format!(
        "{:<12} {:<20} {:>4} {:>5} {:>9.1} {:>8.5}  {:<20} {:>8.1}  {}",
        outcome.preset,
        name(outcome.class),
        outcome.seed,
        outcome.end.iterations,
        score,
        probability,
        top(outcome).map_or_else(String::new, name),
        outcome.ms_per_iteration,
        survival.join(", "),
    )
}

/// What the network `id`, which had no part in them, makes of the pictures: a line a preset.
pub fn elsewhere(outcomes: &[Outcome], id: &str) -> String {
    let mut lines = vec![format!("rank and probability of the class for {id}")];
    for row in outcomes.chunk_by(|one, next| one.preset == next.preset) {
        let views: Vec<String> = row.iter().map(view).collect();
        lines.push(format!("{:<12} {}", row[0].preset, views.join(", ")));
    }
    lines.join("\n")
}

fn view(outcome: &Outcome) -> String {
    let Elsewhere { rank, probability } = outcome.elsewhere;
    format!("{} {rank} ({probability:.3})", name(outcome.class))
}

pub fn names(presets: &[&Preset]) -> String {
    let ids: Vec<_> = presets.iter().map(|preset| preset.id).collect();
    ids.join(", ")
}

pub fn columns(classes: &[ClassId], seeds: u32) -> String {
    let names: Vec<_> = classes.iter().map(|class| name(*class)).collect();
    let each = if seeds > 1 {
        format!(", seeds 0 to {} of each", seeds - 1)
    } else {
        String::new()
    };
    names.join(", ") + &each
}

fn name(class: ClassId) -> String {
    let known = labels::name(class, Lang::En);
    known.map_or_else(|| class.to_string(), str::to_owned)
}

fn standing(outcome: &Outcome) -> (f32, f32) {
    let class = outcome.end.class.as_ref();
    class.map_or((f32::NAN, f32::NAN), |class| {
        (class.score, class.probability)
    })
}

fn top(outcome: &Outcome) -> Option<ClassId> {
    outcome.end.top.first().map(|standing| standing.class)
}

/// Writes the runs as `native` of the object in `file`; what else it holds stays.
pub fn write(outcomes: &[Outcome], file: &Path) -> Result<(), String> {
    let native: Vec<_> = outcomes.iter().map(record).collect();
    let present = std::fs::read(file).ok();
    let mut all: Map<String, Value> = present
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .unwrap_or_default();
    all.insert("native".to_owned(), Value::Array(native));
    let text = serde_json::to_string_pretty(&all).map_err(|error| error.to_string())?;
    let folder = file.parent().unwrap_or(file);
    std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    std::fs::write(file, text).map_err(|error| error.to_string())
}

fn record(outcome: &Outcome) -> Value {
    let (score, probability) = standing(outcome);
    let survival: Map<String, Value> = outcome
        .survival
        .iter()
        .map(|(change, probability)| ((*change).to_owned(), json!(probability)))
        .collect();
    let rank = outcome
        .end
        .top
        .iter()
        .position(|standing| standing.class == outcome.class);
    json!({
        "preset": outcome.preset, "class": outcome.class.0, "name": name(outcome.class),
        "seed": outcome.seed, "side": outcome.end.side, "iterations": outcome.end.iterations,
        "score": score, "probability": probability,
        // From 1; none below the best five.
        "rank": rank.map(|rank| rank + 1),
        "top": top(outcome).map(name), "survival": survival,
        "elsewhere": {
            "rank": outcome.elsewhere.rank, "probability": outcome.elsewhere.probability,
        },
        "ms_per_iteration": outcome.ms_per_iteration,
    })
}
