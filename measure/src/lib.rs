//! Figures about maps: how alike two of them are, how a map is spread, whether what it calls important
//! is; and what stands in for pixels that are taken away.
//!
//! Maps are float32, row-major, every number finite; a size is height and width, in pixels. A figure
//! that does not exist (of a constant map, of lengths that do not fit) is `None`, never a NaN. A crate of
//! its own, without any dependency, because the rest is built for size.

#![warn(
    missing_docs,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used
)]

mod blur;
mod cells;
mod correlation;
mod curve;
mod hog;
mod impute;
mod inside;
mod order;
mod spread;
mod ssim;

pub use blur::{blurred, out_of_focus};
pub use cells::means;
pub use correlation::{pearson, ranks, spearman};
pub use curve::{area, kept_and_removed, order, replaced, taken};
pub use hog::hog;
pub use impute::Imputation;
pub use inside::{points_inside, share_inside};
pub use order::rising;
pub use spread::{entropy, gini, quantile, relative_distance};
pub use ssim::ssim;

/// The values divided by the largest of their sizes; all zero where they are.
pub fn by_largest(map: &[f32]) -> Vec<f64> {
    let largest = map.iter().fold(0.0_f32, |largest, v| largest.max(v.abs()));
    let scale = if largest > 0.0 {
        f64::from(largest)
    } else {
        1.0
    };
    map.iter().map(|value| f64::from(*value) / scale).collect()
}
