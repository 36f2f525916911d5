use super::{Ask, NOTHING, written};
use crate::activation::Rule;
use crate::graph::Graph;
use crate::packed::Packed;
use crate::plan::Plan;
use crate::run::Run;
use crate::tape::Tape;

const RULES: [Rule; 3] = [Rule::Gradient, Rule::Guided, Rule::Deconvnet];

/// The end of the way: networks, their runs, and numbers that were handed over.
#[derive(Default)]
pub struct Desk {
    slots: Shelf<Vec<f32>>,
    begun: Option<Graph<Packed>>,
    plans: Shelf<Plan>,
    runs: Shelf<(u32, Tape)>,
}

impl Desk {
    /// Nothing yet.
    pub const fn new() -> Self {
        Self {
            slots: Shelf(Vec::new()),
            begun: None,
            plans: Shelf(Vec::new()),
            runs: Shelf(Vec::new()),
        }
    }

    /// Keeps numbers: their slot.
    pub fn keep(&mut self, numbers: Vec<f32>) -> u32 {
        self.slots.put(numbers)
    }

    /// The numbers of a slot, which may be filled.
    pub fn slot(&mut self, slot: u32) -> Option<&mut Vec<f32>> {
        self.slots.0.get_mut(slot as usize)?.as_mut()
    }

    /// The numbers of a slot, which is free then.
    pub fn take(&mut self, slot: u32) -> Option<Vec<f32>> {
        self.slots.take(slot)
    }

    /// The answer; none where the question is none.
    pub fn answer(&mut self, what: Ask, words: &[u32]) -> Option<u32> {
        match (what, words) {
            (Ask::Begin, [channels]) => {
                self.begun = Some(Graph::new(*channels as usize));
                Some(0)
            }
            (Ask::Push, words) => {
                let step = written::read(words, |slot| self.slots.take(slot))?;
                self.begun.as_mut()?.push(step.from, step.operation);
                Some(0)
            }
            (Ask::Finish, []) => Some(self.plans.put(Plan::new(self.begun.take()?))),
            (Ask::Forget, [plan]) => self.plans.take(*plan).map(|_| 0),
            (Ask::Forward, [plan, slot, n, height, width]) => {
                let images = self.slots.take(*slot)?;
                let size = [*height as usize, *width as usize];
                let run = self.plans.get(*plan)?.forward(&images, *n as usize, size);
                let Some(run) = run else { return Some(NOTHING) };
                let tape = run.into_tape();
                Some(self.runs.put((*plan, tape)))
            }
            (Ask::End, [run]) => {
                let (plan, tape) = self.runs.take(*run)?;
                // A network that was forgotten meanwhile has no use for the buffers.
                if let Some(plan) = self.plans.get(plan) {
                    plan.put_back(tape);
                }
                Some(0)
            }
            (Ask::Activation, [run, value]) => {
                let numbers = self.with_run(*run, |run| run.activation_of(*value as usize))?;
                Some(self.slots.put(numbers))
            }
            (Ask::PullBack, [run, end, rule, seeds @ ..]) => {
                let (seeds, rest) = seeds.as_chunks::<2>();
                if !rest.is_empty() {
                    return None;
                }
                let rule = *RULES.get(*rule as usize)?;
                let taken: Vec<(usize, Vec<f32>)> = seeds
                    .iter()
                    .map(|[value, slot]| Some((*value as usize, self.slots.take(*slot)?)))
                    .collect::<Option<_>>()?;
                let seeds: Vec<_> = taken.iter().map(|(v, w)| (*v, w.as_slice())).collect();
                let found =
                    self.with_run(*run, |run| run.pull_back_to(&seeds, *end as usize, rule))?;
                Some(found.map_or(NOTHING, |numbers| self.slots.put(numbers)))
            }
            _ => None,
        }
    }

    fn with_run<T>(&mut self, run: u32, then: impl FnOnce(&mut Run<'_>) -> T) -> Option<T> {
        let (plan, tape) = self.runs.0.get_mut(run as usize)?.as_mut()?;
        let plan = self.plans.get(*plan)?;
        let mut run = Run::of(plan, std::mem::take(tape));
        let answer = then(&mut run);
        *tape = run.into_tape();
        Some(answer)
    }
}

/// Things by number.
struct Shelf<T>(Vec<Option<T>>);

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Shelf<T> {
    fn put(&mut self, thing: T) -> u32 {
        let free = self.0.iter().position(Option::is_none);
        let at = free.unwrap_or(self.0.len());
        if at == self.0.len() {
            self.0.push(None);
        }
        self.0[at] = Some(thing);
        at as u32
    }

    fn get(&self, number: u32) -> Option<&T> {
        self.0.get(number as usize)?.as_ref()
    }

    fn take(&mut self, number: u32) -> Option<T> {
        self.0.get_mut(number as usize)?.take()
    }
}
