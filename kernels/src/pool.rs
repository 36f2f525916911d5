//! Max-pooling 3x3, stride 2, sizes rounded up.

const KERNEL: usize = 3;
const STRIDE: usize = 2;
/// Of columns beyond the border: larger than every place in a window.
const NOWHERE: i32 = 99;

/// Size of the output; none where no window fits.
pub(crate) fn size([height, width]: [usize; 2]) -> Option<[usize; 2]> {
    let along = |length: usize| Some(length.checked_sub(KERNEL)?.div_ceil(STRIDE) + 1);
    Some([along(height)?, along(width)?])
}

/// Maxima of columns, taken apart by the parity of the column.
pub(crate) struct Columns {
    best: Vec<f32>,
    place: Vec<i32>,
    even: (Vec<f32>, Vec<i32>),
    odd: (Vec<f32>, Vec<i32>),
}

impl Columns {
    pub fn new() -> Self {
        Self {
            best: Vec::new(),
            place: Vec::new(),
            even: (Vec::new(), Vec::new()),
            odd: (Vec::new(), Vec::new()),
        }
    }

    fn resize(&mut self, out_width: usize) {
        // One even column more than there are windows, and as many odd ones.
        let length = 2 * out_width + 2;
        self.best.clear();
        self.best.resize(length, f32::NEG_INFINITY);
        self.place.clear();
        self.place.resize(length, NOWHERE);
        for (values, places) in [&mut self.even, &mut self.odd] {
            values.resize(out_width + 1, 0.0);
            places.resize(out_width + 1, 0);
        }
    }
}

/// `[channels, h, w]` to `[channels, h', w']`; `winners` are the places in the window, 0..9 in
/// row-major order, the first of equals. What is not a number wins.
pub(crate) fn forward(
    source: &[f32],
    [height, width]: [usize; 2],
    output: &mut [f32],
    winners: &mut [u8],
    [out_height, out_width]: [usize; 2],
    columns: &mut Columns,
) {
    columns.resize(out_width);
    let planes = source.chunks_exact(height * width);
    let rows = output
        .chunks_exact_mut(out_width)
        .zip(winners.chunks_exact_mut(out_width));
    let mut rows = rows.into_iter();
    for plane in planes {
        for y in 0..out_height {
            let Some((output, winners)) = rows.next() else {
                return;
            };
            let window = &plane[STRIDE * y * width..((STRIDE * y + KERNEL).min(height)) * width];
            down(window, width, columns);
            apart(columns);
            across(columns, output, winners);
        }
    }
}

/// The maximum of every column of the window's rows, and its row times three.
fn down(window: &[f32], width: usize, columns: &mut Columns) {
    let (first, rest) = window.split_at(width);
    // A row that is missing is the first once more: an equal never wins.
    let row = |index: usize| rest.get(index * width..(index + 1) * width);
    let second = row(0).unwrap_or(first);
    let third = row(1).unwrap_or(first);
    let to = columns.best[..width]
        .iter_mut()
        .zip(&mut columns.place[..width]);
    for (((best, place), a), (b, c)) in to.zip(first).zip(second.iter().zip(third)) {
        let earlier = winner((*a, 0), (*b, KERNEL as i32));
        (*best, *place) = winner(earlier, (*c, 2 * KERNEL as i32));
    }
}

fn apart(columns: &mut Columns) {
    let (even, odd) = (&mut columns.even, &mut columns.odd);
    let pairs = columns.best.as_chunks::<2>().0;
    for ((pair, even), odd) in pairs.iter().zip(&mut even.0).zip(&mut odd.0) {
        (*even, *odd) = (pair[0], pair[1]);
    }
    let pairs = columns.place.as_chunks::<2>().0;
    for ((pair, even), odd) in pairs.iter().zip(&mut even.1).zip(&mut odd.1) {
        (*even, *odd) = (pair[0], pair[1]);
    }
}

fn across(columns: &Columns, output: &mut [f32], winners: &mut [u8]) {
    let count = output.len();
    let winners = &mut winners[..count];
    let (left, left_place) = (&columns.even.0[..count], &columns.even.1[..count]);
    let (middle, middle_place) = (&columns.odd.0[..count], &columns.odd.1[..count]);
    let (right, right_place) = (&columns.even.0[1..=count], &columns.even.1[1..=count]);
    for x in 0..count {
        let a = (left[x], left_place[x]);
        let b = (middle[x], middle_place[x].wrapping_add(1));
        let c = (right[x], right_place[x].wrapping_add(2));
        let (best, place) = winner(winner(a, b), c);
        output[x] = best;
        winners[x] = place as u8;
    }
}

/// Of two numbers and their places: the larger, or the first in row-major order. Without branches:
/// so that the compiler makes vectors of it.
#[inline(always)]
fn winner(a: (f32, i32), b: (f32, i32)) -> (f32, i32) {
    let wins = (b.0 > a.0) | ((b.0 == a.0) & (b.1 < a.1)) | b.0.is_nan();
    (if wins { b.0 } else { a.0 }, if wins { b.1 } else { a.1 })
}

/// Adds every window's gradient to its winner.
pub(crate) fn backward(
    upstream: &[f32],
    winners: &[u8],
    [out_height, out_width]: [usize; 2],
    gradient: &mut [f32],
    [height, width]: [usize; 2],
) {
    let places: [usize; KERNEL * KERNEL] =
        std::array::from_fn(|place| place / KERNEL * width + place % KERNEL);
    let rows = upstream
        .chunks_exact(out_width)
        .zip(winners.chunks_exact(out_width));
    for (index, (upstream, winners)) in rows.enumerate() {
        let (channel, y) = (index / out_height, index % out_height);
        let from = (channel * height + STRIDE * y) * width;
        for (x, (value, winner)) in upstream.iter().zip(winners).enumerate() {
            if let Some(place) = places.get(usize::from(*winner)) {
                gradient[from + STRIDE * x + place] += value;
            }
        }
    }
}
