use super::super::source::Tile;

/// How the shaders are cut; devices differ in what suits them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tuning {
    pub name: &'static str,
    pub product: Tile,
    /// Rows and columns of a convolution that a thread makes.
    pub window: [u32; 2],
}

/// The first is what a device gets that was not measured, the last what suits software adapters.
pub const TUNINGS: &[Tuning] = &[
    Tuning::new("runs of 8, 2x4", 8, false, [2, 4]),
    Tuning::new("strides of 4, 2x2", 4, true, [2, 2]),
    Tuning::new("runs of 16, 4x4", 16, false, [4, 4]),
];

impl Tuning {
    const fn new(name: &'static str, positions: u32, apart: bool, window: [u32; 2]) -> Self {
        let product = Tile { positions, apart };
        Self {
            name,
            product,
            window,
        }
    }

    /// What to write down of it, once it was measured by `build`.
    pub fn note(self, build: &str) -> String {
        format!("{build}\n{}", self.name)
    }

    /// The one that was written down; none where another build did, whose shaders may be others.
    pub fn of_note(note: &str, build: &str) -> Option<Self> {
        let (noted, name) = note.split_once('\n')?;
        let known = TUNINGS.iter().find(|tuning| tuning.name == name);
        known.filter(|_| noted == build).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_good_for_the_build_that_wrote_it() {
        for tuning in TUNINGS {
            let note = tuning.note("one");
            assert_eq!(Tuning::of_note(&note, "one"), Some(*tuning));
            assert_eq!(Tuning::of_note(&note, "two"), None);
        }
    }

    #[test]
    fn a_note_of_an_unknown_cut_is_none() {
        assert_eq!(Tuning::of_note("one\nruns of 3", "one"), None);
        assert_eq!(Tuning::of_note("one", "one"), None);
    }
}
