//! Formulas over the numbers of images, and of other tensors of four dimensions, place by place.
//!
//! On WebGPU a formula is one shader of our own, and what is summed up of several formulas are two,
//! however long they are; on the CPU it is gone through row by row, by a kernel of our own. Neither
//! says which to those who write them.

mod rows;
#[cfg(feature = "gpu")]
mod shader;
#[cfg(any(feature = "gpu", test))]
// Without shaders its tests alone write texts.
#[cfg_attr(not(feature = "gpu"), allow(dead_code))]
mod text;

use std::ops::{Add, Div, Mul, Sub};
use std::rc::Rc;

use burn::tensor::Tensor;
pub use gradoscope_kernels::Fold;
use gradoscope_kernels::{Binary, Unary};

/// Something of every place of an image, `[n, 3, h, w]`; without [`Node::Channels`], of any tensor `[n, c, h, w]`.
#[derive(Debug, Clone)]
pub struct Formula(Rc<Node>);

#[derive(Debug)]
enum Node {
    Image(Tensor<4>),
    /// Moved down and to the right by so many places; what leaves on one side comes back on the other.
    Rolled(Tensor<4>, [usize; 2]),
    /// This one of some numbers, the same everywhere.
    One(Tensor<1>, usize),
    /// A number per channel.
    Channels([f32; 3]),
    Number(f32),
    Unary(Unary, Formula),
    Binary(Binary, [Formula; 2]),
}

/// The results of the folds, `[folds]`; at least one of the formulas is of an image.
///
/// # Panics
/// As [`Formula::image`].
pub fn fold(all: &[(Fold, Formula)]) -> Tensor<1> {
    #[cfg(feature = "gpu")]
    if let Some(made) = shader::fold(all) {
        return made;
    }
    rows::fold(all)
}

impl Formula {
    /// An image moved down and to the right; what leaves on one side comes back on the other.
    pub fn rolled(image: &Tensor<4>, [down, across]: [usize; 2]) -> Self {
        let [_, _, height, width] = image.dims();
        Node::Rolled(image.clone(), [down % height, across % width]).into()
    }

    /// Number `index` of `numbers`, wherever it is used.
    pub fn one(numbers: &Tensor<1>, index: usize) -> Self {
        Node::One(numbers.clone(), index).into()
    }

    /// The image that the formula gives; it is of one at least.
    ///
    /// # Panics
    /// When its images are not float32, of one shape and on one device.
    pub fn image(self) -> Tensor<4> {
        if let Node::Image(image) = self.0.as_ref() {
            return image.clone();
        }
        #[cfg(feature = "gpu")]
        if let Some(made) = shader::image(&self) {
            return made;
        }
        rows::image(&self)
    }

    /// The absolute value.
    pub fn size(self) -> Self {
        self.unary(Unary::Size)
    }

    /// The square root.
    pub fn root(self) -> Self {
        self.unary(Unary::Root)
    }

    /// To the nearest whole number, of two the even one.
    pub fn round(self) -> Self {
        self.unary(Unary::Round)
    }

    /// One, zero or minus one.
    pub fn sign(self) -> Self {
        self.unary(Unary::Sign)
    }

    /// e to that power.
    pub fn exp(self) -> Self {
        self.unary(Unary::Exp)
    }

    /// The natural logarithm.
    pub fn log(self) -> Self {
        self.unary(Unary::Log)
    }

    /// The larger of the two.
    pub fn at_least(self, other: impl Into<Self>) -> Self {
        self.binary(Binary::Most, other)
    }

    /// The smaller of the two.
    pub fn at_most(self, other: impl Into<Self>) -> Self {
        self.binary(Binary::Least, other)
    }

    /// One where it is larger than `other`, or else zero.
    pub fn above(self, other: impl Into<Self>) -> Self {
        self.binary(Binary::Above, other)
    }

    /// An image in it: all have one shape.
    fn first_image(&self) -> Option<&Tensor<4>> {
        match self.0.as_ref() {
            Node::Image(image) | Node::Rolled(image, _) => Some(image),
            Node::One(..) | Node::Channels(_) | Node::Number(_) => None,
            Node::Unary(_, of) => of.first_image(),
            Node::Binary(_, [a, b]) => a.first_image().or_else(|| b.first_image()),
        }
    }

    fn unary(self, operation: Unary) -> Self {
        Node::Unary(operation, self).into()
    }

    fn binary(self, operation: Binary, other: impl Into<Self>) -> Self {
        Node::Binary(operation, [self, other.into()]).into()
    }
}

impl From<Node> for Formula {
    fn from(node: Node) -> Self {
        Self(Rc::new(node))
    }
}

impl From<&Tensor<4>> for Formula {
    fn from(image: &Tensor<4>) -> Self {
        Node::Image(image.clone()).into()
    }
}

impl From<[f32; 3]> for Formula {
    fn from(channels: [f32; 3]) -> Self {
        Node::Channels(channels).into()
    }
}

impl From<f32> for Formula {
    fn from(number: f32) -> Self {
        Node::Number(number).into()
    }
}

macro_rules! operator {
    ($trait:ident, $method:ident) => {
        impl<F: Into<Formula>> $trait<F> for Formula {
            type Output = Self;

            fn $method(self, other: F) -> Self {
                self.binary(Binary::$trait, other)
            }
        }
    };
}

operator!(Add, add);
operator!(Sub, sub);
operator!(Mul, mul);
operator!(Div, div);
