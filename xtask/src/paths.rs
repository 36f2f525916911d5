//! Where things are: the checkout, and the cache that outlives it.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Context, Result};

/// The root of the checkout that this is called in, else of the one that it was built from: clones
/// that share a build folder share this program too.
pub fn root() -> &'static Path {
    static ROOT: OnceLock<PathBuf> = OnceLock::new();
    ROOT.get_or_init(|| {
        let built_in = Path::new(env!("CARGO_MANIFEST_DIR"));
        let here = env::current_dir().unwrap_or_default();
        let found = here
            .ancestors()
            .find(|folder| folder.join("xtask/Cargo.toml").is_file());
        let root = found.or(built_in.parent()).unwrap_or(built_in);
        root.to_owned()
    })
}

/// `$GRADOSCOPE_CACHE`, else `$XDG_CACHE_HOME/gradoscope`, else `~/.cache/gradoscope`.
pub fn cache() -> Result<PathBuf> {
    cache_from(|name| env::var_os(name).filter(|value| !value.is_empty()))
        .context("cannot tell where to keep downloads: set GRADOSCOPE_CACHE to a folder")
}

fn cache_from(var: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    if let Some(own) = var("GRADOSCOPE_CACHE") {
        return Some(PathBuf::from(own));
    }
    if let Some(xdg) = var("XDG_CACHE_HOME") {
        return Some(PathBuf::from(xdg).join("gradoscope"));
    }
    let home = var("HOME").or_else(|| var("USERPROFILE"))?;
    Some(PathBuf::from(home).join(".cache/gradoscope"))
}

/// The build folder of the inner cargo calls: the clone's own, or the cache's where many clones share it.
///
/// Shared when `GRADOSCOPE_SHARED_TARGET=1` or `CI=true`. An explicit `CARGO_TARGET_DIR` wins.
pub fn target_dir() -> Result<PathBuf> {
    if let Some(explicit) = env::var_os("CARGO_TARGET_DIR") {
        return Ok(root().join(explicit));
    }
    let is = |name: &str, wanted: &str| env::var(name).is_ok_and(|value| value == wanted);
    if is("GRADOSCOPE_SHARED_TARGET", "1") || is("CI", "true") {
        return Ok(cache()?.join("target"));
    }
    Ok(root().join("target"))
}

/// Where what needs the GPU's libraries is compiled, beside the rest: cargo lets one build at a time into a
/// folder.
pub fn gpu_target_dir() -> Result<PathBuf> {
    Ok(target_dir()?.join("gpu"))
}

/// Where the program for shared memory is compiled, whose instructions are others.
pub fn threads_target_dir() -> Result<PathBuf> {
    Ok(target_dir()?.join("threads"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(vars: &[(&str, &str)]) -> Option<PathBuf> {
        cache_from(|name| {
            vars.iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn the_most_specific_variable_names_the_cache() {
        let all = [
            ("GRADOSCOPE_CACHE", "/own"),
            ("XDG_CACHE_HOME", "/xdg"),
            ("HOME", "/home/a"),
        ];
        assert_eq!(with(&all), Some(PathBuf::from("/own")));
        assert_eq!(with(&all[1..]), Some(PathBuf::from("/xdg/gradoscope")));
        assert_eq!(
            with(&all[2..]),
            Some(PathBuf::from("/home/a/.cache/gradoscope"))
        );
        assert_eq!(with(&[]), None);
    }
}
