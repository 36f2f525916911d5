use burn::tensor::Tensor;
#[cfg(with_threads)]
use gradoscope_kernels::AwayRun;
use gradoscope_kernels::{Rule, Run};

use crate::engine::tensor::{reshaped, tensor};

use super::kernels::can_read;
use super::numbers::Numbers;
#[cfg(feature = "gpu")]
use super::shaders;
#[cfg(feature = "autodiff")]
use super::tape::ByBurn;
use super::{Network, NetworkError, Plan, Seed};

/// One forward pass: the input, every named activation, and the way back to the input.
///
/// Activations are `[n, c, h, w]`; scores are `[n, classes, 1, 1]`.
pub struct Trace<'net> {
    input: Tensor<4>,
    way: Way<'net>,
}

/// Behind the waist.
enum Way<'net> {
    /// Kernels of our own, on the CPU.
    Kernels(Box<Run<'net>>),
    /// The same in another program.
    #[cfg(with_threads)]
    Away(Box<AwayRun<'net>>),
    /// Shaders of our own, on WebGPU.
    #[cfg(feature = "gpu")]
    Shaders(Box<shaders::Run<'net>>),
    /// burn's automatic differentiation, on every device: what the others are checked against.
    #[cfg(feature = "autodiff")]
    ByBurn(Box<ByBurn<'net>>),
    /// The network has none for the image.
    #[cfg(not(feature = "autodiff"))]
    Nowhere,
}

impl<'net> Trace<'net> {
    /// Runs `network` forward on `image_norm`, `[n, 3, h, w]` in normalised units.
    ///
    /// On the network's plan, where that has a way for the image.
    pub fn forward(network: &'net dyn Network, image_norm: Tensor<4>) -> Self {
        let input = image_norm.without_autodiff();
        match run(network, &input) {
            Some(way) => Self { input, way },
            #[cfg(feature = "autodiff")]
            None => Self::by_autodiff(network, input),
            #[cfg(not(feature = "autodiff"))]
            None => Self {
                input,
                way: Way::Nowhere,
            },
        }
    }

    /// The same through burn, whatever the device.
    #[cfg(feature = "autodiff")]
    pub fn by_autodiff(network: &'net dyn Network, image_norm: Tensor<4>) -> Self {
        let input = image_norm.without_autodiff();
        let way = Way::ByBurn(Box::new(ByBurn::forward(network, &input)));
        Self { input, way }
    }

    /// The named activation, free of any tape.
    ///
    /// # Errors
    /// [`NetworkError::NoSuchLayer`] when the network has no activation of that name,
    /// [`NetworkError::CannotRun`] when the image is too small for it.
    pub fn activation(&self, layer: &str) -> Result<Tensor<4>, NetworkError> {
        let found = match &self.way {
            Way::Kernels(run) => self.made(run.activation(layer), run.shape(layer)),
            #[cfg(with_threads)]
            Way::Away(run) => self.made(run.activation(layer), run.shape(layer)),
            #[cfg(feature = "gpu")]
            Way::Shaders(run) => run.activation(layer),
            #[cfg(feature = "autodiff")]
            Way::ByBurn(run) => run.activation(layer),
            #[cfg(not(feature = "autodiff"))]
            Way::Nowhere => return Err(self.cannot_run()),
        };
        found.ok_or_else(|| NetworkError::NoSuchLayer(layer.to_owned()))
    }

    /// Unnormalised class scores, `[n, classes]`.
    ///
    /// # Errors
    /// As [`Trace::activation`].
    pub fn scores(&self) -> Result<Tensor<2>, NetworkError> {
        let scores = self.activation(super::SCORES)?;
        let [n, classes, _, _] = scores.dims();
        Ok(reshaped(scores, [n, classes]))
    }

    /// Gradient of `sum over seeds of <weights, activation>` with respect to the input,
    /// `[n, 3, h, w]`, per normalised unit.
    ///
    /// May be called any number of times.
    ///
    /// # Errors
    /// [`NetworkError::NoSeed`] without a seed, and those of [`Trace::activation`].
    ///
    /// # Panics
    /// When the weights of a seed do not have the shape of its activation, or are not float32 where
    /// the image is.
    pub fn pull_back(&mut self, seeds: &[Seed]) -> Result<Tensor<4>, NetworkError> {
        self.pull_back_to(None, Rule::Gradient, seeds)
    }

    /// The same with respect to the activation `to`, in its shape, or else to the input; rectifiers
    /// on the way let through what `rule` says, of the sum of all that comes back to them. The
    /// rectifier that made `to` is not on the way.
    ///
    /// # Errors
    /// As [`Trace::pull_back`], and [`NetworkError::NotReached`] where no seed is made from `to`.
    ///
    /// # Panics
    /// As [`Trace::pull_back`].
    pub fn pull_back_to(
        &mut self,
        to: Option<&str>,
        rule: Rule,
        seeds: &[Seed],
    ) -> Result<Tensor<4>, NetworkError> {
        if seeds.is_empty() {
            return Err(NetworkError::NoSeed);
        }
        let shape = match to {
            Some(layer) => self.shape(layer)?,
            None => self.input.dims(),
        };
        for seed in seeds {
            check_shape(seed, self.shape(seed.layer)?);
        }
        let found = match &mut self.way {
            Way::Kernels(run) => by_kernels(seeds, |seeds| run.pull_back(seeds, to, rule))
                .map(|numbers| tensor(numbers, shape, &self.input.device())),
            #[cfg(with_threads)]
            Way::Away(run) => by_kernels(seeds, |seeds| run.pull_back(seeds, to, rule))
                .map(|numbers| tensor(numbers, shape, &self.input.device())),
            #[cfg(feature = "gpu")]
            Way::Shaders(run) => {
                let seeds = seeds.iter().map(|seed| (seed.layer, seed.weights.clone()));
                run.pull_back(&seeds.collect::<Vec<_>>(), to, rule)
            }
            #[cfg(feature = "autodiff")]
            Way::ByBurn(run) => run.pull_back(seeds, to, rule),
            #[cfg(not(feature = "autodiff"))]
            Way::Nowhere => None,
        };
        // Every name was found above.
        found.ok_or_else(|| NetworkError::NotReached(to.unwrap_or("the image").to_owned()))
    }

    fn made(&self, numbers: Option<Vec<f32>>, shape: Option<[usize; 4]>) -> Option<Tensor<4>> {
        Some(tensor(numbers?, shape?, &self.input.device()))
    }

    /// `[n, c, h, w]` of the named activation.
    fn shape(&self, layer: &str) -> Result<[usize; 4], NetworkError> {
        let found = match &self.way {
            Way::Kernels(run) => run.shape(layer),
            #[cfg(with_threads)]
            Way::Away(run) => run.shape(layer),
            #[cfg(feature = "gpu")]
            Way::Shaders(run) => run.shape(layer),
            #[cfg(feature = "autodiff")]
            Way::ByBurn(run) => run.activation(layer).map(|value| value.dims()),
            #[cfg(not(feature = "autodiff"))]
            Way::Nowhere => return Err(self.cannot_run()),
        };
        found.ok_or_else(|| NetworkError::NoSuchLayer(layer.to_owned()))
    }

    #[cfg(not(feature = "autodiff"))]
    fn cannot_run(&self) -> NetworkError {
        let [_, _, height, width] = self.input.dims();
        NetworkError::CannotRun { width, height }
    }
}

impl dyn Network + '_ {
    /// Runs forward and keeps what a pull-back needs.
    pub fn forward(&self, image_norm: Tensor<4>) -> Trace<'_> {
        Trace::forward(self, image_norm)
    }

    /// The same through burn alone, on every device and in every precision: what our own kernels are
    /// checked against.
    #[cfg(feature = "autodiff")]
    pub fn forward_by_autodiff(&self, image_norm: Tensor<4>) -> Trace<'_> {
        Trace::by_autodiff(self, image_norm)
    }

    /// Every activation named in its spec, in forward order, by burn's own operations.
    ///
    /// Differentiable with respect to `image_norm` when that is tracked; weights never are.
    #[cfg(feature = "autodiff")]
    pub fn activations(&self, image_norm: Tensor<4>) -> Vec<(&'static str, Tensor<4>)> {
        super::by_burn::activations(self.drawing(), image_norm)
    }
}

