//! What a run found as a table in Markdown, and its place in a file.

use std::fmt::Write;

use serde_json::Value;

const BEGIN: &str = "<!-- written by `cargo xtask bench browser --write` from here -->\n";
const END: &str = "<!-- to here -->\n";

/// The works that others than us do, with what stands above their column.
const COLUMNS: [(&str, u64, &str); 6] = [
    ("forward", 1, "forward"),
    ("gradient", 1, "gradient"),
    ("attack10", 1, "ten attack steps"),
    ("visualise1", 1, "visualisation iteration"),
    ("forward", 8, "forward, 8 images"),
    ("gradient", 8, "gradient, 8 images"),
];

/// How engines are called, before the version of the package, and after it.
const NAMES: [(&str, &str, &str, &str); 18] = [
    ("gradoscope-cpu", "Gradoscope", "", "CPU"),
    (
        "gradoscope-cpu-relaxed",
        "Gradoscope",
        "",
        "CPU, relaxed SIMD",
    ),
    (
        "gradoscope-cpu-relaxed-2",
        "Gradoscope",
        "",
        "CPU, relaxed SIMD, two threads",
    ),
    ("gradoscope-webgpu", "Gradoscope", "", "WebGPU"),
    ("before-cpu", "before", "", "CPU"),
    ("before-cpu-relaxed", "before", "", "CPU, relaxed SIMD"),
    ("before-webgpu", "before", "", "WebGPU"),
    ("tfjs-wasm", "TensorFlow.js", "@tensorflow/tfjs", "wasm"),
    (
        "tfjs-wasm-2",
        "TensorFlow.js",
        "@tensorflow/tfjs",
        "wasm, two threads",
    ),
    (
        "ort-wasm-2",
        "ONNX Runtime Web",
        "onnxruntime-web",
        "wasm, two threads",
    ),
    ("tfjs-webgpu", "TensorFlow.js", "@tensorflow/tfjs", "WebGPU"),
    ("tfjs-webgl", "TensorFlow.js", "@tensorflow/tfjs", "WebGL"),
    ("ort-wasm", "ONNX Runtime Web", "onnxruntime-web", "wasm"),
    (
        "ort-webgpu",
        "ONNX Runtime Web",
        "onnxruntime-web",
        "WebGPU",
    ),
    ("jaxjs-wasm", "jax-js", "@jax-js/jax", "wasm"),
    ("jaxjs-webgpu", "jax-js", "@jax-js/jax", "WebGPU"),
    ("pytorch-1", "", "pytorch", "native, one thread"),
    ("pytorch-2", "", "pytorch", "native, two threads"),
];

/// What a run was made with.
pub struct About<'a> {
    /// { about: { date, browser, cores, rounds }, adapter, missing }, as the page says it.
    pub page: &'a Value,
    /// The packages' versions by name.
    pub packages: &'a Value,
    /// PyTorch's name and version, where it ran.
    pub pytorch: Option<&'a str>,
}

/// The table of `results`, each with its `base`, `ratio` and `agrees`, under a line that says of what run it is.
pub fn table(results: &[Value], about: &About<'_>) -> String {
    let is_there = |(work, batch, _): &&(&str, u64, &str)| {
        let mut all = results.iter();
        all.any(|found| found["work"] == *work && found["batch"] == *batch)
    };
    let columns: Vec<_> = COLUMNS.iter().filter(is_there).collect();
    let mut engines: Vec<&str> = Vec::new();
    for name in results.iter().filter_map(|found| found["engine"].as_str()) {
        if !engines.contains(&name) {
            engines.push(name);
        }
    }
    let mut text = caption(results, about);
    let heads: Vec<&str> = columns.iter().map(|(_, _, head)| *head).collect();
    let _ = writeln!(text, "\n| engine | {} |", heads.join(" | "));
    let _ = writeln!(text, "|---|{}", "---|".repeat(heads.len()));
    for engine in engines {
        let cells: Vec<String> = columns
            .iter()
            .map(|(work, batch, _)| cell(results, engine, work, *batch))
            .collect();
        let _ = writeln!(text, "| {} | {} |", name(engine, about), cells.join(" | "));
    }
    text + &left_out(about)
}

