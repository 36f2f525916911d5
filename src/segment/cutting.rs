use gradoscope_cut::{Colour, Flow, Grid, Mixture, Rect, Regions, UNIT};
use gradoscope_measure::{blurred, quantile, ranks};

use crate::image::Picture;
use crate::protocol::{Found, SegmentFacts};
use crate::random::Random;

use super::{Recipe, SegmentError};

/// Pixels that the flow looks at in one portion.
const PORTION: usize = 300_000;
/// The most that a border may cost.
const MOST_GAMMA: f64 = 10_000.0;
/// The colours are learnt anew while more than this share of the labels changes.
const SETTLED: f64 = 1e-3;

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Segmentation {
    /// Per pixel, row-major: 0 background, 1 labelled as object but not connected with the largest region,
    /// 2 the largest region.
    pub mask: Vec<u8>,
    /// Figures about it.
    pub facts: SegmentFacts,
}

/// A picture that is being cut into object and background.
pub struct Cutting<'a> {
    picture: &'a Picture,
    recipe: &'a Recipe,
    gamma: f64,
    colours: Vec<Colour>,
    /// What each pixel costs less as object for its place in the map, in natural units; empty where the map
    /// does not say where.
    places: Vec<f64>,
    random: Random,
    /// Which pixels the colours of object and background are learnt from.
    examples: [Vec<bool>; 2],
    mixtures: Vec<Mixture>,
    flow: Option<(Grid, Flow)>,
    /// Labels and their energy, in units of the grid.
    found: Option<(Vec<bool>, i64)>,
    rounds: u32,
}

impl<'a> Cutting<'a> {
    /// Of `map`, one number per pixel of `picture`, by `recipe`. `gamma` is what the border between two
    /// pixels of one colour costs, in natural units, 0 to 10000; the mixtures begin with what is drawn from
    /// `seed`.
    ///
    /// # Errors
    /// The [`SegmentError`] that says what is wrong with the map or the price.
    pub fn new(
        picture: &'a Picture,
        map: &[f32],
        recipe: &'a Recipe,
        gamma: f64,
        seed: u32,
    ) -> Result<Self, SegmentError> {
        let (triples, _) = picture.rgb().as_chunks::<3>();
        if map.len() != triples.len() {
            return Err(SegmentError::MapSize {
                expected: triples.len(),
                found: map.len(),
            });
        }
        if !map.iter().all(|value| value.is_finite()) {
            return Err(SegmentError::NotFinite);
        }
        if !(0.0..=MOST_GAMMA).contains(&gamma) {
            return Err(SegmentError::Gamma(gamma.to_string()));
        }
        let map = blurred(map, size(picture), recipe.blur);
        Ok(Self {
            picture,
            recipe,
            gamma,
            colours: triples.iter().map(|rgb| rgb.map(f64::from)).collect(),
            places: match recipe.prior > 0.0 {
                true => places(&map, recipe.prior),
                false => Vec::new(),
            },
            random: Random::new(seed),
            examples: examples(&map, recipe)?,
            mixtures: Vec::new(),
            flow: None,
            found: None,
            rounds: 0,
        })
    }

    /// How many portions there are at the most by `recipe`, those of the flow counted as one.
    pub fn most_portions(recipe: &Recipe) -> u32 {
        3 * (1 + recipe.refits)
    }

    /// How many of them are done.
    pub fn done(&self) -> u32 {
        3 * self.rounds + self.mixtures.len() as u32
    }

    /// Does one portion; the result, once there is nothing more to do.
    pub fn advance(&mut self) -> Option<Segmentation> {
        if self.mixtures.len() < 2 {
            let kind = self.mixtures.len();
            match self.learnt(kind) {
                Some(mixture) => self.mixtures.push(mixture),
                // Everything is on the other side.
                None => return Some(self.finished()),
            }
            return None;
        }
        let Some((grid, mut flow)) = self.flow.take().or_else(|| self.begun()) else {
            return Some(self.finished());
        };
        if !flow.advance(PORTION) {
            self.flow = Some((grid, flow));
            return None;
        }
        self.rounds += 1;
        self.mixtures.clear();
        self.settle(flow.labels(), flow.value())
            .then(|| self.finished())
    }

    fn learnt(&mut self, kind: usize) -> Option<Mixture> {
        let examples = self.colours.iter().zip(&self.examples[kind]);
        let examples = examples.filter(|(_, is_one)| **is_one);
        let examples: Vec<Colour> = examples.map(|(colour, _)| *colour).collect();
        let random = &mut self.random;
        Mixture::fit(&examples, &mut || f64::from(random.uniform()))
    }

