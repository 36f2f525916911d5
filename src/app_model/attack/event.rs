use crate::protocol::Goal;
use crate::spec::ParamSpec;

/// What happens to the second part of the practical.
#[derive(Debug, Clone)]
pub enum AttackEvent {
    Choose(&'static str),
    /// A parameter of the chosen attack.
    Set(&'static ParamSpec, f32),
    /// Back to the defaults: the parameters of every attack, the two switches, the probability, the
    /// seed, and what a comparison is told. The attack and its goal stay.
    Reset,
    Goal(Goal),
    Boxed(bool),
    EightBit(bool),
    /// In 0..1; 0: off.
    UntilProbability(f32),
    Seed(u32),
    /// One of [`super::FACTORS`].
    Factor(u32),
    CompareGradients(u32),
    /// In 0..1; 0: off.
    CompareProbability(f32),
    /// Whether the attacks that only leave the class are compared, too.
    CompareAway(bool),
    Start,
    /// Looks for a smaller change than the one that was found.
    Shrink,
    Pause,
    Resume,
    Cancel {
        now_ms: f64,
    },
    /// Shows a kept frame, by its position among them; none: the newest.
    Scrub(Option<usize>),
    /// Makes the file that could not be made.
    SealAgain,
    AskSurvival,
    AskRay,
    AskMaps,
    Compare,
    CancelComparison {
        now_ms: f64,
    },
}
