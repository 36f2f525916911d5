//! The saliency methods on this machine: whether each gives what the reference does, and how long it takes, on the CPU
//! and, where there is an adapter, on WebGPU (a software one where there is no other).
//!
//! `cargo xtask bench parity [--pictures A,B] [--only METHOD,METHOD] [--device cpu|webgpu]` prints the first table,
//! `cargo xtask bench methods [--rounds N] [--only METHOD,METHOD] [--device cpu|webgpu] [--captum PYTHON]
//! [--threads 1,2]` the second,
//! beside Captum where `PYTHON` has it, and `cargo xtask bench networks --files FOLDER [--rounds N] [--only NAME,NAME]
//! [--device cpu|webgpu]` a third: networks from files that `make_networks.py` makes, beside PyTorch. All end with an error where something is further off than the tests allow.

mod captum;
#[path = "../../tests/common/mod.rs"]
mod common;
mod networks;
mod parity;
mod times;

use std::path::PathBuf;
use std::process::ExitCode;

use burn::tensor::Device;
use gradoscope::catalogue::{NETWORKS, SALIENCY_METHODS};
use gradoscope::engine::network::{self, Network, Plan};

/// What the command line asks for.
pub struct Options {
    /// Where the project lies.
    root: PathBuf,
    only: Option<Vec<String>>,
    pictures: Option<Vec<String>>,
    device: Option<String>,
    rounds: usize,
    /// Where the files of networks lie.
    files: Option<PathBuf>,
    /// A Python that has Captum.
    captum: Option<PathBuf>,
    /// Threads of Captum, each a column.
    threads: Vec<usize>,
}

impl Options {
    fn is_asked(&self, method: &str) -> bool {
        let only = self.only.as_ref();
        only.is_none_or(|only| only.iter().any(|asked| asked == method))
    }

    fn path(&self, of: &str) -> PathBuf {
        self.root.join(of)
    }
}

/// Something that computes, and the network on it.
pub struct Engine {
    pub name: &'static str,
    pub device: Device,
    pub network: Box<dyn Network>,
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

fn run() -> Result<(), String> {
    let (table, options) = options()?;
    if table == "networks" {
        return networks::table(&devices(&options)?, &options);
    }
    let engines = engines(&options)?;
    match table.as_str() {
        "parity" => parity::table(&engines, &options),
        "methods" => times::table(&engines, &options),
        _ => Err(format!(
            "there is no table {table}: parity, methods, networks"
        )),
    }
}

fn options() -> Result<(String, Options), String> {
    let mut options = Options {
        root: PathBuf::from(env!("CARGO_MANIFEST_DIR")),
        only: None,
        pictures: None,
        device: None,
        rounds: 5,
        files: None,
        captum: None,
        threads: vec![1],
    };
    let mut arguments = std::env::args().skip(1);
    let table = arguments.next().unwrap_or_default();
    while let Some(argument) = arguments.next() {
        let text = arguments
            .next()
            .ok_or(format!("{argument} needs a value"))?;
        let names = || Some(text.split(',').map(str::to_owned).collect());
        match argument.as_str() {
            "--root" => options.root = text.into(),
            "--only" => options.only = names(),
            "--pictures" => options.pictures = names(),
            "--device" => options.device = Some(text),
            "--files" => options.files = Some(text.into()),
            "--captum" => options.captum = Some(text.into()),
            "--rounds" => options.rounds = count(&text)?,
            "--threads" => {
                options.threads = text.split(',').map(count).collect::<Result<_, _>>()?;
            }
            _ => return Err(format!("what is {argument}?")),
        }
    }
    for asked in options
        .only
        .iter()
        .flatten()
        .filter(|_| table != "networks")
    {
        if !SALIENCY_METHODS.iter().any(|method| method.id == asked) {
            return Err(format!("there is no method {asked}"));
        }
    }
    Ok((table, options))
}

fn count(text: &str) -> Result<usize, String> {
    let count = text.parse().ok().filter(|count| *count > 0);
    count.ok_or(format!("{text} is no number of rounds or threads"))
}

fn engines(options: &Options) -> Result<Vec<Engine>, String> {
    let devices = devices(options)?;
    let engines = devices.into_iter().map(|(name, device)| {
        let is_shader = name == WEBGPU;
        let engine = engine(name, device, options)?;
        match engine.network.plan() {
            Some(Plan::Shaders(_)) => Ok(engine),
            _ if is_shader => Err("no shaders run this network".to_owned()),
            _ => Ok(engine),
        }
    });
    engines.collect()
}

const WEBGPU: &str = "WebGPU";

/// Those that are asked for and there, by their names.
fn devices(options: &Options) -> Result<Vec<(&'static str, Device)>, String> {
    let is_asked = |name: &str| options.device.as_deref().is_none_or(|asked| asked == name);
    let mut devices = Vec::new();
    if is_asked("cpu") {
        println!("CPU: {}, one thread", gradoscope_kernels::variant());
        devices.push(("CPU", Device::flex()));
    }
    if is_asked("webgpu") {
        match Device::wgpu_options().init_with_setup() {
            Ok((device, setup)) => {
                let adapter = setup.adapter.get_info();
                println!(
                    "WebGPU: {} ({:?}, {:?}, {} {})",
                    adapter.name,
                    adapter.device_type,
                    adapter.backend,
                    adapter.driver,
                    adapter.driver_info
                );
                devices.push((WEBGPU, device));
            }
            Err(error) => println!("WebGPU left out: {error}"),
        }
    }
    match devices.is_empty() {
        true => Err("there is no such device: cpu, webgpu".to_owned()),
        false => Ok(devices),
    }
}

fn engine(name: &'static str, device: Device, options: &Options) -> Result<Engine, String> {
    let spec = NETWORKS[0];
    let file = options.path("public").join(spec.file);
    let weights = std::fs::read(&file)
        .map_err(|error| format!("{}: {error}; run `cargo xtask assets`", file.display()))?;
    let network = network::load(spec.id, &weights, &device).map_err(|error| error.to_string())?;
    Ok(Engine {
        name,
        device,
        network,
    })
}
