use std::path::Path;

use gradoscope::engine::image::{Framing, Picture, crop_box, decode, resample_bilinear};

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
        let Ok(bytes) = std::fs::read(path) else {
            continue;
        };
        // Whatever else lies there (lists, licences) is no picture.
        let Ok(decoded) = decode(&bytes) else {
            continue;
        };
        let whole = decoded.picture;
        let area = crop_box(whole.width(), whole.height(), Framing::default());
        let picture =
            resample_bilinear(&whole, area, SIDE, SIDE).map_err(|error| error.to_string())?;
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
