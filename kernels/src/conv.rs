//! Convolutions with frozen weights: forward, and the gradient with respect to their input.

use crate::pointwise::passed;
use crate::product::{Left, Output, Right, SLACK, Start, multiply};

/// What follows a convolution at every position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    Linear,
    Relu,
}

/// A convolution with square kernels, the same stride and zero padding in both directions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConvShape {
    pub outputs: usize,
    pub inputs: usize,
    pub kernel: usize,
    pub stride: usize,
    pub padding: usize,
}

impl ConvShape {
    /// Size of the output of an input of `size`; none when the kernel does not fit.
    pub(crate) fn size(&self, size: [usize; 2]) -> Option<[usize; 2]> {
        let along = |length: usize| {
            let slack = (length + 2 * self.padding).checked_sub(self.kernel)?;
            Some(slack / self.stride + 1)
        };
        Some([along(size[0])?, along(size[1])?])
    }
}

/// A convolution whose weights are packed for both directions.
#[derive(Debug, Clone)]
pub(crate) struct Conv {
    pub shape: ConvShape,
    pub activation: Activation,
    bias: Vec<f32>,
    /// `[outputs, inputs x kernel x kernel]`.
    forward: Left,
    /// Stride 1: `[inputs, outputs x kernel x kernel]`, kernels turned by half a turn. Otherwise
    /// `[inputs x kernel x kernel, outputs]`.
    backward: Left,
}

/// Buffers that serve one operation after the other.
pub(crate) struct Scratch {
    padded: Vec<f32>,
    taps: Vec<usize>,
    targets: Vec<usize>,
    panel: Vec<f32>,
    alive: Vec<usize>,
    kept: Vec<usize>,
    selected: Left,
    rows: Vec<f32>,
}

impl Scratch {
    pub fn new() -> Self {
        Self {
            padded: Vec::new(),
            taps: Vec::new(),
            targets: Vec::new(),
            panel: Vec::new(),
            alive: Vec::new(),
            kept: Vec::new(),
            selected: Left::empty(),
            rows: Vec::new(),
        }
    }
}

/// The gradient at a convolution's output.
#[derive(Clone, Copy)]
pub(crate) struct Upstream<'a> {
    /// `[outputs, h, w]`, and [`SLACK`] more.
    pub gradient: &'a [f32],
    /// What the convolution gave, in the same order.
    pub output: &'a [f32],
}

impl Conv {
    /// `weight` is `[outputs, inputs, kernel, kernel]`, `bias` `[outputs]`.
    ///
    /// # Panics
    /// When they are not, or when the padding is as large as the kernel.
    pub fn new(shape: ConvShape, activation: Activation, weight: &[f32], bias: &[f32]) -> Self {
        let ConvShape {
            outputs,
            inputs,
            kernel,
            stride,
            padding,
        } = shape;
        let area = kernel * kernel;
        assert_eq!(weight.len(), outputs * inputs * area, "numbers of weights");
        assert_eq!(bias.len(), outputs, "numbers of biases");
        assert!(padding < kernel && stride > 0, "padding below the kernel");
        let at = |output: usize, input: usize, tap: usize| {
            weight[(output * inputs + input) * area + tap]
        };
        let forward = Left::pack(outputs, inputs * area, |output, k| {
            at(output, k / area, k % area)
        });
        let backward = if stride == 1 {
            Left::pack(inputs, outputs * area, |input, k| {
                at(k / area, input, area - 1 - k % area)
            })
        } else {
            Left::pack(inputs * area, outputs, |row, output| {
                at(output, row / area, row % area)
            })
        };
        Self {
            shape,
            activation,
            bias: bias.to_vec(),
            forward,
            backward,
        }
    }

    /// Reads its input as it lies: a plain product of matrices.
    fn is_pointwise(&self) -> bool {
        self.shape.kernel == 1 && self.shape.stride == 1
    }

    /// `source` is `[inputs, h, w]` and [`SLACK`] more, `output` `[outputs, h', w']`.
    pub fn forward(
        &self,
        source: &[f32],
        size: [usize; 2],
        output: &mut [f32],
        out_size: [usize; 2],
        scratch: &mut Scratch,
    ) {
        let pixels = out_size[0] * out_size[1];
        let Scratch {
            padded,
            taps,
            panel,
            ..
        } = scratch;
        let right = if self.is_pointwise() {
            taps.clear();
            taps.extend((0..self.shape.inputs).map(|channel| channel * pixels));
            Right {
                source,
                taps,
                width: pixels,
                row_step: 0,
                mask: None,
            }
        } else {
            let inlay = Inlay::new(size, self.shape.padding, self.shape.stride);
            inlay.fill(source, None, 0..self.shape.inputs, padded);
            inlay.taps(self.shape.inputs, self.shape.kernel, taps);
            Right {
                source: padded,
                taps,
                width: out_size[1],
                row_step: inlay.row_step(),
                mask: None,
            }
        };
        let output = Output {
            values: output,
            stride: pixels,
            start: Start::Bias(&self.bias),
            rectify: self.activation == Activation::Relu,
        };
        multiply(&self.forward, right, 0..pixels, output, panel);
    }

