use super::{End, bindings, each, entry};

/// What a workgroup makes of a convolution, out of numbers that its invocations fetch together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Block {
    /// Output channels, a multiple of four.
    pub channels: u32,
    /// Positions, a multiple of four.
    pub positions: u32,
    /// Products of a sum that are fetched at once.
    pub depth: u32,
    /// Parts that every sum is cut into, each made by invocations of its own: a divisor of the depth.
    pub shares: u32,
}

/// How a convolution walks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Walk {
    pub kernel: u32,
    pub stride: u32,
    /// Zeros before the first row, and before the first column.
    pub padding: [u32; 2],
}

impl Walk {
    pub const POINTWISE: Self = Self {
        kernel: 1,
        stride: 1,
        padding: [0, 0],
    };

    fn is_pointwise(self) -> bool {
        self == Self::POINTWISE
    }
}

impl Block {
    /// Of so many channels and positions, fetched so deep at once, its sums in so many shares.
    pub const fn new(channels: u32, positions: u32, depth: u32, shares: u32) -> Self {
        Self {
            channels,
            positions,
            depth,
            shares,
        }
    }

    /// Invocations of a share: each makes four channels at four positions.
    const fn invocations(self) -> u32 {
        self.channels * self.positions / 16
    }

    /// Invocations of all shares.
    pub const fn workgroup(self) -> u32 {
        self.invocations() * self.shares
    }

    /// Workgroups for this many positions of an image and output channels.
    pub fn groups(self, positions: usize, channels: usize) -> [usize; 2] {
        [
            positions.div_ceil(self.positions as usize),
            channels.div_ceil(self.channels as usize),
        ]
    }

    /// Fetches of four numbers of weights, and of the input, by every invocation.
    const fn fetches(self) -> [u32; 2] {
        let fours = self.depth / 4;
        let by = self.workgroup();
        [
            (fours * self.channels).div_ceil(by),
            (fours * self.positions).div_ceil(by),
        ]
    }
}

/// A convolution as a product of matrices whose right one is gathered: `y[o, q] = bias[o] + sum over k
/// of w[k, o] x[k, q]`, `k` an input channel and a place of the kernel, an image per `z`. Along `x` stand
/// the blocks of positions, along `y` those of channels.
///
/// Every share of the invocations sums a part of every block of `k`, and the parts are added in their
/// order: the same at every position.
///
/// Where it is sparse, `k` takes the channels of the list of its image only.
///
/// Parameters: height and width of the input, of the output, input channels, channels of a row of `w`
/// (a multiple of eight), output channels, then for `x` and `y`: numbers of an image, and the first
/// number.
pub fn text(block: Block, walk: Walk, sparse: bool, end: End) -> String {
    let Block {
        channels,
        positions,
        depth,
        shares,
    } = block;
    let (workgroup, invocations) = (block.workgroup(), block.invocations());
    let (wide_w, wide_x) = (channels / 4, positions / 4);
    let mut buffers = vec![("x", "f32"), ("w", "vec4<f32>"), ("bias", "vec4<f32>")];
    if sparse {
        buffers.push(("list", "u32"));
    }
    buffers.extend([("y", "f32"), ("p", "u32")]);
    let taps = walk.kernel * walk.kernel;
    let length = match sparse {
        true => "list[listed]".to_owned(),
        false => format!("p[4] * {taps}u"),
    };
    let part = match shares {
        1 => String::new(),
        _ => format!(
            "var<workgroup> parts: array<vec4<f32>, {}>;\n",
            channels * wide_x
        ),
    };
    [
        format!(
            "var<workgroup> ws: array<vec4<f32>, {}>;
var<workgroup> xs: array<vec4<f32>, {}>;
var<workgroup> length_of_all: u32;
{part}",
            depth * wide_w,
            depth * wide_x
        ),
        bindings(&buffers, end),
        entry(workgroup),
        format!(
            "let share = l.x / {invocations}u;
let mine = l.x % {invocations}u;
let column = mine % {wide_x}u;
let line = mine / {wide_x}u;
let count = p[2] * p[3];
let row = p[5] / 4u;
let x_first = g.z * p[7] + p[8];
let w_first = g.y * {wide_w}u;
let channel = (w_first + line) * 4u;
let q_first = g.x * {positions}u;
let bias_here = bias[min(w_first + line, row - 1u)];
let listed = g.z * (p[4] + 1u);
if (l.x == 0u) {{ length_of_all = {length}; }}
// Not before all have it: what a buffer holds is not known to be the same for all.
let length = workgroupUniformLoad(&length_of_all);
"
        ),
        places(walk, wide_x),
        each(4, |q| {
            format!("var a{q} = select(vec4<f32>(0.0), bias_here, share == 0u);")
        }),
        held(block),
        "var k0 = 0u;\n".to_owned(),
        fetch_weights(block, sparse),
        fetch_input(block, walk, sparse),
        "while (k0 < length) {\n".to_owned(),
        lay_out(block),
        format!("workgroupBarrier();\nk0 += {depth}u;\n"),
        // On their way while the sums are made.
        fetch_weights(block, sparse),
        fetch_input(block, walk, sparse),
        each(depth / shares, |k| {
            let sums = each(4, |q| format!("a{q} = a{q} + w{k} * x{k}[{q}];"));
            format!(
                "let w{k} = ws[(share * {each_share}u + {k}u) * {wide_w}u + line];
let x{k} = xs[(share * {each_share}u + {k}u) * {wide_x}u + column];
{sums}",
                each_share = depth / shares
            )
        }),
        "workgroupBarrier();\n}\n".to_owned(),
        add_up(block),
        "if (share != 0u) { return; }\nlet yi = g.z * p[9] + p[10];\n".to_owned(),
        each(4, |q| {
            let numbers = each(4, |o| {
                let place = format!("yi + (channel + {o}u) * count + at{q}");
                let write = end.write("y", &place, &format!("a{q}[{o}]"));
                format!("if (channel + {o}u < p[6]) {{ {write} }}")
            });
            format!(
                "let at{q} = q_first + column * 4u + {q}u;
if (at{q} < count) {{
{numbers}}}"
            )
        }),
        "}\n".to_owned(),
    ]
    .concat()
}

