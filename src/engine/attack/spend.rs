//! An attack that uses up the gradients that it is given, for a smaller change.

use crate::protocol::Ending;
use crate::spec::{ParamSpec, Spending};

use super::{Attack, Session, Stop};

/// Two values that differ by a smaller share of the larger one are not worth another try.
const CLOSE: f32 = 0.02;

/// Runs the attack as its sheet says that it uses up its budget.
///
/// # Errors
/// As [`Attack::run`].
pub(super) async fn spend(
    session: &mut Session<'_>,
    spending: Spending,
    attack: &dyn Attack,
) -> Result<(), Stop> {
    let budget = session.request.max_gradients;
    match spending {
        Spending::Again(param) => return again(session, attack, param).await,
        Spending::Iterations(steps) => session.params.set(steps, budget as f32),
        Spending::Values { tries, each } => {
            // Shares of the same size would cut the good values short and leave most of the budget:
            // few values take all of theirs.
            session.params.set(each, budget as f32);
            session.params.set(tries, f32::MAX);
        }
        Spending::Own => {}
    }
    attack.run(session).await
}

/// Runs it once more with other values of `param`, as long as there are gradients left.
async fn again(
    session: &mut Session<'_>,
    attack: &dyn Attack,
    param: &'static ParamSpec,
) -> Result<(), Stop> {
    let mut values = Values::new(param, session.params.get(param));
    let mut next = Some(values.now);
    while let Some(value) = next {
        session.params.set(param, value);
        session.tried = Some(value);
        session.begin();
        let succeeded = match attack.run(session).await {
            Ok(()) => false,
            Err(Stop::Halt(Ending::Reached)) => true,
            Err(stop) => return Err(stop),
        };
        next = values.after(succeeded);
    }
    Ok(())
}

/// Which values to try: doubled until one succeeds (else halved until one does), halved until one
/// fails, then between the two.
#[derive(Debug)]
struct Values {
    param: &'static ParamSpec,
    first: f32,
    now: f32,
    /// The largest failure below the smallest success.
    fails: Option<f32>,
    /// The smallest success.
    succeeds: Option<f32>,
    /// Whether all values above the first have failed.
    has_turned: bool,
}

impl Values {
    fn new(param: &'static ParamSpec, first: f32) -> Self {
        Self {
            param,
            first,
            now: first,
            fails: None,
            succeeds: None,
            has_turned: false,
        }
    }

    /// The value to try after this outcome of the present one, if any is worth it.
    fn after(&mut self, succeeded: bool) -> Option<f32> {
        if succeeded {
            self.succeeds = Some(self.now);
        } else if self.succeeds.is_some() || !self.has_turned {
            self.fails = Some(self.now);
        }
        let next = self.wanted().map(|wanted| self.param.accept(wanted));
        if let Some(next) = next.filter(|next| self.is_new(*next)) {
            self.now = next;
            return Some(next);
        }
        let turns = self.succeeds.is_none() && !self.has_turned;
        turns.then(|| self.turn()).flatten()
    }

    fn wanted(&self) -> Option<f32> {
        match (self.fails, self.succeeds) {
            (Some(fails), Some(succeeds)) if succeeds - fails <= CLOSE * succeeds => None,
            (Some(fails), Some(succeeds)) => Some(0.5 * (fails + succeeds)),
            (Some(fails), None) => Some(2.0 * fails),
            (None, Some(succeeds)) => Some(0.5 * succeeds),
            (None, None) => Some(0.5 * self.now),
        }
    }

    /// Below the first value there may be a success where above it there is none.
    fn turn(&mut self) -> Option<f32> {
        self.has_turned = true;
        self.fails = None;
        self.now = self.first;
        let next = self.param.accept(0.5 * self.first);
        let is_new = self.is_new(next);
        self.now = next;
        is_new.then_some(next)
    }

    fn is_new(&self, value: f32) -> bool {
        value != self.now && Some(value) != self.fails && Some(value) != self.succeeds
    }
}

#[cfg(test)]
mod tests {
    use super::super::{fgsm, rule};
    use super::*;
    use crate::spec::AttackSpec;

    /// The values that are tried of the parameter that an attack changes, when those of `succeeds`
    /// do.
    fn tried(spec: &AttackSpec, first: f32, succeeds: impl Fn(f32) -> bool) -> Vec<f32> {
        let Spending::Again(param) = spec.spending else {
            panic!("{} does not begin again", spec.id);
        };
        let mut values = Values::new(param, first);
        let mut tried = vec![first];
        while let Some(next) = values.after(succeeds(values.now)) {
            tried.push(next);
            assert!(tried.len() < 100, "{tried:?}");
        }
        tried
    }

    #[test]
    fn whole_values_are_tried_until_the_smallest_success_is_found() {
        let grey = |first, least: f32| tried(&fgsm::ENTRY, first, |value| value >= least);
        assert_eq!(grey(4.0, 3.0), [4.0, 2.0, 3.0]);
        assert_eq!(grey(4.0, 1.0), [4.0, 2.0, 1.0]);
        assert_eq!(grey(4.0, 7.0), [4.0, 8.0, 6.0, 7.0]);
        assert_eq!(grey(4.0, 65.0), [4.0, 8.0, 16.0, 32.0, 64.0, 2.0, 1.0]);
    }

    #[test]
    fn a_success_below_the_first_value_is_found_where_there_is_none_above() {
        let found = tried(&fgsm::ENTRY, 4.0, |value| value == 2.0);
        assert_eq!(found, [4.0, 8.0, 16.0, 32.0, 64.0, 2.0, 1.0]);
        assert_eq!(tried(&fgsm::ENTRY, 1.0, |_| false).last(), Some(&64.0));
    }

    #[test]
    fn numbers_are_tried_down_to_a_fiftieth() {
        let found = tried(&rule::ENTRY, 1.0, |value| value >= 0.3);
        let last = *found.last().expect("values");
        let smallest = found.iter().copied().filter(|value| *value >= 0.3);
        let smallest = smallest.fold(f32::INFINITY, f32::min);
        assert!((0.3..0.3 * 1.03).contains(&smallest), "{found:?}");
        assert!((last / smallest - 1.0).abs() < 0.05, "{found:?}");
        // The end of the range ends it.
        let found = tried(&rule::ENTRY, 1.0, |_| true);
        assert_eq!(found.last(), Some(&0.01));
    }
}
