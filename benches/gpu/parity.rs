//! What is computed beside the independent references, by every cut of the shaders.

use burn::tensor::Device;
use gradoscope::engine::network::{Network, Plan, Tuning};

use crate::common::fixtures::Parity;
use crate::common::{Distances, distances};
use crate::{Options, cuts};

/// The furthest of all fixtures, a line a cut.
///
/// # Errors
/// Where one is further off than the tests allow.
pub fn table(network: &dyn Network, device: &Device, options: &Options) -> Result<(), String> {
    let fixtures = fixtures(options)?;
    let Some(Plan::Shaders(plan)) = network.plan() else {
        return Err("no shaders run this network".to_owned());
    };
    println!(
        "\nagainst the reference, the furthest of {} images",
        fixtures.len()
    );
    let mut failed = Vec::new();
    for cut in cuts() {
        plan.tune(cut);
        let mut all: Vec<(&str, Distances)> = Vec::new();
        for fixture in &fixtures {
            let found = pollster::block_on(distances(network, fixture, device));
            if !found.hold() {
                failed.push(format!("{} by {}: {found:?}", fixture.name, cut.name));
            }
            all.push((&fixture.name, found));
        }
        line(cut, &all);
    }
    match failed.is_empty() {
        true => Ok(()),
        false => Err(failed.join("\n")),
    }
}

fn line(cut: Tuning, all: &[(&str, Distances)]) {
    let scores = all.iter().map(|(_, found)| found.scores);
    let share = |found: &Distances| found.gradient / found.gradient_tolerance;
    let worst = all
        .iter()
        .max_by(|a, b| share(&a.1).total_cmp(&share(&b.1)));
    let Some((name, worst)) = worst else { return };
    println!(
        "{:<40} scores {:.1e}, gradient {:.1e} of {:.1e} allowed ({name})",
        cut.name,
        scores.fold(0.0, f64::max),
        worst.gradient,
        worst.gradient_tolerance
    );
}

fn fixtures(options: &Options) -> Result<Vec<Parity>, String> {
    let folder = options.root.join("tests/fixtures/parity");
    let listed = std::fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut paths: Vec<_> = listed.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|kind| kind == "safetensors"));
    paths.retain(|path| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        options.images.is_empty() || options.images.iter().any(|image| *image == name)
    });
    paths.sort();
    let one = |path: &std::path::PathBuf| {
        let bytes = std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        Ok(Parity::parse(&name, &bytes))
    };
    paths.iter().map(one).collect()
}
