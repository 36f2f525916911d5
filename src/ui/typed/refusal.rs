/// Why what was typed is not taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Refusal {
    Empty,
    NoNumber,
    /// Two numbers that it may mean.
    Ambiguous(f64, f64),
    NotWhole,
    Outside,
    /// Of a list: one number with a decimal comma, or several.
    OneOrMore,
    /// More values than a list holds.
    TooMany(usize),
}
