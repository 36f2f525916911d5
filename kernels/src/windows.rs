//! Max-pooling by any windows; `pool` and `halve` are faster at their own.

use std::ops::Range;

use crate::pool::{back, there, winner};
use crate::shape::Pool;

/// `[channels, h, w]` to `[channels, h', w']`; `winners` are the places in the window in row-major order, the
/// first of equals. What is not a number wins.
pub(crate) fn forward(
    source: &[f32],
    output: &mut [f32],
    winners: &mut [u8],
    [[height, width], [out_height, out_width]]: [[usize; 2]; 2],
    pool: Pool,
) {
    let sizes = [height * width, out_height * out_width];
    there(source, output, winners, sizes, |source, output, winners| {
        let rows = output
            .chunks_exact_mut(out_width)
            .zip(winners.chunks_exact_mut(out_width));
        for (index, (output, winners)) in rows.enumerate() {
            let (channel, y) = (index / out_height, index % out_height);
            let plane = &source[channel * height * width..][..height * width];
            let seen_rows = seen(pool, y, height);
            for (x, (to, place)) in output.iter_mut().zip(winners).enumerate() {
                let seen_columns = seen(pool, x, width);
                let mut best = (f32::NEG_INFINITY, i32::MAX);
                for row in seen_rows.clone() {
                    let at = (pool.stride * y + row - pool.padding) * width + pool.stride * x;
                    for column in seen_columns.clone() {
                        let value = plane[at + column - pool.padding];
                        best = winner(best, (value, (row * pool.side + column) as i32));
                    }
                }
                *to = best.0;
                *place = best.1 as u8;
            }
        }
    });
}

/// Which rows, or columns, of window `index` lie in an image of `length`.
fn seen(pool: Pool, index: usize, length: usize) -> Range<usize> {
    let begin = pool.stride * index;
    let first = pool.padding.saturating_sub(begin);
    first..pool.side.min((length + pool.padding).saturating_sub(begin))
}

/// Adds every window's gradient to its winner.
pub(crate) fn backward(
    upstream: &[f32],
    winners: &[u8],
    gradient: &mut [f32],
    [[height, width], [out_height, out_width]]: [[usize; 2]; 2],
    pool: Pool,
    add: bool,
) {
    let sizes = [height * width, out_height * out_width];
    back(
        upstream,
        winners,
        gradient,
        sizes,
        add,
        |upstream, winners, gradient| {
            let rows = upstream
                .chunks_exact(out_width)
                .zip(winners.chunks_exact(out_width));
            for (index, (upstream, winners)) in rows.enumerate() {
                let (channel, y) = (index / out_height, index % out_height);
                let plane = &mut gradient[channel * height * width..][..height * width];
                for (x, (value, winner)) in upstream.iter().zip(winners).enumerate() {
                    let [row, column] = [
                        usize::from(*winner) / pool.side,
                        usize::from(*winner) % pool.side,
                    ];
                    let row = pool.stride * y + row - pool.padding;
                    plane[row * width + pool.stride * x + column - pool.padding] += value;
                }
            }
        },
    );
}
