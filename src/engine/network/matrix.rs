use burn::tensor::{Device, Tensor};

use crate::engine::tensor::{reshaped, tensor};
use crate::spec::NetworkSpec;

use super::{Conv, Drawing, Drawn, Network, SCORES, squeezenet};

/// A matrix to multiply images with, by the kernels and shaders that networks run on: a network of
/// one convolution of 1x1, whose channels are the rows of the image.
pub struct Matrix {
    network: Drawn,
    rows: usize,
}

/// Of its fields only the name of the one activation is ever read.
const SPEC: NetworkSpec = NetworkSpec {
    id: "matrix",
    name: "matrix",
    layers: &[SCORES],
    ..squeezenet::ENTRY
};

impl Matrix {
    /// From its values, `[rows, columns]`, row after row.
    pub fn new(values: Vec<f32>, [rows, columns]: [usize; 2], device: &Device) -> Self {
        let conv = Conv::without_bias(tensor(values, [rows, columns, 1, 1], device));
        let mut drawing = Drawing::of_channels(columns);
        let image = drawing.image_norm();
        let product = drawing.conv(image, &conv);
        drawing.name(SCORES, product);
        Self {
            network: Drawn::new(SPEC, None, drawing, device),
            rows,
        }
    }

    /// The product with every pixel of `x`, `[n, columns, h, w]`: `[n, rows, h, w]`.
    #[expect(clippy::expect_used, reason = "a matrix is drawn with its one layer")]
    pub fn mixed(&self, x: Tensor<4>) -> Tensor<4> {
        let network: &dyn Network = &self.network;
        let trace = network.forward(x);
        trace.activation(SCORES).expect("a matrix has one layer")
    }

    /// The product with each channel of `x`, `[n, c, columns, w]`: `[n, c, rows, w]`.
    pub fn times(&self, x: Tensor<4>) -> Tensor<4> {
        let [n, c, columns, width] = x.dims();
        let product = self.mixed(reshaped(x, [n * c, columns, 1, width]));
        reshaped(product, [n, c, self.rows, width])
    }
}
