//! Max-pooling 2x2, stride 2, sizes rounded down.

use crate::pool::{back, there, winner};
use crate::shape::Pool;

const SIDE: usize = Pool::HALVING.side;

/// `[channels, h, w]` to `[channels, h', w']`; `winners` are the places in the window, 0..4 in
/// row-major order, the first of equals. What is not a number wins.
pub(crate) fn forward(
    source: &[f32],
    [height, width]: [usize; 2],
    output: &mut [f32],
    winners: &mut [u8],
    [out_height, out_width]: [usize; 2],
) {
    let sizes = [height * width, out_height * out_width];
    there(source, output, winners, sizes, |source, output, winners| {
        let rows = output
            .chunks_exact_mut(out_width)
            .zip(winners.chunks_exact_mut(out_width));
        for (index, (output, winners)) in rows.enumerate() {
            let (channel, y) = (index / out_height, index % out_height);
            let from = (channel * height + SIDE * y) * width;
            let above = source[from..from + width].as_chunks::<SIDE>().0;
            let below = source[from + width..][..width].as_chunks::<SIDE>().0;
            let to = output.iter_mut().zip(winners);
            for ((to, place), (above, below)) in to.zip(above.iter().zip(below)) {
                let first = winner((above[0], 0), (above[1], 1));
                let second = winner((below[0], 2), (below[1], 3));
                let (best, at) = winner(first, second);
                *to = best;
                *place = at as u8;
            }
        }
    });
}

/// Adds every window's gradient to its winner.
pub(crate) fn backward(
    upstream: &[f32],
    winners: &[u8],
    [out_height, out_width]: [usize; 2],
    gradient: &mut [f32],
    [height, width]: [usize; 2],
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
                let from = (channel * height + SIDE * y) * width;
                for (x, (value, winner)) in upstream.iter().zip(winners).enumerate() {
                    let (row, column) = (usize::from(*winner) / SIDE, usize::from(*winner) % SIDE);
                    gradient[from + row * width + SIDE * x + column] += value;
                }
            }
        },
    );
}
