use std::path::Path;

use gradoscope::image::Picture;

use crate::start::framed;

const SIDE: u32 = 224;

/// An image as the network sees it.
pub struct Named {
    pub name: String,
    pub picture: Picture,
}

/// Every picture of a folder, by name: centre square, 224x224.
pub fn from_folder(folder: &Path) -> Result<Vec<Named>, String> {
    let entries = std::fs::read_dir(folder)
        .map_err(|error| format!("{}: {error}; run `cargo xtask assets`", folder.display()))?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let mut found = Vec::new();
    for path in paths.iter().filter(|path| path.is_file()) {
        // Whatever else lies there (lists, licences) is no picture.
        let file = std::fs::read(path).ok();
        let Some(picture) = file.and_then(|file| framed(&file, SIDE).ok()) else {
            continue;
        };
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        found.push(Named { name, picture });
    }
    if found.is_empty() {
        return Err(format!("no picture in {}", folder.display()));
    }
    Ok(found)
}
