use gradoscope_kernels::Curve;

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

/// `y` of every `x`; what is not a number stays. Parameters: numbers.
pub fn curve(curve: Curve) -> String {
    let value = match curve {
        // Nothing that overflows.
        Curve::Sigmoid => {
            "let e = exp(-abs(x[i]));\nlet v = select(e, 1.0, x[i] >= 0.0) / (1.0 + e);"
        }
        Curve::HardSigmoid => {
            "let r = x[i] / 6.0 + 0.5;\nlet v = select(select(r, 1.0, r > 1.0), 0.0, r < 0.0);"
        }
    };
    let body = format!("{value}\n{}\n", End::STORE.write("y", "i", "v"));
    flat(&[("x", "f32"), ("y", "f32")], End::STORE, &body)
}

/// The way back to `x`, by the slope where the curve is `y`. Parameters: numbers.
pub fn curve_back(curve: Curve, end: End) -> String {
    let value = match curve {
        Curve::Sigmoid => "dy[i] * (y[i] * (1.0 - y[i]))",
        Curve::HardSigmoid => "select(dy[i] / 6.0, 0.0, y[i] <= 0.0 || y[i] >= 1.0)",
    };
    let body = format!("let v = {value};\n{}\n", end.write("dx", "i", "v"));
    flat(&[("dy", "f32"), ("y", "f32"), ("dx", "f32")], end, &body)
}

/// `y[i] = a[i] * b[i / p[1]]`. Parameters: numbers, how many of them share a factor.
pub fn times(end: End) -> String {
    let body = format!(
        "let v = a[i] * b[i / p[1]];\n{}\n",
        end.write("y", "i", "v")
    );
    flat(&[("a", "f32"), ("b", "f32"), ("y", "f32")], end, &body)
}

/// `y[i]` is the sum of `a * b` over `p[1]` positions. Parameters: numbers, positions.
pub fn times_sum(end: End) -> String {
    let body = format!(
        "var v = 0.0;
for (var k = i * p[1]; k < (i + 1u) * p[1]; k++) {{ v = v + a[k] * b[k]; }}
{}
",
        end.write("y", "i", "v")
    );
    flat(&[("a", "f32"), ("b", "f32"), ("y", "f32")], end, &body)
}

/// `y = x`. Parameters: numbers.
pub fn copy(end: End) -> String {
    let body = format!("let v = x[i];\n{}\n", end.write("y", "i", "v"));
    flat(&[("x", "f32"), ("y", "f32")], end, &body)
}
