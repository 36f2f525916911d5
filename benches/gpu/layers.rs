//! Every convolution of SqueezeNet on its own, there and back, by every cut.

use std::time::Instant;

use burn::tensor::{Device, Tensor};
use gradoscope::catalogue;
use gradoscope::engine::network::{Drawing, Drawn, Network, Plan, SCORES, Seed};
use gradoscope::engine::readback;

use crate::cuts;
use crate::products::plain::convolution;

/// Outputs, inputs, kernel, stride, side of the input.
const CONVOLUTIONS: [(&str, [usize; 5]); 14] = [
    ("conv1", [64, 3, 3, 2, 224]),
    ("fire2 squeeze", [16, 64, 1, 1, 55]),
    ("fire2 3x3", [64, 16, 3, 1, 55]),
    ("fire2 1x1", [64, 16, 1, 1, 55]),
    ("fire4 squeeze", [32, 128, 1, 1, 27]),
    ("fire4 3x3", [128, 32, 3, 1, 27]),
    ("fire4 1x1", [128, 32, 1, 1, 27]),
    ("fire6 squeeze", [48, 256, 1, 1, 13]),
    ("fire6 3x3", [192, 48, 3, 1, 13]),
    ("fire6 1x1", [192, 48, 1, 1, 13]),
    ("fire9 squeeze", [64, 512, 1, 1, 13]),
    ("fire9 3x3", [256, 64, 3, 1, 13]),
    ("fire9 1x1", [256, 64, 1, 1, 13]),
    ("conv10", [1000, 512, 1, 1, 13]),
];
const TIMES: usize = 100;

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// # Errors
/// What the device reports.
pub fn table(device: &Device) -> Result<(), String> {
    println!("\nevery convolution on its own, microseconds there and back");
    let cuts = cuts();
    for (name, cut) in cuts.iter().enumerate() {
        println!("{name}: {}", cut.name);
    }
    for (name, sizes) in CONVOLUTIONS {
        let network = one(sizes, device)?;
        let Some(Plan::Shaders(plan)) = Network::plan(&network) else {
            return Err("no shaders".to_owned());
        };
        let mut cells = Vec::new();
        for cut in &cuts {
            plan.tune(*cut);
            let there = spent(&network, sizes, false, device)?;
            let both = spent(&network, sizes, true, device)?;
            cells.push(format!("{there:>5.0} {:>5.0}", both - there));
        }
        println!("{name:<14} {}", cells.join(" | "));
    }
    Ok(())
}

fn one([outputs, inputs, kernel, stride, _]: [usize; 5], device: &Device) -> Result<Drawn, String> {
    let padding = match stride {
        1 => kernel / 2,
        _ => 0,
    };
    let conv = convolution([outputs, inputs, kernel], stride, padding, device).map_err(said)?;
    let mut drawing = Drawing::of_channels(inputs);
    let image = drawing.image_norm();
    let value = drawing.conv(image, &conv);
    drawing.name(SCORES, value);
    Ok(Drawn::new(*catalogue::NETWORKS[0], None, drawing, device))
}

/// Microseconds of one of many in a row.
fn spent(network: &Drawn, sizes: [usize; 5], back: bool, device: &Device) -> Result<f64, String> {
    let [_, inputs, _, _, side] = sizes;
    let image = Tensor::<4>::ones([1, inputs, side, side], device);
    let network: &dyn Network = network;
    let mut seed = None;
    let mut least = f64::INFINITY;
    for _ in 0..3 {
        let begun = Instant::now();
        let mut last = None;
        for _ in 0..TIMES {
            let mut trace = network.forward(image.clone());
            let value = trace.activation(SCORES).map_err(said)?;
            if !back {
                last = Some(value);
                continue;
            }
            let weights = seed
                .get_or_insert_with(|| Tensor::ones(value.dims(), device))
                .clone();
            let layer = SCORES;
            last = Some(trace.pull_back(&[Seed { layer, weights }]).map_err(said)?);
        }
        if let Some(last) = last {
            let small = last.narrow(1, 0, 1).narrow(2, 0, 1).narrow(3, 0, 1);
            pollster::block_on(readback::floats(small)).map_err(said)?;
        }
        least = least.min(begun.elapsed().as_secs_f64() * 1e6 / TIMES as f64);
    }
    Ok(least)
}
