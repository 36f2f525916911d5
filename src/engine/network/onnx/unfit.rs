/// Why a model is not run here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It has an operation that is not here: its kind, and the name of the node.
    #[error("the operation {0} (node {1}) is not here")]
    Operation(String, String),
    /// It has an operation that is here, but not in this way.
    #[error("the operation {0} (node {1}) is not here {2}")]
    Way(String, String, Way),
    /// It was quantised.
    #[error("the operation {0} is one of a quantised network")]
    Quantised(String),
    /// It does not read one image.
    #[error("its input is no image: {0:?}")]
    Input(Vec<Option<usize>>),
    /// Its images are not square, or not of three channels.
    #[error("its images have {channels} channels of {height} x {width}")]
    Image {
        /// Channels.
        channels: usize,
        /// In pixels.
        height: usize,
        /// In pixels.
        width: usize,
    },
    /// What it computes is no list of scores.
    #[error("it does not end in scores")]
    Output,
}

/// What about an operation is not here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Weights, or sides, that are computed.
    Computed,
    /// Values of different sizes.
    Sizes,
    /// Windows of such a form or step.
    Windows,
    /// Groups of channels so many.
    Groups,
    /// Another order or number of sides.
    Sides,
    /// Such bounds.
    Bounds,
}

impl std::fmt::Display for Way {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [en, _] = self.words();
        en.fmt(f)
    }
}

impl Way {
    /// After "not here".
    pub fn words(self) -> [&'static str; 2] {
        match self {
            Self::Computed => [
                "with weights or sizes that it computes itself",
                "avec des poids ou des tailles qu’il calcule lui-même",
            ],
            Self::Sizes => [
                "of values of different sizes",
                "entre des valeurs de tailles différentes",
            ],
            Self::Windows => [
                "with such windows (their form, steps or borders)",
                "avec de telles fenêtres (forme, pas ou bords)",
            ],
            Self::Groups => [
                "with so many groups of channels",
                "avec autant de groupes de canaux",
            ],
            Self::Sides => [
                "along these axes, or to this shape",
                "selon ces axes, ou vers cette forme",
            ],
            Self::Bounds => ["with these bounds", "avec ces bornes"],
        }
    }
}
