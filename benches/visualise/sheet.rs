use std::path::Path;

use gradoscope::image::{CropBox, Picture, encode_png, resample_bilinear};

use crate::trial::Outcome;

/// Side of a cell and of the white between two, in pixels.
const CELL: usize = 224;
const GAP: usize = 8;

/// Writes all images as one PNG, `columns` to a row.
pub fn write(outcomes: &[Outcome], columns: usize, file: &Path) -> Result<(), String> {
    let rows = outcomes.len().div_ceil(columns);
    let length = |count: usize| count * (CELL + GAP) + GAP;
    let (width, height) = (length(columns), length(rows));
    let mut sheet = vec![255_u8; 3 * width * height];
    for (at, outcome) in outcomes.iter().enumerate() {
        let cell = cell(&outcome.picture)?;
        let (left, top) = (length(at % columns), length(at / columns));
        for (row, pixels) in cell.rgb().chunks_exact(3 * CELL).enumerate() {
            let start = 3 * ((top + row) * width + left);
            sheet[start..start + pixels.len()].copy_from_slice(pixels);
        }
    }
    let picture = Picture::new(width as u32, height as u32, sheet);
    let bytes = picture.and_then(|picture| encode_png(&picture));
    let bytes = bytes.map_err(|error| error.to_string())?;
    let folder = file.parent().unwrap_or(file);
    std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    std::fs::write(file, bytes).map_err(|error| error.to_string())
}

fn cell(picture: &Picture) -> Result<Picture, String> {
    let whole = CropBox {
        x0: 0,
        y0: 0,
        x1: picture.width(),
        y1: picture.height(),
    };
    let cell = resample_bilinear(picture, whole, CELL as u32, CELL as u32);
    cell.map_err(|error| error.to_string())
}