    /// The gradient with respect to the input, `[inputs, h, w]`, written into `gradient` or added
    /// to it. Channels of the output whose gradient is zero everywhere cost nothing.
    pub fn backward(
        &self,
        upstream: Upstream<'_>,
        out_size: [usize; 2],
        gradient: &mut [f32],
        size: [usize; 2],
        add: bool,
        scratch: &mut Scratch,
    ) {
        let pixels = out_size[0] * out_size[1];
        scratch.alive.clear();
        scratch.alive.extend((0..self.shape.outputs).filter(|c| {
            let channel = &upstream.gradient[c * pixels..(c + 1) * pixels];
            // What is not a number differs from zero too.
            channel.iter().any(|value| *value != 0.0)
        }));
        if scratch.alive.is_empty() {
            if !add {
                gradient.fill(0.0);
            }
        } else if self.shape.stride == 1 {
            self.backward_gather(upstream, out_size, gradient, size, add, scratch);
        } else {
            self.backward_scatter(upstream, out_size, gradient, size, add, scratch);
        }
    }

    fn mask<'a>(&self, upstream: Upstream<'a>) -> Option<&'a [f32]> {
        (self.activation == Activation::Relu).then_some(upstream.output)
    }

    /// Stride 1: again a convolution, of the padded gradient with the kernels turned.
    fn backward_gather(
        &self,
        upstream: Upstream<'_>,
        out_size: [usize; 2],
        gradient: &mut [f32],
        size: [usize; 2],
        add: bool,
        scratch: &mut Scratch,
    ) {
        let pixels = size[0] * size[1];
        let mask = self.mask(upstream);
        let Scratch {
            padded,
            taps,
            panel,
            alive,
            kept,
            selected,
            ..
        } = scratch;
        let right = if self.is_pointwise() {
            taps.clear();
            taps.extend(alive.iter().map(|channel| channel * pixels));
            Right {
                source: upstream.gradient,
                taps,
                width: pixels,
                row_step: 0,
                mask,
            }
        } else {
            let padding = self.shape.kernel - 1 - self.shape.padding;
            let inlay = Inlay::new(out_size, padding, 1);
            inlay.fill(upstream.gradient, mask, alive.iter().copied(), padded);
            inlay.taps(alive.len(), self.shape.kernel, taps);
            Right {
                source: padded,
                taps,
                width: size[1],
                row_step: inlay.row_step(),
                mask: None,
            }
        };
        let area = self.shape.kernel * self.shape.kernel;
        let left = living(&self.backward, alive, area, kept, selected);
        let output = Output {
            values: gradient,
            stride: pixels,
            start: if add { Start::Output } else { Start::Zero },
            rectify: false,
        };
        multiply(left, right, 0..pixels, output, panel);
    }

    /// Larger strides: every output pixel gives to all the input pixels it was made from.
    fn backward_scatter(
        &self,
        upstream: Upstream<'_>,
        [out_height, out_width]: [usize; 2],
        gradient: &mut [f32],
        size: [usize; 2],
        add: bool,
        scratch: &mut Scratch,
    ) {
        let pixels = out_height * out_width;
        let mask = self.mask(upstream);
        let Scratch {
            padded,
            taps,
            targets,
            panel,
            alive,
            kept,
            selected,
            rows,
        } = scratch;
        taps.clear();
        taps.extend(alive.iter().map(|channel| channel * pixels));
        let left = living(&self.backward, alive, 1, kept, selected);
        let right = Right {
            source: upstream.gradient,
            taps,
            width: pixels,
            row_step: 0,
            mask,
        };
        let inlay = Inlay::new(size, self.shape.padding, self.shape.stride);
        inlay.taps(self.shape.inputs, self.shape.kernel, targets);
        inlay.clear(self.shape.inputs, padded);
        rows.resize(left.rows * out_width, 0.0);
        for y in 0..out_height {
            let output = Output {
                values: rows,
                stride: out_width,
                start: Start::Zero,
                rectify: false,
            };
            let pixels = y * out_width..(y + 1) * out_width;
            multiply(left, right, pixels, output, panel);
            for (target, row) in targets.iter().zip(rows.chunks_exact(out_width)) {
                let to = &mut padded[target + y * inlay.row_step()..][..out_width];
                for (to, value) in to.iter_mut().zip(row) {
                    *to += value;
                }
            }
        }
        inlay.take_out(padded, gradient, add);
    }
}

