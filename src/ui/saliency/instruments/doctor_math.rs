//! What there is to know of the present picture, class, method and network before a map is believed; pure
//! functions.

use crate::app_model::{AppModel, ProofRun};
use crate::image::SIGMA;
use crate::scores;
use crate::spec::{ClassId, Lang};
use crate::ui::markup::{self, Column, Row};
use crate::ui::numbers::{percent, significant};
use crate::ui::strings;

/// A probability from which on its own gradient says nothing.
const SATURATED: f32 = 0.99;
/// Two scores that are closer than this change places by a breath.
const TIE: f32 = 0.1;
/// A share of colours at the ends of their range that is worth a word.
const CLIPPED: f64 = 0.01;

/// What one click can do about a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// Explain whatever the network predicts.
    Predicted,
    /// Explain this class.
    Class(ClassId),
    /// Draw the map by this method.
    Method(&'static str),
}

/// Something that was looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Permanent, kebab-case.
    pub id: &'static str,
    /// Whether there is something to beware of.
    pub is_trouble: bool,
    pub words: String,
    pub remedy: Option<Remedy>,
}

/// Everything that can be said now; empty before there is a map.
pub fn findings(model: &AppModel, lang: Lang) -> Vec<Finding> {
    let (Some(found), Some(all)) = (&model.saliency.map, &model.saliency.scores) else {
        return Vec::new();
    };
    let Some(standing) = scores::standing(&all.values, found.class) else {
        return Vec::new();
    };
    let is_dead = standing.score == 0.0;
    let is_zero = found.map.values.iter().all(|value| *value == 0.0);
    let finding = |id, is_trouble, words: String, remedy: Option<Remedy>| Finding {
        id,
        is_trouble,
        words,
        remedy: remedy.filter(|_| is_trouble),
    };
    let score = significant(f64::from(standing.score), 4, lang);
    let mut list = vec![
        finding(
            "dead",
            is_dead,
            strings::doctor_dead(&score, is_dead, lang),
            Some(Remedy::Predicted),
        ),
        finding(
            "zero",
            is_zero,
            strings::doctor_zero(is_zero, lang).to_owned(),
            Some(Remedy::Method("gradient")).filter(|_| !is_dead),
        ),
    ];
    let is_saturated = standing.probability >= SATURATED;
    let p = percent(f64::from(standing.probability), lang);
    list.push(finding(
        "saturated",
        is_saturated,
        strings::doctor_saturated(&p, is_saturated, lang),
        Some(Remedy::Method("contrastive")),
    ));
    let share = clipped(&found.pixels);
    list.push(finding(
        "clipped",
        share >= CLIPPED,
        strings::doctor_clipped(&percent(share, lang), share >= CLIPPED, lang),
        None,
    ));
    let best = scores::descending(&all.values);
    if let [first, second, ..] = best[..] {
        let value = |class: usize| all.values.get(class).copied().unwrap_or(0.0);
        let gap = value(first) - value(second);
        let other = if found.class.index() == first {
            second
        } else {
            first
        };
        let other = ClassId(other as u16);
        list.push(finding(
            "tie",
            gap < TIE,
            strings::doctor_tie(&significant(f64::from(gap), 3, lang), gap < TIE, lang),
            Some(Remedy::Class(other)),
        ));
    }
    list
}

/// Which part of the colours is black or at its brightest.
pub fn clipped(pixels: &[u8]) -> f64 {
    let ends = pixels.iter().filter(|value| matches!(value, 0 | 255));
    ends.count() as f64 / pixels.len().max(1) as f64
}

/// The gradient beside differences of the score, in score per normalised unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Proven {
    /// Normalised units between the two images.
    pub step: f64,
    pub gradient: f64,
    pub quotient: f64,
    /// What rounding of the scores to float32 alone may change of the quotient.
    pub rounding: f64,
}

/// Red, green, blue; none before both are there. `gradient`: of the same class, `[3, side, side]`.
pub fn proven(run: &ProofRun, gradient: &[f32], side: u32) -> Option<[Proven; 3]> {
    let (x, y) = run.request.pixel;
    let slopes = run.answers.first()?;
    let plane = (side * side) as usize;
    let of = |colour: usize| {
        let slope = slopes[colour];
        let step = f64::from(slope.levels) / 255.0 / f64::from(SIGMA[colour]);
        let [low, high] = slope.scores.map(f64::from);
        let size = slope.scores[0].abs().max(slope.scores[1].abs());
        let at = colour * plane + (y * side + x) as usize;
        Some(Proven {
            step,
            gradient: f64::from(*gradient.get(at)?),
            quotient: (high - low) / step,
            rounding: f64::from(size * f32::EPSILON) / step,
        })
    };
    (x < side && y < side).then_some(())?;
    Some([of(0)?, of(1)?, of(2)?])
}

/// One row for each colour.
pub fn table(all: &[Proven; 3], lang: Lang) -> String {
    let figure = |value: f64| significant(value, 4, lang);
    let colours = [strings::RED, strings::GREEN, strings::BLUE];
    let rows = all.iter().zip(colours).map(|(one, colour)| Row {
        data: vec![
            ("gradient", one.gradient.to_string()),
            ("quotient", one.quotient.to_string()),
        ],
        cells: vec![
            colour.get(lang).to_owned(),
            figure(one.gradient),
            figure(one.quotient),
            figure(one.quotient - one.gradient),
            figure(one.step),
            significant(one.rounding, 1, lang),
        ],
    });
    let columns = [
        (strings::COLOUR, false),
        (strings::GRADIENT_THERE, true),
        (strings::QUOTIENT, true),
        (strings::THEIR_DIFFERENCE, true),
        (strings::STEP_SIZE, true),
        (strings::ROUNDING, true),
    ];
    let columns = columns.map(|(name, is_figure)| Column(name.get(lang), is_figure));
    markup::table(
        strings::PROOF_CAPTION.get(lang),
        &columns,
        &rows.collect::<Vec<_>>(),
    )
}
