//! A formula row by row, on the CPU.

use std::collections::HashMap;
use std::rc::Rc;

use burn::tensor::{Device, Tensor};
use gradoscope_kernels::{Places, Term};

use super::{Fold, Formula, Node};
use crate::engine::network::Numbers;
use crate::engine::tensor::tensor;

/// The terms of formulas; every part that several of them hold is one.
struct Terms {
    terms: Vec<Term>,
    sources: Vec<Numbers>,
    known: HashMap<*const Node, usize>,
    shape: [usize; 4],
    device: Device,
}

pub fn image(formula: &Formula) -> Tensor<4> {
    let mut terms = Terms::of(std::iter::once(formula));
    terms.add(formula);
    let made = terms.places(&terms.sources()).image();
    tensor(made, terms.shape, &terms.device)
}

pub fn fold(all: &[(Fold, Formula)]) -> Tensor<1> {
    let mut terms = Terms::of(all.iter().map(|(_, formula)| formula));
    let folds: Vec<_> = all
        .iter()
        .map(|(fold, formula)| (*fold, terms.add(formula)))
        .collect();
    let made = terms.places(&terms.sources()).folds(&folds);
    tensor(made, [folds.len()], &terms.device)
}

impl Terms {
    /// None yet, for images like the first of these.
    #[expect(clippy::expect_used, reason = "a formula is made of an image")]
    fn of<'a>(mut formulas: impl Iterator<Item = &'a Formula>) -> Self {
        let first = formulas.find_map(Formula::first_image);
        let first = first.expect("a formula is of an image");
        Self {
            terms: Vec::new(),
            sources: Vec::new(),
            known: HashMap::new(),
            shape: first.dims(),
            device: first.device(),
        }
    }

    fn sources(&self) -> Vec<&[f32]> {
        self.sources.iter().map(Numbers::as_slice).collect()
    }

    fn places<'s>(&'s self, sources: &'s [&'s [f32]]) -> Places<'s> {
        Places {
            terms: &self.terms,
            sources,
            shape: self.shape,
        }
    }

    /// The term that makes what the formula gives.
    fn add(&mut self, formula: &Formula) -> usize {
        let key = Rc::as_ptr(&formula.0);
        if let Some(known) = self.known.get(&key) {
            return *known;
        }
        let term = match formula.0.as_ref() {
            Node::Number(number) => Term::Number(*number),
            Node::Channels(channels) => Term::Channels(*channels),
            Node::Image(image) => self.read(image, [0, 0]),
            Node::Rolled(image, by) => self.read(image, *by),
            Node::One(numbers, index) => Term::Number(numbers_of(numbers).as_slice()[*index]),
            Node::Unary(operation, of) => Term::Unary(*operation, self.add(of)),
            Node::Binary(operation, [a, b]) => {
                let places = [self.add(a), self.add(b)];
                match places.map(|place| self.terms[place]) {
                    [Term::Number(a), Term::Number(b)] => Term::Number(operation.of(a, b)),
                    _ => Term::Binary(*operation, places),
                }
            }
        };
        self.terms.push(term);
        self.known.insert(key, self.terms.len() - 1);
        self.terms.len() - 1
    }

    fn read(&mut self, image: &Tensor<4>, by: [usize; 2]) -> Term {
        assert_eq!(image.dims(), self.shape, "images of one shape");
        self.sources.push(numbers_of(image));
        let source = self.sources.len() - 1;
        Term::Read { source, by }
    }
}

#[expect(clippy::expect_used, reason = "rows are made of on the CPU alone")]
fn numbers_of<const D: usize>(tensor: &Tensor<D>) -> Numbers {
    Numbers::of(tensor.clone()).expect("float32 numbers of the CPU")
}
