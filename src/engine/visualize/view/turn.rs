use burn::tensor::Tensor;
#[cfg(not(only_the_cpu))]
use burn::tensor::{Int, TensorData};

use super::super::contract::View;
use crate::engine::network::Numbers;
use crate::engine::tensor::tensor;

/// The image turned about its middle and scaled, bilinear; beyond its border, the mean colour.
pub(super) struct Turn {
    neighbours: Neighbours,
}

/// A pixel and its share, for each of the four neighbours.
type Neighbours = [(Vec<i32>, Vec<f32>); 4];

impl Turn {
    /// Of an image of `side` by `side`.
    pub fn new(degrees: f32, factor: f32, side: usize) -> Self {
        // Of the map from a seen pixel to where it comes from.
        let (sin, cos) = degrees.to_radians().sin_cos();
        let (sin, cos) = (sin / factor, cos / factor);
        let (height, width) = (side, side);
        let mut found: Neighbours = std::array::from_fn(|_| (Vec::new(), Vec::new()));
        let (middle_x, middle_y) = ((width - 1) as f32 / 2.0, (height - 1) as f32 / 2.0);
        for row in 0..height {
            for column in 0..width {
                let (dx, dy) = (column as f32 - middle_x, row as f32 - middle_y);
                let x = middle_x + cos * dx - sin * dy;
                let y = middle_y + sin * dx + cos * dy;
                let (left, top) = (x.floor(), y.floor());
                let (u, v) = (x - left, y - top);
                let shares = [(1.0 - u) * (1.0 - v), u * (1.0 - v), (1.0 - u) * v, u * v];
                for (k, share) in shares.into_iter().enumerate() {
                    let (at_x, at_y) = (left as i64 + (k % 2) as i64, top as i64 + (k / 2) as i64);
                    let inside =
                        (0..width as i64).contains(&at_x) && (0..height as i64).contains(&at_y);
                    let at = if inside {
                        at_y * width as i64 + at_x
                    } else {
                        0
                    };
                    found[k].0.push(at as i32);
                    found[k].1.push(if inside { share } else { 0.0 });
                }
            }
        }
        Self { neighbours: found }
    }
}

impl View for Turn {
    fn see(&self, image: Tensor<4>) -> Tensor<4> {
        self.moved(&image, |to, seen, from, at, share| {
            to[seen] += from[at] * share
        })
        .unwrap_or_else(|| self.seen_by_burn(image))
    }

    fn pull(&self, gradient: Tensor<4>) -> Tensor<4> {
        self.moved(&gradient, |to, seen, from, at, share| {
            to[at] += from[seen] * share
        })
        .unwrap_or_else(|| self.pulled_by_burn(gradient))
    }
}

impl Turn {
    /// On the CPU: `add(to, seen, from, at, share)` for every seen pixel and each of its neighbours.
    fn moved(
        &self,
        image: &Tensor<4>,
        add: impl Fn(&mut [f32], usize, &[f32], usize, f32),
    ) -> Option<Tensor<4>> {
        let numbers = Numbers::of(image.clone())?;
        let [_, _, height, width] = image.dims();
        let mut moved = vec![0.0; numbers.as_slice().len()];
        let planes = numbers.as_slice().chunks(height * width);
        for (from, to) in planes.zip(moved.chunks_mut(height * width)) {
            for (places, shares) in &self.neighbours {
                for (seen, (at, share)) in places.iter().zip(shares).enumerate() {
                    add(to, seen, from, *at as usize, *share);
                }
            }
        }
        Some(tensor(moved, image.dims(), &image.device()))
    }
}

/// On every other device. The engine for the CPU alone is not to link it.
#[cfg(not(only_the_cpu))]
impl Turn {
    fn seen_by_burn(&self, image: Tensor<4>) -> Tensor<4> {
        let [n, c, height, width] = image.dims();
        let flat = image.reshape([n * c, height * width]);
        let device = flat.device();
        let mut seen = flat.zeros_like();
        for (at, share) in self.neighbours.clone() {
            let count = at.len();
            let at: Tensor<1, Int> = Tensor::from_data(TensorData::new(at, [count]), &device);
            let share = Tensor::<2>::from_data(TensorData::new(share, [1, count]), &device);
            seen = seen + flat.clone().select(1, at) * share;
        }
        seen.reshape([n, c, height, width])
    }

    fn pulled_by_burn(&self, gradient: Tensor<4>) -> Tensor<4> {
        let [n, c, height, width] = gradient.dims();
        let flat = gradient.reshape([n * c, height * width]);
        let device = flat.device();
        let mut pulled = flat.zeros_like();
        for (at, share) in self.neighbours.clone() {
            let count = at.len();
            let at: Tensor<1, Int> = Tensor::from_data(TensorData::new(at, [count]), &device);
            let share = Tensor::<2>::from_data(TensorData::new(share, [1, count]), &device);
            pulled = pulled.select_assign(
                1,
                at,
                flat.clone() * share,
                burn::tensor::IndexingUpdateOp::Add,
            );
        }
        pulled.reshape([n, c, height, width])
    }
}

#[cfg(only_the_cpu)]
impl Turn {
    fn seen_by_burn(&self, _: Tensor<4>) -> Tensor<4> {
        unreachable!("all images here are float32 numbers of the CPU")
    }

    fn pulled_by_burn(&self, _: Tensor<4>) -> Tensor<4> {
        unreachable!("all images here are float32 numbers of the CPU")
    }
}
