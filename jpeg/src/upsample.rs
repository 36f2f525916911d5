//! Components stored smaller than the picture, enlarged as libjpeg does by default: twice by a
//! triangle filter, otherwise by repeating.

use crate::frame::Component;

/// Row `y` of the picture from a component: `times_x * component.width` samples.
pub(crate) fn enlarged_row(component: &Component, y: usize, out: &mut [u8]) {
    let row = |i: usize| &component.samples[i * component.stride()..][..component.width];
    let own = y / component.times_y;
    // The nearer one of the rows beside it; at the edges of the picture, the row itself.
    let beside = if y.is_multiple_of(2) {
        own.saturating_sub(1)
    } else {
        (own + 1).min(component.height - 1)
    };
    match (component.times_x, component.times_y) {
        (1, 2) => between(row(own), row(beside), 1 + (y % 2) as u16, out),
        (2, 1) if component.width > 2 => doubled(row(own), out),
        (2, 2) if component.width > 2 => doubled_both(row(own), row(beside), out),
        (times, _) => repeated(row(own), times, out),
    }
}

fn repeated(row: &[u8], times: usize, out: &mut [u8]) {
    for (out, &value) in out.chunks_exact_mut(times).zip(row) {
        out.fill(value);
    }
}

fn between(own: &[u8], beside: &[u8], bias: u16, out: &mut [u8]) {
    for ((out, &own), &beside) in out.iter_mut().zip(own).zip(beside) {
        *out = ((3 * u16::from(own) + u16::from(beside) + bias) >> 2) as u8;
    }
}

/// Three quarters of the nearer sample and one of the farther. Halves go up and down in turn.
fn doubled(row: &[u8], out: &mut [u8]) {
    let mix =
        |near: u8, far: u8, bias: u16| ((3 * u16::from(near) + u16::from(far) + bias) >> 2) as u8;
    for (pair, out) in row.windows(2).zip(out[1..].chunks_exact_mut(2)) {
        out[0] = mix(pair[0], pair[1], 2);
        out[1] = mix(pair[1], pair[0], 1);
    }
    if let (Some(&first), Some(&last)) = (row.first(), row.last()) {
        out[0] = first;
        out[2 * row.len() - 1] = last;
    }
}

/// The same in both directions, rounded once.
fn doubled_both(own: &[u8], beside: &[u8], out: &mut [u8]) {
    let mut sums = own
        .iter()
        .zip(beside)
        .map(|(&own, &beside)| 3 * u16::from(own) + u16::from(beside));
    let (mut last, end) = (sums.next().unwrap_or(0), 2 * own.len() - 1);
    out[0] = ((4 * last + 8) >> 4) as u8;
    for (this, out) in sums.zip(out[1..].as_chunks_mut::<2>().0) {
        *out = [
            ((3 * last + this + 7) >> 4) as u8,
            ((3 * this + last + 8) >> 4) as u8,
        ];
        last = this;
    }
    out[end] = ((4 * last + 7) >> 4) as u8;
}
