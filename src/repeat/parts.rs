//! Python that several results have need of.

/// Some lines, in an order in which each knows those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Random,
    Blurred,
    Baseline,
    Rules,
    Activations,
    Maps,
    Spread,
    Copies,
}

impl Part {
    pub fn lines(self) -> &'static str {
        match self {
            Self::Random => include_str!("parts/random.py"),
            Self::Blurred => include_str!("parts/blurred.py"),
            Self::Baseline => include_str!("parts/baseline.py"),
            Self::Rules => include_str!("parts/rules.py"),
            Self::Activations => include_str!("parts/activations.py"),
            Self::Maps => include_str!("parts/maps.py"),
            Self::Spread => include_str!("parts/spread.py"),
            Self::Copies => include_str!("parts/copies.py"),
        }
    }
}
