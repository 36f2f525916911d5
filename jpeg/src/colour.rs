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
    let mut out = with_room(3 * frame.width * frame.height)?;
    // A row may run over by what the last step of enlarging writes.
    let mut rows = [const { Vec::new() }; 4];
    for (row, component) in rows.iter_mut().zip(&frame.components) {
        *row = vec![0; component.times_x * component.width];
    }
    for y in 0..frame.height {
        for (row, component) in rows.iter_mut().zip(&frame.components) {
            enlarged_row(component, y, row);
        }
        let at = |i: usize| rows[i].get(..frame.width).unwrap_or_default();
        mixed(colour, at, &mut out);
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

fn mixed<'a>(colour: Colour, row: impl Fn(usize) -> &'a [u8], out: &mut Vec<u8>) {
    let three = || {
        row(0)
            .iter()
            .zip(row(1))
            .zip(row(2))
            .map(|((&a, &b), &c)| [a, b, c])
    };
    match colour {
        Colour::Grey => out.extend(row(0).iter().flat_map(|&value| [value; 3])),
        Colour::Rgb => out.extend(three().flatten()),
        Colour::YCbCr => out.extend(three().flat_map(from_ycbcr)),
        Colour::Cmyk => out.extend(three().zip(row(3)).flat_map(|(cmy, &k)| on_black(cmy, k))),
        Colour::Ycck => out.extend(
            three()
                .zip(row(3))
                .flat_map(|(ycc, &k)| on_black(from_ycbcr(ycc).map(|value| 255 - value), k)),
        ),
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