/// Forward on the network's plan, where it has one for the image.
fn run<'net>(network: &'net dyn Network, input: &Tensor<4>) -> Option<Way<'net>> {
    let [n, _, height, width] = input.dims();
    let numbers = || can_read(input).then(|| Numbers::of(input.clone()))?;
    match network.plan()? {
        Plan::Kernels(plan) => {
            let run = plan.forward(numbers()?.as_slice(), n, [height, width])?;
            Some(Way::Kernels(Box::new(run)))
        }
        #[cfg(with_threads)]
        Plan::Away(plan) => {
            let run = plan.forward(numbers()?.as_slice(), n, [height, width])?;
            Some(Way::Away(Box::new(run)))
        }
        #[cfg(feature = "gpu")]
        Plan::Shaders(plan) => Some(Way::Shaders(Box::new(plan.forward(input)?))),
    }
}

/// Every name is known, and every seed has its shape.
#[expect(
    clippy::expect_used,
    reason = "a mistake of the caller's, which pull_back names among its panics"
)]
fn by_kernels(
    seeds: &[Seed],
    pull_back: impl FnOnce(&[(&str, &[f32])]) -> Option<Vec<f32>>,
) -> Option<Vec<f32>> {
    let numbers: Vec<_> = seeds
        .iter()
        .map(|seed| Numbers::of(seed.weights.clone()))
        .collect::<Option<_>>()
        .expect("seeds of a float32 image are float32");
    let weights = seeds.iter().zip(&numbers);
    let weights: Vec<_> = weights
        .map(|(seed, numbers)| (seed.layer, numbers.as_slice()))
        .collect();
    pull_back(&weights)
}

fn check_shape(seed: &Seed, shape: [usize; 4]) {
    assert_eq!(
        shape,
        seed.weights.dims(),
        "the weights of a seed must have the shape of {}",
        seed.layer
    );
}
