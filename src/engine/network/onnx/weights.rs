//! From the layers of a sketch to a drawing: weights are read one layer after the other.

use std::rc::Rc;

use burn::tensor::{DType, Device, Tensor, TensorData};
use gradoscope_checkpoint::onnx::{Constant, Numbers};
use gradoscope_checkpoint::{CheckpointError, ReadAt};
use gradoscope_kernels::{Activation, Value, Window};

use super::layer::{Conv, Dense, Fold, Layer, Then};
use super::sketch::Sketch;
use crate::engine::network::recognise::LoadError;
use crate::engine::network::weights::IS_PRECISE;
use crate::engine::network::{Drawing, WeightsError, layers, rows_per_block};
use crate::engine::tensor::tensor;
use crate::spec::Preparation;

/// Reads weights and makes tensors of them.
pub(super) struct Pen<'s, S> {
    pub source: &'s S,
    pub device: &'s Device,
    /// Tensors of float64: for finite differences.
    pub is_double: bool,
}

/// What multiplies every channel, and what is added to it.
struct PerChannel {
    scale: Vec<f64>,
    shift: Vec<f64>,
}

impl<S: ReadAt> Pen<'_, S> {
    /// The whole network, its values named; `progress` hears how many numbers have been read.
    pub async fn drawing(
        &self,
        sketch: &Sketch,
        names: &[(&'static str, usize)],
        preparation: Preparation,
        mut progress: impl FnMut(usize),
    ) -> Result<Drawing, LoadError> {
        let mut drawing = Drawing::new();
        let mut values = vec![match preparation == Preparation::TORCH {
            true => Value::INPUT,
            false => {
                let Preparation { offset, scale, .. } = preparation;
                drawing.adapt_to_input(offset, scale, preparation.is_reversed)
            }
        }];
        let mut done = 0;
        for (layer, size) in sketch.layers.iter().zip(&sketch.sizes[1..]) {
            let made = self.layer(&mut drawing, layer, &values, size[0]).await?;
            values.push(made);
            done += layer
                .constants()
                .iter()
                .map(|one| one.elements())
                .sum::<usize>();
            progress(done);
        }
        for (name, value) in names {
            drawing.name(name, values[*value]);
        }
        Ok(drawing)
    }

    async fn layer(
        &self,
        drawing: &mut Drawing,
        layer: &Layer,
        values: &[Value],
        channels: usize,
    ) -> Result<Value, LoadError> {
        Ok(match layer {
            Layer::Conv { from, conv, then } => {
                let made = self.conv(conv, then).await?;
                match conv.is_depthwise() {
                    true => drawing.depthwise(values[*from], &made, then.activation),
                    false => drawing.convolution(values[*from], &made, then.activation),
                }
            }
            Layer::Average { from, window } => {
                let area = window.kernel * window.kernel;
                let weights = vec![1.0 / area as f64; channels * area];
                let conv = self.filters(weights, vec![0.0; channels], *window);
                drawing.depthwise(values[*from], &conv, Activation::Linear)
            }
            Layer::Scaled { from, then } => {
                let per_channel = self.per_channel(&then.folds, vec![0.0; channels]).await?;
                let PerChannel { scale, shift } = per_channel;
                let conv = self.filters(scale, shift, Window::POINT);
                drawing.depthwise(values[*from], &conv, then.activation)
            }
            Layer::Dense { from, dense, then } => {
                let made = self.dense(dense, then).await?;
                drawing.dense_then(values[*from], &made, then.activation)
            }
            Layer::Sum { from, other } => drawing.sum(values[*from], values[*other]),
            Layer::Join { from, others } => {
                let others = others.iter().map(|other| values[*other]);
                drawing.join(values[*from], others.collect())
            }
            Layer::MaxPool { from, pool } => drawing.max_pool(values[*from], *pool),
            Layer::Rectify { from } => drawing.relu(values[*from]),
            Layer::Curve { from, curve } => drawing.curve(values[*from], *curve),
            Layer::Times { from, other } => drawing.times(values[*from], values[*other]),
            Layer::Mean { from } => drawing.mean_over_positions(values[*from]),
        })
    }

    /// A filter per channel.
    fn filters(&self, weights: Vec<f64>, bias: Vec<f64>, window: Window) -> layers::Conv {
        let channels = bias.len();
        let shape = [channels, 1, window.kernel, window.kernel];
        let (weight, bias) = (self.tensor(weights, shape), self.tensor(bias, [channels]));
        layers::Conv::of(weight, bias, window)
    }

    async fn conv(&self, conv: &Conv, then: &Then) -> Result<layers::Conv, LoadError> {
        let outputs = conv.outputs();
        let bias = self
            .bias(conv.bias.as_ref().map(|bias| (bias, 1.0)), outputs)
            .await?;
        let PerChannel { scale, shift } = self.per_channel(&then.folds, bias).await?;
        let given = self.numbers(&conv.weight).await?;
        let [_, share, rows, columns] = conv.weight.shape[..] else {
            return Err(misshapen(&conv.weight));
        };
        // One channel for each filter; of a convolution in groups, zeros for the channels of other groups.
        let inputs = match conv.is_depthwise() {
            true => 1,
            false => conv.inputs,
        };
        let side = conv.window.kernel;
        let mut weights = vec![0.0; outputs * inputs * side * side];
        let per_group = outputs / conv.groups;
        for (output, given) in given.chunks_exact(share * rows * columns).enumerate() {
            let first = match inputs {
                1 => 0,
                _ => output / per_group * share,
            };
            for (input, given) in given.chunks_exact(rows * columns).enumerate() {
                let kernel = (output * inputs + first + input) * side * side;
                for (row, given) in given.chunks_exact(columns).enumerate() {
                    let start = kernel + (conv.at[0] + row) * side + conv.at[1];
                    for (to, value) in weights[start..start + columns].iter_mut().zip(given) {
                        *to = f64::from(*value) * scale[output];
                    }
                }
            }
        }
        let shape = [outputs, inputs, side, side];
        let (weight, bias) = (self.tensor(weights, shape), self.tensor(shift, [outputs]));
        Ok(layers::Conv::of(weight, bias, conv.window))
    }

    /// A matrix whose rows are the outputs and that nothing multiplies is read in blocks, so that it never lies there twice.
    async fn dense(&self, dense: &Dense, then: &Then) -> Result<layers::Dense, LoadError> {
        let Dense {
            inputs, outputs, ..
        } = *dense;
        let bias = dense.bias.as_ref().map(|(bias, factor)| (bias, *factor));
        let bias = self.bias(bias, outputs).await?;
        let PerChannel { scale, shift } = self.per_channel(&then.folds, bias).await?;
        let step = rows_per_block(inputs);
        let is_plain = dense.factor == 1.0 && scale.iter().all(|scale| *scale == 1.0);
        let mut blocks = Vec::new();
        if let (true, true, Numbers::Stored(stored)) =
            (is_plain, dense.has_rows, &dense.weight.numbers)
        {
            for first in (0..outputs).step_by(step) {
                let rows = step.min(outputs - first);
                let values = stored.read_rows(self.source, first, rows).await?;
                expect_finite(&dense.weight, &values)?;
                let values = values.into_iter().map(f64::from).collect();
                blocks.push(self.tensor(values, [rows, inputs]));
            }
        } else {
            let given = self.numbers(&dense.weight).await?;
            let at = |output: usize, input: usize| match dense.has_rows {
                true => given[output * inputs + input],
                false => given[input * outputs + output],
            };
            for first in (0..outputs).step_by(step) {
                let rows = step.min(outputs - first);
                let values = (first..first + rows).flat_map(|output| {
                    let factor = scale[output] * f64::from(dense.factor);
                    (0..inputs).map(move |input| (output, input, factor))
                });
                let values =
                    values.map(|(output, input, factor)| f64::from(at(output, input)) * factor);
                blocks.push(self.tensor(values.collect(), [rows, inputs]));
            }
        }
        Ok(layers::Dense::of(blocks, self.tensor(shift, [outputs])))
    }

    async fn bias(
        &self,
        bias: Option<(&Rc<Constant>, f32)>,
        channels: usize,
    ) -> Result<Vec<f64>, LoadError> {
        match bias {
            None => Ok(vec![0.0; channels]),
            Some((bias, factor)) => {
                let values = self.for_each(bias, channels).await?;
                Ok(values
                    .iter()
                    .map(|value| value * f64::from(factor))
                    .collect())
            }
        }
    }

    /// One number for each channel, or one for all.
    async fn for_each(&self, constant: &Constant, channels: usize) -> Result<Vec<f64>, LoadError> {
        let values = self.numbers(constant).await?;
        match values[..] {
            [one] => Ok(vec![f64::from(one); channels]),
            _ if values.len() == channels => Ok(values.into_iter().map(f64::from).collect()),
            _ => Err(misshapen(constant)),
        }
    }

    /// What is left of all that is done to the channels, in float64.
    async fn per_channel(&self, folds: &[Fold], bias: Vec<f64>) -> Result<PerChannel, LoadError> {
        let channels = bias.len();
        let mut all = PerChannel {
            scale: vec![1.0; channels],
            shift: bias,
        };
        for fold in folds {
            let (times, plus) = self.factors(fold, channels).await?;
            for channel in 0..channels {
                all.scale[channel] *= times[channel];
                all.shift[channel] = all.shift[channel] * times[channel] + plus[channel];
            }
        }
        Ok(all)
    }

    async fn factors(
        &self,
        fold: &Fold,
        channels: usize,
    ) -> Result<(Vec<f64>, Vec<f64>), LoadError> {
        let nothing = |value: f64| vec![value; channels];
        Ok(match fold {
            Fold::Norm([scale, shift, mean, variance], epsilon) => {
                let of_variance = || WeightsError::Variance(variance.name.clone());
                let scale = self.for_each(scale, channels).await?;
                let shift = self.for_each(shift, channels).await?;
                let mean = self.for_each(mean, channels).await?;
                let variance = self.for_each(variance, channels).await?;
                if variance.iter().any(|value| *value < 0.0) {
                    return Err(of_variance().into());
                }
                let times: Vec<f64> = (scale.iter().zip(&variance))
                    .map(|(scale, variance)| scale / (variance + f64::from(*epsilon)).sqrt())
                    .collect();
                let plus = (0..channels).map(|c| shift[c] - mean[c] * times[c]);
                let plus = plus.collect();
                (times, plus)
            }
            Fold::Times(by) => (self.for_each(by, channels).await?, nothing(0.0)),
            Fold::By(by) => {
                let by = self.for_each(by, channels).await?;
                (by.iter().map(|by| 1.0 / by).collect(), nothing(0.0))
            }
            Fold::Plus(more) => (nothing(1.0), self.for_each(more, channels).await?),
            Fold::Minus(less) => {
                let less = self.for_each(less, channels).await?;
                (nothing(1.0), less.iter().map(|less| -less).collect())
            }
        })
    }

    /// All numbers of a tensor, which are finite.
    async fn numbers(&self, constant: &Constant) -> Result<Vec<f32>, LoadError> {
        let values = constant.read(self.source).await?;
        expect_finite(constant, &values)?;
        Ok(values)
    }

    fn tensor<const D: usize>(&self, values: Vec<f64>, shape: [usize; D]) -> Tensor<D> {
        if IS_PRECISE && self.is_double {
            let data = TensorData::new(values, shape);
            return Tensor::from_data(data, (self.device, DType::F64));
        }
        let values: Vec<f32> = values.into_iter().map(|value| value as f32).collect();
        tensor(values, shape, self.device)
    }
}

/// Reads every number once and keeps none; `progress` hears how many have been read.
pub(super) async fn check<S: ReadAt>(
    sketch: &Sketch,
    source: &S,
    mut progress: impl FnMut(usize),
) -> Result<(), LoadError> {
    let mut done = 0;
    for constant in sketch.layers.iter().flat_map(Layer::constants) {
        match &constant.numbers {
            Numbers::Stored(stored) if !stored.shape.is_empty() => {
                let rows = stored.shape[0];
                let step = rows_per_block(stored.elements() / rows.max(1));
                for first in (0..rows).step_by(step) {
                    let count = step.min(rows - first);
                    let values = stored.read_rows(source, first, count).await?;
                    expect_finite(constant, &values)?;
                    done += values.len();
                    progress(done);
                }
            }
            _ => {
                let values = constant.read(source).await?;
                expect_finite(constant, &values)?;
                done += values.len();
                progress(done);
            }
        }
    }
    Ok(())
}

fn expect_finite(constant: &Constant, values: &[f32]) -> Result<(), LoadError> {
    match values.iter().all(|value| value.is_finite()) {
        true => Ok(()),
        false => Err(WeightsError::NotFinite(constant.name.clone()).into()),
    }
}

fn misshapen(constant: &Constant) -> LoadError {
    CheckpointError::Extent(constant.name.clone()).into()
}
