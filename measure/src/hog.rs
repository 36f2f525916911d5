/// Directions, over half a turn.
const DIRECTIONS: usize = 9;
/// Pixels along each side of a cell.
const CELL: usize = 16;
/// Cells along each side of a block.
const BLOCK: usize = 3;
/// Most that one number of a block may be before it is scaled again.
const MOST: f64 = 0.2;
const EPSILON: f64 = 1e-5;

type Histogram = [f64; DIRECTIONS];

/// Histograms of oriented gradients (Dalal & Triggs 2005): nine directions over half a turn, cells of 16
/// by 16 pixels, blocks of 3 by 3 cells, each block scaled to length one, cut off at 0.2 and scaled again
/// ("L2-Hys"). Row after row of blocks; in each, cell after cell. A pixel counts for one direction and
/// one cell, as in scikit-image. None where the lengths do not fit or no block lies inside.
pub fn hog(map: &[f64], size: [usize; 2]) -> Option<Vec<f64>> {
    let [height, width] = size;
    let cells = size.map(|side| side / CELL);
    if map.len() != height.checked_mul(width)? || cells.iter().any(|count| *count < BLOCK) {
        return None;
    }
    let histograms = histograms(map, size, cells);
    let mut all = Vec::new();
    for down in 0..=cells[0] - BLOCK {
        for across in 0..=cells[1] - BLOCK {
            let rows = (down..down + BLOCK).map(|row| &histograms[row * cells[1]..]);
            let block = rows.flat_map(|row| &row[across..across + BLOCK]);
            all.extend(scaled(block.flatten().copied().collect()));
        }
    }
    Some(all)
}

fn histograms(map: &[f64], [height, width]: [usize; 2], cells: [usize; 2]) -> Vec<Histogram> {
    let mut all = vec![[0.0; DIRECTIONS]; cells[0] * cells[1]];
    for row in 0..cells[0] * CELL {
        for column in 0..cells[1] * CELL {
            let at = row * width + column;
            // At the edges of the image there is no gradient across them.
            let down = match row {
                0 => 0.0,
                row if row + 1 == height => 0.0,
                _ => map[at + width] - map[at - width],
            };
            let across = match column {
                0 => 0.0,
                column if column + 1 == width => 0.0,
                _ => map[at + 1] - map[at - 1],
            };
            let degrees = down.atan2(across).to_degrees().rem_euclid(180.0);
            let direction = (0..DIRECTIONS).find(|k| {
                let step = 180.0 / DIRECTIONS as f64;
                degrees >= step * *k as f64 && degrees < step * (*k + 1) as f64
            });
            if let Some(direction) = direction {
                let cell = &mut all[row / CELL * cells[1] + column / CELL];
                cell[direction] += down.hypot(across) / (CELL * CELL) as f64;
            }
        }
    }
    all
}

fn scaled(block: Vec<f64>) -> Vec<f64> {
    let by_length = |values: Vec<f64>| -> Vec<f64> {
        let square: f64 = values.iter().map(|value| value * value).sum();
        let length = (square + EPSILON * EPSILON).sqrt();
        values.into_iter().map(|value| value / length).collect()
    };
    let cut_off = by_length(block).into_iter().map(|value| value.min(MOST));
    by_length(cut_off.collect())
}
