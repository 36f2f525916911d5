//! Gradoscope's only scripts; run `cargo xtask help`.

#![warn(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod args;
mod assets;
mod bench;
mod check;
mod course;
mod digest;
mod licences;
mod lint;
mod package;
mod paths;
mod report;
mod run;
mod server;
mod site;
mod tools;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;

use args::Task;
use server::Server;

fn main() -> ExitCode {
    if let Some(code) = lint::as_compiler() {
        return code;
    }
    let outcome = args::parse(std::env::args().skip(1)).and_then(perform);
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: Task) -> Result<()> {
    match task {
        Task::Help => print!("{}", args::HELP),
        Task::Assets { from } => assets::prepare(from.as_deref())?,
        Task::Build { public_url } => site::build(public_url.as_deref())?,
        Task::Package { folder, to } => package::make(folder, to)?,
        Task::Bench { name, arguments } => bench::run(&name, &arguments)?,
        Task::Course { file } => course::check(&file)?,
        Task::CheckReport { folder, csv } => report::check(&folder, csv.as_deref())?,
        Task::Test { only } => check::run(only.as_deref())?,
        Task::Serve { port, public_url } => {
            let mut serving = None;
            site::build_page_first(|| {
                let server = Server::bind(&site::dist(), port, &public_url, false, None)?;
                say_where(&server);
                serving = Some(std::thread::spawn(|| server.run()));
                Ok(())
            })?;
            // It answers until the process ends.
            let _ = serving.map(std::thread::JoinHandle::join);
        }
        Task::ServeDist {
            folder,
            port,
            public_url,
            faults,
            compressed,
        } => {
            let folder = folder.unwrap_or_else(site::dist);
            serve(&folder, port, &public_url, faults, compressed)?;
        }
    }
    Ok(())
}

/// The first line is the address alone, for programs; the second is for people.
fn say_where(server: &Server) {
    println!("{}", server.address());
    println!("Gradoscope is served there; stop it with Ctrl-C.");
}

fn serve(
    folder: &Path,
    port: u16,
    public_url: &str,
    faults: bool,
    compressed: Option<PathBuf>,
) -> Result<()> {
    let server = Server::bind(folder, port, public_url, faults, compressed)?;
    say_where(&server);
    server.run();
    Ok(())
}
