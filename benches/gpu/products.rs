//! Plain products of the sizes of SqueezeNet's convolutions: what the card makes of the same
//! operations when nothing is gathered, pooled or masked.

#[path = "../browser/products.rs"]
pub mod plain;

use burn::tensor::Device;
use gradoscope::engine::network::SCORES;
use gradoscope::engine::readback;

use crate::median_ms;

/// # Errors
/// What the device reports.
pub fn table(device: &Device, rounds: usize) -> Result<(), String> {
    let [there, back] = plain::of_squeezenet(device).map_err(|error| error.to_string())?;
    println!("\nplain products of the same sizes, four times each");
    for (name, all) in [("forward", &there), ("way back", &back)] {
        let operations: f64 = all.iter().map(plain::Product::operations).sum();
        let spent = median_ms(rounds, || {
            let mut last = None;
            for product in all {
                last = Some(product.multiply());
            }
            let Some(last) = last else { return Ok(()) };
            let numbers = last.activation(SCORES).map_err(|error| error.to_string())?;
            let read = readback::floats(numbers.narrow(1, 0, 1).narrow(3, 0, 1));
            pollster::block_on(read).map_err(|error| error.to_string())?;
            Ok(())
        })?;
        println!(
            "{name:<10} {spent:.2} ms, {:.0} GFLOP/s",
            operations / spent / 1e6
        );
    }
    Ok(())
}
