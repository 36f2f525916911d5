//! From what a decoder writes (grey, alpha, 16 bits) to opaque 8-bit RGB, in place:
//! at 50 megapixels a second buffer would be 150 MB.

use image::ColorType;

/// What [`rgb_from_decoded`] found besides the pixels.
pub(super) struct Flat {
    pub rgb: Vec<u8>,
    pub transparent: bool,
}

/// `buffer` holds `pixels` decoded pixels of `colour` at its start and is at least
/// `3 * pixels` long. `None` for a colour type that no decoder used here produces.
pub(super) fn rgb_from_decoded(buffer: Vec<u8>, pixels: usize, colour: ColorType) -> Option<Flat> {
    let opaque = |rgb| Flat {
        rgb,
        transparent: false,
    };
    Some(match colour {
        ColorType::Rgb8 => opaque(truncated(buffer, pixels)),
        ColorType::L8 => opaque(widen(buffer, pixels, |[v]| [v; 3])),
        ColorType::L16 => opaque(widen(buffer, pixels, |v: [u8; 2]| [eight_bits(v); 3])),
        ColorType::Rgb16 => opaque(narrow(buffer, pixels, |[a, b, c, d, e, f]| {
            [eight_bits([a, b]), eight_bits([c, d]), eight_bits([e, f])]
        })),
        ColorType::La8 => {
            with_alpha(|seen| widen(buffer, pixels, |[v, a]| on_white([v; 3], a, seen)))
        }
        ColorType::Rgba8 => {
            let (rgb, transparent) = rgb_from_rgba(truncated_to(buffer, 4 * pixels));
            Flat { rgb, transparent }
        }
        ColorType::La16 => with_alpha(|seen| {
            narrow(buffer, pixels, |[v, w, a, b]| {
                on_white([eight_bits([v, w]); 3], eight_bits([a, b]), seen)
            })
        }),
        ColorType::Rgba16 => with_alpha(|seen| {
            narrow(buffer, pixels, |[a, b, c, d, e, f, g, h]| {
                let rgb = [eight_bits([a, b]), eight_bits([c, d]), eight_bits([e, f])];
                on_white(rgb, eight_bits([g, h]), seen)
            })
        }),
        _ => return None,
    })
}

/// Composes 8-bit RGBA on white and says whether any pixel was not opaque.
pub(super) fn rgb_from_rgba(rgba: Vec<u8>) -> (Vec<u8>, bool) {
    let pixels = rgba.len() / 4;
    let flat = with_alpha(|seen| narrow(rgba, pixels, |[r, g, b, a]| on_white([r, g, b], a, seen)));
    (flat.rgb, flat.transparent)
}

fn with_alpha(work: impl FnOnce(&mut bool) -> Vec<u8>) -> Flat {
    let mut transparent = false;
    let rgb = work(&mut transparent);
    Flat { rgb, transparent }
}

fn on_white(rgb: [u8; 3], alpha: u8, seen: &mut bool) -> [u8; 3] {
    if alpha == 255 {
        return rgb;
    }
    *seen = true;
    let alpha = u32::from(alpha);
    rgb.map(|value| ((u32::from(value) * alpha + 255 * (255 - alpha) + 127) / 255) as u8)
}

fn eight_bits(native: [u8; 2]) -> u8 {
    ((u32::from(u16::from_ne_bytes(native)) + 128) / 257) as u8
}

/// Pixels of three bytes or more: the result never overtakes what is still to be read.
fn narrow<const N: usize>(
    mut buffer: Vec<u8>,
    pixels: usize,
    mut convert: impl FnMut([u8; N]) -> [u8; 3],
) -> Vec<u8> {
    for i in 0..pixels {
        let mut pixel = [0; N];
        pixel.copy_from_slice(&buffer[N * i..N * (i + 1)]);
        buffer[3 * i..3 * (i + 1)].copy_from_slice(&convert(pixel));
    }
    truncated(buffer, pixels)
}

/// Pixels of fewer than three bytes, from the end for the same reason.
fn widen<const N: usize>(
    mut buffer: Vec<u8>,
    pixels: usize,
    mut convert: impl FnMut([u8; N]) -> [u8; 3],
) -> Vec<u8> {
    for i in (0..pixels).rev() {
        let mut pixel = [0; N];
        pixel.copy_from_slice(&buffer[N * i..N * (i + 1)]);
        buffer[3 * i..3 * (i + 1)].copy_from_slice(&convert(pixel));
    }
    truncated(buffer, pixels)
}

fn truncated(buffer: Vec<u8>, pixels: usize) -> Vec<u8> {
    truncated_to(buffer, 3 * pixels)
}

fn truncated_to(mut buffer: Vec<u8>, bytes: usize) -> Vec<u8> {
    buffer.truncate(bytes);
    buffer
}
