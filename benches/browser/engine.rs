//! The engine as the benchmark in the browser calls it: the product's own network, attack and ascent
//! on one device, without the page.
//!
//! `cargo xtask bench browser` builds it once for the CPU and once for WebGPU, with the profile of
//! the site, and runs it in a worker.

fn main() {}

#[cfg(target_arch = "wasm32")]
#[path = "products.rs"]
mod products;

#[cfg(target_arch = "wasm32")]
mod engine {
    use std::cell::RefCell;

    use burn::tensor::{Device, Tensor, TensorData};
    use gradoscope::engine::attack::{self, AttackPart};
    use gradoscope::engine::job::Job;
    use gradoscope::engine::network::{self, Network, SCORES, Seed, own};
    use gradoscope::engine::readback;
    use gradoscope::engine::space::direction;
    use gradoscope::engine::tensor::one_hot;
    use gradoscope::engine::visualize::{self, Dial, VisualPart};
    use gradoscope::image::Picture;
    use gradoscope::protocol::{AttackRequest, Goal, Start, Term, VisualizeRequest};
    use gradoscope::spec::{ClassId, ParamValues, Preparation};
    use wasm_bindgen::prelude::*;

    use super::products::{self, Product};

    /// A network on a device.
    #[wasm_bindgen]
    pub struct Engine {
        network: Box<dyn Network>,
        device: Device,
        /// What the network would be if it were plain products of matrices: of forward, and of the way
        /// back.
        products: [Vec<Product>; 2],
    }

    fn said(error: impl std::fmt::Display) -> JsValue {
        JsValue::from_str(&error.to_string())
    }

    #[cfg(feature = "gpu")]
    async fn open() -> Result<Device, JsValue> {
        gradoscope::browser::constructors::call_constructors();
        Device::wgpu_options()
            .init_async()
            .await
            .map_err(|error| JsValue::from_str(&format!("{error:?}")))
    }

    #[cfg(not(feature = "gpu"))]
    async fn open() -> Result<Device, JsValue> {
        #[cfg(feature = "relaxed")]
        gradoscope::worker::use_threads().await;
        Ok(Device::flex())
    }

    /// When each step was told.
    #[derive(Default)]
    struct Moments(RefCell<Vec<f64>>);

    impl Moments {
        fn pass(&self) {
            self.0.borrow_mut().push(js_sys::Date::now());
        }

        /// Milliseconds between the first and the last, by the number of steps.
        fn per_step(self) -> f64 {
            let all = self.0.into_inner();
            match all[..] {
                [first, .., last] => (last - first) / (all.len() - 1) as f64,
                _ => f64::NAN,
            }
        }
    }

    #[wasm_bindgen]
    impl Engine {
        /// Loads the network `id` from its weights file, for an adapter in `software` or a card.
        pub async fn open(id: String, weights: Vec<u8>, software: bool) -> Result<Engine, JsValue> {
            console_error_panic_hook::set_once();
            let device = open().await?;
            let network = network::load(&id, &weights, &device).map_err(said)?;
            Self::with(network, device, software)
        }

        /// The same of a model or a checkpoint as a file, which reads pictures as torchvision's networks do.
        pub async fn open_own(file: Vec<u8>, software: bool) -> Result<Engine, JsValue> {
            console_error_panic_hook::set_once();
            let device = open().await?;
            let source = file.as_slice();
            let way = Preparation::TORCH;
            let network = own::load(&source, own::MOST_BYTES, way, &device, |_, _| {});
            let network = network.await.map_err(|why| said(format!("{why:?}")))?;
            Self::with(network, device, software)
        }

        fn with(
            network: Box<dyn Network>,
            device: Device,
            software: bool,
        ) -> Result<Engine, JsValue> {
            let products = products::of_squeezenet(&device).map_err(said)?;
            let plain = products.iter().flatten().map(Product::network);
            for network in plain.chain([&*network]) {
                #[cfg(feature = "gpu")]
                if let (true, Some(network::Plan::Shaders(plan))) = (software, network.plan()) {
                    // As the page does; a card has what it would have before it was measured.
                    plan.tune(network::TUNINGS[network::TUNINGS.len() - 1]);
                }
                #[cfg(not(feature = "gpu"))]
                let _ = (network, software);
            }
            Ok(Self {
                network,
                device,
                products,
            })
        }

        fn image(&self, numbers: Vec<f32>, n: usize) -> Tensor<4> {
            let side = self.network.spec().side;
            Tensor::from_data(TensorData::new(numbers, [n, 3, side, side]), &self.device)
        }

        fn seed(&self, n: usize, class: usize) -> Seed {
            Seed {
                layer: SCORES,
                weights: one_hot(n, self.network.spec().classes, class, &self.device),
            }
        }

        /// Scores of `n` images, `[n, 3, side, side]` in normalised units.
        pub async fn forward(&self, images: Vec<f32>, n: usize) -> Result<Vec<f32>, JsValue> {
            let trace = self.network.forward(self.image(images, n));
            let scores = trace.scores().map_err(said)?;
            readback::floats(scores).await.map_err(said)
        }

