use super::{End, bindings, entry, flat};

/// Threads that sum a row of weights together.
pub const THREADS: u32 = 64;

/// Some rows of a fully connected layer, read as they lie: `y[o] = bias[o] + sum over k of w[o, k] x[k]`,
/// an image per `z`. A workgroup makes a number.
///
/// Parameters: inputs, outputs of the whole layer, the first output of the block.
pub fn text(end: End) -> String {
    let buffers = [
        ("x", "f32"),
        ("w", "f32"),
        ("bias", "f32"),
        ("y", "f32"),
        ("p", "u32"),
    ];
    [
        format!("var<workgroup> parts: array<f32, {THREADS}>;\n"),
        bindings(&buffers, end),
        entry(THREADS),
        format!(
            "let xi = g.z * p[0];
let wi = g.x * p[0];
var sum = 0.0;
for (var k = l.x; k < p[0]; k += {THREADS}u) {{ sum = sum + w[wi + k] * x[xi + k]; }}
parts[l.x] = sum;
workgroupBarrier();
for (var half = {}u; half > 0u; half = half / 2u) {{
if (l.x < half) {{ parts[l.x] = parts[l.x] + parts[l.x + half]; }}
workgroupBarrier();
}}
let o = p[2] + g.x;
let v = parts[0] + bias[o];
if (l.x == 0u) {{ {} }}
}}
",
            THREADS / 2,
            end.write("y", "g.z * p[1] + o", "v")
        ),
    ]
    .concat()
}

/// The way back through the same rows: `dx[k] = sum over o of w[o, k] dy[o]`. Rows whose gradient is
/// zero are not read.
///
/// Parameters: numbers of the gradient, inputs, outputs of the block, outputs of the whole layer, the
/// first output of the block.
pub fn back(end: End) -> String {
    let body = format!(
        "let k = i % p[1];
let di = i / p[1] * p[3] + p[4];
var v = 0.0;
for (var o = 0u; o < p[2]; o++) {{
let d = dy[di + o];
if (d != 0.0) {{ v = v + d * w[o * p[1] + k]; }}
}}
{}
",
        end.write("dx", "i", "v")
    );
    flat(&[("dy", "f32"), ("w", "f32"), ("dx", "f32")], end, &body)
}
