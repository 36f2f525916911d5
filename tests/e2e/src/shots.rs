//! Pictures of the page for people, where `GRADOSCOPE_SCREENSHOTS` names a folder.

use std::env;
use std::fs;
use std::path::PathBuf;

use crate::browser::Browser;

pub const WIDE: (u32, u32) = (1280, 800);
pub const PHONE: (u32, u32) = (390, 844);

/// Saves what the window shows as `NAME.png`.
pub fn window(browser: &Browser, name: &str) {
    save(browser, name, false);
}

/// Saves the page from top to bottom as `NAME.png`.
pub fn whole(browser: &Browser, name: &str) {
    save(browser, name, true);
}

/// Saves a file that the page made under its name.
pub fn file(name: &str, bytes: &[u8]) {
    put(name, || bytes.to_vec());
}

fn save(browser: &Browser, name: &str, whole: bool) {
    put(&format!("{name}.png"), || browser.picture(whole));
}

fn put(name: &str, bytes: impl Fn() -> Vec<u8>) {
    let Some(folder) = env::var_os("GRADOSCOPE_SCREENSHOTS").map(PathBuf::from) else {
        return;
    };
    fs::create_dir_all(&folder).expect("a folder for screenshots");
    fs::write(folder.join(name), bytes()).expect("room for a file");
}
