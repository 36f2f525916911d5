//! A network as the kernels read it.

use crate::conv::Conv;
use crate::dense::Dense;
use crate::depthwise::Depthwise;
use crate::graph::Form;

/// Weights in the order the kernels read them, for both directions.
pub enum Packed {}

impl Form for Packed {
    type Conv = Conv;
    type Depthwise = Depthwise;
    type Dense = Dense;
}
