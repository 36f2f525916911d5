use super::{End, each, flat};

/// Columns of the output that a thread makes.
pub const COLUMNS: u32 = 4;

/// Every channel filtered on its own: `y[c, r, q] = bias[c] + sum over ky, kx of
/// w[c, ky, kx] x[c, r', q']`, `r' = r * stride + ky - padding`.
///
/// Parameters: threads, channels, height and width of input and output, zeros before the first row
/// and the first column.
pub fn text(kernel: u32, stride: u32, end: End) -> String {
    let wide = (COLUMNS - 1) * stride + kernel;
    let body = [
        format!(
            "let across = (p[5] + {COLUMNS}u - 1u) / {COLUMNS}u;
let column = i % across * {COLUMNS}u;
let row = i / across % p[4];
let plane = i / (across * p[4]);
let channel = plane % p[1];
let left = i32(column * {stride}u) - i32(p[7]);
"
        ),
        each(COLUMNS, |c| format!("var a{c} = bias[channel];")),
        format!(
            "for (var ky = 0u; ky < {kernel}u; ky++) {{
let y_at = i32(row * {stride}u + ky) - i32(p[6]);
let is_in = y_at >= 0 && y_at < i32(p[2]);
let begin = (plane * p[2] + u32(clamp(y_at, 0, i32(p[2]) - 1))) * p[3];
let wi = (channel * {kernel}u + ky) * {kernel}u;
"
        ),
        each(wide, |k| {
            format!(
                "let c{k} = left + {k};
let x{k} = select(0.0, x[begin + u32(clamp(c{k}, 0, i32(p[3]) - 1))], is_in && c{k} >= 0 && c{k} < i32(p[3]));"
            )
        }),
        each(kernel, |kx| {
            let adds = each(COLUMNS, |c| format!("a{c} = a{c} + w{kx} * x{};", c * stride + kx));
            format!("let w{kx} = w[wi + {kx}u];\n{adds}")
        }),
        "}\nlet begin = (plane * p[4] + row) * p[5] + column;\n".to_owned(),
        each(COLUMNS, |c| {
            let write = end.write("y", &format!("begin + {c}u"), &format!("a{c}"));
            format!("if (column + {c}u < p[5]) {{ {write} }}")
        }),
    ]
    .concat();
    let buffers = [("x", "f32"), ("w", "f32"), ("bias", "f32"), ("y", "f32")];
    flat(&buffers, end, &body)
}

/// The way back: `dx[c, r, q] = sum over ky, kx of w[c, ky, kx] dy[c, r', q']` with
/// `r' = (r + padding - ky) / stride` where that is whole. A thread makes one number.
///
/// Parameters: numbers of the gradient, then as above from the channels on, `x` being the gradient.
pub fn back(kernel: u32, stride: u32, end: End) -> String {
    let axis = |name: &str, at: &str, limit: &str| {
        format!(
            "let {name}s = {at} - {name};
if ({name}s % {stride} != 0 || {name}s < 0 || {name}s / {stride} >= i32({limit})) {{ continue; }}\n"
        )
    };
    let body = [
        "let plane = i / (p[2] * p[3]);
let channel = plane % p[1];
let row = i32(i / p[3] % p[2] + p[6]);
let column = i32(i % p[3] + p[7]);
var v = 0.0;
"
        .to_owned(),
        format!("for (var ky = 0; ky < {kernel}; ky++) {{\n"),
        axis("ky", "row", "p[4]"),
        format!("for (var kx = 0; kx < {kernel}; kx++) {{\n"),
        axis("kx", "column", "p[5]"),
        format!(
            "let o = (plane * p[4] + u32(kys / {stride})) * p[5] + u32(kxs / {stride});
v += w[(channel * {kernel}u + u32(ky)) * {kernel}u + u32(kx)] * dy[o];
}}
}}
{}
",
            end.write("dx", "i", "v")
        ),
    ]
    .concat();
    flat(&[("dy", "f32"), ("w", "f32"), ("dx", "f32")], end, &body)
}
