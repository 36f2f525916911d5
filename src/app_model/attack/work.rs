use crate::app_model::Map;
use crate::spec::ClassId;

/// Whose image it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app_model) enum Of {
    Run,
    Contender(usize),
}

/// What an engine is asked for by this part.
#[derive(Debug, Clone)]
pub(in crate::app_model) enum Work {
    Attack(Of),
    Verify {
        of: Of,
        /// Whether the file gave back the pixels that were put in it.
        same_pixels: bool,
    },
    Survival,
    Ray,
    MapBefore,
    MapAfter {
        before_class: ClassId,
        before: Map,
    },
}

impl Work {
    /// Whether it is the run itself.
    pub(in crate::app_model) fn is_run(&self) -> bool {
        matches!(self, Self::Attack(Of::Run))
    }

    /// Whether it is an attack of a comparison.
    pub(in crate::app_model) fn is_of_a_contender(&self) -> bool {
        matches!(self, Self::Attack(Of::Contender(_)))
    }

    /// Whether it is for a comparison.
    pub(super) fn is_about_a_contender(&self) -> bool {
        matches!(
            self,
            Self::Attack(Of::Contender(_))
                | Self::Verify {
                    of: Of::Contender(_),
                    ..
                }
        )
    }
}