/// Where the four positions lie that an invocation fetches: always the same of every `k`.
fn places(walk: Walk, wide_x: u32) -> String {
    let begin = format!("let q_fetch = q_first + l.x % {wide_x}u * 4u;\n");
    let of = |q: u32| match walk.is_pointwise() {
        true => format!("let f{q} = min(q_fetch + {q}u, count - 1u);"),
        false => format!(
            "let f{q} = min(q_fetch + {q}u, count - 1u);
let r{q} = i32(f{q} / p[3] * {stride}u) - {top};
let c{q} = i32(f{q} % p[3] * {stride}u) - {left};",
            stride = walk.stride,
            top = walk.padding[0],
            left = walk.padding[1]
        ),
    };
    begin + &each(4, of)
}

/// The number of the input channel, or the place in the list of them.
fn source(sparse: bool, k: &str) -> String {
    match sparse {
        true => format!("list[listed + 1u + min({k}, length - 1u)]"),
        false => format!("min({k}, length - 1u)"),
    }
}

/// What an invocation has fetched and not laid out yet.
fn held(block: Block) -> String {
    let [weights, inputs] = block.fetches();
    each(weights, |f| format!("var hw{f}: vec4<f32>;"))
        + &each(inputs, |f| format!("var hx{f}: vec4<f32>;"))
}

/// Writes it to where all invocations read it.
fn lay_out(block: Block) -> String {
    let workgroup = block.workgroup();
    let lines = |name: &str, wide: u32, fetches: u32| {
        let all = block.depth * wide;
        each(fetches, |f| {
            let at = format!("l.x + {}u", f * workgroup);
            let line = format!("{name}s[{at}] = h{name}{f};");
            match (f + 1) * workgroup <= all {
                true => line,
                false => format!("if ({at} < {all}u) {{ {line} }}"),
            }
        })
    };
    let [weights, inputs] = block.fetches();
    lines("w", block.channels / 4, weights) + &lines("x", block.positions / 4, inputs)
}

fn fetch_weights(block: Block, sparse: bool) -> String {
    let wide = block.channels / 4;
    let workgroup = block.workgroup();
    each(block.fetches()[0], |f| {
        let source = source(sparse, "k");
        format!(
            "{{
let at = l.x + {}u;
let k = k0 + at / {wide}u;
let o = w_first + at % {wide}u;
hw{f} = select(vec4<f32>(0.0), w[{source} * row + min(o, row - 1u)], k < length && o < row);
}}",
            f * workgroup
        )
    })
}

fn fetch_input(block: Block, walk: Walk, sparse: bool) -> String {
    let wide = block.positions / 4;
    let workgroup = block.workgroup();
    let reads = reads(walk, sparse);
    each(block.fetches()[1], |f| {
        format!(
            "{{
let k = k0 + (l.x + {}u) / {wide}u;
{reads}hx{f} = select(vec4<f32>(0.0), vec4<f32>(n0, n1, n2, n3), k < length);
}}",
            f * workgroup
        )
    })
}

/// Reads `n0` to `n3`, what the four positions read for `k`.
fn reads(walk: Walk, sparse: bool) -> String {
    let source = source(sparse, "k");
    if walk.is_pointwise() {
        let reads = each(4, |q| format!("let n{q} = x[xi + f{q}];"));
        return format!("let xi = x_first + {source} * count;\n{reads}");
    }
    let kernel = walk.kernel;
    let taps = kernel * kernel;
    let reads = each(4, |q| {
        format!(
            "let sr{q} = r{q} + ky;
let sc{q} = c{q} + kx;
let in{q} = sr{q} >= 0 && sr{q} < i32(p[0]) && sc{q} >= 0 && sc{q} < i32(p[1]);
let n{q} = select(0.0, x[xi + u32(select(0, sr{q} * i32(p[1]) + sc{q}, in{q}))], in{q});"
        )
    });
    format!(
        "let place = {source};
let xi = x_first + place / {taps}u * p[0] * p[1];
let ky = i32(place % {taps}u / {kernel}u);
let kx = i32(place % {kernel}u);
{reads}"
    )
}

/// The first share adds to its sums those of the others, in their order.
fn add_up(block: Block) -> String {
    let invocations = block.invocations();
    (1..block.shares)
        .map(|share| {
            let writes = each(4, |q| format!("parts[{}u + mine] = a{q};", q * invocations));
            let reads = each(4, |q| {
                format!("a{q} = a{q} + parts[{}u + mine];", q * invocations)
            });
            format!(
                "if (share == {share}u) {{\n{writes}}}
workgroupBarrier();
if (share == 0u) {{\n{reads}}}
workgroupBarrier();
"
            )
        })
        .collect()
}
