//! What `cargo xtask test` tells the tests.

use std::env;
use std::path::{Path, PathBuf};

/// Which browser is driven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Chromium,
    Firefox,
}

/// Where the site and the programs are.
pub struct Setup {
    pub dist: PathBuf,
    /// The path that the site is built for.
    pub public_url: String,
    pub xtask: PathBuf,
    /// Where the servers of all tests keep what they compress: each alone, they would spend a good
    /// part of a second on it.
    pub compressed: PathBuf,
    pub kind: Kind,
    pub browser: PathBuf,
    pub driver: PathBuf,
    /// axe-core's script.
    pub axe: PathBuf,
}

impl Setup {
    /// # Panics
    /// When a variable is missing: the tests do not pass by not running.
    pub fn read() -> Self {
        let is_firefox = env::var("GRADOSCOPE_BROWSER").is_ok_and(|browser| browser == "firefox");
        let (kind, browser, driver) = match is_firefox {
            true => (Kind::Firefox, "FIREFOX", "GECKODRIVER"),
            false => (Kind::Chromium, "CHROME", "CHROMEDRIVER"),
        };
        let setup = Self {
            kind,
            dist: path("GRADOSCOPE_DIST"),
            public_url: variable("GRADOSCOPE_PUBLIC_URL"),
            xtask: path("GRADOSCOPE_XTASK"),
            compressed: path("GRADOSCOPE_COMPRESSED"),
            browser: path(browser),
            driver: path(driver),
            axe: path("GRADOSCOPE_AXE"),
        };
        assert!(
            setup.dist.join("manifest.json").is_file(),
            "there is no built site in {}; run `cargo xtask test --only build` first",
            setup.dist.display()
        );
        setup
    }
}

/// The folder of this package: cargo runs tests there, wherever they were built.
pub fn here() -> &'static Path {
    Path::new(".")
}

/// The fixtures that the native tests use too.
pub fn fixtures() -> PathBuf {
    here().join("../fixtures")
}

fn path(name: &str) -> PathBuf {
    let path = PathBuf::from(variable(name));
    assert!(
        path.exists(),
        "{name} names {}, which does not exist",
        path.display()
    );
    path
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| {
        panic!("{name} is not set: run these tests with `cargo xtask test --only end-to-end`")
    })
}
