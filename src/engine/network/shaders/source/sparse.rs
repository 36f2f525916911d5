use super::{End, flat};

/// Whether a channel of an image has any number but zero; what is not a number is one. Parameters:
/// channels of all images, positions.
pub fn alive() -> String {
    let body = "var found = 0u;
for (var k = 0u; k < p[1]; k++) { if (x[i * p[1] + k] != 0.0) { found = 1u; } }
flags[i] = found;
";
    flat(&[("x", "f32"), ("flags", "u32")], End::STORE, body)
}

/// Per image: how many channels are alive, then which, in their order. Parameters: images, channels.
pub fn list() -> String {
    let body = "var count = 0u;
let begin = i * (p[1] + 1u);
for (var c = 0u; c < p[1]; c++) {
if (flags[i * p[1] + c] == 1u) { count++; chosen[begin + count] = c; }
}
chosen[begin] = count;
";
    flat(&[("flags", "u32"), ("chosen", "u32")], End::STORE, body)
}
