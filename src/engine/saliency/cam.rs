//! The class activation map (Zhou et al. 2016): the score before its positions are averaged.

use crate::engine::job::{Job, JobFailure, LocalFuture};
use crate::engine::network::{SCORES, SCORES_BEFORE_RELU};
use crate::engine::readback;
use crate::protocol::Fact;
use crate::spec::{Cost, Formula, MethodKind, MethodSpec, Paper, Text};

use super::maps::Layer;
use super::{Attribution, SaliencyMethod, Subject};

/// What the page shows of it.
pub const ENTRY: MethodSpec = MethodSpec {
    id: "cam",
    name: Text::new("CAM, the class map", "CAM, la carte de la classe"),
    explanation: Text::new(
        "Some networks end by averaging one small map for each class: the score is nothing but the mean of that map. CAM shows the map itself, before what is negative is cut off, so it exists for every class, also for one whose score is zero.",
        "Certains réseaux finissent par la moyenne d’une petite carte par classe\u{a0}: le score n’est rien d’autre que la moyenne de cette carte. CAM montre la carte elle-même, avant que ce qui est négatif soit coupé\u{202f}; elle existe donc pour chaque classe, même pour celle dont le score est nul.",
    ),
    formula: Formula {
        words: Text::new(
            "The map M at a position is the bias b of class i plus the sum over channels k of the weight w of the class times the activation A of the channel there; the mean of M over the positions is the score before the last rectifier.",
            "La carte M en une position est le biais b de la classe i plus la somme, sur les canaux k, du poids w de la classe multiplié par l’activation A du canal à cet endroit\u{202f}; la moyenne de M sur les positions est le score avant le dernier rectifieur.",
        ),
        mathml: "<mrow><mi>M</mi><mo>=</mo><munder><mo>∑</mo><mi>k</mi></munder><msub><mi>w</mi><mrow><mi>i</mi><mo>,</mo><mi>k</mi></mrow></msub><msub><mi>A</mi><mi>k</mi></msub><mo>+</mo><msub><mi>b</mi><mi>i</mi></msub></mrow>",
    },
    background: &[],
    beware: Text::new(
        "What is negative speaks against the class and is drawn as zero; its numbers are in the file. Each position sees far more of the image than its share. A network that mixes the positions behind its last maps, such as VGG, has no class map.",
        "Ce qui est négatif plaide contre la classe et se dessine comme zéro\u{202f}; les nombres sont dans le fichier. Chaque position voit bien plus de l’image que sa part. Un réseau qui mélange les positions après ses dernières cartes, comme VGG, n’a pas de carte de classe.",
    ),
    paper: Paper {
        cite: "Zhou, Khosla, Lapedriza, Oliva & Torralba (2016)",
        title: "Learning Deep Features for Discriminative Localization",
        url: "https://arxiv.org/abs/1512.04150",
    },
    deviations: Text::new(
        "The bias is part of the map. The map is not stretched over the image, and not divided by its maximum.",
        "Le biais fait partie de la carte. La carte n’est pas étirée sur l’image, ni divisée par son maximum.",
    ),
    params: &[],
    kind: MethodKind::Layers,
    cost: |_, _| Cost::GRADIENT,
};

pub(super) struct Cam;

impl SaliencyMethod for Cam {
    fn attribute<'a>(
        &'a self,
        job: &'a Job,
        mut subject: Subject<'a>,
    ) -> LocalFuture<'a, Result<Attribution, JobFailure>> {
        Box::pin(async move {
            let of = match subject.network.ends_rectified() {
                true => SCORES_BEFORE_RELU,
                false => SCORES,
            };
            let last = subject.network.spec().last_maps;
            let layer = Layer::of(job, &mut subject, last, of).await?;
            let products = layer.products();
            if layer.pooled_positions() != Some(layer.positions as u32) {
                return Ok(layer.map(products, true).with([Fact::NoClassMap]));
            }
            let scores = readback::floats(subject.trace.activation(of)?).await?;
            let score = scores.get(subject.class.index()).copied();
            let score = f64::from(score.unwrap_or_default());
            // The products add up to the score less the bias, and their mean shall be the score.
            let bias = score - products.iter().sum::<f64>();
            let n = layer.positions as f64;
            let values = products.into_iter().map(|product| n * product + bias);
            Ok(layer.map(values.collect(), true))
        })
    }
}
