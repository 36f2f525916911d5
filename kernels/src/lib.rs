//! A frozen convolutional network on the CPU: the forward pass and the gradient with respect to the
//! input, on plain float32 buffers and as many threads as there are ([`team`]).
//!
//! A [`Graph`] is a network as a list of operations, in whatever form its weights are kept. A [`Plan`]
//! is made once of one whose weights are [`Packed`] for both directions. [`Plan::forward`] answers with a [`Run`], which holds the activations, the winners of
//! max-pooling and the buffers of the way back; a run that ends leaves them to the next.
//!
//! A crate of its own because the rest of the engine is built for size.
//!
//! Numbers: every output of a convolution is summed in the same order at every position, at the
//! borders and in the last columns of a tile too, so equal patches give equal bits. The way back, which
//! decides nothing, goes by fewer products where there are some (`winograd.rs`). What is not a number is never
//! hidden: neither the rectifier nor the maximum drops it.

#![expect(
    unsafe_code,
    reason = "vectors are loaded through pointers, and instructions chosen when the program runs"
)]
#![warn(
    missing_docs,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used
)]

mod activation;
mod average;
mod conv;
mod dense;
mod depthwise;
mod elsewhere;
mod filter;
mod graph;
mod halve;
mod inlay;
mod lanes;
mod packed;
mod places;
mod plan;
mod pointwise;
mod pool;
mod product;
mod run;
mod shape;
mod tape;
pub mod team;
mod windows;
mod winograd;

pub use activation::{Activation, Curve, Rule};
pub use conv::Conv;
pub use dense::Dense;
pub use depthwise::Depthwise;
pub use elsewhere::{Ask, Away, AwayPlan, AwayRun, Desk, Elsewhere, Sent};
pub use graph::{Form, Graph, Operation, Shaped, Step, Value};
pub use lanes::variant;
pub use packed::Packed;
pub use places::{Binary, Fold, Places, Term, Unary};
pub use plan::Plan;
pub use pointwise::Affine;
pub use run::Run;
pub use shape::{ConvShape, Padding, Pool, Window};
