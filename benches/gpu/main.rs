//! The shaders on a graphics card, natively: whether they compute what the reference does, and how
//! long they take.
//!
//! `cargo xtask bench gpu [--rounds N] [--only TABLE]` runs it on the adapter of this machine, a software one
//! where there is no other; `--pack FOLDER` puts all that it needs into a folder, to be carried to a
//! machine that has a card and nothing else, where `run.sh` there runs it.

#[path = "../../tests/common/mod.rs"]
mod common;
mod layers;
mod parity;
mod products;
mod times;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use burn::tensor::Device;
use gradoscope::catalogue;
use gradoscope::engine::network::{self, Block, Network, TUNINGS, Tuning};

/// What the command line asks for.
pub struct Options {
    root: PathBuf,
    rounds: usize,
    network: String,
    /// One table alone.
    only: Option<String>,
    /// Fixtures to compare with, by name; all where none is named.
    images: Vec<String>,
}

/// Every cut that is measured: those of the page, and blocks alone.
pub fn cuts() -> Vec<Tuning> {
    let base = TUNINGS[0];
    let alone = [
        base.with_block("blocks of 64", const { &[Block::new(64, 64, 16, 1)] }),
        base.with_block(
            "blocks of 32, 4 shares",
            const { &[Block::new(32, 32, 32, 4)] },
        ),
        base.with_block(
            "blocks of 16x32, 8 shares",
            const { &[Block::new(16, 32, 64, 8)] },
        ),
        base.with_block(
            "blocks of 32x16, 8 shares",
            const { &[Block::new(32, 16, 64, 8)] },
        ),
        base.with_block(
            "blocks of 16, 16 shares",
            const { &[Block::new(16, 16, 64, 16)] },
        ),
    ];
    TUNINGS.iter().copied().chain(alone).collect()
}

fn options() -> Result<Options, String> {
    let mut options = Options {
        root: PathBuf::from(env!("CARGO_MANIFEST_DIR")),
        rounds: 20,
        network: catalogue::NETWORKS[0].id.to_owned(),
        only: None,
        images: Vec::new(),
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut text = || arguments.next().ok_or(format!("{argument} needs a value"));
        match argument.as_str() {
            "--root" => options.root = text()?.into(),
            "--network" => options.network = text()?,
            "--rounds" => {
                let given = text()?;
                options.rounds = given.parse().map_err(|_| format!("{given} is no number"))?;
            }
            "--images" => options.images = text()?.split(',').map(str::to_owned).collect(),
            "--only" => options.only = Some(text()?),
            _ => return Err(format!("what is {argument}?")),
        }
    }
    Ok(options)
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// What prints one.
type Table<'a> = &'a dyn Fn() -> Result<(), String>;

fn run() -> Result<(), String> {
    let options = options()?;
    let (device, setup) = Device::wgpu_options()
        .init_with_setup()
        .map_err(|error| error.to_string())?;
    let adapter = setup.adapter.get_info();
    println!(
        "{} ({:?}, {:?}, {} {})",
        adapter.name, adapter.device_type, adapter.backend, adapter.driver, adapter.driver_info
    );
    let begun = Instant::now();
    let network = load(&options, &device)?;
    println!("weights on the device {}", since(begun));
    times::first(network.as_ref(), &device)?;
    let network = network.as_ref();
    let tables: [(&str, Table<'_>); 4] = [
        ("times", &|| times::table(network, &device, &options)),
        ("layers", &|| layers::table(&device)),
        ("products", &|| products::table(&device, options.rounds)),
        ("parity", &|| parity::table(network, &device, &options)),
    ];
    let is_asked = |name: &str| options.only.as_deref().is_none_or(|only| only == name);
    let asked = tables.iter().filter(|(name, _)| is_asked(name));
    asked.clone().next().ok_or("there is no such table")?;
    asked.into_iter().try_for_each(|(_, table)| table())
}

fn load(options: &Options, device: &Device) -> Result<Box<dyn Network>, String> {
    let id = &options.network;
    let spec = catalogue::network(id).ok_or(format!("there is no network {id}"))?;
    let file = options.root.join("public").join(spec.file);
    let weights = std::fs::read(&file)
        .map_err(|error| format!("{}: {error}; run `cargo xtask assets`", file.display()))?;
    network::load(id, &weights, device).map_err(|error| error.to_string())
}

/// How long it took, as a text.
pub fn since(begun: Instant) -> String {
    format!("{:.2} ms", begun.elapsed().as_secs_f64() * 1e3)
}

/// The median of what `work` takes, in milliseconds, over so many rounds after two.
///
/// # Errors
/// The first of `work`.
pub fn median_ms(
    rounds: usize,
    mut work: impl FnMut() -> Result<(), String>,
) -> Result<f64, String> {
    let mut times = Vec::new();
    for round in 0..rounds + 2 {
        let begun = Instant::now();
        work()?;
        if round >= 2 {
            times.push(begun.elapsed().as_secs_f64() * 1e3);
        }
    }
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().ok_or("no round".into())
}