fn caption(results: &[Value], about: &About<'_>) -> String {
    let page = &about.page["about"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut bases: Vec<String> = results
        .iter()
        .filter_map(|found| Some(name(found["base"].as_str()?, about)))
        .collect();
    bases.dedup();
    bases.sort();
    bases.dedup();
    format!(
        "{}, Chromium {}, {} cores, WebGPU on `{}`. Milliseconds: median (least to most) of up to {} rounds in \
         turns; then the median by that of {}.\n",
        text(&page["date"]),
        text(&page["browser"]),
        page["cores"],
        text(&about.page["adapter"]),
        page["rounds"],
        bases.join(" or of ")
    )
}

fn cell(results: &[Value], engine: &str, work: &str, batch: u64) -> String {
    let is_it = |found: &&Value| {
        found["engine"] == engine && found["work"] == work && found["batch"] == batch
    };
    let Some(found) = results.iter().find(is_it) else {
        return String::new();
    };
    let ms = |name: &str| rounded(found[name].as_f64().unwrap_or(f64::NAN));
    let mut text = ms("median_ms");
    if found["rounds"].as_u64().is_some_and(|rounds| rounds > 1) {
        let _ = write!(text, " ({} to {})", ms("min_ms"), ms("max_ms"));
    }
    if let Some(ratio) = found["ratio"].as_f64() {
        let _ = write!(text, ", {}", ratio_of(ratio));
    }
    match found["agrees"] == false {
        true => format!("does not agree: {text}"),
        false => text,
    }
}

/// A digit after the point below a hundred, none from there on.
fn rounded(ms: f64) -> String {
    match ms < 100.0 {
        true => format!("{ms:.1}"),
        false => format!("{ms:.0}"),
    }
}

/// Two digits after the point below ten, none from there on.
fn ratio_of(ratio: f64) -> String {
    match ratio < 10.0 {
        true => format!("{ratio:.2}"),
        false => format!("{ratio:.0}"),
    }
}

fn left_out(about: &About<'_>) -> String {
    let missing = about.page["missing"].as_array();
    let lines: Vec<String> = missing
        .into_iter()
        .flatten()
        .map(|one| {
            let engine = one["engine"].as_str().unwrap_or_default();
            let work = one["work"].as_str().unwrap_or_default();
            format!("{} ({work})", name(engine, about))
        })
        .collect();
    match lines.is_empty() {
        true => String::new(),
        false => format!("\nLeft out from there on: {}.\n", lines.join("; ")),
    }
}

fn name(engine: &str, about: &About<'_>) -> String {
    let Some((_, system, package, device)) = NAMES.iter().find(|(id, ..)| *id == engine) else {
        return engine.to_owned();
    };
    let version = match *package {
        "pytorch" => about.pytorch,
        package => about.packages[package].as_str().map(short),
    };
    let words: Vec<&str> = [*system, version.unwrap_or_default()]
        .into_iter()
        .filter(|word| !word.is_empty())
        .collect();
    format!("{}, {device}", words.join(" "))
}

/// A version without a last part that is zero.
fn short(version: &str) -> &str {
    version.strip_suffix(".0").unwrap_or(version)
}

/// `text` with `table` in the place that is marked for it.
///
/// # Errors
/// Where no place is marked, or more than one.
pub fn put(text: &str, table: &str) -> Result<String, String> {
    let place = text.split_once(BEGIN).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(END)?;
        Some((before, after))
    });
    let (before, after) = place.ok_or("there is no place for the table")?;
    if after.contains(BEGIN) {
        return Err("there are several places for the table".to_owned());
    }
    Ok(format!("{before}{BEGIN}\n{table}\n{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn found(engine: &str, work: &str, ms: [f64; 3], ratio: f64) -> Value {
        let [median, least, most] = ms;
        json!({"engine": engine, "work": work, "batch": 1, "median_ms": median, "min_ms": least, "max_ms": most,
            "rounds": 7, "checksum": 1, "base": "gradoscope-cpu", "ratio": ratio, "agrees": true})
    }

    fn page() -> Value {
        json!({
            "about": {"date": "29 November 2026", "browser": "156", "cores": 2, "rounds": 7},
            "adapter": "google swiftshader",
            "missing": [{"engine": "jaxjs-webgpu", "work": "start", "why": "no device"}],
        })
    }

    #[test]
    fn the_table_is_of_the_numbers_alone() {
        let mut results = vec![
            found("gradoscope-cpu", "forward", [32.94, 30.0, 49.88], 1.0),
            found("jaxjs-wasm", "forward", [1500.4, 1400.0, 1600.0], 45.55),
            found("gradoscope-cpu", "gradient", [58.2, 56.3, 87.1], 1.0),
            found("jaxjs-wasm", "gradient", [4000.0, 4000.0, 4000.0], 68.73),
            found("pytorch-1", "gradient", [45.0, 44.0, 47.0], 0.773),
            // No other has it, and it has no column.
            found("gradoscope-cpu", "products", [1.0, 1.0, 1.0], 1.0),
        ];
        results[3]["agrees"] = json!(false);
        results[3]["rounds"] = json!(1);
        let (page, packages) = (page(), json!({"@jax-js/jax": "0.1.25"}));
        let about = About {
            page: &page,
            packages: &packages,
            pytorch: Some("PyTorch 2.15.0"),
        };
        let expected = "\
29 November 2026, Chromium 156, 2 cores, WebGPU on `google swiftshader`. Milliseconds: median (least to most) of up to \
7 rounds in turns; then the median by that of Gradoscope, CPU.

| engine | forward | gradient |
|---|---|---|
| Gradoscope, CPU | 32.9 (30.0 to 49.9), 1.00 | 58.2 (56.3 to 87.1), 1.00 |
| jax-js 0.1.25, wasm | 1500 (1400 to 1600), 46 | does not agree: 4000, 69 |
| PyTorch 2.15.0, native, one thread |  | 45.0 (44.0 to 47.0), 0.77 |

Left out from there on: jax-js 0.1.25, WebGPU (start).
";
        assert_eq!(table(&results, &about), expected);
    }

    #[test]
    fn it_takes_the_place_that_is_marked_and_leaves_the_rest() {
        let text = format!("# Title\n\n{BEGIN}\nold\n\n{END}\nprose\n");
        let new = put(&text, "new\n").unwrap();
        assert_eq!(new, format!("# Title\n\n{BEGIN}\nnew\n\n{END}\nprose\n"));
        assert_eq!(put(&new, "new\n").unwrap(), new);
        assert!(put("# Title\n", "new\n").is_err());
        assert!(put(&format!("{text}{text}"), "new\n").is_err());
        let about = crate::setup::here().join("../../benches/browser/README.md");
        let about = std::fs::read_to_string(about).unwrap();
        assert!(put(&about, "new\n").is_ok());
    }
}
