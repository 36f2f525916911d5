/// Means of a map over `cells`, down and across: cell `i` of an axis of length `l` spans `floor(i l /
/// cells)` to `ceil((i + 1) l / cells)`. None where the lengths do not fit.
pub fn means(map: &[f32], [height, width]: [usize; 2], cells: [usize; 2]) -> Option<Vec<f32>> {
    let pixels = height.checked_mul(width)?;
    if pixels == 0 || map.len() != pixels || cells.contains(&0) {
        return None;
    }
    let span = |at: usize, length: usize, cells: usize| {
        at * length / cells..((at + 1) * length).div_ceil(cells)
    };
    let mut means = Vec::with_capacity(cells[0] * cells[1]);
    for down in 0..cells[0] {
        for across in 0..cells[1] {
            let rows = span(down, height, cells[0]);
            let columns = span(across, width, cells[1]);
            let count = rows.len() * columns.len();
            let lines = rows.map(|row| &map[row * width..][columns.clone()]);
            let sum: f64 = lines.flatten().map(|value| f64::from(*value)).sum();
            means.push((sum / count as f64) as f32);
        }
    }
    Some(means)
}
