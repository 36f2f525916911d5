//! The text of every shader, in WGSL.
//!
//! All buffers are bound as writable, because several may lie in one of the device's buffers, which
//! cannot be read and written in one dispatch otherwise. Products are written as a sum and a
//! product, not as `fma`: devices without one would emulate it at many times the cost.

mod dense;
mod depthwise;
mod mean;
mod pointwise;
mod pool;
mod product;
mod sparse;
mod spread;
mod tiled;
mod window;

use gradoscope_kernels::{Activation, Curve, Rule};

pub use depthwise::COLUMNS as DEPTHWISE_COLUMNS;
pub use product::Tile;
pub use spread::{BLOCKS as SPREAD_BLOCKS, CHANNELS as SPREAD_CHANNELS};
pub use tiled::{Block, Walk};

/// A shader, by all that its text follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shader {
    /// 1x1 convolution; a sparse one reads only the input channels in a list.
    Product {
        tile: Tile,
        sparse: bool,
        end: End,
    },
    /// Convolution of any kernel whose workgroups fetch together what they need; a sparse one, of a
    /// kernel of one position, reads only the input channels in a list.
    Tiled {
        block: Block,
        walk: Walk,
        sparse: bool,
        end: End,
    },
    /// Which channels are not zero everywhere.
    Alive,
    /// Their list.
    List,
    /// Convolution whose thread sees one window.
    Window {
        window: Window,
        end: End,
    },
    /// Gradient of a convolution that steps by more than one.
    Spread {
        window: Window,
        end: End,
    },
    /// Convolution of every channel on its own.
    Depthwise {
        kernel: u32,
        stride: u32,
        end: End,
    },
    DepthwiseBack {
        kernel: u32,
        stride: u32,
        end: End,
    },
    /// Max-pooling, and where each maximum was.
    Pool {
        kernel: u32,
        stride: u32,
        padding: u32,
    },
    PoolBack {
        kernel: u32,
        stride: u32,
        padding: u32,
        end: End,
    },
    Affine,
    /// Over the positions of a grid of cells.
    Mean,
    MeanBack {
        end: End,
    },
    /// Some rows of a fully connected layer.
    Dense {
        end: End,
    },
    DenseBack {
        end: End,
    },
    /// A value among the channels of a larger one.
    Join,
    /// It taken out of there.
    Part {
        end: End,
    },
    Curve {
        curve: Curve,
    },
    CurveBack {
        curve: Curve,
        end: End,
    },
    /// Of two values, the second of which may be of one position.
    Times {
        end: End,
    },
    /// Summed over positions.
    TimesSum {
        end: End,
    },
    /// What becomes of it is all in its end.
    Copy {
        end: End,
    },
}

/// How a convolution walks, and how much of its output a thread makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Window {
    pub kernel: u32,
    pub stride: u32,
    /// Zeros before the first row, and before the first column.
    pub padding: [u32; 2],
    /// Rows and columns of the output that a thread makes.
    pub rows: u32,
    pub columns: u32,
    /// Invocations of a workgroup.
    pub workgroup: u32,
}

/// What happens to a result before it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct End {
    /// It is added to what is there.
    pub add: bool,
    pub gate: Gate,
}

/// A rectifier between a result and its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gate {
    Open,
    /// Of the result itself.
    Rectify,
    /// At most 6 as well.
    Rectify6,
    /// What the rectifier of the forward pass held back is held back again: its output is in the
    /// buffer `gate`, in the same places.
    Masked,
    /// Of the rectifier that ends at 6.
    Masked6,
    /// The same of what is positive.
    Guided,
    Guided6,
}

impl Gate {
    pub fn is_masked(self) -> bool {
        !matches!(self, Self::Open | Self::Rectify | Self::Rectify6)
    }

    /// Of what follows an operation.
    pub fn forward(activation: Activation) -> Self {
        match activation {
            Activation::Linear => Self::Open,
            Activation::Relu => Self::Rectify,
            Activation::Relu6 => Self::Rectify6,
        }
    }

    /// Of the way back through it.
    pub fn back(activation: Activation, rule: Rule) -> Self {
        match (activation, rule) {
            (Activation::Linear, _) => Self::Open,
            (Activation::Relu, Rule::Gradient) => Self::Masked,
            (Activation::Relu6, Rule::Gradient) => Self::Masked6,
            (Activation::Relu, Rule::Guided) => Self::Guided,
            (Activation::Relu6, Rule::Guided) => Self::Guided6,
            (_, Rule::Deconvnet) => Self::Rectify,
        }
    }
}

impl End {
    pub const STORE: Self = Self {
        add: false,
        gate: Gate::Open,
    };

    /// The buffer that it needs besides.
    fn binding(self) -> Option<(&'static str, &'static str)> {
        self.gate.is_masked().then_some(("gate", "f32"))
    }

