//! Formulas as the CPU computes them, row by row, beside plain Rust.

use crate::common;

use burn::tensor::Device;

#[test]
fn formulas_come_to_what_plain_rust_does() {
    for shape in common::formulas::SHAPES {
        pollster::block_on(common::formulas::check(shape, &Device::flex()));
    }
}
