use super::{End, flat};

/// `y[c] = w[c] * x[from[c]] + w[channels + c]` per image. Parameters: numbers, positions, channels,
/// then `from`.
pub fn affine() -> String {
    let body = "let channel = i / p[1] % p[2];
let x_at = i + p[3u + channel] * p[1] - channel * p[1];
y[i] = w[channel] * x[x_at] + w[p[2] + channel];
";
    flat(
        &[("x", "f32"), ("w", "f32"), ("y", "f32")],
        End::STORE,
        body,
    )
}

/// Puts a value into a larger one, per image. Parameters: numbers, those of an image in the part and in the
/// whole, and where the part begins.
pub fn join() -> String {
    let body = format!("y[{IN_THE_WHOLE}] = x[i];\n");
    flat(&[("x", "f32"), ("y", "f32")], End::STORE, &body)
}

/// The same taken out of the whole.
pub fn part(end: End) -> String {
    let body = format!("let v = x[{IN_THE_WHOLE}];\n{}\n", end.write("y", "i", "v"));
    flat(&[("x", "f32"), ("y", "f32")], end, &body)
}

const IN_THE_WHOLE: &str = "i / p[1] * p[2] + p[3] + i % p[1]";

/// `y = x`. Parameters: numbers.
pub fn copy(end: End) -> String {
    let body = format!("let v = x[i];\n{}\n", end.write("y", "i", "v"));
    flat(&[("x", "f32"), ("y", "f32")], end, &body)
}
