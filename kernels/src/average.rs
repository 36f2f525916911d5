//! The mean over the positions of a grid of cells, whatever the size of the map: cell `i` of `n`
//! along an axis of length `l` spans `floor(i l / n)` to `ceil((i + 1) l / n)`, as in PyTorch's
//! adaptive average pooling. Cells overlap, or repeat positions, where the lengths do not divide.

use std::ops::Range;

use crate::pointwise;

fn span(cell: usize, cells: usize, length: usize) -> Range<usize> {
    cell * length / cells..((cell + 1) * length).div_ceil(cells)
}

/// `[channels, h, w]` to `[channels, side, side]`.
pub(crate) fn forward(source: &[f32], size: [usize; 2], output: &mut [f32], side: usize) {
    if side == 1 {
        return pointwise::mean(source, size[0] * size[1], output);
    }
    if size == [side; 2] {
        return output.copy_from_slice(source);
    }
    let [height, width] = size;
    let planes = source.chunks_exact(height * width);
    for (plane, cells) in planes.zip(output.chunks_exact_mut(side * side)) {
        for (index, to) in cells.iter_mut().enumerate() {
            let (rows, columns) = place(index, side, size);
            let count = rows.len() * columns.len();
            let row = |y: usize| plane[y * width..][columns.clone()].iter().sum::<f32>();
            *to = rows.map(row).sum::<f32>() / count as f32;
        }
    }
}

/// Every position gets the share of the cells that it lies in.
pub(crate) fn backward(
    upstream: &[f32],
    side: usize,
    gradient: &mut [f32],
    size: [usize; 2],
    add: bool,
) {
    if side == 1 {
        return pointwise::mean_backward(upstream, size[0] * size[1], gradient, add);
    }
    if size == [side; 2] {
        return pointwise::pass(upstream, gradient, add);
    }
    if !add {
        gradient.fill(0.0);
    }
    let [height, width] = size;
    let planes = gradient.chunks_exact_mut(height * width);
    for (plane, cells) in planes.zip(upstream.chunks_exact(side * side)) {
        for (index, value) in cells.iter().enumerate() {
            let (rows, columns) = place(index, side, size);
            let share = value / (rows.len() * columns.len()) as f32;
            for y in rows {
                let row = &mut plane[y * width..][columns.clone()];
                row.iter_mut().for_each(|to| *to += share);
            }
        }
    }
}

/// Rows and columns of a cell.
fn place(index: usize, side: usize, [height, width]: [usize; 2]) -> (Range<usize>, Range<usize>) {
    let rows = span(index / side, side, height);
    (rows, span(index % side, side, width))
}
