//! A control: the edges of the image, which know nothing of any network.

use crate::engine::job::{Job, JobFailure, LocalFuture};
use crate::image::{MU, SIGMA};
use crate::spec::{Cost, Formula, MethodKind, MethodSpec, Paper, Text, Unit};

use super::{Attribution, SaliencyMethod, Subject};

/// Share of red, green and blue in the luminance (Rec. 601).
const LUMINANCE: [f64; 3] = [0.299, 0.587, 0.114];

/// What the page shows of it.
pub const ENTRY: MethodSpec = MethodSpec {
    id: "edges",
    name: Text::new("Edges", "Contours"),
    explanation: Text::new(
        "Not a map of the network at all: where the brightness of the image changes, by Sobel’s filter. A map that looks like this one may show the image and not the class; hold the others against it.",
        "Ce n’est pas du tout une carte du réseau\u{a0}: là où la clarté de l’image change, par le filtre de Sobel. Une carte qui ressemble à celle-ci montre peut-être l’image et non la classe\u{202f}; comparez les autres avec elle.",
    ),
    formula: Formula {
        words: Text::new(
            "The map is the length of the vector of Sobel’s two slopes of the luminance L, across and down.",
            "La carte est la longueur du vecteur des deux pentes de Sobel de la luminance L, en largeur et en hauteur.",
        ),
        mathml: "<mrow><msqrt><msubsup><mi>L</mi><mi>x</mi><mn>2</mn></msubsup><mo>+</mo><msubsup><mi>L</mi><mi>y</mi><mn>2</mn></msubsup></msqrt></mrow>",
    },
    background: &[],
    beware: Text::new(
        "It is the same for every class and every network. Sharp maps are easily taken for good ones: this one is sharp and knows nothing.",
        "Elle est la même pour toute classe et tout réseau. On prend volontiers une carte nette pour une bonne carte\u{a0}: celle-ci est nette et ne sait rien.",
    ),
    paper: Paper {
        cite: "Adebayo, Gilmer, Muelly, Goodfellow, Hardt & Kim (2018)",
        title: "Sanity Checks for Saliency Maps",
        url: "https://arxiv.org/abs/1810.03292",
    },
    deviations: Text::new(
        "The paper compares with Canny’s edges; these are Sobel’s, which have no threshold. Luminance: 0.299 red + 0.587 green + 0.114 blue, in 0 to 1; beyond a border the image goes on mirrored.",
        "L’article compare avec les contours de Canny\u{202f}; ceux-ci sont de Sobel, sans seuil. Luminance\u{a0}: 0,299 rouge + 0,587 vert + 0,114 bleu, de 0 à 1\u{202f}; au-delà d’un bord, l’image se prolonge en miroir.",
    ),
    params: &[],
    kind: MethodKind::Controls,
    cost: |_, _| Cost::default(),
};

pub(super) struct Edges;

impl SaliencyMethod for Edges {
    fn attribute<'a>(
        &'a self,
        job: &'a Job,
        subject: Subject<'a>,
    ) -> LocalFuture<'a, Result<Attribution, JobFailure>> {
        Box::pin(async move {
            job.checkpoint().await?;
            let image = subject.numbers().await?;
            let size = subject.size();
            let values = sobel(&luminance(&image, size[0] * size[1]), size);
            Ok(Attribution::on_pixels(
                values,
                size,
                (1, false),
                Unit::Arbitrary,
            ))
        })
    }
}

/// In 0..1, `[h, w]`, of a normalised image, `[3, h, w]`.
fn luminance(image: &[f32], plane: usize) -> Vec<f64> {
    let mut sums = vec![0.0; plane];
    for (channel, values) in image.chunks_exact(plane.max(1)).enumerate() {
        let unit =
            |value: f32| f64::from(value) * f64::from(SIGMA[channel]) + f64::from(MU[channel]);
        for (sum, value) in sums.iter_mut().zip(values) {
            *sum += LUMINANCE[channel] * unit(*value);
        }
    }
    sums
}

/// The length of the two slopes, each three rows or columns wide with weights 1, 2, 1.
fn sobel(values: &[f64], [height, width]: [usize; 2]) -> Vec<f32> {
    let at = |y: usize, x: usize, [down, right]: [isize; 2]| {
        let inside =
            |at: usize, by: isize, length: usize| at.saturating_add_signed(by).min(length - 1);
        values[inside(y, down, height) * width + inside(x, right, width)]
    };
    let slope = |y: usize, x: usize, turn: fn(isize, isize) -> [isize; 2]| {
        let side = |along: isize| {
            let weight = |across: isize| if across == 0 { 2.0 } else { 1.0 };
            let part = |across: isize| weight(across) * at(y, x, turn(along, across));
            (-1..=1).map(part).sum::<f64>()
        };
        side(1) - side(-1)
    };
    let length = |y: usize, x: usize| {
        let across = slope(y, x, |along, across| [across, along]);
        across.hypot(slope(y, x, |along, across| [along, across])) as f32
    };
    let places = (0..height).flat_map(|y| (0..width).map(move |x| (y, x)));
    places.map(|(y, x)| length(y, x)).collect()
}
