use super::{End, flat};

/// `y[c] = gain[c] * x[from[c]] + shift[c]` per image. Parameters: numbers, positions, channels,
/// then `from`.
pub fn affine() -> String {
    let body = "let channel = i / p[1] % p[2];
let x_at = i + p[3u + channel] * p[1] - channel * p[1];
y[i] = gain[channel] * x[x_at] + shift[channel];
";
    flat(
        &[
            ("x", "f32"),
            ("gain", "f32"),
            ("shift", "f32"),
            ("y", "f32"),
        ],
        End::STORE,
        body,
    )
}

/// `y = x`. Parameters: numbers.
pub fn copy(end: End) -> String {
    let body = format!("let v = x[i];\n{}\n", end.write("y", "i", "v"));
    flat(&[("x", "f32"), ("y", "f32")], end, &body)
}