/// `left` without the columns of outputs that are not `alive`, each of which has `area` columns.
fn living<'a>(
    left: &'a Left,
    alive: &[usize],
    area: usize,
    kept: &mut Vec<usize>,
    selected: &'a mut Left,
) -> &'a Left {
    if alive.len() * area == left.depth {
        return left;
    }
    kept.clear();
    kept.extend(alive.iter().flat_map(|c| c * area..(c + 1) * area));
    left.select(kept, selected);
    selected
}

/// Channels with zeros around them, every row taken apart by the remainder of the column divided
/// by the stride: then the pixels that a tap reads lie side by side.
struct Inlay {
    size: [usize; 2],
    padding: usize,
    stride: usize,
    /// Columns of one remainder.
    part: usize,
}

impl Inlay {
    fn new(size: [usize; 2], padding: usize, stride: usize) -> Self {
        Self {
            size,
            padding,
            stride,
            part: (size[1] + 2 * padding).div_ceil(stride),
        }
    }

    fn row(&self) -> usize {
        self.stride * self.part
    }

    fn row_step(&self) -> usize {
        self.stride * self.row()
    }

    fn plane(&self) -> usize {
        (self.size[0] + 2 * self.padding) * self.row()
    }

    /// Offsets of every tap, `[channels, kernel, kernel]`.
    fn taps(&self, channels: usize, kernel: usize, taps: &mut Vec<usize>) {
        taps.clear();
        for channel in 0..channels {
            for y in 0..kernel {
                let row = channel * self.plane() + y * self.row();
                taps.extend(
                    (0..kernel).map(|x| row + x % self.stride * self.part + x / self.stride),
                );
            }
        }
    }

    fn clear(&self, channels: usize, padded: &mut Vec<f32>) {
        padded.clear();
        padded.resize(channels * self.plane() + SLACK, 0.0);
    }

    /// Puts the channels together again, without what surrounds them.
    fn take_out(&self, padded: &[f32], gradient: &mut [f32], add: bool) {
        let [height, width] = self.size;
        let planes = padded.chunks_exact(self.plane());
        for (plane, channel) in planes.zip(gradient.chunks_exact_mut(height * width)) {
            let rows = plane.chunks_exact(self.row()).skip(self.padding);
            for (row, line) in rows.zip(channel.chunks_exact_mut(width)) {
                for (remainder, part) in row.chunks_exact(self.part).enumerate() {
                    let (skipped, first) = self.first_column(remainder);
                    let line = line.iter_mut().skip(first).step_by(self.stride);
                    for (to, value) in line.zip(&part[skipped.min(self.part)..]) {
                        *to = if add { *to + value } else { *value };
                    }
                }
            }
        }
    }

    /// The first column of a remainder that is not padding: its place among those of the
    /// remainder, and in the image.
    fn first_column(&self, remainder: usize) -> (usize, usize) {
        let skipped = self.padding.saturating_sub(remainder).div_ceil(self.stride);
        (skipped, skipped * self.stride + remainder - self.padding)
    }

    /// Lays in the given channels of `source`, with zeros where `mask` is zero or less.
    fn fill(
        &self,
        source: &[f32],
        mask: Option<&[f32]>,
        channels: impl ExactSizeIterator<Item = usize>,
        padded: &mut Vec<f32>,
    ) {
        let [height, width] = self.size;
        self.clear(channels.len(), padded);
        for (channel, plane) in channels.zip(padded.chunks_exact_mut(self.plane())) {
            let rows = plane.chunks_exact_mut(self.row()).skip(self.padding);
            for (y, row) in (0..height).zip(rows) {
                let from = (channel * height + y) * width;
                let values = &source[from..from + width];
                let mask = mask.map(|mask| &mask[from..from + width]);
                self.fill_row(values, mask, row);
            }
        }
    }

    fn fill_row(&self, values: &[f32], mask: Option<&[f32]>, row: &mut [f32]) {
        if self.stride == 1 {
            let row = &mut row[self.padding..self.padding + values.len()];
            match mask {
                None => row.copy_from_slice(values),
                Some(mask) => {
                    for ((to, value), mask) in row.iter_mut().zip(values).zip(mask) {
                        *to = passed(*value, *mask);
                    }
                }
            }
            return;
        }
        debug_assert!(mask.is_none());
        for (remainder, part) in row.chunks_exact_mut(self.part).enumerate() {
            let (skipped, first) = self.first_column(remainder);
            let values = values.iter().skip(first).step_by(self.stride);
            for (to, value) in part[skipped.min(self.part)..].iter_mut().zip(values) {
                *to = *value;
            }
        }
    }
}
