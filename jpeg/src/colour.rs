//! From the samples of the components to RGB.

use crate::error::{Error, with_room};
use crate::frame::{BLOCK, Component, Frame};
use crate::idct::samples_of;
use crate::segments::Reader;
use crate::upsample::enlarged_row;

/// How colours are stored.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Colour {
    Grey,
    YCbCr,
    Rgb,
    Cmyk,
    Ycck,
}

impl Colour {
    /// By the rules of libjpeg.
    pub fn of(reader: &Reader, frame: &Frame) -> Self {
        let ids: Vec<u8> = frame.components.iter().map(|c| c.id).collect();
        match (ids.len(), reader.adobe_transform) {
            (1, _) => Self::Grey,
            (3, Some(0)) if !reader.is_jfif => Self::Rgb,
            (3, None) if !reader.is_jfif && ids == *b"RGB" => Self::Rgb,
            (3, _) => Self::YCbCr,
            (_, None | Some(0)) => Self::Cmyk,
            _ => Self::Ycck,
        }
    }
}

/// The whole picture, `[height, width, 3]`.
pub(crate) fn rgb(mut frame: Frame, colour: Colour) -> Result<Vec<u8>, Error> {
    for component in &mut frame.components {
        if frame.progressive {
            transform(component)?;
        }
    }
    let bytes = 3 * frame.width * frame.height;
    let mut out = with_room(bytes)?;
    out.resize(bytes, 0);
    let mut rows = [const { Vec::new() }; 4];
    for (row, component) in rows.iter_mut().zip(&frame.components) {
        *row = vec![0; component.times_x * component.width];
    }
    for (y, out) in out.chunks_exact_mut(3 * frame.width).enumerate() {
        for (row, component) in rows.iter_mut().zip(&frame.components) {
            enlarged_row(component, y, row);
        }
        mixed(colour, &rows, out);
    }
    Ok(out)
}

/// The samples of a progressive file's component. Its coefficients are given back.
fn transform(component: &mut Component) -> Result<(), Error> {
    let coefficients = std::mem::take(&mut component.coefficients);
    let factors = component.factors.unwrap_or([0; BLOCK]);
    let mut samples = with_room(coefficients.len())?;
    samples.resize(coefficients.len(), 0);
    let stride = component.stride();
    for (i, block) in coefficients.as_chunks::<BLOCK>().0.iter().enumerate() {
        let (x, y) = (i % component.row_blocks, i / component.row_blocks);
        let only_first = block[1..].iter().all(|&value| value == 0);
        let place = &mut samples[8 * (y * stride + x)..];
        samples_of(block, &factors, only_first, place, stride);
    }
    component.samples = samples;
    Ok(())
}

/// A row of the picture from the row of each component, which may be longer.
fn mixed(colour: Colour, rows: &[Vec<u8>; 4], out: &mut [u8]) {
    let [a, b, c, d] = rows;
    let pixels = out.as_chunks_mut::<3>().0.iter_mut();
    if colour == Colour::Grey {
        return pixels.zip(a).for_each(|(out, &value)| *out = [value; 3]);
    }
    let pixels = pixels.zip(a).zip(b).zip(c);
    let pixels = pixels.map(|(((out, &a), &b), &c)| (out, [a, b, c]));
    match colour {
        Colour::Grey | Colour::Rgb => pixels.for_each(|(out, rgb)| *out = rgb),
        Colour::YCbCr => pixels.for_each(|(out, ycc)| *out = from_ycbcr(ycc)),
        Colour::Cmyk => pixels
            .zip(d)
            .for_each(|((out, cmy), &k)| *out = on_black(cmy, k)),
        Colour::Ycck => pixels.zip(d).for_each(|((out, ycc), &k)| {
            *out = on_black(from_ycbcr(ycc).map(|value| 255 - value), k);
        }),
    }
}

/// ITU-R BT.601 on the full range, as JFIF has it, in 16 bits of fraction.
#[inline(always)]
fn from_ycbcr([y, cb, cr]: [u8; 3]) -> [u8; 3] {
    const HALF: i32 = 1 << 15;
    let (y, cb, cr) = (i32::from(y), i32::from(cb) - 128, i32::from(cr) - 128);
    let clamped = |value: i32| value.clamp(0, 255) as u8;
    [
        clamped(y + ((91881 * cr + HALF) >> 16)),
        clamped(y + ((HALF - 22554 * cb - 46802 * cr) >> 16)),
        clamped(y + ((116130 * cb + HALF) >> 16)),
    ]
}

/// Inks as they are stored, 255 for none: what is left of white (Pillow's formula).
#[inline(always)]
fn on_black(cmy: [u8; 3], k: u8) -> [u8; 3] {
    let left = i32::from(k);
    cmy.map(|ink| {
        let covered = (255 - i32::from(ink)) * left + 128;
        (left - ((covered + (covered >> 8)) >> 8)).clamp(0, 255) as u8
    })
}
