/// Why a model is not run here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It has an operation that is not here: its kind, and the name of the node.
    #[error("the operation {0} (node {1}) is not here")]
    Operation(String, String),
    /// It has an operation that is here, but not in this way.
    #[error("the operation {0} (node {1}) is not here {2}")]
    Way(String, String, Way),
    /// A node reads a name that nothing in the file makes: the name, the node's kind and its name.
    #[error("the tensor {0}, which {1} (node {2}) reads, is not in the file")]
    Absent(String, String, String),
    /// A node needs what it makes itself: its kind and its name.
    #[error("{0} (node {1}) needs its own result")]
    Cycle(String, String),
    /// What a node reads does not fit: the node's kind and its name, and what it reads.
    #[error("the sizes of {2} do not fit in {0} (node {1})")]
    Sizes(String, String, String),
    /// Its images are larger than any here: their side, and the largest.
    #[error("its images have sides of {0}, the limit is {1}")]
    TooLarge(usize, usize),
    /// It reads several things, of these names.
    #[error("it has the inputs {0:?}")]
    Inputs(Vec<String>),
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
    /// More channels than a classifier has, or values that it takes in another order.
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
            Self::Sizes => ["of values of these sizes", "sur des valeurs de ces tailles"],
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
