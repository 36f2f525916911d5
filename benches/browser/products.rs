//! Plain products of matrices of the sizes of SqueezeNet's convolutions, by the same kernels and
//! shaders: what is left for a network when nothing has to be gathered, pooled or masked.

use std::collections::BTreeMap;

use burn::tensor::{Device, Tensor};
use gradoscope::catalogue;
use gradoscope::engine::network::{
    Conv, Drawing, Drawn, Loaded, Network, NetworkError, SCORES, Trace, Weights,
};

/// `[rows, depth]` times `[depth, columns]`.
pub struct Product {
    network: Drawn,
    right: Tensor<4>,
    operations: f64,
}

/// How often each is made of one right side, so that handing that over hardly counts.
const TIMES: usize = 4;

/// Inputs, squeeze, each half of the expansion, side of the maps.
const FIRES: [[usize; 4]; 8] = [
    [64, 16, 64, 55],
    [128, 16, 64, 55],
    [128, 32, 128, 27],
    [256, 32, 128, 27],
    [256, 48, 192, 13],
    [384, 48, 192, 13],
    [384, 64, 256, 13],
    [512, 64, 256, 13],
];
const FIRST: [usize; 4] = [64, 3, 3, 111];
const LAST: [usize; 4] = [1000, 512, 1, 13];

/// Those of forward, and those of the gradient of one score.
pub fn of_squeezenet(device: &Device) -> Result<[Vec<Product>; 2], NetworkError> {
    let mut convolutions = vec![FIRST];
    for [inputs, squeeze, expand, side] in FIRES {
        convolutions.push([squeeze, inputs, 1, side]);
        convolutions.push([expand, squeeze, 1, side]);
        convolutions.push([expand, squeeze, 3, side]);
    }
    let mut back: Vec<[usize; 3]> = convolutions[1..]
        .iter()
        .map(|[outputs, inputs, kernel, side]| [*inputs, outputs * kernel * kernel, side * side])
        .collect();
    // The first steps by two: its outputs give to windows.
    let [outputs, inputs, kernel, side] = FIRST;
    back.push([inputs * kernel * kernel, outputs, side * side]);
    // Of the last one, the gradient of one score comes from one channel.
    let [_, inputs, _, side] = LAST;
    back.push([inputs, 1, side * side]);
    convolutions.push(LAST);
    let there = convolutions
        .iter()
        .map(|[outputs, inputs, kernel, side]| [*outputs, inputs * kernel * kernel, side * side]);
    let make = |sizes| Product::new(sizes, device);
    let there = there.map(make).collect::<Result<_, _>>()?;
    let back = back.into_iter().map(make).collect::<Result<_, _>>()?;
    Ok([there, back])
}

/// Outputs, inputs and side of the kernel, its weights any small numbers.
pub fn convolution(
    [outputs, inputs, kernel]: [usize; 3],
    stride: usize,
    padding: usize,
    device: &Device,
) -> Result<Conv, NetworkError> {
    let values = |shape: Vec<usize>| Loaded::Values {
        values: (0..shape.iter().product::<usize>())
            .map(|at| (at % 13) as f32 - 6.0)
            .collect(),
        shape,
    };
    let weight = values(vec![outputs, inputs, kernel, kernel]);
    let tensors = BTreeMap::from([
        ("c.weight".to_owned(), weight),
        ("c.bias".to_owned(), values(vec![outputs])),
    ]);
    let weights = Weights::from_loaded(tensors);
    let conv = Conv::load(
        &weights,
        "c",
        [outputs, inputs, kernel],
        [stride, padding],
        device,
    )?;
    Ok(conv)
}

impl Product {
    /// What makes it.
    pub fn network(&self) -> &dyn Network {
        &self.network
    }

    fn new([rows, depth, columns]: [usize; 3], device: &Device) -> Result<Self, NetworkError> {
        let conv = convolution([rows, depth, 1], 1, 0, device)?;
        let mut drawing = Drawing::of_channels(depth);
        let image = drawing.image_norm();
        let product = drawing.side_by_side_relu(image, &[&conv; TIMES]);
        drawing.name(SCORES, product);
        Ok(Self {
            network: Drawn::new(*catalogue::NETWORKS[0], None, drawing, device),
            right: Tensor::ones([1, depth, 1, columns], device),
            operations: 2.0 * (TIMES * rows * depth * columns) as f64,
        })
    }

    /// A product and a sum are two.
    pub fn operations(&self) -> f64 {
        self.operations
    }

    pub fn multiply(&self) -> Trace<'_> {
        let network: &dyn Network = &self.network;
        network.forward(self.right.clone())
    }
}
