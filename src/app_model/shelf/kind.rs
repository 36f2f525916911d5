/// A result that is recorded, and kept on the shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Of the first part.
    Map,
    /// Maps of one picture by several methods.
    Methods,
    /// Maps of several pictures by one method.
    Pictures,
    /// What is left of a map when the weights are others.
    Sanity,
    /// What is left of the class when pixels go.
    Faithful,
    /// What a map finds.
    Object,
    /// Of a gradient at a pixel.
    Proof,
    /// Of the second.
    Attack,
    /// Several of them under one budget.
    Comparison,
    /// Of the third.
    Visualisation,
    /// Several of them.
    Sheet,
    /// Of the fourth part: the map by the second network.
    SecondMap,
    /// What both networks say of the adversarial image.
    Transfer,
    /// What both say of the visualisation.
    Recognition,
    /// Of images made on each and shown to both.
    Matrix,
}

impl Kind {
    const ALL: [Self; 15] = [
        Self::Map,
        Self::Methods,
        Self::Pictures,
        Self::Sanity,
        Self::Faithful,
        Self::Object,
        Self::Proof,
        Self::Attack,
        Self::Comparison,
        Self::Visualisation,
        Self::Sheet,
        Self::SecondMap,
        Self::Transfer,
        Self::Recognition,
        Self::Matrix,
    ];

    /// As records name it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Map => "map",
            Self::Methods => "methods",
            Self::Pictures => "pictures",
            Self::Sanity => "sanity",
            Self::Faithful => "faithful",
            Self::Object => "object",
            Self::Proof => "proof",
            Self::Attack => "attack",
            Self::Comparison => "comparison",
            Self::Visualisation => "visualisation",
            Self::Sheet => "sheet",
            Self::SecondMap => "second-map",
            Self::Transfer => "transfer",
            Self::Recognition => "recognition",
            Self::Matrix => "matrix",
        }
    }

    /// What records name so.
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }
}
