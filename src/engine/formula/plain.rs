//! A formula by burn's operations.

use std::collections::HashMap;
use std::rc::Rc;

use burn::tensor::{Device, Tensor, TensorData};

use super::{Binary, Fold, Formula, Node, Unary};

/// Every part that several others hold is computed once.
struct Evaluation {
    device: Device,
    known: HashMap<*const Node, Tensor<4>>,
}

pub fn image(formula: &Formula) -> Tensor<4> {
    let device = device_of(std::iter::once(formula));
    let mut evaluation = Evaluation::new(device);
    evaluation.tensor(formula)
}

pub fn fold(all: &[(Fold, Formula)]) -> Tensor<1> {
    let device = device_of(all.iter().map(|(_, formula)| formula));
    let mut evaluation = Evaluation::new(device);
    let results = all
        .iter()
        .map(|(fold, formula)| folded(*fold, evaluation.tensor(formula)))
        .collect();
    Tensor::cat(results, 0)
}

fn folded(fold: Fold, x: Tensor<4>) -> Tensor<1> {
    match fold {
        Fold::Sum => total(x),
        Fold::Norm => total(x.square()).sqrt(),
        Fold::MeanSize => {
            let count = x.dims().iter().product::<usize>();
            total(x.abs()) / count as f32
        }
        Fold::LargestSize => x.abs().max(),
        Fold::Pixels => total(x.max_dim(1).greater_elem(0.0).float()),
    }
}

/// In stages: a single long float32 sum would lose digits.
fn total(x: Tensor<4>) -> Tensor<1> {
    x.sum_dim(3).sum_dim(2).sum()
}

/// That of the first image in them.
fn device_of<'a>(mut formulas: impl Iterator<Item = &'a Formula>) -> Device {
    let image = formulas.find_map(Formula::first_image);
    image.map(Tensor::device).unwrap_or_default()
}

impl Evaluation {
    fn new(device: Device) -> Self {
        Self {
            device,
            known: HashMap::new(),
        }
    }

    /// A number, or one per channel.
    fn constants(&self, numbers: Vec<f32>) -> Tensor<4> {
        let shape = [1, numbers.len(), 1, 1];
        Tensor::from_data(TensorData::new(numbers, shape), &self.device)
    }

    fn tensor(&mut self, formula: &Formula) -> Tensor<4> {
        let key = Rc::as_ptr(&formula.0);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let made = match formula.0.as_ref() {
            Node::Number(number) => self.constants(vec![*number]),
            Node::Channels(channels) => self.constants(channels.to_vec()),
            Node::Image(image) => image.clone(),
            Node::Rolled(image, [down, across]) => roll(roll(image.clone(), 2, *down), 3, *across),
            Node::One(numbers, index) => {
                let one = numbers.clone().narrow(0, *index, 1);
                one.reshape([1, 1, 1, 1])
            }
            Node::Unary(operation, of) => unary(*operation, self.tensor(of)),
            Node::Binary(operation, [a, b]) => match b.0.as_ref() {
                Node::Number(b) => with_number(*operation, self.tensor(a), *b),
                _ => binary(*operation, self.tensor(a), self.tensor(b)),
            },
        };
        self.known.insert(key, made.clone());
        made
    }
}

fn unary(operation: Unary, x: Tensor<4>) -> Tensor<4> {
    match operation {
        Unary::Size => x.abs(),
        Unary::Root => x.sqrt(),
        Unary::Round => x.round(),
        Unary::Sign => x.sign(),
    }
}

fn with_number(operation: Binary, a: Tensor<4>, b: f32) -> Tensor<4> {
    match operation {
        Binary::Add => a + b,
        Binary::Sub => a - b,
        Binary::Mul => a * b,
        Binary::Div => a / b,
        Binary::Least => a.clamp_max(b),
        Binary::Most => a.clamp_min(b),
        Binary::Above => a.greater_elem(b).float(),
    }
}

fn binary(operation: Binary, a: Tensor<4>, b: Tensor<4>) -> Tensor<4> {
    match operation {
        Binary::Add => a + b,
        Binary::Sub => a - b,
        Binary::Mul => a * b,
        Binary::Div => a / b,
        Binary::Least | Binary::Most | Binary::Above => {
            let shape = std::array::from_fn(|axis| a.dims()[axis].max(b.dims()[axis]));
            let (a, b) = (a.expand::<4, _>(shape), b.expand::<4, _>(shape));
            match operation {
                Binary::Least => a.min_pair(b),
                Binary::Most => a.max_pair(b),
                _ => a.greater(b).float(),
            }
        }
    }
}

/// Moves everything along `dim` by `by`, below its length.
fn roll(x: Tensor<4>, dim: usize, by: usize) -> Tensor<4> {
    if by == 0 {
        return x;
    }
    let length = x.dims()[dim];
    let end = x.clone().narrow(dim, length - by, by);
    Tensor::cat(vec![end, x.narrow(dim, 0, length - by)], dim)
}
