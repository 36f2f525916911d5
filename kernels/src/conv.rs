//! Convolutions with frozen weights: forward, and the gradient with respect to their input.

use crate::activation::Activation;
use crate::graph::Shaped;
use crate::inlay::Inlay;
use crate::product::{Left, Output, Right, Start, multiply};
use crate::shape::ConvShape;

/// A convolution whose weights are packed for both directions.
#[derive(Debug, Clone)]
pub struct Conv {
    shape: ConvShape,
    bias: Vec<f32>,
    /// `[outputs, inputs x kernel x kernel]`.
    forward: Left,
    /// Stride 1: `[inputs, outputs x kernel x kernel]`, kernels turned by half a turn. Otherwise
    /// `[inputs x kernel x kernel, outputs]`.
    backward: Left,
}

/// Buffers that serve one operation after the other.
pub(crate) struct Scratch {
    pub padded: Vec<f32>,
    pub taps: Vec<usize>,
    targets: Vec<usize>,
    panel: Vec<f32>,
    alive: Vec<usize>,
    kept: Vec<usize>,
    selected: Left,
    pub rows: Vec<f32>,
    pub weights: Vec<f32>,
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
            weights: Vec::new(),
        }
    }
}

/// The gradient at a convolution's output.
#[derive(Clone, Copy)]
pub(crate) struct Upstream<'a> {
    /// `[outputs, h, w]`, and [`SLACK`] more.
    pub gradient: &'a [f32],
    /// What the convolution gave, in the same order, where its ReLU is still to be passed.
    pub output: Option<&'a [f32]>,
}

impl Shaped for Conv {
    fn shape(&self) -> ConvShape {
        self.shape
    }
}

impl Conv {
    /// `weight` is `[outputs, inputs, kernel, kernel]`, `bias` `[outputs]`.
    ///
    /// # Panics
    /// When they are not, the padding is as large as the kernel, or the stride zero.
    pub fn new(shape: ConvShape, weight: &[f32], bias: Vec<f32>) -> Self {
        let ConvShape {
            outputs,
            inputs,
            window,
        } = shape;
        window.check();
        let area = window.kernel * window.kernel;
        assert_eq!(weight.len(), outputs * inputs * area, "numbers of weights");
        assert_eq!(bias.len(), outputs, "numbers of biases");
        let at = |output: usize, input: usize, tap: usize| {
            weight[(output * inputs + input) * area + tap]
        };
        let forward = Left::pack(outputs, inputs * area, |output, k| {
            at(output, k / area, k % area)
        });
        let backward = if window.stride == 1 {
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
            bias,
            forward,
            backward,
        }
    }

    /// Reads its input as it lies: a plain product of matrices.
    fn is_pointwise(&self) -> bool {
        self.shape.window.kernel == 1 && self.shape.window.stride == 1
    }

    /// `source` is `[inputs, h, w]` and [`SLACK`] more, `output` `[outputs, h', w']`.
    pub(crate) fn forward(
        &self,
        source: &[f32],
        size: [usize; 2],
        output: &mut [f32],
        out_size: [usize; 2],
        activation: Activation,
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
            let inlay = Inlay::new(
                size,
                self.shape.window.around(size),
                self.shape.window.stride,
            );
            inlay.fill(source, None, 0..self.shape.inputs, padded);
            inlay.taps(self.shape.inputs, self.shape.window.kernel, taps);
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
            activation,
        };
        multiply(&self.forward, right, 0..pixels, output, panel);
    }

    /// The gradient with respect to the input, `[inputs, h, w]`, written into `gradient` or added
    /// to it. Channels of the output whose gradient is zero everywhere cost nothing.
    pub(crate) fn backward(
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
        } else if self.shape.window.stride == 1 {
            self.backward_gather(upstream, out_size, gradient, size, add, scratch);
        } else {
            self.backward_scatter(upstream, out_size, gradient, size, add, scratch);
        }
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
                mask: upstream.output,
            }
        } else {
            let around = self.shape.window.around(size);
            let turned =
                around.map(|zeros| zeros.map(|count| self.shape.window.kernel - 1 - count));
            let inlay = Inlay::new(out_size, turned, 1);
            inlay.fill(
                upstream.gradient,
                upstream.output,
                alive.iter().copied(),
                padded,
            );
            inlay.taps(alive.len(), self.shape.window.kernel, taps);
            Right {
                source: padded,
                taps,
                width: size[1],
                row_step: inlay.row_step(),
                mask: None,
            }
        };
        let area = self.shape.window.kernel * self.shape.window.kernel;
        let left = living(&self.backward, alive, area, kept, selected);
        let output = Output {
            values: gradient,
            stride: pixels,
            start: if add { Start::Output } else { Start::Zero },
            activation: Activation::Linear,
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
        let Scratch {
            padded,
            taps,
            targets,
            panel,
            alive,
            kept,
            selected,
            rows,
            ..
        } = scratch;
        taps.clear();
        taps.extend(alive.iter().map(|channel| channel * pixels));
        let left = living(&self.backward, alive, 1, kept, selected);
        let right = Right {
            source: upstream.gradient,
            taps,
            width: pixels,
            row_step: 0,
            mask: upstream.output,
        };
        let inlay = Inlay::new(
            size,
            self.shape.window.around(size),
            self.shape.window.stride,
        );
        inlay.taps(self.shape.inputs, self.shape.window.kernel, targets);
        inlay.clear(self.shape.inputs, padded);
        rows.resize(left.rows * out_width, 0.0);
        for y in 0..out_height {
            let output = Output {
                values: rows,
                stride: out_width,
                start: Start::Zero,
                activation: Activation::Linear,
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
