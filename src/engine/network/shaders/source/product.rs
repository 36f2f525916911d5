use super::{End, bindings, each, entry};

/// What a thread of a product makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tile {
    pub positions: u32,
    /// Output channels, a multiple of four.
    pub channels: u32,
    /// Neighbouring threads make neighbouring positions, so that their reads fall together; or
    /// else a thread makes a run of them.
    pub apart: bool,
    /// Input channels that it takes at once: a divisor of theirs.
    pub unrolled: u32,
    /// Invocations of a workgroup.
    pub workgroup: u32,
}

/// `y[o, q] = bias[o] + sum over i of w[i, o] x[i, q]`, an image per `z`.
///
/// Where it is sparse, `i` takes the channels of the list of its image only, one by one.
///
/// Parameters: positions, input channels, channels of a row of `w` (a multiple of eight), output
/// channels, then for `x` and `y`: numbers of an image, and the first number.
pub fn text(tile: Tile, sparse: bool, end: End) -> String {
    let Tile {
        positions: count,
        channels,
        workgroup,
        ..
    } = tile;
    // Threads of one channel group, and how far apart a thread's positions are.
    let (first, step) = match tile.apart {
        true => ("spot", "threads"),
        false => ("spot * COUNT", "1u"),
    };
    let first = first.replace("COUNT", &format!("{count}u"));
    let fours = channels / 4;
    let pairs = |line: &dyn Fn(u32, u32) -> String| each(count, |q| each(fours, |m| line(m, q)));
    let mut buffers = vec![("x", "f32"), ("w", "vec4<f32>"), ("bias", "vec4<f32>")];
    let unrolled = if sparse { 1 } else { tile.unrolled };
    let (begin, next) = match sparse {
        true => {
            buffers.push(("list", "u32"));
            (
                "let begin = g.z * (p[1] + 1u);
for (var k = 1u; k <= list[begin]; k++) {
let i = list[begin + k];
let xi = x_first + i * p[0];
let wi = w_first + i * row;
"
                .to_owned(),
                "",
            )
        }
        false => (
            format!(
                "var xi = x_first;
var wi = w_first;
for (var i = 0u; i < p[1]; i += {unrolled}u) {{
"
            ),
            "xi += p[0];\nwi += row;\n",
        ),
    };
    buffers.extend([("y", "f32"), ("p", "u32")]);
    [
        bindings(&buffers, end),
        entry(workgroup),
        format!(
            "let threads = (p[0] + {count}u - 1u) / {count}u;
let t = g.x * {workgroup}u + l.x;
let channel = t / threads * {channels}u;
if (channel >= p[3]) {{ return; }}
let spot = t % threads;
let first = {first};
let row = p[2] / 4u;
"
        ),
        "let x_first = g.z * p[4] + p[5];\nlet w_first = channel / 4u;\n".to_owned(),
        // The last thread's channels may end behind those of the row.
        each(fours, |m| {
            format!("let o{m} = min({m}u, row - 1u - w_first);")
        }),
        each(count, |q| {
            format!("let at{q} = min(first + {q}u * {step}, p[0] - 1u);")
        }),
        pairs(&|m, q| format!("var a{m}_{q} = bias[w_first + o{m}];")),
        begin,
        each(unrolled, |u| {
            let w = each(fours, |m| format!("let w{m}_{u} = w[wi + o{m}];"));
            let x = each(count, |q| format!("let x{q}_{u} = x[xi + at{q}];"));
            w + &x + next
        }),
        pairs(&|m, q| {
            // One after the other, as without unrolling.
            let sum = (0..unrolled).fold(format!("a{m}_{q}"), |sum, u| {
                format!("({sum} + w{m}_{u} * x{q}_{u})")
            });
            format!("a{m}_{q} = {sum};")
        }),
        "}\n".to_owned(),
        "let yi = g.z * p[6] + p[7] + channel * p[0];\n".to_owned(),
        each(count, |q| {
            let numbers = each(channels, |o| {
                let place = format!("yi + {o}u * p[0] + at{q}");
                let write = end.write("y", &place, &format!("a{}_{q}[{}]", o / 4, o % 4));
                format!("if (channel + {o}u < p[3]) {{ {write} }}")
            });
            format!("if (first + {q}u * {step} < p[0]) {{\n{numbers}}}")
        }),
        "}\n".to_owned(),
    ]
    .concat()
}
