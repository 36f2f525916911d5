use super::{End, flat};

/// Max-pooling; windows are cut off at the last row and column. Parameters: numbers of the output,
/// then height and width of input and output.
///
/// `winners` is the place of the maximum in its window, row by row: the first of equals.
pub fn text(kernel: u32, stride: u32) -> String {
    let body = format!(
        "let plane = i / (p[3] * p[4]);
let top = i / p[4] % p[3] * {stride}u;
let left = i % p[4] * {stride}u;
let begin = plane * p[1] * p[2];
var best = x[begin + top * p[2] + left];
var winner = 0u;
for (var ky = 0u; ky < {kernel}u && top + ky < p[1]; ky++) {{
for (var kx = 0u; kx < {kernel}u && left + kx < p[2]; kx++) {{
let v = x[begin + (top + ky) * p[2] + left + kx];
if (v > best || v != v) {{ best = v; winner = ky * {kernel}u + kx; }}
}}
}}
y[i] = best;
winners[i] = winner;
"
    );
    flat(&[("x", "f32"), ("y", "f32"), ("winners", "u32")], &body)
}

/// Every position of the input collects from the windows that it won: no two threads write to one
/// place. Parameters: numbers of the input, then height and width of input and output.
pub fn back(kernel: u32, stride: u32, end: End) -> String {
    let body = format!(
        "let plane = i / (p[1] * p[2]);
let row = i / p[2] % p[1];
let column = i % p[2];
let first_row = select(0u, (row - {kernel}u) / {stride}u + 1u, row >= {kernel}u);
let first_column = select(0u, (column - {kernel}u) / {stride}u + 1u, column >= {kernel}u);
let last_row = min(row / {stride}u, p[3] - 1u);
let last_column = min(column / {stride}u, p[4] - 1u);
var v = 0.0;
for (var oy = first_row; oy <= last_row; oy++) {{
for (var ox = first_column; ox <= last_column; ox++) {{
let o = (plane * p[3] + oy) * p[4] + ox;
let at = (row - oy * {stride}u) * {kernel}u + column - ox * {stride}u;
v += select(0.0, dy[o], winners[o] == at);
}}
}}
{}
",
        end.write("dx[i]", "v")
    );
    flat(&[("dy", "f32"), ("winners", "u32"), ("dx", "f32")], &body)
}
