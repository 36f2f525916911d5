use super::{End, flat};

/// The mean over the positions of a grid of cells: cell `i` of `n` along an axis of length `l` spans
/// `floor(i l / n)` to `ceil((i + 1) l / n)`.
///
/// Parameters: numbers of the output, height and width of the input, cells along each axis.
pub fn text() -> String {
    let body = "let cell = i % (p[3] * p[3]);
let begin = i / (p[3] * p[3]) * p[1] * p[2];
let row = cell / p[3];
let column = cell % p[3];
let bottom = ((row + 1u) * p[1] + p[3] - 1u) / p[3];
let right = ((column + 1u) * p[2] + p[3] - 1u) / p[3];
let top = row * p[1] / p[3];
let left = column * p[2] / p[3];
var sum = 0.0;
for (var r = top; r < bottom; r++) {
for (var c = left; c < right; c++) { sum += x[begin + r * p[2] + c]; }
}
y[i] = sum / f32((bottom - top) * (right - left));
";
    flat(&[("x", "f32"), ("y", "f32")], End::STORE, body)
}

/// Every position gets the share of the cells that it lies in.
///
/// Parameters: numbers of the input, height and width of it, cells along each axis.
pub fn back(end: End) -> String {
    let body = format!(
        "let r = i / p[2] % p[1];
let c = i % p[2];
let begin = i / (p[1] * p[2]) * p[3] * p[3];
var v = 0.0;
for (var row = 0u; row < p[3]; row++) {{
let top = row * p[1] / p[3];
let bottom = ((row + 1u) * p[1] + p[3] - 1u) / p[3];
if (r < top || r >= bottom) {{ continue; }}
for (var column = 0u; column < p[3]; column++) {{
let left = column * p[2] / p[3];
let right = ((column + 1u) * p[2] + p[3] - 1u) / p[3];
if (c < left || c >= right) {{ continue; }}
v = v + dy[begin + row * p[3] + column] / f32((bottom - top) * (right - left));
}}
}}
{}
",
        end.write("dx", "i", "v")
    );
    flat(&[("dy", "f32"), ("dx", "f32")], end, &body)
}
