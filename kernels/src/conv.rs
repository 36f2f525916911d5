//! Convolutions with frozen weights: forward, and the gradient with respect to their input.

use crate::activation::Activation;
use crate::graph::Shaped;
use crate::inlay::Inlay;
use crate::product::{Left, Output, Panels, Right, Start, multiply, multiply_together, panel_size};
use crate::shape::{ConvShape, Window};
use crate::team::{Shared, Team};
use crate::winograd::{self, To};

/// A convolution whose weights are packed for both directions.
#[derive(Debug, Clone)]
pub struct Conv {
    shape: ConvShape,
    bias: Vec<f32>,
    /// `[outputs, inputs x kernel x kernel]`.
    forward: Left,
    /// Stride 1: `[inputs, outputs x kernel x kernel]`, kernels turned by half a turn, or as
    /// [`winograd`] has it. Otherwise `[inputs x kernel x kernel, outputs]`.
    backward: Left,
}

/// Fewest channels on either side for which the way back goes by pieces.
const FEWEST_CHANNELS: usize = 8;

/// Whether the way back goes by the pieces of [`winograd`]. Forward does not: what rectifiers let through and which
/// position a pool chooses hangs on its last bits.
fn is_by_pieces(shape: ConvShape) -> bool {
    let Window { kernel, stride, .. } = shape.window;
    (kernel, stride) == (3, 1) && shape.outputs.min(shape.inputs) >= FEWEST_CHANNELS
}

/// Buffers that serve one operation after the other.
pub(crate) struct Scratch {
    padded: Vec<f32>,
    pub taps: Vec<usize>,
    targets: Vec<usize>,
    pub panels: Panels,
    pub alive: Vec<usize>,
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
            panels: Panels::default(),
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
    /// What the convolution gave, in the same order, where its ReLU is still to be passed.
    pub output: Option<&'a [f32]>,
}

/// What a convolution reads in one of both directions.
struct Read<'a> {
    values: &'a [f32],
    /// Where this is zero or less, zero is read.
    mask: Option<&'a [f32]>,
    size: [usize; 2],
    /// Zeros before and after along each axis.
    around: [[usize; 2]; 2],
    stride: usize,
}

