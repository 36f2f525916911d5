//! What happens at every position for itself, and the mean over positions.

use crate::activation::Curve;
use crate::team::Team;

/// Zero where negative; what is not a number stays.
#[inline(always)]
fn rectified(value: f32) -> f32 {
    if value < 0.0 { 0.0 } else { value }
}

/// The bound where beyond it, below and above; what is not a number stays.
#[inline(always)]
pub(crate) fn within(value: f32, [low, high]: [f32; 2]) -> f32 {
    let value = if value < low { low } else { value };
    if high < value { high } else { value }
}

/// `value` where the output is above zero or not a number, else zero. By bits: a branch would be
/// mispredicted half of the time.
#[inline(always)]
pub(crate) fn passed(value: f32, output: f32) -> f32 {
    let closed = u32::from(output <= 0.0);
    f32::from_bits(value.to_bits() & closed.wrapping_sub(1))
}

pub(crate) fn rectify(source: &[f32], output: &mut [f32]) {
    Team::places(output, |range, output| {
        for (to, value) in output.iter_mut().zip(&source[range]) {
            *to = rectified(*value);
        }
    });
}

/// Zeroes what is negative.
pub(crate) fn drop_negative(gradient: &mut [f32]) {
    Team::places(gradient, |_, gradient| {
        for value in gradient {
            *value = rectified(*value);
        }
    });
}

/// Zeroes the gradient where the output is not above zero; see [`passed`].
pub(crate) fn close_below(gradient: &mut [f32], output: &[f32]) {
    Team::places(gradient, |range, gradient| {
        for (value, output) in gradient.iter_mut().zip(&output[range]) {
            *value = passed(*value, *output);
        }
    });
}

/// Zeroes the gradient where the output is not between 0 and 6; where it is not a number, the
/// gradient stays.
pub(crate) fn close_outside(gradient: &mut [f32], output: &[f32]) {
    Team::places(gradient, |range, gradient| {
        for (value, output) in gradient.iter_mut().zip(&output[range]) {
            let closed = u32::from((*output <= 0.0) | (*output >= 6.0));
            *value = f32::from_bits(value.to_bits() & closed.wrapping_sub(1));
        }
    });
}

pub(crate) fn sum_of_two(a: &[f32], b: &[f32], output: &mut [f32]) {
    Team::places(output, |range, output| {
        let both = a[range.clone()].iter().zip(&b[range]);
        for (to, (a, b)) in output.iter_mut().zip(both) {
            *to = a + b;
        }
    });
}

pub(crate) fn along(curve: Curve, source: &[f32], output: &mut [f32]) {
    Team::places(output, |range, output| {
        for (to, value) in output.iter_mut().zip(&source[range]) {
            *to = curve.at(*value);
        }
    });
}

pub(crate) fn along_back(
    curve: Curve,
    upstream: &[f32],
    output: &[f32],
    gradient: &mut [f32],
    add: bool,
) {
    let passed = upstream.iter().zip(output);
    let passed = passed.map(|(value, output)| value * curve.slope(*output));
    put(passed, gradient, add);
}

/// Each number times one of `factors`, or each channel times one, where there are fewer.
pub(crate) fn product(source: &[f32], factors: &[f32], output: &mut [f32], add: bool) {
    let pixels = (source.len() / factors.len().max(1)).max(1);
    let channels = source.chunks_exact(pixels).zip(factors);
    for (to, (channel, factor)) in output.chunks_exact_mut(pixels).zip(channels) {
        put(channel.iter().map(|value| value * factor), to, add);
    }
}

/// What comes back to one of two that were multiplied, from `partner`, the other one.
pub(crate) fn product_back(upstream: &[f32], partner: &[f32], gradient: &mut [f32], add: bool) {
    let pixels = upstream.len() / gradient.len().max(1);
    if pixels <= 1 {
        return product(upstream, partner, gradient, add);
    }
    let channels = upstream
        .chunks_exact(pixels)
        .zip(partner.chunks_exact(pixels));
    put(channels.map(|(a, b)| dot(a, b)), gradient, add);
}

fn put(values: impl Iterator<Item = f32>, to: &mut [f32], add: bool) {
    for (to, value) in to.iter_mut().zip(values) {
        *to = if add { *to + value } else { value };
    }
}