    /// The energy of every labelling, and a flow that has not begun. The lengths fit, by [`Self::new`].
    fn begun(&self) -> Option<(Grid, Flow)> {
        let costs = |mixture: &Mixture| -> Vec<f64> {
            self.colours.iter().map(|c| mixture.cost(*c)).collect()
        };
        let [object, background] = self.mixtures.as_slice() else {
            return None;
        };
        let (mut object, background) = (costs(object), costs(background));
        for (cost, place) in object.iter_mut().zip(&self.places) {
            *cost -= place;
        }
        let costs = [object.as_slice(), &background];
        let grid = Grid::of_image(self.picture.rgb(), size(self.picture), costs, self.gamma)?;
        let flow = Flow::new(&grid);
        Some((grid, flow))
    }

    /// Takes the labels; whether they are the last.
    fn settle(&mut self, labels: Vec<bool>, energy: i64) -> bool {
        let before = self.found.as_ref().map(|(labels, _)| labels);
        let changed = before.map(|before| {
            let pairs = before.iter().zip(&labels);
            pairs.filter(|(before, now)| before != now).count()
        });
        let is_settled = changed.is_some_and(|n| (n as f64) < SETTLED * labels.len() as f64);
        let is_last = is_settled || self.rounds > self.recipe.refits;
        if !is_last {
            let background = labels.iter().map(|label| !label).collect();
            self.examples = [labels.clone(), background];
        }
        self.found = Some((labels, energy));
        is_last
    }

    fn finished(&self) -> Segmentation {
        let pixels = self.colours.len();
        let nothing = (vec![false; pixels], 0);
        let (labels, energy) = self.found.as_ref().unwrap_or(&nothing);
        let [height, width] = size(self.picture);
        let regions = Regions::of(labels, [height, width]);
        let count = |mask: &[bool]| mask.iter().filter(|inside| **inside).count();
        let labelled = count(labels);
        let mask = labels.iter().zip(&regions.largest);
        let mask = mask.map(|(label, largest)| u8::from(*label) + u8::from(*largest));
        let bounds = Rect::around(&regions.largest, width);
        Segmentation {
            mask: mask.collect(),
            facts: SegmentFacts {
                found: match labelled {
                    0 => Found::Nothing,
                    all if all == pixels => Found::Everything,
                    _ => Found::Object,
                },
                labelled: labelled as u32,
                object: count(&regions.largest) as u32,
                regions: regions.count as u32,
                bounds: bounds.map(|b| [b.top, b.left, b.bottom, b.right].map(|side| side as u32)),
                energy: (*energy as f64 / UNIT) as f32,
                rounds: self.rounds,
            },
        }
    }
}

fn size(picture: &Picture) -> [usize; 2] {
    [picture.height() as usize, picture.width() as usize]
}

/// Examples of object and background: strictly above and below the quantiles, or at them where nothing is
/// beyond, as in a map that is zero almost everywhere.
fn examples(map: &[f32], recipe: &Recipe) -> Result<[Vec<bool>; 2], SegmentError> {
    let at = |share| quantile(map, share).ok_or(SegmentError::FlatMap);
    let (high, low) = (at(recipe.above)?, at(recipe.below)?);
    let choose = |is_beyond: &dyn Fn(f32) -> bool, edge: f32| -> Vec<bool> {
        let beyond: Vec<bool> = map.iter().map(|value| is_beyond(*value)).collect();
        match beyond.contains(&true) {
            true => beyond,
            false => map.iter().map(|value| *value == edge).collect(),
        }
    };
    let object = choose(&|value| value > high, high);
    let background = choose(&|value| value < low, low);
    let overlaps = object.iter().zip(&background).any(|(a, b)| *a && *b);
    match overlaps {
        true => Err(SegmentError::FlatMap),
        false => Ok([object, background]),
    }
}

/// `weight * ln(r / (1 - r))` of the rank `r` of each value among all, in 0..1, both ends excluded; equals
/// share a rank.
fn places(map: &[f32], weight: f64) -> Vec<f64> {
    let count = map.len() as f64;
    let place = |rank: f64| {
        let share = (rank - 0.5) / count;
        weight * (share / (1.0 - share)).ln()
    };
    ranks(map).into_iter().map(place).collect()
}
