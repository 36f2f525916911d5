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
}
