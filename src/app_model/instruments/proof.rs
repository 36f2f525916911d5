use crate::app_model::Bytes;

use super::{ProofRequest, Slope};

const COLOURS: usize = 3;

/// The picture with one colour of one pixel changed: for each colour once down and once up.
pub(super) struct Changed;

impl Changed {
    /// How many images there are.
    pub const IMAGES: u32 = 2 * COLOURS as u32;

    /// One after the other; none where the pixel lies outside.
    pub fn of(pixels: &Bytes, request: ProofRequest, side: u32) -> Option<Bytes> {
        let at = place(request, side).filter(|at| at + COLOURS <= pixels.len())?;
        let mut images = Vec::with_capacity(pixels.len() * Self::IMAGES as usize);
        for colour in 0..COLOURS {
            for value in ends(pixels[at + colour], request.levels) {
                let from = images.len();
                images.extend_from_slice(pixels);
                images[from + at + colour] = value;
            }
        }
        Some(images.into())
    }

    /// What the scores of these images say, `[6, classes]`; none where they are of another shape.
    pub fn slopes(pixels: &Bytes, request: ProofRequest, scores: &[f32]) -> Option<[Slope; 3]> {
        let side = (pixels.len() / COLOURS).isqrt() as u32;
        let at = place(request, side)?;
        let classes = scores.len() / Self::IMAGES as usize;
        let score = |image: usize| {
            let row = scores.get(image * classes..(image + 1) * classes)?;
            row.get(request.class.index()).copied()
        };
        let slope = |colour: usize| {
            let [low, high] = ends(*pixels.get(at + colour)?, request.levels);
            Some(Slope {
                levels: high - low,
                scores: [score(2 * colour)?, score(2 * colour + 1)?],
            })
        };
        Some([slope(0)?, slope(1)?, slope(2)?])
    }
}

fn place(ProofRequest { pixel: (x, y), .. }: ProofRequest, side: u32) -> Option<usize> {
    (x < side && y < side).then(|| COLOURS * (y * side + x) as usize)
}

/// Down and up, within what a colour can be.
fn ends(value: u8, levels: u8) -> [u8; 2] {
    let levels = levels.max(1);
    [value.saturating_sub(levels), value.saturating_add(levels)]
}
