//! Guided Grad-CAM (Selvaraju et al. 2017): guided backpropagation where Grad-CAM sees the class.

use crate::engine::job::{Job, JobFailure, LocalFuture};
use crate::engine::network::Rule;
use crate::engine::readback;
use crate::spec::{Cost, Formula, MethodKind, MethodSpec, Paper, Text, Unit};

use super::grad_cam::{GRAD_CAM, LAYER};
use super::{Attribution, SaliencyMethod, Subject};

/// What the page shows of it.
pub const ENTRY: MethodSpec = MethodSpec {
    id: "guided-grad-cam",
    name: Text::new("Guided Grad-CAM", "Grad-CAM guidé"),
    explanation: Text::new(
        "Guided backpropagation draws sharp edges but hardly minds the class; Grad-CAM minds the class but is coarse. Their product is meant to have both: edges, where the class is.",
        "La rétropropagation guidée dessine des contours nets, mais se soucie peu de la classe\u{202f}; Grad-CAM s’en soucie, mais reste grossier. Leur produit veut réunir les deux\u{a0}: des contours, là où est la classe.",
    ),
    formula: Formula {
        words: Text::new(
            "The map is guided backpropagation R times Grad-CAM M, spread over the pixels.",
            "La carte est la rétropropagation guidée R multipliée par Grad-CAM M, étendue aux pixels.",
        ),
        mathml: "<mrow><msub><mi>R</mi><mi>guided</mi></msub><mo>·</mo><mi>M</mi></mrow>",
    },
    background: &[],
    beware: Text::new(
        "It is as sharp as guided backpropagation, and no more of a proof: the edges come from the image, only the choice of the region comes from the class.",
        "Elle est aussi nette que la rétropropagation guidée, et ne prouve pas davantage\u{a0}: les contours viennent de l’image, seul le choix de la région vient de la classe.",
    ),
    paper: Paper {
        cite: "Selvaraju et al. (2017)",
        title: "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization",
        url: "https://arxiv.org/abs/1610.02391",
    },
    deviations: Text::new(
        "Grad-CAM is spread with its cells at the middles of what they see, not stretched over the image.",
        "Grad-CAM est étendu avec ses cases au milieu de ce qu’elles voient, et non étiré sur l’image.",
    ),
    params: &[&LAYER],
    kind: MethodKind::Layers,
    cost: |_, _| Cost::gradients(2),
};

pub(super) struct GuidedGradCam;

impl SaliencyMethod for GuidedGradCam {
    fn attribute<'a>(
        &'a self,
        job: &'a Job,
        mut subject: Subject<'a>,
    ) -> LocalFuture<'a, Result<Attribution, JobFailure>> {
        Box::pin(async move {
            job.checkpoint().await?;
            let size = subject.size();
            let guided = subject.pull_back(None, Rule::Guided)?;
            let guided = readback::floats(guided).await?;
            let coarse = GRAD_CAM.attribute(job, subject).await?;
            let spread = coarse.sheet.spread(&coarse.values, size);
            let products = guided.iter().zip(spread.iter().cycle());
            let values = products.map(|(guided, coarse)| guided * coarse);
            let map = Attribution::of_pixels(values.collect(), size, Unit::Arbitrary);
            Ok(map.with(coarse.facts))
        })
    }
}
