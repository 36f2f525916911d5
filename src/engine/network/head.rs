use burn::tensor::Device;
use gradoscope_kernels::Value;

use super::{Dense, Drawing, TensorShape, Weights, WeightsError};

const HIDDEN: usize = 4096;

/// The end that AlexNet and the VGGs share: maps averaged to one size, then three fully connected layers.
#[derive(Debug)]
pub(super) struct Head {
    /// Of the maps.
    pub channels: usize,
    /// What they are averaged to; nothing happens where they have it.
    pub side: usize,
    /// Numbers of the layers in torchvision's sequence.
    pub numbers: [usize; 3],
}

impl Head {
    /// Name, outputs and inputs of each layer.
    fn layers(&self, classes: usize) -> [(String, [usize; 2]); 3] {
        let [first, second, last] = self.numbers;
        let flat = self.channels * self.side * self.side;
        [
            (first, [HIDDEN, flat]),
            (second, [HIDDEN, HIDDEN]),
            (last, [classes, HIDDEN]),
        ]
        .map(|(number, shape)| (format!("classifier.{number}"), shape))
    }

    /// Every tensor for so many classes.
    pub fn tensors(&self, classes: usize) -> Vec<TensorShape> {
        let both = |(name, [out, input]): (String, [usize; 2])| {
            [
                (format!("{name}.weight"), vec![out, input]),
                (format!("{name}.bias"), vec![out]),
            ]
        };
        self.layers(classes).into_iter().flat_map(both).collect()
    }

    /// Draws it behind the maps `x`.
    ///
    /// # Errors
    /// As [`Weights::take`].
    pub fn draw(
        &self,
        drawing: &mut Drawing,
        x: Value,
        weights: &Weights<'_>,
        classes: usize,
        device: &Device,
    ) -> Result<(), WeightsError> {
        let mut x = drawing.mean_over_cells(x, self.side);
        let [fc6, fc7, fc8] = self
            .layers(classes)
            .map(|(name, shape)| Dense::load(weights, &name, shape, device));
        for hidden in [fc6?, fc7?] {
            x = drawing.dense_relu(x, &hidden);
            drawing.keep(x);
        }
        let scores = drawing.dense(x, &fc8?);
        drawing.keep(scores);
        Ok(())
    }
}