    /// Writes `value` to `buffer[place]`.
    fn write(self, buffer: &str, place: &str, value: &str) -> String {
        let sum = match self.add {
            true => format!("{buffer}[{place}] + {value}"),
            false => value.to_owned(),
        };
        // A comparison with what is not a number is false, so that is kept.
        let positive = format!("select({sum}, 0.0, {sum} < 0.0)");
        let is_active = format!("gate[{place}] > 0.0");
        let is_active_6 = format!("{is_active} && gate[{place}] < 6.0");
        let result = match self.gate {
            Gate::Open => sum,
            Gate::Rectify => positive,
            Gate::Rectify6 => {
                format!("select(select({sum}, 6.0, {sum} > 6.0), 0.0, {sum} < 0.0)")
            }
            Gate::Masked => format!("select(0.0, {sum}, {is_active})"),
            Gate::Masked6 => format!("select(0.0, {sum}, {is_active_6})"),
            Gate::Guided => format!("select(0.0, {positive}, {is_active})"),
            Gate::Guided6 => format!("select(0.0, {positive}, {is_active_6})"),
        };
        format!("{buffer}[{place}] = {result};")
    }
}

/// Output channels that a thread of a convolution with a window makes.
pub const CHANNELS: u32 = 8;

/// Invocations of a workgroup, of the shaders that make one number each.
const FLAT: u32 = 256;

impl Shader {
    pub fn workgroup(self) -> u32 {
        match self {
            Self::Product { tile, .. } => tile.workgroup,
            Self::Window { window, .. } | Self::Spread { window, .. } => window.workgroup,
            Self::Tiled { block, .. } => block.workgroup(),
            Self::Alive => sparse::THREADS,
            Self::Dense { .. } => dense::THREADS,
            _ => FLAT,
        }
    }

    pub fn text(self) -> String {
        match self {
            Self::Product { tile, sparse, end } => product::text(tile, sparse, end),
            Self::Tiled {
                block,
                walk,
                sparse,
                end,
            } => tiled::text(block, walk, sparse, end),
            Self::Alive => sparse::alive(),
            Self::List => sparse::list(),
            Self::Window { window, end } => window::text(window, end),
            Self::Spread { window, end } => spread::text(window, end),
            Self::Depthwise {
                kernel,
                stride,
                end,
            } => depthwise::text(kernel, stride, end),
            Self::DepthwiseBack {
                kernel,
                stride,
                end,
            } => depthwise::back(kernel, stride, end),
            Self::Pool {
                kernel,
                stride,
                padding,
            } => pool::text(kernel, stride, padding),
            Self::PoolBack {
                kernel,
                stride,
                padding,
                end,
            } => pool::back([kernel, stride, padding], end),
            Self::Affine => pointwise::affine(),
            Self::Mean => mean::text(),
            Self::MeanBack { end } => mean::back(end),
            Self::Dense { end } => dense::text(end),
            Self::DenseBack { end } => dense::back(end),
            Self::Join => pointwise::join(),
            Self::Part { end } => pointwise::part(end),
            Self::Curve { curve } => pointwise::curve(curve),
            Self::CurveBack { curve, end } => pointwise::curve_back(curve, end),
            Self::Times { end } => pointwise::times(end),
            Self::TimesSum { end } => pointwise::times_sum(end),
            Self::Copy { end } => pointwise::copy(end),
        }
    }
}

/// Bindings of the given names and element types, in order.
fn bindings(all: &[(&str, &str)], end: End) -> String {
    all.iter()
        .copied()
        .chain(end.binding())
        .enumerate()
        .map(|(at, (name, element))| {
            format!("@group(0) @binding({at}) var<storage, read_write> {name}: array<{element}>;\n")
        })
        .collect()
}

/// Reading place `k` of an axis, `at` or the nearest that exists below `limit`: `{name}{k}`, and
/// `{name}in{k}`, whether the two are one. What is read outside counts as zero, so every position is
/// summed in the same order.
fn nearest(name: &str, k: u32, at: &str, limit: &str) -> String {
    format!(
        "let {name}s{k} = {at};
let {name}{k} = u32(clamp({name}s{k}, 0, i32({limit}) - 1));
let {name}in{k} = {name}s{k} == i32({name}{k});\n"
    )
}

/// The entry of a shader, with the workgroup and the place in it.
pub fn entry(workgroup: u32) -> String {
    format!(
        "@compute @workgroup_size({workgroup})\n\
         fn main(@builtin(workgroup_id) g: vec3<u32>, @builtin(local_invocation_id) l: vec3<u32>, \
         @builtin(num_workgroups) groups: vec3<u32>) {{\n"
    )
}

/// A shader that makes number `i` of `p[0]`, in rows of workgroups. After its buffers come `p`, and
/// what `end` needs.
fn flat(buffers: &[(&str, &str)], end: End, body: &str) -> String {
    let mut all = buffers.to_vec();
    all.push(("p", "u32"));
    format!(
        "{}{}let i = (g.y * groups.x + g.x) * {FLAT}u + l.x;\nif (i >= p[0]) {{ return; }}\n{body}}}\n",
        bindings(&all, end),
        entry(FLAT)
    )
}

/// The lines that `line` gives for every number below `count`.
fn each(count: u32, line: impl Fn(u32) -> String) -> String {
    (0..count).map(|k| line(k) + "\n").collect()
}