/// Either of two that were added gets all of the gradient.
pub(crate) fn pass(upstream: &[f32], gradient: &mut [f32], add: bool) {
    Team::places(gradient, |range, gradient| {
        let upstream = &upstream[range];
        if !add {
            return gradient.copy_from_slice(upstream);
        }
        for (to, value) in gradient.iter_mut().zip(upstream) {
            *to += value;
        }
    });
}

/// `[channels, pixels]` to `[channels]`.
pub(crate) fn mean(source: &[f32], pixels: usize, output: &mut [f32]) {
    for (to, channel) in output.iter_mut().zip(source.chunks_exact(pixels)) {
        *to = sum(channel) / pixels as f32;
    }
}

pub(crate) fn mean_backward(upstream: &[f32], pixels: usize, gradient: &mut [f32], add: bool) {
    for (channel, value) in gradient.chunks_exact_mut(pixels).zip(upstream) {
        let share = value / pixels as f32;
        if !add {
            channel.fill(share);
        } else if share != 0.0 {
            channel.iter_mut().for_each(|to| *to += share);
        }
    }
}

/// In eight parts, as [`sum`].
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut parts = [0.0_f32; 8];
    let (a, a_rest) = a.as_chunks::<8>();
    let (b, b_rest) = b.as_chunks::<8>();
    for (a, b) in a.iter().zip(b) {
        for (part, (a, b)) in parts.iter_mut().zip(a.iter().zip(b)) {
            *part += a * b;
        }
    }
    for (part, (a, b)) in parts.iter_mut().zip(a_rest.iter().zip(b_rest)) {
        *part += a * b;
    }
    parts.iter().sum()
}

/// In eight parts: quicker, and rounded less often.
fn sum(values: &[f32]) -> f32 {
    let mut parts = [0.0_f32; 8];
    let (chunks, rest) = values.as_chunks::<8>();
    for chunk in chunks {
        for (part, value) in parts.iter_mut().zip(chunk) {
            *part += value;
        }
    }
    for (part, value) in parts.iter_mut().zip(rest) {
        *part += value;
    }
    parts.iter().sum()
}

/// An affine map per channel: channel `c` of the output is `gain[c] * x[order[c]] + shift[c]`.
#[derive(Debug, Clone)]
pub struct Affine {
    /// Which channel each one is made from.
    pub order: Vec<usize>,
    /// What that is multiplied by.
    pub gain: Vec<f32>,
    /// What is added then.
    pub shift: Vec<f32>,
}

impl Affine {
    /// Of as many numbers each as there are channels.
    ///
    /// # Panics
    /// When `order` does not name every channel once.
    pub fn new(order: Vec<usize>, gain: Vec<f32>, shift: Vec<f32>) -> Self {
        let channels = order.len();
        let named = |channel: usize| order.contains(&channel);
        assert!((0..channels).all(named), "every channel once");
        assert_eq!([gain.len(), shift.len()], [channels; 2]);
        Self { order, gain, shift }
    }

    /// The map that brings a gradient back.
    pub fn back(&self) -> Self {
        let channels = self.order.len();
        let mut back = Self {
            order: vec![0; channels],
            gain: vec![0.0; channels],
            shift: vec![0.0; channels],
        };
        for (to, (from, gain)) in self.order.iter().zip(&self.gain).enumerate() {
            back.order[*from] = to;
            back.gain[*from] = *gain;
        }
        back
    }

    pub(crate) fn forward(&self, source: &[f32], pixels: usize, output: &mut [f32]) {
        for (c, to) in output.chunks_exact_mut(pixels).enumerate() {
            let from = &source[self.order[c] * pixels..][..pixels];
            for (to, value) in to.iter_mut().zip(from) {
                *to = value * self.gain[c] + self.shift[c];
            }
        }
    }

    /// Every channel of the source is used once.
    pub(crate) fn backward(
        &self,
        upstream: &[f32],
        pixels: usize,
        gradient: &mut [f32],
        add: bool,
    ) {
        for (c, from) in upstream.chunks_exact(pixels).enumerate() {
            let to = &mut gradient[self.order[c] * pixels..][..pixels];
            for (to, value) in to.iter_mut().zip(from) {
                let passed = value * self.gain[c];
                *to = if add { *to + passed } else { passed };
            }
        }
    }
}
