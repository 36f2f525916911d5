use burn::tensor::{Tensor, TensorData};

use super::super::contract::Objective;
use crate::engine::network::{NetworkError, Seed, Trace};

/// One channel of a layer: its mean over all positions, or its value at the middle one.
pub(super) struct Unit {
    layer: &'static str,
    channel: u32,
    in_the_middle: bool,
}

impl Unit {
    pub fn whole(layer: &'static str, channel: u32) -> Self {
        Self {
            layer,
            channel,
            in_the_middle: false,
        }
    }

    pub fn middle(layer: &'static str, channel: u32) -> Self {
        Self {
            layer,
            channel,
            in_the_middle: true,
        }
    }
}

impl Objective for Unit {
    fn seeds(&self, trace: &Trace<'_>) -> Result<(Vec<Seed>, Tensor<1>), NetworkError> {
        let activation = trace.activation(self.layer)?;
        let [n, channels, height, width] = activation.dims();
        let channel = self.channel as usize;
        if channel >= channels {
            return Err(NetworkError::NoSuchChannel {
                layer: self.layer.to_owned(),
                channel: self.channel,
                channels,
            });
        }
        let plane = height * width;
        let mut weights = vec![0.0_f32; n * channels * plane];
        for image in weights.chunks_mut(channels * plane) {
            let of_channel = &mut image[channel * plane..(channel + 1) * plane];
            if self.in_the_middle {
                of_channel[(height / 2) * width + width / 2] = 1.0;
            } else {
                of_channel.fill(1.0 / plane as f32);
            }
        }
        let shape = [n, channels, height, width];
        let weights = Tensor::from_data(TensorData::new(weights, shape), &activation.device());
        let value = (activation * weights.clone()).sum();
        let layer = self.layer;
        Ok((vec![Seed { layer, weights }], value))
    }
}
