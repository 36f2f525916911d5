/// Red, green and blue, 0 to 255.
pub type Colour = [f64; 3];

/// The squared distance of two colours.
pub(crate) fn apart(a: Colour, b: Colour) -> f64 {
    let square = |c: usize| (a[c] - b[c]) * (a[c] - b[c]);
    square(0) + square(1) + square(2)
}
