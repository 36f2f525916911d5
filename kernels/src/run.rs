//! One forward pass and the ways back from it.

use crate::activation::Rule;
use crate::plan::Plan;
use crate::tape::Tape;

/// One forward pass: its activations, and the gradients with respect to its input.
pub struct Run<'plan> {
    plan: &'plan Plan,
    tape: Tape,
}

impl Plan {
    /// Runs forward on `n` images, `[n, channels, h, w]`; none where [`Plan::fits`] says no.
    ///
    /// # Panics
    /// When `images` does not hold `n` of them.
    pub fn forward(&self, images: &[f32], n: usize, size: [usize; 2]) -> Option<Run<'_>> {
        let sizes = self.graph().sizes(size)?;
        let tape = self.shelf().pop().unwrap_or_default();
        Some(Run::forward(self, tape, images, n, sizes))
    }
}

impl Drop for Run<'_> {
    fn drop(&mut self) {
        self.plan.put_back(std::mem::take(&mut self.tape));
    }
}

impl<'plan> Run<'plan> {
    /// With the buffers of one that is under way.
    pub(crate) fn of(plan: &'plan Plan, tape: Tape) -> Self {
        Self { plan, tape }
    }

    /// Its buffers, to go on later.
    pub(crate) fn into_tape(mut self) -> Tape {
        let tape = std::mem::take(&mut self.tape);
        std::mem::forget(self);
        tape
    }

    fn forward(
        plan: &'plan Plan,
        mut tape: Tape,
        images: &[f32],
        n: usize,
        sizes: Vec<[usize; 2]>,
    ) -> Self {
        tape.lay_out(plan.graph(), n, sizes);
        let input = tape.places[0].length();
        assert_eq!(images.len(), n * input, "numbers of the images");
        for (index, image) in (0..n).zip(images.chunks_exact(input.max(1))) {
            tape.forward(plan.graph(), index, image);
        }
        Self { plan, tape }
    }

    /// `[n, channels, h, w]` of the value `name`.
    pub fn shape(&self, name: &str) -> Option<[usize; 4]> {
        let place = self.tape.places[self.plan.graph().find(name)?];
        Some([self.tape.n, place.channels, place.size[0], place.size[1]])
    }

    /// The numbers of the value `name`, in the order of [`Run::shape`].
    pub fn activation(&self, name: &str) -> Option<Vec<f32>> {
        self.plan
            .graph()
            .find(name)
            .map(|value| self.activation_of(value))
    }

    pub(crate) fn activation_of(&self, value: usize) -> Vec<f32> {
        let place = self.tape.places[value];
        let mut numbers = Vec::with_capacity(self.tape.n * place.length());
        for image in self.tape.values.chunks_exact(self.tape.per_image[0]) {
            numbers.extend_from_slice(&image[place.range()]);
        }
        numbers
    }

    /// Gradient of the sum over `seeds` of `<weights, value>` with respect to the input,
    /// `[n, channels, h, w]`; none where a name is unknown. As often as wanted.
    ///
    /// # Panics
    /// When the weights of a seed are not as many as the numbers of its value.
    pub fn gradient(&mut self, seeds: &[(&str, &[f32])]) -> Option<Vec<f32>> {
        self.pull_back(seeds, None, Rule::Gradient)
    }

    /// The same with respect to the value `to`, or else to the input, where rectifiers let through
    /// what `rule` says; none too where no seed is made from `to`.
    ///
    /// # Panics
    /// As [`Run::gradient`].
    pub fn pull_back(
        &mut self,
        seeds: &[(&str, &[f32])],
        to: Option<&str>,
        rule: Rule,
    ) -> Option<Vec<f32>> {
        let to = to.map_or(Some(0), |name| self.plan.graph().find(name))?;
        let seeds: Vec<(usize, &[f32])> = seeds
            .iter()
            .map(|(name, weights)| Some((self.plan.graph().find(name)?, *weights)))
            .collect::<Option<_>>()?;
        self.pull_back_to(&seeds, to, rule)
    }

    pub(crate) fn pull_back_to(
        &mut self,
        seeds: &[(usize, &[f32])],
        to: usize,
        rule: Rule,
    ) -> Option<Vec<f32>> {
        let tape = &mut self.tape;
        let mut gradient = Vec::with_capacity(tape.n * tape.places[to].length());
        for image in 0..tape.n {
            for (value, weights) in seeds {
                let length = tape.places[*value].length();
                assert_eq!(weights.len(), tape.n * length, "numbers of a seed");
                tape.seed(*value, &weights[image * length..(image + 1) * length]);
            }
            let found = tape.backward(self.plan.graph(), image, to, rule)?;
            gradient.extend_from_slice(&found[..tape.places[to].length()]);
            tape.free.push(found);
        }
        Some(gradient)
    }
}