        /// Saliency of `class`: the largest absolute derivative over the channels, `[n, side, side]`.
        pub async fn gradient(
            &self,
            images: Vec<f32>,
            n: usize,
            class: usize,
        ) -> Result<Vec<f32>, JsValue> {
            let mut trace = self.network.forward(self.image(images, n));
            let seeds = [self.seed(n, class)];
            let gradient = trace.pull_back(&seeds).map_err(said)?;
            let map = gradient.abs().max_dim(1);
            readback::floats(map).await.map_err(said)
        }

        /// Milliseconds of a gradient when many are asked for and none but the last is read: until they
        /// are asked for, and until they are made.
        pub async fn gradients(
            &self,
            images: Vec<f32>,
            class: usize,
            times: u32,
        ) -> Result<Vec<f64>, JsValue> {
            let image = self.image(images, 1);
            let seed = self.seed(1, class).weights;
            let begun = js_sys::Date::now();
            let mut last = None;
            for _ in 0..times {
                let mut trace = self.network.forward(image.clone());
                let seed = Seed {
                    layer: SCORES,
                    weights: seed.clone(),
                };
                last = Some(trace.pull_back(&[seed]).map_err(said)?);
            }
            let asked = js_sys::Date::now() - begun;
            if let Some(last) = last {
                readback::floats(last.narrow(3, 0, 1)).await.map_err(said)?;
            }
            let made = js_sys::Date::now() - begun;
            Ok([asked, made].map(|spent| spent / f64::from(times)).to_vec())
        }

        /// Ten times `x <- x + eta g / ||g||` on the score of `class`; the sum of the absolute change.
        pub async fn attack10(
            &self,
            image: Vec<f32>,
            class: usize,
            eta: f32,
        ) -> Result<f32, JsValue> {
            let origin = self.image(image, 1);
            let mut x = origin.clone();
            for _ in 0..10 {
                let mut trace = self.network.forward(x.clone());
                let gradient = trace.pull_back(&[self.seed(1, class)]).map_err(said)?;
                x = (direction(&gradient) * eta + &x).image();
            }
            let change = (x - origin).abs().sum();
            let found = readback::floats(change).await.map_err(said)?;
            Ok(found.first().copied().unwrap_or(f32::NAN))
        }

        /// Plain products of matrices of the sizes of the network's convolutions, forward or, with
        /// `gradient`, there and back: what the same device makes of the same operations when nothing
        /// else is to be done. Answers with how many operations they are.
        pub async fn products(&self, gradient: bool) -> Result<f64, JsValue> {
            let mut operations = 0.0;
            let mut last = None;
            for product in self
                .products
                .iter()
                .take(1 + usize::from(gradient))
                .flatten()
            {
                last = Some(product.multiply());
                operations += product.operations();
            }
            if let Some(last) = last {
                // Small, and ready when all before it are.
                let numbers = last.activation(SCORES).map_err(said)?;
                readback::floats(numbers.narrow(1, 0, 1))
                    .await
                    .map_err(said)?;
            }
            Ok(operations)
        }

        /// Milliseconds of a step of the page's attack, its default, over `steps` of them: told with
        /// its norms, without its picture.
        pub async fn attack_step(
            &self,
            rgb: Vec<u8>,
            class: u16,
            steps: u32,
        ) -> Result<f64, JsValue> {
            let side = self.network.spec().side as u32;
            let picture = Picture::new(side, side, rgb).map_err(said)?;
            let request = AttackRequest {
                // It is never reached: all steps are made.
                until_probability: 1.0,
                max_gradients: steps,
                ..AttackRequest::new(&attack::rule::ENTRY, Goal::Class(ClassId(class)))
            };
            let moments = Moments::default();
            let emit = |part| {
                if let AttackPart::Step(..) = part {
                    moments.pass();
                }
            };
            let (network, device) = (self.network.as_ref(), &self.device);
            attack::run(
                &Job::unattended(),
                network,
                device,
                &picture,
                &request,
                emit,
            )
            .await
            .map_err(said)?;
            Ok(moments.per_step())
        }

        /// Milliseconds of an iteration of the practical's visualisation of `class` from the given
        /// image, over `iterations` of them.
        pub async fn visualise(
            &self,
            rgb: Vec<u8>,
            class: u16,
            iterations: u32,
        ) -> Result<f64, JsValue> {
            let side = self.network.spec().side as u32;
            let picture = Picture::new(side, side, rgb).map_err(said)?;
            let mut params = ParamValues::default();
            params.set(&visualize::params::ITERATIONS, iterations as f32);
            let request = VisualizeRequest {
                terms: vec![Term::score(ClassId(class))],
                params: params.clone(),
                start: Start::Image,
                seed: 0,
                frames: false,
            };
            let moments = Moments::default();
            let emit = |part| {
                if let VisualPart::Step(..) = part {
                    moments.pass();
                }
            };
            let (job, dial) = (Job::unattended(), Dial::new(params));
            let (network, device) = (self.network.as_ref(), &self.device);
            visualize::run(&job, network, device, Some(&picture), &request, &dial, emit)
                .await
                .map_err(said)?;
            Ok(moments.per_step())
        }
    }
}