impl Read<'_> {
    /// Zeros until the last of so many pieces has all of its pixels.
    fn around_pieces(&self, pieces: [usize; 2]) -> [[usize; 2]; 2] {
        std::array::from_fn(|axis| {
            let before = self.around[axis][0];
            let end = winograd::STEP * pieces[axis] + winograd::SIDE - winograd::STEP;
            [before, end - before - self.size[axis]]
        })
    }
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
        let turned = |input: usize, output: usize, tap: usize| at(output, input, area - 1 - tap);
        let forward = Left::pack(outputs, inputs * area, &|output, k| {
            at(output, k / area, k % area)
        });
        let backward = if is_by_pieces(shape) {
            winograd::pack(inputs, outputs, &turned)
        } else if window.stride == 1 {
            Left::pack(inputs, outputs * area, &|input, k| {
                turned(input, k / area, k % area)
            })
        } else {
            Left::pack(inputs * area, outputs, &|row, output| {
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
        let window = self.shape.window;
        scratch.alive.clear();
        scratch.alive.extend(0..self.shape.inputs);
        let read = Read {
            values: source,
            mask: None,
            size,
            around: window.around(size),
            stride: window.stride,
        };
        let output = Output {
            values: Shared::new(output),
            stride: out_size[0] * out_size[1],
            start: Start::Bias(&self.bias),
            activation,
        };
        self.multiply(&self.forward, read, out_size, output, scratch);
    }

    /// One of both directions as a product, of the channels that are alive.
    fn multiply(
        &self,
        left: &Left,
        read: Read<'_>,
        size: [usize; 2],
        output: Output<'_>,
        scratch: &mut Scratch,
    ) {
        let Scratch {
            padded,
            taps,
            panels,
            alive,
            kept,
            selected,
            ..
        } = scratch;
        let kernel = self.shape.window.kernel;
        let pixels = size[0] * size[1];
        let mut right = Right {
            source: read.values,
            taps: &[],
            width: size[1],
            row_step: 0,
            mask: None,
        };
        if (kernel, read.stride) == (1, 1) {
            // Read as it lies: a plain product of matrices.
            taps.clear();
            taps.extend(alive.iter().map(|channel| channel * pixels));
            (right.taps, right.width, right.mask) = (taps, pixels, read.mask);
        } else {
            let inlay = Inlay::new(read.size, read.around, read.stride);
            inlay.fill(read.values, read.mask, alive, padded);
            inlay.taps(alive.len(), kernel, taps);
            (right.source, right.taps, right.row_step) = (padded, taps, inlay.row_step());
        }
        let left = living(left, alive, [1, kernel * kernel], kept, selected);
        multiply_together(left, right, pixels, output, panels);
    }

    /// The way back by pieces, of the channels that are alive.
    fn by_pieces(&self, read: Read<'_>, to: To<'_>, scratch: &mut Scratch) {
        let Scratch {
            padded,
            taps,
            panels,
            alive,
            kept,
            selected,
            ..
        } = scratch;
        let pieces = to.size.map(|length| length.div_ceil(winograd::STEP));
        let inlay = Inlay::new(read.size, read.around_pieces(pieces), winograd::STEP);
        inlay.fill(read.values, read.mask, alive, padded);
        inlay.taps(alive.len(), winograd::SIDE, taps);
        let right = Right {
            source: padded,
            taps,
            width: pieces[1],
            row_step: inlay.row_step(),
            mask: None,
        };
        let left = living(&self.backward, alive, [winograd::PLACES, 1], kept, selected);
        winograd::convolve(left, right, to, panels);
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
        let kernel = self.shape.window.kernel;
        let around = self.shape.window.around(size);
        let read = Read {
            values: upstream.gradient,
            mask: upstream.output,
            size: out_size,
            around: around.map(|zeros| zeros.map(|count| kernel - 1 - count)),
            stride: 1,
        };
        if is_by_pieces(self.shape) {
            let to = To {
                values: Shared::new(gradient),
                size,
                add,
            };
            return self.by_pieces(read, to, scratch);
        }
        let output = Output {
            values: Shared::new(gradient),
            stride: size[0] * size[1],
            start: if add { Start::Output } else { Start::Zero },
            activation: Activation::Linear,
        };
        self.multiply(&self.backward, read, size, output, scratch);
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
            panels,
            alive,
            kept,
            selected,
            rows,
            ..
        } = scratch;
        taps.clear();
        taps.extend(alive.iter().map(|channel| channel * pixels));
        let left = living(&self.backward, alive, [1, 1], kept, selected);
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
        let team = Team::now();
        let length = left.rows * out_width;
        rows.resize(team.members * length, 0.0);
        let panels = panels.of(team, panel_size(left.depth));
        let (rows, padded_rows) = (Shared::new(rows), Shared::new(padded));
        let kernel = self.shape.window.kernel;
        let step = inlay.row_step();
        let stride = self.shape.window.stride;
        // Rows of the input that a row of the output reaches beyond its own.
        let beyond = (kernel - 1) / stride;
        team.share(out_height, length * left.depth, &|member, some| {
            // SAFETY: each thread has its own.
            let (rows, panel) = unsafe {
                (
                    rows.some(member * length..(member + 1) * length),
                    panels.member(member),
                )
            };
            let is_last = some.end == out_height;
            for y in some.start.saturating_sub(beyond)..some.end {
                let output = Output {
                    values: Shared::new(rows),
                    stride: out_width,
                    start: Start::Zero,
                    activation: Activation::Linear,
                };
                let pixels = y * out_width..(y + 1) * out_width;
                multiply(left, right, pixels, output, panel);
                for (k, target) in targets.iter().enumerate() {
                    // A row of the input belongs to the piece that has the last of those that give to it.
                    let down = k / kernel % kernel;
                    let owner = y + down / stride;
                    if owner < some.start || (owner >= some.end && !is_last) {
                        continue;
                    }
                    let at = target + y * step;
                    // SAFETY: as just said, no other piece has it.
                    let to = unsafe { padded_rows.some(at..at + out_width) };
                    for (to, value) in to.iter_mut().zip(&rows[k * out_width..][..out_width]) {
                        *to += value;
                    }
                }
            }
        });
        inlay.take_out(padded, gradient, add);
    }
}

/// `left`, whose columns are `[outer, channels, inner]`, with those of the channels that are alive.
fn living<'a>(
    left: &'a Left,
    alive: &[usize],
    [outer, inner]: [usize; 2],
    kept: &mut Vec<usize>,
    selected: &'a mut Left,
) -> &'a Left {
    let channels = left.depth / (outer * inner);
    if alive.len() == channels {
        return left;
    }
    kept.clear();
    for begin in (0..outer).map(|k| k * channels) {
        kept.extend(
            alive
                .iter()
                .flat_map(|c| (begin + c) * inner..(begin + c + 1) * inner),
        );
    }
    left.select(kept, selected);
    selected
}
