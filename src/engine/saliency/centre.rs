//! A control: a spot in the middle, which knows nothing but that photographers aim.

use crate::engine::job::{Job, JobFailure, LocalFuture};
use crate::spec::{Cost, Formula, MethodKind, MethodSpec, Paper, Text, Unit};

use super::{Attribution, SaliencyMethod, Subject};

/// Of the spot, in sides of the image: 60 pixels of 224.
const SPREAD: f64 = 60.0 / 224.0;

/// What the page shows of it.
pub const ENTRY: MethodSpec = MethodSpec {
    id: "centre",
    name: Text::new("Centre", "Centre"),
    explanation: Text::new(
        "A soft spot in the middle of the image, whatever the image. Photographers put what matters in the middle, so this map finds many objects without looking.",
        "Une tache douce au milieu de l’image, quelle que soit l’image. Les photographes placent l’essentiel au milieu\u{a0}: cette carte trouve donc bien des objets sans regarder.",
    ),
    formula: Formula {
        words: Text::new(
            "The map falls off from the middle of the image with the distance d as a Gaussian of standard deviation σ, 60 pixels of 224.",
            "La carte décroît depuis le milieu de l’image avec la distance d comme une gaussienne d’écart type σ, 60 pixels sur 224.",
        ),
        mathml: "<mrow><mi>exp</mi><mo>(</mo><mo>−</mo><mfrac><msup><mi>d</mi><mn>2</mn></msup><mrow><mn>2</mn><msup><mi>σ</mi><mn>2</mn></msup></mrow></mfrac><mo>)</mo></mrow>",
    },
    background: &[],
    beware: Text::new(
        "A method that finds objects no better than this one has found the photographer’s habit.",
        "Une méthode qui ne trouve pas mieux les objets que celle-ci a trouvé l’habitude du photographe.",
    ),
    paper: Paper {
        cite: "Judd, Ehinger, Durand & Torralba (2009)",
        title: "Learning to predict where humans look",
        url: "https://doi.org/10.1109/ICCV.2009.5459462",
    },
    deviations: Text::new(
        "The paper takes the plain distance from the middle as one of its features; here it is a Gaussian.",
        "L’article prend la simple distance au milieu comme l’un de ses traits\u{202f}; ici, c’est une gaussienne.",
    ),
    params: &[],
    kind: MethodKind::Controls,
    cost: |_, _| Cost::default(),
};

pub(super) struct Centre;

impl SaliencyMethod for Centre {
    fn attribute<'a>(
        &'a self,
        job: &'a Job,
        subject: Subject<'a>,
    ) -> LocalFuture<'a, Result<Attribution, JobFailure>> {
        Box::pin(async move {
            job.checkpoint().await?;
            let size = subject.size();
            let [down, across] = size.map(|length| {
                let middle = (length as f64 - 1.0) / 2.0;
                let sigma = SPREAD * length as f64;
                let height = |at: usize| (-0.5 * ((at as f64 - middle) / sigma).powi(2)).exp();
                (0..length).map(height).collect::<Vec<f64>>()
            });
            let row = |y: &f64| {
                across
                    .iter()
                    .map(move |x| (y * x) as f32)
                    .collect::<Vec<_>>()
            };
            let values = down.iter().flat_map(row).collect();
            Ok(Attribution::on_pixels(
                values,
                size,
                (1, false),
                Unit::Arbitrary,
            ))
        })
    }
}
