//! Builds the static site into `dist/` and finishes it: parts, policy, build id, manifest.

mod bindings;
mod finish;
mod freshness;
mod manifest;
mod page;
mod parts;
mod policy;
mod slim;
mod threads;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Result, bail};

use crate::{assets, licences, lint, paths, run, tools};
pub use bindings::bind;
pub use freshness::fingerprint;
pub use manifest::{Entry, Manifest, gzip};
use page::{Page, Program};
pub use threads::put as threads_program;

/// What stands before the addresses of the page, so that all are relative to it.
const ANYWHERE: &str = "./";

/// The licences of the libraries inside, which the page links.
const LICENCES: &str = "licences.txt";

/// Where the built site lies.
pub fn dist() -> PathBuf {
    paths::root().join("dist")
}

/// Prepares everything that is missing and builds the site, for any address or for one alone.
pub fn build(public_url: Option<&str>) -> Result<()> {
    let job = Job::begin(public_url)?;
    let (page, engine) = job.lanes();
    // Linking keeps one core busy for minutes, so that two lanes are hardly slower than one.
    std::thread::scope(|scope| {
        let beside = scope.spawn(|| job.compile(&engine));
        let outcome = job.compile(&page);
        let beside = beside.join();
        outcome.and(beside.unwrap_or_else(|_| bail!("the engine for GPUs could not be compiled")))
    })?;
    job.publish(&[page, engine].concat())?;
    job.end()
}

/// Builds the site for any address, and calls `is_there` as soon as there is a page: the engine for GPUs
/// follows, which is more than half of the work.
pub fn build_page_first(is_there: impl FnOnce() -> Result<()>) -> Result<()> {
    if freshness::is_fresh(ANYWHERE) {
        println!("build: dist/ is up to date");
        return is_there();
    }
    let job = Job::begin(None)?;
    let (page, engine) = job.lanes();
    job.compile(&page)?;
    job.publish(&page)?;
    is_there()?;
    println!("build: the engine for GPUs follows; until then the page computes on the CPU");
    job.compile(&engine)?;
    job.publish(&[page, engine].concat())?;
    job.end()?;
    println!("build: reload the page to compute on the GPU");
    Ok(())
}

/// A site that is being built.
struct Job<'a> {
    started: Instant,
    build: String,
    page: Page,
    public_url: Option<&'a str>,
}

impl<'a> Job<'a> {
    fn begin(public_url: Option<&'a str>) -> Result<Self> {
        assets::prepare(None)?;
        tools::ensure_target()?;
        println!("build: the page and its workers, some minutes the first time");
        freshness::forget();
        Ok(Self {
            started: Instant::now(),
            build: fingerprint()?,
            page: Page::read(&fs::read_to_string(paths::root().join("index.html"))?)?,
            public_url,
        })
    }

    /// The programs of the page, and what needs the GPU's libraries, which are most of the work and none of
    /// the others'; those of the same features together.
    fn lanes(&self) -> (Vec<Vec<Program>>, Vec<Vec<Program>>) {
        let is_page = |group: &Vec<Program>| !group.iter().any(is_apart);
        self.page.programs().into_iter().partition(is_page)
    }

    fn compile(&self, groups: &[Vec<Program>]) -> Result<()> {
        groups
            .iter()
            .try_for_each(|group| compile(group, &self.build))
    }

    /// Puts the site with these programs in the place of `dist/`.
    fn publish(&self, groups: &[Vec<Program>]) -> Result<()> {
        let next = paths::root().join("target/site");
        if next.exists() {
            fs::remove_dir_all(&next)?;
        }
        fs::create_dir_all(&next)?;
        let url = self.public_url.unwrap_or(ANYWHERE);
        self.page.write(paths::root(), &next, url)?;
        put_programs(&groups.concat(), &next)?;
        threads::put(&next)?;
        fs::write(next.join(LICENCES), licences::texts()?)?;
        finish::finish(&next, &self.build, self.public_url)?;
        if dist().exists() {
            fs::remove_dir_all(dist())?;
        }
        fs::rename(&next, dist())?;
        println!(
            "build: dist/ is build {}, after {:.0} s",
            self.build,
            self.started.elapsed().as_secs_f32()
        );
        Ok(())
    }

    fn end(&self) -> Result<()> {
        freshness::remember(self.public_url.unwrap_or(ANYWHERE))
    }
}

/// Whether a program is compiled beside the others, in a folder of its own.
fn is_apart(program: &Program) -> bool {
    program.features == "gpu"
}

fn target_of(program: &Program) -> Result<PathBuf> {
    match is_apart(program) {
        true => paths::gpu_target_dir(),
        false => paths::target_dir(),
    }
}

/// Compiles programs of the same features; their links, which take one core each, run side by side.
fn compile(programs: &[Program], build: &str) -> Result<()> {
    let Some(first) = programs.first() else {
        return Ok(());
    };
    let features = &first.features;
    let mut cargo = run::command("cargo");
    cargo
        .args(["build", "--release", "--target", tools::WASM_TARGET])
        .args(["--no-default-features", "--features", features])
        .args(programs.iter().flat_map(|one| ["--bin", &one.name]))
        .current_dir(paths::root())
        .env("CARGO_TARGET_DIR", target_of(first)?)
        // Page and workers are compiled with it, and notice when they are not of one build.
        .env("GRADOSCOPE_BUILD", build);
    lint::watch(&mut cargo)?;
    run::run("cargo build", &mut cargo)
}

/// Puts the compiled programs into `dist`, each with its script.
fn put_programs(programs: &[Program], dist: &Path) -> Result<()> {
    let parts = paths::target_dir()?.join("page-parts");
    let put = |program: &Program| {
        let file = format!("release/{}.wasm", program.name);
        let module = target_of(program)?.join(tools::WASM_TARGET).join(file);
        if program.is_worker {
            return bind(&module, &program.name, dist, false);
        }
        let name = format!("{}-{}", program.name, page::short_hash(&fs::read(&module)?));
        parts::cut(dist, &name, &module, &parts)
    };
    std::thread::scope(|scope| {
        let all: Vec<_> = (programs.iter())
            .map(|program| scope.spawn(move || put(program)))
            .collect();
        all.into_iter().try_for_each(|one| {
            one.join()
                .unwrap_or_else(|_| bail!("the bindings of a program could not be made"))
        })
    })
}

/// Builds the site for any address, unless that was done since the last change.
pub fn build_if_stale() -> Result<()> {
    if freshness::is_fresh(ANYWHERE) {
        println!("build: dist/ is up to date");
        return Ok(());
    }
    build(None)
}
